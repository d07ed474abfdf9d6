//! Rules about roles and about the settings that concern them. All grants are walked once.

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;

use super::{Finding, On};
use crate::floor::document::Kind;
use crate::floor::org::{Few, Org};
use crate::floor::permissions::number;
use crate::floor::text::{counted, listing};
use crate::floor::{Map, Set};

/// What the walk gathers about a role.
#[derive(Default)]
struct Walked<'d> {
    is_granted: bool,
    /// Somebody who reaches fewer than two partners holds it.
    is_common: bool,
    /// Who reaches several, where nobody else was seen.
    holders: BTreeSet<(Kind, &'d str)>,
    /// The org's own users, where partners hold it too; and groups.
    own_users: Vec<&'d str>,
    own_groups: BTreeSet<&'d str>,
    own_clients: BTreeSet<&'d str>,
    of_partners: Vec<(Kind, &'d str)>,
}

pub(super) fn find(org: &Org<'_>, found: &mut Vec<Finding>) {
    settings(org, found);
    let walked = walk(org);
    let named = named(org);
    for (at, (id, role)) in org.doc.roles.iter().enumerate() {
        let (id, walked) = (&**id, &walked[at]);
        let told = org.role_told(id);
        if role.needs_update {
            let message = format!(
                "The org says that {told} ({id}) needs an update. Permissions in it have changed or gone since it was saved."
            );
            On { rule: "role-needs-update", kind: "role", id }.say(found, message);
        }
        if org.default_roles.contains(id) {
            continue;
        }
        if !walked.is_granted && !named.contains(id) {
            let apps = org.doc.sections.iter().find(|(name, _)| &**name == "oauth_authorizations");
            let caveat = match apps {
                Some((_, section)) if &*section.status == "complete" => "",
                _ => " Whether an authorized app acts with it was not exported.",
            };
            let message = format!("Nobody holds custom {told} ({id}).{caveat}");
            On { rule: "role-unassigned", kind: "role", id }.say(found, message);
        }
        if !walked.of_partners.is_empty() {
            unused(org, id, walked, found);
            shared(org, id, walked, found);
        }
        if !walked.is_common && !walked.holders.is_empty() {
            master(org, id, walked, found);
        }
    }
}

fn settings(org: &Org<'_>, found: &mut Vec<Finding>) {
    let Some(settings) = &org.doc.settings else { return };
    let (id, name) = (&*org.doc.organization.id, &*org.doc.organization.name);
    if settings.default_role_backfill == Some(true) {
        let message = format!(
            "In {name} new permissions are added to default roles by themselves. Whoever holds such a role gets them, and nobody has looked at them first."
        );
        On { rule: "default-role-backfill-enabled", kind: "organization", id }.say(found, message);
    }
    if settings.grant_division_aware == Some(false) {
        let message = format!(
            "In {name} whoever may grant roles in one division may grant them in all. Granting is not limited to the divisions of the one who grants."
        );
        On { rule: "grant-not-division-aware-setting", kind: "organization", id }.say(found, message);
    }
}

/// Roles that clients and apps have.
fn named<'d>(org: &Org<'d>) -> Set<&'d str> {
    let pairs = org.doc.oauth_clients.iter().flat_map(|(_, client)| &client.role_divisions);
    let apps = org.doc.oauth_authorizations.iter().flat_map(|(_, app)| &app.role_ids);
    pairs.map(|pair| &*pair.role_id).chain(apps.map(|role| &**role)).collect()
}

fn walk<'d>(org: &Org<'d>) -> Vec<Walked<'d>> {
    let at: Map<&str, usize> = org.doc.roles.iter().enumerate().map(|(at, (id, _))| (&**id, at)).collect();
    let mut walked: Vec<Walked<'d>> = at.iter().map(|_| Walked::default()).collect();
    for held in org.held.iter().filter(|held| held.counts) {
        if let Some(at) = at.get(held.role) {
            walked[*at].of_partners.push((held.kind, held.id));
        }
    }
    for role in &mut walked {
        role.of_partners.sort_unstable_by_key(|(kind, id)| (kind.name(), *id));
    }
    let behind = |division: &str, everybody: Few| match division {
        "*" => everybody,
        division => org.owners.get(division).copied().unwrap_or_default(),
    };
    let everybody = org.owners.values().fold(0, |all, few| all | few);
    for (id, grants) in org.doc.grants.iter() {
        let id = &**id;
        let mut reached = [0; Kind::ALL.len()];
        for grant in grants {
            reached[grant.subject_type as usize] |= behind(&grant.division_id, everybody);
        }
        let client = org.clients.get(id);
        for pair in client.into_iter().flat_map(|client| &client.role_divisions) {
            reached[Kind::OauthClient as usize] |= behind(&pair.division_id, everybody);
        }
        let as_group = grants.iter().any(|grant| grant.subject_type == Kind::Group);
        let is_mute = as_group && !org.passes_on(id);
        let own_user =
            org.users.get(id).is_some_and(|user| &*user.state != "deleted") && !org.partner_users.contains_key(id);
        let own_group = as_group && !is_mute && !org.partner_groups.contains_key(id) && {
            let group = org.groups[id];
            !group.member_ids.is_empty() || group.include_owners && !group.owner_ids.is_empty()
        };
        for grant in grants {
            let Some(role) = at.get(&*grant.role_id).map(|at| &mut walked[*at]) else { continue };
            role.is_granted = true;
            if !is_mute {
                role.note(grant.subject_type, id, reached[grant.subject_type as usize]);
            }
            if !role.of_partners.is_empty() {
                if own_user && role.own_users.last() != Some(&id) {
                    role.own_users.push(id);
                }
                if own_group {
                    role.own_groups.insert(id);
                }
            }
        }
    }
    for (id, client) in org.doc.oauth_clients.iter() {
        let id = &**id;
        let grants = org.client_grants(id);
        let reached = grants.iter().fold(0, |all, (_, division)| all | behind(division, everybody));
        for pair in &client.role_divisions {
            if let Some(at) = at.get(&*pair.role_id) {
                walked[*at].note(Kind::OauthClient, id, reached);
            }
        }
        let in_own = grants.iter().any(|(_, division)| org.owners.contains_key(division));
        if &*client.grant_type == "client_credentials" && !in_own && !org.partner_clients.contains_key(id) {
            for at in grants.iter().filter_map(|(role, _)| at.get(role)) {
                walked[*at].own_clients.insert(id);
            }
        }
    }
    walked
}

