//! `cordon check` as its users run it: the built binary on real files.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn cordon(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args).env("NO_COLOR", "1").stdin(Stdio::null());
    command.output().unwrap()
}

fn json(args: &[&str]) -> Value {
    serde_json::from_slice(&cordon(args).stdout).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn sample(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(name).join("snapshot.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A folder with a snapshot and the sample's policy file.
fn folder(snapshot: &[u8]) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("snapshot.json");
    std::fs::write(&path, snapshot).unwrap();
    let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/acme/cordon.toml");
    std::fs::copy(policy, dir.path().join("cordon.toml")).unwrap();
    (dir, path)
}

#[test]
fn every_rule_fires_on_acme_at_the_right_lines() {
    let report = json(&["check", "snapshots/acme/snapshot.json", "--format", "json"]);
    let findings = report["runs"][0]["findings"].as_array().unwrap();
    let fired: BTreeSet<&str> = findings.iter().map(|finding| finding["rule"].as_str().unwrap()).collect();
    assert_eq!(fired.len(), 17);
    assert_eq!(findings.len(), 43);
    let text = std::fs::read_to_string("snapshots/acme/snapshot.json").unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for finding in findings {
        let line = lines[usize::try_from(finding["line"].as_u64().unwrap()).unwrap() - 1];
        match finding["path"].as_array().unwrap().last().unwrap() {
            Value::String(key) => assert!(line.trim_start().starts_with(&format!("\"{key}\":")), "{line}"),
            _ => assert_eq!(line.trim(), "{"),
        }
    }
    let fingerprints: BTreeSet<&str> =
        findings.iter().map(|finding| finding["fingerprint"].as_str().unwrap()).collect();
    assert_eq!(fingerprints.len(), findings.len());
}

#[test]
fn clean_is_clean_and_partial_never_passes() {
    let clean = cordon(&["check", "snapshots/clean/snapshot.json"]);
    assert_eq!(clean.status.code(), Some(0), "{}", stderr(&clean));
    let report = json(&["check", "snapshots/partial/snapshot.json", "--format", "json"]);
    for rule in report["runs"][0]["rules"].as_array().unwrap() {
        assert_ne!(rule["status"], "passed");
        assert!(rule["status"] != "not_evaluated" || rule["reason"].is_string());
    }
    let strict = cordon(&["check", "snapshots/partial/snapshot.json", "--require-complete"]);
    assert_eq!(strict.status.code(), Some(2));
}

#[test]
fn without_a_policy_file_partner_rules_are_not_evaluated() {
    let (dir, path) = folder(&serde_json::to_vec(&sample("acme")).unwrap());
    std::fs::remove_file(dir.path().join("cordon.toml")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_cordon"))
        .current_dir(dir.path())
        .args(["check", "--format", "json"])
        .arg(&path)
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rules = report["runs"][0]["rules"].as_array().unwrap();
    let of = |id: &str| rules.iter().find(|rule| rule["id"] == id).unwrap();
    assert_eq!(of("partner-default-role")["status"], "not_evaluated");
    assert_eq!(of("oauth-implicit-grant")["status"], "failed");
}

#[test]
fn formatting_and_order_change_neither_findings_nor_fingerprints() {
    let keys = |report: &Value| -> Vec<(String, String)> {
        let findings = report["runs"][0]["findings"].as_array().unwrap().iter();
        findings.map(|one| (one["fingerprint"].to_string(), one["message"].to_string())).collect()
    };
    let expected = keys(&json(&["check", "snapshots/acme/snapshot.json", "--format", "json"]));
    let mut turned = sample("acme");
    for list in turned["grants"].as_object_mut().unwrap().values_mut() {
        list.as_array_mut().unwrap().reverse();
    }
    for group in turned["groups"].as_object_mut().unwrap().values_mut() {
        group["member_ids"].as_array_mut().unwrap().reverse();
    }
    let (_dir, path) = folder(&serde_json::to_vec(&turned).unwrap());
    assert_eq!(keys(&json(&["check", path.to_str().unwrap(), "--format", "json"])), expected);
    let windows = format!("\u{feff}{}", serde_json::to_string_pretty(&turned).unwrap().replace('\n', "\r\n"));
    let (_dir, path) = folder(windows.as_bytes());
    assert_eq!(keys(&json(&["check", path.to_str().unwrap(), "--format", "json"])), expected);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(windows.as_bytes()).unwrap();
    let (_dir, path) = folder(&gz.finish().unwrap());
    assert_eq!(keys(&json(&["check", path.to_str().unwrap(), "--format", "json"])), expected);
    let zst = ruzstd::encoding::compress_to_vec(windows.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest);
    let (_dir, path) = folder(&zst);
    assert_eq!(keys(&json(&["check", path.to_str().unwrap(), "--format", "json"])), expected);
}

#[test]
fn hostile_files_are_one_clear_error() {
    let whole = std::fs::read("snapshots/acme/snapshot.json").unwrap();
    let nested = format!("{{\"a\":{}", "[".repeat(500_000)).into_bytes();
    let cases: [(&[u8], &str); 8] = [
        (b"", "is empty"),
        (b"not json", "expected a JSON object"),
        (b"[1]", "expected a JSON object"),
        (&whole[..whole.len() / 2], "ends in the middle"),
        (b"{\"users\": {\"a\": 1, \"a\": 2}}", "is given twice"),
        (&nested, "128 levels"),
        (b"{\"a\": \"\xff\"}", "not UTF-8"),
        (b"\x1f\x8b\x08\x00garbage", "cannot be decompressed"),
    ];
    for (bytes, expected) in cases {
        let (_dir, path) = folder(bytes);
        let output = cordon(&["check", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2), "{expected}");
        assert!(stderr(&output).contains(expected), "{expected}: {}", stderr(&output));
        assert!(output.stdout.is_empty());
    }
    assert!(stderr(&cordon(&["check", "snapshots/acme"])).contains("is a directory"));
}

#[test]
fn schema_violations_name_place_and_expectation() {
    let mut broken = sample("acme");
    let users = broken["users"].as_object_mut().unwrap();
    for user in users.values_mut().take(30) {
        user["state"] = "actve".into();
    }
    broken["surprise"] = true.into();
    let (_dir, path) = folder(&serde_json::to_vec_pretty(&broken).unwrap());
    let output = cordon(&["validate", path.to_str().unwrap()]);
    let errors = stderr(&output);
    assert_eq!(output.status.code(), Some(2));
    assert!(errors.contains("expected one of `active`"), "{errors}");
    assert!(errors.contains("11 more violations"), "{errors}");
}

#[test]
fn mistakes_in_the_policy_file_are_underlined() {
    let policy = std::fs::read_to_string("snapshots/acme/cordon.toml").unwrap();
    for (change, expected) in [
        ("[rules.partner-defalt-role]\nseverity = \"low\"\n", "did you mean `partner-default-role`"),
        ("[orgs]\n", "unknown key `orgs`"),
        ("[partners.other]\ndivisions = [\"No Such Place\"]\n", "no division `No Such Place`"),
        ("[[waivers]]\nrule = \"oauth-implicit-grant\"\nreason = \"x\"\nexpires = \"2027-02-31\"\n", "expected a date"),
        (
            "[[waivers]]\nrule = \"oauth-implicit-grant\"\nreason = \"x\"\npartner = \"acmee\"\nexpires = 2027-02-01\n",
            "no partner `acmee`",
        ),
    ] {
        let (dir, path) = folder(&serde_json::to_vec(&sample("acme")).unwrap());
        std::fs::write(dir.path().join("cordon.toml"), format!("{policy}\n{change}")).unwrap();
        let output = cordon(&["check", path.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2), "{change}");
        assert!(stderr(&output).contains(expected), "{change}: {}", stderr(&output));
    }
}

#[test]
fn sarif_has_every_rule_and_a_place_for_every_result() {
    let log = json(&["check", "snapshots/acme/snapshot.json", "--format", "sarif"]);
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), 17);
    assert_eq!(run["automationDetails"]["id"].as_str().unwrap().chars().last(), Some('/'));
    for result in run["results"].as_array().unwrap() {
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "snapshots/acme/snapshot.json");
        assert!(place["region"]["endColumn"].as_u64().unwrap() > 0);
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        let hash = result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap();
        assert!(hash.ends_with(":1"));
    }
}

