//! A plain search over whole states, written from the documents alone, agrees with the library on orgs at random.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Value, json};

use super::found::{Loaded, model};

/// Divisions, or `*`.
type Places = BTreeSet<String>;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct State {
    /// `type/id`, or `any` with the places of any role.
    who: String,
    any: Option<Places>,
    account: bool,
    lifted: bool,
    granter: bool,
    joiner: bool,
}

struct Oracle<'v> {
    org: &'v Value,
}

fn everywhere() -> Places {
    BTreeSet::from(["*".to_owned()])
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().map(|all| all.iter().map(|one| one.as_str().unwrap().to_owned()).collect()).unwrap_or_default()
}

fn entries<'v>(org: &'v Value, section: &str) -> Vec<(&'v String, &'v Value)> {
    org[section].as_object().unwrap().iter().collect()
}

impl Oracle<'_> {
    fn passes_on(&self, group: &str) -> bool {
        let group = &self.org["groups"][group];
        group["state"] == "active" && group["roles_enabled"] == true
    }

    fn direct(&self, kind: &str, id: &str) -> Vec<(String, String)> {
        let grants = self.org["grants"][id].as_array().cloned().unwrap_or_default();
        let mut held: Vec<Value> = grants.into_iter().filter(|grant| grant["subject_type"] == kind).collect();
        if kind == "oauth_client" {
            held.extend(self.org["oauth_clients"][id]["role_divisions"].as_array().cloned().unwrap_or_default());
        }
        let text = |grant: &Value, key: &str| grant[key].as_str().unwrap().to_owned();
        held.iter().map(|grant| (text(grant, "role_id"), text(grant, "division_id"))).collect()
    }

    fn is_member(&self, user: &str, group: &str) -> bool {
        let entry = &self.org["groups"][group];
        let named = |key: &str| strings(&entry[key]).iter().any(|id| id == user);
        named("member_ids")
            || strings(&self.org["users"][user]["group_ids"]).iter().any(|id| id == group)
            || (entry["include_owners"] == true && named("owner_ids"))
    }

    fn holdings(&self, who: &str) -> Vec<(String, String)> {
        let (kind, id) = who.split_once('/').unwrap();
        let mut held = match kind {
            "group" if !self.passes_on(id) => Vec::new(),
            "oauth_client" if self.org["oauth_clients"][id]["grant_type"] != "client_credentials" => Vec::new(),
            _ => self.direct(kind, id),
        };
        if kind == "user" {
            for (group, _) in entries(self.org, "groups") {
                if self.passes_on(group) && self.is_member(id, group) {
                    held.extend(self.direct("group", group));
                }
            }
        }
        held
    }

    fn org_wide(&self, permission: &str) -> bool {
        !permission.contains(':') || self.org["permissions"][permission]["division_aware"] == false
    }

    fn places(&self, state: &State, permission: &str) -> Places {
        if let Some(any) = &state.any {
            if permission == "admin" {
                return if any.contains("*") { everywhere() } else { Places::new() };
            }
            return if self.org_wide(permission) && !any.is_empty() { everywhere() } else { any.clone() };
        }
        let mut found = Places::new();
        for (role, division) in self.holdings(&state.who) {
            let role = &self.org["roles"][&role];
            if strings(&role["general_permissions"]).iter().any(|word| word == "admin") {
                return everywhere();
            }
            let gives = role["permissions"].as_object().is_some_and(|given| {
                given.iter().any(|(name, how)| {
                    let mut parts = name.split(':').zip(permission.split(':'));
                    permission.contains(':')
                        && how["conditional"] == false
                        && parts.all(|(want, is)| want == "*" || want == is)
                })
            });
            if gives {
                found.insert(if self.org_wide(permission) { "*".to_owned() } else { division });
            }
        }
        if found.contains("*") { everywhere() } else { found }
    }

    fn any_of(&self, state: &State, permissions: &[&str]) -> Places {
        let found: Places = permissions.iter().flat_map(|permission| self.places(state, permission)).collect();
        if found.contains("*") { everywhere() } else { found }
    }

    fn has(&self, state: &State, permissions: &[&str]) -> bool {
        !self.any_of(state, permissions).is_empty()
    }

    /// What is carried along grows by what the state itself can do.
    fn settled(&self, mut state: State) -> State {
        state.granter |= self.has(&state, &["authorization:grant:add"]);
        state.joiner |= self.has(&state, &["directory:group:edit"]);
        state
    }

    fn start(&self, who: &str) -> State {
        let account = who.starts_with("user/") || who.starts_with("group/");
        let state = State { who: who.to_owned(), any: None, account, lifted: false, granter: false, joiner: false };
        self.settled(state)
    }

    fn next(&self, state: &State) -> Vec<State> {
        let mut next = Vec::new();
        let to = |who: String, any: Option<Places>| State { who, any, ..state.clone() };
        let any = |places: Places| to("any".to_owned(), Some(places));
        let is_superuser = |role: &Value| strings(&role["general_permissions"]).iter().any(|word| word == "admin");
        let superuser = entries(self.org, "roles").into_iter().any(|(_, role)| is_superuser(role));
        let limited = self.org["settings"]["grant_division_aware"] == true && !superuser;

        let grants = self.places(state, "authorization:grant:add");
        if state.lifted && state.granter {
            next.push(any(everywhere()));
        } else if !grants.is_empty() {
            next.push(any(if limited { grants } else { everywhere() }));
        }
        if limited && self.has(state, &["authorization:settings:edit", "directory:organization:admin"]) {
            next.push(State { lifted: true, ..state.clone() });
        }
        if state.any.is_none() && self.has(state, &["authorization:role:edit"]) {
            let held = self.holdings(&state.who).into_iter().filter(|(role, _)| self.org["roles"][role].is_object());
            let places: Places = held.map(|(_, division)| division).collect();
            next.push(any(if places.contains("*") { everywhere() } else { places }));
        }
        let over_users =
            self.any_of(state, &["directory:user:setPassword", "directory:user:edit", "directory:organization:admin"]);
        let all_users = self.has(state, &["sso:provider:add", "sso:provider:edit"]);
        for (id, user) in entries(self.org, "users") {
            let division = user["division_id"].as_str().unwrap();
            let covered = all_users || over_users.contains("*") || over_users.contains(division);
            if covered && user["state"] == "active" && user["cloned_from_org_id"].is_null() {
                next.push(State { account: true, ..to(format!("user/{id}"), None) });
            }
        }
        if self.has(state, &["oauth:client:edit"]) {
            for (id, client) in entries(self.org, "oauth_clients") {
                if client["grant_type"] == "client_credentials" && client["state"] == "active" {
                    next.push(to(format!("oauth_client/{id}"), None));
                }
            }
        }
        let own_division =
            state.who.strip_prefix("user/").map(|id| self.org["users"][id]["division_id"].as_str().unwrap());
        let skills = self.places(state, "routing:skill:assign");
        let can_assign = skills.contains("*") || own_division.is_some_and(|division| skills.contains(division));
        for (id, group) in entries(self.org, "groups") {
            if !self.passes_on(id) || self.direct("group", id).is_empty() {
                continue;
            }
            let owns = state.who.strip_prefix("user/").is_some_and(|user| {
                strings(&group["owner_ids"]).iter().any(|owner| owner == user) && !self.is_member(user, id)
            });
            let joins = state.account && state.joiner;
            let follows = state.account && group["dynamic"] == true && can_assign;
            if owns || joins || follows {
                next.push(to(format!("group/{id}"), None));
            }
        }
        if self.has(state, &["directory:user:add"]) {
            next.push(State { account: true, ..state.clone() });
        }
        let trusts = entries(self.org, "trustees");
        let in_force = |list: Option<&str>| {
            trusts.iter().any(|(_, trust)| {
                trust["enabled"] == true && list.is_none_or(|list| !trust[list].as_object().unwrap().is_empty())
            })
        };
        let new_trust = self.has(state, &["authorization:orgTrustee:add"])
            && self.has(state, &["authorization:orgTrusteeUser:add"]);
        let widens = self.has(state, &["authorization:orgTrustee:edit"]) && !trusts.is_empty();
        let admits = self.has(state, &["authorization:orgTrusteeUser:add", "authorization:orgTrusteeGroup:add"])
            && in_force(None);
        let edits_user = self.has(state, &["authorization:orgTrusteeUser:edit"]) && in_force(Some("users"));
        let edits_group = self.has(state, &["authorization:orgTrusteeGroup:edit"]) && in_force(Some("groups"));
        if new_trust || widens || admits || edits_user || edits_group {
            next.push(any(everywhere()));
        }
        next.into_iter().map(|state| self.settled(state)).collect()
    }

    /// Every state that can be reached, with the least number of steps.
    fn reached(&self, who: &str) -> Vec<(State, usize)> {
        let mut depths = BTreeMap::from([(self.start(who), 0)]);
        let mut queue = VecDeque::from([self.start(who)]);
        while let Some(state) = queue.pop_front() {
            let depth = depths[&state] + 1;
            for next in self.next(&state) {
                if !depths.contains_key(&next) {
                    depths.insert(next.clone(), depth);
                    queue.push_back(next);
                }
            }
        }
        depths.into_iter().collect()
    }

    /// The least number of steps to a permission, in a division or anywhere.
    fn least(&self, reached: &[(State, usize)], permission: &str, division: Option<&str>) -> Option<usize> {
        let steps = |(state, depth): &(State, usize)| {
            let held = self.places(state, permission);
            let enough = match division {
                Some(division) => held.contains("*") || held.contains(division),
                None => !held.is_empty(),
            };
            if enough {
                return Some(*depth);
            }
            // Objects are moved from where they may be edited to where they may be edited.
            let queues = ["routing:queue:", "routing:queueMember:"];
            let users = ["directory:user:", "directory:userProfile:"];
            let by_move =
                [("routing:queue:edit", queues), ("directory:user:edit", users)].iter().any(|(edit, objects)| {
                    let movable = self.places(state, edit);
                    let in_reach = |place: &str| movable.contains("*") || movable.contains(place);
                    objects.iter().any(|object| permission.starts_with(object))
                        && state.any.is_none()
                        && division.is_some_and(in_reach)
                        && held.iter().any(|place| in_reach(place))
                });
            by_move.then_some(depth + 1)
        };
        reached.iter().filter_map(steps).min()
    }
}

