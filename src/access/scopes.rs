//! What OAuth scopes let through of the access of the user who signs in.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::permissions::{PermissionId, Permissions, covers};
use crate::patterns::glob_folded;

/// What scopes stand for: scope → domains (`routing`), entities (`routing:queue`) or permissions of it. Without
/// data, a scope is the domain of its name: `external-contacts` is `externalContacts`.
///
/// `:readonly` at the end of a scope leaves only the actions that read.
#[derive(Debug, Default)]
pub struct ScopeMap {
    known: Option<BTreeMap<String, Vec<String>>>,
    reading: Vec<String>,
}

/// What the scopes of one client let through.
#[derive(Debug, Clone)]
pub struct ScopeLimit {
    /// The permissions.
    pub allowed: FixedBitSet,
    /// Those of them that only a scope lets through of which nothing is known, so that it may not.
    pub doubtful: FixedBitSet,
    /// The scopes of which nothing is known: they are taken to let everything through.
    pub unknown: Vec<String>,
    /// Whether the client has no scope at all, and so may nothing.
    pub is_empty: bool,
}

impl ScopeMap {
    pub(super) fn of(data: Option<&serde_json::Value>, reading: &[String]) -> Self {
        let known = data.and_then(serde_json::Value::as_object).map(|scopes| {
            let patterns = |value: &serde_json::Value| {
                let list = value.as_array().or_else(|| value.get("permissions").and_then(serde_json::Value::as_array));
                let texts = list.into_iter().flatten().filter_map(serde_json::Value::as_str);
                texts.map(str::to_owned).collect()
            };
            scopes.iter().map(|(scope, value)| (scope.clone(), patterns(value))).collect()
        });
        Self { known, reading: reading.to_vec() }
    }

    /// The permissions that one scope lets through; `None` where nothing is known of the scope.
    pub fn allows(&self, scope: &str, permissions: &Permissions<'_>) -> Option<FixedBitSet> {
        let (base, reads_only) = match scope.strip_suffix(":readonly") {
            Some(base) => (base, true),
            None => (scope, false),
        };
        let found = match &self.known {
            Some(known) => {
                let patterns: Vec<String> = known.get(base)?.iter().map(|pattern| whole(pattern)).collect();
                permissions.matching(|name| patterns.iter().any(|pattern| covers(pattern, name)))
            }
            None => {
                let pattern = whole(&domain(base));
                let found = permissions.matching(|name| covers(&pattern, name));
                (!found.is_clear()).then_some(found)?
            }
        };
        Some(if reads_only { self.reading_of(&found, permissions) } else { found })
    }

    /// Those of some permissions that only read. Without patterns of what reads, that can't be told: all of them.
    fn reading_of(&self, found: &FixedBitSet, permissions: &Permissions<'_>) -> FixedBitSet {
        if self.reading.is_empty() {
            return found.clone();
        }
        let mut reading = permissions.none();
        let is_reading = |bit: &usize| {
            let action = permissions.name(PermissionId::of_bit(*bit)).rsplit(':').next().unwrap_or_default();
            self.reading.iter().any(|pattern| glob_folded(pattern, action))
        };
        reading.extend(found.ones().filter(is_reading));
        reading
    }

    pub(super) fn limit<'a>(&self, scopes: impl Iterator<Item = &'a str>, permissions: &Permissions<'_>) -> ScopeLimit {
        let (mut allowed, mut unknown, mut is_empty) = (permissions.none(), Vec::new(), true);
        for scope in scopes {
            is_empty = false;
            match self.allows(scope, permissions) {
                Some(found) => allowed.union_with(&found),
                None => unknown.push(scope.to_owned()),
            }
        }
        let mut doubtful = permissions.none();
        if !unknown.is_empty() {
            doubtful = permissions.every();
            doubtful.difference_with(&allowed);
            allowed = permissions.every();
        }
        ScopeLimit { allowed, doubtful, unknown, is_empty }
    }
}

/// A domain or an entity as the pattern of all its permissions.
fn whole(pattern: &str) -> String {
    match pattern.matches(':').count() {
        0 => format!("{pattern}:*:*"),
        1 => format!("{pattern}:*"),
        _ => pattern.to_owned(),
    }
}

/// `external-contacts` → `externalContacts`
fn domain(scope: &str) -> String {
    let mut words = scope.split('-');
    let mut domain = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        domain.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        domain.push_str(letters.as_str());
    }
    domain
}
