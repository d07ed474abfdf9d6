//! An analyst compares an org with what it was (`--since`).

use serde_json::{Value, json};

use crate::support::{Folder, check, findings, report, rule, sample, stderr, test_rule};

/// A rule that finds roles which were not there before.
fn folder() -> Folder {
    let folder = Folder::of(&sample("acme"));
    let body = "findings contains finding if {\n\tsome id, role in input.roles\n\tnot data.cordon.since.roles[id]\n\t\
                finding := {\n\t\t\"subject\": {\"type\": \"role\", \"id\": id},\n\t\t\
                \"message\": sprintf(\"%s is new.\", [role.name]),\n\t\t\"path\": [\"roles\", id],\n\t}\n}\n";
    let text = test_rule("roles", body)
        .replace("#   requires:", "#   sets: [strict]\n#   requires_since: true\n#   requires:");
    folder.write("rules/test_rule.rego", text.as_bytes());
    let earlier = earlier(|_| {});
    folder.write("earlier.json", &serde_json::to_vec_pretty(&earlier).unwrap());
    folder
}

/// The org a month earlier, with two roles fewer.
fn earlier(change: impl Fn(&mut Value)) -> Value {
    let mut snapshot = sample("acme");
    snapshot["exported_at"] = json!("2026-10-02T03:15:00Z");
    let roles = snapshot["roles"].as_object_mut().unwrap();
    let gone: Vec<String> = roles.keys().take(2).cloned().collect();
    roles.retain(|id, _| !gone.contains(id));
    let left = roles.len();
    snapshot["sections"]["roles"]["count"] = json!(left);
    change(&mut snapshot);
    snapshot
}

#[test]
fn what_is_new_is_found_where_there_is_something_to_compare_with() {
    let folder = folder();
    let (path, rules, before) = (folder.snapshot(), folder.path("rules"), folder.path("earlier.json"));
    // The rule is in no set that runs, but without it `--since` would have no meaning.
    let report = report(&[&path, "--policy", &rules, "--since", &before]);
    assert_eq!(findings(&report).iter().filter(|one| one["rule"] == "test-rule").count(), 2);
    assert_eq!(rule(&report, "test-rule")["status"], "failed");
}

#[test]
fn without_an_earlier_snapshot_the_rule_is_not_evaluated() {
    let folder = folder();
    let (path, rules) = (folder.snapshot(), folder.path("rules"));
    for selected in [["--rule", "test-rule"], ["--rules", "strict"]] {
        let report = report(&[&[path.as_str(), "--policy", &rules], &selected[..]].concat());
        assert_eq!(rule(&report, "test-rule")["status"], "not_evaluated");
        assert!(rule(&report, "test-rule")["reason"].as_str().unwrap().contains("--since"));
    }
    let report = report(&[&path, "--policy", &rules]);
    assert!(report["runs"][0]["rules"].as_array().unwrap().iter().all(|rule| rule["id"] != "test-rule"));
}

#[test]
fn an_earlier_snapshot_that_lacks_what_is_compared_proves_nothing() {
    let folder = folder();
    let partial = earlier(|snapshot| {
        snapshot["sections"]["roles"] = json!({"status": "partial", "reason": "HTTP 403"});
    });
    folder.write("earlier.json", &serde_json::to_vec_pretty(&partial).unwrap());
    let (path, rules, before) = (folder.snapshot(), folder.path("rules"), folder.path("earlier.json"));
    let report = report(&[&path, "--policy", &rules, "--rule", "test-rule", "--since", &before]);
    assert_eq!(rule(&report, "test-rule")["status"], "not_evaluated");
    let reason = rule(&report, "test-rule")["reason"].as_str().unwrap();
    assert!(reason.contains("`roles` of the earlier snapshot is partial: HTTP 403"), "{reason}");
}

#[test]
fn an_earlier_snapshot_of_another_org_is_none() {
    let folder = folder();
    let other = earlier(|snapshot| snapshot["organization"]["id"] = json!("another-org"));
    folder.write("earlier.json", &serde_json::to_vec_pretty(&other).unwrap());
    let (path, rules, before) = (folder.snapshot(), folder.path("rules"), folder.path("earlier.json"));
    let output = check(&[&path, "--policy", &rules, "--rule", "test-rule", "--since", &before, "--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(rule(&report, "test-rule")["status"], "not_evaluated");
    assert!(stderr(&output).contains("no snapshot is of its org"), "{}", stderr(&output));
}

#[test]
fn a_comparison_the_wrong_way_round_is_an_error() {
    let folder = folder();
    let (path, before) = (folder.snapshot(), folder.path("earlier.json"));
    let output = check(&[&before, "--since", &path]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("give the older of the two with `--since`"), "{}", stderr(&output));
    let output = check(&[&path, "--since", &before, "--since", &before]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("give `--since` once for each org"), "{}", stderr(&output));
    let output = check(&[&path, "--since", &folder.path("nowhere.json")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("nowhere.json"));
}

#[test]
fn lint_wants_a_rule_that_compares_to_say_so() {
    let folder = folder();
    let text = std::fs::read_to_string(folder.path("rules/test_rule.rego")).unwrap();
    folder.write("rules/test_rule.rego", text.replace("#   requires_since: true\n", "").as_bytes());
    let output = crate::support::cordon(&["lint", &folder.path("rules")]);
    assert!(
        stderr(&output).contains("requires_since: true")
            || String::from_utf8_lossy(&output.stdout).contains("requires_since: true")
    );
}
