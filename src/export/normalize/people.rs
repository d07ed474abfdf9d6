//! Users and groups.

use std::collections::{BTreeMap, BTreeSet};

use super::super::collect::Collected;
use super::super::document::{Document, Group, Unmapped, User};
use super::text::{given, id, ids, moment, name, state};
use super::{Doubts, Notes};
use crate::genesys::model::Reference;
use crate::snapshot::Section;

/// The types of groups that the API documents.
const KINDS: [&str; 2] = ["official", "social"];

/// The states that the document knows.
pub(in crate::export) const STATES: [&str; 3] = ["active", "inactive", "deleted"];

/// The division of something that the server gives none: everything is in Home unless it was moved.
pub(super) fn division_of(
    division: Option<&Reference>,
    what: &str,
    of: &str,
    document: &Document,
    notes: &mut Notes,
) -> String {
    if let Some(id) = id(division) {
        return id;
    }
    let home = document.divisions.iter().find(|(_, division)| division.home);
    let home = home.map_or_else(|| "unknown".to_owned(), |(id, _)| id.clone());
    notes.add(format!("{what} has no division and is put in the Home division"), of);
    home
}

pub(super) fn users(collected: &Collected, document: &mut Document, notes: &mut Notes) {
    let Some(Ok(listing)) = &collected.users else { return };
    let mut groups_of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (group, membership) in &collected.members {
        for user in membership.members.iter().flat_map(|members| &members.rows) {
            groups_of.entry(user.id.clone()).or_default().insert(group.clone());
        }
    }
    for (group, owner) in collected.groups.iter().flatten().flat_map(|listing| &listing.rows).flat_map(|group| {
        // An owner is a member only where it stands among the members in its own right.
        let owners = group.owners.iter().filter(|owner| !is_member(collected, &group.id, &owner.id));
        owners.map(|owner| (&group.id, &owner.id))
    }) {
        if let Some(groups) = groups_of.get_mut(owner) {
            groups.remove(group);
        }
    }
    let cloned: BTreeMap<&str, &str> = collected
        .partners
        .iter()
        .flat_map(|(org, partner)| {
            partner.cloned.iter().flat_map(|listing| &listing.rows).map(|user| (user.id.as_str(), org.as_str()))
        })
        .collect();
    for user in &listing.rows {
        let mut group_ids = groups_of.remove(&user.id).unwrap_or_default();
        group_ids.extend(ids(&user.groups));
        let mut unmapped = Unmapped::new();
        let issued = user.last_token_issued.as_ref().and_then(|issued| issued.date_issued.as_ref());
        let entry = User {
            cloned_from_org_id: cloned.get(user.id.as_str()).map(|org| (*org).to_owned()),
            department: given(user.department.as_ref()),
            division_id: division_of(user.division.as_ref(), "a user", &user.id, document, notes),
            email: given(user.email.as_ref())
                .or_else(|| given(user.username.as_ref()).filter(|name| name.contains('@'))),
            group_ids: group_ids.into_iter().collect(),
            last_login_at: moment(user.date_last_login.as_ref(), notes),
            last_token_issued_at: moment(issued, notes),
            manager_id: id(user.manager.as_ref()),
            name: name(&user.name, &user.id, "a user", notes),
            state: state(&user.state, &STATES, "a user", notes, &mut unmapped),
            title: given(user.title.as_ref()),
            unmapped,
        };
        document.users.insert(user.id.clone(), entry);
    }
    for (user, _) in cloned.iter().filter(|(user, _)| !document.users.contains_key(**user)) {
        notes.add("a user that was cloned from a partner org is not among the users", *user);
    }
}

/// Whether an owner of a group is a member too: it was added by itself.
fn is_member(collected: &Collected, group: &str, owner: &str) -> bool {
    let membership = collected.members.get(group);
    let individuals = membership.and_then(|membership| membership.individuals.as_ref());
    individuals
        .is_some_and(|answer| answer.as_ref().is_ok_and(|listing| listing.rows.iter().any(|user| user.id == owner)))
}

pub(super) fn groups(collected: &Collected, document: &mut Document, notes: &mut Notes, doubts: &mut Doubts) {
    let Some(Ok(listing)) = &collected.groups else { return };
    let mut groups = BTreeMap::new();
    for group in &listing.rows {
        let owner_ids = ids(&group.owners);
        let mut member_ids = BTreeSet::new();
        let mut dynamic = None;
        if let Some(membership) = collected.members.get(&group.id) {
            match &membership.members {
                Ok(members) => {
                    let all = members.rows.iter().map(|user| user.id.clone());
                    member_ids
                        .extend(all.filter(|user| !owner_ids.contains(user) || is_member(collected, &group.id, user)));
                    if let Some(doubt) = &members.doubt {
                        doubts.add(Section::Groups, format!("members of the group {}: {doubt}", group.id));
                    }
                    let counted = group.member_count.and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
                    if members.total.is_some() && members.rows.len() < counted {
                        notes.add("a group counts more members than its list of members does", &group.id);
                    }
                    if members.total.is_none() && members.rows.len() < counted {
                        doubts.add(
                            Section::Groups,
                            format!(
                                "the group {} has {counted} members but only {} could be read",
                                group.id,
                                members.rows.len()
                            ),
                        );
                    }
                }
                Err(lack) if lack.permission.is_some() => {
                    doubts.add(Section::Groups, format!("members: {}", lack.reason));
                }
                Err(lack) => doubts.add(Section::Groups, format!("members of the group {}: {}", group.id, lack.reason)),
            }
            match &membership.dynamic {
                Ok(found) => dynamic = Some(*found),
                Err(lack) => doubts.add(Section::Groups, format!("which groups are dynamic: {}", lack.reason)),
            }
            if let Some(Err(lack)) = &membership.individuals {
                doubts.add(Section::Groups, format!("which owners are members: {}", lack.reason));
            }
        }
        let mut unmapped = Unmapped::new();
        if let Some(kind) = given(group.kind.as_ref()).filter(|kind| !KINDS.contains(&kind.as_str())) {
            notes.add("the type of a group is not one that cordon knows and is kept as it is", kind);
        }
        let entry = Group {
            dynamic,
            // Where the org does not say, owners may count.
            include_owners: group.include_owners.unwrap_or(true),
            member_ids: member_ids.into_iter().collect(),
            name: name(&group.name, &group.id, "a group", notes),
            owner_ids,
            roles_enabled: group.roles_enabled.unwrap_or(true),
            state: state(&group.state, &STATES, "a group", notes, &mut unmapped),
            kind: given(group.kind.as_ref()),
            unmapped,
            visibility: given(group.visibility.as_ref()),
        };
        groups.insert(group.id.clone(), entry);
    }
    document.groups = Some(groups);
}
