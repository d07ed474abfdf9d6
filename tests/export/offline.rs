//! Other ways in: saved responses, CX as Code, and a plan that asks nobody.

use serde_json::{Value, json};

use crate::mock::{Behaviour, Mock, Org};
use crate::support::{NOW, command, export};

fn offline(dir: &std::path::Path, args: &[&str]) -> (i32, Value, String) {
    let output = command(dir).args(["export", "--now", NOW]).args(args).output().unwrap();
    let value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code().unwrap(), value, String::from_utf8(output.stderr).unwrap())
}

#[test]
fn saved_responses_give_the_same_snapshot() {
    let org = Org::generated(300);
    let mock = Mock::start(&org, Behaviour { page: Some((100, false)), ..Behaviour::default() });
    let mut wanted = export(&mock, &[]).snapshot();
    wanted["organization"].as_object_mut().unwrap().remove("region");
    let seen = mock.seen();
    let answers: Vec<_> = seen.iter().filter_map(|seen| Some((seen, seen.answer.as_ref()?))).collect();
    // As JSON lines, as one envelope a file, and as bare bodies whose file names tell the request.
    let lines = tempfile::tempdir().unwrap();
    let text: String = answers
        .iter()
        .map(|(seen, answer)| format!("{}\n", json!({"method": seen.method, "url": format!("https://api.example{}", seen.uri), "status": 200, "body": answer})))
        .collect();
    std::fs::write(lines.path().join("all.jsonl"), text).unwrap();
    let (envelopes, bare) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (at, (seen, answer)) in answers.iter().enumerate() {
        let envelope =
            json!({"request": {"method": seen.method, "url": seen.uri}, "response": {"status": 200, "body": answer}});
        std::fs::write(envelopes.path().join(format!("{at}.json")), envelope.to_string()).unwrap();
        let file = bare.path().join(format!("{}@{at}.json", seen.path().trim_start_matches('/')));
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        let mut body = (*answer).clone();
        body.as_object_mut().unwrap().remove("selfUri");
        std::fs::write(file, body.to_string()).unwrap();
    }
    for folder in [lines.path(), envelopes.path(), bare.path()] {
        let (code, snapshot, stderr) = offline(folder, &["--from-responses", "."]);
        assert_eq!(code, 0, "{stderr}");
        assert!(snapshot == wanted, "{stderr}");
    }
    // What was not saved is missing, and a list that lacks a page is partial.
    std::fs::remove_dir_all(bare.path().join("api/v2/oauth")).unwrap();
    let users = bare.path().join("api/v2/users");
    let last = std::fs::read_dir(&users).unwrap().map(|entry| entry.unwrap().path()).max_by_key(|path| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        name.split('@').nth(1).unwrap().parse::<u32>().unwrap()
    });
    std::fs::remove_file(last.unwrap()).unwrap();
    let (code, snapshot, stderr) = offline(bare.path(), &["--from-responses", "."]);
    assert_eq!(code, 3, "{stderr}");
    assert_eq!(snapshot["sections"]["oauth_clients"]["status"], "missing");
    assert!(snapshot["sections"]["oauth_clients"]["reason"].as_str().unwrap().contains("/api/v2/oauth/clients"));
    assert_eq!(snapshot["sections"]["users"]["status"], "partial");
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(offline(empty.path(), &["--from-responses", "."]).0, 2);
}

