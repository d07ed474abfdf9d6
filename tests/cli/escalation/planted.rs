//! Ten chains that were planted, each beside a longer one, and what becomes of them when one condition is taken away.

use serde_json::json;

use super::found::{Loaded, model, steps};
use super::org::Org;

/// What is come to, and where it is asked for.
struct Planted {
    name: &'static str,
    org: Org,
    from: &'static str,
    target: &'static str,
    division: Option<&'static str>,
    chain: &'static [&'static str],
    /// What breaks the chain: the org with one condition less.
    without: Vec<(&'static str, Org)>,
}

const VIEW: &str = "recording:recording:view";

/// Two steps more than most planted chains: a group of one's own, a client, a user.
fn with_detour(org: Org, owner: &str) -> Org {
    org.role("Detour clients", &["oauth:client:edit"])
        .role("Detour passwords", &["directory:user:setPassword"])
        .role("Detour users", &["authorization:role:edit", VIEW])
        .group("g-detour", &[owner])
        .grant("group", "g-detour", "Detour clients", "east")
        .client("c-detour")
        .grant("oauth_client", "c-detour", "Detour passwords", "east")
        .user("z-detour", "east")
        .user("z-detour-owner", "east")
        .group("g-detour-end", &["z-detour-owner"])
        .grant("group", "g-detour-end", "Detour users", "east")
}

