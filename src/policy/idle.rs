//! Lines of a policy file that do nothing, because what they name or describe is not in the org. People and
//! vendors come and go, so these are warnings; but a typo looks the same, and a partner that nobody matches
//! would pass every rule.

use std::collections::BTreeMap;

use super::names::{keys, trustee_id};
use crate::config::{Config, Partner, PolicyFile};
use crate::diagnostic::Diagnostic;
use crate::patterns::{fold, glob, glob_folded};
use crate::snapshot::{JsonPath, Section, Snapshot, Status, tree};

/// Looks for lines that do nothing, and for users that are given to two partners.
pub(super) fn check(policy: &PolicyFile, snapshot: &Snapshot) -> Vec<Diagnostic> {
    let emails = emails(snapshot, &policy.config);
    let mut found = subjects(policy, snapshot, &emails);
    found.extend(users_of_two_partners(policy, snapshot, &emails));
    for (short, partner) in &policy.config.partners {
        found.extend(unknowable(policy, short, partner));
        found.extend(internal_domains(policy, short, partner));
        found.extend(descriptions(policy, snapshot, short, partner));
    }
    found
}

/// Users, clients, trustee orgs and subjects of authorizations that are named but not there.
fn subjects(policy: &PolicyFile, snapshot: &Snapshot, emails: &BTreeMap<String, Vec<&str>>) -> Vec<Diagnostic> {
    let config = &policy.config;
    let mut missing: Vec<(&str, &String, JsonPath)> = Vec::new();
    for (short, partner) in &config.partners {
        let place = |list: &str, index: usize| keys(["partners", short, list]).index(index);
        for (index, user) in partner.users.iter().enumerate() {
            let known = has(snapshot, "users", user) || emails.contains_key(&fold(user));
            if complete(snapshot, Section::Users) && !known {
                missing.push(("user", user, place("users", index)));
            }
        }
        for (index, client) in partner.oauth_clients.iter().enumerate() {
            if complete(snapshot, Section::OauthClients) && !has(snapshot, "oauth_clients", client) {
                missing.push(("OAuth client", client, place("oauth_clients", index)));
            }
        }
        for (index, org) in partner.trustee_orgs.iter().enumerate() {
            if complete(snapshot, Section::Trustees) && trustee_id(snapshot, org).is_none() {
                missing.push(("trustee org", org, place("trustee_orgs", index)));
            }
        }
    }
    let mut unreadable = Vec::new();
    for (index, authorization) in config.authorizations.iter().enumerate() {
        let path = keys(["authorizations"]).index(index).key("subject");
        match is_there(snapshot, emails, &authorization.subject) {
            Some(true) => {}
            Some(false) => missing.push(("subject", &authorization.subject, path)),
            None => unreadable.push((&authorization.subject, path)),
        }
    }
    let missing = missing.into_iter().map(|(kind, name, path)| {
        let warning = Diagnostic::warning(format!("there is no {kind} `{name}` in the org, so this line does nothing"));
        policy.underline(warning.help("correct it, or take it out"), &path, "")
    });
    let unreadable = unreadable.into_iter().map(|(subject, path)| {
        let help = "expected `user/<id>`, `group/<id>`, `oauth_client/<id>`, `trustee_user/<id>`, \
                    `trustee_group/<id>` or an e-mail address";
        policy.underline(Diagnostic::error(format!("`{subject}` names no subject")).help(help), &path, "")
    });
    missing.chain(unreadable).collect()
}

