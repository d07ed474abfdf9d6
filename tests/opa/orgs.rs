//! Orgs to compare findings on: generated ones, each changed in a way that a real export or a hurried policy file is.

use serde_json::{Map, Value, json};

use crate::gen_org;

/// An org and the policy that it is judged by.
pub(crate) struct Org {
    pub(crate) name: String,
    pub(crate) snapshot: Value,
    /// The text of its policy file, where it has one.
    pub(crate) policy: Option<String>,
    /// Facts beside it.
    pub(crate) facts: Option<Value>,
    /// An earlier snapshot of it.
    pub(crate) since: Option<Value>,
}

impl Org {
    /// What lies beside it, as data from its root.
    pub(crate) fn beside(&self) -> Value {
        let beside = [("facts", &self.facts), ("since", &self.since)];
        let beside = beside.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        json!({"cordon": beside.collect::<Map<_, _>>()})
    }
}

/// Numbers that are the same each time (SplitMix64).
pub(crate) struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % sides
    }
}

/// A change: what it is called and what it does to a snapshot and its policy file.
type Change = (&'static str, fn(&mut Value, &mut Option<String>, &mut Dice));

/// Each of them is made to every generated org, by itself; `as_generated` changes nothing.
pub(crate) const CHANGES: [Change; 14] = [
    ("as generated", |_, _, _| {}),
    ("without a policy file", |_, policy, _| *policy = None),
    ("sections missing", sections_missing),
    ("sections partial", sections_partial),
    ("dangling references", dangling),
    ("wildcards and one-word permissions in roles", wildcards),
    ("no catalogue", no_catalogue),
    ("patterns in the policy file", policy_patterns),
    ("lists of the policy file empty", policy_empty),
    ("two partners share everything", policy_shared),
    ("authorizations of all kinds", policy_authorizations),
    ("names that hurt", hurtful_names),
    ("groups of all kinds", groups),
    ("bare users", bare_users),
];

/// A generated org of so many users.
pub(crate) fn generated(users: usize, seed: u64) -> Org {
    let (text, policy) = gen_org::texts(users, seed).unwrap();
    let snapshot = serde_json::from_str(&text).unwrap();
    Org { name: format!("{users} users, seed {seed}"), snapshot, policy: Some(policy), facts: None, since: None }
}

/// The same org with one of the changes.
pub(crate) fn changed(org: &Org, change: Change, seed: u64) -> Org {
    let (mut snapshot, mut policy) = (org.snapshot.clone(), org.policy.clone());
    (change.1)(&mut snapshot, &mut policy, &mut Dice(seed));
    // Roles have changed since, some of them in ways that are none.
    let mut since = org.snapshot.clone();
    if seed.is_multiple_of(3) {
        wildcards(&mut since, &mut None, &mut Dice(seed + 1));
    }
    let since = (!seed.is_multiple_of(4)).then_some(since);
    Org { name: format!("{}, {}", org.name, change.0), snapshot, policy, facts: None, since }
}

fn members<'v>(snapshot: &'v mut Value, section: &str) -> &'v mut Map<String, Value> {
    snapshot[section].as_object_mut().unwrap()
}

const OPTIONAL: [&str; 6] = ["permissions", "groups", "oauth_clients", "objects", "trustees", "audit_events"];

fn sections_missing(snapshot: &mut Value, _: &mut Option<String>, dice: &mut Dice) {
    for section in OPTIONAL {
        if dice.roll(2) == 0 {
            snapshot.as_object_mut().unwrap().remove(section);
            match dice.roll(4) {
                0 => drop(members(snapshot, "sections").remove(section)),
                1 => snapshot["sections"][section] = json!({"status": "complete", "count": 0}),
                2 => snapshot["sections"][section] = json!({"status": "complete", "count": 12}),
                _ => snapshot["sections"][section] = json!({"status": "missing", "count": 0, "reason": "403"}),
            }
        }
    }
    if dice.roll(3) == 0 {
        snapshot["sections"]["grants"] = json!({"status": "missing", "count": 0});
        snapshot["grants"] = json!({});
    }
}

fn sections_partial(snapshot: &mut Value, _: &mut Option<String>, dice: &mut Dice) {
    for section in ["users", "roles", "grants", "groups", "oauth_clients", "objects", "permissions", "divisions"] {
        let kept = members(snapshot, section).keys().filter(|_| dice.roll(5) > 0).cloned().collect::<Vec<_>>();
        members(snapshot, section).retain(|key, _| kept.contains(key));
        let said = &mut snapshot["sections"][section];
        match dice.roll(4) {
            0 => said["status"] = json!("partial"),
            1 => *said = json!({"status": "partial", "count": 3, "reason": "time-out"}),
            2 => said["expected"] = json!(1_000_000),
            // What is left contradicts the count.
            _ => {}
        }
    }
}