impl<'d> Walked<'d> {
    fn note(&mut self, kind: Kind, id: &'d str, reached: Few) {
        if reached.count_ones() < 2 {
            self.is_common = true;
        } else if !self.is_common {
            self.holders.insert((kind, id));
        }
    }
}

fn unused(org: &Org<'_>, id: &str, walked: &Walked<'_>, found: &mut Vec<Finding>) {
    let rule = "partner-unused-permission";
    let least = number(org.config, rule, "at_least", 3);
    let (Some(names), Some(listed)) = (org.permissions.role(id), &org.roles[id].unused_permissions) else { return };
    let mut unused = FixedBitSet::with_capacity(names.given.len());
    unused.extend(listed.iter().filter_map(|name| org.permissions.id(name)));
    unused.intersect_with(&names.given);
    unused.difference_with(&org.permissions.excluded);
    unused.difference_with(&org.permissions.mandatory);
    let count = unused.count_ones(..);
    if (count as u64) < least {
        return;
    }
    let message = format!(
        "Custom {} ({id}), which partners hold, has {} that nobody used. Unused: {}. Its holders: {}.",
        org.role_told(id),
        counted(count, "permission"),
        org.permissions.list_in(names, &unused),
        org.some_of(&walked.of_partners, walked.of_partners.len()),
    );
    On { rule, kind: "role", id }.say(found, message);
}

fn shared(org: &Org<'_>, id: &str, walked: &Walked<'_>, found: &mut Vec<Finding>) {
    let mut users = walked.own_users.clone();
    users.sort_unstable();
    users.dedup();
    let all = walked.own_groups.len() + walked.own_clients.len() + users.len();
    // A user that is deleted holds nothing any more.
    let is_there = |(kind, id): &&(Kind, &str)| {
        *kind != Kind::User || org.users.get(id).is_none_or(|user| &*user.state != "deleted")
    };
    let of_partners: Vec<(Kind, &str)> = walked.of_partners.iter().filter(is_there).copied().collect();
    if all == 0 || of_partners.is_empty() {
        return;
    }
    let groups = walked.own_groups.iter().map(|id| (Kind::Group, *id));
    let clients = walked.own_clients.iter().map(|id| (Kind::OauthClient, *id));
    let first: Vec<(Kind, &str)> =
        groups.chain(clients).chain(users.iter().map(|id| (Kind::User, *id))).take(20).collect();
    let message = format!(
        "Custom {} ({id}) is held by partners and by own people. Of partners: {}. Own: {}.",
        org.role_told(id),
        org.some_of(&of_partners, of_partners.len()),
        org.some_of(&first, all),
    );
    On { rule: "partner-role-shared-with-internal", kind: "role", id }.say(found, message);
}

fn master(org: &Org<'_>, id: &str, walked: &Walked<'_>, found: &mut Vec<Finding>) {
    let Some(names) = org.permissions.role(id) else { return };
    let held: BTreeSet<&str> = org.held.iter().map(|held| held.role).collect();
    let is_contained = |other: &&str| {
        org.permissions.role(other).is_some_and(|other| {
            other.given.is_subset(&names.given) && other.given.count_ones(..) < names.given.count_ones(..)
        })
    };
    let contained: Vec<&str> = held.into_iter().filter(is_contained).collect();
    if contained.is_empty() {
        return;
    }
    let mut conditions = String::new();
    for role in std::iter::once(id).chain(contained.iter().copied()) {
        let Some(names) = org.permissions.role(role) else { continue };
        let mut conditional = names.conditional.clone();
        conditional.intersect_with(&names.given);
        if !conditional.is_clear() {
            let names = org.permissions.list(&conditional);
            conditions.push_str(&format!(" Conditional in {}: {names}.", org.role_told(role)));
        }
    }
    let message = format!(
        "Custom {} ({id}) is held only by subjects that reach several partners, and contains {}. Its holders: {}.{conditions}",
        org.role_told(id),
        org.roles_told(contained),
        listing(walked.holders.iter().map(|(kind, id)| org.subject(*kind, id))),
    );
    On { rule: "partner-master-role", kind: "role", id }.say(found, message);
}