const CUSTOM: &str = "# METADATA
# title: Somebody holds a grant in all divisions
# custom:
#   id: any-star
#   severity: low
#   requires: [grants]
package cordon.rules.custom.any_star

findings contains finding if {
\tsome id, i
\tg := input.grants[id][i]
\tg.division_id == \"*\"
\tfinding := {
\t\t\"subject\": {\"type\": g.subject_type, \"id\": id},
\t\t\"message\": sprintf(\"%s holds %s everywhere\", [id, g.role_id]),
\t\t\"path\": [\"grants\", id, i],
\t\t\"key\": [g.role_id],
\t}
}
";

#[test]
fn a_rule_dropped_into_a_folder_works_and_a_broken_one_takes_nothing_with_it() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("any_star.rego"), CUSTOM).unwrap();
    let folder = dir.path().to_str().unwrap().to_owned();
    let args = ["check", "snapshots/acme/snapshot.json", "--format", "json", "--policy", &folder];
    let report = json(&args);
    assert!(report["runs"][0]["findings"].as_array().unwrap().iter().any(|one| one["rule"] == "any-star"));
    let broken = CUSTOM.replace("g.division_id == \"*\"", "to_number(g.division_id) == 1");
    std::fs::write(dir.path().join("any_star.rego"), broken).unwrap();
    let output = cordon(&args);
    assert_eq!(output.status.code(), Some(2));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rules = report["runs"][0]["rules"].as_array().unwrap();
    let status = |id: &str| rules.iter().find(|rule| rule["id"] == id).unwrap().clone();
    assert_eq!(status("any-star")["status"], "error");
    assert!(status("any-star")["reason"].as_str().unwrap().contains("any_star.rego:12:"));
    assert_eq!(status("partner-default-role")["status"], "failed");
}

#[test]
fn selecting_nothing_is_an_error_and_usage_is_64() {
    assert_eq!(cordon(&["check", "snapshots/acme/snapshot.json", "--rule", "no-such"]).status.code(), Some(2));
    assert_eq!(cordon(&["check", "--no-such-option"]).status.code(), Some(64));
    let never = cordon(&["check", "snapshots/acme/snapshot.json", "--fail-on", "never"]);
    assert_eq!(never.status.code(), Some(0));
}

#[test]
fn the_output_file_is_written_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("report.json");
    let path = file.to_str().unwrap();
    let args = ["check", "snapshots/acme/snapshot.json", "--format", "json", "--output", path];
    assert_eq!(cordon(&args).status.code(), Some(1));
    serde_json::from_slice::<Value>(&std::fs::read(&file).unwrap()).unwrap();
    let missing = dir.path().join("no/such/report.json");
    let output = cordon(&["check", "snapshots/acme/snapshot.json", "--output", missing.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("cannot write the report"));
}
