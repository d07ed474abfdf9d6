//! Roles as sets of permissions.

use fixedbitset::FixedBitSet;

use super::Map;
use super::permissions::{PermissionId, Permissions, SUPERUSER, is_wildcard};
use crate::snapshot::Tree;
use crate::snapshot::tree;

/// A role of [`Roles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleId(pub(super) u32);

/// One role.
#[derive(Debug)]
pub struct Role<'s> {
    /// Its id in the org.
    pub id: &'s str,
    /// The permissions that it gives without a condition, wildcards resolved.
    pub plain: FixedBitSet,
    /// The permissions that it gives under a condition only.
    pub conditional: FixedBitSet,
    /// Whether it holds the one-word `admin`, and so may do anything in the whole org.
    pub superuser: bool,
    entry: Option<&'s Tree>,
}

impl<'s> Role<'s> {
    /// Its name, or its id where the snapshot lacks it.
    pub fn name(&self) -> &'s str {
        self.entry.and_then(|entry| tree::text_member(entry, "name")).unwrap_or(self.id)
    }

    /// Whether the snapshot has it. What is in one that it lacks nobody knows.
    pub fn is_known(&self) -> bool {
        self.entry.is_some()
    }

    /// How it gives a permission, where it does: under a condition or not.
    pub fn gives(&self, permission: PermissionId) -> Option<bool> {
        if self.superuser || self.plain.contains(permission.bit()) {
            return Some(false);
        }
        self.conditional.contains(permission.bit()).then_some(true)
    }
}

/// Every role of the snapshot, and those that only grants name.
#[derive(Debug)]
pub struct Roles<'s> {
    roles: Vec<Role<'s>>,
    ids: Map<&'s str, RoleId>,
    size: usize,
}

impl<'s> Roles<'s> {
    pub(super) fn of(snapshot: &'s Tree, permissions: &Permissions<'s>) -> Self {
        let mut roles = Self { roles: Vec::new(), ids: Map::default(), size: permissions.len() };
        for (id, entry) in tree::member(snapshot, "roles").into_iter().flat_map(tree::members) {
            let number = roles.add(id, Some(entry));
            fill(&mut roles.roles[number.0 as usize], entry, permissions);
        }
        roles
    }

    fn add(&mut self, id: &'s str, entry: Option<&'s Tree>) -> RoleId {
        let number = RoleId(u32::try_from(self.roles.len()).unwrap_or(u32::MAX));
        // What nobody knows is empty, and takes no room.
        let empty = || FixedBitSet::with_capacity(if entry.is_some() { self.size } else { 0 });
        self.roles.push(Role { id, plain: empty(), conditional: empty(), superuser: false, entry });
        self.ids.insert(id, number);
        number
    }

    /// The role of a grant's `role_id`.
    pub(super) fn intern(&mut self, id: &'s str) -> RoleId {
        self.ids.get(id).copied().unwrap_or_else(|| self.add(id, None))
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = (RoleId, &Role<'s>)> {
        (0u32..).map(RoleId).zip(&self.roles)
    }

    /// One of them.
    pub fn get(&self, role: RoleId) -> &Role<'s> {
        &self.roles[role.0 as usize]
    }

    /// The role of an id.
    pub fn by_id(&self, id: &str) -> Option<RoleId> {
        self.ids.get(id).copied()
    }
}

fn fill<'s>(role: &mut Role<'s>, entry: &'s Tree, permissions: &Permissions<'s>) {
    for (name, how) in tree::member(entry, "permissions").into_iter().flat_map(tree::members) {
        let conditional = tree::member(how, "conditional") == Some(&Tree::Bool(true));
        let set = if conditional { &mut role.conditional } else { &mut role.plain };
        if is_wildcard(name) {
            if let Some(covered) = permissions.covered_by(name) {
                set.union_with(covered);
            }
        } else if let Some(permission) = permissions.by_name(name) {
            set.insert(permission.bit());
        }
    }
    for name in tree::member(entry, "general_permissions").into_iter().flat_map(tree::elements).filter_map(tree::text) {
        role.superuser |= name == SUPERUSER;
        if let Some(permission) = permissions.by_name(name) {
            role.plain.insert(permission.bit());
        }
    }
    role.conditional.difference_with(&role.plain);
}
