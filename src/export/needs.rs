//! Which permissions an export needs, and whether the exporter's own role has them everywhere.

use std::collections::{BTreeMap, BTreeSet};

use super::collect::Collected;
use super::document::Document;
use super::selection::Selection;
use crate::genesys::endpoint::{self, Endpoint, OBJECT_TYPES};
use crate::genesys::model::AuthzSubject;
use crate::snapshot::Section;

/// What a permission is for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Need {
    /// The permission.
    pub permission: &'static str,
    /// The section that needs it.
    pub section: Section,
    /// What it reads.
    pub what: String,
    /// Whether the export can do without.
    pub optional: bool,
}

/// What the one permission is for that lets its holder change something.
const AUTHORIZATIONS: &str = "authorizations of other companies' apps; also lets its holder authorize apps, so leave it out where that is too much";

/// Whether a permission lets its holder change something, for the API has none for looking only.
pub fn changes(permission: &str) -> bool {
    endpoint::OAUTH_AUTHORIZATIONS.permissions.contains(&permission)
}

/// The permissions that sections need, in the order of the document.
pub fn needs(selection: &Selection, usage: bool) -> Vec<Need> {
    let mut needs = Vec::new();
    let mut add = |section, what: &str, endpoint: &Endpoint, optional| {
        if let Some(permission) = endpoint.permission()
            && selection.has(section)
        {
            needs.push(Need { permission, section, what: what.to_owned(), optional });
        }
    };
    add(Section::Roles, "roles", &endpoint::ROLES, false);
    add(Section::Users, "users in every state", &endpoint::USERS, false);
    add(Section::Groups, "which groups find their members by a rule", &endpoint::GROUP_DYNAMIC, false);
    add(Section::Grants, "who holds a role where", &endpoint::SUBJECT_GRANTS, false);
    add(Section::OauthClients, "OAuth clients", &endpoint::OAUTH_CLIENTS, false);
    for kind in OBJECT_TYPES {
        // Any of them opens the list, but each shows objects of its own kind only.
        for permission in kind.endpoint.permissions {
            let one = std::slice::from_ref(permission);
            add(Section::Objects, kind.name, &Endpoint { permissions: one, ..kind.endpoint }, false);
        }
    }
    add(Section::Trustees, "partner orgs", &endpoint::TRUSTEES, false);
    add(Section::Trustees, "users of partner orgs", &endpoint::TRUSTEE_USERS, false);
    add(Section::Trustees, "groups of partner orgs", &endpoint::TRUSTEE_GROUPS, false);
    add(Section::Trustees, "users cloned from partner orgs", &endpoint::CLONED_USERS, false);
    add(Section::AccessPolicies, "access policies", &endpoint::ACCESS_POLICIES, false);
    add(Section::Settings, "settings of roles", &endpoint::ROLE_SETTINGS, false);
    add(Section::OauthAuthorizations, AUTHORIZATIONS, &endpoint::OAUTH_AUTHORIZATIONS, true);
    add(Section::AuditEvents, "the audit trail (--audit-days)", &endpoint::AUDIT_QUERY, true);
    if usage && selection.has(Section::OauthClients) {
        let what = "when clients were last used (--usage-days)".to_owned();
        needs.push(Need {
            permission: "usage:organization:view",
            section: Section::OauthClients,
            what,
            optional: true,
        });
    }
    needs
}

/// The permissions of [`needs`], each once, sorted.
pub fn permissions(needs: &[Need]) -> BTreeSet<&'static str> {
    needs.iter().map(|need| need.permission).collect()
}

/// What the caller holds, and where.
#[derive(Debug, Default)]
pub struct Held {
    everywhere: BTreeSet<String>,
    /// By permission, the divisions.
    somewhere: BTreeMap<String, BTreeSet<String>>,
    /// Whether any role at all is held in all divisions.
    any_everywhere: bool,
    /// Whether a role is held of which nobody says what it permits.
    unknown: bool,
}

/// Where a permission is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// In all divisions.
    Everywhere,
    /// In some.
    Somewhere,
    /// Nowhere, as far as can be told.
    Nowhere,
    /// It can't be told: a role is held of which nobody says what it permits.
    Unknown,
}

impl Held {
    /// Of the caller's own grants. `role` gives what a role permits where the grant itself does not say.
    pub fn of(own: &AuthzSubject, role: impl Fn(&str) -> Vec<String>) -> Self {
        let mut all = Self::default();
        for grant in &own.grants {
            let division = grant.division.as_ref().map_or("", |division| division.id.as_str());
            let Some(granted) = &grant.role else { continue };
            let mut held: BTreeSet<String> = BTreeSet::new();
            for policy in &granted.policies {
                held.extend(
                    policy.actions.iter().map(|action| format!("{}:{}:{action}", policy.domain, policy.entity_name)),
                );
            }
            held.extend(role(&granted.id));
            all.unknown |= held.is_empty();
            if division == "*" {
                all.any_everywhere = true;
                all.everywhere.extend(held);
            } else {
                for permission in held {
                    all.somewhere.entry(permission).or_default().insert(division.to_owned());
                }
            }
        }
        all
    }