#[test]
fn cx_as_code_gives_what_it_has_and_says_what_it_lacks() {
    let dir = tempfile::tempdir().unwrap();
    let export = json!({"resource": {
        "genesyscloud_auth_division": {
            "Home": {"name": "Home", "home": true},
            "acme": {"name": "Partner_Acme"},
        },
        "genesyscloud_auth_role": {"agent": {"name": "Agent", "permission_policies": [
            {"domain": "routing", "entity_name": "queue", "action_set": ["view", "search"]},
            {"domain": "quality", "entity_name": "evaluation", "action_set": ["*"], "conditions": [{"conjunction": "AND"}]},
        ]}},
        "genesyscloud_user": {"ada": {
            "name": "Ada Birk", "email": "ada@acme.example", "state": "active",
            "division_id": "${genesyscloud_auth_division.acme.id}",
        }},
        "genesyscloud_user_roles": {"ada": {"user_id": "${genesyscloud_user.ada.id}", "roles": [
            {"role_id": "${genesyscloud_auth_role.agent.id}", "division_ids": ["*"]},
        ]}},
        "genesyscloud_group": {"night": {"name": "Night", "roles_enabled": true, "member_ids": ["${genesyscloud_user.ada.id}"]}},
        "genesyscloud_oauth_client": {"dialer": {
            "name": "Vendor_Acme_Dialer", "authorized_grant_type": "CLIENT-CREDENTIALS", "client_secret": "pl4nted",
            "roles": [{"role_id": "${genesyscloud_auth_role.agent.id}", "division_id": "${data.genesyscloud_auth_division_home.home.id}"}],
        }},
        "genesyscloud_routing_queue": {"billing": {"name": "Billing", "division_id": "${genesyscloud_auth_division.acme.id}"}},
    }});
    std::fs::write(dir.path().join("genesyscloud.tf.json"), export.to_string()).unwrap();
    let state = json!({"version": 4, "resources": [{"mode": "managed", "type": "genesyscloud_user", "name": "ada",
        "instances": [{"attributes": {"id": "user-1"}}]}]});
    std::fs::write(dir.path().join("terraform.tfstate"), state.to_string()).unwrap();
    let (code, snapshot, stderr) = offline(dir.path(), &["--from-cx-as-code", "."]);
    assert_eq!(code, 3, "{stderr}");
    assert_eq!(snapshot["users"]["user-1"]["division_id"], "genesyscloud_auth_division.acme");
    assert_eq!(snapshot["grants"]["user-1"][0]["division_id"], "*");
    let client = &snapshot["oauth_clients"]["genesyscloud_oauth_client.dialer"];
    assert_eq!(client["role_divisions"][0]["division_id"], "genesyscloud_auth_division.Home");
    let permissions = &snapshot["roles"]["genesyscloud_auth_role.agent"]["permissions"];
    assert_eq!(permissions["quality:evaluation:*"]["conditional"], true);
    for (section, status) in [
        ("divisions", "complete"),
        ("grants", "partial"),
        ("trustees", "missing"),
        ("permissions", "missing"),
        ("oauth_authorizations", "missing"),
    ] {
        assert_eq!(snapshot["sections"][section]["status"], status, "{section}");
    }
    assert!(!snapshot.to_string().contains("pl4nted"));
}

