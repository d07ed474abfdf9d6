//! Rules that look at one user at a time.

use std::collections::BTreeSet;

use cordon::patterns::fold;

use super::{Finding, On};
use crate::floor::document::{Kind, User};
use crate::floor::org::{Belongs, Org, each, nanoseconds};
use crate::floor::permissions::{number, param};
use crate::floor::text::{counted, day, first_names};
use crate::floor::{Map, Set};

pub(super) fn find(org: &Org<'_>, found: &mut Vec<Finding>) {
    for (id, belongs) in &org.partner_users {
        matched_twice(org, id, *belongs, found);
        if let Some(user) = org.users.get(id) {
            placed(org, id, user, *belongs, found);
            dormant(org, id, user, *belongs, found);
            inactive(org, id, user, *belongs, found);
            lacking(org, id, user, *belongs, found);
        }
    }
    matched_trustees(org, found);
    internal(org, found);
    clones(org, found);
}

/// Where it sits, and whether that is all that makes it a partner's.
fn placed(org: &Org<'_>, id: &str, user: &User<'_>, belongs: Belongs, found: &mut Vec<Finding>) {
    let division = &*user.division_id;
    for partner in each(belongs.to()) {
        let short = org.short[partner];
        if org.home.contains(division) {
            let message = format!(
                "{} is in the Home division ({}). Partner users belong in a division of their partner.",
                org.holder(Kind::User, id, partner),
                org.division_told(division),
            );
            let on = On { rule: "partner-user-in-home-division", kind: "user", id };
            on.say_by(found, Some(short), short.to_owned(), message);
        } else if !org.owned[partner].contains(division) {
            let message = format!(
                "{} is in {}, which is none of {}'s own.{}",
                org.holder(Kind::User, id, partner),
                org.division_told(division),
                org.partners[partner],
                org.own_divisions(partner),
            );
            let on = On { rule: "partner-user-outside-partner-division", kind: "user", id };
            on.say_by(found, Some(short), short.to_owned(), message);
        }
    }
    if belongs.division != 0 && belongs.listed | belongs.domain | belongs.origin == 0 && &*user.state != "deleted" {
        let why = match user.email.as_deref().and_then(|email| email.rsplit_once('@')) {
            Some((_, domain)) => format!("no partner has the e-mail domain {}", fold(domain)),
            None => "it has no e-mail address".to_owned(),
        };
        for partner in each(belongs.division) {
            let message = format!(
                "{} counts as a user of {} only by sitting in {}; {why}.",
                org.subject(Kind::User, id),
                org.partners[partner],
                org.division_told(division),
            );
            let short = org.short[partner];
            let on = On { rule: "partner-user-undeclared", kind: "user", id };
            on.say_by(found, Some(short), short.to_owned(), message);
        }
    }
}

fn dormant(org: &Org<'_>, id: &str, user: &User<'_>, belongs: Belongs, found: &mut Vec<Finding>) {
    let rule = "partner-user-dormant";
    let days = number(org.config, rule, "days", 90);
    if &*user.state != "active" {
        return;
    }
    let dates = [user.last_token_issued_at.as_deref(), user.last_login_at.as_deref()];
    let last = dates.into_iter().flatten().filter_map(|at| Some((nanoseconds(at)?, at))).max();
    let never = param(org.config, rule, "never_signed_in").and_then(serde_json::Value::as_bool) == Some(true);
    let said = match last {
        Some((_, at)) if org.older_than(at, days) => {
            format!("last signed in on {}, more than {days} days ago, and is still active.", day(at))
        }
        None if never => "is active, and no sign-in is known: neither a token nor a login has a date.".to_owned(),
        _ => return,
    };
    for partner in each(belongs.to()) {
        let short = org.short[partner];
        let message = format!("{} {said}", org.holder(Kind::User, id, partner));
        On { rule, kind: "user", id }.say_by(found, Some(short), short.to_owned(), message);
    }
}

/// The grants of a user and of its groups, each in words.
fn grants_of(org: &Org<'_>, id: &str, groups: &[&str]) -> (bool, usize, Vec<String>) {
    let mut words: Vec<String> =
        org.grants_as(Kind::User, id).map(|grant| org.grant_told(&grant.role_id, &grant.division_id)).collect();
    let has_own = !words.is_empty();
    for group in groups {
        for grant in org.grants_as(Kind::Group, group) {
            let told = org.grant_told(&grant.role_id, &grant.division_id);
            words.push(format!("{told} through group \"{}\"", &*org.groups[group].name));
        }
    }
    let count = words.len();
    words.sort_unstable();
    words.dedup();
    (has_own, count, words)
}

