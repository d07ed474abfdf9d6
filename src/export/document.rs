//! The snapshot document as the exporter writes it. Members stand in the order of their names, so that a document
//! is written with sorted keys.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

use crate::snapshot::Section;

/// Entries by id.
pub type Map<T> = BTreeMap<String, T>;

/// Words of the org that the document has none for, by member.
pub type Unmapped = BTreeMap<&'static str, String>;

macro_rules! document {
    ($($(#[$attribute:meta])* $name:ident { $($(#[$field_attribute:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$attribute])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize)]
        #[expect(missing_docs, reason = "the schema describes the members")]
        pub struct $name { $($(#[$field_attribute])* pub $field: $kind,)* }
    )*};
}

document! {
    /// The whole document.
    Document {
        #[serde(skip_serializing_if = "Option::is_none")]
        access_policies: Option<Map<Value>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        audit_events: Option<Vec<AuditEvent>>,
        divisions: Map<Division>,
        exported_at: String,
        exporter: Exporter,
        grants: Map<Vec<Grant>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        groups: Option<Map<Group>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        oauth_authorizations: Option<Map<OauthAuthorization>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        oauth_clients: Option<Map<OauthClient>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        objects: Option<Map<Object>>,
        organization: Organization,
        #[serde(skip_serializing_if = "Option::is_none")]
        permissions: Option<Map<Permission>>,
        roles: Map<Role>,
        schema_version: &'static str,
        sections: BTreeMap<&'static str, SectionState>,
        #[serde(skip_serializing_if = "Option::is_none")]
        settings: Option<Settings>,
        #[serde(skip_serializing_if = "Option::is_none")]
        trustees: Option<Map<Trustee>>,
        users: Map<User>,
    }

    /// Who wrote it.
    Exporter { name: &'static str, version: &'static str, }

    /// The org.
    Organization {
        id: String,
        name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        region: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        short_name: Option<String>,
    }

    /// How much of a section is there.
    SectionState {
        #[serde(skip_serializing_if = "Option::is_none")]
        count: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        expected: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        status: &'static str,
        /// Whether it is missing for want of what an export can do without.
        #[serde(skip)]
        spared: bool,
    }

    /// A division.
    Division {
        #[serde(skip_serializing_if = "Option::is_none")]
        description: Option<String>,
        home: bool,
        name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        object_counts: Option<Map<u64>>,
    }

    /// A permission of the catalogue.
    Permission {
        allows_conditions: bool,
        division_aware: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<String>,
    }

    /// A role.
    Role {
        base: bool,
        default: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        default_role_id: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        description: Option<String>,
        general_permissions: Vec<String>,
        name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        needs_update: Option<bool>,
        permissions: Map<RolePermission>,
        #[serde(skip_serializing_if = "Option::is_none")]
        unused_permissions: Option<Vec<String>>,
    }

    /// How a role gives a permission.
    RolePermission { conditional: bool, }

    /// A user.
    User {
        #[serde(skip_serializing_if = "Option::is_none")]
        cloned_from_org_id: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        department: Option<String>,
        division_id: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        email: Option<String>,
        group_ids: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        last_login_at: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        last_token_issued_at: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        manager_id: Option<String>,
        name: String,
        state: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        unmapped: Unmapped,
    }

    /// A group.
    Group {
        #[serde(skip_serializing_if = "Option::is_none")]
        dynamic: Option<bool>,
        include_owners: bool,
        member_ids: Vec<String>,
        name: String,
        owner_ids: Vec<String>,
        roles_enabled: bool,
        state: &'static str,
        #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        unmapped: Unmapped,
        #[serde(skip_serializing_if = "Option::is_none")]
        visibility: Option<String>,
    }

    /// A grant.
    #[derive(Eq, PartialOrd, Ord)]
    Grant {
        division_id: String,
        role_id: String,
        subject_type: &'static str,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        unmapped: Unmapped,
    }

    /// An OAuth client.
    OauthClient {
        #[serde(skip_serializing_if = "Option::is_none")]
        created_at: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        created_by: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        description: Option<String>,
        grant_type: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        last_used_at: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        modified_at: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        modified_by: Option<String>,
        name: String,
        redirect_uris: Vec<String>,
        role_divisions: Vec<RoleDivision>,
        scopes: Vec<String>,
        state: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        token_validity_seconds: Option<u64>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        unmapped: Unmapped,
    }

    /// The authorization of a client that another company owns.
    OauthAuthorization {
        #[serde(skip_serializing_if = "Option::is_none")]
        created_at: Option<String>,
        name: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        pending: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        resource_owner_id: Option<String>,
        role_ids: Vec<String>,
        scopes: Vec<String>,
        state: &'static str,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        unmapped: Unmapped,
    }

    /// A role that a client holds in a division.
    #[derive(Eq, PartialOrd, Ord)]
    RoleDivision { division_id: String, role_id: String, }

    /// An object.
    Object {
        division_id: String,
        name: String,
        #[serde(rename = "type")]
        kind: String,
    }

    /// A partner org.
    Trustee {
        enabled: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        expires_at: Option<String>,
        groups: Map<TrusteeGroup>,
        has_full_access: bool,
        name: String,
        users: Map<TrusteeUser>,
        uses_default_role: bool,
    }

    /// A user of a partner org.
    TrusteeUser {
        #[serde(skip_serializing_if = "Option::is_none")]
        email: Option<String>,
        name: String,
    }

    /// A group of a partner org.
    TrusteeGroup { name: String, }

    /// Settings of roles.
    Settings {
        #[serde(skip_serializing_if = "Option::is_none")]
        default_role_backfill: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        grant_division_aware: Option<bool>,
    }

    /// An entry of the audit trail.
    #[derive(Eq, PartialOrd, Ord)]
    AuditEvent {
        action: String,
        at: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        client_id: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        entity_id: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        entity_name: Option<String>,
        entity_type: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        home_org_id: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        level: Option<String>,
        service: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        user_id: Option<String>,
    }
}

impl Document {
    /// Entries of a section (grants: triples); `None` where the document does not hold it.
    pub fn entries(&self, section: Section) -> Option<u64> {
        let settings = |settings: &Settings| {
            usize::from(settings.default_role_backfill.is_some()) + usize::from(settings.grant_division_aware.is_some())
        };
        let count = match section {
            Section::Divisions => Some(self.divisions.len()),
            Section::Permissions => self.permissions.as_ref().map(Map::len),
            Section::Roles => Some(self.roles.len()),
            Section::Users => Some(self.users.len()),
            Section::Groups => self.groups.as_ref().map(Map::len),
            Section::Grants => Some(self.grants.values().map(Vec::len).sum()),
            Section::OauthClients => self.oauth_clients.as_ref().map(Map::len),
            Section::Objects => self.objects.as_ref().map(Map::len),
            Section::Trustees => self.trustees.as_ref().map(Map::len),
            Section::AccessPolicies => self.access_policies.as_ref().map(Map::len),
            Section::Settings => self.settings.as_ref().map(settings),
            Section::OauthAuthorizations => self.oauth_authorizations.as_ref().map(Map::len),
            Section::AuditEvents => self.audit_events.as_ref().map(Vec::len),
        };
        count.map(|count| count as u64)
    }

    /// Writes the document, one member a line.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut out, self)?;
        out.write_all(b"\n")?;
        out.flush()
    }
}