/// Numbers that look random, the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % most as u64) as usize
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }

    /// True once in so many throws.
    fn once_in(&mut self, most: usize) -> bool {
        self.below(most) == 0
    }
}

const POOL: [&str; 22] = [
    "authorization:grant:add",
    "authorization:orgTrustee:add",
    "authorization:orgTrustee:edit",
    "authorization:orgTrusteeGroup:edit",
    "authorization:orgTrusteeUser:add",
    "authorization:orgTrusteeUser:edit",
    "authorization:role:edit",
    "authorization:settings:edit",
    "directory:group:edit",
    "directory:organization:admin",
    "directory:user:add",
    "directory:user:edit",
    "directory:user:setPassword",
    "oauth:client:edit",
    "oauth:client:edit",
    "routing:queue:edit",
    "routing:queueMember:manage",
    "routing:skill:assign",
    "routing:skill:assign",
    "recording:recording:view",
    "sso:provider:edit",
    "directory:user:*",
];

const TARGETS: [&str; 5] = [
    "recording:recording:view",
    "routing:queueMember:manage",
    "directory:user:setPassword",
    "authorization:grant:add",
    "admin",
];

const DIVISIONS: [&str; 3] = ["d1", "d2", "d3"];

const USERS: [&str; 5] = ["u1", "u2", "u3", "u4", "u5"];

