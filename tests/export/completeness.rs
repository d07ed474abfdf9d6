//! "Could not look" never reads as "nothing found": what is missing is named, with the permission that would give it.

use serde_json::json;

use crate::mock::{Behaviour, Mock, Org};
use crate::support::{Exported, export};

fn refusing(org: &Org, refused: &[(&str, &str)]) -> Exported {
    let refused = refused.iter().map(|(path, permission)| ((*path).to_owned(), (*permission).to_owned())).collect();
    export(&Mock::start(org, Behaviour { refused, ..Behaviour::default() }), &[])
}

#[test]
fn a_refused_section_is_missing_and_the_permission_is_named() {
    let org = Org::generated(60);
    for (section, path, documented) in [
        ("users", "/api/v2/users/query", "directory:user:view"),
        ("roles", "/api/v2/authorization/roles", "authorization:role:view"),
        ("grants", "/api/v2/authorization/roles/{}/subjectgrants", "authorization:role:view"),
        ("oauth_clients", "/api/v2/oauth/clients", "oauth:client:view"),
        ("trustees", "/api/v2/orgauthorization/trustees", "authorization:orgTrustee:view"),
        ("access_policies", "/api/v2/authorization/policies", "authorization:policy:view"),
        ("settings", "/api/v2/authorization/roles/settings", "authorization:settings:view"),
    ] {
        let exported = refusing(&org, &[(path, "")]);
        assert_eq!(exported.code(), 3, "{section}: {}", exported.stderr());
        let (status, reason) = exported.section(section);
        assert_eq!(status, "missing", "{section}");
        assert!(reason.contains(documented), "{section}: {reason}");
        // The server knows better than the documentation.
        let (_, reason) = refusing(&org, &[(path, "special:entity:view")]).section(section);
        assert!(reason.contains("special:entity:view") && !reason.contains(documented), "{section}: {reason}");
        // Support asks for the correlation id; it changes, so it is no part of a snapshot.
        assert!(exported.stderr().contains("c0rre1at10n"));
        assert!(!String::from_utf8(exported.bytes()).unwrap().contains("c0rre1at10n"));
        let others = exported.snapshot()["sections"].as_object().unwrap().clone();
        let incomplete: Vec<&String> =
            others.iter().filter(|(_, state)| state["status"] != "complete").map(|(name, _)| name).collect();
        let expected = match section {
            "roles" => vec!["audit_events", "grants", "roles"],
            section => {
                let mut both = vec!["audit_events", section];
                both.sort_unstable();
                both
            }
        };
        assert_eq!(incomplete, expected);
    }
}

#[test]
fn a_part_that_is_refused_makes_its_section_partial() {
    let org = Org::generated(60);
    let exported = refusing(&org, &[("/api/v2/scripts", ""), ("/api/v2/groups/{}/members", "directory:group:view")]);
    assert_eq!(exported.code(), 3);
    let (status, reason) = exported.section("objects");
    assert_eq!(status, "partial");
    assert!(reason.contains("SCRIPT") && reason.contains("scripter:script:view"), "{reason}");
    let (status, reason) = exported.section("groups");
    assert_eq!(status, "partial");
    assert!(reason.contains("directory:group:view"), "{reason}");
    let exported = refusing(&org, &[("/api/v2/orgauthorization/trustees/{}/users", "")]);
    let (status, reason) = exported.section("trustees");
    assert_eq!((status.as_str(), exported.code()), ("partial", 3));
    assert!(reason.contains("authorization:orgTrusteeUser:view"), "{reason}");
}

#[test]
fn a_client_that_sees_some_divisions_only_is_noticed() {
    let mut org = Org::generated(300);
    let before = org.answers["/api/v2/routing/queues"].entities.len();
    org.change("/api/v2/routing/queues", |queues| queues.truncate(before / 2));
    org.change("/api/v2/users/query", |users| users.truncate(200));
    org.change("/api/v2/authorization/subjects/me", |own| own[0]["grants"][0]["division"]["id"] = json!("d1"));
    let exported = export(&Mock::of(&org), &[]);
    assert_eq!(exported.code(), 3);
    let (status, reason) = exported.section("objects");
    assert_eq!(status, "partial");
    assert!(
        reason.contains(&format!("QUEUE: the org counts {before} but only {} could be read", before / 2)),
        "{reason}"
    );
    let snapshot = exported.snapshot();
    assert_eq!(snapshot["sections"]["users"]["status"], "partial");
    assert_eq!(snapshot["sections"]["users"]["expected"], 300);
    assert_eq!(snapshot["sections"]["users"]["count"], 200);
    assert!(exported.stderr().contains("not granted in all divisions"), "{}", exported.stderr());
}

