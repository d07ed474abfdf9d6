//! Who may what where, in plain code over the JSON document: slow, and as short as it can be.

use std::collections::BTreeSet;

use serde_json::Value;

pub(crate) struct Org<'a> {
    org: &'a Value,
    scopes: &'a Value,
    /// The users who may sign in.
    users: Vec<String>,
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str)
}

fn has(list: &Value, text: &str) -> bool {
    texts(list).any(|one| one == text)
}

/// Where a role's key stands for a name, `*` for one part or the key for itself.
fn stands_for(key: &str, name: &str) -> bool {
    let (keys, parts): (Vec<&str>, Vec<&str>) = (key.split(':').collect(), name.split(':').collect());
    key == name
        || (!name.contains('*')
            && keys.len() == parts.len()
            && keys.iter().zip(parts).all(|(key, part)| *key == "*" || *key == part))
}

impl<'a> Org<'a> {
    pub(crate) fn of(org: &'a Value, scopes: &'a Value) -> Self {
        let mut plain = Self { org, scopes, users: Vec::new() };
        let may_sign_in = |(kind, id): &(String, String)| {
            let state = &org["users"][id]["state"];
            kind == "user" && (state.is_null() || state == "active")
        };
        plain.users = plain.subjects().into_iter().filter(may_sign_in).map(|(_, id)| id).collect();
        plain
    }

    /// Every subject that the org, a grant or a group that passes grants on names.
    pub(crate) fn subjects(&self) -> BTreeSet<(String, String)> {
        let mut all = BTreeSet::new();
        for (kind, section) in [("user", "users"), ("group", "groups"), ("oauth_client", "oauth_clients")] {
            all.extend(entries(&self.org[section]).map(|(id, _)| (kind.to_owned(), id.clone())));
        }
        for (_, trustee) in entries(&self.org["trustees"]) {
            all.extend(entries(&trustee["users"]).map(|(id, _)| ("trustee_user".to_owned(), id.clone())));
            all.extend(entries(&trustee["groups"]).map(|(id, _)| ("trustee_group".to_owned(), id.clone())));
        }
        for (id, grants) in entries(&self.org["grants"]) {
            let types = grants.as_array().unwrap().iter().map(|grant| grant["subject_type"].as_str().unwrap());
            all.extend(types.map(|kind| (kind.to_owned(), id.clone())));
        }
        for (id, group) in entries(&self.org["groups"]).filter(|(id, group)| self.passes_on(id, group)) {
            let owners = texts(&group["owner_ids"]).filter(|_| group["include_owners"] == true);
            let members = texts(&group["member_ids"]).chain(owners);
            assert!(!id.is_empty());
            all.extend(members.map(|user| ("user".to_owned(), user.to_owned())));
        }
        all
    }

    pub(crate) fn permissions(&self) -> BTreeSet<String> {
        let roles = || entries(&self.org["roles"]).map(|(_, role)| role);
        let named = roles().flat_map(|role| entries(&role["permissions"])).map(|(key, _)| key.clone());
        let general = roles().flat_map(|role| texts(&role["general_permissions"])).map(str::to_owned);
        let catalogue = entries(&self.org["permissions"]).map(|(name, _)| name.clone());
        catalogue.chain(named.filter(|name| !name.contains('*'))).chain(general).collect()
    }

    fn passes_on(&self, id: &str, group: &Value) -> bool {
        let grants = self.org["grants"][id].as_array().into_iter().flatten();
        let is_holder = grants.into_iter().any(|grant| grant["subject_type"] == "group");
        is_holder && group["state"] == "active" && group["roles_enabled"] == true
    }