fn dangling(snapshot: &mut Value, _: &mut Option<String>, dice: &mut Dice) {
    for section in ["roles", "users", "groups", "divisions", "oauth_clients"] {
        let gone: Vec<String> = members(snapshot, section).keys().filter(|_| dice.roll(4) == 0).cloned().collect();
        for id in gone {
            members(snapshot, section).remove(&id);
        }
    }
}

fn wildcards(snapshot: &mut Value, _: &mut Option<String>, dice: &mut Dice) {
    const GIVEN: [&str; 9] = [
        "routing:*:*",
        "telephony:plugin:*",
        "*:*:*",
        "authorization:*:add",
        "directory:user:*",
        "nothing:like:*",
        "analytics:conversationDetail:*",
        "Directory:User:*",
        "oauth:*:edit",
    ];
    for role in members(snapshot, "roles").values_mut() {
        if dice.roll(2) == 0 {
            let at = usize::try_from(dice.roll(GIVEN.len() as u64)).unwrap();
            role["permissions"][GIVEN[at]] = json!({"conditional": dice.roll(2) == 0});
        }
        match dice.roll(5) {
            0 => role["permissions"] = json!({}),
            1 => role["general_permissions"] = json!(["admin", "supervisor"]),
            2 => {
                for permission in role["permissions"].as_object_mut().unwrap().values_mut() {
                    permission["conditional"] = json!(true);
                }
            }
            _ => {}
        }
    }
}

fn no_catalogue(snapshot: &mut Value, policy: &mut Option<String>, dice: &mut Dice) {
    if dice.roll(2) == 0 {
        snapshot["permissions"] = json!({});
    } else {
        snapshot.as_object_mut().unwrap().remove("permissions");
    }
    snapshot["sections"]["permissions"] = json!({"status": "missing", "count": 0});
    wildcards(snapshot, policy, dice);
    policy_patterns(snapshot, policy, dice);
}

/// Writes the policy file anew.
fn edit(policy: &mut Option<String>, change: impl FnOnce(&mut toml_edit::DocumentMut)) {
    if let Some(text) = policy {
        let mut document: toml_edit::DocumentMut = text.parse().unwrap();
        change(&mut document);
        *text = document.to_string();
    }
}

fn array(items: &[&str]) -> toml_edit::Item {
    toml_edit::value(items.iter().copied().collect::<toml_edit::Array>())
}

fn policy_patterns(_: &mut Value, policy: &mut Option<String>, dice: &mut Dice) {
    let excluded: [&[&str]; 4] = [
        &["telephony:*:*", "*:*:delete", "@escalation"],
        &["*:*:*"],
        &["@account-takeover", "Routing:Queue:*", "directory:user:[ab]*", "directory:user:?dit"],
        &["admin", "directory:user:edit", "analytics:*:view"],
    ];
    let mandatory: [&[&str]; 3] =
        [&["routing:*:view", "directory:user:view"], &["no:such:*"], &["*:conversationDetail:view"]];
    let (one, other) = (usize::try_from(dice.roll(4)).unwrap(), usize::try_from(dice.roll(3)).unwrap());
    edit(policy, |document| {
        document["permissions"]["excluded"] = array(excluded[one]);
        document["permissions"]["mandatory"] = array(mandatory[other]);
    });
}

fn policy_empty(_: &mut Value, policy: &mut Option<String>, dice: &mut Dice) {
    edit(policy, |document| {
        for (table, key) in [
            ("permissions", "excluded"),
            ("permissions", "mandatory"),
            ("org", "restricted_divisions"),
            ("org", "internal_email_domains"),
        ] {
            if dice.roll(2) == 0 {
                document[table][key] = array(&[]);
            }
        }
        let partners = document["partners"].as_table_like_mut().unwrap();
        for (_, partner) in partners.iter_mut() {
            let keys: Vec<String> = partner.as_table_like().unwrap().iter().map(|(key, _)| key.to_owned()).collect();
            for key in keys.iter().filter(|key| *key != "name") {
                if dice.roll(3) == 0 {
                    partner.as_table_like_mut().unwrap().remove(key);
                }
            }
        }
    });
}

fn policy_shared(_: &mut Value, policy: &mut Option<String>, _: &mut Dice) {
    edit(policy, |document| {
        let partners = document["partners"].as_table_like_mut().unwrap();
        let (_, first) = partners.iter().next().unwrap();
        let twin = first.clone();
        partners.insert("twin", twin);
    });
}