fn inactive(org: &Org<'_>, id: &str, user: &User<'_>, belongs: Belongs, found: &mut Vec<Finding>) {
    if &*user.state == "active" {
        return;
    }
    let (_, count, words) = grants_of(org, id, org.groups_of.get(id).map_or(&[], Vec::as_slice));
    if count == 0 {
        return;
    }
    for partner in each(belongs.to()) {
        let short = org.short[partner];
        let message = format!(
            "{} is not active and still holds {}. It holds: {}.",
            org.holder(Kind::User, id, partner),
            counted(count, "grant"),
            first_names(&words),
        );
        let on = On { rule: "partner-user-inactive-with-grants", kind: "user", id };
        on.say_by(found, Some(short), short.to_owned(), message);
    }
}

fn lacking(org: &Org<'_>, id: &str, user: &User<'_>, belongs: Belongs, found: &mut Vec<Finding>) {
    if &*user.state != "active" || org.permissions.mandatory.is_clear() {
        return;
    }
    let mut roles: BTreeSet<&str> = org.grants_as(Kind::User, id).map(|grant| &*grant.role_id).collect();
    for group in org.groups_of.get(id).into_iter().flatten() {
        roles.extend(org.grants_as(Kind::Group, group).map(|grant| &*grant.role_id));
    }
    if roles.is_empty() {
        return;
    }
    let mut missing = org.permissions.mandatory.clone();
    for role in roles.iter().filter_map(|role| org.permissions.role(role)) {
        if role.superuser {
            return;
        }
        missing.difference_with(&role.mandatory);
    }
    if missing.is_clear() {
        return;
    }
    for partner in each(belongs.to()) {
        let short = org.short[partner];
        let message = format!(
            "{} lacks mandatory permissions: {}. Roles in effect: {}.",
            org.holder(Kind::User, id, partner),
            org.permissions.list(&missing),
            org.roles_told(roles.iter().copied()),
        );
        let on = On { rule: "partner-missing-mandatory-permission", kind: "user", id };
        on.say_by(found, Some(short), short.to_owned(), message);
    }
}

fn matched_twice(org: &Org<'_>, id: &str, belongs: Belongs, found: &mut Vec<Finding>) {
    let few = belongs.to();
    let say = |few: u128, how: &str, found: &mut Vec<Finding>| {
        let message = format!(
            "{} is matched by {} partners: {}. The reason: {how}.",
            org.subject(Kind::User, id),
            few.count_ones(),
            org.partners_told(few),
        );
        On { rule: "subject-matched-by-two-partners", kind: "user", id }.say(found, message);
    };
    if few.count_ones() > 1 {
        let how = if belongs.listed != 0 {
            "both list it"
        } else if belongs.domain != 0 {
            "both give its e-mail domain"
        } else if belongs.origin != 0 {
            "both give the org that it is a clone from"
        } else {
            "both own the division that it is in"
        };
        say(few, how, found);
    }
    if belongs.listed == 0 && belongs.domain.count_ones() == 1 && belongs.origin & !belongs.domain != 0 {
        let how = format!(
            "it has an e-mail domain of {} and is a clone from an org of {}",
            org.partners_told(belongs.domain),
            org.partners_told(belongs.origin),
        );
        say(belongs.domain | belongs.origin, &how, found);
    }
}

fn matched_trustees(org: &Org<'_>, found: &mut Vec<Finding>) {
    let rule = "subject-matched-by-two-partners";
    for (id, few) in org.partner_orgs.iter().filter(|(_, few)| few.count_ones() > 1) {
        if let Some(trustee) = org.trustees.get(id) {
            let message = format!(
                "Trusted org {} ({id}) is matched by {} partners: {}. The reason: both give it as an org of theirs.",
                &*trustee.name,
                few.count_ones(),
                org.partners_told(*few),
            );
            On { rule, kind: "trustee", id }.say(found, message);
        }
    }
    let kinds = [
        (Kind::TrusteeUser, &org.partner_trustee_users, &org.trustee_users),
        (Kind::TrusteeGroup, &org.partner_trustee_groups, &org.trustee_groups),
    ];
    for (kind, of_partners, orgs) in kinds {
        for (id, few) in of_partners.iter().filter(|(_, few)| few.count_ones() > 1) {
            let mut orgs = orgs.get(id).into_iter().flatten();
            if orgs.any(|org_id| org.partner_orgs.get(org_id).is_some_and(|few| few.count_ones() > 1)) {
                continue;
            }
            let message = format!(
                "{} is matched by {} partners: {}. The reason: it comes from orgs of both.",
                org.subject(kind, id),
                few.count_ones(),
                org.partners_told(*few),
            );
            On { rule, kind: kind.name(), id }.say(found, message);
        }
    }
}

