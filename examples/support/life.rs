//! What years of use leave behind in the generated org: people who stopped coming, clients that nobody looks after,
//! groups that grew together, roles that were copied for a day. And the same org a month earlier.
//!
//! All of it is drawn from numbers of its own, so that the org itself stays as it was.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::snapshot::{AuditEvent, Map, OauthAuthorization, RolePermission, Snapshot};
use super::{Builder, COUNTRIES, DAY, EXPORTED_AT, MANDATORY, Rng, before_export};

/// Apps of other companies, and what became of them.
const APPS: [(&str, &str); 9] = [
    ("Voicecraft Transcription", "authorized"),
    ("Pulseboard Wallboards", "authorized"),
    ("Rotaplan Cloud", "authorized"),
    ("Echo Surveys", "authorized"),
    ("Chatlane Bot Hub", "revoked"),
    ("Tally Payment IVR", "authorized"),
    ("Insight Lake", "requested"),
    ("Signalpost CRM Sync", "authorized"),
    ("Notewell Coaching", "unauthorized"),
];

/// Roles that somebody made for a day.
const LEFT_OVER: [&str; 5] = [
    "Copy of Partner Agent",
    "Claims DE - Agent (old)",
    "TEST wfm import",
    "Project Nightfall 2023",
    "Supervisor light - do not use",
];

/// The redirect URIs of clients that act as the user who signed in.
const REDIRECTS: [&str; 4] = [
    "https://apps.ostermark.example/callback",
    "https://desktop.ostermark.example/oauth/return",
    "https://wallboard.ostermark.example/",
    "https://crm.ostermark.example/genesys/signed-in",
];

/// The whole lives of access tokens that admins choose, in seconds; the usual one more often.
const LIVES: [u32; 10] = [3_600, 28_800, 28_800, 86_400, 86_400, 86_400, 86_400, 86_400, 86_400, 172_800];

/// The partner that left, as the policy file still names it.
pub(super) const FORMER: &str = "\n[partners.orlando]\nname = \"Orlane Contact Services\"\n\
     divisions = [\"Partner_OCS_Support\"]\nemail_domains = [\"orlane-contact.example\"]\n";

/// How old a moment was at the export, in seconds.
fn age_of(moment: &str) -> u64 {
    let moment = moment.parse::<Timestamp>().map_or(0, Timestamp::as_second);
    EXPORTED_AT.saturating_sub(u64::try_from(moment).unwrap_or(0))
}

impl Builder {
    pub(super) fn years_of_use(&mut self) {
        self.snapshot.settings.default_role_backfill = self.later.percent(70);
        self.snapshot.settings.grant_division_aware = self.later.percent(40);
        self.dormant_people();
        self.odd_people();
        self.grown_groups();
        self.old_roles();
        self.old_clients();
        self.old_trusts();
        self.left_divisions();
        self.trail();
        self.authorizations_of_apps();
        self.loose_ends();
    }

    /// Seconds of some moment of a day that many days ago.
    fn days_ago(&mut self, days: usize) -> u64 {
        days as u64 * DAY + self.later.below(86_400) as u64
    }

    fn dormant_people(&mut self) {
        let partners: BTreeSet<String> = self.partners.iter().flat_map(|partner| partner.users.clone()).collect();
        let active: Vec<String> =
            (self.snapshot.users.iter()).filter(|(_, user)| user.state == "active").map(|(id, _)| id.clone()).collect();
        for id in active {
            let chance = if partners.contains(&id) { 5 } else { 2 };
            if !self.later.percent(chance) {
                continue;
            }
            let quiet = 95 + self.later.heavy(600);
            let (token, login) = (self.days_ago(quiet), self.days_ago(quiet + 1));
            if let Some(user) = self.snapshot.users.get_mut(&id) {
                user.last_token_issued_at = Some(before_export(token));
                user.last_login_at = user.last_login_at.take().map(|_| before_export(login));
            }
        }
    }

    /// Some active user of a partner; none of the first, who do special things.
    fn some_user_of(&mut self, at: usize) -> Option<String> {
        let plain = |id: &&String| {
            let user = &self.snapshot.users[*id];
            user.state == "active" && user.cloned_from_org_id.is_none() && user.email.is_some()
        };
        let all = &self.partners[at].users;
        let users: Vec<String> = all.iter().skip((all.len() / 2).min(3)).filter(plain).cloned().collect();
        (!users.is_empty()).then(|| self.later.pick(&users).clone())
    }

