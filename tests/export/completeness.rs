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
