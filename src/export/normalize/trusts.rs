//! Partner orgs, access policies, settings, the audit trail.

use std::collections::BTreeMap;

use serde_json::{Map as Members, Value};

use super::super::collect::Collected;
use super::super::document::{AuditEvent, Document, Settings, Trustee, TrusteeGroup, TrusteeUser};
use super::text::{given, id, moment, name, nfc};
use super::{Doubts, Notes};
use crate::snapshot::Section;

pub(super) fn trustees(collected: &Collected, document: &mut Document, notes: &mut Notes, doubts: &mut Doubts) {
    let Some(Ok(listing)) = &collected.trustees else { return };
    let mut trustees = BTreeMap::new();
    for trustee in &listing.rows {
        let (mut users, mut groups) = (BTreeMap::new(), BTreeMap::new());
        if let Some(partner) = collected.partners.get(&trustee.id) {
            let mut doubt = |what: &str, reason: &str| doubts.add(Section::Trustees, format!("{what}: {reason}"));
            match &partner.users {
                Ok(listing) => {
                    listing.doubt.iter().for_each(|reason| doubt("users of a partner org", reason));
                    for user in &listing.rows {
                        let named = given(user.name.as_ref()).unwrap_or_else(|| user.id.clone());
                        let entry = TrusteeUser { email: given(user.email.as_ref()), name: named };
                        users.insert(user.id.clone(), entry);
                    }
                }
                Err(lack) => doubt("users of partner orgs", &lack.reason),
            }
            match &partner.groups {
                Ok(listing) => {
                    listing.doubt.iter().for_each(|reason| doubt("groups of a partner org", reason));
                    for group in &listing.rows {
                        let named = given(group.name.as_ref()).unwrap_or_else(|| group.id.clone());
                        groups.insert(group.id.clone(), TrusteeGroup { name: named });
                    }
                }
                Err(lack) => doubt("groups of partner orgs", &lack.reason),
            }
            match &partner.cloned {
                Ok(listing) => listing.doubt.iter().for_each(|reason| doubt("users cloned from a partner org", reason)),
                // A server that has no such list has no such users.
                Err(lack) if lack.not_found && !lack.not_saved => {}
                Err(lack) => doubt("users cloned from partner orgs", &lack.reason),
            }
        }
        let organization = trustee.organization.as_ref();
        let mut said = |flag: Option<bool>, what: &str, otherwise: bool| {
            if flag.is_none() {
                let doubt = format!("the org does not say of {} whether {what}", trustee.id);
                doubts.add(Section::Trustees, doubt);
            }
            flag.unwrap_or(otherwise)
        };
        let named = organization.and_then(|organization| organization.name.clone()).unwrap_or_default();
        let entry = Trustee {
            enabled: said(trustee.enabled, "it is enabled", true),
            expires_at: moment(trustee.date_expired.as_ref(), notes),
            groups,
            has_full_access: said(trustee.has_full_access, "it has full access", false),
            name: name(&named, &trustee.id, "a partner org", notes),
            users,
            uses_default_role: said(trustee.uses_default_role, "it uses the default role", false),
        };
        trustees.insert(trustee.id.clone(), entry);
    }
    document.trustees = Some(trustees);
}

pub(super) fn policies_and_settings(
    collected: &Collected,
    document: &mut Document,
    notes: &mut Notes,
    doubts: &mut Doubts,
) {
    if let Some(Ok(listing)) = &collected.policies {
        let policies = listing.rows.iter().map(|policy| {
            let effect = policy.effect.as_deref().unwrap_or_default();
            if !["ALLOW", "DENY"].contains(&effect) {
                notes.add(
                    "the effect of an access policy is not one that cordon knows",
                    format!("`{effect}` of {}", policy.id),
                );
            }
            let mut entry = Members::new();
            let mut put = |key: &str, value: Option<Value>| {
                if let Some(value) = value.filter(|value| !value.is_null()) {
                    entry.insert(key.to_owned(), in_nfc(value));
                }
            };
            let text = |text: &Option<String>| text.clone().filter(|text| !text.is_empty()).map(Value::from);
            put("active", policy.active.map(Value::from));
            put("apply_to_clients", policy.apply_to_clients.map(Value::from));
            put("condition", policy.condition.clone());
            put("description", text(&policy.description));
            put("effect", text(&policy.effect));
            put("name", text(&policy.name));
            put("preset_attributes", policy.preset_attributes.clone());
            put("subject", policy.subject.clone());
            put("target_resource", text(&policy.target_resource));
            (policy.id.clone(), Value::Object(entry))
        });
        document.access_policies = Some(policies.collect());
    }
    if let Some(Ok(settings)) = &collected.settings {
        let flags = [
            (settings.backfill_enabled, "new permissions are added to default roles"),
            (settings.authorization_grant_division_aware, "granting is limited to the divisions of whom grants"),
        ];
        for (_, what) in flags.iter().filter(|(flag, _)| flag.is_none()) {
            doubts.add(Section::Settings, format!("the org does not say whether {what}"));
        }
        document.settings = Some(Settings {
            default_role_backfill: settings.backfill_enabled,
            grant_division_aware: settings.authorization_grant_division_aware,
        });
    }
}

/// All texts in normal form C and all members sorted.
fn in_nfc(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(nfc(&text)),
        Value::Array(items) => items.into_iter().map(in_nfc).collect(),
        Value::Object(members) => {
            let sorted: BTreeMap<String, Value> =
                members.into_iter().map(|(key, value)| (nfc(&key), in_nfc(value))).collect();
            sorted.into_iter().collect()
        }
        other => other,
    }
}

pub(super) fn audit_events(collected: &Collected, document: &mut Document, notes: &mut Notes, doubts: &mut Doubts) {
    let Some(Ok(listing)) = &collected.audits else { return };
    let mut events: Vec<AuditEvent> = Vec::new();
    let mut undated = 0;
    for message in &listing.rows {
        let Some(at) = moment(Some(&message.event_date), notes) else {
            undated += 1;
            continue;
        };
        let entity = message.entity.as_ref();
        events.push(AuditEvent {
            action: nfc(&message.action),
            at,
            client_id: id(message.client.as_ref()),
            entity_id: id(entity),
            entity_name: entity.and_then(|entity| given(entity.name.as_ref())),
            entity_type: given(message.entity_type.as_ref()).unwrap_or_else(|| "unknown".to_owned()),
            home_org_id: given(message.user_home_org_id.as_ref()).filter(|org| *org != collected.organization.id),
            level: given(message.level.as_ref()),
            service: nfc(&message.service_name),
            user_id: id(message.user.as_ref()),
        });
    }
    if undated > 0 {
        doubts.add(Section::AuditEvents, format!("{undated} events do not say when they happened and are left out"));
    }
    // Without the `Z`, a moment with a fraction sorts after the one without.
    events.sort_by(|a, b| (a.at.trim_end_matches('Z'), a).cmp(&(b.at.trim_end_matches('Z'), b)));
    document.audit_events = Some(events);
}
