//! Rules about OAuth clients and apps of other companies.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use cordon::patterns::fold;
use regex::Regex;

use super::{Finding, On};
use crate::floor::Map;
use crate::floor::document::{Client, Kind};
use crate::floor::org::{Org, each};
use crate::floor::permissions::{Matcher, number, param, texts};
use crate::floor::text::{day, first_names, listing};

pub(super) fn find(org: &Org<'_>, found: &mut Vec<Finding>) {
    let usage_since = org.doc.oauth_clients.iter().filter_map(|(_, client)| client.last_used_at.as_deref()).min();
    let mut by_name: Map<String, Vec<&str>> = Map::default();
    for (id, client) in org.doc.oauth_clients.iter() {
        let id = &**id;
        by_name.entry(fold(client.name.trim())).or_default().push(id);
        shared(org, id, client, found);
        if &*client.state == "active" {
            dormant(org, id, client, usage_since, found);
            secret(org, id, client, found);
            owner(org, id, client, found);
            redirects(org, id, client, found);
            alone(org, id, client, found);
        }
    }
    for ids in by_name.values().filter(|ids| ids.len() > 1) {
        for id in ids {
            let others = ids.iter().filter(|other| *other != id).map(|other| org.subject(Kind::OauthClient, other));
            let n = ids.len() - 1;
            let message = format!(
                "{} shares its name with {n} other OAuth {}. The same name: {}.",
                org.subject(Kind::OauthClient, id),
                if n == 1 { "client" } else { "clients" },
                listing(others),
            );
            On { rule: "oauth-name-not-unique", kind: "oauth_client", id }.say(found, message);
        }
    }
    of_partners(org, found);
    apps(org, found);
}

/// What is found on the client itself.
fn alone(org: &Org<'_>, id: &str, client: &Client<'_>, found: &mut Vec<Finding>) {
    let seconds = number(org.config, "oauth-token-validity-too-long", "seconds", 86_400);
    let grants = [
        ("implicit", "oauth-implicit-grant", "uses the implicit grant. Its tokens pass through the browser's address."),
        (
            "password",
            "oauth-password-grant",
            "uses the password grant. It sees the passwords of whoever signs in with it.",
        ),
    ];
    for (_, rule, said) in grants.into_iter().filter(|(grant, _, _)| *grant == &*client.grant_type) {
        let message = format!("{} {said}", org.subject(Kind::OauthClient, id));
        On { rule, kind: "oauth_client", id }.say(found, message);
    }
    if let Some(lives) = client.token_validity_seconds.filter(|lives| *lives > seconds) {
        let message = format!(
            "{} gets tokens that live for {lives} seconds. The limit is {seconds}.",
            org.subject(Kind::OauthClient, id),
        );
        On { rule: "oauth-token-validity-too-long", kind: "oauth_client", id }.say(found, message);
    }
}

fn dormant(org: &Org<'_>, id: &str, client: &Client<'_>, usage_since: Option<&str>, found: &mut Vec<Finding>) {
    let rule = "oauth-client-dormant";
    let days = number(org.config, rule, "days", 90);
    let subject = || org.subject(Kind::OauthClient, id);
    let message = match (client.last_used_at.as_deref(), client.created_at.as_deref(), usage_since) {
        (Some(at), _, _) if org.older_than(at, days) => {
            format!("{} was last used on {}, more than {days} days ago, and is still active.", subject(), day(at))
        }
        (None, Some(at), Some(since)) if org.older_than(at, days) && org.older_than(since, days) => {
            format!("{} is active, and no call of it is known. It was created on {}.", subject(), day(at))
        }
        _ => return,
    };
    On { rule, kind: "oauth_client", id }.say(found, message);
}