fn policy_authorizations(snapshot: &mut Value, policy: &mut Option<String>, dice: &mut Dice) {
    let divisions: Vec<String> = snapshot["divisions"].as_object().unwrap().keys().cloned().collect();
    let mut subjects: Vec<String> = Vec::new();
    for (section, kind) in [("users", "user"), ("groups", "group"), ("oauth_clients", "oauth_client")] {
        let ids = members(snapshot, section).keys().filter(|_| dice.roll(6) == 0).take(12);
        subjects.extend(ids.map(|id| format!("{kind}/{id}")));
    }
    let addresses = members(snapshot, "users").values().filter_map(|user| user["email"].as_str());
    subjects.extend(addresses.filter(|_| dice.roll(9) == 0).take(20).map(str::to_uppercase));
    subjects.extend(["nobody@nowhere.example".to_owned(), "user/a/b".to_owned(), "what/ever".to_owned()]);
    edit(policy, |document| {
        let mut tables = toml_edit::ArrayOfTables::new();
        for subject in subjects {
            let mut table = toml_edit::Table::new();
            let at = usize::try_from(dice.roll(divisions.len() as u64)).unwrap();
            table["subject"] = toml_edit::value(subject);
            table["divisions"] = array(&[&divisions[at], "Home"]);
            table["reason"] = toml_edit::value("looks after several vendors");
            tables.push(table);
        }
        document["authorizations"] = toml_edit::Item::ArrayOfTables(tables);
    });
}

/// Names that formatting, sorting, folding of case and patterns may each take in another way.
fn hurtful_names(snapshot: &mut Value, policy: &mut Option<String>, dice: &mut Dice) {
    const NAMES: [&str; 12] = [
        "100 %s of %d %",
        "Müller & Söhne <ops>",
        "STRASSE ẞ ß",
        "İstanbul ıI",
        "quote \" and \\ back",
        "tab\tand\nline",
        "😀 emoji \u{1F468}\u{200D}\u{1F469}",
        "Ω Σίσυφος ΣΊΣΥΦΟΣ",
        "",
        "[a-z]*?{x,y}",
        "Vendor_*",
        "\u{FFFD}\u{2028} end",
    ];
    for section in ["roles", "groups", "oauth_clients", "objects", "users", "divisions"] {
        for entry in members(snapshot, section).values_mut() {
            if dice.roll(4) == 0 {
                let at = usize::try_from(dice.roll(NAMES.len() as u64)).unwrap();
                let former = entry["name"].as_str().unwrap_or_default();
                // Some keep what their partner is known by.
                let name = if dice.roll(2) == 0 { NAMES[at].to_owned() } else { format!("{former}{}", NAMES[at]) };
                if !name.is_empty() {
                    entry["name"] = json!(name);
                }
            }
        }
    }
    for user in members(snapshot, "users").values_mut() {
        match (dice.roll(5), user["email"].as_str().map(str::to_owned)) {
            (0, Some(email)) => user["email"] = json!(email.to_uppercase()),
            (1, Some(email)) => user["email"] = json!(format!("a@b@{}", email.rsplit('@').next().unwrap())),
            (2, Some(_)) => user["email"] = json!("a@i\u{307}x-\u{3bf}\u{3b4}\u{3bf}\u{3c2}.example"),
            _ => {}
        }
    }
    edit(policy, |document| {
        let partners = document["partners"].as_table_like_mut().unwrap();
        for (at, (_, partner)) in partners.iter_mut().enumerate() {
            partner["name"] = toml_edit::value(NAMES[at % 8]);
            if at == 0 {
                partner["email_domains"] = array(&["İx-ΟΔΟΣ.example"]);
            }
            partner["oauth_client_names"] = array(&["*[a-z]*", "VENDOR_*", "*ß*", "*İ*"]);
            partner["resource_names"] = array(&["*%s*", "*Σ*", "*.*", "*?"]);
        }
    });
}

fn groups(snapshot: &mut Value, _: &mut Option<String>, dice: &mut Dice) {
    let users: Vec<String> = members(snapshot, "users").keys().cloned().collect();
    let some_users = |dice: &mut Dice| -> Vec<&String> { users.iter().filter(|_| dice.roll(7) == 0).collect() };
    for group in members(snapshot, "groups").values_mut() {
        group["include_owners"] = json!(dice.roll(2) == 0);
        group["roles_enabled"] = json!(dice.roll(4) > 0);
        group["owner_ids"] = json!(some_users(dice));
        if dice.roll(3) == 0 {
            group["member_ids"] = json!(some_users(dice));
        }
        if dice.roll(5) == 0 {
            group["state"] = json!("inactive");
        }
    }
}

fn bare_users(snapshot: &mut Value, _: &mut Option<String>, dice: &mut Dice) {
    for user in members(snapshot, "users").values_mut() {
        let user = user.as_object_mut().unwrap();
        match dice.roll(6) {
            0 => drop(user.remove("email")),
            1 => drop(user.insert("email".to_owned(), json!("no-at-sign"))),
            2 => drop(user.insert("state".to_owned(), json!("inactive"))),
            3 => drop(user.insert("group_ids".to_owned(), json!([]))),
            _ => {}
        }
    }
}
