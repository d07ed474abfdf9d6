//! Rules about the roles that partner subjects hold directly.

use std::collections::BTreeSet;

use cordon::patterns::fold;
use fixedbitset::FixedBitSet;

use super::{Finding, On};
use crate::floor::document::Kind;
use crate::floor::org::{Few, Held, Org, each};
use crate::floor::permissions::RoleNames;
use crate::floor::{Map, Set};

/// What a role gives that some rule speaks of, worked out once a role.
struct Concern<'o> {
    names: Option<&'o RoleNames>,
    is_default: bool,
    escalating: FixedBitSet,
    leaking: FixedBitSet,
    recordings: FixedBitSet,
    words: [String; 4],
}

pub(super) fn find(org: &Org<'_>, found: &mut Vec<Finding>) {
    let authorized = authorized(org);
    let mut concerns: Map<&str, Concern<'_>> = Map::default();
    let none = Set::default();
    // Partner, kind and id → roles that it holds in all divisions.
    let mut everywhere: Map<(usize, Kind, &str), BTreeSet<&str>> = Map::default();
    for held in &org.held {
        let own = authorized.get(&(held.kind, held.id)).unwrap_or(&none);
        for partner in each(held.partners) {
            for division in &held.divisions {
                if !org.allowed[partner].contains(division) && !own.contains(division) {
                    breach(org, held, partner, division, found);
                    if *division == "*" {
                        everywhere.entry((partner, held.kind, held.id)).or_default().insert(held.role);
                    }
                }
            }
        }
        let concern = concerns.entry(held.role).or_insert_with(|| concern(org, held.role));
        holds(org, held, concern, found);
    }
    if !org.restricted.is_empty() {
        let restricted = org.divisions_told(&org.restricted);
        for ((partner, kind, id), roles) in everywhere {
            let message = format!(
                "{} reaches restricted {restricted} through all divisions, with {}.{}",
                org.holder(kind, id, partner),
                org.roles_told(roles),
                org.members_told(kind, id, partner),
            );
            let on = On { rule: "partner-grant-restricted-division", kind: kind.name(), id };
            on.say_by(found, Some(org.short[partner]), format!("{} *", org.short[partner]), message);
        }
    }
}

