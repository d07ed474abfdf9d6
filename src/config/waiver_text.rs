//! Adds a waiver to the text of a file and keeps everything else of it: comments, order, blank lines, line ends.

use jiff::civil::Date;
use toml_edit::{DocumentMut, InlineTable, Item, Table, Value};

/// A waiver of one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Id of the rule, for readers.
    pub rule: Option<String>,
    /// `<subject type>/<id>`, for readers.
    pub subject: Option<String>,
    /// The finding.
    pub fingerprint: String,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// Where it was agreed.
    pub ticket: Option<String>,
    /// Last day.
    pub expires: Date,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// The waiver is new and stands at the end.
    Added,
    /// The file had a waiver of the finding, which has the new reason and day now.
    Renewed,
}

impl Entry {
    fn members(&self) -> Vec<(&'static str, Value)> {
        let text = |text: &Option<String>| text.as_ref().map(|text| Value::from(text.as_str()));
        let day = self.expires.to_string().parse::<toml_edit::Datetime>();
        let day = day.map_or_else(|_| Value::from(self.expires.to_string()), Value::from);
        let all = [
            ("rule", text(&self.rule)),
            ("subject", text(&self.subject)),
            ("fingerprint", Some(Value::from(self.fingerprint.as_str()))),
            ("reason", Some(Value::from(self.reason.as_str()))),
            ("owner", text(&self.owner)),
            ("ticket", text(&self.ticket)),
            ("expires", Some(day)),
        ];
        all.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
    }

    fn table(&self) -> Table {
        let mut table = Table::new();
        for (key, value) in self.members() {
            table.insert(key, Item::Value(value));
        }
        table
    }

    /// Whether a waiver is of this finding alone, and of nothing narrower that may not match it.
    fn is_in(&self, table: &dyn toml_edit::TableLike) -> bool {
        let fingerprint = table.get("fingerprint").and_then(Item::as_str);
        fingerprint.is_some_and(|given| given.strip_suffix(":1").unwrap_or(given) == self.fingerprint)
            && !table.contains_key("partner")
            && !table.contains_key("division")
    }

    /// Gives a waiver of the same finding the new reason and day. Its comments stay, and so does what is not given.
    fn renew(&self, table: &mut dyn toml_edit::TableLike) {
        for (key, value) in self.members() {
            match table.get_mut(key).and_then(Item::as_value_mut) {
                Some(old) => {
                    let decor = old.decor().clone();
                    *old = value;
                    *old.decor_mut() = decor;
                }
                None => {
                    table.insert(key, Item::Value(value));
                }
            }
        }
    }
}

/// The text with the waiver.
///
/// # Errors
/// Why it can't be added: the text is not TOML, or `waivers` is something else in it.
pub fn write_entry(text: &str, entry: &Entry) -> Result<(String, Written), String> {
    let (mark, text) = match text.strip_prefix('\u{feff}') {
        Some(rest) => ("\u{feff}", rest),
        None => ("", text),
    };
    let mut document: DocumentMut =
        text.parse().map_err(|error: toml_edit::TomlError| error.message().trim().replace('\n', ", "))?;
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let Some(written) = change(&mut document, entry)? else {
        // Behind all that stands there already, to the byte.
        let mut new = text.to_owned();
        if !text.is_empty() && !text.ends_with('\n') {
            new.push_str(line_end);
        }
        if !text.trim().is_empty() {
            new.push_str(line_end);
        }
        let mut end = DocumentMut::new();
        end.insert("waivers", Item::ArrayOfTables(std::iter::once(entry.table()).collect()));
        new.push_str(&end.to_string().replace('\n', line_end));
        return Ok((format!("{mark}{new}"), Written::Added));
    };
    let mut new = document.to_string();
    // The library writes line feeds alone.
    if text.matches('\n').count() == text.matches("\r\n").count() {
        new = new.replace("\r\n", "\n").replace('\n', line_end);
    }
    Ok((format!("{mark}{new}"), written))
}