/// A user can be given to one partner by id and to another by e-mail address.
fn users_of_two_partners(
    policy: &PolicyFile,
    snapshot: &Snapshot,
    emails: &BTreeMap<String, Vec<&str>>,
) -> Vec<Diagnostic> {
    let mut first: BTreeMap<&str, (&str, JsonPath)> = BTreeMap::new();
    let mut found = Vec::new();
    for (short, partner) in &policy.config.partners {
        for (index, user) in partner.users.iter().enumerate() {
            let path = keys(["partners", short, "users"]).index(index);
            let by_email = emails.get(&fold(user)).into_iter().flatten().copied();
            let by_id = has(snapshot, "users", user).then_some(user.as_str());
            for id in by_email.chain(by_id) {
                match first.get(id) {
                    Some((other, place)) if other != short => {
                        let message = format!("the user {id} belongs to two partners, `{other}` and `{short}`");
                        let warning = Diagnostic::warning(message).help("rules judge it once for each of them");
                        let both = policy.underline(warning, &path, format!("again for `{short}`"));
                        found.push(policy.underline(both, place, format!("first for `{other}`")));
                    }
                    Some(_) => {}
                    None => {
                        first.insert(id, (short, path.clone()));
                    }
                }
            }
        }
    }
    found
}

/// A domain is of the org's own people or of a partner's.
fn internal_domains(policy: &PolicyFile, short: &str, partner: &Partner) -> Vec<Diagnostic> {
    let internal = &policy.config.org.internal_email_domains;
    let mut found = Vec::new();
    for (at, domain) in partner.email_domains.iter().enumerate() {
        if let Some(index) = internal.iter().position(|own| fold(own) == fold(domain)) {
            let message = format!("the e-mail domain `{domain}` is the org's own and that of the partner `{short}`");
            let warning =
                Diagnostic::warning(message).help("its users count for the partner; take one of the lines out");
            let both =
                policy.underline(warning, &keys(["partners", short, "email_domains"]).index(at), "the partner's");
            found.push(policy.underline(both, &keys(["org", "internal_email_domains"]).index(index), "the org's own"));
        }
    }
    found
}

/// A partner whose table says nothing by which to know its subjects.
fn unknowable(policy: &PolicyFile, short: &str, partner: &Partner) -> Option<Diagnostic> {
    let lists = [
        &partner.divisions,
        &partner.email_domains,
        &partner.users,
        &partner.oauth_clients,
        &partner.oauth_client_names,
        &partner.trustee_orgs,
    ];
    lists.iter().all(|list| list.is_empty()).then(|| {
        let message = format!("nothing says who belongs to the partner `{short}`, so no rule finds anything about it");
        let help =
            "give it `divisions`, `email_domains`, `users`, `oauth_clients`, `oauth_client_names` or `trustee_orgs`";
        policy.underline_key(Diagnostic::warning(message).help(help), &keys(["partners", short]))
    })
}

/// Domains that nobody has an address at, and lists of patterns of which none matches. Among several patterns
/// one that matches nothing is a precaution more often than a mistake.
fn descriptions(policy: &PolicyFile, snapshot: &Snapshot, short: &str, partner: &Partner) -> Vec<Diagnostic> {
    let index = |name: &str| tree::member(&snapshot.index, name);
    let mut found = Vec::new();
    let mut idle = |path: JsonPath, message: String| {
        let warning = Diagnostic::warning(message).help("correct it, or take it out");
        found.push(policy.underline(warning, &path, ""));
    };
    if complete(snapshot, Section::Users) {
        for (at, domain) in partner.email_domains.iter().enumerate() {
            let users = index("users_by_email_domain").and_then(|users| tree::member(users, &fold(domain)));
            if users.is_none() {
                let message = format!("no user has an e-mail address at `{domain}`, so this line does nothing");
                idle(keys(["partners", short, "email_domains"]).index(at), message);
            }
        }
    }
    let patterns = &partner.oauth_client_names;
    if complete(snapshot, Section::OauthClients) && !patterns.is_empty() {
        let mut clients = tree::member(&snapshot.tree, "oauth_clients").into_iter().flat_map(tree::members);
        let matching = |name: &str| patterns.iter().any(|pattern| glob(pattern, name));
        if !clients.any(|(_, client)| tree::text_member(client, "name").is_some_and(matching)) {
            let message = format!("no OAuth client's name matches what is given for `{short}`");
            idle(keys(["partners", short, "oauth_client_names"]), message);
        }
    }
    let patterns: Vec<String> = partner.resource_names.iter().map(|pattern| fold(pattern)).collect();
    if complete(snapshot, Section::Objects) && !patterns.is_empty() {
        let divisions = index("objects_by_name").into_iter().flat_map(tree::members);
        let mut names = divisions.flat_map(|(_, names)| tree::members(names));
        if !names.any(|(name, _)| patterns.iter().any(|pattern| glob_folded(pattern, name))) {
            let message = format!("no object's name matches what is given for `{short}`");
            idle(keys(["partners", short, "resource_names"]), message);
        }
    }
    found
}

