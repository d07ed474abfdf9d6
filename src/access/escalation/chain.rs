//! A chain in words that a reader can check: who does what with which permission, held through what, and what that
//! leads to.

use super::identities::IdentityId;
use super::model::{Edge, Effect, Limit, Need};
use super::places::Places;
use super::search::{Node, Search};
use crate::access::{Access, DivisionId, Kind, PermissionId, RoleId, SUPERUSER, Scope, Step, SubjectId};
use crate::snapshot::{JsonPath, tree};

/// Steps that lead to more access, and what that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// In the order in which they are taken; none is empty.
    pub steps: Vec<ChainStep>,
    /// The permissions that were asked for and that no shorter chain gives.
    pub gives: Vec<PermissionId>,
}

impl Chain {
    /// What the chain ends with.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.steps.last().map(|step| &step.outcome)
    }
}

/// One step of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainStep {
    /// Which edge of the model.
    pub edge: Edge,
    /// Who takes it.
    pub actor: Actor,
    /// The step, from 1, that gave the actor the permission by letting it have any role; without one, the actor holds
    /// it as the evidence says.
    pub through: Option<usize>,
    /// The permissions that open it; none where it needs none.
    pub permissions: Vec<PermissionId>,
    /// Where the first of them counts.
    pub place: Option<Scope>,
    /// What it leads to.
    pub outcome: Outcome,
    /// What of the org decides that it can be taken, beside the explanation of the edge.
    pub because: Option<String>,
    /// How the actor holds the permissions, and what is so of the target: each with its place in the snapshot.
    pub evidence: Vec<Step>,
}

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A subject of the org.
    Subject(SubjectId),
    /// The account that was added to a group, or is in it.
    MemberOf(SubjectId),
    /// An account of another org.
    Outsider,
}

/// What a step leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Acting as a user, or as any of so many others like it.
    User(SubjectId, usize),
    /// Acting as a client.
    Client(SubjectId),
    /// The grants of a group.
    Group(SubjectId),
    /// Any role in some places.
    AnyRole(Places),
    /// A user account that can be added to groups.
    Account,
    /// Grants in all divisions, by whoever may add grants.
    GrantsEverywhere,
    /// What it may do in the second division, on objects of the first.
    Moved(DivisionId, DivisionId),
}

/// Where a node's access comes from, while a chain is told.
#[derive(Clone, Copy)]
struct Standpoint {
    actor: Actor,
    through: Option<usize>,
}

impl Search<'_, '_> {
    /// The steps to a visit. The source is the subject that was asked for.
    pub(super) fn steps(&self, visit: usize, source: SubjectId) -> Vec<ChainStep> {
        self.told(visit, source).0
    }

    /// The steps to a visit, then one that moves objects out of a division, to where a permission is held.
    pub(super) fn steps_and_move(
        &self,
        visit: usize,
        (edge, from, to): (usize, DivisionId, DivisionId),
        permission: PermissionId,
        source: SubjectId,
    ) -> Vec<ChainStep> {
        let (mut steps, standpoints) = self.told(visit, source);
        let node = self.visits[visit].node;
        let standpoint = standpoints.last().map_or(self.start(source), |(_, standpoint)| *standpoint);
        let mut step = self.step(edge, node, standpoint, Outcome::Moved(from, to), Some(Some(from)));
        // Objects are moved by whoever may edit them in both divisions.
        for permission in step.permissions.clone().into_iter().chain([permission]) {
            step.evidence.extend(self.how(node, standpoint, permission, Some(Some(to))).1);
        }
        steps.push(step);
        steps
    }

    fn start(&self, source: SubjectId) -> Standpoint {
        let group = self.access.subjects().get(source).kind == Kind::Group;
        Standpoint { actor: if group { Actor::MemberOf(source) } else { Actor::Subject(source) }, through: None }
    }

