//! Doubts about a valid snapshot: references that lead nowhere, counts that don't match what is
//! there, names that are not in Unicode normal form C. They are reported and never dropped.

use std::collections::{BTreeMap, HashSet};

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::path::JsonPath;
use super::section::{Section, State, Status};
use super::source_map;
use super::tree::{self, Tree};
use crate::diagnostic::{Diagnostic, Excerpt};

/// Number of places that are shown of one kind of doubt.
const PLACES_SHOWN: usize = 3;

/// Everything of one kind: how many, and the first few places.
#[derive(Debug, Default)]
struct Doubt {
    count: usize,
    first: Vec<JsonPath>,
    example: String,
}

#[derive(Debug, Default)]
struct Doubts(BTreeMap<String, Doubt>);

impl Doubts {
    fn add(&mut self, kind: &str, example: &str, path: impl FnOnce() -> JsonPath) {
        if !self.0.contains_key(kind) {
            self.0.insert(kind.to_owned(), Doubt { example: example.to_owned(), ..Doubt::default() });
        }
        if let Some(doubt) = self.0.get_mut(kind) {
            doubt.count += 1;
            if doubt.first.len() < PLACES_SHOWN {
                doubt.first.push(path());
            }
        }
    }
}

/// Looks for doubts. References into a section that is not complete are not judged.
pub fn warnings(snapshot: &Tree, sections: &BTreeMap<Section, State>, text: &str, name: &str) -> Vec<Diagnostic> {
    let mut doubts = Doubts::default();
    references(snapshot, sections, &mut doubts);
    names(snapshot, &mut doubts);
    let paths: Vec<&JsonPath> = doubts.0.values().flat_map(|doubt| &doubt.first).collect();
    let regions = if paths.is_empty() { BTreeMap::new() } else { source_map::locate(text, paths) };
    let mut warnings: Vec<Diagnostic> = counts(sections, name);
    for (kind, doubt) in &doubts.0 {
        let message = match doubt.count {
            1 => format!("{kind}: {}", doubt.example),
            count => format!("{kind}, {count} times, first: {}", doubt.example),
        };
        let mut warning = Diagnostic::warning(message).in_file(name);
        for path in &doubt.first {
            if let Some(region) = regions.get(path) {
                warning.place.get_or_insert((region.start_line, region.start_column));
                let range = region.start..region.end;
                warning.excerpts.push(Excerpt::at(
                    text,
                    (region.start_line, region.start_column),
                    range,
                    path.to_string(),
                ));
            }
        }
        warnings.push(warning);
    }
    warnings
}

fn counts(sections: &BTreeMap<Section, State>, name: &str) -> Vec<Diagnostic> {
    let differs = |state: &State| state.stated.is_some_and(|stated| stated != state.entries as u64);
    sections
        .iter()
        .filter(|(section, state)| **section != Section::Settings && state.status != Status::Missing && differs(state))
        .map(|(section, state)| {
            let stated = state.stated.unwrap_or_default();
            let entries = state.entries;
            Diagnostic::warning(format!(
                "the snapshot says that {section} has {stated} entries, but it holds {entries}"
            ))
            .in_file(name)
            .help("the file was changed after the export, or the export is wrong; export it again")
        })
        .collect()
}

/// The ids of the sections that other sections refer to; `None` where the section is not complete.
struct Ids<'t> {
    divisions: Option<HashSet<&'t str>>,
    roles: Option<HashSet<&'t str>>,
    users: Option<HashSet<&'t str>>,
    groups: Option<HashSet<&'t str>>,
    clients: Option<HashSet<&'t str>>,
    trustee_users: Option<HashSet<&'t str>>,
    trustee_groups: Option<HashSet<&'t str>>,
}

fn lacks(ids: Option<&HashSet<&str>>, id: &str) -> bool {
    ids.is_some_and(|ids| !ids.contains(id))
}

fn references(snapshot: &Tree, sections: &BTreeMap<Section, State>, doubts: &mut Doubts) {
    let complete = |section: Section| sections.get(&section).is_some_and(|state| state.status == Status::Complete);
    let map = |section: Section| tree::member(snapshot, section.name());
    let keys = |section: Section| {
        complete(section).then(|| map(section).into_iter().flat_map(tree::members).map(|(id, _)| id).collect())
    };
    let trustee_keys = |kind: &'static str| {
        complete(Section::Trustees).then(|| {
            let trustees = map(Section::Trustees).into_iter().flat_map(tree::members);
            trustees
                .filter_map(|(_, trustee)| tree::member(trustee, kind))
                .flat_map(tree::members)
                .map(|(id, _)| id)
                .collect()
        })
    };
    let ids = Ids {
        divisions: keys(Section::Divisions),
        roles: keys(Section::Roles),
        users: keys(Section::Users),
        groups: keys(Section::Groups),
        clients: keys(Section::OauthClients),
        trustee_users: trustee_keys("users"),
        trustee_groups: trustee_keys("groups"),
    };
    users(map(Section::Users), &ids, doubts);
    groups(map(Section::Groups), &ids, doubts);
    grants(map(Section::Grants), &ids, doubts);
    for (id, client) in map(Section::OauthClients).into_iter().flat_map(tree::members) {
        let held = tree::member(client, "role_divisions").into_iter().flat_map(tree::elements);
        for (index, grant) in held.enumerate() {
            let path = || JsonPath::of_keys(["oauth_clients", id, "role_divisions"]).index(index);
            role_and_division(grant, &ids, doubts, "an OAuth client's", path);
        }
    }
    for (id, authorization) in map(Section::OauthAuthorizations).into_iter().flat_map(tree::members) {
        each_id(authorization, "role_ids", ids.roles.as_ref(), |index, role| {
            doubts.add("an authorization's role is not in the snapshot", role, || {
                JsonPath::of_keys(["oauth_authorizations", id, "role_ids"]).index(index)
            });
        });
    }
    for (id, object) in map(Section::Objects).into_iter().flat_map(tree::members) {
        let division = tree::text_member(object, "division_id").unwrap_or_default();
        if division != "*" && lacks(ids.divisions.as_ref(), division) {
            doubts.add("an object's division is not in the snapshot", division, || {
                JsonPath::of_keys(["objects", id, "division_id"])
            });
        }
    }
}

