//! A rule that finds far too much: code scanning accepts 25,000 results, and nothing is left out silently.

use std::collections::BTreeSet;
use std::io::Write;

use serde_json::Value;

use crate::support::{Folder, check, findings, report, rule, sample, sarif, stderr, stdout, test_rule};

fn notifications(run: &Value) -> impl Iterator<Item = &Value> {
    run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().iter()
}

fn gzipped(text: &str) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap().len()
}

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

    let all = sarif(&[&args[..], &["--profile", "full"]].concat());
    assert_eq!(all["runs"][0]["results"].as_array().unwrap().len(), 30_002);
    assert!(!all["runs"][0]["invocations"][0].to_string().contains("results-capped"));

    let log = sarif(&[&args[..], &["--profile", "github"]].concat());
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 5_000, "code scanning keeps so many of a run");
    let rank =
        |result: &Value| ["error", "warning", "note"].iter().position(|level| result["level"] == *level).unwrap();
    assert!(results.is_sorted_by_key(rank), "the most severe come first");
    assert_eq!(results.iter().filter(|one| one["ruleId"] == "oauth-implicit-grant").count(), 2);
    assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), 2);
    let note = notifications(run).find(|one| one["descriptor"]["id"] == "results-capped").unwrap();
    let text = note["message"]["text"].as_str().unwrap();
    assert!(text.contains("25002 of 30002 results were left out") && text.contains("test-rule: 25002"), "{text}");
    assert_eq!(note["level"], "error");
    assert!(gzipped(&log.to_string()) < 10_000_000);
    let output = check(&[&args[..], &["--profile", "github", "--format", "sarif"]].concat());
    assert!(stderr(&output).contains("25002 of 30002 results were left out"), "{}", stderr(&output));

    let text = stdout(&check(&args));
    assert!(text.contains("and 29950 more findings of this rule; `--limit 0` shows all"));
}

#[test]
fn places_beyond_what_code_scanning_accepts_are_counted() {
    let folder = Folder::of_bytes(b"");
    let many = "findings contains x if {\n\tpaths := [[\"users\", id] | some id, _ in input.users]\n\tx := {\"subject\": {\"type\": \"organization\", \"id\": \"o\"}, \"message\": \"m\", \"path\": [\"organization\"], \"related\": [p | some i in numbers.range(1, 20); some p in paths]}\n}";
    folder.write("rules/test_rule.rego", test_rule("users", many).as_bytes());
    let rules = folder.path("rules");
    let args = ["snapshots/acme/snapshot.json", "--policy", &rules, "--rule", "test-rule"];
    let places = |log: &Value| log["runs"][0]["results"][0]["relatedLocations"].as_array().unwrap().len();
    let log = sarif(&[&args[..], &["--profile", "github"]].concat());
    assert_eq!(places(&log), 999);
    assert!(log["runs"][0]["invocations"][0].to_string().contains("more places than code scanning accepts"));
    let log = sarif(&[&args[..], &["--profile", "full"]].concat());
    assert!(places(&log) > 1_000);
    assert!(!log["runs"][0]["invocations"][0].to_string().contains("more places"));
}

