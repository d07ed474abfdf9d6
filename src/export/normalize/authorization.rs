//! Divisions, the catalogue, roles with their wildcards expanded, and grants.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::collect::Collected;
use super::super::document::{Division, Document, Grant, Map, Permission, Role, RolePermission, Unmapped};
use super::text::{given, name, nfc};
use super::{Doubts, Notes};
use crate::genesys::model::{PermissionPolicy, Reference};
use crate::snapshot::Section;

pub(super) fn divisions(collected: &Collected, document: &mut Document, notes: &mut Notes) {
    let Some(Ok(listing)) = &collected.divisions else { return };
    for division in &listing.rows {
        // `*` stands for all divisions in a grant and is none itself.
        if division.id == "*" {
            continue;
        }
        let counts = division.object_counts.as_ref().map(|counts| {
            let count = |(kind, count): (&String, &Option<i64>)| Some((nfc(kind), u64::try_from((*count)?).ok()?));
            counts.iter().filter_map(count).collect()
        });
        let entry = Division {
            description: given(division.description.as_ref()),
            home: division.home_division,
            name: name(&division.name, &division.id, "a division", notes),
            object_counts: counts,
        };
        document.divisions.insert(division.id.clone(), entry);
    }
}

pub(super) fn catalogue(collected: &Collected, document: &mut Document, notes: &mut Notes) {
    let Some(Ok(listing)) = &collected.permissions else { return };
    let mut permissions: Map<Permission> = Map::new();
    for row in &listing.rows {
        for (entity, actions) in &row.permission_map {
            for action in actions {
                let or = |own: &String, outer: &String| if own.is_empty() { outer.clone() } else { own.clone() };
                let domain = or(&action.domain, &row.domain);
                let entity = or(&action.entity_type, entity);
                if domain.is_empty() || entity.is_empty() || action.action.is_empty() {
                    let shown = format!("{domain}:{entity}:{}", action.action);
                    notes.add("an entry of the catalogue has no domain, entity or action and is left out", shown);
                    continue;
                }
                if action.division_aware.is_none() {
                    let shown = format!("{domain}:{entity}:{}", action.action);
                    notes.add("the catalogue does not say whether a permission is division-aware, so it is not", shown);
                }
                let entry = Permission {
                    allows_conditions: action.allows_conditions,
                    // Where the catalogue does not say, the permission reaches the whole org: nothing is missed.
                    division_aware: action.division_aware.unwrap_or(false),
                    label: given(action.label.as_ref()),
                };
                permissions.insert(format!("{domain}:{entity}:{}", action.action), entry);
            }
        }
    }
    document.permissions = Some(permissions);
}

pub(super) fn roles(collected: &Collected, document: &mut Document, notes: &mut Notes, doubts: &mut Doubts) {
    let Some(Ok(listing)) = &collected.roles else { return };
    // Against a part of the catalogue a wildcard would stand for too little: it is kept as it is.
    let whole = collected
        .permissions
        .as_ref()
        .is_some_and(|answer| answer.as_ref().is_ok_and(|listing| listing.doubt.is_none()));
    let names = Names::of(document.permissions.as_ref().filter(|_| whole));
    for role in &listing.rows {
        let mut permissions: Map<RolePermission> = Map::new();
        // A condition limits a permission only where no other policy gives it without one.
        let mut give = |permission: String, conditional: bool| {
            let held = permissions.entry(permission).or_insert(RolePermission { conditional });
            held.conditional &= conditional;
        };
        for policy in &role.permission_policies {
            let (given, whole) = names.expand(policy, notes);
            if !whole {
                doubts.add(Section::Roles, format!("a policy of the role {} has no domain, entity or action", role.id));
            }
            for permission in given {
                give(permission, is_conditional(policy));
            }
        }
        let (full, general): (Vec<&String>, Vec<&String>) =
            role.permissions.iter().filter(|name| !name.is_empty()).partition(|name| is_full(name));
        full.into_iter().for_each(|name| give(nfc(name), false));
        let sorted = |names: Vec<&String>| -> Vec<String> {
            names.into_iter().map(|name| nfc(name)).collect::<BTreeSet<_>>().into_iter().collect()
        };
        if let Some(names) = document.permissions.as_ref()
            && let Some(unknown) = permissions.keys().find(|name| !names.contains_key(*name))
        {
            notes.add("a role gives a permission that the catalogue does not have", unknown);
        }
        let entry = Role {
            base: role.base,
            default: role.default,
            default_role_id: given(role.default_role_id.as_ref()),
            description: given(role.description.as_ref()),
            general_permissions: sorted(general),
            name: name(&role.name, &role.id, "a role", notes),
            needs_update: role.role_needs_update,
            permissions,
            unused_permissions: role.unused_permissions.as_ref().map(|names| sorted(names.iter().collect())),
        };
        document.roles.insert(role.id.clone(), entry);
    }
}