#[test]
fn oddities_are_kept_and_reported() {
    let mut org = Org::generated(60);
    org.change("/api/v2/users/query", |users| {
        users[0]["state"] = json!("suspended");
        users[1].as_object_mut().unwrap().remove("division");
        users[2]["name"] = json!("Jose\u{301} Uribe");
    });
    org.change("/api/v2/oauth/clients", |clients| clients[0]["authorizedGrantType"] = json!("DEVICE-CODE"));
    let role = org.truth["roles"].as_object().unwrap().keys().next().unwrap().clone();
    org.change(&format!("/api/v2/authorization/roles/{role}/subjectgrants"), |rows| {
        rows.push(json!({"id": "nobody", "type": "UNKNOWN", "divisions": [{"id": "nowhere"}]}));
    });
    org.change("/api/v2/authorization/roles", |roles| {
        roles[0]["permissionPolicies"] = json!([
            {"domain": "routing", "entityName": "*", "actionSet": ["*"]},
            {"domain": "brandNew", "entityName": "thing", "actionSet": ["do"]},
        ]);
    });
    let exported = export(&Mock::of(&org), &[]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    let snapshot = exported.snapshot();
    let stderr = exported.stderr();
    for said in ["suspended", "DEVICE-CODE", "UNKNOWN for nobody", "has no division", "nowhere", "brandNew:thing:do"] {
        assert!(stderr.contains(said), "{said}: {stderr}");
    }
    assert_eq!(snapshot["grants"]["nobody"][0]["division_id"], "nowhere");
    let permissions = snapshot["roles"][&role]["permissions"].as_object().unwrap();
    let routing =
        snapshot["permissions"].as_object().unwrap().keys().filter(|name| name.starts_with("routing:")).count();
    assert_eq!(permissions.len(), routing + 1);
    assert!(String::from_utf8(exported.bytes()).unwrap().contains("Jos\u{e9} Uribe"));
}

#[test]
fn without_credentials_or_with_wrong_ones_nothing_is_written() {
    let org = Org::generated(60);
    let mock = Mock::of(&org);
    let dir = tempfile::tempdir().unwrap();
    let run = |id: &str, secret: &str, extra: &[&str]| {
        let mut command = crate::support::export_command(&mock, dir.path(), extra);
        command.env("GENESYSCLOUD_OAUTHCLIENT_ID", id).env("GENESYSCLOUD_OAUTHCLIENT_SECRET", secret);
        let output = command.output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, stderr) = run("", "", &[]);
    assert_eq!(code, 2);
    assert!(stderr.contains("GENESYSCLOUD_OAUTHCLIENT_ID"), "{stderr}");
    let (code, stderr) = run("someone", "wrong", &[]);
    assert_eq!(code, 2);
    assert!(stderr.contains("authentication failed"), "{stderr}");
    assert!(std::fs::read_dir(dir.path()).unwrap().next().is_none());
    for url in ["http://api.genesys.example", "ftp://127.0.0.1", "nowhere"] {
        let args = ["export", "--api-url", url];
        let output = crate::support::command(dir.path()).args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(64), "{url}");
    }
}

/// A group that the org lists, that may hold roles and does.
fn holder(org: &Org) -> String {
    let groups = org.truth["groups"].as_object().unwrap();
    let grants = org.truth["grants"].as_object().unwrap();
    let listed = |id: &&String| groups.get(*id).is_some_and(|group| group["roles_enabled"] == true);
    grants.keys().find(listed).unwrap().clone()
}