fn users(users: Option<&Tree>, ids: &Ids<'_>, doubts: &mut Doubts) {
    for (id, user) in users.into_iter().flat_map(tree::members) {
        let division = tree::text_member(user, "division_id").unwrap_or_default();
        if lacks(ids.divisions.as_ref(), division) {
            doubts.add("a user's division is not in the snapshot", division, || {
                JsonPath::of_keys(["users", id, "division_id"])
            });
        }
        if let Some(manager) = tree::text_member(user, "manager_id")
            && lacks(ids.users.as_ref(), manager)
        {
            doubts.add("a user's manager is not in the snapshot", manager, || {
                JsonPath::of_keys(["users", id, "manager_id"])
            });
        }
        each_id(user, "group_ids", ids.groups.as_ref(), |index, group| {
            doubts.add("a user's group is not in the snapshot", group, || {
                JsonPath::of_keys(["users", id, "group_ids"]).index(index)
            });
        });
    }
}

fn groups(groups: Option<&Tree>, ids: &Ids<'_>, doubts: &mut Doubts) {
    for (id, group) in groups.into_iter().flat_map(tree::members) {
        for (list, kind) in [
            ("member_ids", "a group's member is not in the snapshot"),
            ("owner_ids", "a group's owner is not in the snapshot"),
        ] {
            each_id(group, list, ids.users.as_ref(), |index, user| {
                doubts.add(kind, user, || JsonPath::of_keys(["groups", id, list]).index(index));
            });
        }
    }
}

fn grants(grants: Option<&Tree>, ids: &Ids<'_>, doubts: &mut Doubts) {
    for (subject, held) in grants.into_iter().flat_map(tree::members) {
        for (index, grant) in tree::elements(held).enumerate() {
            let path = || JsonPath::of_keys(["grants", subject]).index(index);
            let holders = match tree::text_member(grant, "subject_type") {
                Some("user") => ids.users.as_ref(),
                Some("group") => ids.groups.as_ref(),
                Some("oauth_client") => ids.clients.as_ref(),
                Some("trustee_user") => ids.trustee_users.as_ref(),
                Some("trustee_group") => ids.trustee_groups.as_ref(),
                _ => None,
            };
            if lacks(holders, subject) {
                doubts.add("a grant's subject is not in the snapshot", subject, path);
            }
            role_and_division(grant, ids, doubts, "a grant's", path);
        }
    }
}

fn role_and_division(grant: &Tree, ids: &Ids<'_>, doubts: &mut Doubts, whose: &str, path: impl Fn() -> JsonPath) {
    let role = tree::text_member(grant, "role_id").unwrap_or_default();
    if lacks(ids.roles.as_ref(), role) {
        doubts.add(&format!("{whose} role is not in the snapshot"), role, || path().key("role_id"));
    }
    let division = tree::text_member(grant, "division_id").unwrap_or_default();
    if division != "*" && lacks(ids.divisions.as_ref(), division) {
        doubts.add(&format!("{whose} division is not in the snapshot"), division, || path().key("division_id"));
    }
}

fn each_id<'t>(owner: &'t Tree, list: &str, known: Option<&HashSet<&str>>, mut unknown: impl FnMut(usize, &'t str)) {
    for (index, id) in tree::member(owner, list).into_iter().flat_map(tree::elements).enumerate() {
        let id = tree::text(id).unwrap_or_default();
        if lacks(known, id) {
            unknown(index, id);
        }
    }
}

fn names(snapshot: &Tree, doubts: &mut Doubts) {
    let named =
        ["divisions", "roles", "users", "groups", "oauth_clients", "oauth_authorizations", "objects", "trustees"];
    for section in named {
        for (id, entry) in tree::member(snapshot, section).into_iter().flat_map(tree::members) {
            let Some(name) = tree::text_member(entry, "name") else { continue };
            if !is_nfc(name) {
                doubts.add(
                    "a name is not in Unicode normal form C, so it may not match what the policy file says",
                    name,
                    || JsonPath::of_keys([section, id, "name"]),
                );
            }
        }
    }
}

fn is_nfc(text: &str) -> bool {
    match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => true,
        IsNormalized::No => false,
        IsNormalized::Maybe => text.nfc().eq(text.chars()),
    }
}
