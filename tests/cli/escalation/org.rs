//! A small org, built line by line.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Permissions that do not follow divisions in the orgs built here.
const ORG_WIDE: [&str; 12] = [
    "authorization:orgTrustee:add",
    "authorization:orgTrustee:edit",
    "authorization:orgTrusteeGroup:edit",
    "authorization:orgTrusteeUser:add",
    "authorization:orgTrusteeUser:edit",
    "authorization:role:edit",
    "authorization:settings:edit",
    "directory:group:edit",
    "directory:organization:admin",
    "integrations:action:execute",
    "oauth:client:edit",
    "sso:provider:edit",
];

/// An org in the making: Home and the divisions North, South and East, and nothing else.
#[derive(Clone)]
pub(crate) struct Org {
    pub(crate) value: Value,
}

impl Org {
    pub(crate) fn new() -> Self {
        let division = |name: &str, home: bool| json!({"name": name, "home": home});
        Self {
            value: json!({
                "schema_version": "1",
                "exported_at": "2026-09-01T00:00:00Z",
                "organization": {"id": "org-1", "name": "Rowan Logistics", "short_name": "rowan"},
                "sections": {},
                "divisions": {
                    "home": division("Home", true),
                    "north": division("North", false),
                    "south": division("South", false),
                    "east": division("East", false),
                },
                "permissions": {},
                "roles": {}, "users": {}, "groups": {}, "grants": {}, "oauth_clients": {}, "trustees": {},
                "access_policies": {},
                "settings": {"grant_division_aware": true},
            }),
        }
    }

    /// A role; its id is its name. A permission that begins with `?` is given under a condition.
    pub(crate) fn role(mut self, name: &str, permissions: &[&str]) -> Self {
        let mut given = serde_json::Map::new();
        for permission in permissions {
            let conditional = permission.starts_with('?');
            given.insert(permission.trim_start_matches('?').to_owned(), json!({"conditional": conditional}));
        }
        self.value["roles"][name] =
            json!({"name": name, "default": false, "permissions": given, "general_permissions": []});
        self
    }

    pub(crate) fn user(mut self, id: &str, division: &str) -> Self {
        self.value["users"][id] = json!({"name": id, "email": format!("{id}@rowan.example"), "state": "active",
            "division_id": division, "group_ids": []});
        self
    }

    pub(crate) fn group(mut self, id: &str, owners: &[&str]) -> Self {
        self.value["groups"][id] = json!({"name": id, "type": "official", "state": "active", "visibility": "public",
            "roles_enabled": true, "include_owners": false, "dynamic": false, "owner_ids": owners, "member_ids": []});
        self
    }

    pub(crate) fn client(mut self, id: &str) -> Self {
        self.value["oauth_clients"][id] = json!({"name": id, "grant_type": "client_credentials", "state": "active",
            "scopes": [], "role_divisions": [], "redirect_uris": []});
        self
    }

    /// A partner org with a user of it.
    pub(crate) fn trustee(mut self, org: &str, user: &str) -> Self {
        self.value["trustees"][org] = json!({"name": org, "enabled": true, "has_full_access": false,
            "uses_default_role": false, "users": {user: {"name": user}}, "groups": {}});
        self
    }

    pub(crate) fn grant(mut self, kind: &str, id: &str, role: &str, division: &str) -> Self {
        if !self.value["grants"][id].is_array() {
            self.value["grants"][id] = json!([]);
        }
        let grant = json!({"subject_type": kind, "role_id": role, "division_id": division});
        self.value["grants"][id].as_array_mut().unwrap().push(grant);
        self
    }

    /// Sets something by its JSON pointer.
    pub(crate) fn set(mut self, pointer: &str, value: Value) -> Self {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        self.value.pointer_mut(parent).unwrap()[key] = value;
        self
    }

    /// Takes something away.
    pub(crate) fn without(mut self, pointer: &str) -> Self {
        let (parent, key) = pointer.rsplit_once('/').unwrap();
        self.value.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(key).unwrap();
        self
    }

    /// The snapshot: with a catalogue of every permission that a role gives or that is asked for, unless the org has
    /// a catalogue already.
    pub(crate) fn snapshot(&self, asked: &[&str]) -> Value {
        let mut value = self.value.clone();
        if value["permissions"].as_object().unwrap().is_empty() {
            let mut names: BTreeSet<String> = asked.iter().map(|name| (*name).to_owned()).collect();
            for role in value["roles"].as_object().unwrap().values() {
                names.extend(role["permissions"].as_object().unwrap().keys().cloned());
            }
            for name in names.iter().filter(|name| name.contains(':') && !name.contains('*')) {
                let aware = !ORG_WIDE.contains(&name.as_str());
                value["permissions"][name] = json!({"division_aware": aware, "allows_conditions": true});
            }
        }
        for section in [
            "divisions",
            "permissions",
            "roles",
            "users",
            "groups",
            "oauth_clients",
            "trustees",
            "access_policies",
            "settings",
        ] {
            let count = value[section].as_object().unwrap().len();
            value["sections"][section] = json!({"status": "complete", "count": count});
        }
        let grants: usize =
            value["grants"].as_object().unwrap().values().map(|held| held.as_array().unwrap().len()).sum();
        value["sections"]["grants"] = json!({"status": "complete", "count": grants});
        value
    }
}
