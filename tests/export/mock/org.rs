//! An org as its API shows it, made of a snapshot.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::LISTED_SECRET;

/// How a listing goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// `pageNumber`, with totals and `nextUri`.
    Number,
    /// `cursor` in the body and in `nextUri`.
    Cursor,
    /// `after` in `nextUri` only.
    After,
    /// `after` in the body of a POST and of the answer.
    Posted,
    /// All at once.
    Whole,
    /// All at once, with nothing but `entities`.
    Bare,
    /// Not a listing.
    One,
}

/// What a path answers with.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) style: Style,
    pub(crate) entities: Vec<Value>,
    /// Largest page, where the documentation names one.
    pub(crate) largest: usize,
}

/// An org: answers by path.
#[derive(Debug, Clone, Default)]
pub(crate) struct Org {
    pub(crate) answers: BTreeMap<String, Answer>,
    /// The snapshot that it was made of.
    pub(crate) truth: Value,
    /// The matching policy file.
    pub(crate) policy: String,
}

/// Type of object, path, style, largest page.
const OBJECTS: [(&str, &str, Style, usize); 22] = [
    ("QUEUE", "/api/v2/routing/queues", Style::Number, 500),
    ("FLOW", "/api/v2/flows", Style::Number, 500),
    ("FLOWMILESTONE", "/api/v2/flows/milestones", Style::Number, 500),
    ("FLOWOUTCOME", "/api/v2/flows/outcomes", Style::Number, 500),
    ("DATATABLES", "/api/v2/flows/datatables", Style::Number, 500),
    ("CALLROUTE", "/api/v2/architect/ivrs", Style::Number, 500),
    ("ROUTINGSCHEDULES", "/api/v2/architect/schedules", Style::Number, 500),
    ("ROUTINGSCHEDULEGROUPS", "/api/v2/architect/schedulegroups", Style::Number, 500),
    ("EMERGENCYGROUPS", "/api/v2/architect/emergencygroups", Style::Number, 500),
    ("TEAM", "/api/v2/teams", Style::After, 500),
    ("SKILLGROUP", "/api/v2/routing/skillgroups", Style::After, 500),
    ("CAMPAIGN", "/api/v2/outbound/campaigns", Style::Number, 100),
    ("MESSAGINGCAMPAIGN", "/api/v2/outbound/messagingcampaigns", Style::Number, 100),
    ("CONTACTLIST", "/api/v2/outbound/contactlists", Style::Number, 100),
    ("DNCLIST", "/api/v2/outbound/dnclists", Style::Number, 100),
    ("SCRIPT", "/api/v2/scripts", Style::Number, 500),
    ("LIBRARY", "/api/v2/responsemanagement/libraries", Style::Number, 500),
    ("EXTENSIONPOOL", "/api/v2/telephony/providers/edges/extensionpools", Style::Number, 500),
    ("MANAGEMENTUNIT", "/api/v2/workforcemanagement/managementunits", Style::Whole, 0),
    ("BUSINESSUNIT", "/api/v2/workforcemanagement/businessunits", Style::Bare, 0),
    ("WORKBIN", "/api/v2/taskmanagement/workbins/query", Style::Posted, 200),
    ("WORKTYPE", "/api/v2/taskmanagement/worktypes/query", Style::Posted, 200),
];

fn members<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = (&'v String, &'v Value)> {
    value.get(key).and_then(Value::as_object).into_iter().flatten()
}

fn ids(value: &Value, key: &str) -> Vec<Value> {
    value[key].as_array().into_iter().flatten().map(|id| json!({"id": id, "selfUri": "/api/v2/x"})).collect()
}

/// Without the members that are null.
fn entity(value: Value) -> Value {
    let Value::Object(members) = value else { return value };
    members.into_iter().filter(|(_, value)| !value.is_null()).collect()
}

