//! Resources → the entries of the document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map as Members, Value};
use unicode_normalization::UnicodeNormalization;

use super::resources::{Export, blocks};
use crate::export::document::{
    Division, Document, Grant, Group, Map, OauthClient, Object, Role, RoleDivision, RolePermission, Unmapped, User,
};
use crate::export::normalize::{Notes, clients, people, text::state};

/// Types of resources that are objects, with the API's name of the type.
pub(super) const OBJECTS: [(&str, &str); 23] = [
    ("genesyscloud_routing_queue", "QUEUE"),
    ("genesyscloud_flow", "FLOW"),
    ("genesyscloud_flow_milestone", "FLOWMILESTONE"),
    ("genesyscloud_flow_outcome", "FLOWOUTCOME"),
    ("genesyscloud_architect_datatable", "DATATABLES"),
    ("genesyscloud_architect_ivr", "CALLROUTE"),
    ("genesyscloud_architect_schedules", "ROUTINGSCHEDULES"),
    ("genesyscloud_architect_schedulegroups", "ROUTINGSCHEDULEGROUPS"),
    ("genesyscloud_architect_emergencygroup", "EMERGENCYGROUPS"),
    ("genesyscloud_team", "TEAM"),
    ("genesyscloud_routing_skill_group", "SKILLGROUP"),
    ("genesyscloud_outbound_campaign", "CAMPAIGN"),
    ("genesyscloud_outbound_messagingcampaign", "MESSAGINGCAMPAIGN"),
    ("genesyscloud_outbound_contact_list", "CONTACTLIST"),
    ("genesyscloud_outbound_dnclist", "DNCLIST"),
    ("genesyscloud_script", "SCRIPT"),
    ("genesyscloud_responsemanagement_library", "LIBRARY"),
    ("genesyscloud_telephony_providers_edges_extension_pool", "EXTENSIONPOOL"),
    ("genesyscloud_task_management_workbin", "WORKBIN"),
    ("genesyscloud_task_management_worktype", "WORKTYPE"),
    ("genesyscloud_business_rules_decision_table", "DECISIONTABLE"),
    ("genesyscloud_case_management_caseplan", "CASEPLAN"),
    ("genesyscloud_wfm_management_unit", "MANAGEMENTUNIT"),
];

impl Export {
    pub(super) fn fill(&self, document: &mut Document, notes: &mut Notes) {
        for (id, attributes) in self.each("genesyscloud_auth_division") {
            let home = attributes.get("home").and_then(Value::as_bool).unwrap_or(false);
            let entry = Division {
                description: text(attributes, "description"),
                home,
                name: text(attributes, "name").unwrap_or_else(|| id.clone()),
                object_counts: None,
            };
            document.divisions.insert(id, entry);
        }
        // An export names the Home division without describing it.
        let home = self.home_id();
        if !document.divisions.is_empty() && !document.divisions.values().any(|division| division.home) {
            notes.add("the export does not describe the Home division, and is taken to have one called so", &home);
            let named = document.divisions.remove(&home).map_or_else(|| "Home".to_owned(), |division| division.name);
            document.divisions.insert(home, Division { home: true, name: named, ..Division::default() });
        }
        for (id, attributes) in self.each("genesyscloud_auth_role") {
            document.roles.insert(id.clone(), role(&id, attributes, notes));
        }
        for (id, attributes) in self.each("genesyscloud_user") {
            let mut unmapped = Unmapped::new();
            let entry = User {
                department: text(attributes, "department"),
                division_id: self.division(attributes),
                email: text(attributes, "email"),
                manager_id: attributes.get("manager").and_then(|id| self.reference(id)),
                name: text(attributes, "name").unwrap_or_else(|| id.clone()),
                state: said_state(attributes, &people::STATES, "a user", notes, &mut unmapped),
                title: text(attributes, "title"),
                unmapped,
                ..User::default()
            };
            document.users.insert(id, entry);
        }
        document.groups = Some(self.groups(document, notes));
        document.oauth_clients = Some(self.clients(notes));
        document.objects = Some(self.objects());
        document.grants = self.grants(document.oauth_clients.iter().flatten());
    }

    fn groups(&self, document: &mut Document, notes: &mut Notes) -> Map<Group> {
        let mut groups = Map::new();
        for (id, attributes) in self.each("genesyscloud_group") {
            let owner_ids = self.references(attributes.get("owner_ids"));
            let member_ids = self.references(attributes.get("member_ids"));
            for member in &member_ids {
                if let Some(user) = document.users.get_mut(member) {
                    user.group_ids.push(id.clone());
                    user.group_ids.sort();
                }
            }
            let flag = |key: &str, otherwise| attributes.get(key).and_then(Value::as_bool).unwrap_or(otherwise);
            let mut unmapped = Unmapped::new();
            let entry = Group {
                dynamic: None,
                include_owners: flag("include_owners", true),
                member_ids,
                name: text(attributes, "name").unwrap_or_else(|| id.clone()),
                owner_ids,
                roles_enabled: flag("roles_enabled", true),
                state: said_state(attributes, &people::STATES, "a group", notes, &mut unmapped),
                kind: text(attributes, "type"),
                unmapped,
                visibility: text(attributes, "visibility"),
            };
            groups.insert(id, entry);
        }
        groups
    }