#[test]
fn a_plan_says_what_an_export_costs_and_asks_nobody() {
    let dir = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| {
        let output = command(dir.path()).args(["export", "--dry-run"]).args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let plan = run(&[]);
    assert!(plan.contains("50000 users, 200 roles, 100 divisions, 250 groups"), "{plan}");
    let number = |text: &str| -> u64 {
        let line = plan.lines().find(|line| line.contains(text)).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    };
    assert!(number("requests in all") * 10 <= number("least possible") * 12, "{plan}");
    assert!(plan.contains("authorization:orgTrusteeUser:view"));
    assert!(run(&["--sections", "divisions"]).contains("/api/v2/authorization/divisions"));
    assert!(!run(&["--sections", "divisions"]).contains("/api/v2/users"));
    let small = run(&["--org-size", "users=100,roles=5,groups=2,objects=50"]);
    assert!(small.contains("100 users, 5 roles"), "{small}");
}

#[test]
fn an_export_that_was_filtered_is_noticed_in_all_forms_of_terraforms_json() {
    let dir = tempfile::tempdir().unwrap();
    let export = json!({"resource": [
        {"genesyscloud_auth_division": [{"acme": [{"name": "Partner_Acme"}]}]},
        {"genesyscloud_auth_role": {"agent": {"name": "Agent", "permission_policies":
            {"domain": "routing", "entity_name": "queue", "action_set": ["view"], "conditions": {"conjunction": "AND"}},
        }}},
        {"genesyscloud_user": {"ada": {"name": "Ada Birk", "state": "suspended"}}},
        {"genesyscloud_user_roles": {"ada": {"user_id": "${genesyscloud_user.ada.id}", "roles":
            {"role_id": "${genesyscloud_auth_role.filtered.id}", "division_ids": ["${genesyscloud_auth_division.gone.id}"]},
        }}},
    ]});
    std::fs::write(dir.path().join("genesyscloud.tf.json"), export.to_string()).unwrap();
    let (code, snapshot, stderr) = offline(dir.path(), &["--from-cx-as-code", "."]);
    assert_eq!(code, 3, "{stderr}");
    let role = &snapshot["roles"]["genesyscloud_auth_role.agent"]["permissions"];
    assert_eq!(role["routing:queue:view"]["conditional"], true);
    let user = &snapshot["users"]["genesyscloud_user.ada"];
    assert_eq!(user["unmapped"]["state"], "suspended");
    assert_eq!(snapshot["divisions"][user["division_id"].as_str().unwrap()]["home"], true);
    for (section, said) in
        [("roles", "genesyscloud_auth_role.filtered"), ("divisions", "genesyscloud_auth_division.gone")]
    {
        assert_eq!(snapshot["sections"][section]["status"], "partial", "{section}");
        assert!(snapshot["sections"][section]["reason"].as_str().unwrap().contains(said), "{section}");
    }
    assert!(stderr.contains("suspended"), "{stderr}");
}

#[test]
fn instances_and_modules_of_a_state_keep_apart() {
    let dir = tempfile::tempdir().unwrap();
    let role = |id: &str, name: &str| json!({"attributes": {"id": id, "name": name, "permission_policies": []}});
    let mut of_each = role("each-a", "A");
    of_each["index_key"] = json!("a");
    let mut other = role("each-b", "B");
    other["index_key"] = json!("b");
    let state = json!({"version": 4, "resources": [
        {"mode": "managed", "type": "genesyscloud_auth_role", "name": "r", "instances": [role("root", "Root")]},
        {"mode": "managed", "module": "module.m", "type": "genesyscloud_auth_role", "name": "r", "instances": [role("in-m", "In m")]},
        {"mode": "managed", "type": "genesyscloud_auth_role", "name": "each", "instances": [of_each, other]},
    ]});
    std::fs::write(dir.path().join("terraform.tfstate"), state.to_string()).unwrap();
    let export = json!({"resource": {
        "genesyscloud_auth_division": {"Home": {"name": "Home", "home": true}},
        "genesyscloud_auth_role": {"r": {"name": "Root", "permission_policies": null}},
        "genesyscloud_user": {"ada": {"name": "Ada Birk"}},
        "genesyscloud_user_roles": {"ada": {"user_id": "${genesyscloud_user.ada.id}", "roles": [
            {"role_id": "${genesyscloud_auth_role.r.id}", "division_ids": "*"},
            {"role_id": "${genesyscloud_auth_role.each[\"b\"].id}"},
        ]}},
    }});
    std::fs::write(dir.path().join("genesyscloud.tf.json"), export.to_string()).unwrap();
    let (_, snapshot, stderr) = offline(dir.path(), &["--from-cx-as-code", "."]);
    let roles: Vec<&String> = snapshot["roles"].as_object().unwrap().keys().collect();
    assert_eq!(roles, ["each-a", "each-b", "in-m", "root"], "{stderr}");
    let held = &snapshot["grants"]["genesyscloud_user.ada"];
    assert_eq!((&held[0]["role_id"], &held[0]["division_id"]), (&json!("root"), &json!("*")));
    assert_eq!(held[1]["role_id"], "each-b");
}

#[test]
fn what_saved_requests_left_out_is_not_whole() {
    let org = Org::generated(300);
    let mock = Mock::start(&org, Behaviour { page: Some((100, false)), ..Behaviour::default() });
    export(&mock, &[]);
    let lines: Vec<Value> = mock
        .seen()
        .iter()
        .filter_map(|seen| {
            Some(json!({"method": seen.method, "url": seen.uri, "status": 200, "body": seen.answer.as_ref()?}))
        })
        .collect();
    let with = |change: &dyn Fn(&mut Vec<Value>)| {
        let mut lines = lines.clone();
        change(&mut lines);
        let dir = tempfile::tempdir().unwrap();
        let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(dir.path().join("all.jsonl"), text).unwrap();
        offline(dir.path(), &["--from-responses", "."])
    };
    let is = |line: &Value, path: &str| line["url"].as_str().unwrap().starts_with(path);
    let reword = |path: &'static str, from: &'static str, to: &'static str| {
        move |lines: &mut Vec<Value>| {
            for line in lines.iter_mut().filter(|line| line["url"].as_str().unwrap().starts_with(path)) {
                line["url"] = json!(line["url"].as_str().unwrap().replace(from, to));
            }
        }
    };
    let users = "/api/v2/users/query?";
    let roles = "/api/v2/authorization/roles?";
    let status = |(code, snapshot, stderr): (i32, Value, String), section: &str, status: &str, said: &str| {
        assert_eq!(snapshot["sections"][section]["status"], status, "{section}: {stderr}");
        assert!(snapshot["sections"][section]["reason"].as_str().unwrap_or_default().contains(said), "{snapshot}");
        assert_eq!(code == 0, status == "complete");
    };
    status(with(&|_| ()), "users", "complete", "");
    status(with(&reword(users, "state=any", "state=active")), "users", "partial", "state=any");
    status(with(&reword(roles, "userCount=false", "name=Agent")), "roles", "partial", "`name`");
    // The second of three pages.
    let middle = |lines: &mut Vec<Value>| {
        lines.retain(|line| !(is(line, users) && line["url"].as_str().unwrap().contains("cursor=c2")))
    };
    status(with(&middle), "users", "partial", "pages");
    let refused = |lines: &mut Vec<Value>| {
        lines.push(json!({"url": format!("{roles}pageNumber=9"), "status": 403, "body": {"message": "no"}}));
    };
    status(with(&refused), "roles", "partial", "HTTP 403");
    let deleted = |lines: &mut Vec<Value>| {
        lines
            .iter_mut()
            .filter(|line| is(line, "/api/v2/oauth/clients"))
            .for_each(|line| line["method"] = json!("DELETE"));
    };
    status(with(&deleted), "oauth_clients", "missing", "no response");
    let another = |lines: &mut Vec<Value>| {
        lines.push(
            json!({"url": "/api/v2/organizations/me", "status": 200, "body": {"id": "another", "name": "Another"}}),
        );
    };
    let (code, _, stderr) = with(&another);
    assert_eq!(code, 2);
    assert!(stderr.contains("several orgs"), "{stderr}");
}
