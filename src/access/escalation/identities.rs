//! Who can be acted as. Users who hold the same and stand in the same division are one identity, so that a search
//! looks at each kind of user once, however many there are.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use fixedbitset::FixedBitSet;

use super::model::{Edge, Effect, Model};
use super::places::Places;
use crate::access::{Access, Acts, Awareness, DivisionId, Kind, Map, PermissionId, RoleId, Scope};
use crate::access::{SUPERUSER, Standing, SubjectId};
use crate::snapshot::{Section, Status, tree};

/// An identity of [`Identities`].
pub(super) type IdentityId = usize;

/// What is carried along a chain, as bits: a user account is at hand.
pub(super) const HAS_USER: u8 = 1;
/// Grants are no longer limited to divisions.
pub(super) const LIFTED: u8 = 2;
/// Somebody on the chain may add grants.
pub(super) const CAN_GRANT: u8 = 4;
/// Somebody on the chain may add members to groups.
pub(super) const CAN_JOIN: u8 = 8;

/// Everybody who has the same access.
#[derive(Debug)]
pub(super) struct Identity {
    /// One of them, the first by id.
    pub(super) subject: SubjectId,
    /// How many of them can be taken over.
    pub(super) count: usize,
    /// Their division.
    pub(super) division: Option<DivisionId>,
    /// The groups that they own and are not members of.
    pub(super) owned: Vec<IdentityId>,
    abilities: OnceLock<Abilities>,
}

/// What somebody can do with access. All that it may, division by division, is worked out where it is asked for: there
/// are very many who differ in it, and few who are asked.
#[derive(Debug)]
pub(super) struct Abilities {
    /// Whether it may do everything.
    pub(super) superuser: bool,
    /// What it may without a condition, wherever that is.
    pub(super) anywhere: FixedBitSet,
    /// The edges of the model that it can take.
    pub(super) opens: Opens,
    /// Where it holds a role that can be edited.
    pub(super) roles: Places,
    /// What it adds to what is carried along.
    pub(super) flags: u8,
}

/// Edges of the model that somebody can take, each with where its permissions are held.
#[derive(Debug, Default)]
pub(super) struct Opens(Vec<(usize, Places)>);

impl Opens {
    fn of(model: &Model, held: impl Fn(&String) -> Places) -> Self {
        let all = model.edges.iter().map(|edge| opened(edge, &held)).enumerate();
        Self(all.filter(|(_, places)| !places.is_nowhere()).collect())
    }

    /// What whoever may have any role in some places can take.
    pub(super) fn by_any_role(access: &Access<'_>, model: &Model, places: &Places) -> Self {
        Self::of(model, |name| any_role_gives(access, access.permissions().by_name(name), places))
    }

    /// Where an edge can be taken.
    pub(super) fn get(&self, edge: usize) -> Option<&Places> {
        self.0.iter().find(|(other, _)| *other == edge).map(|(_, places)| places)
    }

    /// The edges, in the order of the model.
    pub(super) fn edges(&self) -> impl Iterator<Item = usize> {
        self.0.iter().map(|(edge, _)| *edge)
    }

    /// What they add to what is carried along.
    pub(super) fn flags(&self, model: &Model) -> u8 {
        self.edges().fold(0, |flags, edge| match model.edges[edge].effect {
            Effect::AnyRole => flags | CAN_GRANT,
            Effect::JoinGroup => flags | CAN_JOIN,
            _ => flags,
        })
    }
}

type Key = (Kind, Option<DivisionId>, Vec<IdentityId>, Vec<(Option<RoleId>, Scope)>);

/// All identities of an org.
#[derive(Debug)]
pub(super) struct Identities {
    all: Vec<Identity>,
    of: Map<SubjectId, IdentityId>,
    /// The users that can be taken over, by division.
    pub(super) users: BTreeMap<Option<DivisionId>, Vec<IdentityId>>,
    /// The clients that can be taken over.
    pub(super) clients: Vec<IdentityId>,
    /// The groups that can be joined.
    pub(super) groups: Vec<IdentityId>,
    /// Those of them that take members in by rule.
    pub(super) dynamic: Vec<IdentityId>,
}

impl Identities {
    /// Everybody that can be taken over or joined, and the given subjects.
    pub(super) fn of(access: &Access<'_>, sources: &[SubjectId]) -> Self {
        let mut made = Self {
            all: Vec::new(),
            of: Map::default(),
            users: BTreeMap::new(),
            clients: Vec::new(),
            groups: Vec::new(),
            dynamic: Vec::new(),
        };
        let mut keys: Map<Key, IdentityId> = Map::default();
        let mut owners: Map<SubjectId, Vec<IdentityId>> = Map::default();
        for group in access.subjects().of_kind(Kind::Group) {
            if access.subjects().standing(group) != Standing::Active || access.direct_grants(group).is_empty() {
                continue;
            }
            let id = made.add(access, group, Vec::new(), &mut keys);
            made.groups.push(id);
            let entry = access.subjects().get(group).entry();
            if entry.and_then(|entry| tree::member(entry, "dynamic")) == Some(&tree::Tree::Bool(true)) {
                made.dynamic.push(id);
            }
            let listed = entry.and_then(|entry| tree::member(entry, "owner_ids")).into_iter().flat_map(tree::elements);
            for owner in listed.filter_map(tree::text) {
                if let Some(owner) = access.subjects().by_id(Kind::User, owner) {
                    let owned = owners.entry(owner).or_default();
                    if !access.groups_of(owner).any(|(joined, _)| joined == group) && !owned.contains(&id) {
                        owned.push(id);
                    }
                }
            }
        }
        for client in access.subjects().of_kind(Kind::OauthClient) {
            let of = access.subjects().get(client);
            let usable = of.acts() == Acts::AsItself && of.unknown_grant_type().is_none();
            if usable && access.subjects().standing(client) == Standing::Active {
                let id = made.add(access, client, Vec::new(), &mut keys);
                made.take_over(id, |made| &mut made.clients);
            }
        }
        for user in access.subjects().of_kind(Kind::User) {
            // A cloned user has no password here: it comes in through its own org.
            let native = access.subjects().get(user).cloned_from().is_none();
            if native && access.subjects().standing(user) == Standing::Active {
                let owned = owners.get(&user).cloned().unwrap_or_default();
                let id = made.add(access, user, owned, &mut keys);
                let division = made.all[id].division;
                made.take_over(id, |made| made.users.entry(division).or_default());
            }
        }
        for source in sources {
            if !made.of.contains_key(source) {
                let owned = owners.get(source).cloned().unwrap_or_default();
                made.add(access, *source, owned, &mut keys);
            }
        }
        made
    }

