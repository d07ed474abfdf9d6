//! The search: breadth first, so that whatever is reached is reached by a shortest chain.

use std::cell::RefCell;
use std::collections::HashSet;
use std::time::Instant;

use fixedbitset::FixedBitSet;

use super::OutOfTime;
use super::identities::{CAN_GRANT, CAN_JOIN, HAS_USER, Identities, IdentityId, LIFTED, Opens, any_role_gives};
use super::model::{Effect, Limit, Model, Need};
use super::places::Places;
use crate::access::{Access, DivisionId, EffectiveSet, Kind, Map, PermissionId, RoleId, Standing, SubjectId};
use crate::snapshot::tree;

/// What a chain has come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Node {
    /// The access of an identity.
    Identity(IdentityId),
    /// Any role in some places, by their number in [`Search::any_role`].
    AnyRole(usize),
}

/// A node as it was reached first, with what was carried along.
#[derive(Debug, Clone, Copy)]
pub(super) struct Visit {
    pub(super) node: Node,
    pub(super) flags: u8,
    /// Number of steps.
    pub(super) depth: usize,
    /// The visit that it was reached from, and by which edge; nothing at the start.
    pub(super) from: Option<(usize, usize)>,
}

/// What of the org decides about edges, beside who holds what.
#[derive(Debug, Clone)]
pub(super) struct Setting<'s> {
    /// Whether grants are limited to the divisions in which they may be added; nothing where the snapshot does not
    /// say.
    pub(super) grants_aware: Option<bool>,
    /// A role that holds the one-word `admin`: given in any division, it counts in the whole org.
    pub(super) superuser: Option<RoleId>,
    /// The first trust, and the first that is in force.
    pub(super) trust: Option<&'s str>,
    pub(super) trusted: Option<&'s str>,
    /// A user and a group of an org that is trusted.
    pub(super) trustee_user: Option<SubjectId>,
    pub(super) trustee_group: Option<SubjectId>,
}

impl<'s> Setting<'s> {
    pub(super) fn of(access: &Access<'s>) -> Self {
        let snapshot = &access.snapshot().tree;
        let aware =
            tree::member(snapshot, "settings").and_then(|settings| tree::member(settings, "grant_division_aware"));
        let grants_aware = match aware {
            Some(tree::Tree::Bool(aware)) => Some(*aware),
            _ => None,
        };
        let first = |kind| {
            let active = |subject: &SubjectId| access.subjects().standing(*subject) == Standing::Active;
            access.subjects().of_kind(kind).find(active)
        };
        let moment = |of: &tree::Tree, key: &str| -> Option<jiff::Timestamp> {
            tree::text_member(of, key).and_then(|text| text.parse().ok())
        };
        let now = access.snapshot().now();
        let in_force = |entry: &tree::Tree| {
            let has_ended = moment(entry, "expires_at").zip(now).is_some_and(|(ends, now)| ends <= now);
            tree::member(entry, "enabled") == Some(&tree::Tree::Bool(true)) && !has_ended
        };
        let trustees = || tree::member(snapshot, "trustees").into_iter().flat_map(tree::members);
        Self {
            grants_aware,
            superuser: access.roles().all().find(|(_, role)| role.superuser).map(|(id, _)| id),
            trust: trustees().map(|(org, _)| org).next(),
            trusted: trustees().find(|(_, entry)| in_force(entry)).map(|(org, _)| org),
            trustee_user: first(Kind::TrusteeUser),
            trustee_group: first(Kind::TrusteeGroup),
        }
    }

    /// Whether a role that is given in a division can be kept to it.
    pub(super) fn limits_grants(&self) -> bool {
        self.grants_aware == Some(true) && self.superuser.is_none()
    }

    /// Whether what a change of org trust needs is there.
    fn meets(&self, need: Option<Need>) -> bool {
        match need {
            None | Some(Need::Nothing) => true,
            Some(Need::Trust) => self.trust.is_some(),
            Some(Need::TrusteeOrg) => self.trusted.is_some(),
            Some(Need::TrusteeUser) => self.trustee_user.is_some(),
            Some(Need::TrusteeGroup) => self.trustee_group.is_some(),
        }
    }
}

/// Steps after which it is looked at whether there is time left.
const PERIOD: usize = 256;

/// One search from one identity.
pub(super) struct Search<'a, 's> {
    pub(super) access: &'a Access<'s>,
    pub(super) model: &'a Model,
    pub(super) identities: &'a Identities,
    pub(super) setting: &'a Setting<'s>,
    /// In the order of their depth.
    pub(super) visits: Vec<Visit>,
    /// The places of nodes with any role.
    pub(super) any_role: Vec<Places>,
    any_role_opens: Vec<Opens>,
    /// Edges that somebody may take by what is carried along, or by owning a group.
    carried: Vec<usize>,
    nowhere: Places,
    any_role_ids: Map<Places, usize>,
    /// For each node, the combinations of flags that it was visited with, as bits.
    seen: Map<Node, u16>,
    /// What was spread to already: the kind of target, with flags and division.
    spread: HashSet<(Spread, u8, Option<DivisionId>), foldhash::fast::RandomState>,
    /// With which flags users of how many divisions were spread to.
    spread_users: [usize; 16],
    everything_at: Option<usize>,
    /// All that the identity may that was asked for last.
    last_set: RefCell<Option<(IdentityId, EffectiveSet)>>,
    /// The targets that nobody on the way holds, where nothing else is to be found.
    lacking: Option<FixedBitSet>,
}