/// An org at random, of a few of everything. Most roles give little, so that chains are long and break often.
fn org(dice: &mut Dice) -> Value {
    let mut roles = serde_json::Map::new();
    let names = ["r1", "r2", "r3", "r4", "r5", "r6"];
    for name in names {
        let mut given = serde_json::Map::new();
        for _ in 0..dice.below(3) {
            given.insert(dice.one(&POOL).to_owned(), json!({"conditional": dice.once_in(8)}));
        }
        if name == "r6" {
            given.insert("recording:recording:view".to_owned(), json!({"conditional": dice.once_in(8)}));
        }
        let general = if dice.once_in(40) { json!(["admin"]) } else { json!([]) };
        roles.insert(
            name.to_owned(),
            json!({"name": name, "default": false, "permissions": given, "general_permissions": general}),
        );
    }
    let mut permissions = serde_json::Map::new();
    for name in POOL.iter().chain(&TARGETS).filter(|name| name.contains(':') && !name.contains('*')) {
        if !dice.once_in(10) {
            permissions.insert((*name).to_owned(), json!({"division_aware": !dice.once_in(3)}));
        }
    }
    let mut grants = serde_json::Map::new();
    let mut grant = |dice: &mut Dice, kind: &str, id: &str, most: usize| {
        let mut held = Vec::new();
        for _ in 0..dice.below(most) {
            let role = if dice.once_in(20) { "gone" } else { dice.one(&names) };
            let division = if dice.once_in(8) { "*" } else { dice.one(&DIVISIONS) };
            held.push(json!({"subject_type": kind, "role_id": role, "division_id": division}));
        }
        if !held.is_empty() {
            grants.insert(id.to_owned(), json!(held));
        }
    };
    let mut users = serde_json::Map::new();
    for id in USERS {
        grant(dice, "user", id, 3);
        let groups = if dice.once_in(6) { json!(["g1"]) } else { json!([]) };
        let mut user = json!({"name": id, "state": if dice.once_in(6) { "inactive" } else { "active" },
            "division_id": dice.one(&DIVISIONS), "group_ids": groups});
        if dice.once_in(10) {
            user["cloned_from_org_id"] = json!("t1");
        }
        users.insert(id.to_owned(), user);
    }
    let mut groups = serde_json::Map::new();
    for id in ["g1", "g2", "g3"] {
        grant(dice, "group", id, 3);
        groups.insert(
            id.to_owned(),
            json!({"name": id, "state": if dice.once_in(6) { "inactive" } else { "active" }, "roles_enabled": !dice.once_in(6),
                "include_owners": dice.once_in(4), "dynamic": dice.once_in(3), "owner_ids": [dice.one(&USERS)],
                "member_ids": if dice.once_in(2) { json!([dice.one(&USERS)]) } else { json!([]) }}),
        );
    }
    let mut clients = serde_json::Map::new();
    for id in ["c1", "c2"] {
        grant(dice, "oauth_client", id, 3);
        let role_divisions = if dice.once_in(2) {
            json!([{"role_id": dice.one(&names), "division_id": dice.one(&DIVISIONS)}])
        } else {
            json!([])
        };
        let grant_type = if dice.once_in(5) { "authorization_code" } else { "client_credentials" };
        clients.insert(
            id.to_owned(),
            json!({"name": id, "grant_type": grant_type, "state": if dice.once_in(5) { "disabled" } else { "active" },
                "role_divisions": role_divisions}),
        );
    }
    let mut trustees = serde_json::Map::new();
    if dice.once_in(2) {
        grant(dice, "trustee_user", "t-user", 3);
        let group = if dice.once_in(2) { json!({"t-group": {"name": "t-group"}}) } else { json!({}) };
        trustees.insert(
            "t1".to_owned(),
            json!({"name": "Beta", "enabled": !dice.once_in(3), "users": {"t-user": {"name": "t-user"}}, "groups": group}),
        );
    }
    let settings = match dice.below(3) {
        0 => json!({}),
        1 => json!({"grant_division_aware": false}),
        _ => json!({"grant_division_aware": true}),
    };
    let complete = json!({"status": "complete"});
    let divisions: serde_json::Map<_, _> =
        DIVISIONS.iter().map(|id| ((*id).to_owned(), json!({"name": id, "home": *id == "d1"}))).collect();
    json!({
        "schema_version": "1",
        "organization": {"id": "org-1", "name": "Rowan Logistics"},
        "sections": {"divisions": complete, "permissions": complete, "roles": complete, "users": complete,
            "groups": complete, "grants": complete, "oauth_clients": complete, "trustees": complete, "settings": complete},
        "divisions": divisions, "permissions": permissions, "roles": roles, "users": users, "groups": groups,
        "grants": grants, "oauth_clients": clients, "trustees": trustees, "settings": settings,
    })
}

