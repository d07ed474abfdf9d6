//! What is new since the last time: a baseline, and a pipeline that fails on news only.

use serde_json::{Value, json};

use crate::support::{Folder, acme_findings, check, findings, report, results, sample, sarif, stderr, stdout};

/// Ids of the sample org acme.
const SELIN: &str = "5763ec1a-3e05-4036-a9b2-6747d476a65e";

/// A folder in which a baseline of acme stands, in each form that can be one.
fn folder() -> (Folder, [String; 2]) {
    let folder = Folder::of(&sample("acme"));
    let (json, sarif) = (folder.path("base.json"), folder.path("base.sarif"));
    let output =
        check(&[&folder.snapshot(), "--output", &format!("json={json}"), "--output", &format!("sarif={sarif}")]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    (folder, [json, sarif])
}

fn states(findings: &[Value], key: &str, state: &str) -> usize {
    findings.iter().filter(|one| one[key] == state).count()
}

#[test]
fn nothing_is_new_in_the_same_org() {
    let (folder, baselines) = folder();
    for baseline in &baselines {
        let args = [&folder.snapshot(), "--baseline", baseline];
        let report = report(&args);
        assert_eq!(states(findings(&report), "baseline_state", "unchanged"), acme_findings(), "{baseline}");
        assert_eq!(report["runs"][0]["baseline"]["absent"], json!([]));
        assert_eq!(check(&[&args[..], &["--fail-on-new"]].concat()).status.code(), Some(0));
        assert_eq!(check(&args).status.code(), Some(1));
        let log = sarif(&args);
        assert_eq!(states(results(&log), "baselineState", "unchanged"), acme_findings());
    }
}

#[test]
fn what_is_new_gone_or_told_otherwise_has_its_state() {
    let (folder, baselines) = folder();
    let mut snapshot = sample("acme");
    // One user is granted less, one more; one is called otherwise.
    let before = snapshot["grants"].as_object_mut().unwrap().remove(SELIN).unwrap();
    let count = before.as_array().unwrap().len();
    snapshot["sections"]["grants"]["count"] =
        (snapshot["sections"]["grants"]["count"].as_u64().unwrap() - count as u64).into();
    let users = snapshot["users"].as_object_mut().unwrap();
    let lena = users.iter().find(|(_, user)| user["email"] == "lena.ortwin@acme.example").unwrap().0.clone();
    users[&lena]["name"] = "Lena Somebody".into();
    let home = users[&lena]["division_id"].clone();
    users[SELIN]["division_id"] = home;
    folder.write("snapshot.json", &serde_json::to_vec_pretty(&snapshot).unwrap());
    let now = report(&[&folder.snapshot()]);
    for baseline in &baselines {
        let path = folder.snapshot();
        let args = [&path, "--baseline", baseline];
        let compared = report(&args);
        let all = findings(&compared);
        let new: Vec<&Value> = all.iter().filter(|one| one["baseline_state"] == "new").collect();
        assert!(new.iter().any(|one| one["rule"] == "partner-user-in-home-division" && one["subject"]["id"] == SELIN));
        let updated = all.iter().filter(|one| one["baseline_state"] == "updated");
        assert!(updated.clone().count() > 0);
        assert!(
            updated.clone().all(
                |one| one["subject"]["id"] == lena.as_str() || one["message"].to_string().contains("Lena Somebody")
            )
        );
        let absent = compared["runs"][0]["baseline"]["absent"].as_array().unwrap();
        assert!(!absent.is_empty() && absent.iter().all(|one| one["subject"]["id"] == SELIN), "{absent:#?}");
        assert_eq!(all.len(), findings(&now).len());
        assert_eq!(check(&[&args[..], &["--fail-on-new"]].concat()).status.code(), Some(1));
        assert_eq!(check(&[&args[..], &["--fail-on-new", "--rule", "oauth"]].concat()).status.code(), Some(2));

        let full = sarif(&args);
        assert_eq!(states(results(&full), "baselineState", "absent"), absent.len());
        assert_eq!(states(results(&full), "baselineState", "new"), new.len());
        // Code scanning knows nothing of baselines, and would show an absent result as an open alert.
        let github = sarif(&[&args[..], &["--profile", "github"]].concat());
        assert_eq!(states(results(&github), "baselineState", "absent"), 0);
        assert_eq!(results(&github).len(), all.len());
        let text = stdout(&check(&args));
        assert!(text.contains(&format!("against the baseline {} new", new.len())), "{text}");
        // A baseline that holds absent results is one all the same, and they are not in it.
        let next = folder.path("next.sarif");
        check(&[&args[..], &["--output", &format!("sarif={next}")]].concat());
        let again = report(&[&path, "--baseline", &next]);
        assert_eq!(states(findings(&again), "baseline_state", "unchanged"), all.len());
        assert_eq!(again["runs"][0]["baseline"]["absent"], json!([]));
    }
}

#[test]
fn a_finding_that_was_waived_is_news_when_the_waiver_ends() {
    let folder = Folder::of(&sample("acme"));
    folder.add_policy("[[waivers]]\nrule = \"oauth-implicit-grant\"\nreason = \"x\"\nexpires = 2026-11-02\n");
    for format in ["json", "sarif"] {
        let base = folder.path("base");
        let path = folder.snapshot();
        check(&[&path, "--output", &format!("{format}={base}")]);
        let args = ["check", &path, "--baseline", &base, "--fail-on-new"];
        assert_eq!(crate::support::cordon(&[&args[..], &["--now", "2026-11-02"]].concat()).status.code(), Some(0));
        assert_eq!(crate::support::cordon(&[&args[..], &["--now", "2026-11-03"]].concat()).status.code(), Some(1));
    }
}

#[test]
fn what_a_rule_could_not_see_is_not_gone() {
    let (folder, baselines) = folder();
    let mut snapshot = sample("acme");
    snapshot.as_object_mut().unwrap().remove("oauth_clients");
    snapshot["sections"]["oauth_clients"] = json!({"status": "missing", "reason": "HTTP 403"});
    folder.write("snapshot.json", &serde_json::to_vec_pretty(&snapshot).unwrap());
    for baseline in &baselines {
        let report = report(&[&folder.snapshot(), "--baseline", baseline]);
        let absent = report["runs"][0]["baseline"]["absent"].as_array().unwrap();
        assert!(absent.iter().all(|one| one["rule"] != "oauth-implicit-grant"), "{absent:#?}");
        assert!(report["runs"][0]["warnings"].to_string().contains("neither there nor gone"));
    }
}

#[test]
fn a_baseline_that_could_not_look_says_so() {
    let folder = Folder::of_bytes(b"");
    let base = folder.path("base.json");
    check(&["snapshots/partial/snapshot.json", "--output", &format!("json={base}")]);
    let report = report(&["snapshots/acme/snapshot.json", "--baseline", &base]);
    assert!(report["runs"][0]["warnings"].to_string().contains("the baseline could not look with some rules"));
}

#[test]
fn what_was_waived_is_no_news_whatever_the_profile_of_the_baseline() {
    let folder = Folder::of(&sample("acme"));
    folder.add_policy("[[waivers]]\nrule = \"oauth-implicit-grant\"\nreason = \"x\"\nexpires = 2027-01-01\n");
    let (path, base) = (folder.snapshot(), folder.path("base.sarif"));
    check(&[&path, "--profile", "github", "--output", &format!("sarif={base}")]);
    let report = report(&[&path, "--baseline", &base]);
    assert_eq!(states(findings(&report), "baseline_state", "unchanged"), acme_findings());
    assert_eq!(report["runs"][0]["baseline"]["absent"], json!([]));
}

#[test]
fn a_baseline_that_says_nothing_is_refused_with_the_reason() {
    let (folder, baselines) = folder();
    let path = folder.snapshot();
    let mut other = sample("acme");
    other["organization"]["id"] = "00000000-0000-4000-8000-000000000001".into();
    let other_path = folder.write("other.json", &serde_json::to_vec_pretty(&other).unwrap());
    let of_others = folder.path("of-others.json");
    check(&[&other_path, "--format", "json", "--output", &of_others]);
    let of_one_rule = folder.path("one-rule.sarif");
    check(&[&path, "--rule", "oauth-implicit-grant", "--output", &format!("sarif={of_one_rule}")]);
    let capped = std::fs::read_to_string(&baselines[1]).unwrap().replacen(
        "\"organizationId\"",
        "\"resultsLeftOut\": 7, \"organizationId\"",
        1,
    );
    let base: Value = serde_json::from_slice(&std::fs::read(&baselines[0]).unwrap()).unwrap();
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut base = base.clone();
        change(&mut base["runs"][0]["findings"]);
        base.to_string()
    };
    let edited = changed(&|findings| findings[0]["severity"] = "bad".into());
    let doubled = changed(&|findings| findings[1]["fingerprint"] = findings[0]["fingerprint"].clone());
    let write = |name: &str, text: &str| folder.write(name, text.as_bytes());
    let cases = [
        (of_others, "the baseline is of another org"),
        (of_one_rule, "the baseline is of other rules; only this run has `audit-change-by-shared-client`"),
        (write("capped.sarif", &capped), "left out 7 results"),
        (write("capped-otherwise.sarif", &capped.replace(": 7,", ": \"7\",")), "`resultsLeftOut` is not a number"),
        (write("edited.json", &edited), "a finding's `severity` is \"bad\""),
        (write("doubled.json", &doubled), "two of its findings have the fingerprint"),
        (write("not.json", "not json"), "the baseline is not valid JSON: expected"),
        (write("cut.json", "{\"runs\": ["), "the baseline is not valid JSON"),
        (write("empty.json", ""), "the baseline is not valid JSON"),
        (
            write(
                "other-tool.sarif",
                "{\"version\": \"2.1.0\", \"runs\": [{\"tool\": {\"driver\": {\"name\": \"x\"}}}]}",
            ),
            "its tool is \"x\"",
        ),
        (write("no-runs.sarif", "{\"version\": \"2.1.0\", \"runs\": []}"), "has no runs"),
        (write("array.json", "[]"), "it has no `runs`"),
        (
            write("later.json", "{\"schema_version\": \"2\", \"tool\": {\"name\": \"cordon\"}, \"runs\": [{}]}"),
            "this cordon reads \"1\"",
        ),
        (path.clone(), "is no report of cordon's"),
        (folder.path("no-such.json"), "cannot read the baseline: no such file"),
        (folder.path(""), "cannot read the baseline: is a directory"),
    ];
    for (baseline, expected) in cases {
        let output = check(&[&path, "--baseline", &baseline]);
        let errors = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{baseline}: {errors}");
        assert!(errors.contains(expected), "{baseline}: {errors}");
        assert!(output.stdout.is_empty(), "{baseline}");
    }
    assert_eq!(check(&[&path, "--fail-on-new"]).status.code(), Some(64));
    let replaced = check(&[&path, "--baseline", &baselines[0], "--output", &format!("json={}", baselines[0])]);
    assert_eq!(replaced.status.code(), Some(2));
    assert!(stderr(&replaced).contains("would replace a file"));
}