    fn add(
        &mut self,
        access: &Access<'_>,
        subject: SubjectId,
        owned: Vec<IdentityId>,
        keys: &mut Map<Key, IdentityId>,
    ) -> IdentityId {
        let mut held: Vec<_> = access.each_holding(subject).map(|holding| (holding.role, holding.scope)).collect();
        held.sort_unstable();
        held.dedup();
        let of = access.subjects().get(subject);
        let division = of
            .entry()
            .filter(|_| of.kind == Kind::User)
            .and_then(|entry| tree::text_member(entry, "division_id"))
            .and_then(|id| access.divisions().by_id(id));
        // Each group and client stands for itself: a reader wants to know which.
        let key = (of.kind, division, owned, held);
        let alone = of.kind == Kind::Group || of.kind == Kind::OauthClient;
        let known = keys.get(&key).copied().filter(|_| !alone);
        let id = known.unwrap_or_else(|| {
            let id = self.all.len();
            let owned = key.2.clone();
            self.all.push(Identity { subject, count: 0, division, owned, abilities: OnceLock::new() });
            keys.insert(key, id);
            id
        });
        self.of.insert(subject, id);
        id
    }

    fn take_over(&mut self, id: IdentityId, list: impl FnOnce(&mut Self) -> &mut Vec<IdentityId>) {
        self.all[id].count += 1;
        if self.all[id].count == 1 {
            list(self).push(id);
        }
    }

    /// All of them.
    pub(super) fn ids(&self) -> std::ops::Range<IdentityId> {
        0..self.all.len()
    }

    /// One of them.
    pub(super) fn get(&self, id: IdentityId) -> &Identity {
        &self.all[id]
    }

    /// The identity of a subject.
    pub(super) fn of_subject(&self, subject: SubjectId) -> Option<IdentityId> {
        self.of.get(&subject).copied()
    }

    /// What an identity can do.
    pub(super) fn abilities(&self, id: IdentityId, access: &Access<'_>, model: &Model) -> &Abilities {
        self.all[id].abilities.get_or_init(|| Abilities::of(access, model, self.all[id].subject))
    }
}

impl Abilities {
    fn of(access: &Access<'_>, model: &Model, subject: SubjectId) -> Self {
        let set = access.everything(subject);
        let mut anywhere = set.whole_org.plain.clone();
        set.divisions.values().for_each(|held| anywhere.union_with(&held.plain));
        let opens = Opens::of(model, |name| {
            let permission = access.permissions().by_name(name).filter(|id| anywhere.contains(id.bit()));
            permission.map_or_else(Places::nowhere, |permission| Places::of(&set.reach(permission)))
        });
        let mut roles = Places::nowhere();
        let all_may_be_there = access.snapshot().section(Section::Roles).status != Status::Complete;
        for holding in access.each_holding(subject) {
            // One that could not be read can be edited like any other; one that is not there can't.
            if holding.role.is_some_and(|role| all_may_be_there || access.roles().get(role).is_known()) {
                roles.add(holding.scope);
            }
        }
        let flags = opens.flags(model);
        Self { superuser: set.superuser, anywhere, opens, roles, flags }
    }
}

/// Where the permissions of an edge are held: all that it needs somewhere, and one of the others there.
fn opened(edge: &Edge, held: impl Fn(&String) -> Places) -> Places {
    let mut places = Places::nowhere();
    for permission in &edge.permissions {
        places.add_all(&held(permission));
    }
    for (index, permission) in edge.all_of.iter().enumerate() {
        let there = held(permission);
        if there.is_nowhere() {
            return there;
        }
        if edge.permissions.is_empty() && index == 0 {
            places = there;
        }
    }
    places
}

/// Where a permission counts for whoever has any role in some places. Only any role everywhere holds the one-word
/// `admin`: with it, somebody may do everything everywhere.
pub(super) fn any_role_gives(access: &Access<'_>, permission: Option<PermissionId>, places: &Places) -> Places {
    let is_admin = permission.is_some_and(|id| access.permissions().name(id) == SUPERUSER);
    let org_wide = permission.is_some_and(|id| access.permissions().awareness(id) == Awareness::OrgWide);
    match places {
        Places::In(_) if is_admin => Places::nowhere(),
        Places::In(divisions) if org_wide && !divisions.is_empty() => Places::Everywhere,
        places => places.clone(),
    }
}
