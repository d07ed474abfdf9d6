//! Objects that stand in divisions, and whether they are as many as the org counts.

use std::collections::BTreeMap;

use super::super::collect::{Collected, counted};
use super::super::document::{Document, Object};
use super::people::division_of;
use super::text::given;
use super::{Doubts, Notes};
use crate::genesys::endpoint::{EMAIL_CAMPAIGN, MESSAGING_CAMPAIGN, OBJECT_TYPES};
use crate::snapshot::Section;

/// Objects that the org counts itself, over the types that cordon reads.
pub(super) fn expected(collected: &Collected) -> Option<u64> {
    let types = OBJECT_TYPES.iter().map(|kind| kind.name).chain([EMAIL_CAMPAIGN]);
    let read = |kind: &str| {
        let listed = if kind == EMAIL_CAMPAIGN { MESSAGING_CAMPAIGN } else { kind };
        collected.objects.as_ref().and_then(|objects| objects.get(listed)?.as_ref().ok())
    };
    let total: u64 = types
        .map(|kind| {
            let listing = read(kind);
            let rows = listing.map_or(0, |listing| {
                listing.rows.iter().filter(|object| kind_of(kind, object.email_config.is_some()) == kind).count() as u64
            });
            counted(&collected.divisions, kind).max(rows)
        })
        .sum();
    Some(total).filter(|total| *total > 0)
}

fn kind_of(listed: &'static str, sends_email: bool) -> &'static str {
    match (listed, sends_email) {
        (MESSAGING_CAMPAIGN | EMAIL_CAMPAIGN, true) => EMAIL_CAMPAIGN,
        (MESSAGING_CAMPAIGN | EMAIL_CAMPAIGN, false) => MESSAGING_CAMPAIGN,
        (other, _) => other,
    }
}

pub(super) fn objects(collected: &Collected, document: &mut Document, notes: &mut Notes, doubts: &mut Doubts) {
    let Some(by_type) = &collected.objects else { return };
    let mut objects: BTreeMap<String, Object> = BTreeMap::new();
    let mut held: BTreeMap<&str, u64> = BTreeMap::new();
    let mut unread: Vec<&str> = Vec::new();
    for (listed, answer) in by_type {
        let listing = match answer {
            Ok(listing) => listing,
            Err(lack) => {
                doubts.add(Section::Objects, format!("{listed}: {}", lack.reason));
                unread.push(listed);
                if *listed == MESSAGING_CAMPAIGN {
                    unread.push(EMAIL_CAMPAIGN);
                }
                continue;
            }
        };
        if let Some(doubt) = &listing.doubt {
            doubts.add(Section::Objects, format!("{listed}: {doubt}"));
        }
        for object in &listing.rows {
            let kind = kind_of(listed, object.email_config.is_some());
            *held.entry(kind).or_default() += 1;
            let entry = Object {
                division_id: division_of(object.division.as_ref(), "an object", &object.id, document, notes),
                name: given(object.name.as_ref()).unwrap_or_default(),
                kind: kind.to_owned(),
            };
            if let Some(other) = objects.insert(object.id.clone(), entry)
                && other.kind != kind
            {
                notes.add("two objects of different types have one id, and one of them is kept", &object.id);
            }
        }
    }
    let doubted: Vec<&&str> = by_type
        .iter()
        .filter(|(_, answer)| answer.as_ref().is_ok_and(|listing| listing.doubt.is_some()))
        .map(|(kind, _)| kind)
        .collect();
    for kind in OBJECT_TYPES.iter().map(|kind| kind.name).chain([EMAIL_CAMPAIGN]) {
        let (counted, read) = (counted(&collected.divisions, kind), held.get(kind).copied().unwrap_or_default());
        if counted > read && !unread.contains(&kind) && !doubted.contains(&&kind) {
            doubts.add(
                Section::Objects,
                format!(
                    "{kind}: the org counts {counted} but only {read} could be read; is the role of the exporter granted in all divisions?"
                ),
            );
        }
    }
    let listed = |kind: &str| kind == "USER" || kind == EMAIL_CAMPAIGN || by_type.contains_key(kind);
    let counts = document.divisions.values().flat_map(|division| division.object_counts.iter().flatten());
    let unlisted: std::collections::BTreeSet<&String> =
        counts.filter(|(kind, count)| **count > 0 && !listed(kind)).map(|(kind, _)| kind).collect();
    for kind in unlisted {
        notes.add("the org counts objects of a type that cordon can't list", kind);
    }
    document.objects = Some(objects);
}