impl Org {
    /// An invented org of a size.
    pub(crate) fn generated(users: usize) -> Self {
        let (text, policy) = crate::gen_org::texts(users, 7).unwrap();
        Self { policy, ..Self::of(serde_json::from_str(&text).unwrap()) }
    }

    /// The org of a snapshot.
    pub(crate) fn of(truth: Value) -> Self {
        let mut org = Self { truth, ..Self::default() };
        let truth = org.truth.clone();
        org.authorization(&truth);
        org.people(&truth);
        org.trusts(&truth);
        org.rest(&truth);
        org
    }

    pub(crate) fn put(&mut self, path: &str, style: Style, largest: usize, entities: Vec<Value>) {
        self.answers.insert(path.to_owned(), Answer { style, entities, largest });
    }

    /// Changes the entities of a path.
    pub(crate) fn change(&mut self, path: &str, change: impl FnOnce(&mut Vec<Value>)) {
        change(&mut self.answers.get_mut(path).unwrap().entities);
    }

    fn authorization(&mut self, truth: &Value) {
        let organization = &truth["organization"];
        let me = json!({
            "id": organization["id"],
            "name": organization["name"],
            "thirdPartyOrgName": organization["short_name"],
            "state": "active",
            "features": {"voice": true},
            "selfUri": "/api/v2/organizations/me",
        });
        self.put("/api/v2/organizations/me", Style::One, 0, vec![me]);
        let mut counts: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
        let objects = members(truth, "objects").map(|(_, object)| (object["type"].as_str().unwrap(), object));
        let users = members(truth, "users").map(|(_, user)| ("USER", user));
        for (kind, one) in objects.chain(users) {
            let division = one["division_id"].as_str().unwrap().to_owned();
            *counts.entry(division).or_default().entry(kind.to_owned()).or_default() += 1;
        }
        let divisions = members(truth, "divisions").map(|(id, division)| {
            entity(json!({
                "id": id,
                "name": division["name"],
                "description": division["description"],
                "homeDivision": division["home"],
                "objectCounts": counts.get(id).cloned().unwrap_or_default(),
                "selfUri": format!("/api/v2/authorization/divisions/{id}"),
            }))
        });
        self.put("/api/v2/authorization/divisions", Style::Number, 500, divisions.collect());
        self.put("/api/v2/authorization/permissions", Style::Number, 100, catalogue(truth));
        let roles = members(truth, "roles").map(|(id, role)| {
            entity(json!({
                "id": id,
                "name": role["name"],
                "description": role["description"],
                "default": role["default"],
                "base": role["base"],
                "defaultRoleId": role["default_role_id"],
                "permissions": role["general_permissions"],
                "roleNeedsUpdate": role["needs_update"],
                "unusedPermissions": role["unused_permissions"],
                "permissionPolicies": policies(role),
                "selfUri": format!("/api/v2/authorization/roles/{id}"),
            }))
        });
        self.put("/api/v2/authorization/roles", Style::Number, 500, roles.collect());
        let settings = json!({
            "backfillEnabled": truth["settings"]["default_role_backfill"],
            "authorizationGrantDivisionAware": truth["settings"]["grant_division_aware"],
            "selfUri": "/api/v2/authorization/roles/settings",
        });
        self.put("/api/v2/authorization/roles/settings", Style::One, 0, vec![settings]);
        let first_role = members(truth, "roles").next().unwrap().0.clone();
        let own = json!({
            "id": super::CLIENT_ID,
            "name": "cordon export",
            "grants": [{
                "subjectId": super::CLIENT_ID,
                "division": {"id": "*", "name": "All"},
                "role": {"id": first_role, "name": "cordon export", "policies": [
                    {"domain": "*", "entityName": "*", "actions": ["*"]},
                ]},
            }],
        });
        self.put("/api/v2/authorization/subjects/me", Style::One, 0, vec![own]);
        self.grants(truth);
    }

