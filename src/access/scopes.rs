//! What OAuth scopes let through of the access of the user who signs in.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::permissions::{PermissionId, Permissions, covers};
use crate::patterns::glob_folded;

/// Ends a scope that lets only reading through.
const READONLY: &str = ":readonly";

/// What scopes stand for, as data: `scopes` maps each to domains (`routing`), entities (`routing:queue`) or permissions
/// of it, `reading_actions` are the actions that a scope with `:readonly` behind it leaves, and `without_scopes` says
/// what a client without any may: `unlimited`, or nothing. Without data, a scope is the domain of its name
/// (`external-contacts` is `externalContacts`), and a client without scopes is not limited.
#[derive(Debug, Default)]
pub struct ScopeMap {
    known: Option<BTreeMap<String, Vec<String>>>,
    reading: Vec<String>,
    needs_scopes: bool,
    /// What the scopes of the org's clients let through, so that each is looked up once.
    sets: BTreeMap<String, Option<FixedBitSet>>,
}

/// What the scopes of one client let through.
#[derive(Debug, Clone)]
pub struct ScopeLimit {
    /// The permissions.
    pub allowed: FixedBitSet,
    /// Those of them that only a scope lets through of which nothing is known, so that it may not.
    pub doubtful: FixedBitSet,
    /// The scopes of which nothing is known: they are taken to let everything through, or all that reads.
    pub unknown: Vec<String>,
    /// Whether the client has no scope at all.
    pub is_empty: bool,
}

impl ScopeMap {
    pub(super) fn of(data: Option<&serde_json::Value>) -> Self {
        let texts = |value: &serde_json::Value| -> Vec<String> {
            let list = value.as_array().into_iter().flatten();
            list.filter_map(serde_json::Value::as_str).map(str::to_owned).collect()
        };
        let member = |key: &str| data.and_then(|data| data.get(key));
        let known = member("scopes").and_then(serde_json::Value::as_object);
        Self {
            known: known.map(|scopes| scopes.iter().map(|(scope, value)| (scope.clone(), texts(value))).collect()),
            reading: member("reading_actions").map(texts).unwrap_or_default(),
            needs_scopes: member("without_scopes").is_some_and(|said| said != "unlimited"),
            sets: BTreeMap::new(),
        }
    }

    /// Looks up some scopes that will be asked for.
    pub(super) fn prepare<'a>(&mut self, scopes: impl Iterator<Item = &'a str>, permissions: &Permissions<'_>) {
        for scope in scopes {
            if !self.sets.contains_key(scope) {
                let found = self.look_up(scope, permissions);
                self.sets.insert(scope.to_owned(), found);
            }
        }
    }

    /// The permissions that one scope lets through; `None` where nothing is known of the scope.
    pub fn allows(&self, scope: &str, permissions: &Permissions<'_>) -> Option<FixedBitSet> {
        self.sets.get(scope).cloned().unwrap_or_else(|| self.look_up(scope, permissions))
    }

    fn look_up(&self, scope: &str, permissions: &Permissions<'_>) -> Option<FixedBitSet> {
        let (base, reads_only) = match scope.strip_suffix(READONLY) {
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

    /// What a scope of which nothing is known may let through: everything, or everything that only reads.
    pub fn at_most(&self, scope: &str, permissions: &Permissions<'_>) -> FixedBitSet {
        let every = permissions.every();
        if scope.ends_with(READONLY) { self.reading_of(&every, permissions) } else { every }
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
        let (mut allowed, mut doubtful) = (permissions.none(), permissions.none());
        let (mut unknown, mut is_empty) = (Vec::new(), true);
        for scope in scopes {
            is_empty = false;
            match self.allows(scope, permissions) {
                Some(found) => allowed.union_with(&found),
                None => {
                    doubtful.union_with(&self.at_most(scope, permissions));
                    unknown.push(scope.to_owned());
                }
            }
        }
        if is_empty && !self.needs_scopes {
            allowed = permissions.every();
        }
        doubtful.difference_with(&allowed);
        allowed.union_with(&doubtful);
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

#[cfg(test)]
mod tests {
    use super::{domain, whole};

    #[test]
    fn a_scope_is_the_domain_of_its_name_where_no_data_say_otherwise() {
        for (scope, expected) in
            [("routing", "routing"), ("external-contacts", "externalContacts"), ("a-b-c", "aBC"), ("", "")]
        {
            assert_eq!(domain(scope), expected, "{scope}");
        }
        assert_eq!(whole("routing"), "routing:*:*");
        assert_eq!(whole("routing:queue"), "routing:queue:*");
        assert_eq!(whole("routing:queue:view"), "routing:queue:view");
    }
}
