//! `cordon access paths` as people run it.

use serde_json::{Value, json};

use super::org::Org;
use crate::support::{Folder, cordon, stderr, stdout};

fn paths(args: &[&str]) -> std::process::Output {
    cordon(&[&["access", "paths"], args].concat())
}

fn answer(args: &[&str]) -> Value {
    let output = paths(&[args, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
}

/// Ana of Acme can set passwords in her division, where Marc may add grants.
fn org() -> Org {
    let org = Org::new()
        .role("Team lead", &["directory:user:setPassword", "integrations:action:execute", "oauth:client:add"])
        .role("Granter", &["authorization:grant:add"])
        .user("ana", "north")
        .user("amy", "north")
        .user("marc", "north")
        .user("quiet", "south")
        .client("Vendor_Acme_App")
        .set("/oauth_clients/Vendor_Acme_App/grant_type", json!("authorization_code"))
        .grant("user", "ana", "Team lead", "north")
        .grant("user", "amy", "Team lead", "north")
        .grant("user", "marc", "Granter", "north");
    ["ana", "amy"]
        .iter()
        .fold(org, |org, id| org.set(&format!("/users/{id}/email"), json!(format!("{id}@acme.example"))))
}

fn folder(org: &Org) -> Folder {
    let folder = Folder::of(&org.snapshot(&["directory:user:delete"]));
    folder.write(
        "cordon.toml",
        b"[partners.acme]\nname = \"Acme\"\ndivisions = [\"North\"]\nemail_domains = [\"acme.example\"]\noauth_client_names = [\"Vendor_Acme_*\"]\n",
    );
    folder
}

#[test]
fn a_person_sees_the_chain_at_a_glance() {
    let folder = folder(&org());
    let output = paths(&[&folder.snapshot(), "--partner", "acme"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!("paths_of_a_partner", folder.scrubbed(&stdout(&output)));
}

#[test]
fn json_holds_every_step_with_its_evidence() {
    let folder = folder(&org());
    let answer = answer(&[&folder.snapshot(), "--from", "ana@acme.example", "--to", "directory:user:delete"]);
    assert_eq!(answer["schema_version"], "1");
    assert_eq!(answer["question"]["kind"], "paths");
    let row = &answer["rows"][0];
    assert_eq!(row["sources"][0]["id"], "ana");
    let chain = &row["chains"][0];
    assert_eq!(chain["length"], 2);
    assert_eq!(chain["gives"], json!(["directory:user:delete"]));
    let steps = chain["steps"].as_array().unwrap();
    assert_eq!(steps[0]["edge"], "set-password");
    assert_eq!(steps[0]["permissions"], json!(["directory:user:setPassword"]));
    assert_eq!(steps[0]["to"]["id"], "user/marc");
    assert_eq!(steps[0]["place"]["division"]["id"], "north");
    assert_eq!(steps[1]["edge"], "grant-role");
    for fact in steps.iter().flat_map(|step| step["evidence"].as_array().unwrap()) {
        assert!(fact["line"].is_u64(), "{fact}");
    }
    assert_eq!(row["open_ends"][0]["edge"], "run-action");
}

#[test]
fn csv_and_graphs_hold_the_same_chains() {
    let folder = folder(&org());
    let snapshot = folder.snapshot();
    let csv = stdout(&paths(&[&snapshot, "--format", "csv"]));
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.unwrap()).collect();
    let steps: Vec<(&str, &str)> =
        rows.iter().filter(|row| &row[6] == "chain").map(|row| (row.get(2).unwrap(), row.get(10).unwrap())).collect();
    let of_each = [("amy", "set-password"), ("amy", "grant-role"), ("ana", "set-password"), ("ana", "grant-role")];
    assert!(of_each.iter().all(|step| steps.contains(step)), "{steps:?}");
    assert!(rows.iter().any(|row| &row[6] == "left_out" && &row[2] == "Vendor_Acme_App"));
    let dot = stdout(&paths(&[&snapshot, "--dot"]));
    assert!(dot.starts_with("digraph") && dot.contains("set-password"), "{dot}");
    let mermaid = stdout(&paths(&[&snapshot, "--mermaid"]));
    assert!(mermaid.starts_with("flowchart LR") && mermaid.contains("set-password"), "{mermaid}");
}

#[test]
fn the_clean_sample_org_gives_no_chain() {
    let answer = answer(&["snapshots/clean/snapshot.json"]);
    assert!(!answer["rows"].as_array().unwrap().is_empty());
    for row in answer["rows"].as_array().unwrap() {
        assert_eq!(row["chains"], json!([]), "{row:#}");
    }
}

#[test]
fn what_can_t_be_asked_says_what_to_do() {
    let folder = folder(&org());
    let snapshot = folder.snapshot();
    let failure = |args: &[&str], code: i32, part: &str| {
        let output = paths(args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(part), "{args:?}: {}", stderr(&output));
    };
    failure(&[&snapshot, "--partner", "acmee"], 2, "did you mean `acme`");
    failure(&[&snapshot, "--from", "anna"], 2, "there is no subject `anna`");
    failure(&[&snapshot, "--to", "@escalations"], 2, "did you mean `@escalation`");
    failure(&[&snapshot, "--division", "Nort"], 2, "did you mean `North`");
    failure(&[&snapshot, "--from", "ana", "--partner", "acme"], 64, "cannot be used with");
    let alone = tempfile::tempdir().unwrap();
    let copy = alone.path().join("snapshot.json");
    std::fs::copy(&snapshot, &copy).unwrap();
    let output = crate::support::command()
        .current_dir(alone.path())
        .args(["access", "paths", "snapshot.json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = stderr(&output);
    assert!(message.contains("no policy file") && message.contains("--from"), "{message}");
    folder.write("rules/data/escalation.json", br#"{"about": "", "sources": {}, "edges": [{"id": "x"}]}"#);
    folder.write("rules/a.rego", b"package cordon.lib.a\n\nx := 1\n");
    failure(&[&snapshot, "--policy", &folder.path("rules")], 2, "the escalation model can't be read");
}

#[test]
fn a_client_that_acts_for_users_is_told_of_and_not_followed() {
    let folder = folder(&org());
    let output = paths(&[&folder.snapshot(), "--from", "Vendor_Acme_App"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("acts as the user who signs in"), "{}", stdout(&output));
}

#[test]
fn a_gap_is_never_no_chain() {
    let mut snapshot = org().snapshot(&[]);
    snapshot["sections"]["groups"] = json!({"status": "partial", "reason": "needs directory:group:view"});
    let folder = Folder::of(&snapshot);
    let output = paths(&[&folder.snapshot(), "--from", "user/quiet", "--to", "directory:user:setPassword"]);
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    assert!(text.contains("can't come to more") && text.contains("groups (partial)"), "{text}");
    assert!(stderr(&output).contains("groups"), "{}", stderr(&output));
    let strict = paths(&[&folder.snapshot(), "--from", "user/quiet", "--require-complete"]);
    assert_eq!(strict.status.code(), Some(2));
}

/// Whether grants are limited to divisions is a setting: where it could not be read, nothing is silent about it.
#[test]
fn settings_that_were_not_read_are_told_and_count_as_incomplete() {
    let org = org().set("/sections/settings", json!({"status": "missing", "reason": "403 from roles/settings"}));
    let mut snapshot = org.snapshot(&[]);
    snapshot.as_object_mut().unwrap().remove("settings");
    snapshot["sections"]["settings"] = json!({"status": "missing", "reason": "403 from roles/settings"});
    let folder = Folder::of(&snapshot);
    let args = ["--from", "user/ana", &folder.snapshot(), "--quiet", "--require-complete"].map(str::to_owned);
    let output = paths(&args.each_ref().map(String::as_str));
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("section `settings`, which is missing: 403"), "{}", stderr(&output));
}

#[test]
fn a_graph_names_all_permissions_that_a_step_needs() {
    let org = Org::new()
        .role("Truster", &["authorization:orgTrustee:add", "authorization:orgTrusteeUser:add"])
        .user("ana", "north")
        .grant("user", "ana", "Truster", "north");
    let folder = Folder::of(&org.snapshot(&["authorization:grant:add"]));
    let graph = paths(&["--from", "user/ana", "--to", "authorization:grant:add", &folder.snapshot(), "--mermaid"]);
    let graph = stdout(&graph);
    assert!(graph.contains("authorization:orgTrustee:add and authorization:orgTrusteeUser:add"), "{graph}");
}

/// A role that is granted and could not be read can be edited like any other; one that does not exist can't.
#[test]
fn a_role_that_could_not_be_read_can_be_edited() {
    let org = Org::new()
        .role("Editor", &["authorization:role:edit"])
        .user("ana", "north")
        .grant("user", "ana", "Editor", "north")
        .grant("user", "ana", "unread", "*");
    for (status, label) in [("complete", "any role in North"), ("partial", "everything in the whole org")] {
        let mut snapshot = org.snapshot(&["directory:user:delete"]);
        snapshot["sections"]["roles"] = json!({"status": status});
        let folder = Folder::of(&snapshot);
        let found = answer(&["--from", "user/ana", "--to", "directory:user:delete", &folder.snapshot()]);
        let steps = found["rows"][0]["chains"][0]["steps"].as_array().unwrap();
        assert_eq!(steps.len(), 1, "{found:#}");
        assert_eq!(steps[0]["to"]["label"], label, "{found:#}");
    }
}