    fn odd_people(&mut self) {
        let trusted = (0..self.partners.len()).find(|at| self.partners[*at].org.is_some());
        if let Some(at) = trusted
            && self.snapshot.users.values().all(|user| user.cloned_from_org_id.is_none())
            && let Some(id) = self.some_user_of(at)
            && let Some(user) = self.snapshot.users.get_mut(&id)
        {
            user.cloned_from_org_id.clone_from(&self.partners[at].org);
        }
        // Went from one vendor to the next and was moved, but kept the old address.
        if self.later.percent(50)
            && let Some(id) = self.some_user_of(1)
            && let Some(user) = self.snapshot.users.get_mut(&id)
        {
            user.division_id.clone_from(&self.partners[0].divisions[0]);
        }
        // Holds a role that was made for employees.
        for at in 0..2 {
            let role = self.custom_roles[self.later.heavy(self.custom_roles.len())].clone();
            let own = self.partners[at].divisions[0].clone();
            if let Some(id) = self.some_user_of(at) {
                self.grant(&id, "user", &role, &own);
            }
        }
        if self.later.percent(30)
            && let Some(id) = self.some_user_of(0)
        {
            let (admin, own) = (self.default_roles[2].clone(), self.partners[0].divisions[0].clone());
            self.grant(&id, "user", &admin, &own);
        }
        // Runs the vendor's desk: hires, and gives roles to whom it hired.
        if self.later.percent(40)
            && let Some(id) = self.some_user_of(1)
        {
            let role = self.later.id();
            let mut permissions = self.harmless(30, &MANDATORY);
            for name in ["authorization:grant:add", "directory:user:add"] {
                permissions.insert(name.to_owned(), RolePermission { conditional: false });
            }
            self.role(&role, "Partner Desk Admin", None, permissions);
            let own = self.partners[1].divisions[0].clone();
            self.grant(&id, "user", &role, &own);
        }
    }

    fn group_named(&self, name: &str) -> Option<String> {
        self.snapshot.groups.iter().find(|(_, group)| group.name == name).map(|(id, _)| id.clone())
    }

    fn join(&mut self, group_id: &str, user_id: &str) {
        let (groups, users) = (&mut self.snapshot.groups, &mut self.snapshot.users);
        if let (Some(group), Some(user)) = (groups.get_mut(group_id), users.get_mut(user_id))
            && !user.group_ids.iter().any(|held| held == group_id)
        {
            user.group_ids.push(group_id.to_owned());
            user.group_ids.sort();
            group.member_ids.push(user_id.to_owned());
            group.member_ids.sort();
        }
    }

    fn grown_groups(&mut self) {
        let ours: BTreeSet<String> = self.internal_users.iter().cloned().collect();
        let held: Vec<String> = (self.snapshot.groups.iter())
            .filter(|(id, group)| {
                group.roles_enabled
                    && self.snapshot.grants.contains_key(*id)
                    && group.member_ids.iter().all(|member| ours.contains(member))
            })
            .map(|(id, _)| id.clone())
            .collect();
        // The vendor's people work in this team, too.
        for _ in 0..held.len().min(1 + held.len() / 30) {
            let group = self.later.pick(&held).clone();
            for _ in 0..self.later.between(1, 2) {
                let at = self.later.heavy(self.partners.len());
                if let Some(user) = self.some_user_of(at) {
                    self.join(&group, &user);
                }
            }
        }
        // And their colleague here in theirs.
        if let Some(group) = self.group_named(&format!("{} Floor Leads", self.partners[0].code)) {
            let colleague = self.internal_users[0].clone();
            self.join(&group, &colleague);
        }
        if self.later.percent(50)
            && !held.is_empty()
            && let Some(user) = self.some_user_of(0)
        {
            let group = self.later.pick(&held).clone();
            if let Some(group) = self.snapshot.groups.get_mut(&group) {
                group.owner_ids.push(user);
                group.owner_ids.sort();
            }
        }
        // Most groups of partners belong to somebody here; some groups belong to nobody.
        let ids: Vec<String> = self.snapshot.groups.keys().cloned().collect();
        for id in ids {
            let theirs = self.snapshot.groups[&id].owner_ids.iter().any(|owner| !ours.contains(owner));
            let owners = match self.later.below(100) {
                0..2 => Some(Vec::new()),
                2..62 if theirs => Some(vec![self.later.pick(&self.internal_users).clone()]),
                _ => None,
            };
            if let (Some(owners), Some(group)) = (owners, self.snapshot.groups.get_mut(&id)) {
                group.owner_ids = owners;
            }
        }
        // Found by a skill, whoever gives it.
        let mut by_rule = Vec::new();
        if self.later.percent(60) && !held.is_empty() {
            by_rule.push(self.later.pick(&held).clone());
        }
        if self.later.percent(30) {
            by_rule.extend(self.group_named(&format!("{} Agents", self.partners[1].code)));
        }
        for id in by_rule {
            if let Some(group) = self.snapshot.groups.get_mut(&id) {
                group.dynamic = true;
            }
        }
    }