/// Single subjects → divisions that they may reach beyond their partner.
fn authorized<'d>(org: &Org<'d>) -> Map<(Kind, &'d str), Set<&'d str>> {
    let mut found: Map<(Kind, &'d str), Set<&'d str>> = Map::default();
    for authorization in &org.config.authorizations {
        let divisions = org.division_ids(&authorization.divisions);
        let divisions: Vec<&str> = divisions.difference(&org.restricted).copied().collect();
        let kind = authorization.subject.split('/').next().unwrap_or_default();
        let mut named: Vec<(Kind, &'d str)> = Vec::new();
        match Kind::ALL.into_iter().find(|one| one.name() == kind) {
            Some(kind) => named.extend(authorization.subject.split_once('/').map(|(_, id)| (kind, id))),
            None => {
                let address = fold(&authorization.subject);
                let is_meant = |email: Option<&str>| email.is_some_and(|email| fold(email) == address);
                let users = org.partner_users.keys().filter_map(|id| org.users.get_key_value(id));
                let users = users.filter(|(_, user)| is_meant(user.email.as_deref()));
                named.extend(users.map(|(id, _)| (Kind::User, *id)));
                let orgs = org.partner_orgs.keys().filter_map(|id| org.trustees.get(id));
                let users = orgs.flat_map(|org| org.users.iter()).filter(|(_, user)| is_meant(user.email.as_deref()));
                named.extend(users.map(|(id, _)| (Kind::TrusteeUser, &**id)));
            }
        }
        for subject in named {
            found.entry(subject).or_default().extend(&divisions);
        }
    }
    found
}

fn breach(org: &Org<'_>, held: &Held<'_>, partner: usize, division: &str, found: &mut Vec<Finding>) {
    let owners = org.owners.get(division).copied().unwrap_or_default();
    let (rule, rest) = if division == "*" {
        ("partner-grant-all-divisions", ". It reaches every division of the org, those created later too.".to_owned())
    } else if org.restricted.contains(division) {
        ("partner-grant-restricted-division", ", which no partner may reach.".to_owned())
    } else if owners != 0 {
        ("partner-grant-cross-partner", format!(", which is {}'s own.", org.partners_told(owners)))
    } else if org.home.contains(division) {
        let rest = ". Home holds everything that nobody moved to another division.";
        ("partner-grant-home-division", rest.to_owned())
    } else {
        let rest = format!(", which the policy file does not authorize for {}.", org.partners[partner]);
        ("partner-grant-unauthorized-division", rest)
    };
    let message = format!(
        "{} holds {}{rest}{}",
        org.holder(held.kind, held.id, partner),
        org.grant_told(held.role, division),
        org.members_told(held.kind, held.id, partner),
    );
    let short = org.short[partner];
    let on = On { rule, kind: held.kind.name(), id: held.id };
    on.say_by(found, Some(short), format!("{short} {} {division}", held.role), message);
}

fn concern<'o>(org: &'o Org<'_>, role: &str) -> Concern<'o> {
    let permissions = &org.permissions;
    let names = permissions.role(role);
    let is_default = org.default_roles.contains(role);
    let [mut escalating, mut leaking, mut recordings] = [(); 3].map(|()| FixedBitSet::new());
    let mut words = <[String; 4]>::default();
    if let Some(names) = names {
        words[0] = permissions.list_in(names, &names.excluded);
        if !names.superuser {
            escalating = names.given.clone();
            escalating.intersect_with(&permissions.escalating);
            escalating.difference_with(&names.conditional);
            words[1] = permissions.list(&escalating);
            recordings = names.given.clone();
            recordings.intersect_with(&permissions.recordings);
            recordings.difference_with(&names.conditional);
            words[3] = permissions.list(&recordings);
            leaking = names.given.clone();
            leaking.intersect_with(&permissions.org_wide);
            leaking.union_with(&names.general);
            for of_no_concern in [&permissions.excluded, &permissions.mandatory, &permissions.ignored] {
                leaking.difference_with(of_no_concern);
            }
            let mut said = permissions.escalation.clone();
            said.difference_with(&names.conditional);
            leaking.difference_with(&said);
            words[2] = permissions.list_in(names, &leaking);
        }
    }
    Concern { names, is_default, escalating, leaking, recordings, words }
}

/// What a subject should not get through a role.
fn holds(org: &Org<'_>, held: &Held<'_>, concern: &Concern<'_>, found: &mut Vec<Finding>) {
    let excludes = concern.names.is_some_and(|names| !names.excluded.is_clear());
    let superuser = concern.names.is_some_and(|names| names.superuser);
    let excluded_admin = org.permissions.id("admin").is_some_and(|admin| org.permissions.excluded.contains(admin));
    let leaks = !concern.leaking.is_clear() && !held.divisions.contains("*");
    let says = [
        (concern.is_default, "partner-default-role"),
        (excludes, "partner-excluded-permission"),
        (held.counts && !concern.escalating.is_clear(), "partner-escalation-permission"),
        (held.counts && leaks, "partner-org-wide-permission"),
        (held.counts && superuser && !excluded_admin, "partner-superuser"),
        (held.counts && !concern.recordings.is_clear(), "partner-unconditioned-recording-access"),
    ];
    if !says.iter().any(|(says, _)| *says) {
        return;
    }
    let (role, divisions) = (org.role_told(held.role), org.divisions_told(&held.divisions));
    for partner in each(held.partners as Few) {
        let holder = org.holder(held.kind, held.id, partner);
        let members = org.members_told(held.kind, held.id, partner);
        let short = org.short[partner];
        for (_, rule) in says.iter().filter(|(says, _)| *says) {
            let words = &concern.words;
            let message = match *rule {
                "partner-default-role" => format!(
                    "{holder} holds the default {role} in {divisions}. Genesys Cloud changes default roles over time.{members}"
                ),
                "partner-excluded-permission" => format!(
                    "{holder} holds {role} with excluded permissions. They are: {}. Granted in {divisions}.{members}",
                    words[0]
                ),
                "partner-escalation-permission" => format!(
                    "{holder} holds {role} with permissions to get more access: {}. Granted in {divisions}.{members}",
                    words[1]
                ),
                "partner-org-wide-permission" => format!(
                    "{holder} reaches the whole org through {role}, granted in {divisions} only. Not limited to divisions: {}.{members}",
                    words[2]
                ),
                "partner-superuser" => format!(
                    "{holder} may do anything in the whole org: it holds {role} with the one-word admin. Granted in {divisions}.{members}"
                ),
                _ => format!(
                    "{holder} may open recordings without a condition through {role} in {divisions}. It gives: {}.{members}",
                    words[3]
                ),
            };
            let on = On { rule, kind: held.kind.name(), id: held.id };
            on.say_by(found, Some(short), format!("{short} {}", held.role), message);
        }
    }
}