fn is_full(name: &str) -> bool {
    let parts: Vec<&str> = name.split(':').collect();
    parts.len() == 3 && parts.iter().all(|part| !part.is_empty() && !part.contains(char::is_whitespace))
}

/// The catalogue as wildcards look into it: domain → entity → actions.
struct Names<'c>(Option<BTreeMap<&'c str, BTreeMap<&'c str, Vec<&'c str>>>>);

impl<'c> Names<'c> {
    fn of(catalogue: Option<&'c Map<Permission>>) -> Self {
        Self(catalogue.map(|catalogue| {
            let mut names: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
            for name in catalogue.keys() {
                if let [domain, entity, action] = name.splitn(3, ':').collect::<Vec<_>>()[..] {
                    names.entry(domain).or_default().entry(entity).or_default().push(action);
                }
            }
            names
        }))
    }

    /// All permissions that a policy gives, and whether all of it could be read. What the catalogue lacks is kept as it
    /// stands, wildcards too.
    fn expand(&self, policy: &PermissionPolicy, notes: &mut Notes) -> (Vec<String>, bool) {
        let (mut out, mut whole) = (Vec::new(), true);
        let (domain, entity) = (&policy.domain, &policy.entity_name);
        for action in policy.action_set.iter().filter(|action| !action.is_empty()) {
            let literal = format!("{domain}:{entity}:{action}");
            if !is_full(&literal) {
                notes.add("a policy of a role has no domain, entity or action and is left out", literal);
                whole = false;
                continue;
            }
            if domain != "*" && entity != "*" && action != "*" {
                out.push(nfc(&literal));
                continue;
            }
            let before = out.len();
            let fits = |pattern: &str, name: &str| pattern == "*" || pattern == name;
            for (known_domain, entities) in self.0.iter().flatten().filter(|(name, _)| fits(domain, name)) {
                for (known_entity, actions) in entities.iter().filter(|(name, _)| fits(entity, name)) {
                    for known_action in actions.iter().filter(|name| fits(action, name)) {
                        out.push(format!("{known_domain}:{known_entity}:{known_action}"));
                    }
                }
            }
            if out.len() == before {
                notes.add("a wildcard of a role matches nothing in the catalogue and is kept as it is", &literal);
                out.push(nfc(&literal));
            }
        }
        (out, whole)
    }
}

/// Whether a policy holds under a condition only: a tree or an expression that says something.
fn is_conditional(policy: &PermissionPolicy) -> bool {
    [&policy.resource_condition_node, &policy.condition].into_iter().flatten().any(limits)
}

fn limits(condition: &Value) -> bool {
    match condition {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => items.iter().any(limits),
        Value::Object(node) => {
            let says =
                |key: &str| node.get(key).is_some_and(|value| value.as_str().is_some_and(|text| !text.is_empty()));
            let terms = node.get("terms").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            if says("variableName") || node.get("operands").and_then(Value::as_array).is_some_and(|all| !all.is_empty())
            {
                return true;
            }
            let conjunction = node.get("conjunction").and_then(Value::as_str).unwrap_or_default();
            if conjunction.eq_ignore_ascii_case("OR") {
                // One alternative without a condition makes all of it unconditional.
                return !terms.is_empty() && terms.iter().all(limits);
            }
            if node.contains_key("terms") {
                terms.iter().any(limits)
            } else {
                node.iter().any(|(key, value)| key != "conjunction" && !value.is_null())
            }
        }
    }
}

pub(super) fn grants(collected: &Collected, document: &mut Document, notes: &mut Notes, doubts: &mut Doubts) {
    let Some(Ok(by_role)) = &collected.grants else { return };
    // Grants are listed by role.
    if let Some(doubt) = collected.roles.iter().flatten().find_map(|listing| listing.doubt.as_ref()) {
        doubts.add(Section::Grants, format!("roles that are not listed may be granted too: {doubt}"));
    }
    let mut grants: BTreeMap<String, BTreeSet<Grant>> = BTreeMap::new();
    for (role_id, answer) in by_role {
        let listing = match answer {
            Ok(listing) => listing,
            Err(lack) if lack.permission.is_some() => {
                doubts.add(Section::Grants, lack.reason.clone());
                continue;
            }
            Err(lack) => {
                doubts.add(Section::Grants, format!("grants of the role {role_id}: {}", lack.reason));
                continue;
            }
        };
        if let Some(doubt) = &listing.doubt {
            doubts.add(Section::Grants, format!("grants of the role {role_id}: {doubt}"));
        }
        for row in &listing.rows {
            let mut unmapped = Unmapped::new();
            let subject_type = subject_type(&row.kind, &row.id, document, notes, &mut unmapped);
            if row.divisions.iter().all(|division| division.id.is_empty()) {
                doubts.add(Section::Grants, format!("grants of the role {role_id}: a row names no division"));
            }
            for Reference { id: division_id, .. } in row.divisions.iter().filter(|division| !division.id.is_empty()) {
                let grant = Grant {
                    division_id: division_id.clone(),
                    role_id: role_id.clone(),
                    subject_type,
                    unmapped: unmapped.clone(),
                };
                grants.entry(row.id.clone()).or_default().insert(grant);
            }
        }
    }
    // Clients say themselves what they hold, and rules read both.
    let clients = document.oauth_clients.iter().flatten();
    for (id, client) in clients.filter(|(_, client)| client.grant_type == "client_credentials") {
        let listed = |role_id: &str, division_id: &str| {
            let held = grants.get(id).into_iter().flatten();
            held.clone().any(|grant| grant.role_id == role_id && grant.division_id == division_id)
        };
        for pair in client.role_divisions.iter().filter(|pair| !listed(&pair.role_id, &pair.division_id)) {
            let what = "a role that an OAuth client says it holds is not among the grants listed by role";
            notes.add(what, format!("{id} holds {}", pair.role_id));
        }
    }
    document.grants = grants.into_iter().map(|(subject, grants)| (subject, grants.into_iter().collect())).collect();
}