fn secret(org: &Org<'_>, id: &str, client: &Client<'_>, found: &mut Vec<Finding>) {
    let rule = "oauth-client-secret-age";
    let days = number(org.config, rule, "days", 365);
    let changed = client.modified_at.as_deref().or(client.created_at.as_deref());
    if let Some(at) = changed.filter(|at| &*client.grant_type == "client_credentials" && org.older_than(at, days)) {
        let message = format!(
            "{} has a secret that is older than {days} days: it was last changed on {}.",
            org.subject(Kind::OauthClient, id),
            day(at),
        );
        On { rule, kind: "oauth_client", id }.say(found, message);
    }
}

/// How somebody is there no more.
fn gone<'o>(org: &'o Org<'_>, id: &str) -> Option<&'o str> {
    match org.users.get(id) {
        Some(user) => (&*user.state != "active").then_some(&*user.state),
        None => {
            let is_known = org.clients.contains_key(id) || org.apps.contains_key(id);
            (!is_known && !org.trustee_users.contains_key(id)).then_some("not in the org")
        }
    }
}

fn owner(org: &Org<'_>, id: &str, client: &Client<'_>, found: &mut Vec<Finding>) {
    let Some(creator) = client.created_by.as_deref() else { return };
    let Some(how) = gone(org, creator) else { return };
    let changed = client.modified_by.as_deref();
    if changed.is_some_and(|who| gone(org, who).is_none()) {
        return;
    }
    let name = |id: &str| org.users.get(id).map_or_else(|| id.to_owned(), |user| user.name.to_string());
    let changed = match changed.filter(|who| *who != creator) {
        Some(who) => {
            format!(" {}, who changed it last, is {}.", name(who), gone(org, who).unwrap_or_default())
        }
        None => String::new(),
    };
    let message = format!(
        "{} has nobody who answers for it: its creator {} is {how}.{changed}",
        org.subject(Kind::OauthClient, id),
        name(creator),
    );
    On { rule: "oauth-client-owner-left", kind: "oauth_client", id }.say(found, message);
}

fn redirects(org: &Org<'_>, id: &str, client: &Client<'_>, found: &mut Vec<Finding>) {
    if ["client_credentials", "password"].contains(&&*client.grant_type) {
        return;
    }
    let unsafe_ones: Vec<String> = (client.redirect_uris.iter())
        .filter_map(|uri| fault(uri).map(|reason| format!("{} ({reason})", &**uri)))
        .collect();
    if !unsafe_ones.is_empty() {
        let message = format!(
            "{} sends users to unsafe addresses: {}.",
            org.subject(Kind::OauthClient, id),
            first_names(&unsafe_ones),
        );
        On { rule: "oauth-redirect-insecure", kind: "oauth_client", id }.say(found, message);
    }
}

fn fault(uri: &str) -> Option<&'static str> {
    static SCRIPT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("^(?i:javascript|data|vbscript):").ok());
    static AUTHORITY: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[^:/?#]*:[/\\]{2,}([^/\\?#]*)").ok());
    static OWN: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^(?i:localhost|127[.][0-9]+[.][0-9]+[.][0-9]+|\[::1\])(:[0-9]*)?$").ok());
    let is = |regex: &Option<Regex>, text: &str| regex.as_ref().is_some_and(|regex| regex.is_match(text));
    let trimmed = uri.trim();
    let authority = AUTHORITY.as_ref().and_then(|regex| regex.captures(trimmed)?.get(1)).map_or("", |one| one.as_str());
    if is(&SCRIPT, trimmed) {
        Some("it runs what it holds")
    } else if authority.contains('@') {
        Some("user information")
    } else if authority.contains('*') {
        Some("a wildcard in the host")
    } else if uri.contains('#') {
        Some("a fragment")
    } else if trimmed.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http:")) && !is(&OWN, authority) {
        Some("plain http")
    } else {
        None
    }
}

