//! Small random orgs, the same for a seed every time. They hold everything that is odd: what is not there, what is
//! switched off, what is given twice.

use proptest::prelude::Rng as _;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Map, Value, json};

/// Names that are asked for and that no catalogue has.
pub(crate) const ASKED: [&str; 2] = ["fax:line:use", "routing:queue:forgotten"];

const CATALOGUE: [(&str, bool); 8] = [
    ("analytics:dataExport:add", false),
    ("analytics:report:view", true),
    ("authorization:grant:add", true),
    ("fax:line:view", true),
    ("recording:recording:view", true),
    ("routing:queue:edit", true),
    ("routing:queue:view", true),
    ("routing:skill:assign", false),
];

/// Keys of roles beside the catalogue: wildcards, and a name that it does not have.
const ODD_KEYS: [&str; 7] = [
    "routing:*:*",
    "routing:queue:*",
    "*:recording:view",
    "fax:*:use",
    "nothing:here:*",
    "analytics:*:view",
    "wfm:plan:view",
];

struct Dice(TestRng);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        usize::try_from(self.0.next_u32()).unwrap() % most
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// Up to some of them, perhaps one twice.
    fn some<'a>(&mut self, from: &[&'a str], most: usize) -> Vec<&'a str> {
        (0..self.below(most + 1)).map(|_| self.pick(from)).collect()
    }
}

const USERS: [&str; 5] = ["u0", "u1", "u2", "u3", "gone-user"];
const GROUPS: [&str; 4] = ["g0", "g1", "g2", "gone-group"];
const CLIENTS: [&str; 5] = ["c0", "c1", "c2", "c3", "gone-client"];
const ROLES: [&str; 6] = ["r0", "r1", "r2", "r3", "r4", "gone-role"];
const DIVISIONS: [&str; 5] = ["d0", "d1", "d2", "*", "gone-division"];

/// The org of a seed.
pub(crate) fn random(seed: u64) -> Value {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let mut dice = Dice(TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let dice = &mut dice;
    let mut org = json!({
        "schema_version": "1",
        "exported_at": "2026-09-30T08:00:00Z",
        "organization": {"id": "org", "name": "Org"},
        "divisions": {
            "d0": {"name": "Home", "home": true},
            "d1": {"name": "One", "home": false},
            "d2": {"name": "Two", "home": false},
        },
        "permissions": {}, "roles": {}, "users": {}, "groups": {}, "grants": {}, "oauth_clients": {}, "trustees": {},
        "sections": {},
    });
    for (name, aware) in CATALOGUE {
        org["permissions"][name] = json!({"division_aware": aware});
    }
    for id in &ROLES[..5] {
        org["roles"][*id] = role(id, dice);
    }
    for id in &USERS[..4] {
        let state = dice.pick(&["active", "active", "active", "inactive", "deleted"]);
        let domain = dice.pick(&["acme.example", "org.example"]);
        let groups = dice.some(&GROUPS, 2);
        org["users"][*id] = json!({
            "name": id, "email": format!("{id}@{domain}"), "state": state, "division_id": "d0", "group_ids": groups,
        });
    }
    for id in &GROUPS[..3] {
        org["groups"][*id] = json!({
            "name": id,
            "state": dice.pick(&["active", "active", "active", "inactive"]),
            "roles_enabled": !dice.one_in(4),
            "include_owners": dice.one_in(2),
            "owner_ids": dice.some(&USERS, 2),
            "member_ids": dice.some(&USERS, 3),
        });
    }
    for id in &CLIENTS[..4] {
        let pairs: Vec<Value> = (0..dice.below(3))
            .map(|_| json!({"role_id": dice.pick(&ROLES), "division_id": dice.pick(&DIVISIONS)}))
            .collect();
        org["oauth_clients"][*id] = json!({
            "name": id,
            "grant_type": dice.pick(&["client_credentials", "client_credentials", "authorization_code", "implicit"]),
            "state": dice.pick(&["active", "active", "disabled"]),
            "scopes": dice.some(&["routing", "analytics:readonly", "recordings", "who-knows", "who-knows:readonly"], 2),
            "role_divisions": pairs,
        });
    }
    for id in ["o0", "o1"] {
        let mut trustee = json!({
            "name": id, "enabled": !dice.one_in(4), "has_full_access": dice.one_in(4), "users": {}, "groups": {},
        });
        if dice.one_in(3) {
            let ends = dice.pick(&["2026-09-01T00:00:00Z", "2027-09-01T00:00:00Z"]);
            trustee["expires_at"] = ends.into();
        }
        for user in dice.some(&["t0", "t1", "t2"], 2) {
            trustee["users"][user] = json!({"name": user});
        }
        for group in dice.some(&["tg0", "tg1"], 1) {
            trustee["groups"][group] = json!({"name": group});
        }
        org["trustees"][id] = trustee;
    }
    grants(&mut org, dice);
    for section in ["divisions", "permissions", "roles", "users", "groups", "grants", "oauth_clients", "trustees"] {
        org["sections"][section] = json!({"status": "complete"});
    }
    org
}

fn role(id: &str, dice: &mut Dice) -> Value {
    let mut permissions = Map::new();
    for (name, _) in CATALOGUE {
        if dice.one_in(4) {
            permissions.insert(name.to_owned(), json!({"conditional": dice.one_in(3)}));
        }
    }
    for key in dice.some(&ODD_KEYS, 2) {
        permissions.insert(key.to_owned(), json!({"conditional": dice.one_in(3)}));
    }
    let mut general = dice.some(&["group_creation", "content_management_user"], 1);
    if dice.one_in(12) {
        general.push("admin");
    }
    json!({"name": id, "default": false, "permissions": permissions, "general_permissions": general})
}

fn grants(org: &mut Value, dice: &mut Dice) {
    let holders = [
        ("user", &USERS[..]),
        ("group", &GROUPS[..]),
        ("oauth_client", &CLIENTS[..]),
        ("trustee_user", &["t0", "t1", "t2", "t-gone"][..]),
        ("trustee_group", &["tg0", "tg1"][..]),
    ];
    for (kind, ids) in holders {
        for id in ids {
            for _ in 0..dice.below(3) {
                // Now and then a grant of another type of subject lies under the id.
                let kind = if dice.one_in(10) { dice.pick(&["user", "group", "trustee_user"]) } else { kind };
                let grant = json!({
                    "subject_type": kind, "role_id": dice.pick(&ROLES), "division_id": dice.pick(&DIVISIONS),
                });
                match &mut org["grants"][*id] {
                    Value::Array(grants) => grants.push(grant),
                    empty => *empty = json!([grant]),
                }
            }
        }
    }
}

/// Whether a subject is one of the partner of the test's policy file; of a group, its members are.
pub(crate) fn is_acme(org: &Value, kind: &str, id: &str) -> bool {
    match kind {
        "user" => org["users"][id]["email"].as_str().is_some_and(|email| email.ends_with("@acme.example")),
        "oauth_client" => !org["oauth_clients"][id].is_null(),
        "trustee_user" => ["o0", "o1"].iter().any(|trust| !org["trustees"][*trust]["users"][id].is_null()),
        "trustee_group" => ["o0", "o1"].iter().any(|trust| !org["trustees"][*trust]["groups"][id].is_null()),
        _ => false,
    }
}