    fn old_roles(&mut self) {
        let ids: Vec<String> = self.snapshot.roles.keys().cloned().collect();
        let surely = self.later.pick(&self.custom_roles).clone();
        for id in ids {
            let (needs_update, has_list) = (self.later.percent(4) || id == surely, self.later.percent(70));
            let share = if self.later.percent(25) { 0 } else { self.later.between(3, 60) };
            let Some(role) = self.snapshot.roles.get_mut(&id) else { continue };
            role.needs_update = Some(needs_update);
            if has_list && !role.default {
                let unused = role.permissions.keys().filter(|_| self.later.percent(share));
                role.unused_permissions = Some(unused.cloned().collect());
            }
        }
        if self.later.percent(50)
            && let Some(quality) = self.snapshot.roles.get_mut(&self.partner_roles.quality)
            && let Some(held) = quality.permissions.get_mut("recording:recording:view")
        {
            held.conditional = true;
        }
        for name in LEFT_OVER.iter().take(2 + self.custom_roles.len() / 60) {
            let (id, size) = (self.later.id(), self.later.between(8, 60));
            let permissions = self.permissions_of(&["routing", "quality", "wfm", "conversation"], size);
            self.role(&id, name, None, permissions);
        }
    }

    fn old_clients(&mut self) {
        let left: Vec<String> =
            (self.internal_users.iter()).filter(|id| self.snapshot.users[*id].state != "active").cloned().collect();
        if self.later.percent(60) {
            self.client("Legacy Dialer Login", "password", "active", &[]);
        }
        self.client("Shop Floor Terminal", "password", "disabled", &[]);
        let agent = self.partner_roles.agent.clone();
        let own = self.partners[0].divisions[0].clone();
        let stopped = format!("Vendor_{}_Pilot", self.partners[0].code);
        self.client(&stopped, "client_credentials", "inactive", &[(&agent, &own)]);
        let mut clients = self.snapshot.oauth_clients.take().unwrap_or_default();
        let mut plain_http = true;
        for client in clients.values_mut() {
            let rng = &mut self.later;
            let age = (age_of(&client.created_at) / DAY) as usize;
            if rng.percent(70) {
                client.modified_at = Some(before_export(rng.heavy(age) as u64 * DAY + rng.below(86_400) as u64));
                client.modified_by = Some(rng.pick(&self.internal_users).clone());
            }
            if !left.is_empty() && rng.percent(6) {
                client.created_by = Some(rng.pick(&left).clone());
            }
            client.last_used_at = match rng.below(100) {
                _ if client.state != "active" => client.last_used_at.take(),
                0..8 => Some(before_export(rng.between(100.min(age), age.min(800)) as u64 * DAY)),
                8..14 => None,
                _ => client.last_used_at.take(),
            };
            client.token_validity_seconds =
                if client.name.starts_with("SCIM") && rng.percent(50) { 38_880_000 } else { *rng.pick(&LIVES) };
            if client.redirect_uris.is_empty() {
                continue;
            }
            client.redirect_uris = vec![(*rng.pick(&REDIRECTS)).to_owned()];
            if rng.percent(15) {
                client.redirect_uris.push("http://localhost:8080/callback".to_owned());
            }
            if std::mem::take(&mut plain_http) {
                client.redirect_uris.push("http://kiosk.ostermark.example/callback".to_owned());
            }
            client.redirect_uris.sort();
        }
        self.snapshot.oauth_clients = Some(clients);
    }

    fn old_trusts(&mut self) {
        let (ended, endless, full) = (self.later.percent(25), self.later.percent(50), self.later.percent(15));
        let orgs: Vec<String> = self.partners.iter().filter_map(|partner| partner.org.clone()).collect();
        let Some(trustees) = &mut self.snapshot.trustees else { return };
        for (at, org) in orgs.iter().enumerate() {
            let Some(trustee) = trustees.get_mut(org) else { continue };
            match at {
                0 if ended => trustee.expires_at = Some("2026-08-31T22:00:00Z".to_owned()),
                1 if endless => trustee.expires_at = None,
                2 => trustee.has_full_access = full,
                _ => {}
            }
        }
        if let Some(care) = trustees.values_mut().find(|trustee| trustee.name == "Platform Vendor Care") {
            care.uses_default_role = self.later.percent(60);
        }
    }