    /// Role and division of each grant that counts for a subject.
    fn held(&self, kind: &str, id: &str) -> Vec<(&'a str, &'a str)> {
        let pair = |grant: &'a Value| (grant["role_id"].as_str().unwrap(), grant["division_id"].as_str().unwrap());
        let granted = |kind: &str, id: &str| -> Vec<(&'a str, &'a str)> {
            let grants = self.org["grants"][id].as_array().into_iter().flatten();
            grants.filter(|grant| grant["subject_type"] == kind).map(pair).collect()
        };
        let mut held = match kind {
            "group" => match &self.org["groups"][id] {
                Value::Null => granted("group", id),
                group if self.passes_on(id, group) => granted("group", id),
                _ => Vec::new(),
            },
            _ => granted(kind, id),
        };
        if kind == "oauth_client" {
            held.extend(self.org["oauth_clients"][id]["role_divisions"].as_array().into_iter().flatten().map(pair));
        }
        if kind == "user" {
            for (group_id, group) in entries(&self.org["groups"]).filter(|(id, group)| self.passes_on(id, group)) {
                let is_member = has(&group["member_ids"], id) || has(&self.org["users"][id]["group_ids"], group_id);
                if is_member || (group["include_owners"] == true && has(&group["owner_ids"], id)) {
                    held.extend(granted("group", group_id));
                }
            }
        }
        held
    }

    /// Whether a subject may use a permission in a division, and if so whether under a condition only.
    pub(crate) fn may(&self, kind: &str, id: &str, permission: &str, division: &str) -> Option<bool> {
        let client = &self.org["oauth_clients"][id];
        if kind == "oauth_client" && !client.is_null() && client["grant_type"] != "client_credentials" {
            if !self.scope_lets_through(client, permission) {
                return None;
            }
            let ways: Vec<bool> =
                self.users.iter().filter_map(|user| self.may("user", user, permission, division)).collect();
            return (!ways.is_empty()).then(|| ways.iter().all(|conditional| *conditional));
        }
        if self.is_of_full_access(kind, id) {
            return Some(false);
        }
        let ways: Vec<bool> = self
            .held(kind, id)
            .into_iter()
            .flat_map(|(role, place)| self.ways(role, place, permission, division))
            .collect();
        (!ways.is_empty()).then(|| ways.iter().all(|conditional| *conditional))
    }

    /// How a role that is held at a place gives a permission in a division: a condition or none, for each key.
    fn ways(&self, role: &str, place: &str, permission: &str, division: &str) -> Vec<bool> {
        let role = &self.org["roles"][role];
        let is_admin = has(&role["general_permissions"], "admin");
        let is_aware = permission.contains(':') && self.org["permissions"][permission]["division_aware"] != false;
        let is_there = place == "*" || place == division || !is_aware;
        let keys = entries(&role["permissions"]).filter(|(key, _)| is_there && stands_for(key, permission));
        let mut ways: Vec<bool> = keys.map(|(_, how)| how["conditional"] == true).collect();
        if is_admin || (is_there && has(&role["general_permissions"], permission)) {
            ways.push(false);
        }
        ways
    }

    fn is_of_full_access(&self, kind: &str, id: &str) -> bool {
        let list = match kind {
            "trustee_user" => "users",
            "trustee_group" => "groups",
            _ => return false,
        };
        let trusts = || entries(&self.org["trustees"]).map(|(_, org)| org).filter(|org| !org[list][id].is_null());
        let now = self.org["exported_at"].as_str().unwrap();
        let is_active =
            |org: &&Value| org["enabled"] == true && org["expires_at"].as_str().is_none_or(|ends| ends > now);
        let full = |org: &&Value| org["has_full_access"] == true;
        // A trust that gives nothing at present counts only where none of the others gives something.
        trusts().filter(is_active).any(|org| full(&org))
            || (!trusts().any(|org| is_active(&org)) && trusts().any(|org| full(&org)))
    }

    fn scope_lets_through(&self, client: &Value, permission: &str) -> bool {
        texts(&client["scopes"]).any(|scope| {
            let base = scope.trim_end_matches(":readonly");
            let reads = base == scope || permission.ends_with(":view");
            match self.scopes["scopes"].get(base) {
                None => reads,
                Some(patterns) => reads && texts(patterns).any(|start| permission.starts_with(&format!("{start}:"))),
            }
        })
    }
}
