//! Rules about groups that pass roles on.

use std::collections::BTreeSet;

use super::{Finding, On};
use crate::floor::Map;
use crate::floor::document::{Grant, Kind};
use crate::floor::org::{Org, each};
use crate::floor::permissions::param;
use crate::floor::text::{first_names, joined};

pub(super) fn find(org: &Org<'_>, found: &mut Vec<Finding>) -> Result<(), String> {
    let rule = "group-owner-can-extend-access";
    if param(org.config, rule, "internal_owners").and_then(serde_json::Value::as_bool) == Some(true) {
        return Err(format!("the floor does not know the parameter internal_owners of {rule}"));
    }
    let members = all_members(org);
    for id in org.granting_groups.iter().copied() {
        let grants: Vec<&Grant<'_>> = org.grants_as(Kind::Group, id).collect();
        if grants.is_empty() {
            continue;
        }
        let group = org.groups[id];
        let passed_on = org.passed_on(&grants);
        if group.dynamic {
            let message = format!(
                "{} passes {passed_on} on to whoever has certain routing skills. Whoever may assign skills decides who holds these roles.",
                org.subject(Kind::Group, id),
            );
            On { rule: "group-dynamic-with-grants", kind: "group", id }.say(found, message);
        }
        for partner in each(org.partner_groups.get(id).copied().unwrap_or_default()) {
            let message = format!(
                "{} passes {passed_on} on.{}",
                org.holder(Kind::Group, id, partner),
                org.members_told(Kind::Group, id, partner),
            );
            let short = org.short[partner];
            let on = On { rule: "partner-access-through-group", kind: "group", id };
            on.say_by(found, Some(short), short.to_owned(), message);
        }
        for owner in &group.owner_ids {
            let is_active = org.users.get(&**owner).is_some_and(|user| &*user.state == "active");
            let few = org.partners_of(Kind::User, owner);
            for partner in each(few).filter(|_| is_active) {
                let message = format!(
                    "{} passes {passed_on} on to whomever its owner adds: {}. Owners may add members, and no permission is documented for that.",
                    org.subject(Kind::Group, id),
                    org.holder(Kind::User, owner, partner),
                );
                let short = org.short[partner];
                On { rule, kind: "group", id }.say_by(found, Some(short), format!("{short} {}", &**owner), message);
            }
        }
        if let Some(members) = members.get(id) {
            mixed(org, id, members, &passed_on, found);
        }
    }
    Ok(())
}

/// All members of the groups that a partner's user is in.
fn all_members<'d>(org: &Org<'d>) -> Map<&'d str, BTreeSet<&'d str>> {
    let mut members: Map<&str, BTreeSet<&str>> = Map::default();
    for id in org.partner_groups.keys() {
        let group = org.groups[id];
        let owners = if group.include_owners { group.owner_ids.as_slice() } else { &[] };
        members.insert(id, group.member_ids.iter().chain(owners).map(|member| &**member).collect());
    }
    if members.is_empty() {
        return members;
    }
    for (id, user) in org.doc.users.iter() {
        for group in &user.group_ids {
            if let Some(members) = members.get_mut(&**group) {
                members.insert(id);
            }
        }
    }
    members
}

fn mixed(org: &Org<'_>, id: &str, members: &BTreeSet<&str>, passed_on: &str, found: &mut Vec<Finding>) {
    let (mut any, mut all) = (0, u128::MAX);
    let mut own = Vec::new();
    let mut outsiders = Vec::new();
    for member in members {
        let Some(user) = org.users.get(member).filter(|user| &*user.state != "deleted") else { continue };
        let _ = user;
        let few = org.partners_of(Kind::User, member);
        any |= few;
        all &= few;
        if few == 0 { own.push(*member) } else { outsiders.push((*member, few)) }
    }
    if any == 0 || all != 0 {
        return;
    }
    let names = |ids: Vec<&str>| first_names(&ids.into_iter().map(|id| org.member(id)).collect::<Vec<_>>());
    let mut sides: Vec<&str> = each(any).map(|partner| org.partners[partner].as_str()).collect();
    if !own.is_empty() {
        sides.push("the org itself");
    }
    let companies: Vec<String> = each(any)
        .map(|partner| {
            let ids = outsiders.iter().filter(|(_, few)| few >> partner & 1 == 1).map(|(id, _)| *id).collect();
            format!("Of {}: {}.", org.partners[partner], names(ids))
        })
        .collect();
    let last = sides.pop().unwrap_or_default();
    let own = if own.is_empty() { String::new() } else { format!(" The org's own: {}.", names(own)) };
    let message = format!(
        "{} passes {passed_on} on to people of {} and {last}. {}{own}",
        org.subject(Kind::Group, id),
        joined(&sides),
        companies.join(" "),
    );
    On { rule: "group-mixed-partner-and-internal", kind: "group", id }.say(found, message);
}
