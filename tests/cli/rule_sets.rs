//! A team chooses how much it wants to hear.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Folder, check, report, sample, shipped_rules, stderr, test_rule};

fn ids(report: &Value) -> BTreeSet<String> {
    let rules = report["runs"][0]["rules"].as_array().unwrap();
    rules.iter().map(|rule| rule["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_set_runs_its_rules_and_no_other() {
    let acme = "snapshots/acme/snapshot.json";
    let of_set = |set: &str| ids(&report(&[acme, "--rules", set]));
    let (default, strict, seed) = (of_set("default"), of_set("strict"), of_set("seed"));
    assert_eq!(seed.len(), 17);
    assert!(seed.is_subset(&default) && default.is_subset(&strict));
    assert_eq!(ids(&report(&[acme])), default);
    let shipped: BTreeSet<String> =
        shipped_rules().iter().map(|rule| rule["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(strict, shipped);
}

#[test]
fn a_set_that_is_not_there_is_an_error_that_offers_the_nearest() {
    let output = check(&["snapshots/acme/snapshot.json", "--rules", "strikt"]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("`--rules strikt` names a set that no rule is in") && said.contains("strict"), "{said}");
    assert!(output.stdout.is_empty());
}

#[test]
fn a_rule_that_is_named_runs_whatever_its_sets() {
    let folder = Folder::of(&sample("acme"));
    let body = "findings contains {\"subject\": {\"type\": \"organization\", \"id\": input.organization.id}, \
                \"message\": \"It runs.\", \"path\": [\"organization\"]} if input.users";
    let rule = test_rule("users", body).replace("#   severity: low\n", "#   severity: low\n#   sets: [ours]\n");
    folder.write("rules/test_rule.rego", rule.as_bytes());
    let (path, rules) = (folder.snapshot(), folder.path("rules"));
    assert!(!ids(&report(&[&path, "--policy", &rules])).contains("test-rule"));
    assert!(!ids(&report(&[&path, "--policy", &rules, "--rules", "strict"])).contains("test-rule"));
    let only = BTreeSet::from(["test-rule".to_owned()]);
    assert_eq!(ids(&report(&[&path, "--policy", &rules, "--rules", "ours"])), only);
    assert_eq!(ids(&report(&[&path, "--policy", &rules, "--rule", "test-rule"])), only);
    // A rule that says nothing of sets is one of `default` and `strict`.
    let rule = test_rule("users", body);
    folder.write("rules/test_rule.rego", rule.as_bytes());
    assert!(ids(&report(&[&path, "--policy", &rules])).contains("test-rule"));
    assert!(ids(&report(&[&path, "--policy", &rules, "--rules", "strict"])).contains("test-rule"));
    assert!(!ids(&report(&[&path, "--policy", &rules, "--rules", "seed"])).contains("test-rule"));
}

#[test]
fn a_set_and_rules_by_name_contradict_each_other() {
    let output = check(&["snapshots/acme/snapshot.json", "--rules", "seed", "--rule", "oauth"]);
    assert_eq!(output.status.code(), Some(64), "{}", stderr(&output));
}