#[test]
fn what_the_org_has_no_word_for_is_kept_beside_the_word_that_stands_in() {
    let mut org = Org::generated(60);
    org.change("/api/v2/users/query", |users| users[0]["state"] = json!("suspended"));
    org.change("/api/v2/groups", |groups| groups[0]["state"] = json!("archived"));
    org.change("/api/v2/oauth/clients", |clients| {
        clients[0]["authorizedGrantType"] = json!("DEVICE-CODE");
        clients[0]["state"] = json!("paused");
    });
    let exported = export(&Mock::of(&org), &[]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    let snapshot = exported.snapshot();
    let first = |section: &str, path: &str| {
        let id = org.answers[path].entities[0]["id"].as_str().unwrap();
        snapshot[section][id].clone()
    };
    let user = first("users", "/api/v2/users/query");
    assert_eq!((&user["state"], &user["unmapped"]), (&json!("active"), &json!({"state": "suspended"})));
    assert_eq!(first("groups", "/api/v2/groups")["unmapped"], json!({"state": "archived"}));
    let client = first("oauth_clients", "/api/v2/oauth/clients");
    assert_eq!(client["unmapped"], json!({"grant_type": "DEVICE-CODE", "state": "paused"}));
    let output = crate::support::command(exported.dir.path()).args(["validate", "snapshot.json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn members_of_a_group_that_does_not_say_whether_it_may_hold_roles_are_read() {
    let mut org = Org::generated(300);
    let group = holder(&org);
    let wanted = export(&Mock::of(&org), &[]).snapshot()["groups"][&group]["member_ids"].clone();
    assert!(!wanted.as_array().unwrap().is_empty());
    org.change("/api/v2/groups", |groups| {
        let entry = groups.iter_mut().find(|entry| entry["id"] == group.as_str()).unwrap();
        entry.as_object_mut().unwrap().remove("rolesEnabled");
    });
    let exported = export(&Mock::of(&org), &[]);
    assert_eq!(exported.snapshot()["groups"][&group]["member_ids"], wanted);
}

#[test]
fn what_hangs_on_a_list_that_is_not_whole_is_not_whole() {
    let mut org = Org::generated(60);
    // Less roles than the server says: the grants of the others were never asked for.
    org.answers.get_mut("/api/v2/authorization/roles").unwrap().style = crate::mock::org::Style::One;
    org.change("/api/v2/authorization/roles", |roles| {
        let page = json!({"entities": roles.clone(), "total": roles.len() + 1, "pageNumber": 1, "pageSize": 500});
        *roles = vec![page];
    });
    let exported = export(&Mock::of(&org), &[]);
    assert_eq!(exported.code(), 3);
    assert_eq!(exported.section("roles").0, "partial");
    let (status, reason) = exported.section("grants");
    assert_eq!(status, "partial");
    assert!(reason.contains("roles that are not listed"), "{reason}");
}

#[test]
fn a_wildcard_does_not_stand_for_a_part_of_the_catalogue() {
    let mut org = Org::generated(60);
    org.change("/api/v2/authorization/roles", |roles| {
        roles[0]["permissionPolicies"] = json!([{"domain": "routing", "entityName": "queue", "actionSet": ["*"]}]);
    });
    org.answers.get_mut("/api/v2/authorization/permissions").unwrap().style = crate::mock::org::Style::One;
    org.change("/api/v2/authorization/permissions", |rows| {
        let page = json!({"entities": rows.clone(), "total": rows.len() + 5, "pageNumber": 1, "pageSize": 500});
        *rows = vec![page];
    });
    let exported = export(&Mock::of(&org), &[]);
    assert_eq!(exported.section("permissions").0, "partial");
    let id = org.answers["/api/v2/authorization/roles"].entities[0]["id"].as_str().unwrap();
    let held = exported.snapshot()["roles"][id]["permissions"].as_object().unwrap().clone();
    assert_eq!(held.keys().collect::<Vec<_>>(), ["routing:queue:*"]);
}

#[test]
fn flags_that_the_org_does_not_say_make_a_section_partial() {
    let mut org = Org::generated(60);
    org.change("/api/v2/authorization/roles/settings", |settings| settings[0] = json!({}));
    org.change("/api/v2/orgauthorization/trustees", |trustees| {
        trustees[0].as_object_mut().unwrap().remove("enabled");
    });
    org.change("/api/v2/authorization/roles", |roles| {
        roles[0]["permissionPolicies"] = json!([{"domain": "routing", "actionSet": ["view"]}]);
    });
    let exported = export(&Mock::of(&org), &[]);
    assert_eq!(exported.code(), 3);
    for (section, said) in [("settings", "does not say"), ("trustees", "enabled"), ("roles", "no domain, entity")] {
        let (status, reason) = exported.section(section);
        assert_eq!(status, "partial", "{section}");
        assert!(reason.contains(said), "{section}: {reason}");
    }
    let id = org.answers["/api/v2/orgauthorization/trustees"].entities[0]["id"].as_str().unwrap();
    assert_eq!(exported.snapshot()["trustees"][id]["enabled"], true);
}

#[test]
fn one_group_that_may_not_be_seen_hides_no_other() {
    let org = Org::generated(600);
    let group = holder(&org);
    let whole = export(&Mock::of(&org), &[]).snapshot();
    let exported = refusing(&org, &[(&format!("/api/v2/groups/{group}/members"), "")]);
    assert_eq!(exported.section("groups").0, "partial");
    let snapshot = exported.snapshot();
    for (id, entry) in whole["groups"].as_object().unwrap().iter().filter(|(id, _)| **id != group) {
        assert_eq!(snapshot["groups"][id]["member_ids"], entry["member_ids"], "{id}");
    }
}

#[test]
fn a_page_of_a_gateway_is_no_word_of_the_org() {
    let org = Org::generated(60);
    let path = format!("/api/v2/groups/{}/dynamicsettings", holder(&org));
    let page = "<html><body>404 not here</body></html>".to_owned();
    for (answer, complete) in [((404, None, page), false), ((405, None, "{}".to_owned()), false)] {
        let instead = [(path.clone(), answer)].into();
        let exported = export(&Mock::start(&org, Behaviour { instead, ..Behaviour::default() }), &[]);
        assert_eq!(exported.section("groups").0 == "complete", complete, "{}", exported.stderr());
    }
}
