//! Grants and memberships in tables, and what one subject holds through them.

use super::divisions::{Divisions, Scope};
use super::roles::{RoleId, Roles};
use super::scopes::ScopeLimit;
use super::subjects::{Acts, Kind, Standing, SubjectId, Subjects};
use super::{Access, Map};
use crate::snapshot::Tree;
use crate::snapshot::tree;

/// A grant, by its number in the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GrantId(u32);

/// One grant of a role in a division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// Who holds it directly.
    pub holder: SubjectId,
    /// The role.
    pub role: RoleId,
    /// Where.
    pub scope: Scope,
    /// Its index among the holder's grants, or among the client's role divisions.
    pub index: u32,
    /// Whether it is one of a client's role divisions.
    pub role_division: bool,
}

/// How a user comes to the grants of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Membership {
    /// The group lists the user as member at this index.
    Member(u32),
    /// The user lists the group at this index.
    ListsGroup(u32),
    /// The group lists the user as owner at this index, and includes its owners.
    Owner(u32),
}

/// How a holder comes to a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    /// It is its own.
    Own,
    /// Through a group.
    Group(SubjectId, Membership),
    /// The partner org, the n-th that lists the subject, may do everything: there is no grant.
    FullAccess(u32),
}

/// A role somewhere, and how its holder comes to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Holding {
    /// Who holds it: the subject, or the user that a client acts as.
    pub bearer: SubjectId,
    /// How.
    pub via: Via,
    /// The grant; none where a partner org may do everything.
    pub grant: Option<GrantId>,
    /// The role; none where a partner org may do everything.
    pub role: Option<RoleId>,
    /// Where.
    pub scope: Scope,
}

/// All that a subject holds, and what limits it.
#[derive(Debug, Clone, Default)]
pub struct Holdings {
    /// What it holds, or the users that it can act as: each role in each division once.
    pub held: Vec<Holding>,
    /// What the scopes of a client let through that acts as a user; none where nothing is limited.
    pub limit: Option<ScopeLimit>,
}

/// What a grant says, read in one go.
#[derive(Default)]
struct Pair<'s> {
    kind: Option<Kind>,
    role: &'s str,
    division: &'s str,
}

impl<'s> Pair<'s> {
    fn of(grant: &'s Tree) -> Self {
        let mut pair = Self::default();
        for (key, value) in tree::members(grant) {
            let text = tree::text(value).unwrap_or_default();
            match key {
                "subject_type" => pair.kind = Kind::from_name(text),
                "role_id" => pair.role = text,
                "division_id" => pair.division = text,
                _ => {}
            }
        }
        pair
    }
}

/// Grants by holder, and memberships by user.
#[derive(Debug)]
pub(super) struct Tables {
    grants: Vec<Grant>,
    /// Where the grants of each subject begin, and behind the last where they end.
    first_grants: Vec<u32>,
    memberships: Vec<(SubjectId, SubjectId, Membership)>,
    first_memberships: Vec<u32>,
    unknown_roles: bool,
}

/// Where the entries of each subject begin in a list that is sorted by them.
fn firsts(subjects: usize, sorted: impl Iterator<Item = SubjectId>) -> Vec<u32> {
    let mut firsts = vec![0; subjects + 1];
    for subject in sorted {
        if let Some(count) = firsts.get_mut(subject.0 as usize + 1) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for first in &mut firsts {
        sum += *first;
        *first = sum;
    }
    firsts
}

/// The entries of one subject; of one that came later, none.
fn entries<'a, T>(list: &'a [T], firsts: &[u32], subject: SubjectId) -> (u32, &'a [T]) {
    let at = subject.0 as usize;
    match (firsts.get(at), firsts.get(at + 1)) {
        (Some(from), Some(to)) => (*from, &list[*from as usize..*to as usize]),
        _ => (0, &[]),
    }
}