fn planted() -> Vec<Planted> {
    let detour = |org: Org| with_detour(org, "ana");
    let mut all = Vec::new();

    let org = detour(Org::new().role("Granter", &["authorization:grant:add"]).user("ana", "north"))
        .grant("user", "ana", "Granter", "north");
    all.push(Planted {
        name: "grants, limited to its division",
        from: "user/ana",
        target: VIEW,
        division: Some("north"),
        chain: &["grant-role any-role/north"],
        without: vec![
            ("granted elsewhere", org.clone().set("/grants/ana/0/division_id", json!("south"))),
            (
                "under a condition",
                org.clone().set("/roles/Granter/permissions/authorization:grant:add/conditional", json!(true)),
            ),
        ],
        org,
    });

    let org = detour(Org::new().role("Granter", &["authorization:grant:add"]).user("ana", "north"))
        .grant("user", "ana", "Granter", "north")
        .set("/settings/grant_division_aware", json!(false));
    all.push(Planted {
        name: "grants, not limited to divisions",
        from: "user/ana",
        target: VIEW,
        division: Some("south"),
        chain: &["grant-role everything"],
        without: vec![("limited", org.clone().set("/settings/grant_division_aware", json!(true)))],
        org,
    });

    let org =
        detour(Org::new().role("Role editor", &["authorization:role:edit"]).role("Agent", &[]).user("ana", "north"))
            .grant("user", "ana", "Role editor", "north")
            .grant("user", "ana", "Agent", "south");
    all.push(Planted {
        name: "a role that is held in another division",
        from: "user/ana",
        target: VIEW,
        division: Some("south"),
        chain: &["edit-held-role any-role/north,south"],
        without: vec![
            ("the role that counts there is gone", org.clone().set("/grants/ana/1/division_id", json!("north"))),
            (
                "under a condition",
                org.clone().set("/roles/Role editor/permissions/authorization:role:edit/conditional", json!(true)),
            ),
        ],
        org,
    });

    let org = detour(Org::new().role("Reviewer", &[VIEW]).user("ana", "north").group("g-review", &["ana"]))
        .grant("group", "g-review", "Reviewer", "south");
    all.push(Planted {
        name: "a group of its own",
        from: "user/ana",
        target: VIEW,
        division: None,
        chain: &["own-group group/g-review"],
        without: vec![
            ("inactive group", org.clone().set("/groups/g-review/state", json!("inactive"))),
            ("no roles in the group", org.clone().set("/groups/g-review/roles_enabled", json!(false))),
            ("owned by somebody else", org.clone().set("/groups/g-review/owner_ids", json!(["z-detour"]))),
        ],
        org,
    });

    let passwords = |division: &str| {
        let org = Org::new()
            .role("Client keeper", &["oauth:client:edit"])
            .role("Password desk", &["directory:user:setPassword"])
            .role("Reviewer", &[VIEW])
            .user("ana", "north")
            .client("c-sync")
            .user("marc", "south");
        detour(org)
            .grant("user", "ana", "Client keeper", "north")
            .grant("oauth_client", "c-sync", "Password desk", division)
            .grant("user", "marc", "Reviewer", "east")
    };
    all.push(Planted {
        name: "a client, then a user",
        from: "user/ana",
        target: VIEW,
        division: None,
        chain: &["client-secret oauth_client/c-sync", "set-password user/marc"],
        without: vec![
            ("password permission in another division", passwords("north")),
            ("disabled client", passwords("south").set("/oauth_clients/c-sync/state", json!("disabled"))),
            ("client without new tokens", passwords("south").set("/oauth_clients/c-sync/state", json!("inactive"))),
            (
                "client acts for users",
                passwords("south").set("/oauth_clients/c-sync/grant_type", json!("authorization_code")),
            ),
            ("inactive user", passwords("south").set("/users/marc/state", json!("inactive"))),
            ("user of a partner org", passwords("south").set("/users/marc/cloned_from_org_id", json!("org-9"))),
            (
                "password permission under a condition",
                passwords("south")
                    .set("/roles/Password desk/permissions/directory:user:setPassword/conditional", json!(true)),
            ),
        ],
        org: passwords("south"),
    });

    let org = Org::new()
        .role("Provisioning", &["directory:user:add", "directory:group:edit"])
        .role("Reviewer", &[VIEW])
        .client("c-hr")
        .group("g-review", &[])
        .grant("oauth_client", "c-hr", "Provisioning", "north")
        .grant("group", "g-review", "Reviewer", "east");
    all.push(Planted {
        name: "a client needs an account to join a group",
        from: "oauth_client/c-hr",
        target: VIEW,
        division: None,
        chain: &["create-user account", "add-to-group group/g-review"],
        without: vec![
            ("no account", org.clone().without("/roles/Provisioning/permissions/directory:user:add")),
            ("inactive group", org.clone().set("/groups/g-review/state", json!("inactive"))),
            ("disabled group", org.clone().set("/groups/g-review/roles_enabled", json!(false))),
        ],
        org,
    });

    let org = detour(
        Org::new().role("Settings", &["authorization:grant:add", "authorization:settings:edit"]).user("ana", "north"),
    )
    .grant("user", "ana", "Settings", "north");
    all.push(Planted {
        name: "the setting is switched off first",
        from: "user/ana",
        target: VIEW,
        division: Some("south"),
        chain: &["switch-off-grant-divisions grants", "grant-role everything"],
        without: vec![
            ("may not edit settings", org.clone().without("/roles/Settings/permissions/authorization:settings:edit")),
            ("may not add grants", org.clone().without("/roles/Settings/permissions/authorization:grant:add")),
        ],
        org,
    });

    let skills = |division: &str| {
        let org = Org::new()
            .role("Skills desk", &["routing:skill:assign"])
            .role("Client keeper", &["oauth:client:edit"])
            .role("Mail desk", &["directory:user:edit"])
            .role("Reviewer", &[VIEW])
            .user("ana", "north")
            .group("g-skill", &[])
            .set("/groups/g-skill/dynamic", json!(true))
            .client("c-mail")
            .user("marc", "south");
        org.grant("user", "ana", "Skills desk", division)
            .grant("group", "g-skill", "Client keeper", "east")
            .grant("oauth_client", "c-mail", "Mail desk", "south")
            .grant("user", "marc", "Reviewer", "east")
    };
    all.push(Planted {
        name: "a skill, a client, a user",
        from: "user/ana",
        target: VIEW,
        division: None,
        chain: &["assign-skill group/g-skill", "client-secret oauth_client/c-mail", "change-email user/marc"],
        without: vec![
            ("skills in another division", skills("south")),
            ("not dynamic", skills("north").set("/groups/g-skill/dynamic", json!(false))),
            ("nobody in the division", skills("north").set("/users/marc/division_id", json!("north"))),
        ],
        org: skills("north"),
    });

    let four = || {
        skills("north")
            .without("/grants/marc")
            .group("g-review", &["marc"])
            .grant("group", "g-review", "Reviewer", "east")
            // A longer way to the same group: through the owner's own client.
            .user("vera", "south")
            .group("g-longer", &["vera"])
            .role("Group keeper", &["directory:group:edit"])
            .grant("group", "g-longer", "Group keeper", "east")
    };
    all.push(Planted {
        name: "a skill, a client, a user, the user's group",
        from: "user/ana",
        target: VIEW,
        division: None,
        chain: &[
            "assign-skill group/g-skill",
            "client-secret oauth_client/c-mail",
            "change-email user/marc",
            "own-group group/g-review",
        ],
        without: vec![
            (
                "nobody owns the last group, and nobody may add to it",
                four().set("/groups/g-review/owner_ids", json!([])).without("/grants/g-longer"),
            ),
            ("inactive user", four().set("/users/marc/state", json!("deleted")).without("/grants/g-longer")),
        ],
        org: four(),
    });

    let org = Org::new().role("Trust desk", &["authorization:orgTrusteeUser:edit"]).trustee("beta", "bea").grant(
        "trustee_user",
        "bea",
        "Trust desk",
        "north",
    );
    all.push(Planted {
        name: "a trustee user gives itself roles",
        from: "trustee_user/bea",
        target: VIEW,
        division: Some("south"),
        chain: &["edit-trustee-user everything"],
        without: vec![("disabled trust", org.clone().set("/trustees/beta/enabled", json!(false)))],
        org,
    });

    let org = detour(
        Org::new()
            .role("Queue desk", &["routing:queue:edit"])
            .role("Queue members", &["routing:queueMember:manage"])
            .user("ana", "north"),
    )
    .grant("user", "ana", "Queue desk", "north")
    .grant("user", "ana", "Queue desk", "south")
    .grant("user", "ana", "Queue members", "north");
    all.push(Planted {
        name: "queues are moved into an own division",
        from: "user/ana",
        target: "routing:queueMember:manage",
        division: Some("south"),
        chain: &["move-queues moved/south"],
        without: vec![
            ("may not edit where they are", org.clone().set("/grants/ana/1/division_id", json!("north"))),
            ("may not edit where they go", org.clone().set("/grants/ana/0/division_id", json!("south"))),
        ],
        org,
    });

    let org = detour(
        Org::new()
            .role("Sign-on", &["sso:provider:edit"])
            .role("Owner", &["authorization:role:edit"])
            .user("ana", "north")
            .user("boss", "home"),
    )
    .grant("user", "ana", "Sign-on", "north")
    .grant("user", "boss", "Owner", "*");
    all.push(Planted {
        name: "an identity provider, then a role",
        from: "user/ana",
        target: VIEW,
        division: Some("south"),
        chain: &["identity-provider user/boss", "edit-held-role everything"],
        without: vec![("inactive user", org.clone().set("/users/boss/state", json!("inactive")))],
        org,
    });
    all
}