    fn told(&self, visit: usize, source: SubjectId) -> (Vec<ChainStep>, Vec<(usize, Standpoint)>) {
        let mut way = vec![visit];
        while let Some((before, _)) = way.last().and_then(|at| self.visits[*at].from) {
            way.push(before);
        }
        way.reverse();
        let mut steps = Vec::new();
        // For each visit of the way, as whom it acts.
        let mut standpoints = vec![(way[0], self.start(source))];
        for pair in way.windows(2) {
            let (before, at) = (pair[0], pair[1]);
            let Some((_, edge)) = self.visits[at].from else { continue };
            let effect = self.model.edges[edge].effect;
            // Most steps are taken by whom the step before led to; what is carried along may be an earlier one's.
            let carried = matches!(effect, Effect::AnyRole | Effect::JoinGroup);
            let able = |(visit, _): &&(usize, Standpoint)| self.opens(self.visits[*visit].node, edge).is_some();
            let by = standpoints.iter().rev().find(able).filter(|_| carried).copied();
            let (by, standpoint) = by.unwrap_or((before, standpoints.last().map_or(self.start(source), |last| last.1)));
            let outcome = self.outcome(before, at, effect);
            let division =
                |subject| self.identities.of_subject(subject).and_then(|id| self.identities.get(id).division);
            let near = match (&outcome, effect, self.visits[before].node) {
                (Outcome::User(user, _), ..) => Some(division(*user)),
                (_, Effect::JoinDynamicGroup, Node::Identity(id)) => Some(self.identities.get(id).division),
                _ => None,
            };
            steps.push(self.step(edge, self.visits[by].node, standpoint, outcome, near));
            let next = match (effect, self.visits[at].node) {
                (Effect::NewUser | Effect::LiftGrantLimit, _) => standpoint,
                (Effect::OrgTrust, _) => Standpoint { actor: Actor::Outsider, through: Some(steps.len()) },
                (_, Node::AnyRole(_)) => Standpoint { actor: standpoint.actor, through: Some(steps.len()) },
                (_, Node::Identity(id)) => self.standpoint(id),
            };
            standpoints.push((at, next));
        }
        (steps, standpoints)
    }

    fn standpoint(&self, id: IdentityId) -> Standpoint {
        let subject = self.identities.get(id).subject;
        self.start(subject)
    }

    fn outcome(&self, before: usize, at: usize, effect: Effect) -> Outcome {
        match (effect, self.visits[at].node) {
            (Effect::NewUser, _) => Outcome::Account,
            (Effect::LiftGrantLimit, _) => Outcome::GrantsEverywhere,
            (_, Node::AnyRole(id)) => Outcome::AnyRole(self.any_role[id].clone()),
            (_, Node::Identity(id)) => {
                let identity = self.identities.get(id);
                match self.access.subjects().get(identity.subject).kind {
                    Kind::Group => Outcome::Group(identity.subject),
                    Kind::OauthClient => Outcome::Client(identity.subject),
                    _ => {
                        // Nobody takes itself over.
                        let itself = self.visits[before].node == Node::Identity(id);
                        Outcome::User(identity.subject, identity.count.saturating_sub(1 + usize::from(itself)))
                    }
                }
            }
        }
    }

    /// One step: `near` is the division of what it is about, where it is about something in one.
    fn step(
        &self,
        index: usize,
        node: Node,
        standpoint: Standpoint,
        outcome: Outcome,
        near: Option<Option<DivisionId>>,
    ) -> ChainStep {
        let edge = &self.model.edges[index];
        let id_of = |name: &String| self.access.permissions().by_name(name);
        let holds = |permission: &PermissionId| {
            let places = self.reach(node, *permission);
            match near.filter(|_| edge.limited_by == Limit::Division) {
                Some(near) => places.cover(near),
                None => !places.is_nowhere(),
            }
        };
        let mut permissions: Vec<PermissionId> =
            edge.permissions.iter().filter_map(id_of).find(holds).into_iter().collect();
        permissions.extend(edge.all_of.iter().filter_map(id_of));
        let mut evidence = Vec::new();
        let mut place = None;
        for permission in &permissions {
            let near = near.filter(|_| edge.limited_by == Limit::Division);
            let (found, way) = self.how(node, standpoint, *permission, near);
            place = place.or(found);
            evidence.extend(way);
        }
        evidence.extend(self.facts(edge, &outcome, standpoint));
        ChainStep {
            edge: edge.clone(),
            actor: standpoint.actor,
            through: standpoint.through.filter(|_| !permissions.is_empty()),
            permissions,
            place,
            because: self.because(edge, &outcome),
            outcome,
            evidence,
        }
    }