    fn left_divisions(&mut self) {
        self.division("Pilot_2024", "Never filled");
        if self.later.percent(50) {
            let country = self.later.word(&COUNTRIES);
            self.division(&format!("Prod_Legacy_{country}"), "Production");
        }
        if self.later.percent(25) {
            self.division("Partner_OCS_Support", "Orlane Contact Services");
            self.former = true;
        }
    }

    /// Changes that were made by others than people here.
    fn trail(&mut self) {
        let acting: Vec<String> = (self.snapshot.oauth_clients.iter().flatten())
            .filter(|(_, client)| client.grant_type == "client_credentials" && client.state == "active")
            .map(|(id, _)| id.clone())
            .collect();
        let shared =
            self.snapshot.oauth_clients.iter().flatten().find(|(_, one)| one.name == "Vendor Shared Reporting");
        let shared = shared.map(|(id, _)| id.clone());
        let gone = self.later.id();
        for _ in 0..70 {
            let client = self.later.pick(&acting).clone();
            self.change(Some(client), None, None);
        }
        for _ in 0..6 {
            self.change(shared.clone(), None, None);
        }
        // Its client was deleted since.
        for _ in 0..3 {
            self.change(Some(gone.clone()), None, None);
        }
        for _ in 0..2 {
            self.change(None, None, None);
        }
        for _ in 0..14 {
            let at = self.later.heavy(self.partners.len());
            let user = self.later.pick(&self.partners[at].users).clone();
            self.change(None, Some(user), None);
        }
        let visitors: Vec<(String, String)> = (self.snapshot.trustees.iter().flatten())
            .flat_map(|(org, trustee)| trustee.users.keys().map(move |user| (org.clone(), user.clone())))
            .collect();
        for _ in 0..5 {
            let (org, user) = self.later.pick(&visitors).clone();
            self.change(None, Some(user), Some(org));
        }
        self.snapshot.audit_events.sort_by(|one, other| one.at.cmp(&other.at));
    }

    fn change(&mut self, client_id: Option<String>, user_id: Option<String>, home_org_id: Option<String>) {
        let age = self.later.below(14 * 86_400) as u64;
        let (entity_type, action, service) = *self.later.pick(&[
            ("User", "Update", "Directory"),
            ("User", "Update", "PeoplePermissions"),
            ("Role", "MemberAdd", "PeoplePermissions"),
            ("Role", "Update", "PeoplePermissions"),
            ("Group", "MemberAdd", "Groups"),
        ]);
        let (entity_id, entity_name) = match entity_type {
            "User" => named(&mut self.later, &self.snapshot.users, |user| &user.name),
            "Role" => named(&mut self.later, &self.snapshot.roles, |role| &role.name),
            _ => named(&mut self.later, &self.snapshot.groups, |group| &group.name),
        };
        self.snapshot.audit_events.push(AuditEvent {
            action,
            at: before_export(age),
            client_id,
            entity_id,
            entity_name,
            entity_type,
            home_org_id,
            service,
            user_id,
        });
    }

    /// What points at nothing, at two things, or at what no export lists; each in some orgs only.
    fn loose_ends(&mut self) {
        // An account that was deleted for good leaves its grants.
        if self.later.percent(30) {
            let (gone, place) = (self.later.id(), self.later.heavy(self.production.len()));
            let division = self.production[place].clone();
            for _ in 0..2 {
                let role = self.custom_roles[self.later.heavy(self.custom_roles.len())].clone();
                self.grant(&gone, "user", &role, &division);
            }
        }
        if self.later.percent(40) {
            let (place, number) = (self.later.heavy(self.production.len()), self.later.between(1, 4));
            if let Some(division) = self.snapshot.divisions.get_mut(&self.production[place]) {
                division.object_counts.insert("DECISIONTABLE".to_owned(), number);
            }
        }
        // Went to another vendor, and its clone from the old one's org was given the new address.
        let from = self.partners.iter().rposition(|partner| partner.org.is_some());
        if self.later.percent(30)
            && let Some(from) = from.filter(|from| *from > 0)
            && let Some(id) = self.some_user_of(0)
            && let Some(user) = self.snapshot.users.get_mut(&id)
        {
            user.cloned_from_org_id.clone_from(&self.partners[from].org);
        }
    }

