//! The snapshot turned round: division → users, role → subjects, and so on, so that rules need not loop
//! over a whole org to find a partner's part of it.
//!
//! `rego/lib/index.rego` works the same maps out where they are not there, so rules give the same findings
//! without: a test compares both. Here they take one pass over the tree instead of one interpreted loop each.

use std::collections::HashMap;

use regorus::Value;

use super::tree::{self, Tree};

/// Ids by something that they share.
#[derive(Default)]
struct Buckets<'t>(HashMap<&'t str, Vec<&'t Value>, foldhash::fast::RandomState>);

impl<'t> Buckets<'t> {
    fn add(&mut self, key: &'t str, id: &'t Value) {
        let ids = self.0.entry(key).or_default();
        // Ids come in order, so one that is there already is the last one.
        if ids.last().is_none_or(|last| !std::ptr::eq(*last, id)) {
            ids.push(id);
        }
    }

    fn into_value(self) -> Value {
        let bucket = |ids: Vec<&Value>| {
            let members = ids.into_iter().map(|id| (id.clone(), Value::Bool(true)));
            tree::object(members)
        };
        let buckets = self.0.into_iter().map(|(key, ids)| (Value::from(key), bucket(ids)));
        tree::object(buckets)
    }
}

/// Builds one half of `data.cordon.index`, the one about grants; `rego/lib/index.rego` says what each map is.
pub fn of_grants(snapshot: &Tree) -> Vec<(Value, Value)> {
    let [mut roles, mut divisions]: [Buckets<'_>; 2] = std::array::from_fn(|_| Buckets::default());
    for (id, held) in entries(snapshot, "grants") {
        for grant in tree::elements(held) {
            if let Some(role) = tree::text_member(grant, "role_id") {
                roles.add(role, id);
            }
            if let Some(division) = tree::text_member(grant, "division_id") {
                divisions.add(division, id);
            }
        }
    }
    vec![named("subjects_by_role", roles), named("subjects_by_division", divisions)]
}

/// Builds the other half, about users and objects.
pub fn of_users_and_objects(snapshot: &Tree) -> Vec<(Value, Value)> {
    let [mut addresses, mut divisions, mut origins, mut objects]: [Buckets<'_>; 4] =
        std::array::from_fn(|_| Buckets::default());
    for (id, user) in entries(snapshot, "users") {
        if let Some((_, domain)) = tree::text_member(user, "email").and_then(|email| email.rsplit_once('@')) {
            addresses.add(domain, id);
        }
        if let Some(division) = tree::text_member(user, "division_id") {
            divisions.add(division, id);
        }
        if let Some(org) = tree::text_member(user, "cloned_from_org_id") {
            origins.add(org, id);
        }
    }
    for (id, object) in entries(snapshot, "objects") {
        if let Some(division) = tree::text_member(object, "division_id") {
            objects.add(division, id);
        }
    }
    let spellings: Vec<(String, Vec<&Value>)> =
        addresses.0.into_iter().map(|(domain, ids)| (domain.to_lowercase(), ids)).collect();
    let mut domains = Buckets::default();
    for (domain, ids) in &spellings {
        domains.0.entry(domain.as_str()).or_default().extend(ids);
    }
    vec![
        named("users_by_email_domain", domains),
        named("users_by_division", divisions),
        named("users_by_origin", origins),
        named("objects_by_division", objects),
    ]
}

/// Puts the two halves together.
pub fn joined(halves: impl IntoIterator<Item = (Value, Value)>) -> Tree {
    tree::object(halves)
}

fn named(name: &str, buckets: Buckets<'_>) -> (Value, Value) {
    (Value::from(name), buckets.into_value())
}

/// The members of a section, with their ids as values that can be shared.
fn entries<'t>(snapshot: &'t Tree, section: &str) -> impl Iterator<Item = (&'t Value, &'t Tree)> {
    let members = match tree::member(snapshot, section) {
        Some(Value::Object(members)) => Some(members.iter_sorted()),
        _ => None,
    };
    members.into_iter().flatten()
}