    /// Where a permission is held.
    pub fn reach(&self, permission: &str) -> Reach {
        let covered = |held: &String| held == "admin" || covers(held, permission);
        if self.everywhere.iter().any(covered) {
            Reach::Everywhere
        } else if self.unknown {
            Reach::Unknown
        } else if self.somewhere.keys().any(covered) {
            Reach::Somewhere
        } else {
            Reach::Nowhere
        }
    }

    /// Whether any role at all is held in all divisions.
    pub fn any_everywhere(&self) -> bool {
        self.any_everywhere
    }
}

/// Which needed permissions the caller holds in some divisions only, in words; `None` when nothing speaks against
/// the caller seeing all.
pub fn narrow_view(collected: &Collected, document: &Document, selection: &Selection) -> Option<String> {
    let own = match &collected.own {
        Some(Ok(own)) => own,
        _ => {
            return Some(
                "the exporter's own grants can't be read, so nobody knows whether it sees all divisions".to_owned(),
            );
        }
    };
    let held = Held::of(own, |id| {
        let role = document.roles.get(id);
        role.map_or_else(Vec::new, |role| role.permissions.keys().chain(&role.general_permissions).cloned().collect())
    });
    if !held.any_everywhere() {
        return Some("the exporter's own role is not granted in all divisions (`*`)".to_owned());
    }
    let aware = |permission: &str| {
        let catalogue = document.permissions.as_ref();
        catalogue.and_then(|all| all.get(permission)).is_none_or(|entry| entry.division_aware)
    };
    let wanted: Vec<&str> =
        permissions(&needs(selection, false)).into_iter().filter(|permission| aware(permission)).collect();
    let narrow: Vec<&&str> = wanted.iter().filter(|permission| held.reach(permission) == Reach::Somewhere).collect();
    if let Some(first) = narrow.first() {
        let more = if narrow.len() > 1 { format!(" and {} more", narrow.len() - 1) } else { String::new() };
        return Some(format!("the exporter holds {first}{more} in some divisions only, not in all (`*`)"));
    }
    let unknown = wanted.iter().any(|permission| held.reach(permission) == Reach::Unknown);
    unknown.then(|| {
        "what the exporter's own roles permit can't be read, so nobody knows whether it sees all divisions".to_owned()
    })
}

fn covers(held: &str, wanted: &str) -> bool {
    let (mut held, mut wanted) = (held.split(':'), wanted.split(':'));
    loop {
        match (held.next(), wanted.next()) {
            (None, None) => return true,
            (Some(held), Some(wanted)) if held == "*" || held == wanted => {}
            _ => return false,
        }
    }
}

/// The least-privilege role for cordon, as a `genesyscloud_auth_role` of CX as Code.
pub fn as_cx_as_code(needs: &[Need]) -> String {
    let mut policies: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    let (changing, looking): (Vec<_>, Vec<_>) = permissions(needs).into_iter().partition(|name| changes(name));
    for permission in looking {
        if let [domain, entity, action] = permission.split(':').collect::<Vec<_>>()[..] {
            policies.entry((domain, entity)).or_default().insert(action);
        }
    }
    let mut out = String::from(
        "resource \"genesyscloud_auth_role\" \"cordon_export\" {\n  name        = \"cordon export\"\n  description = \"Reads the authorization model; grant it in all divisions\"\n",
    );
    for ((domain, entity), actions) in policies {
        let actions: Vec<String> = actions.into_iter().map(|action| format!("\"{action}\"")).collect();
        out.push_str(&format!(
            "  permission_policies {{\n    domain      = \"{domain}\"\n    entity_name = \"{entity}\"\n    action_set  = [{}]\n  }}\n",
            actions.join(", ")
        ));
    }
    for permission in changing {
        out.push_str(&format!("  # Not given: {permission} ({AUTHORIZATIONS})\n"));
    }
    out.push_str("}\n\nresource \"genesyscloud_oauth_client\" \"cordon_export\" {\n  name                          = \"cordon export\"\n  authorized_grant_type         = \"CLIENT-CREDENTIALS\"\n  access_token_validity_seconds = 3600\n  roles {\n    role_id     = genesyscloud_auth_role.cordon_export.id\n    division_id = \"*\"\n  }\n}\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_of_the_role_is_a_known_one() {
        let known: Vec<String> = serde_json::from_str(include_str!("../../rego/data/known_permissions.json")).unwrap();
        let all = needs(&Selection::of(&[], &[], true), true);
        for permission in permissions(&all) {
            assert!(known.iter().any(|name| name == permission), "{permission}");
        }
        assert!(as_cx_as_code(&all).contains("entity_name = \"orgTrusteeUser\""));
        // A role of a program that only looks lets it change nothing.
        assert!(
            !as_cx_as_code(&all).contains("\"authorize\"") && as_cx_as_code(&all).contains("oauth:client:authorize")
        );
        assert!(covers("routing:*:view", "routing:queue:view") && !covers("admin", "routing:queue:view"));
    }
}