    fn grants(&mut self, truth: &Value) {
        let mut rows: BTreeMap<String, BTreeMap<(String, String), Vec<Value>>> = BTreeMap::new();
        for (subject, held) in members(truth, "grants") {
            for grant in held.as_array().unwrap() {
                let kind = format!("PC_{}", grant["subject_type"].as_str().unwrap().to_uppercase());
                let division = json!({"id": grant["division_id"], "name": "a division", "selfUri": "/api/v2/x"});
                let role = rows.entry(grant["role_id"].as_str().unwrap().to_owned()).or_default();
                role.entry((subject.clone(), kind)).or_default().push(division);
            }
        }
        for (role, _) in members(truth, "roles") {
            let rows = rows.remove(role).unwrap_or_default();
            let entities = rows.into_iter().map(|((id, kind), divisions)| {
                json!({"id": id, "name": "a subject", "type": kind, "divisions": divisions, "selfUri": "/api/v2/x"})
            });
            let path = format!("/api/v2/authorization/roles/{role}/subjectgrants");
            self.put(&path, Style::Number, 500, entities.collect());
        }
    }

    fn people(&mut self, truth: &Value) {
        let users = members(truth, "users").map(|(id, user)| {
            let text = |key: &str| user[key].as_str();
            entity(json!({
                "id": id,
                "name": user["name"],
                "email": user["email"],
                "username": user["email"],
                "state": user["state"],
                "title": user["title"],
                "department": user["department"],
                "division": {"id": user["division_id"], "name": "a division", "selfUri": "/api/v2/x"},
                "manager": text("manager_id").map(|id| json!({"id": id})),
                "groups": ids(user, "group_ids"),
                "lastTokenIssued": text("last_token_issued_at").map(|at| json!({"dateIssued": at})),
                "dateLastLogin": user["last_login_at"],
                "version": 3,
                "selfUri": format!("/api/v2/users/{id}"),
            }))
        });
        self.put("/api/v2/users/query", Style::Cursor, 500, users.collect());
        let mut groups = Vec::new();
        for (id, group) in members(truth, "groups") {
            let members = group["member_ids"].as_array().unwrap();
            groups.push(entity(json!({
                "id": id,
                "name": group["name"],
                "state": group["state"],
                "type": group["type"],
                "visibility": group["visibility"],
                "rolesEnabled": group["roles_enabled"],
                "includeOwners": group["include_owners"],
                "owners": ids(group, "owner_ids"),
                "memberCount": members.len(),
                "selfUri": format!("/api/v2/groups/{id}"),
            })));
            let path = format!("/api/v2/groups/{id}");
            // Owners stand among the members, as the documentation says.
            let mut everybody = members.clone();
            everybody.extend(
                group["owner_ids"].as_array().unwrap().iter().filter(|owner| !members.contains(owner)).cloned(),
            );
            let user = |id: &Value| json!({"id": id, "name": "a member", "state": "active", "selfUri": "/api/v2/x"});
            self.put(&format!("{path}/members"), Style::Number, 500, everybody.iter().map(user).collect());
            self.put(&format!("{path}/individuals"), Style::Whole, 0, members.iter().map(user).collect());
            let conditions = if group["dynamic"] == true { json!([{"operation": "And"}]) } else { json!([]) };
            let settings = json!({"group": {"id": id}, "query": {"skillConditions": conditions}});
            self.put(&format!("{path}/dynamicsettings"), Style::One, 0, vec![settings]);
        }
        self.put("/api/v2/groups", Style::Number, 500, groups);
    }