/// Whether a step may be taken without holding what its edge asks for.
fn is_carried(effect: Effect) -> bool {
    matches!(effect, Effect::AnyRole | Effect::JoinGroup | Effect::OwnGroup)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Spread {
    Users,
    Clients,
    Groups,
    Dynamic,
}

impl<'a, 's> Search<'a, 's> {
    /// Visits all that can be reached from an identity, as far as chains matter: once somebody may do everything
    /// everywhere, longer ones give nothing more.
    pub(super) fn run(
        access: &'a Access<'s>,
        model: &'a Model,
        identities: &'a Identities,
        setting: &'a Setting<'s>,
        source: IdentityId,
        enough: &Option<FixedBitSet>,
        until: Option<Instant>,
    ) -> Result<Self, OutOfTime> {
        let mut search = Self {
            access,
            model,
            identities,
            setting,
            visits: Vec::new(),
            any_role: Vec::new(),
            any_role_opens: Vec::new(),
            carried: (0..model.edges.len()).filter(|edge| is_carried(model.edges[*edge].effect)).collect(),
            nowhere: Places::nowhere(),
            any_role_ids: Map::default(),
            seen: Map::default(),
            spread: HashSet::default(),
            spread_users: [0; 16],
            everything_at: None,
            last_set: RefCell::new(None),
            lacking: enough.clone(),
        };
        let kind = access.subjects().get(identities.get(source).subject).kind;
        let has_user = if kind == Kind::User || kind == Kind::Group { HAS_USER } else { 0 };
        search.visit(Node::Identity(source), has_user, None, 0);
        let mut next = 0;
        while let Some(visit) = search.visits.get(next).copied() {
            if search.everything_at.is_some_and(|depth| visit.depth >= depth) {
                break;
            }
            if next % PERIOD == 0 && until.is_some_and(|until| Instant::now() >= until) {
                return Err(OutOfTime);
            }
            search.expand(next, visit);
            next += 1;
        }
        Ok(search)
    }

    /// Where a node holds what an edge asks for; `None` where nowhere.
    pub(super) fn opens(&self, node: Node, edge: usize) -> Option<&Places> {
        match node {
            Node::Identity(id) => self.identities.abilities(id, self.access, self.model).opens.get(edge),
            Node::AnyRole(id) => self.any_role_opens[id].get(edge),
        }
    }

    /// Looks at all that an identity may. What was asked for last is kept: who asks once asks for several permissions.
    pub(super) fn with_set<T>(&self, id: IdentityId, look: impl FnOnce(&EffectiveSet) -> T) -> T {
        let mut last = self.last_set.borrow_mut();
        let known = last.take().filter(|(of, _)| *of == id);
        let (_, set) =
            last.insert(known.unwrap_or_else(|| (id, self.access.everything(self.identities.get(id).subject))));
        look(set)
    }

    /// Where a node may use a permission without a condition.
    pub(super) fn reach(&self, node: Node, permission: PermissionId) -> Places {
        match node {
            Node::Identity(id) => self.with_set(id, |set| Places::of(&set.reach(permission))),
            Node::AnyRole(id) => any_role_gives(self.access, Some(permission), &self.any_role[id]),
        }
    }

    /// Whether a node may do everything everywhere.
    fn is_everything(&self, node: Node) -> bool {
        match node {
            Node::Identity(id) => self.identities.abilities(id, self.access, self.model).superuser,
            Node::AnyRole(id) => self.any_role[id] == Places::Everywhere,
        }
    }

    fn visit(&mut self, node: Node, flags: u8, from: Option<(usize, usize)>, depth: usize) {
        let own = match node {
            Node::Identity(id) => self.identities.abilities(id, self.access, self.model).flags,
            Node::AnyRole(id) => self.any_role_opens[id].flags(self.model),
        };
        let flags = flags | own;
        // Whoever was here with as much or more, in as many steps or fewer, gets as far.
        let seen = self.seen.entry(node).or_default();
        if (0..16u8).any(|other| *seen & (1 << other) != 0 && other & flags == flags) {
            return;
        }
        *seen |= 1 << flags;
        self.visits.push(Visit { node, flags, depth, from });
        if self.is_everything(node) {
            self.everything_at.get_or_insert(depth);
        }
        // Nothing more is to be found behind whoever holds the last of what is looked for.
        if let (Some(lacking), Node::Identity(id)) = (&mut self.lacking, node)
            && self.everything_at.is_none()
        {
            lacking.difference_with(&self.identities.abilities(id, self.access, self.model).anywhere);
            if lacking.is_clear() {
                self.everything_at = Some(depth);
            }
        }
    }

    fn any_role_in(&mut self, places: &Places) -> Node {
        let id = self.any_role_ids.get(places).copied().unwrap_or_else(|| {
            let id = self.any_role.len();
            self.any_role.push(places.clone());
            self.any_role_opens.push(Opens::by_any_role(self.access, self.model, places));
            self.any_role_ids.insert(places.clone(), id);
            id
        });
        Node::AnyRole(id)
    }

    /// Whether somebody on the way to a visit has any role.
    pub(super) fn goes_through_any_role(&self, visit: usize) -> bool {
        let mut at = Some(visit);
        while let Some(visit) = at.map(|at| self.visits[at]) {
            if matches!(visit.node, Node::AnyRole(_)) {
                return true;
            }
            at = visit.from.map(|(before, _)| before);
        }
        false
    }

    fn expand(&mut self, at: usize, visit: Visit) {
        let (identities, model) = (self.identities, self.model);
        match visit.node {
            // Most can take no edge, and there may be very many.
            Node::Identity(id) => {
                let opens = &identities.abilities(id, self.access, model).opens;
                let mut edges: Vec<usize> = opens.edges().chain(self.carried.iter().copied()).collect();
                edges.sort_unstable();
                edges.dedup();
                for edge in edges {
                    self.take(at, visit, edge, opens.get(edge));
                }
            }
            Node::AnyRole(id) => {
                for edge in 0..model.edges.len() {
                    let open = self.any_role_opens[id].get(edge).cloned();
                    self.take(at, visit, edge, open.as_ref());
                }
            }
        }
    }

    /// Takes an edge, where it is open.
    fn take(&mut self, at: usize, visit: Visit, index: usize, open: Option<&Places>) {
        let Visit { node, flags, depth, .. } = visit;
        let edge = &self.model.edges[index];
        let able = open.is_some();
        let open = open.unwrap_or(&self.nowhere);
        let (from, depth) = (Some((at, index)), depth + 1);
        let limited = match edge.limited_by {
            Limit::Division => open.clone(),
            Limit::Setting if self.setting.limits_grants() && flags & LIFTED == 0 => open.clone(),
            Limit::Setting | Limit::None => Places::Everywhere,
        };
        match edge.effect {
            Effect::AnyRole if able || flags & (LIFTED | CAN_GRANT) == LIFTED | CAN_GRANT => {
                let to = self.any_role_in(&limited);
                self.visit(to, flags, from, depth);
            }
            Effect::EditHeldRole if able => {
                if let Node::Identity(id) = node {
                    let places = self.identities.abilities(id, self.access, self.model).roles.clone();
                    if !places.is_nowhere() {
                        let to = self.any_role_in(&places);
                        self.visit(to, flags, from, depth);
                    }
                }
            }
            Effect::LiftGrantLimit if able && self.setting.limits_grants() => {
                self.visit(node, flags | LIFTED, from, depth);
            }
            Effect::ControlUser | Effect::IdentityProvider if able => {
                let users = &self.identities.users;
                // Most of those who may do it come after somebody who has done it everywhere.
                if self.spread_users[usize::from(flags | HAS_USER)] == users.len() {
                    return;
                }
                for (division, found) in users.iter().filter(|(division, _)| limited.cover(**division)) {
                    self.spread(Spread::Users, found, *division, flags | HAS_USER, from, depth);
                }
            }
            Effect::ControlClient if able => {
                self.spread(Spread::Clients, &self.identities.clients, None, flags, from, depth);
            }
            Effect::JoinGroup if flags & HAS_USER != 0 && (able || flags & CAN_JOIN != 0) => {
                self.spread(Spread::Groups, &self.identities.groups, None, flags, from, depth);
            }
            Effect::JoinDynamicGroup if able && flags & HAS_USER != 0 => {
                // The skill is given to an account in a division where that is allowed: to any where it is allowed
                // everywhere, else to the one that acts.
                let own = match node {
                    Node::Identity(id) => self.identities.get(id).division,
                    Node::AnyRole(_) => None,
                };
                if limited.cover(own) {
                    self.spread(Spread::Dynamic, &self.identities.dynamic, None, flags, from, depth);
                }
            }
            Effect::OwnGroup => {
                if let Node::Identity(id) = node {
                    for group in &self.identities.get(id).owned {
                        self.visit(Node::Identity(*group), flags, from, depth);
                    }
                }
            }
            Effect::NewUser if able => self.visit(node, flags | HAS_USER, from, depth),
            Effect::OrgTrust if able && self.setting.meets(edge.needs) => {
                let to = self.any_role_in(&Places::Everywhere);
                self.visit(to, flags, from, depth);
            }
            _ => {}
        }
    }

    fn spread(
        &mut self,
        what: Spread,
        to: &'a [IdentityId],
        division: Option<DivisionId>,
        flags: u8,
        from: Option<(usize, usize)>,
        depth: usize,
    ) {
        // Whoever spread to them before with as much at hand has reached them already.
        if self.spread.insert((what, flags, division)) {
            self.spread_users[usize::from(flags)] += usize::from(what == Spread::Users);
            for id in to {
                self.visit(Node::Identity(*id), flags, from, depth);
            }
        }
    }
}