/// The org's own people in partners' divisions.
fn internal(org: &Org<'_>, found: &mut Vec<Finding>) {
    let mut authorized: Set<(String, &str)> = Set::default();
    for authorization in &org.config.authorizations {
        for division in org.division_ids(&authorization.divisions) {
            authorized.insert((authorization.subject.clone(), division));
            authorized.insert((fold(&authorization.subject), division));
        }
    }
    for (id, user) in org.doc.users.iter() {
        let (id, division) = (&**id, &*user.division_id);
        let Some(owners) = org.owners.get(division) else { continue };
        if org.partner_users.contains_key(id) || &*user.state == "deleted" {
            continue;
        }
        let is_authorized = |who: String| authorized.contains(&(who, division));
        if is_authorized(format!("user/{id}")) || user.email.as_deref().is_some_and(|email| is_authorized(fold(email)))
        {
            continue;
        }
        for partner in each(*owners) {
            let message = format!(
                "{} is one of the org's own and sits in {} of {}.",
                org.subject(Kind::User, id),
                org.division_told(division),
                org.partners[partner],
            );
            let short = org.short[partner];
            let on = On { rule: "internal-user-in-partner-division", kind: "user", id };
            on.say_by(found, Some(short), short.to_owned(), message);
        }
    }
}

/// Clones from other orgs that hold grants.
fn clones(org: &Org<'_>, found: &mut Vec<Finding>) {
    let origin = |user: &'_ User<'_>| user.cloned_from_org_id.is_some();
    let clones: Vec<(&str, &User<'_>)> =
        org.doc.users.iter().filter(|(_, user)| origin(user)).map(|(id, user)| (&**id, user)).collect();
    if clones.is_empty() {
        return;
    }
    let ids: Set<&str> = clones.iter().map(|(id, _)| *id).collect();
    let granting: Set<&str> = org.granting_groups.iter().copied().collect();
    let mut groups_of: Map<&str, BTreeSet<&str>> = Map::default();
    for id in &org.granting_groups {
        let group = org.groups[id];
        let owners = if group.include_owners { group.owner_ids.as_slice() } else { &[] };
        for member in group.member_ids.iter().chain(owners).filter(|member| ids.contains(&***member)) {
            groups_of.entry(member).or_default().insert(id);
        }
    }
    for (id, user) in clones {
        let mut groups = groups_of.remove(id).unwrap_or_default();
        groups.extend(user.group_ids.iter().map(|group| &**group).filter(|group| granting.contains(group)));
        let (has_own, count, words) = grants_of(org, id, &groups.into_iter().collect::<Vec<_>>());
        let belongs = org.partner_users.get(id).map(|belongs| belongs.to());
        if count == 0 || belongs.is_some() && &*user.state != "active" {
            continue;
        }
        let from = user.cloned_from_org_id.as_deref().unwrap_or_default();
        let trustee = org.trustees.get(from);
        let trust = match trustee {
            None => "There is no trust in that org any more.".to_owned(),
            Some(trustee) if !trustee.enabled => "The trust in that org is switched off.".to_owned(),
            Some(trustee) => match trustee.expires_at.as_deref().filter(|at| org.is_past(at)) {
                Some(at) => format!("The trust in that org ended on {}.", day(at)),
                None => "The trust in that org is in force; the clone would keep them when it ends.".to_owned(),
            },
        };
        let from = match trustee {
            Some(trustee) => format!("org {} ({from})", &*trustee.name),
            None => format!("org {from}"),
        };
        let whose = if has_own && !org.groups.contains_key(id) {
            "holds grants of its own"
        } else {
            "holds grants through its groups"
        };
        let rest = format!("is a clone from {from} and {whose}. {trust} It holds: {}.", first_names(&words));
        let on = On { rule: "cloned-user-with-grants", kind: "user", id };
        match belongs {
            None => on.say(found, format!("{} {rest}", org.subject(Kind::User, id))),
            Some(few) => {
                for partner in each(few) {
                    let short = org.short[partner];
                    let message = format!("{} {rest}", org.holder(Kind::User, id, partner));
                    on.say_by(found, Some(short), short.to_owned(), message);
                }
            }
        }
    }
}