    /// Apps of other companies that the org let in.
    fn authorizations_of_apps(&mut self) {
        const SCOPES: [&str; 6] =
            ["analytics:readonly", "conversations:readonly", "presence", "routing:readonly", "users", "users:readonly"];
        for (at, &(name, state)) in APPS.iter().enumerate() {
            let id = self.later.id();
            let mut scopes = BTreeSet::from([*self.later.pick(&SCOPES), *self.later.pick(&SCOPES)]);
            scopes.extend((at % 5 == 3).then_some("user-basic-info"));
            let role_ids = match at % 3 {
                0 if state == "authorized" => {
                    vec![self.custom_roles[self.later.heavy(self.custom_roles.len())].clone()]
                }
                _ => Vec::new(),
            };
            let asked_only = state == "requested";
            let days = if asked_only { self.later.between(1, 20) } else { self.later.between(40, 1_400) };
            let authorization = OauthAuthorization {
                created_at: Some(before_export(self.days_ago(days))),
                name: name.to_owned(),
                pending: Some(asked_only),
                resource_owner_id: (!asked_only).then(|| self.later.pick(&self.internal_users).clone()),
                role_ids,
                scopes: scopes.into_iter().map(str::to_owned).collect(),
                state,
            };
            if let Some(all) = &mut self.snapshot.oauth_authorizations {
                all.insert(id, authorization);
            }
        }
    }
}

/// Id and name of one of many.
fn named<T>(rng: &mut Rng, all: &BTreeMap<String, T>, name: impl Fn(&T) -> &String) -> (String, String) {
    let found = all.iter().nth(rng.below(all.len()));
    found.map_or_else(Default::default, |(id, one)| (id.clone(), name(one).clone()))
}

/// How long before the other export this one ran.
const BETWEEN: u64 = 31 * DAY;

/// The same org a month earlier: what came since is not there yet, and some roles permit less.
pub(super) fn a_month_earlier(snapshot: &mut Snapshot, seed: u64) {
    let mut rng = Rng(Rng(seed ^ 0x6561_726c_6965_7200).next());
    snapshot.exported_at = before_export(BETWEEN);
    let now = snapshot.exported_at.clone();
    // Whoever was there after that moment was there before it, too.
    let back = |moment: &mut Option<String>| {
        if let Some(at) = moment.as_mut().filter(|at| **at > now) {
            *at = before_export(age_of(at) + BETWEEN);
        }
    };
    for user in snapshot.users.values_mut() {
        back(&mut user.last_token_issued_at);
        back(&mut user.last_login_at);
    }
    if let Some(clients) = &mut snapshot.oauth_clients {
        clients.retain(|_, client| client.created_at <= now);
        for client in clients.values_mut() {
            back(&mut client.last_used_at);
            if client.modified_at.as_ref().is_some_and(|at| *at > now) {
                (client.modified_at, client.modified_by) = (None, None);
            }
        }
        let there: BTreeSet<&String> = clients.keys().collect();
        snapshot
            .grants
            .retain(|id, held| held.iter().all(|one| one.subject_type != "oauth_client") || there.contains(id));
    }
    if let Some(authorizations) = &mut snapshot.oauth_authorizations {
        authorizations.retain(|_, one| one.created_at.as_ref().is_none_or(|at| *at <= now));
    }
    for event in &mut snapshot.audit_events {
        event.at = before_export(age_of(&event.at) + BETWEEN);
    }
    // A role that nobody holds was made since.
    let held: BTreeSet<&String> = (snapshot.grants.values().flatten().map(|grant| &grant.role_id))
        .chain(
            snapshot
                .oauth_clients
                .iter()
                .flat_map(Map::values)
                .flat_map(|client| client.role_divisions.iter().map(|pair| &pair.role_id)),
        )
        .chain(snapshot.oauth_authorizations.iter().flat_map(Map::values).flat_map(|one| &one.role_ids))
        .collect();
    let new = snapshot.roles.iter().find(|(id, role)| !role.default && !held.contains(id)).map(|(id, _)| id.clone());
    if let Some(id) = new {
        snapshot.roles.remove(&id);
    }
    let backfill = snapshot.settings.default_role_backfill;
    let count = snapshot.roles.len();
    let surely = rng.below(count);
    for (at, role) in snapshot.roles.values_mut().enumerate() {
        if (role.default && !backfill) || !(rng.percent(6) || at == surely) {
            continue;
        }
        for _ in 0..=rng.heavy(6) {
            let place = rng.below(role.permissions.len());
            let Some(name) = role.permissions.keys().nth(place).cloned() else { continue };
            role.permissions.remove(&name);
            if let Some(unused) = &mut role.unused_permissions {
                unused.retain(|one| *one != name);
            }
        }
    }
    snapshot.count_sections();
}
