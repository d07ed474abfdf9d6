//! Effective access: who may do what where, through which grants, groups, clients and trusts.
//!
//! [`Access::of`] turns a snapshot into tables of numbers: permissions, roles as sets of permissions, divisions,
//! subjects, grants, memberships. Nothing is multiplied out: [`Access::holdings`] lists the (role, division) pairs of
//! one subject with where each comes from, [`Access::effective`] answers for one subject and permission with sources,
//! and [`Access::everything`] gives all that one subject may as sets of permissions by place.
//!
//! ```text
//! let access = Access::of(&snapshot, &Names::default());
//! let subject = access.find("ana@acme.example")?;             // id, e-mail, name or type/id
//! let held = access.everything(subject);                       // sets of permissions by place
//! let members = access.everything_of(&access.passed_on(group)); // what any member of a group gets
//! for permission in held.permissions().ones() { … held.reach(permission) … }
//! ```
//!
//! What roles allow is an upper bound where the org has access policies, and what the snapshot lacks is in
//! [`Access::gaps`]: an empty answer means nothing without them.

pub mod ask;
mod divisions;
mod effective;
pub mod escalation;
mod evidence;
pub mod facts;
mod gaps;
mod holdings;
mod permissions;
mod roles;
mod scopes;
mod subjects;

use std::sync::OnceLock;

pub use divisions::{DivisionId, Divisions, Scope};
pub use effective::{Effective, EffectiveSet, Given, Held, Reach, Source};
pub use evidence::Step;
pub use gaps::Gap;
pub use holdings::{Grant, GrantId, Holding, Holdings, Membership, Via};
pub(crate) use permissions::SUPERUSER;
pub use permissions::{Awareness, Names, PermissionId, Permissions};
pub use roles::{Role, RoleId, Roles};
pub use scopes::{ScopeLimit, ScopeMap};
pub use subjects::{Acts, Kind, NotOne, Standing, Subject, SubjectId, Subjects, Trust};

use crate::snapshot::Snapshot;
use holdings::Tables;

/// A hash map that is quick for short keys.
pub(crate) type Map<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;

/// The access of every subject of a snapshot, in tables.
#[derive(Debug)]
pub struct Access<'s> {
    snapshot: &'s Snapshot,
    permissions: Permissions<'s>,
    roles: Roles<'s>,
    divisions: Divisions<'s>,
    subjects: Subjects<'s>,
    tables: Tables,
    scopes: ScopeMap,
    of_users: OnceLock<Vec<Holding>>,
    org_wide: fixedbitset::FixedBitSet,
}

impl<'s> Access<'s> {
    /// Builds the tables of a snapshot. Names that the caller will ask for are given at once, since wildcards of
    /// roles stand for them, too.
    pub fn of(snapshot: &'s Snapshot, names: &Names<'s>) -> Self {
        let tree = &snapshot.tree;
        let permissions = Permissions::of(snapshot, names);
        let mut roles = Roles::of(tree, &permissions);
        let mut divisions = Divisions::of(tree);
        let mut subjects = Subjects::of(tree, snapshot.now());
        let tables = Tables::of(tree, &mut subjects, &mut roles, &mut divisions);
        let mut scopes = ScopeMap::of(names.oauth_scopes);
        for client in subjects.of_kind(Kind::OauthClient) {
            scopes.prepare(subjects.get(client).scopes(), &permissions);
        }
        let (of_users, org_wide) = (OnceLock::new(), permissions.org_wide());
        Self { snapshot, permissions, roles, divisions, subjects, tables, scopes, of_users, org_wide }
    }

    /// The snapshot that this is the access of.
    pub fn snapshot(&self) -> &'s Snapshot {
        self.snapshot
    }

    /// Every permission that is known of.
    pub fn permissions(&self) -> &Permissions<'s> {
        &self.permissions
    }

    /// Every role, and the ids of those that grants name and the snapshot lacks.
    pub fn roles(&self) -> &Roles<'s> {
        &self.roles
    }

    /// Every division, and the ids of those that grants name and the snapshot lacks.
    pub fn divisions(&self) -> &Divisions<'s> {
        &self.divisions
    }

    /// Every subject: users, groups, OAuth clients, trustees, and those that only grants or groups name.
    pub fn subjects(&self) -> &Subjects<'s> {
        &self.subjects
    }

    /// Finds one subject by `type/id`, id, e-mail address or name.
    ///
    /// # Errors
    /// All that match where it is not one, or the nearest names where there is none.
    pub fn find(&self, reference: &str) -> Result<SubjectId, NotOne> {
        self.subjects.find(reference)
    }
}