impl Tables {
    pub(super) fn of<'s>(
        snapshot: &'s Tree,
        subjects: &mut Subjects<'s>,
        roles: &mut Roles<'s>,
        divisions: &mut Divisions<'s>,
    ) -> Self {
        let mut grants = Vec::new();
        let mut add = |holder, index: usize, of: &Pair<'s>, role_division| {
            let (role, scope) = (roles.intern(of.role), divisions.scope(of.division));
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            grants.push(Grant { holder, role, scope, index, role_division });
        };
        for (id, held) in tree::member(snapshot, "grants").into_iter().flat_map(tree::members) {
            for (index, grant) in tree::elements(held).enumerate() {
                let pair = Pair::of(grant);
                if let Some(kind) = pair.kind {
                    add(subjects.intern(kind, id), index, &pair, false);
                }
            }
        }
        for (id, client) in tree::member(snapshot, "oauth_clients").into_iter().flat_map(tree::members) {
            let pairs = tree::member(client, "role_divisions").into_iter().flat_map(tree::elements);
            for (index, pair) in pairs.enumerate() {
                add(subjects.intern(Kind::OauthClient, id), index, &Pair::of(pair), true);
            }
        }
        grants.sort_by_key(|grant| grant.holder);
        let unknown_roles = grants.iter().any(|grant| !roles.get(grant.role).is_known());
        let first_grants = firsts(subjects.len(), grants.iter().map(|grant| grant.holder));
        let (memberships, first_memberships) = (Vec::new(), Vec::new());
        let mut tables = Self { grants, first_grants, memberships, first_memberships, unknown_roles };
        tables.memberships = tables.memberships_of(snapshot, subjects);
        tables.first_memberships = firsts(subjects.len(), tables.memberships.iter().map(|(user, ..)| *user));
        tables
    }

    /// The memberships in groups that pass grants on; others give nothing.
    fn memberships_of<'s>(
        &self,
        snapshot: &'s Tree,
        subjects: &mut Subjects<'s>,
    ) -> Vec<(SubjectId, SubjectId, Membership)> {
        let mut found = Vec::new();
        let mut passing: Map<&str, SubjectId> = Map::default();
        for (id, group) in tree::member(snapshot, "groups").into_iter().flat_map(tree::members) {
            let Some(number) = subjects.by_id(Kind::Group, id) else { continue };
            if self.grants(number).1.is_empty() || subjects.standing(number) != Standing::Active {
                continue;
            }
            passing.insert(id, number);
            let mut list = |key: &str, how: fn(u32) -> Membership| {
                for (index, user) in tree::member(group, key).into_iter().flat_map(tree::elements).enumerate() {
                    if let Some(user) = tree::text(user) {
                        let how = how(u32::try_from(index).unwrap_or(u32::MAX));
                        found.push((subjects.intern(Kind::User, user), number, how));
                    }
                }
            };
            list("member_ids", Membership::Member);
            if tree::member(group, "include_owners") == Some(&Tree::Bool(true)) {
                list("owner_ids", Membership::Owner);
            }
        }
        if !passing.is_empty() {
            for (id, user) in tree::member(snapshot, "users").into_iter().flat_map(tree::members) {
                let groups = tree::member(user, "group_ids").into_iter().flat_map(tree::elements);
                for (index, group) in groups.enumerate() {
                    if let Some(group) = tree::text(group).and_then(|group| passing.get(group)) {
                        let how = Membership::ListsGroup(u32::try_from(index).unwrap_or(u32::MAX));
                        found.push((subjects.intern(Kind::User, id), *group, how));
                    }
                }
            }
        }
        // One way into a group is enough: as member of the group's list, then of the user's own, then as owner.
        found.sort_unstable();
        found.dedup_by_key(|(user, group, _)| (*user, *group));
        found
    }

    /// The direct grants of a subject, with the number of the first.
    fn grants(&self, holder: SubjectId) -> (u32, &[Grant]) {
        entries(&self.grants, &self.first_grants, holder)
    }

    fn groups(&self, user: SubjectId) -> &[(SubjectId, SubjectId, Membership)] {
        entries(&self.memberships, &self.first_memberships, user).1
    }
}