/// The kind of a subject. One that the server does not name is told by where the subject is found.
fn subject_type(kind: &str, id: &str, document: &Document, notes: &mut Notes, unmapped: &mut Unmapped) -> &'static str {
    match kind {
        "PC_USER" => return "user",
        "PC_GROUP" => return "group",
        "PC_OAUTH_CLIENT" => return "oauth_client",
        "PC_TRUSTEE_USER" => return "trustee_user",
        "PC_TRUSTEE_GROUP" => return "trustee_group",
        _ => {}
    }
    let partners = || document.trustees.iter().flat_map(BTreeMap::values);
    let found = if document.users.contains_key(id) {
        "user"
    } else if document.groups.as_ref().is_some_and(|groups| groups.contains_key(id)) {
        "group"
    } else if document.oauth_clients.as_ref().is_some_and(|clients| clients.contains_key(id)) {
        "oauth_client"
    } else if partners().any(|partner| partner.users.contains_key(id)) {
        "trustee_user"
    } else if partners().any(|partner| partner.groups.contains_key(id)) {
        "trustee_group"
    } else {
        "user"
    };
    if !kind.is_empty() {
        unmapped.insert("subject_type", nfc(kind));
    }
    let kind = if kind.is_empty() { "none" } else { kind };
    notes.add(
        "the kind of a grant's subject is not one that cordon knows and is told by where the subject is found",
        format!("{kind} for {id}, read as {found}"),
    );
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(text: &str) -> PermissionPolicy {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn wildcards_are_expanded_and_a_full_set_equals_them() {
        let names = ["routing:queue:view", "routing:queue:edit", "routing:skill:view", "users:user:view"];
        let catalogue: Map<Permission> = names.iter().map(|name| ((*name).to_owned(), Permission::default())).collect();
        let names = Names::of(Some(&catalogue));
        let mut notes = Notes::default();
        let mut expand = |text: &str| {
            let (mut all, _) = names.expand(&policy(text), &mut notes);
            all.sort();
            all
        };
        let star = expand(r#"{"domain": "routing", "entityName": "queue", "actionSet": ["*"]}"#);
        assert_eq!(star, expand(r#"{"domain": "routing", "entityName": "queue", "actionSet": ["edit", "view"]}"#));
        assert_eq!(expand(r#"{"domain": "routing", "entityName": "*", "actionSet": ["*"]}"#).len(), 3);
        assert_eq!(expand(r#"{"domain": "new", "entityName": "*", "actionSet": ["*"]}"#), ["new:*:*"]);
        assert_eq!(expand(r#"{"domain": "new", "entityName": "thing", "actionSet": ["do"]}"#), ["new:thing:do"]);
    }

    #[test]
    fn both_forms_of_a_condition_count_and_empty_ones_do_not() {
        for text in [
            r#"{"resourceConditionNode": {"variableName": "Conversation.queues", "operator": "EQ", "operands": []}}"#,
            r#"{"resourceConditionNode": {"conjunction": "AND", "terms": [{"variableName": "a"}]}}"#,
            r#"{"condition": "queue == 1"}"#,
        ] {
            assert!(is_conditional(&policy(text)), "{text}");
        }
        for text in [
            "{}",
            r#"{"resourceConditionNode": null, "condition": ""}"#,
            r#"{"resourceConditionNode": {}}"#,
            r#"{"resourceConditionNode": {"variableName": null, "operator": null, "operands": null}}"#,
            r#"{"resourceConditionNode": {"conjunction": "AND", "terms": []}}"#,
            r#"{"resourceConditionNode": {"conjunction": "OR", "terms": [{"variableName": "a"}, {}]}}"#,
        ] {
            assert!(!is_conditional(&policy(text)), "{text}");
        }
    }
}