#[test]
fn planted_chains_are_found_with_exactly_their_steps() {
    let model = model();
    for planted in planted() {
        let snapshot = planted.org.snapshot(&[planted.target]);
        let loaded = Loaded::of(&snapshot, &[planted.target], &model);
        let paths = loaded.ask(planted.from, &[planted.target], planted.division);
        let found = &paths.found[0];
        assert_eq!(found.chains.len(), 1, "{}: {:?}", planted.name, found.held);
        assert_eq!(steps(&found.chains[0]), planted.chain, "{}", planted.name);
        assert_eq!(found.chains[0].gives, [planted.target], "{}", planted.name);
    }
}

#[test]
fn a_chain_breaks_when_one_condition_is_taken_away() {
    let model = model();
    for planted in planted() {
        assert!(!planted.without.is_empty(), "{}", planted.name);
        for (what, org) in planted.without {
            let loaded = Loaded::of(&org.snapshot(&[planted.target]), &[planted.target], &model);
            let paths = loaded.ask(planted.from, &[planted.target], planted.division);
            for chain in &paths.found[0].chains {
                assert_ne!(steps(chain), planted.chain, "{}: {what}", planted.name);
                assert!(chain.steps.len() >= planted.chain.len(), "{}: {what}: {:?}", planted.name, steps(chain));
            }
        }
    }
}

/// Each step says by which permission, held through which grant, with places that are in the snapshot.
#[test]
fn every_step_can_be_checked_by_hand() {
    let model = model();
    for planted in planted() {
        let snapshot = planted.org.snapshot(&[planted.target]);
        let loaded = Loaded::of(&snapshot, &[planted.target], &model);
        let paths = loaded.ask(planted.from, &[planted.target], planted.division);
        for (index, step) in paths.found[0].chains[0].steps.iter().enumerate() {
            let name = format!("{}: {}", planted.name, step.edge.id);
            assert_eq!(
                step.permissions.is_empty(),
                step.edge.permissions.is_empty() && step.edge.all_of.is_empty(),
                "{name}"
            );
            let kinds: Vec<&str> = step.evidence.iter().map(|fact| fact.kind).collect();
            if step.through.is_none() && !step.permissions.is_empty() {
                assert!(kinds.contains(&"grant") && kinds.contains(&"permission"), "{name}: {kinds:?}");
                assert!(step.place.is_some(), "{name}");
            }
            assert!(step.through.is_none_or(|through| through <= index), "{name}");
            for fact in &step.evidence {
                let path = fact.path.as_ref().unwrap_or_else(|| panic!("{name}: {} has no place", fact.text));
                let pointer = path.0.iter().fold(String::new(), |pointer, segment| match segment {
                    cordon::snapshot::Segment::Key(key) => {
                        format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
                    }
                    cordon::snapshot::Segment::Index(index) => format!("{pointer}/{index}"),
                });
                assert!(snapshot.pointer(&pointer).is_some(), "{name}: {path} is not in the snapshot");
            }
        }
    }
}