    fn clients(&self, notes: &mut Notes) -> Map<OauthClient> {
        let mut clients = Map::new();
        for (id, attributes) in self.each("genesyscloud_oauth_client") {
            let role_divisions: BTreeSet<RoleDivision> = blocks(attributes.get("roles"))
                .filter_map(|pair| {
                    let role_id = self.reference(pair.get("role_id")?)?;
                    let division_id = pair.get("division_id").and_then(|id| self.reference(id));
                    Some(RoleDivision { division_id: division_id.unwrap_or_else(|| self.home_id()), role_id })
                })
                .collect();
            let list = |key: &str| -> Vec<String> {
                let items = blocks(attributes.get(key));
                items.filter_map(Value::as_str).map(nfc).collect::<BTreeSet<_>>().into_iter().collect()
            };
            let given = attributes.get("authorized_grant_type").and_then(Value::as_str).unwrap_or_default();
            let mut unmapped = Unmapped::new();
            let grant_type = clients::grant_type(given, !role_divisions.is_empty(), notes, &mut unmapped);
            let entry = OauthClient {
                description: text(attributes, "description"),
                grant_type,
                name: text(attributes, "name").unwrap_or_else(|| id.clone()),
                redirect_uris: list("registered_redirect_uris"),
                role_divisions: role_divisions.into_iter().collect(),
                scopes: list("scopes"),
                state: said_state(attributes, &clients::STATES, "an OAuth client", notes, &mut unmapped),
                token_validity_seconds: attributes.get("access_token_validity_seconds").and_then(Value::as_u64),
                unmapped,
                ..OauthClient::default()
            };
            clients.insert(id, entry);
        }
        clients
    }

    fn objects(&self) -> Map<Object> {
        let mut objects = Map::new();
        for (kind, name) in OBJECTS {
            for (id, attributes) in self.each(kind) {
                let named = text(attributes, "name").or_else(|| text(attributes, "script_name"));
                let email = attributes
                    .get("email_config")
                    .is_some_and(|config| config.as_array().is_none_or(|all| !all.is_empty()));
                let kind = if name == "MESSAGINGCAMPAIGN" && email { "EMAILCAMPAIGN" } else { name };
                let entry = Object {
                    division_id: self.division(attributes),
                    name: named.unwrap_or_else(|| id.clone()),
                    kind: kind.to_owned(),
                };
                objects.insert(id, entry);
            }
        }
        objects
    }

    fn grants<'c>(&self, clients: impl Iterator<Item = (&'c String, &'c OauthClient)>) -> Map<Vec<Grant>> {
        let mut grants: BTreeMap<String, BTreeSet<Grant>> = BTreeMap::new();
        let kinds = [("genesyscloud_user_roles", "user_id", "user"), ("genesyscloud_group_roles", "group_id", "group")];
        for (kind, key, subject_type) in kinds {
            for (_, attributes) in self.each(kind) {
                let Some(subject) = attributes.get(key).and_then(|id| self.reference(id)) else { continue };
                for pair in blocks(attributes.get("roles")) {
                    let Some(role_id) = pair.get("role_id").and_then(|id| self.reference(id)) else { continue };
                    let mut divisions = self.references(pair.get("division_ids"));
                    if divisions.is_empty() {
                        // Left out, it is the Home division.
                        divisions.push(self.home_id());
                    }
                    let held = grants.entry(subject.clone()).or_default();
                    held.extend(divisions.into_iter().map(|division_id| Grant {
                        division_id,
                        role_id: role_id.clone(),
                        subject_type,
                        unmapped: Unmapped::new(),
                    }));
                }
            }
        }
        for (id, client) in clients {
            let held = client.role_divisions.iter().map(|pair| Grant {
                division_id: pair.division_id.clone(),
                role_id: pair.role_id.clone(),
                subject_type: "oauth_client",
                unmapped: Unmapped::new(),
            });
            grants.entry(id.clone()).or_default().extend(held);
        }
        grants.retain(|_, held| !held.is_empty());
        grants.into_iter().map(|(subject, held)| (subject, held.into_iter().collect())).collect()
    }
}

fn role(id: &str, attributes: &Members<String, Value>, notes: &mut Notes) -> Role {
    let mut permissions: Map<RolePermission> = Map::new();
    for policy in blocks(attributes.get("permission_policies")) {
        let part = |key: &str| policy.get(key).and_then(Value::as_str).unwrap_or_default();
        let conditional = blocks(policy.get("conditions")).next().is_some();
        for action in blocks(policy.get("action_set")).filter_map(Value::as_str) {
            let name = format!("{}:{}:{action}", part("domain"), part("entity_name"));
            if name.split(':').any(|part| part.is_empty() || part.contains(char::is_whitespace)) {
                notes.add("a policy of a role has no domain, entity or action and is left out", name);
                continue;
            }
            permissions.entry(name).or_insert(RolePermission { conditional }).conditional &= conditional;
        }
    }
    let general: BTreeSet<String> = blocks(attributes.get("permissions"))
        .filter_map(Value::as_str)
        .filter(|name| !name.is_empty())
        .map(nfc)
        .collect();
    let default_role_id = text(attributes, "default_role_id");
    Role {
        base: false,
        default: default_role_id.is_some(),
        default_role_id,
        description: text(attributes, "description"),
        general_permissions: general.into_iter().collect(),
        name: text(attributes, "name").unwrap_or_else(|| id.to_owned()),
        needs_update: None,
        permissions,
        unused_permissions: None,
    }
}

fn nfc(text: &str) -> String {
    text.nfc().collect()
}

fn text(attributes: &Members<String, Value>, key: &str) -> Option<String> {
    attributes.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(nfc)
}

/// The state that attributes say; left out, it is the first of `known`.
fn said_state(
    attributes: &Members<String, Value>,
    known: &[&'static str],
    what: &str,
    notes: &mut Notes,
    unmapped: &mut Unmapped,
) -> &'static str {
    match text(attributes, "state") {
        Some(given) => state(&given, known, what, notes, unmapped),
        None => known.first().copied().unwrap_or_default(),
    }
}
