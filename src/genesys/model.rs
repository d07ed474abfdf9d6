//! The part of each response that an authorization model needs. Unknown members are ignored, missing ones are
//! defaults. The secret of an OAuth client has no field here, so it ends where the response is parsed.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

/// `null` is as good as nothing.
fn nullable<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(from: D) -> Result<T, D::Error> {
    Ok(Option::<T>::deserialize(from)?.unwrap_or_default())
}

/// A row of a listing, and by what it is told from others.
pub trait Row: Serialize + for<'de> Deserialize<'de> + Clone + Send + 'static {
    /// The id; rows without one can't be used.
    fn id(&self) -> &str;

    /// What makes two rows one: usually the id.
    fn identity(&self) -> String {
        self.id().to_owned()
    }
}

macro_rules! models {
    ($($(#[$attribute:meta])* $name:ident { $($(#[$field_attribute:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$attribute])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        #[allow(missing_docs, reason = "the fields are those of the API, under its names")]
        pub struct $name {
            $($(#[$field_attribute])* #[serde(deserialize_with = "nullable")] pub $field: $kind,)*
        }
    )*};
}

/// An id, by itself or in a reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Id {
    /// By itself.
    Bare(String),
    /// In a reference.
    Of(Reference),
}

impl Id {
    /// The id.
    pub fn text(&self) -> &str {
        match self {
            Self::Bare(id) => id,
            Self::Of(reference) => &reference.id,
        }
    }
}

macro_rules! rows {
    ($($name:ident),*) => {$(
        impl Row for $name {
            fn id(&self) -> &str {
                &self.id
            }
        }
    )*};
}

models! {
    /// The org.
    Organization { id: String, name: String, third_party_org_name: Option<String>, }

    /// A reference to something with an id.
    Reference { id: String, name: Option<String>, }

    /// A division.
    Division {
        id: String,
        name: String,
        description: Option<String>,
        home_division: bool,
        object_counts: Option<BTreeMap<String, Option<i64>>>,
    }

    /// The permissions of one domain; a domain may stand in several rows.
    PermissionCollection { id: Option<String>, domain: String, permission_map: BTreeMap<String, Vec<Permission>>, }

    /// A permission of the catalogue.
    Permission {
        domain: String,
        entity_type: String,
        action: String,
        label: Option<String>,
        allows_conditions: bool,
        division_aware: Option<bool>,
    }

    /// A role with what it permits.
    Role {
        id: String,
        name: String,
        description: Option<String>,
        default_role_id: Option<String>,
        permissions: Vec<String>,
        unused_permissions: Option<Vec<String>>,
        permission_policies: Vec<PermissionPolicy>,
        role_needs_update: Option<bool>,
        default: bool,
        base: bool,
    }

    /// Actions on one kind of entity.
    PermissionPolicy {
        domain: String,
        entity_name: String,
        action_set: Vec<String>,
        resource_condition_node: Option<serde_json::Value>,
        /// The other form of a condition: an expression.
        condition: Option<serde_json::Value>,
    }

    /// A subject that holds a role, with the divisions in which it does.
    SubjectGrants {
        id: String,
        name: Option<String>,
        #[serde(rename = "type")]
        kind: String,
        divisions: Vec<Reference>,
    }

    /// A user of the org.
    User {
        id: String,
        name: String,
        division: Option<Reference>,
        email: Option<String>,
        username: Option<String>,
        department: Option<String>,
        title: Option<String>,
        state: String,
        manager: Option<Reference>,
        groups: Vec<Reference>,
        last_token_issued: Option<TokenIssued>,
        date_last_login: Option<String>,
    }

    /// When a token was issued.
    TokenIssued { date_issued: Option<String>, }

    /// A group.
    Group {
        id: String,
        name: String,
        state: String,
        #[serde(rename = "type")]
        kind: Option<String>,
        visibility: Option<String>,
        member_count: Option<i64>,
        roles_enabled: Option<bool>,
        include_owners: Option<bool>,
        owners: Vec<Reference>,
    }

    /// The rule by which a group finds its members.
    DynamicSettings { query: Option<serde_json::Value>, }

    /// An OAuth client, without its secret.
    OauthClient {
        id: String,
        name: String,
        description: Option<String>,
        access_token_validity_seconds: Option<i64>,
        registered_redirect_uri: Vec<String>,
        date_created: Option<String>,
        date_modified: Option<String>,
        created_by: Option<Reference>,
        modified_by: Option<Reference>,
        authorized_grant_type: String,
        scope: Vec<String>,
        role_divisions: Vec<RoleDivision>,
        state: String,
    }

    /// A role that a client holds in a division.
    RoleDivision { role_id: String, division_id: String, }

    /// What the org granted to a client that another company owns. Of the client itself, only who it is.
    OauthAuthorization {
        client: Reference,
        scope: Vec<String>,
        roles: Vec<Id>,
        resource_owner: Option<Reference>,
        date_created: Option<String>,
        pending: Option<bool>,
        state: String,
    }

    /// An object that stands in a division.
    Object {
        id: String,
        name: Option<String>,
        division: Option<Reference>,
        /// Only in messaging campaigns: it makes them e-mail campaigns.
        email_config: Option<EmailConfig>,
    }

    /// That something is an e-mail campaign.
    EmailConfig {}

    /// A partner org that is trusted.
    Trustee {
        id: String,
        enabled: Option<bool>,
        uses_default_role: Option<bool>,
        has_full_access: Option<bool>,
        date_expired: Option<String>,
        organization: Option<Reference>,
    }

    /// A user or group of a partner org.
    TrusteeMember { id: String, name: Option<String>, email: Option<String>, }

    /// A user of this org that was cloned from one of a partner's.
    ClonedUser { id: String, }

    /// Settings of roles.
    RoleSettings { backfill_enabled: Option<bool>, authorization_grant_division_aware: Option<bool>, }

    /// An attribute-based access policy.
    AccessPolicy {
        id: String,
        name: Option<String>,
        description: Option<String>,
        target_resource: Option<String>,
        subject: Option<serde_json::Value>,
        effect: Option<String>,
        condition: Option<serde_json::Value>,
        preset_attributes: Option<serde_json::Value>,
        active: Option<bool>,
        apply_to_clients: Option<bool>,
        date_modified: Option<String>,
    }

    /// An audit message.
    AuditMessage {
        id: String,
        user_home_org_id: Option<String>,
        user: Option<Reference>,
        client: Option<Reference>,
        service_name: String,
        event_date: String,
        action: String,
        entity: Option<Reference>,
        entity_type: Option<String>,
        level: Option<String>,
    }

    /// Services whose audits can be asked for.
    AuditServices { services: Vec<AuditService>, }

    /// One of them.
    AuditService { name: String, }

    /// A query that runs on the server.
    Execution { id: Option<String>, execution_id: Option<String>, results_uri: Option<String>, state: Option<String>, }

    /// Use of the API by clients.
    Usage { results: Vec<UsageRow>, query_status: Option<String>, cursors: Option<Cursors>, }

    /// Requests of one client in one stretch of time.
    UsageRow { client_id: String, date: Option<String>, requests: Option<i64>, }

    /// Where a listing goes on.
    Cursors { after: Option<String>, }

    /// The caller's own grants.
    AuthzSubject { id: String, name: Option<String>, grants: Vec<AuthzGrant>, }

    /// One grant of them.
    AuthzGrant { division: Option<Reference>, role: Option<GrantRole>, }

    /// A role in a grant.
    GrantRole { id: String, name: Option<String>, policies: Vec<GrantPolicy>, }

    /// What that role permits.
    GrantPolicy { domain: String, entity_name: String, actions: Vec<String>, }

    /// Whose token it is.
    TokenInfo {
        organization: Option<Reference>,
        home_organization: Option<Reference>,
        #[serde(rename = "OAuthClient")]
        oauth_client: Option<Reference>,
    }

    /// An error as the API words it.
    ErrorBody {
        message: Option<String>,
        code: Option<String>,
        context_id: Option<String>,
        message_params: BTreeMap<String, serde_json::Value>,
        error: Option<String>,
        description: Option<String>,
        error_description: Option<String>,
    }
}

rows!(Division, Role, User, Group, OauthClient, Object, Trustee, TrusteeMember, ClonedUser, AccessPolicy, AuditMessage);

impl Row for OauthAuthorization {
    fn id(&self) -> &str {
        &self.client.id
    }
}

impl Row for SubjectGrants {
    fn id(&self) -> &str {
        &self.id
    }

    /// One subject may stand in several rows, each with some of its divisions.
    fn identity(&self) -> String {
        let mut divisions: Vec<&str> = self.divisions.iter().map(|division| division.id.as_str()).collect();
        divisions.sort_unstable();
        format!("{} {} {}", self.id, self.kind, divisions.join(" "))
    }
}

impl Row for PermissionCollection {
    fn id(&self) -> &str {
        &self.domain
    }

    /// One domain may stand in several rows, each with some of its entities.
    fn identity(&self) -> String {
        let entities: Vec<String> =
            self.permission_map.iter().map(|(name, actions)| format!("{name}/{}", actions.len())).collect();
        format!("{} {}", self.domain, entities.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_no_place_for_its_secret() {
        let text = r#"{"id": "c", "secret": "pl4nted", "state": null, "scope": null, "unknown": [1]}"#;
        let client: OauthClient = serde_json::from_str(text).unwrap();
        assert!(!serde_json::to_string(&client).unwrap().contains("pl4nted"));
        assert!(!format!("{client:?}").contains("pl4nted"));
    }
}