    /// Where a permission counts, and how it is held.
    fn how(
        &self,
        node: Node,
        standpoint: Standpoint,
        permission: PermissionId,
        near: Option<Option<DivisionId>>,
    ) -> (Option<Scope>, Vec<Step>) {
        let covers = |place: Scope| {
            let mut places = Places::nowhere();
            places.add(place);
            near.is_none_or(|near| places.cover(near))
        };
        match (node, standpoint.actor) {
            (Node::Identity(_), Actor::Subject(subject) | Actor::MemberOf(subject)) => {
                let Some(effective) = self.access.effective(subject, permission) else { return (None, Vec::new()) };
                let gives = effective.sources.iter().filter(|source| !source.given.conditional);
                match gives.clone().find(|source| covers(source.place)) {
                    Some(source) => (Some(source.place), self.access.evidence(subject, source, permission)),
                    None => (None, Vec::new()),
                }
            }
            _ => {
                let place = match self.reach(node, permission) {
                    Places::Everywhere => Some(Scope::All),
                    Places::In(divisions) => divisions.iter().copied().map(Scope::In).find(|place| covers(*place)),
                };
                (place, Vec::new())
            }
        }
    }

    /// What is so of the target of a step.
    fn facts(&self, edge: &Edge, outcome: &Outcome, standpoint: Standpoint) -> Vec<Step> {
        let access = self.access;
        let subject = |subject: SubjectId, text: String, key: &str| {
            let of = access.subjects().get(subject);
            let path = access.subjects().path(subject).map(|path| path.key(key));
            fact(text, of.reference(), of.label(), path)
        };
        match outcome {
            Outcome::User(user, _) => {
                let division = self.identities.of_subject(*user).and_then(|id| self.identities.get(id).division);
                let place = match division {
                    Some(division) => format!("division \"{}\"", access.divisions().name(division)),
                    None => "a division that the snapshot lacks".to_owned(),
                };
                let label = access.subjects().get(*user).label();
                vec![
                    subject(*user, format!("{label} is an active user"), "state"),
                    subject(*user, format!("{label} is in {place}"), "division_id"),
                ]
            }
            Outcome::Client(client) => {
                let label = access.subjects().get(*client).label();
                vec![
                    subject(*client, format!("{label} is active"), "state"),
                    subject(*client, format!("{label} signs in with client credentials"), "grant_type"),
                ]
            }
            Outcome::Group(group) => self.facts_of_group(edge, *group, standpoint),
            Outcome::AnyRole(_) => {
                let by_grant = edge.limited_by == Limit::Setting;
                let admin = self.setting.superuser.filter(|_| by_grant).map(|role| self.admin_step(role));
                let said = by_grant && self.setting.grants_aware.is_some();
                let setting = (said && admin.is_none()).then(|| self.setting_step());
                admin.into_iter().chain(setting).chain(self.trust_step(edge)).collect()
            }
            Outcome::GrantsEverywhere => vec![self.setting_step()],
            Outcome::Account | Outcome::Moved(..) => Vec::new(),
        }
    }

    fn facts_of_group(&self, edge: &Edge, group: SubjectId, standpoint: Standpoint) -> Vec<Step> {
        let of = self.access.subjects().get(group);
        let so = |text: String, path: JsonPath| fact(text, of.reference(), of.label(), Some(path));
        let place = JsonPath::of_keys(["groups", of.id]);
        let mut facts = vec![so(
            format!("group \"{}\" passes its grants on to its members", of.label()),
            place.key("roles_enabled"),
        )];
        if edge.effect == Effect::JoinDynamicGroup {
            facts.push(so("it takes members in by a rule".to_owned(), place.key("dynamic")));
        }
        if let (Effect::OwnGroup, Actor::Subject(owner)) = (edge.effect, standpoint.actor) {
            let owner = self.access.subjects().get(owner);
            let listed =
                of.entry().and_then(|entry| tree::member(entry, "owner_ids")).into_iter().flat_map(tree::elements);
            if let Some(index) = listed.filter_map(tree::text).position(|id| id == owner.id) {
                facts.push(so(format!("{} owns it", owner.label()), place.key("owner_ids").index(index)));
            }
        }
        facts
    }

