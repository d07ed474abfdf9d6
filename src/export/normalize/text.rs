//! Texts and moments in one form each.

use jiff::Timestamp;
use unicode_normalization::UnicodeNormalization;

use super::Notes;
use crate::export::document::Unmapped;
use crate::genesys::model::Reference;

/// Unicode normal form C, in which the policy file's names are compared.
pub(super) fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// A text that is there and not empty.
pub(super) fn given(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(|text| nfc(text))
}

/// An id that is there and not empty.
pub(super) fn id(reference: Option<&Reference>) -> Option<String> {
    reference.map(|reference| reference.id.clone()).filter(|id| !id.is_empty())
}

/// Ids, each once, sorted.
pub(super) fn ids<'r>(references: impl IntoIterator<Item = &'r Reference>) -> Vec<String> {
    let mut ids: Vec<String> = references.into_iter().map(|one| one.id.clone()).filter(|id| !id.is_empty()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// A name; the id stands in where there is none.
pub(super) fn name(name: &str, id: &str, what: &str, notes: &mut Notes) -> String {
    if name.trim().is_empty() {
        notes.add(format!("{what} has no name, its id stands in"), id);
        return id.to_owned();
    }
    nfc(name)
}

/// A moment in UTC, as short as it can be written; what is none is left out and noted.
pub(super) fn moment(text: Option<&String>, notes: &mut Notes) -> Option<String> {
    let text = text.filter(|text| !text.is_empty())?;
    let parsed = text.parse::<Timestamp>().or_else(|error| {
        // `+0000` in place of `+00:00`, or no offset at all, which is UTC.
        let fixed = match text.len().checked_sub(5).and_then(|at| text.split_at_checked(at)) {
            Some((start, offset))
                if offset.starts_with(['+', '-']) && offset[1..].bytes().all(|b| b.is_ascii_digit()) =>
            {
                format!("{start}{}:{}", &offset[..3], &offset[3..])
            }
            _ if text.len() == 10 => format!("{text}T00:00:00Z"),
            _ => format!("{text}Z"),
        };
        fixed.parse::<Timestamp>().map_err(|_| error)
    });
    match parsed {
        Ok(moment) => Some(moment.to_string()),
        Err(_) => {
            notes.add("a moment in time can't be read and is left out", text);
            None
        }
    }
}

/// The state of something: the one of `known` that is meant; the first, which is the one that can do the most, stands
/// in for another one, which is noted and kept.
pub(in crate::export) fn state(
    text: &str,
    known: &[&'static str],
    what: &str,
    notes: &mut Notes,
    unmapped: &mut Unmapped,
) -> &'static str {
    if let Some(state) = known.iter().find(|state| state.eq_ignore_ascii_case(text)) {
        return state;
    }
    let otherwise = known.first().copied().unwrap_or_default();
    let what = format!("the state of {what} is not one that cordon knows and is read as `{otherwise}`");
    keep("state", text, what, notes, unmapped);
    otherwise
}

/// Notes a word that the document has none for, and keeps it.
pub(super) fn keep(member: &'static str, text: &str, what: String, notes: &mut Notes, unmapped: &mut Unmapped) {
    notes.add(what, if text.is_empty() { "none" } else { text });
    if !text.is_empty() {
        unmapped.insert(member, nfc(text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_one_form() {
        let mut notes = Notes::default();
        for (given, wanted) in [
            ("2026-10-21T14:05:00.000Z", Some("2026-10-21T14:05:00Z")),
            ("2026-10-21T16:05:00.250+02:00", Some("2026-10-21T14:05:00.25Z")),
            ("2026-10-21T14:05:00+0000", Some("2026-10-21T14:05:00Z")),
            ("2026-10-21T14:05:00", Some("2026-10-21T14:05:00Z")),
            ("2026-10-21", Some("2026-10-21T00:00:00Z")),
            ("yesterday", None),
        ] {
            assert_eq!(moment(Some(&given.to_owned()), &mut notes).as_deref(), wanted, "{given}");
        }
        assert_eq!(notes.sentences().len(), 1);
    }
}
