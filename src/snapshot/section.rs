//! The sections of a snapshot and how much of each is there.

use std::collections::BTreeMap;
use std::fmt;

use super::tree::{self, Tree};

/// A section of the snapshot document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are the document's own")]
pub enum Section {
    Divisions,
    Permissions,
    Roles,
    Users,
    Groups,
    Grants,
    OauthClients,
    Objects,
    Trustees,
    AccessPolicies,
    Settings,
    OauthAuthorizations,
    AuditEvents,
}

impl Section {
    /// Every section, in the order of the document.
    pub const ALL: [Self; 13] = [
        Self::Divisions,
        Self::Permissions,
        Self::Roles,
        Self::Users,
        Self::Groups,
        Self::Grants,
        Self::OauthClients,
        Self::Objects,
        Self::Trustees,
        Self::AccessPolicies,
        Self::Settings,
        Self::OauthAuthorizations,
        Self::AuditEvents,
    ];

    /// The member name in the document.
    pub fn name(self) -> &'static str {
        match self {
            Self::Divisions => "divisions",
            Self::Permissions => "permissions",
            Self::Roles => "roles",
            Self::Users => "users",
            Self::Groups => "groups",
            Self::Grants => "grants",
            Self::OauthClients => "oauth_clients",
            Self::Objects => "objects",
            Self::Trustees => "trustees",
            Self::AccessPolicies => "access_policies",
            Self::Settings => "settings",
            Self::OauthAuthorizations => "oauth_authorizations",
            Self::AuditEvents => "audit_events",
        }
    }

    /// Finds a section by its member name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.name() == name)
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How completely a section was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// All of it.
    Complete,
    /// Not all of it.
    Partial,
    /// None of it.
    Missing,
}

impl Status {
    /// `complete`, `partial` or `missing`, as snapshots say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Missing => "missing",
        }
    }
}

/// The sections that effective access is made of, and with it what is worked out of that.
pub const BEHIND_ACCESS: [Section; 8] = [
    Section::Divisions,
    Section::Permissions,
    Section::Roles,
    Section::Users,
    Section::Groups,
    Section::Grants,
    Section::OauthClients,
    Section::Trustees,
];

/// What the snapshot says of one section, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// How completely it was read.
    pub status: Status,
    /// Why it isn't complete; empty when it is.
    pub reason: String,
    /// Number of entries in the document (grants: triples).
    pub entries: usize,
    /// Number of entries that the snapshot says it has.
    pub stated: Option<u64>,
}

/// Reads the state of every section.
///
/// A section that the snapshot says nothing of is missing, whatever it holds: nobody vouches for it. One that is
/// said to be complete is not when the snapshot contradicts that: it does not hold it, it holds fewer entries than it
/// says or than the org said, or no division is Home, since every org has exactly one.
pub fn states(snapshot: &Tree) -> BTreeMap<Section, State> {
    Section::ALL.into_iter().map(|section| (section, state(snapshot, section))).collect()
}

fn state(snapshot: &Tree, section: Section) -> State {
    let data = tree::member(snapshot, section.name());
    let entries = match (section, data) {
        (_, None) => 0,
        (Section::Grants, Some(grants)) => tree::members(grants).map(|(_, grants)| tree::len(grants)).sum(),
        (_, Some(data)) => tree::len(data),
    };
    let Some(said) = tree::member(snapshot, "sections").and_then(|sections| tree::member(sections, section.name()))
    else {
        let reason = "the snapshot does not say that it was read".to_owned();
        return State { status: Status::Missing, reason, entries, stated: None };
    };
    let number = |key: &str| tree::member(said, key).and_then(|count| count.as_u64().ok());
    let (stated, expected) = (number("count"), number("expected"));
    let given = tree::text_member(said, "reason").map(str::to_owned);
    let because =
        |otherwise: &str| given.clone().filter(|reason| !reason.is_empty()).unwrap_or_else(|| otherwise.to_owned());
    let (status, reason) = match tree::text_member(said, "status") {
        Some("complete") => match contradiction(section, data, entries, stated, expected) {
            Some(contradiction) => contradiction,
            None => (Status::Complete, String::new()),
        },
        Some("partial") => (Status::Partial, because("not all of it could be read")),
        _ => (Status::Missing, because("it was not read")),
    };
    State { status, reason, entries, stated }
}

/// Why a section that is said to be complete can't be.
fn contradiction(
    section: Section,
    data: Option<&Tree>,
    entries: usize,
    stated: Option<u64>,
    expected: Option<u64>,
) -> Option<(Status, String)> {
    if data.is_none() {
        let explicitly_empty = stated == Some(0);
        let reason = "the snapshot says that it is complete but does not hold it".to_owned();
        return (!explicitly_empty).then_some((Status::Missing, reason));
    }
    if section == Section::Settings {
        return None;
    }
    let held = entries as u64;
    if let Some(stated) = stated.filter(|stated| *stated > held) {
        return Some((Status::Partial, format!("the snapshot says that it has {stated} entries but holds {held}")));
    }
    if let Some(expected) = expected.filter(|expected| *expected > held) {
        return Some((
            Status::Partial,
            format!("the org said that it has {expected} entries, but the snapshot holds {held}"),
        ));
    }
    (section == Section::Divisions && !has_home(data))
        .then(|| (Status::Partial, "no division is marked as the Home division, and every org has one".to_owned()))
}

fn has_home(divisions: Option<&Tree>) -> bool {
    divisions.is_some_and(|divisions| {
        tree::members(divisions).any(|(_, division)| tree::member(division, "home") == Some(&Tree::Bool(true)))
    })
}