    fn trusts(&mut self, truth: &Value) {
        let trustees = members(truth, "trustees").map(|(id, trustee)| {
            entity(json!({
                "id": id,
                "enabled": trustee["enabled"],
                "usesDefaultRole": trustee["uses_default_role"],
                "hasFullAccess": trustee["has_full_access"],
                "dateExpired": trustee["expires_at"],
                "organization": {"id": id, "name": trustee["name"]},
                "selfUri": format!("/api/v2/orgauthorization/trustees/{id}"),
            }))
        });
        self.put("/api/v2/orgauthorization/trustees", Style::Number, 500, trustees.collect());
        for (id, trustee) in members(truth, "trustees") {
            let path = format!("/api/v2/orgauthorization/trustees/{id}");
            let users = members(trustee, "users").map(|(id, user)| {
                entity(json!({"id": id, "name": user["name"], "email": user["email"], "state": "active"}))
            });
            self.put(&format!("{path}/users"), Style::Number, 500, users.collect());
            let groups = members(trustee, "groups").map(|(id, group)| json!({"id": id, "name": group["name"]}));
            self.put(&format!("{path}/groups"), Style::Number, 500, groups.collect());
            let cloned = members(truth, "users").filter(|(_, user)| user["cloned_from_org_id"] == **id);
            let cloned = cloned.map(|(id, user)| json!({"id": id, "name": user["name"]}));
            self.put(&format!("{path}/clonedusers"), Style::Whole, 0, cloned.collect());
        }
    }

    fn rest(&mut self, truth: &Value) {
        let clients = members(truth, "oauth_clients").map(|(id, client)| {
            let grant_type = match client["grant_type"].as_str().unwrap() {
                "client_credentials" => "CLIENT-CREDENTIALS",
                "authorization_code" => "CODE",
                "implicit" => "TOKEN",
                "saml2_bearer" => "SAML2-BEARER",
                _ => "PASSWORD",
            };
            let pairs = client["role_divisions"].as_array().unwrap().iter();
            let pairs = pairs.map(|pair| json!({"roleId": pair["role_id"], "divisionId": pair["division_id"]}));
            let user = |key: &str| client[key].as_str().map(|id| json!({"id": id}));
            entity(json!({
                "id": id,
                "name": client["name"],
                "description": client["description"],
                "authorizedGrantType": grant_type,
                "state": client["state"],
                "scope": client["scopes"],
                "secret": LISTED_SECRET,
                "registeredRedirectUri": client["redirect_uris"],
                "roleDivisions": pairs.collect::<Vec<_>>(),
                "accessTokenValiditySeconds": client["token_validity_seconds"],
                "dateCreated": client["created_at"],
                "dateModified": client["modified_at"],
                "createdBy": user("created_by"),
                "modifiedBy": user("modified_by"),
                "selfUri": format!("/api/v2/oauth/clients/{id}"),
            }))
        });
        self.put("/api/v2/oauth/clients", Style::Whole, 0, clients.collect());
        let authorizations = members(truth, "oauth_authorizations").map(|(id, authorization)| {
            let state = authorization["state"].as_str().unwrap();
            entity(json!({
                "client": {"id": id, "name": authorization["name"], "secret": LISTED_SECRET, "state": "active"},
                "scope": authorization["scopes"],
                "roles": authorization["role_ids"],
                "resourceOwner": authorization["resource_owner_id"].as_str().map(|id| json!({"id": id})),
                "dateCreated": authorization["created_at"],
                "pending": authorization["pending"],
                "state": format!("{}{}", state[..1].to_uppercase(), &state[1..]),
                "selfUri": format!("/api/v2/oauth/authorizations/{id}"),
            }))
        });
        self.put("/api/v2/oauth/authorizations", Style::Whole, 0, authorizations.collect());
        let policies = members(truth, "access_policies").map(|(id, policy)| {
            entity(json!({
                "id": id,
                "name": policy["name"],
                "targetResource": policy["target_resource"],
                "subject": policy["subject"],
                "effect": policy["effect"],
                "condition": policy["condition"],
                "active": policy["active"],
                "applyToClients": policy["apply_to_clients"],
                "selfUri": format!("/api/v2/authorization/policies/{id}"),
            }))
        });
        self.put("/api/v2/authorization/policies", Style::After, 200, policies.collect());
        for (kind, path, style, largest) in OBJECTS {
            let of_kind = members(truth, "objects").filter(|(_, object)| {
                object["type"] == kind || (kind == "MESSAGINGCAMPAIGN" && object["type"] == "EMAILCAMPAIGN")
            });
            let entities = of_kind.map(|(id, object)| {
                let email = (object["type"] == "EMAILCAMPAIGN").then(|| json!({}));
                entity(json!({
                    "id": id,
                    "name": object["name"],
                    "division": {"id": object["division_id"], "name": "a division"},
                    "emailConfig": email,
                    "selfUri": format!("{path}/{id}"),
                }))
            });
            self.put(path, style, largest, entities.collect());
        }
        let services = ["PeoplePermissions", "Routing"].map(|name| json!({"name": name, "entities": []}));
        self.put("/api/v2/audits/query/servicemapping", Style::One, 0, vec![json!({"services": services})]);
        let audits = truth["audit_events"].as_array().into_iter().flatten().enumerate().map(|(at, event)| {
            let reference = |key: &str| event[key].as_str().map(|id| json!({"id": id}));
            entity(json!({
                "id": format!("audit-{at:04}"),
                "serviceName": event["service"],
                "eventDate": event["at"],
                "action": event["action"],
                "entityType": event["entity_type"],
                "entity": entity(json!({"id": event["entity_id"], "name": event["entity_name"]})),
                "user": reference("user_id"),
                "client": reference("client_id"),
                "userHomeOrgId": event["home_org_id"],
                "level": "USER",
                "status": "SUCCESS",
            }))
        });
        self.put("/api/v2/audits/query/q1/results", Style::Cursor, 500, audits.collect());
    }
}