impl Access<'_> {
    /// A grant of the tables.
    pub fn grant(&self, grant: GrantId) -> &Grant {
        &self.tables.grants[grant.0 as usize]
    }

    /// The direct grants of a subject as they stand in the snapshot, whether or not they count.
    pub fn direct_grants(&self, subject: SubjectId) -> &[Grant] {
        self.tables.grants(subject).1
    }

    /// The groups whose grants a user gets, and how.
    pub fn groups_of(&self, user: SubjectId) -> impl Iterator<Item = (SubjectId, Membership)> {
        self.tables.groups(user).iter().map(|(_, group, how)| (*group, *how))
    }

    /// The users that get a group's grants.
    pub fn members_of(&self, group: SubjectId) -> impl Iterator<Item = SubjectId> {
        self.tables.memberships.iter().filter(move |(_, of, _)| *of == group).map(|(user, ..)| *user)
    }

    /// Whether some grant names a role that the snapshot lacks.
    pub fn has_unknown_roles(&self) -> bool {
        self.tables.unknown_roles
    }

    fn own<'a>(&'a self, bearer: SubjectId, of: SubjectId, via: Via) -> impl Iterator<Item = Holding> + 'a {
        let (first, grants) = self.tables.grants(of);
        (first..).map(GrantId).zip(grants).map(move |(id, grant)| Holding {
            bearer,
            via,
            grant: Some(id),
            role: Some(grant.role),
            scope: grant.scope,
        })
    }

    /// What a group passes on to whoever is a member of it: nothing where it is not active or not enabled for roles.
    pub fn passed_on(&self, group: SubjectId) -> Holdings {
        self.holdings(group)
    }

    /// What a subject holds itself, through groups and through trusts, by one grant after the other. Of a client that
    /// acts as the user who signs in, nothing: see [`Self::holdings`].
    pub fn each_holding<'a>(&'a self, subject: SubjectId) -> impl Iterator<Item = Holding> + 'a {
        let of = self.subjects.get(subject);
        let counts = match of.kind {
            // The grants of a group that the snapshot lacks may count; nobody knows.
            Kind::Group => !matches!(self.subjects.standing(subject), Standing::Inactive(_)),
            _ => of.acts() == Acts::AsItself,
        };
        let own = counts.then(|| self.own(subject, subject, Via::Own)).into_iter().flatten();
        let groups: &[_] = if of.kind == Kind::User { self.tables.groups(subject) } else { &[] };
        let through_groups =
            groups.iter().flat_map(move |(_, group, how)| self.own(subject, *group, Via::Group(*group, *how)));
        own.chain(through_groups).chain(self.through_trusts(subject))
    }

    /// A partner org that may do everything. A trust that gives nothing at present counts only where none of the
    /// subject's trusts gives something: the subject is then told of as inactive.
    fn through_trusts<'a>(&'a self, subject: SubjectId) -> impl Iterator<Item = Holding> + 'a {
        let trusts = self.subjects.trusts(subject);
        let some_active = trusts.iter().any(super::subjects::Trust::is_active);
        (0u32..)
            .zip(trusts)
            .filter(move |(_, trust)| trust.has_full_access() && (trust.is_active() || !some_active))
            .map(move |(at, _)| Holding {
                bearer: subject,
                via: Via::FullAccess(at),
                grant: None,
                role: None,
                scope: Scope::All,
            })
    }

    /// All that a subject holds. A client that acts as the user who signs in gets what any active user holds, each
    /// role in each division once, limited by its scopes.
    pub fn holdings(&self, subject: SubjectId) -> Holdings {
        match self.subjects.get(subject).acts() {
            Acts::AsItself => Holdings { held: self.each_holding(subject).collect(), limit: None },
            Acts::AsTheUser => Holdings { held: self.of_any_user().to_vec(), limit: Some(self.limit_of(subject)) },
        }
    }

    /// What a client may while one user is signed in: what the user holds, limited by the client's scopes.
    pub fn holdings_as(&self, client: SubjectId, user: SubjectId) -> Holdings {
        Holdings { held: self.each_holding(user).collect(), limit: Some(self.limit_of(client)) }
    }

    /// What the scopes of a client let through.
    pub fn limit_of(&self, client: SubjectId) -> ScopeLimit {
        self.scopes.limit(self.subjects.get(client).scopes(), &self.permissions)
    }

    /// Every role in every division that some active user holds, with one user who holds it.
    pub fn of_any_user(&self) -> &[Holding] {
        self.of_users.get_or_init(|| {
            let mut seen: Map<(Option<RoleId>, Scope), ()> = Map::default();
            let mut found = Vec::new();
            for user in self.subjects.of_kind(Kind::User) {
                // One that only grants know of may be there where not all users could be read.
                if matches!(self.subjects.standing(user), Standing::Inactive(_)) {
                    continue;
                }
                for holding in self.each_holding(user) {
                    if seen.insert((holding.role, holding.scope), ()).is_none() {
                        found.push(holding);
                    }
                }
            }
            found
        })
    }
}
