//! Permissions as numbers: every name that the catalogue, a role or the caller knows, with how it stands to
//! divisions. Wildcards of roles are resolved against these names.

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;

use super::Map;
use crate::patterns::glob_folded;
use crate::snapshot::{Section, Snapshot, Status, tree};

/// A permission of [`Permissions`]; numbers are in the order of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PermissionId(pub(super) u32);

impl PermissionId {
    /// Its bit in sets of permissions.
    pub fn bit(self) -> usize {
        self.0 as usize
    }

    /// The permission of a bit.
    pub fn of_bit(bit: usize) -> Self {
        Self(u32::try_from(bit).unwrap_or(u32::MAX))
    }
}

/// How a permission stands to divisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Awareness {
    /// It reaches the divisions of the grant.
    Aware,
    /// It reaches the whole org, whatever division the grant names. One-word permissions do, too.
    OrgWide,
    /// The catalogue does not have it: it is taken to reach what the grant names.
    Unknown,
}

impl Awareness {
    /// `true`, `false` or nothing, as the catalogue says it.
    pub fn is_aware(self) -> Option<bool> {
        match self {
            Self::Aware => Some(true),
            Self::OrgWide => Some(false),
            Self::Unknown => None,
        }
    }
}

/// What the caller knows besides the snapshot. Access imports nothing of rule packs, so data of theirs is handed in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Names<'s> {
    /// Names that will be asked for; wildcards of roles stand for them even where no catalogue has them.
    pub asked: &'s [String],
    /// Names that the public API knows: they stand in for a catalogue that is not complete.
    pub known: &'s [String],
    /// What scopes let through; see [`super::ScopeMap`]. Without it, scopes are read by their names.
    pub oauth_scopes: Option<&'s serde_json::Value>,
}

/// Every permission that is known of.
#[derive(Debug)]
pub struct Permissions<'s> {
    names: Vec<&'s str>,
    awareness: Vec<Awareness>,
    ids: Map<&'s str, PermissionId>,
    wildcards: Map<&'s str, FixedBitSet>,
}

/// A role with this one-word permission may do anything.
pub(crate) const SUPERUSER: &str = "admin";

impl<'s> Permissions<'s> {
    pub(super) fn of(snapshot: &'s Snapshot, given: &Names<'s>) -> Self {
        let tree = &snapshot.tree;
        let catalogue = tree::member(tree, "permissions");
        let mut names: BTreeSet<&'s str> =
            catalogue.into_iter().flat_map(tree::members).map(|(name, _)| name).collect();
        let mut wildcards: BTreeSet<&'s str> = BTreeSet::new();
        for (_, role) in tree::member(tree, "roles").into_iter().flat_map(tree::members) {
            for (name, _) in tree::member(role, "permissions").into_iter().flat_map(tree::members) {
                if is_wildcard(name) {
                    wildcards.insert(name)
                } else {
                    names.insert(name)
                };
            }
            let general = tree::member(role, "general_permissions").into_iter().flat_map(tree::elements);
            names.extend(general.filter_map(tree::text));
        }
        names.extend(given.asked.iter().map(String::as_str).filter(|name| !is_wildcard(name)));
        if snapshot.section(Section::Permissions).status != Status::Complete {
            names.extend(given.known.iter().map(String::as_str));
        }
        let matched = |wildcard: &str| names.iter().any(|name| covers(wildcard, name));
        // A wildcard that stands for no known name is kept as it is: its holder holds something.
        let lonely: Vec<&'s str> = wildcards.iter().copied().filter(|wildcard| !matched(wildcard)).collect();
        names.extend(lonely);
        let names: Vec<&'s str> = names.into_iter().collect();
        let awareness = names
            .iter()
            .map(|name| {
                let entry = catalogue.and_then(|catalogue| tree::member(catalogue, name));
                match entry.and_then(|entry| tree::member(entry, "division_aware")) {
                    _ if !name.contains(':') => Awareness::OrgWide,
                    Some(tree::Tree::Bool(true)) => Awareness::Aware,
                    Some(tree::Tree::Bool(false)) => Awareness::OrgWide,
                    _ => Awareness::Unknown,
                }
            })
            .collect();
        let ids = names.iter().enumerate().map(|(bit, name)| (*name, PermissionId::of_bit(bit))).collect();
        let mut permissions = Self { names, awareness, ids, wildcards: Map::default() };
        for wildcard in wildcards {
            let covered =
                permissions.matching(|name| name == wildcard || (!is_wildcard(name) && covers(wildcard, name)));
            permissions.wildcards.insert(wildcard, covered);
        }
        permissions
    }

    /// Number of permissions.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether none is known of.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// All of them, in order of names.
    pub fn all(&self) -> impl Iterator<Item = PermissionId> + use<> {
        (0..self.names.len()).map(PermissionId::of_bit)
    }

    /// Its name.
    pub fn name(&self, permission: PermissionId) -> &'s str {
        self.names[permission.bit()]
    }

    /// How it stands to divisions.
    pub fn awareness(&self, permission: PermissionId) -> Awareness {
        self.awareness[permission.bit()]
    }

    /// The permission of a name.
    pub fn by_name(&self, name: &str) -> Option<PermissionId> {
        self.ids.get(name).copied()
    }

    /// An empty set of permissions.
    pub fn none(&self) -> FixedBitSet {
        FixedBitSet::with_capacity(self.names.len())
    }

    /// The set of all permissions.
    pub fn every(&self) -> FixedBitSet {
        let mut all = self.none();
        all.set_range(.., true);
        all
    }

    /// The set of the permissions whose names the test takes.
    pub fn matching(&self, test: impl Fn(&str) -> bool) -> FixedBitSet {
        let mut found = self.none();
        found.extend(self.names.iter().enumerate().filter(|(_, name)| test(name)).map(|(bit, _)| bit));
        found
    }

    /// The set of those that reach the whole org whatever division a grant names.
    pub fn org_wide(&self) -> FixedBitSet {
        let mut found = self.none();
        found.extend(self.all().filter(|id| self.awareness(*id) == Awareness::OrgWide).map(PermissionId::bit));
        found
    }

    /// What a wildcard of a role stands for.
    pub(super) fn covered_by(&self, wildcard: &str) -> Option<&FixedBitSet> {
        self.wildcards.get(wildcard)
    }
}

/// Whether a role's permission is a pattern.
pub(super) fn is_wildcard(name: &str) -> bool {
    name.contains('*')
}

/// Whether a role's wildcard stands for a name: part by part, with case. A pattern never reaches across a colon.
pub(super) fn covers(wildcard: &str, name: &str) -> bool {
    let (mut patterns, mut parts) = (wildcard.split(':'), name.split(':'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some("*"), Some(_)) => {}
            (Some(pattern), Some(part)) if glob_folded(pattern, part) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn wildcards_of_roles_match_part_by_part_with_case() {
        for (wildcard, name, expected) in [
            ("routing:*:*", "routing:queue:view", true),
            ("routing:queue:*", "routing:queue:view", true),
            ("routing:q*:view", "routing:queue:view", true),
            ("*:queue:view", "routing:queue:view", true),
            ("routing:*:*", "Routing:queue:view", false),
            ("routing:*:*", "routing:queue", false),
            ("routing:*", "routing:queue:view", false),
            ("*:*:*", "admin", false),
            ("routing:*:edit", "routing:queue:view", false),
        ] {
            assert_eq!(covers(wildcard, name), expected, "{wildcard} ~ {name}");
        }
    }
}
