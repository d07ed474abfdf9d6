//! OAuth clients.

use std::collections::BTreeSet;

use super::super::collect::Collected;
use super::super::document::{Document, OauthAuthorization, OauthClient, RoleDivision, Unmapped};
use super::text::{given, id, keep, moment, name, nfc, state};
use super::{Doubts, Notes};
use crate::genesys::model::Id;
use crate::snapshot::Section;

pub(super) fn clients(collected: &Collected, document: &mut Document, notes: &mut Notes, doubts: &mut Doubts) {
    let Some(Ok(listing)) = &collected.clients else { return };
    let mut clients = std::collections::BTreeMap::new();
    let last_use = match &collected.last_use {
        Some(Ok(last)) => Some(last),
        Some(Err(lack)) => {
            doubts.add(Section::OauthClients, format!("when clients were last used: {}", lack.reason));
            None
        }
        None => None,
    };
    for client in &listing.rows {
        let pairs =
            client.role_divisions.iter().filter(|pair| !pair.role_id.is_empty() && !pair.division_id.is_empty());
        let role_divisions: BTreeSet<RoleDivision> = pairs
            .map(|pair| RoleDivision { division_id: pair.division_id.clone(), role_id: pair.role_id.clone() })
            .collect();
        let mut unmapped = Unmapped::new();
        let has_roles = !role_divisions.is_empty();
        let entry = OauthClient {
            created_at: moment(client.date_created.as_ref(), notes),
            created_by: id(client.created_by.as_ref()),
            description: given(client.description.as_ref()),
            grant_type: grant_type(&client.authorized_grant_type, has_roles, notes, &mut unmapped),
            last_used_at: last_use.and_then(|last| moment(last.get(&client.id), notes)),
            modified_at: moment(client.date_modified.as_ref(), notes),
            modified_by: id(client.modified_by.as_ref()),
            name: name(&client.name, &client.id, "an OAuth client", notes),
            redirect_uris: sorted(&client.registered_redirect_uri),
            role_divisions: role_divisions.into_iter().collect(),
            scopes: sorted(&client.scope),
            state: state(&client.state, &STATES, "an OAuth client", notes, &mut unmapped),
            token_validity_seconds: client.access_token_validity_seconds.and_then(|life| u64::try_from(life).ok()),
            unmapped,
        };
        clients.insert(client.id.clone(), entry);
    }
    document.oauth_clients = Some(clients);
}

/// What the org granted to clients that other companies own.
pub(super) fn authorizations(collected: &Collected, document: &mut Document, notes: &mut Notes) {
    let Some(Ok(listing)) = &collected.authorizations else { return };
    let mut authorizations = std::collections::BTreeMap::new();
    for given in &listing.rows {
        let client = &given.client;
        let mut unmapped = Unmapped::new();
        let roles: BTreeSet<&str> = given.roles.iter().map(Id::text).filter(|id| !id.is_empty()).collect();
        let entry = OauthAuthorization {
            created_at: moment(given.date_created.as_ref(), notes),
            name: name(client.name.as_deref().unwrap_or_default(), &client.id, "an authorized OAuth client", notes),
            pending: given.pending,
            resource_owner_id: id(given.resource_owner.as_ref()),
            role_ids: roles.into_iter().map(nfc).collect(),
            scopes: sorted(&given.scope),
            state: state(&given.state, &AUTHORIZATION_STATES, "an authorization", notes, &mut unmapped),
            unmapped,
        };
        authorizations.insert(client.id.clone(), entry);
    }
    document.oauth_authorizations = Some(authorizations);
}

/// Texts, each once, sorted.
fn sorted(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| nfc(text)).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The states of an authorization that the document knows.
const AUTHORIZATION_STATES: [&str; 4] = ["authorized", "requested", "revoked", "unauthorized"];

/// The states that the document knows.
pub(in crate::export) const STATES: [&str; 3] = ["active", "disabled", "inactive"];

/// The grant type in the document's words. An unknown one is read by what the client holds: with roles of its own it
/// acts by itself.
pub(in crate::export) fn grant_type(
    given: &str,
    has_roles: bool,
    notes: &mut Notes,
    unmapped: &mut Unmapped,
) -> &'static str {
    match given.to_ascii_uppercase().replace('_', "-").as_str() {
        "CLIENT-CREDENTIALS" => "client_credentials",
        "CODE" | "AUTHORIZATION-CODE" => "authorization_code",
        "TOKEN" | "IMPLICIT" => "implicit",
        "SAML2-BEARER" => "saml2_bearer",
        "PASSWORD" => "password",
        _ => {
            let read = if has_roles { "client_credentials" } else { "authorization_code" };
            let what =
                format!("the grant type of an OAuth client is not one that cordon knows and is read as `{read}`");
            keep("grant_type", given, what, notes, unmapped);
            read
        }
    }
}
