//! Rules about the audit trail.

use super::{Finding, On};
use crate::floor::Map;
use crate::floor::document::Kind;
use crate::floor::org::Org;
use crate::floor::text::{counted, day};

type Changes<K> = Map<K, Vec<(String, usize)>>;

pub(super) fn find(org: &Org<'_>, found: &mut Vec<Finding>) {
    let mut shared: Changes<&str> = Map::default();
    let mut nobodys: Changes<(&'static str, &str, &str)> = Map::default();
    for (at, event) in org.doc.audit_events.iter().enumerate() {
        let entry = (event.at.to_string(), at);
        let (user, client) = (event.user_id.as_deref(), event.client_id.as_deref());
        if let (None, Some(client)) = (user, client) {
            shared.entry(client).or_default().push(entry.clone());
        }
        if event.level.as_deref().is_some_and(|level| ["SYSTEM", "GENESYS_INTERNAL"].contains(&level)) {
            continue;
        }
        let key = match (user, client) {
            (None, None) => ("organization", &*org.doc.organization.id, &*event.service),
            (None, Some(client)) if !org.clients.contains_key(client) && !org.apps.contains_key(client) => {
                ("oauth_client", client, "")
            }
            (Some(user), _) => {
                let home = event.home_org_id.as_deref().unwrap_or_default();
                if org.users.contains_key(user)
                    || org.trustee_users.contains_key(user)
                    || org.trustees.contains_key(home)
                {
                    continue;
                }
                ("user", user, "")
            }
            _ => continue,
        };
        nobodys.entry(key).or_default().push(entry);
    }
    for (id, mut entries) in shared {
        let mut reasons = org.sharing(id);
        if !reasons.is_empty() {
            reasons.sort_unstable();
            let message = format!(
                "{} made {}, and partners share it: {}. {}",
                org.subject(Kind::OauthClient, id),
                counted(entries.len(), "change"),
                reasons.join("; "),
                period(&mut entries),
            );
            On { rule: "audit-change-by-shared-client", kind: "oauth_client", id }.say(found, message);
        }
    }
    let apps_known = org
        .doc
        .sections
        .iter()
        .any(|(name, section)| &**name == "oauth_authorizations" && &*section.status == "complete");
    for ((kind, id, service), mut entries) in nobodys {
        let (actor, place) = match kind {
            "organization" => {
                ("Somebody whom the audit trail does not name".to_owned(), format!(" in the service {service}"))
            }
            "oauth_client" if !apps_known => continue,
            "oauth_client" => (org.subject(Kind::OauthClient, id), String::new()),
            _ => (org.subject(Kind::User, id), String::new()),
        };
        let message = format!(
            "{actor} made {}{place}, so {} to nobody. {}",
            counted(entries.len(), "change"),
            if entries.len() == 1 { "it leads" } else { "they lead" },
            period(&mut entries),
        );
        let on = On { rule: "audit-change-unattributable", kind, id };
        on.say_by(found, None, service.to_owned(), message);
    }
}

fn period(entries: &mut [(String, usize)]) -> String {
    entries.sort_unstable();
    let at = |entry: Option<&(String, usize)>| entry.map(|(at, _)| day(at).to_owned()).unwrap_or_default();
    let (first, last) = (at(entries.first()), at(entries.last()));
    if first == last { format!("On {first}.") } else { format!("From {first} to {last}.") }
}
