//! A rule that finds far too much: code scanning accepts 25,000 results, and nothing is left out silently.

use serde_json::Value;

use crate::support::{Folder, check, findings, report, rule, stdout, test_rule};

#[test]
fn thirty_thousand_findings() {
    let folder = Folder::of_bytes(b"");
    let many = "findings contains x if {\n\tsome i in numbers.range(1, 30000)\n\tx := {\"subject\": {\"type\": \"organization\", \"id\": \"o\"}, \"message\": sprintf(\"number %d\", [i]), \"path\": [\"organization\"], \"key\": [i]}\n}";
    folder.write("rules/test_rule.rego", test_rule("users", many).as_bytes());
    let rules = folder.path("rules");
    let args = ["snapshots/acme/snapshot.json", "--policy", &rules, "--rule", "test-rule,oauth-implicit-grant"];
    let report = report(&args);
    assert_eq!(rule(&report, "test-rule")["status"], "failed");
    let of_rule = findings(&report).iter().filter(|one| one["rule"] == "test-rule");
    assert_eq!(of_rule.count(), 30_000);

    let log: Value = serde_json::from_slice(&check(&[&args[..], &["--format", "sarif"]].concat()).stdout).unwrap();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    assert_eq!(results[0]["ruleId"], "oauth-implicit-grant", "the most severe come first");
    assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), 2);
    let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    let capped = notifications.iter().find(|one| one["descriptor"]["id"] == "results-capped").unwrap();
    let text = capped["message"]["text"].as_str().unwrap();
    assert!(text.contains("of 30") && text.contains("test-rule: 5"), "{text}");

    assert!(notifications.iter().any(|one| one.to_string().contains("code scanning keeps the 5000 most severe")));

    let text = stdout(&check(&args));
    assert!(text.contains("and 29950 more findings of this rule; `--limit 0` shows all"));
}

#[test]
fn places_beyond_what_code_scanning_accepts_are_counted() {
    let folder = Folder::of_bytes(b"");
    let many = "findings contains x if {\n\tpaths := [[\"users\", id] | some id, _ in input.users]\n\tx := {\"subject\": {\"type\": \"organization\", \"id\": \"o\"}, \"message\": \"m\", \"path\": [\"organization\"], \"related\": [p | some i in numbers.range(1, 20); some p in paths]}\n}";
    folder.write("rules/test_rule.rego", test_rule("users", many).as_bytes());
    let rules = folder.path("rules");
    let args = ["snapshots/acme/snapshot.json", "--policy", &rules, "--rule", "test-rule", "--format", "sarif"];
    let log: Value = serde_json::from_slice(&check(&args).stdout).unwrap();
    let related = log["runs"][0]["results"][0]["relatedLocations"].as_array().unwrap();
    assert_eq!(related.len(), 999);
    assert!(log["runs"][0]["invocations"][0].to_string().contains("more places than code scanning accepts"));
}

#[test]
fn more_runs_than_code_scanning_accepts() {
    let many = ["snapshots/clean/snapshot.json"; 21];
    let args = [&many[..], &["--rule", "oauth-implicit-grant", "--format", "sarif"]].concat();
    let log: Value = serde_json::from_slice(&check(&args).stdout).unwrap();
    assert_eq!(log["runs"].as_array().unwrap().len(), 21);
    assert!(log["runs"][0]["invocations"][0].to_string().contains("This file has 21 runs"));
}
