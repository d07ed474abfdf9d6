//! The policy file, `cordon.toml`: what the org allows its partners.

pub mod discover;
pub mod document;
pub mod toml_file;
pub mod waiver_text;
pub mod waivers;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use crate::finding::waiver::Waiver;
pub use document::PolicyFile;
pub use waivers::WaiverFile;

/// The policy file's schema, as it ships.
pub const CONFIG_SCHEMA: &str = include_str!("../../schemas/config.schema.json");

/// The policy as rules see it at `data.cordon.config`: every list is present, strings are NFC.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Config {
    /// The org itself.
    pub org: Org,
    /// What partners must not and must hold.
    pub permissions: Permissions,
    /// The outside companies, by short name.
    pub partners: BTreeMap<String, Partner>,
    /// Divisions that single subjects may reach besides.
    pub authorizations: Vec<Authorization>,
    /// Settings of single rules, by rule id.
    pub rules: BTreeMap<String, RuleSettings>,
    /// Findings that are accepted for a time.
    pub waivers: Vec<Waiver>,
}

/// `[org]`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Org {
    /// E-mail domains of the org's own people.
    pub internal_email_domains: Vec<String>,
    /// Divisions that no partner may reach, by name or id.
    pub restricted_divisions: Vec<String>,
    /// Days that a waiver may be in force at most, in place of a year.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_waiver_days: Option<u32>,
}

/// `[permissions]`: names, patterns and `@sets`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Permissions {
    /// What no partner subject may hold.
    pub excluded: Vec<String>,
    /// What every active partner user with access needs.
    pub mandatory: Vec<String>,
}

/// `[partners.<short name>]`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Partner {
    /// Name in messages; the short name where the file gives none.
    pub name: String,
    /// The partner's own divisions, by name or id.
    pub divisions: Vec<String>,
    /// Other divisions that it may reach, by name or id.
    pub authorized_divisions: Vec<String>,
    /// E-mail domains of its people.
    pub email_domains: Vec<String>,
    /// Single users of it, by id or e-mail.
    pub users: Vec<String>,
    /// Single OAuth clients of it, by id.
    pub oauth_clients: Vec<String>,
    /// Patterns of its OAuth clients' names.
    pub oauth_client_names: Vec<String>,
    /// Patterns of the names of objects that it manages.
    pub resource_names: Vec<String>,
    /// Its own orgs, by name or id.
    pub trustee_orgs: Vec<String>,
}

/// `[[authorizations]]`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Authorization {
    /// `<subject type>/<id>` or an e-mail address.
    pub subject: String,
    /// Divisions, by name or id.
    pub divisions: Vec<String>,
    /// Why.
    pub reason: String,
}

/// `[rules.<id>]`
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RuleSettings {
    /// Severity in place of the rule's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<crate::finding::Severity>,
    /// Parameters that the rule reads.
    pub params: serde_json::Map<String, serde_json::Value>,
}

impl Config {
    /// The value at a dotted path such as `partners.*.oauth_clients`, where `*` is any member: true
    /// when at least one list or table there has something in it.
    pub fn has_any(&self, path: &str) -> bool {
        fn any(value: &serde_json::Value, steps: &[&str]) -> bool {
            match (steps, value) {
                ([], serde_json::Value::Array(items)) => !items.is_empty(),
                ([], serde_json::Value::Object(members)) => !members.is_empty(),
                ([], value) => !value.is_null(),
                (["*", rest @ ..], serde_json::Value::Object(members)) => {
                    members.values().any(|value| any(value, rest))
                }
                ([key, rest @ ..], value) => value.get(key).is_some_and(|value| any(value, rest)),
            }
        }
        any(&self.to_json(), &path.split('.').collect::<Vec<_>>())
    }

    /// The policy as a JSON document: `data.cordon.config`.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

/// The policy file's schema, parsed when it is first asked for.
static SCHEMA: LazyLock<serde_json::Value> = LazyLock::new(|| serde_json::from_str(CONFIG_SCHEMA).unwrap_or_default());

/// Whether a dotted path such as `partners.*.divisions`, where `*` is any member, is a place of a policy file.
pub fn has_place(path: &str) -> bool {
    let resolved = |part: &'static serde_json::Value| match part.get("$ref").and_then(serde_json::Value::as_str) {
        Some(reference) => SCHEMA.pointer(reference.trim_start_matches('#')),
        None => Some(part),
    };
    let step = |part: &'static serde_json::Value, key: &str| {
        let below = match key {
            "*" => part.get("additionalProperties")?,
            key => part.get("properties")?.get(key)?,
        };
        below.is_object().then(|| resolved(below)).flatten()
    };
    path.split('.').try_fold(&*SCHEMA, step).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_any_looks_through_all_partners() {
        let mut config = Config::default();
        assert!(!config.has_any("partners"));
        config.partners.insert("acme".into(), Partner::default());
        assert!(config.has_any("partners"));
        assert!(!config.has_any("partners.*.oauth_clients"));
        config.partners.insert("beta".into(), Partner { oauth_clients: vec!["x".into()], ..Partner::default() });
        assert!(config.has_any("partners.*.oauth_clients"));
        assert!(!config.has_any("permissions.excluded"));
        assert!(!config.has_any("no.such.path"));
    }

    #[test]
    fn places_of_a_policy_file_are_known() {
        for (path, expected) in [
            ("partners", true),
            ("partners.*.divisions", true),
            ("permissions.excluded", true),
            ("org.restricted_divisions", true),
            ("partnrs", false),
            ("partners.*.division", false),
            ("", false),
        ] {
            assert_eq!(has_place(path), expected, "{path}");
        }
    }
}