/// Clients in the divisions of partners, of several or of none.
fn shared(org: &Org<'_>, id: &str, client: &Client<'_>, found: &mut Vec<Finding>) {
    let mut reasons = org.sharing(id);
    if !reasons.is_empty() {
        reasons.sort_unstable();
        let message = format!("{} is shared by partners: {}.", org.subject(Kind::OauthClient, id), reasons.join("; "));
        On { rule: "oauth-client-shared-by-partners", kind: "oauth_client", id }.say(found, message);
    }
    if &*client.grant_type != "client_credentials" || org.partner_clients.contains_key(id) {
        return;
    }
    let mut roles = BTreeSet::new();
    for (role, division) in org.client_grants(id) {
        for partner in each(org.owners.get(division).copied().unwrap_or_default()) {
            roles.insert(format!("{} of {}", org.grant_told(role, division), org.partners[partner]));
        }
    }
    if !roles.is_empty() {
        let message = format!(
            "{} belongs to no partner but holds roles in partners' own divisions. It holds: {}.",
            org.subject(Kind::OauthClient, id),
            listing(roles),
        );
        On { rule: "oauth-client-unattributed", kind: "oauth_client", id }.say(found, message);
    }
}

fn of_partners(org: &Org<'_>, found: &mut Vec<Finding>) {
    let naming = "oauth-client-name-pattern";
    let pattern = param(org.config, naming, "pattern").and_then(serde_json::Value::as_str).unwrap_or("*");
    let general = Matcher::of([pattern]);
    for (id, few) in &org.partner_clients {
        let Some(client) = org.clients.get(id) else { continue };
        let by_name = org.clients_by_name.get(id).copied().unwrap_or_default();
        let misses_general = !general.matches(&fold(&client.name));
        for partner in each(*few) {
            let short = org.short[partner];
            let own = &org.config.partners[short].oauth_client_names;
            let mut wanted = Vec::new();
            if misses_general {
                wanted.push(format!("the org's `{pattern}`"));
            }
            if !own.is_empty() && by_name >> partner & 1 == 0 {
                let quoted: Vec<String> = own.iter().map(|glob| format!("`{glob}`")).collect();
                wanted.push(format!("the partner's {}", quoted.join(" or ")));
            }
            let holder = org.holder(Kind::OauthClient, id, partner);
            if !wanted.is_empty() {
                wanted.sort_unstable();
                let message = format!(
                    "{holder} has a name that does not say whose it is. It does not follow {}.",
                    wanted.join(" nor "),
                );
                let on = On { rule: naming, kind: "oauth_client", id };
                on.say_by(found, Some(short), short.to_owned(), message);
            }
            if &*client.grant_type != "client_credentials" {
                let message = format!(
                    "{holder} uses the {} grant. Partner tools should use client credentials.",
                    client.grant_type.replace('_', " "),
                );
                let on = On { rule: "oauth-partner-client-not-client-credentials", kind: "oauth_client", id };
                on.say_by(found, Some(short), short.to_owned(), message);
            }
        }
    }
}

fn apps(org: &Org<'_>, found: &mut Vec<Finding>) {
    let rule = "oauth-third-party-authorization";
    let allowed = texts(org.config, rule, "allowed", &[]);
    let known = Matcher::of(allowed.iter().copied());
    for (id, app) in org.doc.oauth_authorizations.iter() {
        let id = &**id;
        let is_known = || allowed.contains(&id) || known.matches(&fold(&app.name));
        if &*app.state != "authorized" || app.pending || is_known() {
            continue;
        }
        let mut scopes: Vec<&str> = app.scopes.iter().map(|scope| &**scope).collect();
        scopes.sort_unstable();
        let scopes =
            if scopes.is_empty() { "no scopes".to_owned() } else { format!("the scopes {}", first_names(&scopes)) };
        let roles = app.role_ids.iter().map(|role| &**role);
        let roles = if app.role_ids.is_empty() { "no roles of its own".to_owned() } else { org.roles_told(roles) };
        let by = app.resource_owner_id.as_deref();
        let by = by.map(|owner| format!(" It was authorized by {}.", org.subject(Kind::User, owner)));
        let message = format!(
            "App {} ({id}) of another company has access to the org. It has {scopes} and {roles}.{}",
            &*app.name,
            by.unwrap_or_default(),
        );
        On { rule, kind: "oauth_client", id }.say(found, message);
    }
}
