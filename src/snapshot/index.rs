//! The snapshot turned round: division → users, role → subjects, and so on, so that rules need not loop
//! over a whole org to find a partner's part of it.
//!
//! `rego/lib/index.rego` works the same maps out where they are not there, so rules give the same findings
//! without: a test compares both. Here they take one pass over the tree instead of one interpreted loop each.

use std::collections::{HashMap, HashSet};

use regorus::Value;

use super::tree::{self, Tree};
use crate::patterns::fold;

/// Ids by something that they share.
#[derive(Default)]
struct Buckets<K>(HashMap<K, Vec<Value>, foldhash::fast::RandomState>);

impl<K: std::hash::Hash + Eq> Buckets<K> {
    /// Ids come in order, so one that is there already is the last one.
    fn add(&mut self, key: K, id: &Value) {
        let ids = self.0.entry(key).or_default();
        if ids.last() != Some(id) {
            ids.push(id.clone());
        }
    }
}

fn bucket(ids: Vec<Value>) -> Value {
    tree::object(ids.into_iter().map(|id| (id, Value::Bool(true))))
}

impl Buckets<&str> {
    fn into_value(self) -> Value {
        tree::object(self.0.into_iter().map(|(key, ids)| (Value::from(key), bucket(ids))))
    }
}

impl<K: AsRef<str>> Buckets<(&str, K)> {
    fn into_value(self) -> Value {
        let mut outer: HashMap<&str, Vec<(Value, Value)>> = HashMap::new();
        for ((first, second), ids) in self.0 {
            outer.entry(first).or_default().push((Value::from(second.as_ref()), bucket(ids)));
        }
        tree::object(outer.into_iter().map(|(key, members)| (Value::from(key), tree::object(members))))
    }
}

/// Builds `data.cordon.index`; `rego/lib/index.rego` says what each map is.
pub fn of(snapshot: &Tree) -> Tree {
    let mut by_role = Buckets::default();
    let mut by_division = Buckets::default();
    let mut groups = Buckets::default();
    let mut grants = 0_u64;
    for (id, held) in entries(snapshot, "grants") {
        grants += tree::elements(held).count() as u64;
        for grant in tree::elements(held) {
            if let Some(role) = tree::text_member(grant, "role_id") {
                by_role.add(role, id);
            }
            if let Some(division) = tree::text_member(grant, "division_id") {
                by_division.add(division, id);
            }
            if tree::text_member(grant, "subject_type") == Some("group") {
                groups.add((), id);
            }
        }
    }
    // Spellings of a domain are few, so each is turned into lower case once.
    let mut domains: HashMap<&str, String, foldhash::fast::RandomState> = HashMap::default();
    let mut users_by_spelling: Vec<(&Value, Option<&str>, Option<&str>)> = Vec::new();
    let mut origins = Buckets::default();
    let mut not_active = Buckets::default();
    let mut members = Buckets::default();
    let mut managers: HashSet<&str, foldhash::fast::RandomState> = HashSet::default();
    for (id, user) in entries(snapshot, "users") {
        let domain =
            tree::text_member(user, "email").and_then(|email| email.rsplit_once('@')).map(|(_, domain)| domain);
        if let Some(domain) = domain {
            domains.entry(domain).or_insert_with(|| fold(domain));
        }
        users_by_spelling.push((id, tree::text_member(user, "division_id"), domain));
        if let Some(org) = tree::text_member(user, "cloned_from_org_id") {
            origins.add(org, id);
        }
        if let Some(state) = tree::text_member(user, "state").filter(|state| *state != "active") {
            not_active.add(state, id);
        }
        for group in tree::member(user, "group_ids").into_iter().flat_map(tree::elements).filter_map(tree::text) {
            members.add(group, id);
        }
        managers.extend(tree::text_member(user, "manager_id"));
    }
    let mut users_by_domain = Buckets::default();
    let mut users_by_division = Buckets::default();
    for (id, division, domain) in users_by_spelling {
        let domain = domain.map(|domain| domains[domain].as_str());
        if let Some(domain) = domain {
            users_by_domain.add(domain, id);
        }
        if let Some(division) = division {
            users_by_division.add((division, domain.unwrap_or_default()), id);
        }
    }
    let mut objects = Buckets::default();
    let mut types: HashMap<&str, HashMap<&str, u64>> = HashMap::new();
    for (id, object) in entries(snapshot, "objects") {
        let Some(division) = tree::text_member(object, "division_id") else { continue };
        if let Some(name) = tree::text_member(object, "name") {
            objects.add((division, fold(name)), id);
        }
        if let Some(kind) = tree::text_member(object, "type") {
            *types.entry(division).or_default().entry(kind).or_default() += 1;
        }
    }
    let counted = |by_type: HashMap<&str, u64>| {
        tree::object(by_type.into_iter().map(|(kind, number)| (Value::from(kind), Value::from(number))))
    };
    let named = |name: &str, map: Value| (Value::from(name), map);
    tree::object([
        named("subjects_by_role", by_role.into_value()),
        named("subjects_by_division", by_division.into_value()),
        named("groups_with_grants", bucket(groups.0.into_values().flatten().collect())),
        named("users_by_email_domain", users_by_domain.into_value()),
        named("users_by_division", users_by_division.into_value()),
        named("users_by_origin", origins.into_value()),
        named("users_not_active", not_active.into_value()),
        named("users_by_group", members.into_value()),
        named("managers", tree::object(managers.into_iter().map(|id| (Value::from(id), Value::Bool(true))))),
        named("objects_by_name", objects.into_value()),
        named("object_types", tree::object(types.into_iter().map(|(key, types)| (Value::from(key), counted(types))))),
        named("grant_count", Value::from(grants)),
    ])
}

/// The members of a section, with their ids as values that can be shared.
fn entries<'t>(snapshot: &'t Tree, section: &str) -> impl Iterator<Item = (&'t Value, &'t Tree)> {
    let members = match tree::member(snapshot, section) {
        Some(Value::Object(members)) => Some(members.iter_sorted()),
        _ => None,
    };
    members.into_iter().flatten()
}
