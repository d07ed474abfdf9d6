//! The org as rules look at it: things by id, who belongs to which partner, and what partner subjects hold.

use std::collections::BTreeSet;

use cordon::config::Config;
use cordon::patterns::fold;

use super::document::{Authorization, Client, Division, Document, Grant, Group, Kind, Role, Trustee, User};
use super::permissions::{Matcher, Permissions};
use super::{Data, Map, Set};

/// Partners as bits, in the order of their short names.
pub(crate) type Few = u128;

/// The partners in it, in order.
pub(crate) fn each(few: Few) -> impl Iterator<Item = usize> {
    (0..128).filter(move |at| few >> at & 1 == 1)
}

/// Why a user is a partner's: the first that is not empty decides.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Belongs {
    pub(crate) listed: Few,
    pub(crate) domain: Few,
    pub(crate) origin: Few,
    pub(crate) division: Few,
}

impl Belongs {
    pub(crate) fn to(self) -> Few {
        [self.listed, self.domain, self.origin, self.division].into_iter().find(|few| *few != 0).unwrap_or_default()
    }
}

/// A role that a partner subject holds directly.
pub(crate) struct Held<'d> {
    pub(crate) kind: Kind,
    pub(crate) id: &'d str,
    pub(crate) partners: Few,
    pub(crate) role: &'d str,
    pub(crate) divisions: BTreeSet<&'d str>,
    /// A client that acts as the user who signs in gets nothing of it.
    pub(crate) counts: bool,
}

/// A set of grants that a group passes on.
pub(crate) type Grants<'d> = &'d [Grant<'d>];

pub(crate) struct Org<'d> {
    pub(crate) doc: &'d Document<'d>,
    pub(crate) config: &'d Config,
    pub(crate) permissions: Permissions<'d>,
    pub(crate) divisions: Map<&'d str, &'d Division<'d>>,
    pub(crate) roles: Map<&'d str, &'d Role<'d>>,
    pub(crate) users: Map<&'d str, &'d User<'d>>,
    pub(crate) groups: Map<&'d str, &'d Group<'d>>,
    pub(crate) grants: Map<&'d str, Grants<'d>>,
    pub(crate) clients: Map<&'d str, &'d Client<'d>>,
    pub(crate) apps: Map<&'d str, &'d Authorization<'d>>,
    pub(crate) trustees: Map<&'d str, &'d Trustee<'d>>,
    /// Trustee user and group → the orgs that it comes from.
    pub(crate) trustee_users: Map<&'d str, BTreeSet<&'d str>>,
    pub(crate) trustee_groups: Map<&'d str, BTreeSet<&'d str>>,
    pub(crate) default_roles: Set<&'d str>,
    pub(crate) now: Option<i128>,

    /// Display names of partners.
    pub(crate) partners: Vec<String>,
    pub(crate) short: Vec<&'d str>,
    division_names: Map<&'d str, Vec<&'d str>>,
    /// Of each partner.
    pub(crate) owned: Vec<BTreeSet<&'d str>>,
    pub(crate) allowed: Vec<Set<&'d str>>,
    pub(crate) owners: Map<&'d str, Few>,
    pub(crate) restricted: BTreeSet<&'d str>,
    pub(crate) home: Set<&'d str>,

    pub(crate) partner_users: Map<&'d str, Belongs>,
    pub(crate) partner_orgs: Map<&'d str, Few>,
    pub(crate) partner_trustee_users: Map<&'d str, Few>,
    pub(crate) partner_trustee_groups: Map<&'d str, Few>,
    pub(crate) partner_clients: Map<&'d str, Few>,
    pub(crate) clients_by_name: Map<&'d str, Few>,
    /// Groups whose grants count, those of partners with their partner members.
    pub(crate) granting_groups: Vec<&'d str>,
    pub(crate) partner_groups: Map<&'d str, Few>,
    pub(crate) members: Map<&'d str, BTreeSet<&'d str>>,
    pub(crate) groups_of: Map<&'d str, Vec<&'d str>>,
    pub(crate) held: Vec<Held<'d>>,
}