#[test]
fn without_a_word_on_the_setting_grants_reach_everywhere_and_the_chain_says_why() {
    let model = model();
    let org = Org::new().role("Granter", &["authorization:grant:add"]).user("ana", "north");
    let org = org.grant("user", "ana", "Granter", "north").without("/settings/grant_division_aware");
    let loaded = Loaded::of(&org.snapshot(&[VIEW]), &[VIEW], &model);
    let paths = loaded.ask("user/ana", &[VIEW], Some("south"));
    let chain = &paths.found[0].chains[0];
    assert_eq!(steps(chain), ["grant-role everything"]);
    let because = chain.steps[0].because.as_deref().unwrap();
    assert!(because.contains("does not say"), "{because}");
}

#[test]
fn a_role_with_admin_counts_everywhere_wherever_it_is_given() {
    let model = model();
    let org = Org::new().role("Granter", &["authorization:grant:add"]).role("Owner", &[]).user("ana", "north");
    let org = org.grant("user", "ana", "Granter", "north");
    let to = |org: &Org| {
        let loaded = Loaded::of(&org.snapshot(&[VIEW]), &[VIEW, "admin"], &model);
        let paths = loaded.ask("user/ana", &["admin"], None);
        let chain = paths.found[0].chains[0].clone();
        (steps(&chain), chain)
    };
    // Limited to divisions, where no role has it.
    assert_eq!(to(&org).0.len(), 2);
    let (found, chain) = to(&org.set("/roles/Owner/general_permissions", json!(["admin"])));
    assert_eq!(found, ["grant-role everything"]);
    assert!(chain.steps[0].because.as_deref().unwrap().contains("one-word admin"));
    assert!(chain.steps[0].evidence.iter().any(|fact| fact.to == "role/Owner" && fact.path.is_some()));
}

#[test]
fn chains_that_go_round_in_circles_end() {
    let model = model();
    let org = Org::new()
        .role("Clients", &["oauth:client:edit"])
        .role("Passwords", &["directory:user:setPassword"])
        .user("ana", "north")
        .user("bob", "north")
        .client("c-1")
        .client("c-2")
        .grant("user", "ana", "Clients", "*")
        .grant("user", "bob", "Clients", "*")
        .grant("oauth_client", "c-1", "Passwords", "*")
        .grant("oauth_client", "c-1", "Clients", "*")
        .grant("oauth_client", "c-2", "Passwords", "*");
    let loaded = Loaded::of(&org.snapshot(&[VIEW]), &[VIEW], &model);
    let paths = loaded.ask("user/ana", &[VIEW, "directory:user:setPassword"], None);
    let found = &paths.found[0];
    assert_eq!(found.chains.len(), 1);
    assert_eq!(steps(&found.chains[0]), ["client-secret oauth_client/c-1"]);
    assert_eq!(found.unreached, [VIEW]);
}

#[test]
fn stored_credentials_are_open_ends_and_no_chains() {
    let model = model();
    let org = Org::new()
        .role("Runner", &["integrations:action:execute"])
        .role("Passwords", &["directory:user:setPassword"])
        .user("ana", "north")
        .user("bob", "north")
        .grant("user", "ana", "Passwords", "north")
        .grant("user", "bob", "Runner", "east");
    let loaded = Loaded::of(&org.snapshot(&[VIEW]), &[VIEW], &model);
    let found = &loaded.ask("user/ana", &[VIEW], None).found[0];
    assert!(found.chains.is_empty());
    let ends: Vec<(&str, usize)> = found.open_ends.iter().map(|end| (end.edge.id.as_str(), end.steps.len())).collect();
    assert_eq!(ends, [("run-action", 1)]);
    let own = &loaded.ask("user/bob", &[VIEW], None).found[0];
    assert_eq!(own.open_ends[0].steps.len(), 0);
}