/// The catalogue by domain; the first domain stands in two rows.
fn catalogue(truth: &Value) -> Vec<Value> {
    let mut domains: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for (name, entry) in members(truth, "permissions") {
        let [domain, entity_type, action] = name.splitn(3, ':').collect::<Vec<_>>()[..] else { continue };
        let permission = entity(json!({
            "domain": domain,
            "entityType": entity_type,
            "action": action,
            "label": entry["label"],
            "allowsConditions": entry["allows_conditions"],
            "divisionAware": entry["division_aware"],
        }));
        let entities = domains.entry(domain).or_default();
        let held = entities.entry(entity_type).or_insert_with(|| json!([]));
        held.as_array_mut().unwrap().push(permission);
    }
    let mut rows = Vec::new();
    for (domain, entities) in domains {
        let mut parts = vec![entities];
        if rows.is_empty() && parts[0].len() > 1 {
            let last = parts[0].keys().next_back().unwrap().clone();
            let moved = parts[0].remove(&last).unwrap();
            parts.push([(last, moved)].into_iter().collect());
        }
        for part in parts {
            rows.push(
                json!({"id": domain, "name": domain, "domain": domain, "permissionMap": part, "selfUri": "/api/v2/x"}),
            );
        }
    }
    rows
}

/// A role's policies: by entity, with a wildcard where the role has a whole entity.
fn policies(role: &Value) -> Vec<Value> {
    let mut by_entity: BTreeMap<(String, String, bool), Vec<String>> = BTreeMap::new();
    for (name, how) in members(role, "permissions") {
        let [domain, entity_type, action] = name.splitn(3, ':').collect::<Vec<_>>()[..] else { continue };
        let key = (domain.to_owned(), entity_type.to_owned(), how["conditional"] == true);
        by_entity.entry(key).or_default().push(action.to_owned());
    }
    let rows = by_entity.into_iter().map(|((domain, entity_name, conditional), actions)| {
        let condition = json!({"conjunction": "AND", "terms": [{
            "variableName": "Conversation.mediaType", "operator": "EQ",
            "operands": [{"type": "SCALAR", "value": "CALL"}],
        }]});
        entity(json!({
            "domain": domain,
            "entityName": entity_name,
            "actionSet": actions,
            "allowConditions": conditional,
            "resourceConditionNode": conditional.then_some(condition),
        }))
    });
    rows.collect()
}