fn by_id<'d, T>(entries: &'d [(super::document::Text<'d>, T)]) -> Map<&'d str, &'d T> {
    entries.iter().map(|(id, value)| (&**id, value)).collect()
}

impl<'d> Org<'d> {
    pub(crate) fn of(doc: &'d Document<'d>, config: &'d Config, data: &'d Data) -> Result<Self, String> {
        if config.partners.len() > 128 {
            return Err("the floor knows 128 partners at most".to_owned());
        }
        for (name, section) in doc.sections.iter().filter(|(_, section)| &*section.status != "complete") {
            if &**name != "oauth_authorizations" {
                return Err(format!(
                    "the floor takes complete snapshots alone, and `{}` is {}",
                    &**name, &*section.status
                ));
            }
        }
        let trustees = by_id(&doc.trustees);
        let mut trustee_users: Map<&str, BTreeSet<&str>> = Map::default();
        let mut trustee_groups: Map<&str, BTreeSet<&str>> = Map::default();
        for (org, trustee) in doc.trustees.iter() {
            for (id, _) in trustee.users.iter() {
                trustee_users.entry(id).or_default().insert(org);
            }
            for (id, _) in trustee.groups.iter() {
                trustee_groups.entry(id).or_default().insert(org);
            }
        }
        let is_default =
            |role: &Role<'_>| role.default || role.default_role_id.as_ref().is_some_and(|id| !id.is_empty());
        let names: Vec<&str> = config.partners.values().map(|own| own.name.as_str()).collect();
        let shown = |(short, own): (&String, &cordon::config::Partner)| {
            let alone = names.iter().filter(|name| **name == own.name).count() == 1;
            if alone { own.name.clone() } else { format!("{} [{short}]", own.name) }
        };
        let mut division_names: Map<&str, Vec<&str>> = Map::default();
        for (id, division) in doc.divisions.iter() {
            division_names.entry(&division.name).or_default().push(id);
        }
        let mut org = Self {
            permissions: Permissions::of(doc, config, data),
            divisions: by_id(&doc.divisions),
            roles: by_id(&doc.roles),
            users: by_id(&doc.users),
            groups: by_id(&doc.groups),
            grants: doc.grants.iter().map(|(id, grants)| (&**id, grants.as_slice())).collect(),
            clients: by_id(&doc.oauth_clients),
            apps: by_id(&doc.oauth_authorizations),
            trustees,
            trustee_users,
            trustee_groups,
            default_roles: doc.roles.iter().filter(|(_, role)| is_default(role)).map(|(id, _)| &**id).collect(),
            now: doc.exported_at.as_deref().and_then(nanoseconds),
            partners: config.partners.iter().map(shown).collect(),
            short: config.partners.keys().map(String::as_str).collect(),
            division_names,
            home: doc.divisions.iter().filter(|(_, division)| division.home).map(|(id, _)| &**id).collect(),
            owned: Vec::new(),
            allowed: Vec::new(),
            owners: Map::default(),
            restricted: BTreeSet::new(),
            partner_users: Map::default(),
            partner_orgs: Map::default(),
            partner_trustee_users: Map::default(),
            partner_trustee_groups: Map::default(),
            partner_clients: Map::default(),
            clients_by_name: Map::default(),
            granting_groups: Vec::new(),
            partner_groups: Map::default(),
            members: Map::default(),
            groups_of: Map::default(),
            held: Vec::new(),
            doc,
            config,
        };
        org.policy_divisions();
        org.partner_trustees();
        org.partner_people();
        org.partner_tools();
        org.memberships();
        org.holdings();
        Ok(org)
    }

    /// The divisions of names or ids.
    pub(crate) fn division_ids(&self, references: &'d [String]) -> BTreeSet<&'d str> {
        let mut found = BTreeSet::new();
        for reference in references {
            if self.divisions.contains_key(reference.as_str()) {
                found.insert(reference.as_str());
            } else {
                found.extend(self.division_names.get(reference.as_str()).into_iter().flatten());
            }
        }
        found
    }

    fn policy_divisions(&mut self) {
        self.restricted = self.division_ids(&self.config.org.restricted_divisions);
        for (at, own) in self.config.partners.values().enumerate() {
            let owned = self.division_ids(&own.divisions);
            for id in &owned {
                *self.owners.entry(id).or_default() |= 1 << at;
            }
            let mut allowed = self.division_ids(&own.authorized_divisions);
            allowed.extend(&owned);
            self.allowed.push(allowed.difference(&self.restricted).copied().collect());
            self.owned.push(owned);
        }
    }

    fn partner_trustees(&mut self) {
        for (at, own) in self.config.partners.values().enumerate() {
            for reference in &own.trustee_orgs {
                *self.partner_orgs.entry(reference).or_default() |= 1 << at;
                for (id, _) in self.doc.trustees.iter().filter(|(_, org)| *org.name == **reference) {
                    *self.partner_orgs.entry(id).or_default() |= 1 << at;
                }
            }
        }
        for (org, few) in &self.partner_orgs {
            let Some(trustee) = self.trustees.get(org) else { continue };
            for (id, _) in trustee.users.iter() {
                *self.partner_trustee_users.entry(id).or_default() |= few;
            }
            for (id, _) in trustee.groups.iter() {
                *self.partner_trustee_groups.entry(id).or_default() |= few;
            }
        }
    }

    fn partner_people(&mut self) {
        let mut domains: Map<String, Few> = Map::default();
        let mut addresses: Map<String, Few> = Map::default();
        for (at, own) in self.config.partners.values().enumerate() {
            for domain in &own.email_domains {
                *domains.entry(fold(domain)).or_default() |= 1 << at;
            }
            for reference in &own.users {
                if self.users.contains_key(reference.as_str()) || self.grants.contains_key(reference.as_str()) {
                    self.partner_users.entry(reference).or_default().listed |= 1 << at;
                }
                if reference.contains('@') {
                    *addresses.entry(fold(reference)).or_default() |= 1 << at;
                }
            }
        }
        let internal: Set<String> = self.config.org.internal_email_domains.iter().map(|domain| fold(domain)).collect();
        // Spellings of domains are few.
        let mut spelt: Map<&str, (Few, bool)> = Map::default();
        let without_domain = (0, internal.contains(""));
        for (id, user) in self.doc.users.iter() {
            let address = user.email.as_deref().unwrap_or_default();
            let domain = address.rsplit_once('@').map(|(_, domain)| domain);
            let (domain, is_internal) = match domain {
                Some(domain) => *spelt.entry(domain).or_insert_with(|| {
                    let folded = fold(domain);
                    (domains.get(&folded).copied().unwrap_or_default(), internal.contains(&folded))
                }),
                None => without_domain,
            };
            let listed = if addresses.is_empty() || address.is_empty() {
                0
            } else {
                addresses.get(&fold(address)).copied().unwrap_or_default()
            };
            let origin = user.cloned_from_org_id.as_deref();
            let origin = origin.and_then(|org| self.partner_orgs.get(org)).copied().unwrap_or_default();
            let division = match self.owners.get(&*user.division_id) {
                Some(owners) if !is_internal => *owners,
                _ => 0,
            };
            if listed | domain | origin | division != 0 {
                let belongs = self.partner_users.entry(id).or_default();
                belongs.listed |= listed;
                (belongs.domain, belongs.origin, belongs.division) = (domain, origin, division);
            }
        }
    }

    fn partner_tools(&mut self) {
        let matchers: Vec<Matcher> = (self.config.partners.values())
            .map(|own| Matcher::of(own.oauth_client_names.iter().map(String::as_str)))
            .collect();
        for (id, client) in self.doc.oauth_clients.iter() {
            let name = fold(&client.name);
            for (at, _) in matchers.iter().enumerate().filter(|(_, matcher)| matcher.matches(&name)) {
                *self.clients_by_name.entry(id).or_default() |= 1 << at;
            }
        }
        for (at, own) in self.config.partners.values().enumerate() {
            for id in own.oauth_clients.iter().map(String::as_str) {
                if self.clients.contains_key(id) || self.grants.contains_key(id) {
                    *self.partner_clients.entry(id).or_default() |= 1 << at;
                }
            }
        }
        for (id, few) in &self.clients_by_name {
            self.partner_clients.entry(id).or_insert(*few);
        }
    }

    fn memberships(&mut self) {
        for (id, group) in self.doc.groups.iter() {
            if !self.passes_on(id) || !self.grants.contains_key(&**id) {
                continue;
            }
            self.granting_groups.push(id);
            let owners = if group.include_owners { group.owner_ids.as_slice() } else { &[] };
            for member in group.member_ids.iter().chain(owners).filter(|one| self.partner_users.contains_key(&***one)) {
                self.members.entry(id).or_default().insert(member);
            }
        }
        let granting: Set<&str> = self.granting_groups.iter().copied().collect();
        for id in self.partner_users.keys() {
            let Some(user) = self.users.get(id) else { continue };
            for group in user.group_ids.iter().filter_map(|group| granting.get(&**group)) {
                self.members.entry(group).or_default().insert(id);
            }
        }
        for (group, ids) in &self.members {
            for id in ids {
                *self.partner_groups.entry(group).or_default() |= self.partner_users[id].to();
                self.groups_of.entry(id).or_default().push(group);
            }
        }
    }

    /// Whether a group of the snapshot is active and enabled for roles.
    pub(crate) fn passes_on(&self, id: &str) -> bool {
        self.groups.get(id).is_some_and(|group| &*group.state == "active" && group.roles_enabled)
    }

    /// The direct grants that an id holds as a subject of one kind.
    pub(crate) fn grants_as(&self, kind: Kind, id: &str) -> impl Iterator<Item = &'d Grant<'d>> + use<'d> {
        let grants = self.grants.get(id).copied().unwrap_or_default();
        grants.iter().filter(move |grant| grant.subject_type == kind)
    }

    /// A subject's partners.
    pub(crate) fn partners_of(&self, kind: Kind, id: &str) -> Few {
        match kind {
            Kind::User => self.partner_users.get(id).map(|belongs| belongs.to()),
            Kind::Group => self.partner_groups.get(id).copied(),
            Kind::OauthClient => self.partner_clients.get(id).copied(),
            Kind::TrusteeUser => self.partner_trustee_users.get(id).copied(),
            Kind::TrusteeGroup => self.partner_trustee_groups.get(id).copied(),
        }
        .unwrap_or_default()
    }

    /// All subjects of partners.
    pub(crate) fn subjects(&self) -> Vec<(Kind, &'d str, Few)> {
        let users = self.partner_users.iter().map(|(id, belongs)| (Kind::User, *id, belongs.to()));
        let of =
            |kind, few: &'_ Map<&'d str, Few>| few.iter().map(move |(id, few)| (kind, *id, *few)).collect::<Vec<_>>();
        let others = [
            of(Kind::Group, &self.partner_groups),
            of(Kind::OauthClient, &self.partner_clients),
            of(Kind::TrusteeUser, &self.partner_trustee_users),
            of(Kind::TrusteeGroup, &self.partner_trustee_groups),
        ];
        users.chain(others.into_iter().flatten()).collect()
    }

    fn holdings(&mut self) {
        let mut held = Vec::new();
        for (kind, id, partners) in self.subjects() {
            let client = if kind == Kind::OauthClient { self.clients.get(id) } else { None };
            let pairs = client.into_iter().flat_map(|client| &client.role_divisions);
            let pairs = pairs.map(|pair| (&*pair.role_id, &*pair.division_id));
            let counts = client.is_none_or(|client| &*client.grant_type == "client_credentials");
            let first = held.len();
            let grants = self.grants_as(kind, id).map(|grant| (&*grant.role_id, &*grant.division_id));
            for (role, division) in grants.chain(pairs) {
                let own: &mut [Held<'d>] = &mut held[first..];
                match own.iter_mut().find(|held| held.role == role) {
                    Some(held) => drop(held.divisions.insert(division)),
                    None => {
                        held.push(Held { kind, id, partners, role, divisions: BTreeSet::from([division]), counts });
                    }
                }
            }
        }
        self.held = held;
    }

    /// All grants of a client, whatever its type: role and division.
    pub(crate) fn client_grants(&self, id: &str) -> Vec<(&'d str, &'d str)> {
        let pairs = self.clients.get(id).into_iter().flat_map(|client| &client.role_divisions);
        let pairs = pairs.map(|pair| (&*pair.role_id, &*pair.division_id));
        pairs.chain(self.grants_as(Kind::OauthClient, id).map(|grant| (&*grant.role_id, &*grant.division_id))).collect()
    }

    /// Why partners share a client, in words.
    pub(crate) fn sharing(&self, id: &str) -> Vec<String> {
        let mut reasons = Vec::new();
        let mut reached = 0;
        let mut places = BTreeSet::new();
        for (_, division) in self.client_grants(id) {
            if let Some(owners) = self.owners.get(division) {
                reached |= owners;
                places.insert(division);
            }
        }
        if reached.count_ones() > 1 {
            let places = self.divisions_told(&places);
            reasons.push(format!("it holds roles in divisions of {} ({places})", self.partners_told(reached)));
        }
        let by_name = self.clients_by_name.get(id).copied().unwrap_or_default();
        if by_name.count_ones() > 1 {
            reasons.push(format!("its name matches the patterns of {}", self.partners_told(by_name)));
        }
        reasons
    }

    /// More than so many days ago.
    pub(crate) fn older_than(&self, moment: &str, days: u64) -> bool {
        match (self.now, nanoseconds(moment)) {
            (Some(now), Some(then)) => now - then > i128::from(days) * 86_400_000_000_000,
            _ => false,
        }
    }

    pub(crate) fn is_past(&self, moment: &str) -> bool {
        matches!((self.now, nanoseconds(moment)), (Some(now), Some(then)) if then <= now)
    }
}

/// Nanoseconds since 1970, as far as 64 bits go.
pub(crate) fn nanoseconds(moment: &str) -> Option<i128> {
    let year: i32 = moment.get(..4)?.parse().ok()?;
    match year {
        ..1678 => Some(-i128::from(i64::MAX)),
        2262.. => Some(i128::from(i64::MAX)),
        _ => moment.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_nanosecond),
    }
}
