//! The permission catalogue: real names, and a plausible guess at what kind each of them is.

use std::io;

use super::snapshot::Permission;

/// Domains whose permissions reach the whole org, whatever the division of the grant.
const WHOLE_ORG: [&str; 30] = [
    "affiliateOrganization",
    "alerting",
    "audits",
    "authorization",
    "billing",
    "bridge",
    "dataprivacy",
    "employeePerformance",
    "externalContacts",
    "gdpr",
    "geolocation",
    "infrastructureascode",
    "integration",
    "integrations",
    "internal",
    "journey",
    "limits",
    "messaging",
    "mfa",
    "oauth",
    "presence",
    "settings",
    "sms",
    "sso",
    "telephony",
    "troubleshooting",
    "uploads",
    "usage",
    "webDeployments",
    "widgets",
];

/// Single entities that reach the whole org although their domain knows divisions.
const WHOLE_ORG_ENTITIES: [&str; 14] = [
    "analytics:dataExport",
    "analytics:dataRetention",
    "analytics:reportingSettings",
    "architect:jobExport",
    "architect:systemPrompt",
    "conversation:encryptionKey",
    "conversation:settings",
    "directory:group",
    "directory:location",
    "directory:organization",
    "recording:encryptionKey",
    "recording:job",
    "recording:settings",
    "routing:settings",
];

/// Entities that a role may give under a condition.
const CONDITIONAL: [&str; 8] = [
    "analytics:conversationDetail",
    "conversation:communication",
    "directory:user",
    "quality:evaluation",
    "recording:recording",
    "recording:screenRecording",
    "routing:queue",
    "workitems:workitem",
];

/// Every permission name that the public API is known to ask for.
pub(crate) fn known() -> io::Result<Vec<String>> {
    let names = include_str!("../../rego/data/known_permissions.json");
    Ok(serde_json::from_str(names)?)
}

/// The catalogue's entry for one permission.
pub(crate) fn entry(name: &str) -> Permission {
    let domain = name.split(':').next().unwrap_or(name);
    let entity = name.rsplit_once(':').map_or(name, |(entity, _)| entity);
    Permission {
        allows_conditions: CONDITIONAL.contains(&entity),
        division_aware: !WHOLE_ORG.contains(&domain) && !WHOLE_ORG_ENTITIES.contains(&entity),
        label: name.split(':').map(words).collect::<Vec<_>>().join(" > "),
    }
}

/// `conversationDetail` → `Conversation Detail`.
fn words(name: &str) -> String {
    let mut out = String::new();
    for (at, letter) in name.chars().enumerate() {
        if at == 0 {
            out.extend(letter.to_uppercase());
        } else {
            if letter.is_uppercase() {
                out.push(' ');
            }
            out.push(letter);
        }
    }
    out
}
