//! Rules about the snapshot, the policy file, divisions and objects.

use std::collections::{BTreeMap, BTreeSet};

use cordon::patterns::fold;

use super::{Finding, On};
use crate::floor::document::Kind;
use crate::floor::org::Org;
use crate::floor::permissions::Matcher;
use crate::floor::text::{counted, listing};
use crate::floor::{Map, Set};

pub(super) fn find(org: &Org<'_>, found: &mut Vec<Finding>) {
    divisions(org, found);
    objects(org, found);
    lone_partners(org, found);
    dangling(org, found);
}

/// Divisions with nothing in them, or with more than the snapshot lists.
fn divisions(org: &Org<'_>, found: &mut Vec<Finding>) {
    let mut users: Map<&str, u64> = Map::default();
    for (_, user) in org.doc.users.iter() {
        *users.entry(&user.division_id).or_default() += 1;
    }
    let mut objects: Map<&str, Map<&str, u64>> = Map::default();
    for (_, object) in org.doc.objects.iter() {
        *objects.entry(&object.division_id).or_default().entry(&object.r#type).or_default() += 1;
    }
    for (id, division) in org.doc.divisions.iter() {
        let id = &**id;
        let counts = division.object_counts.as_deref().unwrap_or_default();
        let is_empty = !users.contains_key(id) && !objects.contains_key(id) && counts.iter().all(|(_, n)| *n == 0);
        if is_empty && !division.home {
            let known = match division.object_counts {
                Some(_) => "The org counts none in it, either.",
                None => "How many objects the org counts in it is not in the snapshot.",
            };
            let message = format!("Nothing is in {} ({id}): no user and no object. {known}", org.division_told(id));
            On { rule: "division-empty", kind: "division", id }.say(found, message);
        }
        for (kind, counted) in counts {
            let listed = match &**kind {
                "USER" => users.get(id).copied(),
                kind => objects.get(id).and_then(|by_type| by_type.get(kind)).copied(),
            };
            let listed = listed.unwrap_or_default();
            if *counted > listed {
                let listed = if listed == 0 { "none".to_owned() } else { listed.to_string() };
                let message = format!(
                    "The org counts {counted} of type {} in {} ({id}), and the snapshot lists {listed}. No rule looked at the rest.",
                    &**kind,
                    org.division_told(id),
                );
                let on = On { rule: "division-object-unmapped", kind: "division", id };
                on.say_by(found, None, kind.to_string(), message);
            }
        }
    }
}

fn objects(org: &Org<'_>, found: &mut Vec<Finding>) {
    let names = |own: &'_ cordon::config::Partner| Matcher::of(own.resource_names.iter().map(String::as_str));
    let matchers: Vec<Matcher> = org.config.partners.values().map(names).collect();
    for (id, object) in org.doc.objects.iter() {
        let (id, division) = (&**id, &*object.division_id);
        if org.home.contains(division) {
            let name = fold(&object.name);
            for (partner, _) in matchers.iter().enumerate().filter(|(_, matcher)| matcher.matches(&name)) {
                let message = format!(
                    "{} \"{}\" ({id}) has a name of {}'s but is in the Home division ({}).{}",
                    &*object.r#type,
                    &*object.name,
                    org.partners[partner],
                    org.division_told(division),
                    org.own_divisions(partner),
                );
                let short = org.short[partner];
                let on = On { rule: "partner-resource-in-home-division", kind: "object", id };
                on.say_by(found, Some(short), short.to_owned(), message);
            }
        } else if division != "*" && !org.divisions.contains_key(division) {
            let message = format!(
                "{} \"{}\" ({id}) is in division {division}, which is not in the snapshot.",
                &*object.r#type, &*object.name,
            );
            On { rule: "division-object-unmapped", kind: "object", id }.say(found, message);
        }
    }
}

/// Partners that match nothing.
fn lone_partners(org: &Org<'_>, found: &mut Vec<Finding>) {
    let users = org.partner_users.values().map(|belongs| belongs.to());
    let orgs = org.partner_orgs.iter().filter(|(id, _)| org.trustees.contains_key(*id)).map(|(_, few)| *few);
    let matched = users.chain(org.partner_clients.values().copied()).chain(orgs).fold(0, |all, few| all | few);
    for (partner, short) in org.short.iter().enumerate().filter(|(partner, _)| matched >> partner & 1 == 0) {
        let own = &org.owned[partner];
        let left =
            if own.is_empty() { String::new() } else { format!(" Of its own it has {}.", org.divisions_told(own)) };
        let message = format!(
            "Partner {} of the policy file matches no user, OAuth client or trusted org.{left}",
            org.partners[partner],
        );
        let id = &*org.doc.organization.id;
        let on = On { rule: "policy-file-partner-without-subjects", kind: "organization", id };
        on.say_by(found, Some(short), (*short).to_owned(), message);
    }
}

/// What is named and is not there: kind and id → how often by what names it.
#[derive(Default)]
struct Dangling<'d>(Map<(&'static str, &'d str), BTreeMap<&'static str, usize>>);

