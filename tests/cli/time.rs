//! Ages are counted from the export, so that results repeat, or from the moment that `--now` gives.

use serde_json::Value;

use crate::support::{Folder, cordon, findings, rule, sample, stderr, test_rule};

/// A rule that finds users whose last token is older than its parameter.
fn folder() -> Folder {
    let folder = Folder::of(&sample("clean"));
    let text = test_rule(
        "users",
        "import data.cordon.lib.clock\n\nfindings contains finding if {\n\tsome id, user in input.users\n\t\
         clock.older_than(user.last_token_issued_at, data.cordon.params[\"test-rule\"].days)\n\tfinding := {\n\t\t\
         \"subject\": {\"type\": \"user\", \"id\": id},\n\t\t\"message\": \"Old.\",\n\t\t\"path\": [\"users\", id],\n\t}\n}\n\n\
         not_evaluated contains reason if some reason in clock.undecided\n",
    );
    let params = "#   params:\n#     days:\n#       description: Days.\n#       default: 4000\n#       minimum: 1\n";
    folder
        .write("rules/test_rule.rego", text.replace("#   remediation", &format!("{params}#   remediation")).as_bytes());
    folder
}

fn report(args: &[&str]) -> Value {
    let output = cordon(&[&["check", "--format", "json", "--quiet"], args].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
}

fn found(folder: &Folder, more: &[&str]) -> usize {
    let (path, rules) = (folder.snapshot(), folder.path("rules"));
    findings(&report(&[&[path.as_str(), "--policy", &rules, "--rule", "test-rule"], more].concat())).len()
}

#[test]
fn the_export_is_now_unless_somebody_says_otherwise() {
    let folder = folder();
    assert_eq!(found(&folder, &[]), 0);
    assert_eq!(found(&folder, &["--now", "2026-11-02"]), 0);
    let later = found(&folder, &["--now", "2039-01-01"]);
    assert!(later > 10);
    assert_eq!(found(&folder, &["--now", "2039-01-01T00:00:00Z"]), later);
    assert_eq!(found(&folder, &["--now", "2039-01-01T01:00:00+01:00"]), later);
    folder.add_policy("[rules.test-rule]\nparams = { days = 1 }\n");
    assert!(found(&folder, &[]) > 0);
}

#[test]
fn without_a_moment_ages_are_not_evaluated() {
    let folder = folder();
    let mut snapshot = sample("clean");
    snapshot.as_object_mut().unwrap().remove("exported_at");
    folder.write("snapshot.json", &serde_json::to_vec_pretty(&snapshot).unwrap());
    let (path, rules) = (folder.snapshot(), folder.path("rules"));
    let args = [path.as_str(), "--policy", &rules, "--rule", "test-rule"];
    let blind = report(&args);
    assert_eq!(rule(&blind, "test-rule")["status"], "not_evaluated");
    assert!(rule(&blind, "test-rule")["reason"].as_str().unwrap().contains("--now"));
    let told = report(&[&args[..], &["--now", "2026-11-02"]].concat());
    assert_eq!(rule(&told, "test-rule")["status"], "passed");
}

#[test]
fn a_moment_that_is_none_is_wrong_usage() {
    for text in ["tomorrow", "2026-13-01", "2026-11-02T25:00:00Z", "2026-11-02T10:00:00", "02.11.2026", ""] {
        let output = cordon(&["check", "snapshots/clean/snapshot.json", "--now", text]);
        assert_eq!(output.status.code(), Some(64), "{text}");
        assert!(stderr(&output).contains("expected a day such as 2027-03-31"), "{text}: {}", stderr(&output));
    }
}