/// Renews a waiver of the finding, or adds one to a list in brackets; nothing where it is to stand at the end.
fn change(document: &mut DocumentMut, entry: &Entry) -> Result<Option<Written>, String> {
    match document.get_mut("waivers") {
        None => Ok(None),
        Some(Item::ArrayOfTables(tables)) => Ok(tables.iter_mut().find(|table| entry.is_in(*table)).map(|table| {
            entry.renew(table);
            Written::Renewed
        })),
        Some(Item::Value(Value::Array(items))) => {
            for table in items.iter_mut().filter_map(Value::as_inline_table_mut) {
                if entry.is_in(table) {
                    entry.renew(table);
                    return Ok(Some(Written::Renewed));
                }
            }
            let table: InlineTable = entry.members().into_iter().collect();
            items.push(table);
            Ok(Some(Written::Added))
        }
        Some(_) => Err("`waivers` is not a list; write each under a line `[[waivers]]`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            rule: Some("oauth-implicit-grant".into()),
            subject: None,
            fingerprint: "0123456789abcdef0123456789abcdef".into(),
            reason: "kiosk \"app\"".into(),
            owner: None,
            ticket: None,
            expires: "2027-03-31".parse().unwrap(),
        }
    }

    #[test]
    fn everything_that_stood_before_stands_before_it() {
        for text in [
            "",
            "# only a comment\n",
            "# head\n[org] # why\nrestricted_divisions = [ \"HR\" ]\n\n# tail",
            "[[waivers]]\nrule = \"a\" # odd  spacing\nreason='b'\nexpires = 2027-01-01\n\n[rules.x] # behind\nseverity = \"low\"\n# end\n",
            "\u{feff}[org]\r\n# crlf\r\nrestricted_divisions = []\r\n",
            "[org]\n# mixed\r\nrestricted_divisions = []\nx = \"\"\"a\r\nb\"\"\"\n",
            "[partners.acme]\nname = \"no line end\"",
        ] {
            let (after, written) = write_entry(text, &entry()).unwrap();
            assert_eq!(written, Written::Added);
            assert!(after.starts_with(text), "{text:?} became {after:?}");
            let parsed: DocumentMut = after.trim_start_matches('\u{feff}').parse().unwrap();
            let waivers = parsed["waivers"].as_array_of_tables().unwrap();
            let last = waivers.iter().last().unwrap();
            assert_eq!(last["reason"].as_str(), Some("kiosk \"app\""));
            assert!(last["expires"].is_datetime());
            assert_eq!(text.contains("\r\n"), after.contains("\r\n"));
            assert!(!after.replace("\r\n", "").contains('\r'));
            let renewed = write_entry(&after, &entry()).unwrap();
            assert_eq!(renewed.1, Written::Renewed);
        }
    }

    #[test]
    fn a_waiver_of_the_finding_is_renewed_in_its_place() {
        let text = "# a\n[[waivers]]\nfingerprint = \"0123456789abcdef0123456789abcdef\"\nreason = \"old\" # why\nowner = \"IAM\"\nexpires = 2026-12-01 # soon\n\n[org]\n";
        let (after, written) = write_entry(text, &entry()).unwrap();
        assert_eq!(written, Written::Renewed);
        assert!(
            after.contains("reason = \"kiosk \\\"app\\\"\" # why\n")
                || after.contains("reason = 'kiosk \"app\"' # why\n"),
            "{after}"
        );
        assert!(after.contains("owner = \"IAM\"\nexpires = 2027-03-31 # soon\n"), "{after}");
        assert_eq!(after.matches("[[waivers]]").count(), 1);
    }

    #[test]
    fn a_waiver_that_asks_for_more_is_left_alone() {
        let text = "[[waivers]]\nfingerprint = \"0123456789abcdef0123456789abcdef\"\npartner = \"acme\"\nreason = \"old\"\nexpires = 2026-12-01\n";
        let (after, written) = write_entry(text, &entry()).unwrap();
        assert_eq!(written, Written::Added);
        assert!(after.starts_with(text));
    }

    #[test]
    fn lists_in_brackets_are_kept() {
        let text = "waivers = [\n    { rule = \"a\", reason = \"b\", expires = 2027-01-01 }, # one\n]\n";
        let (after, _) = write_entry(text, &entry()).unwrap();
        assert!(after.contains("# one") && after.matches("reason").count() == 2, "{after}");
        assert!(write_entry("[waivers]\nrule = \"a\"\n", &entry()).is_err());
        assert!(write_entry("broken", &entry()).is_err());
    }
}