#[test]
fn lengths_agree_with_a_plain_search_on_orgs_at_random() {
    let model = model();
    let (mut compared, mut chains) = (0usize, BTreeMap::<usize, usize>::new());
    for seed in 0..600u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) + 1);
        let value = org(&mut dice);
        let oracle = Oracle { org: &value };
        let loaded = Loaded::of(&value, &TARGETS, &model);
        let access = loaded.access();
        let sources = ["user/u1", "user/u2", "group/g1", "oauth_client/c1", "oauth_client/c2"].into_iter();
        let trustee = value["trustees"]["t1"].is_object().then_some("trustee_user/t-user");
        for from in sources.chain(trustee) {
            if from.starts_with("oauth_client") {
                let id = from.split_once('/').unwrap().1;
                if value["oauth_clients"][id]["grant_type"] != "client_credentials" {
                    assert_eq!(loaded.ask_of(&access, from, &TARGETS, None).left_out.len(), 1);
                    continue;
                }
            }
            let reached = oracle.reached(from);
            for division in [None, Some("d1"), Some("d2"), Some("d3")] {
                let paths = loaded.ask_of(&access, from, &TARGETS, division);
                let found = &paths.found[0];
                for target in TARGETS {
                    let expected = oracle.least(&reached, target, division);
                    let chain = found.chains.iter().find(|chain| chain.gives.iter().any(|given| given == target));
                    let is = match chain {
                        Some(chain) => Some(chain.steps.len()),
                        None if found.held.iter().any(|held| held == target) => Some(0),
                        None => None,
                    };
                    assert_eq!(is, expected, "seed {seed}: {from} to {target} in {division:?}\n{chain:#?}\n{value:#}");
                    assert_eq!(
                        is.is_none(),
                        found.unreached.iter().any(|name| name == target),
                        "seed {seed}: {from} {target}"
                    );
                    compared += 1;
                    *chains.entry(is.unwrap_or(usize::MAX)).or_default() += 1;
                }
            }
        }
    }
    // The orgs are worth something: there are chains of every length, and questions without one.
    assert!(compared > 20_000, "{compared}");
    for (length, least) in [(0, 1000), (1, 1000), (2, 500), (3, 100), (4, 5), (usize::MAX, 1000)] {
        assert!(chains.get(&length).is_some_and(|count| *count >= least), "{length}: {chains:?}");
    }
}
