//! How messages name things.

use std::collections::BTreeSet;

use super::document::{Grant, Kind};
use super::org::{Few, Org, each};

/// How many names a message lists.
const LIMIT: usize = 20;

pub(crate) fn listing<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let mut texts: Vec<T> = texts.into_iter().collect();
    texts.sort_unstable_by(|a, b| a.as_ref().cmp(b.as_ref()));
    texts.dedup_by(|a, b| a.as_ref() == b.as_ref());
    joined(&texts)
}

pub(crate) fn joined<T: AsRef<str>>(texts: &[T]) -> String {
    let mut all = String::new();
    for text in texts {
        if !all.is_empty() {
            all.push_str(", ");
        }
        all.push_str(text.as_ref());
    }
    all
}

pub(crate) fn first_names<T: AsRef<str>>(names: &[T]) -> String {
    if names.len() <= LIMIT {
        return joined(names);
    }
    format!("{} and {} more", joined(&names[..LIMIT]), names.len() - LIMIT)
}

pub(crate) fn counted(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

pub(crate) fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}

impl<'d> Org<'d> {
    fn told(kind: Kind, id: &str, name: &str, email: Option<&str>, state: &str) -> String {
        let handle = email.filter(|email| !email.is_empty()).unwrap_or(id);
        let word = kind.word();
        if state == "active" {
            format!("{word} {name} ({handle})")
        } else {
            format!("{word} {name} ({handle}, {state})")
        }
    }

    /// A subject with its kind, name and address or id.
    pub(crate) fn subject(&self, kind: Kind, id: &str) -> String {
        let told = match kind {
            Kind::User => {
                let user = self.users.get(id);
                user.map(|user| Self::told(kind, id, &user.name, user.email.as_deref(), &user.state))
            }
            Kind::Group => self.groups.get(id).map(|group| Self::told(kind, id, &group.name, None, &group.state)),
            Kind::OauthClient => {
                self.clients.get(id).map(|client| Self::told(kind, id, &client.name, None, &client.state))
            }
            Kind::TrusteeUser | Kind::TrusteeGroup => {
                let is_user = kind == Kind::TrusteeUser;
                let orgs = if is_user { self.trustee_users.get(id) } else { self.trustee_groups.get(id) };
                orgs.and_then(|orgs| {
                    let entry = |org: &&'d str| {
                        let trustee = self.trustees[org];
                        let named = if is_user { &trustee.users } else { &trustee.groups };
                        named.iter().find(|(other, _)| **other == *id).map(|(_, named)| named)
                    };
                    let named = orgs.first().and_then(entry)?;
                    let trusted = orgs.iter().any(|org| self.trustees[org].enabled);
                    let state = if trusted { "active" } else { "trust disabled" };
                    Some(Self::told(kind, id, &named.name, named.email.as_deref(), state))
                })
            }
        };
        told.unwrap_or_else(|| format!("{} {id} (not in the snapshot)", kind.word()))
    }

    pub(crate) fn holder(&self, kind: Kind, id: &str, partner: usize) -> String {
        let how = if kind == Kind::Group { "with members of" } else { "of" };
        format!("{} {how} {}", self.subject(kind, id), self.partners[partner])
    }

    pub(crate) fn role_told(&self, id: &str) -> String {
        match self.roles.get(id) {
            Some(role) => format!("role \"{}\"", &*role.name),
            None => format!("unknown role {id}"),
        }
    }

    pub(crate) fn roles_told<'t>(&self, ids: impl IntoIterator<Item = &'t str>) -> String {
        listing(ids.into_iter().map(|id| self.role_told(id)))
    }

    pub(crate) fn division_told(&self, id: &str) -> String {
        match self.divisions.get(id) {
            _ if id == "*" => "all divisions".to_owned(),
            Some(division) => format!("division \"{}\"", &*division.name),
            None => format!("unknown division {id}"),
        }
    }

    pub(crate) fn divisions_told(&self, ids: &BTreeSet<&str>) -> String {
        listing(ids.iter().map(|id| self.division_told(id)))
    }

    pub(crate) fn own_divisions(&self, partner: usize) -> String {
        let own = &self.owned[partner];
        if own.is_empty() {
            return " The policy file gives it no division of its own.".to_owned();
        }
        format!(" Its own: {}.", self.divisions_told(own))
    }

    pub(crate) fn partners_told(&self, few: Few) -> String {
        listing(each(few).map(|at| &self.partners[at]))
    }

    pub(crate) fn member(&self, id: &str) -> String {
        match self.users.get(id) {
            Some(user) => {
                let handle = user.email.as_deref().filter(|email| !email.is_empty()).unwrap_or(id);
                match &*user.state {
                    "active" => format!("{} ({handle})", &*user.name),
                    state => format!("{} ({handle}, {state})", &*user.name),
                }
            }
            None => id.to_owned(),
        }
    }

    /// Counts and names a group's members of a partner; nothing for others.
    pub(crate) fn members_told(&self, kind: Kind, id: &str, partner: usize) -> String {
        if kind != Kind::Group {
            return String::new();
        }
        let all = self.members.get(id).into_iter().flatten();
        let of_partner: Vec<&str> =
            all.filter(|one| self.partner_users[*one].to() >> partner & 1 == 1).copied().collect();
        let is = if of_partner.len() == 1 { "is" } else { "are" };
        let shown: Vec<String> = of_partner.iter().take(LIMIT).map(|one| self.member(one)).collect();
        let more = of_partner.len() - shown.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!(" {} of its members {is} of {}: {}{more}.", of_partner.len(), self.partners[partner], joined(&shown))
    }

    /// The first 20 of subjects, and how many more there are.
    pub(crate) fn some_of(&self, subjects: &[(Kind, &str)], all: usize) -> String {
        let shown: Vec<String> = subjects.iter().take(LIMIT).map(|(kind, id)| self.subject(*kind, id)).collect();
        let more = all - shown.len();
        if more == 0 { joined(&shown) } else { format!("{} and {more} more", joined(&shown)) }
    }

    pub(crate) fn grant_told(&self, role: &str, division: &str) -> String {
        format!("{} in {}", self.role_told(role), self.division_told(division))
    }

    /// What a group passes on.
    pub(crate) fn passed_on(&self, grants: &[&Grant<'d>]) -> String {
        let texts: BTreeSet<String> =
            grants.iter().map(|grant| self.grant_told(&grant.role_id, &grant.division_id)).collect();
        first_names(&texts.into_iter().collect::<Vec<_>>())
    }
}
