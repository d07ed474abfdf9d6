//! The way from a subject to a permission, each step with its place in the snapshot.

use super::Access;
use super::divisions::Scope;
use super::effective::Source;
use super::holdings::{Holding, Membership, Via};
use super::permissions::{PermissionId, SUPERUSER, covers, is_wildcard};
use super::roles::RoleId;
use super::subjects::{Acts, SubjectId};
use crate::snapshot::JsonPath;
use crate::snapshot::tree::{self as json, Tree};

/// One step of the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What kind: `subject`, `scope`, `signed_in_user`, `member`, `owner`, `grant`, `full_access`, `permission`.
    pub kind: &'static str,
    /// What it says, for people.
    pub text: String,
    /// What the step leads to, as `type/id`: subject, group, role or permission.
    pub to: String,
    /// A short name of what it leads to.
    pub label: String,
    /// How it leads there, in a word or two: `member of`, `in HR`.
    pub edge: String,
    /// Its place in the snapshot; none where the snapshot does not have it.
    pub path: Option<JsonPath>,
    /// Its line there, once [`super::ask::locate`] has looked it up.
    pub line: Option<usize>,
}

impl Access<'_> {
    /// The steps from a subject to a permission by one source.
    pub fn evidence(&self, subject: SubjectId, source: &Source, permission: PermissionId) -> Vec<Step> {
        let mut steps = vec![self.subject_step(subject, "subject")];
        let holding = &source.holding;
        if self.subjects().get(subject).acts() == Acts::AsTheUser {
            steps.extend(self.scope_step(subject, permission));
            let mut step = self.subject_step(holding.bearer, "signed_in_user");
            step.text = format!("acts as the user who signs in, e.g. {}", step.text);
            steps.push(step);
        }
        steps.extend(self.way_to(holding));
        if let Some(role) = holding.role {
            steps.push(self.permission_step(role, source, permission));
        }
        steps
    }

    /// The steps from who holds a role somewhere to the grant of it.
    pub fn way_to(&self, holding: &Holding) -> Vec<Step> {
        let mut steps = Vec::new();
        match holding.via {
            Via::Own => {}
            Via::Group(group, how) => steps.push(self.membership_step(holding.bearer, group, how)),
            Via::FullAccess(at) => {
                if let Some(trust) = self.subjects().trusts(holding.bearer).get(at as usize) {
                    steps.push(Step {
                        kind: "full_access",
                        text: format!("the partner org {} may do everything", trust.name()),
                        to: format!("trustee/{}", trust.org),
                        label: trust.name().to_owned(),
                        edge: "comes from".to_owned(),
                        path: Some(JsonPath::of_keys(["trustees", trust.org, "has_full_access"])),
                        line: None,
                    });
                }
            }
        }
        if let (Some(grant), Some(role)) = (holding.grant, holding.role) {
            let grant = self.grant(grant);
            let holder = self.subjects().get(grant.holder);
            let list = if grant.role_division {
                JsonPath::of_keys(["oauth_clients", holder.id, "role_divisions"])
            } else {
                JsonPath::of_keys(["grants", holder.id])
            };
            let known = self.roles().get(role);
            let place = match grant.scope {
                Scope::All => "all divisions".to_owned(),
                Scope::In(division) => format!("division \"{}\"", self.divisions().name(division)),
            };
            steps.push(Step {
                kind: "grant",
                text: format!("holds role \"{}\" in {place}", known.name()),
                to: format!("role/{}", known.id),
                label: known.name().to_owned(),
                edge: format!("in {}", place.trim_start_matches("division ").replace('"', "")),
                path: Some(list.index(grant.index as usize)),
                line: None,
            });
        }
        steps
    }

    fn subject_step(&self, subject: SubjectId, kind: &'static str) -> Step {
        let of = self.subjects().get(subject);
        let details = of.email().unwrap_or(of.id);
        let text = match of.name() {
            Some(name) => format!("{} {name} ({details})", of.kind.title()),
            None => format!("{} {}", of.kind.title(), of.id),
        };
        let path = self.subjects().path(subject);
        let edge = "acts as".to_owned();
        Step { kind, text, to: of.reference(), label: of.label().to_owned(), edge, path, line: None }
    }

    /// The scope that lets a permission through: one that is known to, if there is such a one.
    fn scope_step(&self, client: SubjectId, permission: PermissionId) -> Option<Step> {
        let of = self.subjects().get(client);
        let allows = |scope: &str| self.scopes.allows(scope, self.permissions());
        let known = of.scopes().position(|scope| allows(scope).is_some_and(|set| set.contains(permission.bit())));
        let (index, sure) = match known {
            Some(index) => (index, true),
            None => {
                let may = |scope: &str| self.scopes.at_most(scope, self.permissions()).contains(permission.bit());
                (of.scopes().position(|scope| allows(scope).is_none() && may(scope))?, false)
            }
        };
        let scope = of.scopes().nth(index).unwrap_or_default();
        Some(Step {
            kind: "scope",
            text: match sure {
                true => format!("scope `{scope}` lets it through"),
                false => format!("scope `{scope}` is not known, so it may let it through"),
            },
            to: format!("scope/{scope}"),
            label: scope.to_owned(),
            edge: "has scope".to_owned(),
            path: Some(JsonPath::of_keys(["oauth_clients", of.id, "scopes"]).index(index)),
            line: None,
        })
    }

    fn membership_step(&self, user: SubjectId, group: SubjectId, how: Membership) -> Step {
        let (user, of) = (self.subjects().get(user), self.subjects().get(group));
        let (kind, word, path) = match how {
            Membership::Member(at) => {
                ("member", "member", JsonPath::of_keys(["groups", of.id, "member_ids"]).index(at as usize))
            }
            Membership::ListsGroup(at) => {
                ("member", "member", JsonPath::of_keys(["users", user.id, "group_ids"]).index(at as usize))
            }
            Membership::Owner(at) => {
                ("owner", "owner", JsonPath::of_keys(["groups", of.id, "owner_ids"]).index(at as usize))
            }
        };
        Step {
            kind,
            text: format!("is {word} of group \"{}\"", of.label()),
            to: of.reference(),
            label: of.label().to_owned(),
            edge: format!("{word} of"),
            path: Some(path),
            line: None,
        }
    }

    /// Where the role gives the permission: the name itself, a wildcard, or a one-word permission.
    fn permission_step(&self, role: RoleId, source: &Source, permission: PermissionId) -> Step {
        let (role, name) = (self.roles().get(role), self.permissions().name(permission));
        let place = JsonPath::of_keys(["roles", role.id]);
        let entry = place.find(&self.snapshot().tree).unwrap_or(&Tree::Null);
        let permissions = json::member(entry, "permissions").unwrap_or(&Tree::Null);
        let fits =
            |how: &Tree| (json::member(how, "conditional") == Some(&Tree::Bool(true))) == source.given.conditional;
        let itself = || json::member(permissions, name).filter(|how| fits(how)).map(|_| name);
        let wildcard = || {
            let giving = json::members(permissions).filter(|(key, how)| is_wildcard(key) && fits(how));
            giving.map(|(key, _)| key).find(|key| covers(key, name))
        };
        let key = if source.superuser { None } else { itself().or_else(wildcard) };
        let (shown, path) = match key {
            Some(key) => (key, Some(place.key("permissions").key(key))),
            None if source.superuser => {
                let at = one_word(entry, SUPERUSER);
                (SUPERUSER, at.map(|at| place.key("general_permissions").index(at)))
            }
            None => (name, one_word(entry, name).map(|at| place.key("general_permissions").index(at))),
        };
        let condition = if source.given.conditional { " under a condition" } else { "" };
        let meaning = match () {
            () if source.superuser => ", which can change anything in the whole org",
            () if source.given.leak => ", which does not follow divisions: whole org",
            () => "",
        };
        Step {
            kind: "permission",
            text: format!("gives {shown}{condition}{meaning}"),
            to: format!("permission/{name}"),
            label: name.to_owned(),
            edge: if source.given.conditional { "gives, under a condition" } else { "gives" }.to_owned(),
            path,
            line: None,
        }
    }
}

/// Index of a one-word permission of a role.
fn one_word(role: &Tree, word: &str) -> Option<usize> {
    let words = json::member(role, "general_permissions").into_iter().flat_map(json::elements);
    words.filter_map(json::text).position(|found| found == word)
}