    fn admin_step(&self, role: RoleId) -> Step {
        let role = self.access.roles().get(role);
        let place = JsonPath::of_keys(["roles", role.id, "general_permissions"]);
        let words = place.find(&self.access.snapshot().tree).into_iter().flat_map(tree::elements);
        let at = words.filter_map(tree::text).position(|word| word == SUPERUSER);
        let text = format!("role \"{}\" holds the one-word {SUPERUSER}", role.name());
        fact(text, format!("role/{}", role.id), role.name(), at.map(|at| place.index(at)))
    }

    fn setting_step(&self) -> Step {
        let text = match self.setting.grants_aware {
            Some(true) => "the org limits grants to the divisions in which they may be added",
            _ => "the org does not limit grants to the divisions in which they may be added",
        };
        let path = JsonPath::of_keys(["settings", "grant_division_aware"]);
        let to = "settings/grant_division_aware".to_owned();
        Step { kind: "setting", ..fact(text.to_owned(), to, "grant_division_aware", Some(path)) }
    }

    fn trust_step(&self, edge: &Edge) -> Option<Step> {
        let subject = match edge.needs? {
            Need::Nothing => return None,
            Need::Trust | Need::TrusteeOrg => {
                let in_force = edge.needs == Some(Need::TrusteeOrg);
                let org = if in_force { self.setting.trusted } else { self.setting.trust }?;
                let name = self.access.org_name(org);
                let path = JsonPath::of_keys(["trustees", org, "enabled"]);
                let text = if in_force { "the org trusts" } else { "there is a trust with" };
                return Some(fact(format!("{text} {name}"), format!("trustee/{org}"), name, Some(path)));
            }
            Need::TrusteeUser => self.setting.trustee_user?,
            Need::TrusteeGroup => self.setting.trustee_group?,
        };
        let of = self.access.subjects().get(subject);
        let text = format!("{} is of an org that is trusted", of.label());
        Some(fact(text, of.reference(), of.label(), self.access.subjects().path(subject)))
    }

    fn because(&self, edge: &Edge, outcome: &Outcome) -> Option<String> {
        if edge.limited_by != Limit::Setting || !matches!(outcome, Outcome::AnyRole(_)) {
            return None;
        }
        let text = match self.setting.grants_aware {
            _ if self.setting.superuser.is_some() => {
                "there is a role with the one-word admin, which counts in the whole org wherever it is given"
            }
            Some(true) if *outcome == Outcome::AnyRole(Places::Everywhere) => return None,
            Some(true) => "the org limits grants to the divisions in which they may be added",
            Some(false) => "the org does not limit grants to divisions, so the role can be given in all of them",
            None => {
                "the snapshot does not say whether the org limits grants to divisions, so they are taken to be possible in all of them"
            }
        };
        Some(text.to_owned())
    }
}

impl Access<'_> {
    /// Some places in words.
    pub fn places_name(&self, places: &Places) -> String {
        match places {
            Places::Everywhere => "the whole org".to_owned(),
            Places::In(divisions) => {
                let names: Vec<&str> = divisions.iter().map(|division| self.divisions().name(*division)).collect();
                match names.as_slice() {
                    [.., _] if names.len() > MOST_NAMES => {
                        format!("{} and {} more divisions", names[..MOST_NAMES].join(", "), names.len() - MOST_NAMES)
                    }
                    _ => names.join(", "),
                }
            }
        }
    }
}

/// What is so of a target.
fn fact(text: String, to: String, label: &str, path: Option<JsonPath>) -> Step {
    Step { kind: "target", text, to, label: label.to_owned(), edge: String::new(), path, line: None }
}

/// Divisions that are named before the rest is counted.
const MOST_NAMES: usize = 5;
