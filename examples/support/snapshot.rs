//! The snapshot document as the generators build it. Fields stand in the order in which they are
//! written: by name.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

/// A map that is written with its keys sorted.
pub(crate) type Map<T> = BTreeMap<String, T>;

#[derive(Serialize)]
pub(crate) struct Snapshot {
    pub(crate) access_policies: Map<Value>,
    pub(crate) audit_events: Vec<AuditEvent>,
    pub(crate) divisions: Map<Division>,
    pub(crate) exported_at: String,
    pub(crate) exporter: Exporter,
    pub(crate) grants: Map<Vec<Grant>>,
    pub(crate) groups: Map<Group>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) oauth_clients: Option<Map<OauthClient>>,
    pub(crate) objects: Map<Object>,
    pub(crate) organization: Organization,
    pub(crate) permissions: Map<Permission>,
    pub(crate) roles: Map<Role>,
    pub(crate) schema_version: &'static str,
    pub(crate) sections: Map<Section>,
    pub(crate) settings: Settings,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) trustees: Option<Map<Trustee>>,
    pub(crate) users: Map<User>,
}

impl Snapshot {
    /// Says of every section that it is complete, with the number of its entries.
    pub(crate) fn count_sections(&mut self) {
        let triples = self.grants.values().map(Vec::len).sum();
        let counts = [
            ("access_policies", self.access_policies.len()),
            ("audit_events", self.audit_events.len()),
            ("divisions", self.divisions.len()),
            ("grants", triples),
            ("groups", self.groups.len()),
            ("oauth_clients", self.oauth_clients.as_ref().map_or(0, Map::len)),
            ("objects", self.objects.len()),
            ("permissions", self.permissions.len()),
            ("roles", self.roles.len()),
            ("settings", 2),
            ("trustees", self.trustees.as_ref().map_or(0, Map::len)),
            ("users", self.users.len()),
        ];
        self.sections = counts.into_iter().map(|(name, count)| (name.to_owned(), Section::complete(count))).collect();
    }

    /// Writes the document, one member a line.
    pub(crate) fn write(&self, mut out: impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")?;
        out.flush()
    }
}

#[derive(Serialize)]
pub(crate) struct Exporter {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
}

#[derive(Serialize)]
pub(crate) struct Organization {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) region: String,
    pub(crate) short_name: String,
}

#[derive(Serialize)]
pub(crate) struct Section {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) count: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expected: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    pub(crate) status: &'static str,
}

impl Section {
    pub(crate) fn complete(count: usize) -> Self {
        Self { count: Some(count), expected: None, reason: None, status: "complete" }
    }
}

#[derive(Serialize)]
pub(crate) struct Division {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
    pub(crate) home: bool,
    pub(crate) name: String,
    pub(crate) object_counts: Map<usize>,
}

#[derive(Serialize)]
pub(crate) struct Permission {
    pub(crate) allows_conditions: bool,
    pub(crate) division_aware: bool,
    pub(crate) label: String,
}

#[derive(Serialize)]
pub(crate) struct Role {
    pub(crate) base: bool,
    pub(crate) default: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) default_role_id: Option<String>,
    pub(crate) description: String,
    pub(crate) general_permissions: Vec<String>,
    pub(crate) name: String,
    pub(crate) needs_update: bool,
    pub(crate) permissions: Map<RolePermission>,
}

#[derive(Serialize)]
pub(crate) struct RolePermission {
    pub(crate) conditional: bool,
}

#[derive(Serialize)]
pub(crate) struct User {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cloned_from_org_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) department: Option<String>,
    pub(crate) division_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    pub(crate) group_ids: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_login_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_token_issued_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) manager_id: Option<String>,
    pub(crate) name: String,
    pub(crate) state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) title: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Group {
    pub(crate) dynamic: bool,
    pub(crate) include_owners: bool,
    pub(crate) member_ids: Vec<String>,
    pub(crate) name: String,
    pub(crate) owner_ids: Vec<String>,
    pub(crate) roles_enabled: bool,
    pub(crate) state: &'static str,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) visibility: &'static str,
}

#[derive(Serialize, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Grant {
    pub(crate) division_id: String,
    pub(crate) role_id: String,
    pub(crate) subject_type: &'static str,
}

#[derive(Serialize)]
pub(crate) struct OauthClient {
    pub(crate) created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) created_by: Option<String>,
    pub(crate) description: String,
    pub(crate) grant_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_used_at: Option<String>,
    pub(crate) name: String,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) role_divisions: Vec<RoleDivision>,
    pub(crate) scopes: Vec<String>,
    pub(crate) state: &'static str,
    pub(crate) token_validity_seconds: u32,
}

#[derive(Serialize)]
pub(crate) struct RoleDivision {
    pub(crate) division_id: String,
    pub(crate) role_id: String,
}

#[derive(Serialize)]
pub(crate) struct Object {
    pub(crate) division_id: String,
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
}

#[derive(Serialize)]
pub(crate) struct Trustee {
    pub(crate) enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expires_at: Option<String>,
    pub(crate) groups: Map<TrusteeGroup>,
    pub(crate) has_full_access: bool,
    pub(crate) name: String,
    pub(crate) users: Map<TrusteeUser>,
    pub(crate) uses_default_role: bool,
}

#[derive(Serialize)]
pub(crate) struct TrusteeUser {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) email: Option<String>,
    pub(crate) name: String,
}

#[derive(Serialize)]
pub(crate) struct TrusteeGroup {
    pub(crate) name: String,
}

#[derive(Serialize)]
pub(crate) struct Settings {
    pub(crate) default_role_backfill: bool,
    pub(crate) grant_division_aware: bool,
}

#[derive(Serialize)]
pub(crate) struct AuditEvent {
    pub(crate) action: &'static str,
    pub(crate) at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_id: Option<String>,
    pub(crate) entity_id: String,
    pub(crate) entity_name: String,
    pub(crate) entity_type: &'static str,
    pub(crate) service: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) user_id: Option<String>,
}