impl<'d> Dangling<'d> {
    fn add(&mut self, kind: &'static str, id: &'d str, by: &'static str) {
        *self.0.entry((kind, id)).or_default().entry(by).or_default() += 1;
    }
}

fn dangling(org: &Org<'_>, found: &mut Vec<Finding>) {
    let mut dangling = Dangling::default();
    let no_division = |id: &str| id != "*" && !org.divisions.contains_key(id);
    // Roles and divisions are few, so each of them is looked up in a small set of what is missing.
    for (id, grants) in org.doc.grants.iter() {
        let is_user = org.users.contains_key(&**id);
        for grant in grants {
            if !org.roles.contains_key(&*grant.role_id) {
                dangling.add("role", &grant.role_id, "grants");
            }
            if no_division(&grant.division_id) {
                dangling.add("division", &grant.division_id, "grants");
            }
            let is_known = is_user
                || match grant.subject_type {
                    Kind::User => false,
                    Kind::Group => org.groups.contains_key(&**id),
                    Kind::OauthClient => org.clients.contains_key(&**id),
                    Kind::TrusteeUser => org.trustee_users.contains_key(&**id),
                    Kind::TrusteeGroup => org.trustee_groups.contains_key(&**id),
                };
            if !is_known {
                dangling.add(grant.subject_type.name(), id, "grants");
            }
        }
    }
    for pair in org.doc.oauth_clients.iter().flat_map(|(_, client)| &client.role_divisions) {
        if !org.roles.contains_key(&*pair.role_id) {
            dangling.add("role", &pair.role_id, "roles of OAuth clients");
        }
        if no_division(&pair.division_id) {
            dangling.add("division", &pair.division_id, "roles of OAuth clients");
        }
    }
    let mut seen: Set<&str> = Set::default();
    for (_, user) in org.doc.users.iter() {
        if no_division(&user.division_id) {
            dangling.add("division", &user.division_id, "users");
        }
        if let Some(manager) = user.manager_id.as_deref().filter(|id| !seen.contains(id)) {
            if org.users.contains_key(manager) {
                seen.insert(manager);
            } else {
                dangling.add("user", manager, "users' managers");
            }
        }
        for group in user.group_ids.iter().filter(|id| !org.groups.contains_key(&***id)) {
            dangling.add("group", group, "users' groups");
        }
    }
    for (_, group) in org.doc.groups.iter() {
        for (ids, by) in [(&group.member_ids, "members of groups"), (&group.owner_ids, "owners of groups")] {
            for id in ids.iter().filter(|id| !org.users.contains_key(&***id)) {
                dangling.add("user", id, by);
            }
        }
    }
    for ((kind, id), named) in dangling.0 {
        let subject = Kind::ALL.into_iter().find(|one| one.name() == kind);
        let word = match kind {
            "role" => "Role",
            "division" => "Division",
            _ => subject.map_or("", Kind::word),
        };
        let places: usize = named.values().sum();
        let by: BTreeSet<String> = named.iter().map(|(by, n)| format!("{by} ({n})")).collect();
        let explained = if subject.is_some() && named.contains_key("grants") {
            " A subject that is deleted leaves its grants behind, so this is probably one."
        } else {
            ""
        };
        let message = format!(
            "{word} {id} is not in the snapshot and is named in {}: {}.{explained}",
            counted(places, "place"),
            listing(by),
        );
        On { rule: "snapshot-dangling-reference", kind, id }.say(found, message);
    }
}