/// Results that don't compress: evidence is left out first, then results, and the file says so.
#[test]
fn a_file_is_never_larger_than_code_scanning_accepts() {
    let mut snapshot = sample("acme");
    let mut state = 7_u64;
    let mut noise = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'0' + u8::try_from((state >> 33) % 64).unwrap())
    };
    let objects = snapshot["objects"].as_object_mut().unwrap();
    let division = objects.values().next().unwrap()["division_id"].clone();
    for number in 0..5_000 {
        let name: String = (0..3_500).map(|_| noise()).collect();
        let object = serde_json::json!({"type": "QUEUE", "name": name, "division_id": division});
        objects.insert(format!("noise-{number}"), object);
    }
    let folder = Folder::of(&snapshot);
    let many = "findings contains x if {\n\tsome id, object in input.objects\n\tstartswith(id, \"noise-\")\n\tx := {\"subject\": {\"type\": \"object\", \"id\": id}, \"message\": object.name, \"path\": [\"objects\", id]}\n}";
    folder.write("rules/test_rule.rego", test_rule("objects", many).as_bytes());
    let (path, rules) = (folder.snapshot(), folder.path("rules"));
    let args = [&path, "--policy", &rules, "--rule", "test-rule,oauth-implicit-grant", "--profile", "github"];
    let output = check(&[&args[..], &["--format", "sarif"]].concat());
    let text = stdout(&output);
    assert!(gzipped(&text) < 10_000_000, "{}", gzipped(&text));
    let log: Value = serde_json::from_str(&text).unwrap();
    let kept = log["runs"][0]["results"].as_array().unwrap();
    assert!(kept.len() > 2_500 && kept.len() < 5_002, "{}", kept.len());
    assert_eq!(kept[0]["ruleId"], "oauth-implicit-grant");
    let left_out = 5_002 - kept.len();
    let note = notifications(&log["runs"][0]).find(|one| one.to_string().contains("more than 10 MB")).unwrap();
    assert!(note.to_string().contains(&format!("{left_out} of 5002 results were left out")), "{note}");
}

#[test]
fn more_tags_than_code_scanning_accepts() {
    let folder = Folder::of_bytes(b"");
    let tags: Vec<String> = (0..30).map(|number| format!("tag-{number}")).collect();
    let rule = test_rule("users", "findings := set()")
        .replace("#   remediation", &format!("#   tags: [{}]\n#   remediation", tags.join(", ")));
    folder.write("rules/test_rule.rego", rule.as_bytes());
    let rules = folder.path("rules");
    let args = ["snapshots/acme/snapshot.json", "--policy", &rules, "--rule", "test-rule", "--profile", "github"];
    let log = sarif(&args);
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"][0]["properties"]["tags"].as_array().unwrap().len(), 20);
    assert!(notifications(run).any(|one| one.to_string().contains("test-rule has more tags")));
}

#[test]
fn more_runs_than_code_scanning_accepts() {
    let folder = Folder::of_bytes(b"");
    let path = folder.path("out.sarif");
    let target = format!("sarif={path}");
    let many = ["snapshots/clean/snapshot.json"; 41];
    let args = [&many[..], &["--rule", "oauth-implicit-grant", "--profile", "github"]].concat();
    let output = check(&[&args[..], &["--output", &target]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut categories = BTreeSet::new();
    for (name, expected) in [("out.sarif", 20), ("out-2.sarif", 20), ("out-3.sarif", 1)] {
        let log: Value = serde_json::from_slice(&std::fs::read(folder.path(name)).unwrap()).unwrap();
        let runs = log["runs"].as_array().unwrap();
        assert_eq!(runs.len(), expected);
        categories.extend(runs.iter().map(|run| run["automationDetails"]["id"].to_string()));
        assert!(stderr(&output).contains(name));
    }
    assert_eq!(categories.len(), 41, "each run has a category of its own");

    // What is left of a longer report is named, and no part replaces an input or another report.
    let output = check(&["snapshots/clean/snapshot.json", "--profile", "github", "--output", &target]);
    assert!(stderr(&output).contains("out-2.sarif") && stderr(&output).contains("is not part of the report"));
    let input = folder.write("in-2.sarif", &std::fs::read("snapshots/clean/snapshot.json").unwrap());
    let replaced = format!("sarif={}", folder.path("in.sarif"));
    let output = check(&[&args[..], &[&input, "--output", &replaced]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("would replace a file that it is made from"), "{}", stderr(&output));
    let other = format!("json={}", folder.path("in-3.sarif"));
    let output = check(&[&args[..], &["--output", &replaced, "--output", &other]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("would replace another report"), "{}", stderr(&output));

    // Standard output is one file, so the rest is not there, and the run says so.
    let output = check(&[&args[..], &["--format", "sarif"]].concat());
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(log["runs"].as_array().unwrap().len(), 20);
    assert!(log["runs"][0]["invocations"][0].to_string().contains("21 of 41 runs were left out"));
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("only the first of 3 parts was written"), "{}", stderr(&output));
}
