//! An admin tries cordon on the orgs that ship.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Folder, check, command, findings, report, root, rule, sample, shipped_rules, stderr};

#[test]
fn every_rule_fires_on_acme_at_the_right_lines() {
    let earlier = "snapshots/acme-october/snapshot.json";
    let report = report(&["snapshots/acme/snapshot.json", "--rules", "strict", "--since", earlier]);
    let findings = findings(&report);
    let fired: BTreeSet<&str> = findings.iter().map(|finding| finding["rule"].as_str().unwrap()).collect();
    let shipped = shipped_rules();
    let shipped: BTreeSet<&str> = shipped.iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    assert_eq!(fired, shipped);
    let text = std::fs::read_to_string(root().join("snapshots/acme/snapshot.json")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for finding in findings {
        let line = lines[usize::try_from(finding["line"].as_u64().unwrap()).unwrap() - 1];
        match finding["path"].as_array().unwrap().last().unwrap() {
            Value::Number(_) if line.trim().starts_with('"') => {}
            Value::String(key) => assert!(line.trim_start().starts_with(&format!("\"{key}\":")), "{line}"),
            _ => assert_eq!(line.trim(), "{"),
        }
    }
    let fingerprints: BTreeSet<&str> =
        findings.iter().map(|finding| finding["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(fingerprints.len(), findings.len());
}

#[test]
fn the_findings_on_acme() {
    let report = report(&["snapshots/acme/snapshot.json"]);
    let lines: Vec<String> = findings(&report)
        .iter()
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or("-").to_owned();
            let name = one["subject"]["name"].as_str().unwrap_or("-");
            let kind = one["subject"]["type"].as_str().unwrap();
            format!("{:<8} {} · {kind} {name} · {}", text("severity"), text("rule"), text("partner"))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn clean_is_clean() {
    let strict = ["snapshots/clean/snapshot.json", "--rules", "strict"];
    for args in [&strict[..1], &strict] {
        let output = check(args);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    }
    let output = check(&[strict[0], "--require-complete"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report = report(&strict[..1]);
    assert!(report["runs"][0]["rules"].as_array().unwrap().iter().all(|rule| rule["status"] == "passed"));
}

#[test]
fn partial_says_what_was_not_evaluated_and_never_passes() {
    let seed = ["snapshots/partial/snapshot.json", "--rules", "seed"];
    for rule in report(&seed)["runs"][0]["rules"].as_array().unwrap() {
        assert_eq!(rule["status"], "not_evaluated");
        assert!(rule["reason"].is_string());
    }
    assert_eq!(check(&seed).status.code(), Some(0));
    // Rules that need none of what is missing find what they find in the whole org, and the others say so.
    let whole = report(&["snapshots/acme/snapshot.json"]);
    let found = report(&seed[..1]);
    for rule in found["runs"][0]["rules"].as_array().unwrap() {
        let in_whole = self::rule(&whole, rule["id"].as_str().unwrap());
        assert!(rule["reason"].is_string() || rule["status"] == in_whole["status"], "{rule}");
    }
    assert_eq!(check(&seed[..1]).status.code(), Some(1));
    assert_eq!(check(&["snapshots/partial/snapshot.json", "--require-complete"]).status.code(), Some(2));
}

#[test]
fn without_a_policy_file_partner_rules_are_not_evaluated() {
    let folder = Folder::of(&sample("acme"));
    std::fs::remove_file(folder.path("cordon.toml")).unwrap();
    let output =
        command().current_dir(folder.dir()).args(["check", "--format", "json", "snapshot.json"]).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(rule(&report, "partner-default-role")["status"], "not_evaluated");
    assert!(rule(&report, "partner-default-role")["reason"].as_str().unwrap().contains("no policy file"));
    assert_eq!(rule(&report, "oauth-implicit-grant")["status"], "failed");
}

#[test]
fn a_section_that_contradicts_itself_is_not_trusted() {
    let complete = |count: &str, value: u64| serde_json::json!({"status": "complete", count: value});
    for (section, said, entries_kept, expected) in [
        ("grants", complete("count", 140), Some(0), "the snapshot says that it has 140 entries but holds 0"),
        ("users", complete("count", 60), Some(59), "the snapshot says that it has 60 entries but holds 59"),
        ("groups", complete("expected", 9), Some(6), "the org said that it has 9 entries, but the snapshot holds 6"),
        ("groups", serde_json::json!({"status": "complete"}), None, "but does not hold it"),
    ] {
        let mut snapshot = sample("clean");
        match entries_kept {
            Some(kept) => {
                let entries = snapshot[section].as_object_mut().unwrap();
                *entries = std::mem::take(entries).into_iter().take(kept).collect();
            }
            None => drop(snapshot.as_object_mut().unwrap().remove(section)),
        }
        snapshot["sections"][section] = said;
        let folder = Folder::of(&snapshot);
        let path = folder.snapshot();
        let report = report(&[&path]);
        let rule = rule(&report, "partner-grant-all-divisions");
        assert_eq!(rule["status"], "not_evaluated", "{section}");
        assert!(rule["reason"].as_str().unwrap().contains(expected), "{rule}");
        assert_eq!(check(&[&path, "--require-complete"]).status.code(), Some(2));
    }
    // A section that says that it is empty may be left out.
    let mut snapshot = sample("clean");
    snapshot.as_object_mut().unwrap().remove("oauth_clients");
    snapshot["sections"]["oauth_clients"] = complete("count", 0);
    let folder = Folder::of(&snapshot);
    assert_eq!(rule(&report(&[&folder.snapshot()]), "oauth-implicit-grant")["status"], "passed");
}

#[test]
fn patterns_need_the_catalogue_and_plain_names_do_not() {
    let mut snapshot = sample("acme");
    snapshot.as_object_mut().unwrap().remove("permissions");
    snapshot["sections"]["permissions"] = serde_json::json!({"status": "missing", "reason": "HTTP 403"});
    let folder = Folder::of(&snapshot);
    let path = folder.snapshot();
    assert_eq!(rule(&report(&[&path]), "partner-missing-mandatory-permission")["status"], "failed");
    let policy = std::fs::read_to_string(folder.path("cordon.toml")).unwrap();
    let policy = policy.replace("mandatory = [", "mandatory = [\n    \"quality:*:view\",");
    folder.write("cordon.toml", policy.as_bytes());
    let report = report(&[&path]);
    let rule = rule(&report, "partner-missing-mandatory-permission");
    assert_eq!(rule["status"], "failed");
    assert!(rule["reason"].as_str().unwrap().contains("`quality:*:view` can't be resolved"));
    assert_eq!(check(&[&path, "--require-complete"]).status.code(), Some(2));
}

/// What all rules find in every sample org: a change of a rule shows in review which findings come and go, and that the
/// fingerprints of the others stay.
#[test]
fn the_golden_findings() {
    let mut text = String::new();
    let mut samples: Vec<String> = std::fs::read_dir(root().join("snapshots"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .collect();
    samples.sort();
    for name in samples {
        let snapshot = format!("snapshots/{name}/snapshot.json");
        let earlier = "snapshots/acme-october/snapshot.json";
        let report = report(&[&snapshot, "--rules", "strict", "--since", earlier]);
        text.push_str(&format!("# {name}\n"));
        for one in findings(&report) {
            let word = |key: &str| one[key].as_str().unwrap_or("-").to_owned();
            let subject =
                format!("{}/{}", one["subject"]["type"].as_str().unwrap(), one["subject"]["id"].as_str().unwrap());
            let line = [word("rule"), word("severity"), word("partner"), subject, word("fingerprint")].join(" ");
            text.push_str(&format!("{line}\n"));
        }
        let rules = report["runs"][0]["rules"].as_array().unwrap();
        for rule in rules.iter().filter(|rule| !["passed", "failed"].contains(&rule["status"].as_str().unwrap())) {
            text.push_str(&format!("{} {}\n", rule["id"].as_str().unwrap(), rule["status"].as_str().unwrap()));
        }
    }
    insta::assert_snapshot!(text);
}