fn complete(snapshot: &Snapshot, section: Section) -> bool {
    snapshot.section(section).status == Status::Complete
}

fn has(snapshot: &Snapshot, section: &str, id: &str) -> bool {
    tree::member(&snapshot.tree, section).and_then(|map| tree::member(map, id)).is_some()
}

/// The users of each e-mail address, in lower case, where the policy file names any.
fn emails<'s>(snapshot: &'s Snapshot, config: &Config) -> BTreeMap<String, Vec<&'s str>> {
    let named = config.partners.values().flat_map(|partner| &partner.users);
    let named = named.chain(config.authorizations.iter().map(|authorization| &authorization.subject));
    let mut found: BTreeMap<String, Vec<&str>> =
        named.filter(|name| name.contains('@')).map(|name| (fold(name), Vec::new())).collect();
    if found.is_empty() {
        return found;
    }
    let users = tree::member(&snapshot.tree, "users").into_iter().flat_map(tree::members);
    for (id, user) in users {
        let email = tree::text_member(user, "email").unwrap_or_default();
        if let Some(ids) = found.get_mut(&fold(email)) {
            ids.push(id);
        }
    }
    found.retain(|_, ids| !ids.is_empty());
    found
}

/// Whether a trustee user has the e-mail address.
fn trustee_address(snapshot: &Snapshot, address: &str) -> bool {
    let trustees = tree::member(&snapshot.tree, "trustees").into_iter().flat_map(tree::members);
    let mut users = trustees.filter_map(|(_, trustee)| tree::member(trustee, "users")).flat_map(tree::members);
    users.any(|(_, user)| tree::text_member(user, "email").is_some_and(|email| fold(email) == fold(address)))
}

/// Whether the org has the subject of an authorization, as far as the snapshot can tell; `None` where
/// it is not of a form that names one.
fn is_there(snapshot: &Snapshot, emails: &BTreeMap<String, Vec<&str>>, subject: &str) -> Option<bool> {
    let trusted = |part: &str, id: &str| {
        let mut trustees = tree::member(&snapshot.tree, "trustees").into_iter().flat_map(tree::members);
        trustees.any(|(_, trustee)| tree::member(trustee, part).and_then(|part| tree::member(part, id)).is_some())
    };
    Some(match subject.split_once('/') {
        Some(("user", id)) => !complete(snapshot, Section::Users) || has(snapshot, "users", id),
        Some(("group", id)) => !complete(snapshot, Section::Groups) || has(snapshot, "groups", id),
        Some(("oauth_client", id)) => !complete(snapshot, Section::OauthClients) || has(snapshot, "oauth_clients", id),
        Some(("trustee_user", id)) => !complete(snapshot, Section::Trustees) || trusted("users", id),
        Some(("trustee_group", id)) => !complete(snapshot, Section::Trustees) || trusted("groups", id),
        None if subject.contains('@') => {
            !complete(snapshot, Section::Users)
                || !complete(snapshot, Section::Trustees)
                || emails.contains_key(&fold(subject))
                || trustee_address(snapshot, subject)
        }
        _ => return None,
    })
}
