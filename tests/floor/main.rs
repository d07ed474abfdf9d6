//! The hand-written rules that benchmarks measure against find what cordon finds: whoever is faster has to be right,
//! too. They follow what the rules in Rego say, so they tell whether the engine and the indexes keep to that.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test ends where something is not as it must be"
)]

#[path = "../../benches/floor/mod.rs"]
mod floor;
#[path = "../../examples/gen-org.rs"]
#[allow(dead_code, unreachable_pub, reason = "it is a program of its own")]
mod gen_org;
#[path = "../opa/orgs.rs"]
#[allow(dead_code, reason = "it belongs to the comparison with OPA")]
mod orgs;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use cordon::config::PolicyFile;
use cordon::policy::Pack;
use cordon::snapshot::{Origin, Snapshot, read};

use floor::Finding;

/// Rule, subject, partner and message → how often.
type Found = BTreeMap<(String, String, String, String), usize>;

fn of_floor(text: &str, policy: &str, snapshot: &Snapshot) -> Found {
    let policy = PolicyFile::parse("cordon.toml", policy).unwrap();
    let data = floor::Data::read().unwrap();
    let parsed = floor::parse(text).unwrap();
    let (org, mut found) = floor::check(&parsed, &policy.config, &data).unwrap();
    let pack = Pack::load(&[] as &[&str]).unwrap();
    found.extend(floor::chains::find(&org, &pack, snapshot).unwrap());
    let mut counted = Found::new();
    for Finding { rule, kind, id, partner, message, .. } in found {
        let partner = partner.unwrap_or_default();
        *counted.entry((rule.to_owned(), format!("{kind}/{id}"), partner, message)).or_default() += 1;
    }
    counted
}

/// What the built binary finds, under every rule. Nothing where it refuses the policy file, or does not take the snapshot
/// for complete: the floor does not ask.
fn of_cordon(folder: &Path) -> Option<Found> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
    command.current_dir(folder).args(["check", "--rules", "strict", "--format", "json", "--quiet", "snapshot.json"]);
    let output = command.output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    for rule in report["runs"][0]["rules"].as_array()? {
        let reason = rule["reason"].as_str().unwrap_or_default();
        assert_ne!(rule["status"], "error", "{}: {reason}", rule["id"]);
        if reason.contains("the section `") {
            return None;
        }
    }
    let mut counted = Found::new();
    for finding in report["runs"][0]["findings"].as_array().unwrap() {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let subject = format!("{}/{}", text(&finding["subject"]["type"]), text(&finding["subject"]["id"]));
        let key = (text(&finding["rule"]), subject, text(&finding["partner"]), text(&finding["message"]));
        *counted.entry(key).or_default() += 1;
    }
    Some(counted)
}

/// Compares the findings of a folder with a snapshot and a policy file; returns how many there are.
fn compare(folder: &Path) -> Option<usize> {
    let file = folder.join("snapshot.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let policy = std::fs::read_to_string(folder.join("cordon.toml")).unwrap();
    let snapshot = Snapshot::load(Origin::File(file), read::DEFAULT_MAX_BYTES).unwrap();
    let cordon = of_cordon(folder)?;
    let floor = of_floor(&text, &policy, &snapshot);
    let mut differences = String::new();
    let mut lines = 0;
    for (who, one, other) in [("floor", &floor, &cordon), ("cordon", &cordon, &floor)] {
        for (key, count) in one.iter().filter(|(key, count)| other.get(key) != Some(count)) {
            lines += 1;
            if lines < 40 {
                let _ = writeln!(differences, "{who} alone, {count} ×: {key:?}");
            }
        }
    }
    assert!(lines == 0, "{}: {lines} differences\n{differences}", folder.display());
    Some(cordon.values().sum())
}

fn generated(users: usize, seed: u64) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let (text, policy) = gen_org::texts(users, seed).unwrap();
    std::fs::write(folder.path().join("snapshot.json"), text).unwrap();
    std::fs::write(folder.path().join("cordon.toml"), policy).unwrap();
    compare(folder.path()).unwrap()
}

/// An org that was changed in a way that leaves it whole. Where cordon refuses the policy file there is nothing to compare.
fn changed(users: usize, seed: u64, name: &str) -> Option<usize> {
    let change = orgs::CHANGES.into_iter().find(|change| change.0 == name).unwrap();
    let mut base = orgs::generated(users, seed);
    // Names change, and a policy file that names what is not there is refused; ids stay.
    for section in ["divisions", "trustees"] {
        for (id, entry) in base.snapshot[section].as_object().unwrap() {
            let name = format!("\"{}\"", entry["name"].as_str().unwrap());
            let lists = base.policy.take().unwrap();
            let lists = lists.lines().map(|line| {
                if line.starts_with("name = ") { line.to_owned() } else { line.replace(&name, &format!("\"{id}\"")) }
            });
            base.policy = Some(lists.collect::<Vec<_>>().join("\n"));
        }
    }
    let mut org = orgs::changed(&base, change, seed);
    if name == "names that hurt" {
        // It puts domains into the policy file that cordon refuses.
        org.policy = base.policy;
    }
    let sections: Vec<String> = org.snapshot["sections"].as_object().unwrap().keys().cloned().collect();
    for section in sections {
        // A section holds what it says.
        let held = match (section.as_str(), &org.snapshot[&section]) {
            ("grants", grants) => grants.as_object().unwrap().values().map(|held| held.as_array().unwrap().len()).sum(),
            (_, serde_json::Value::Object(members)) => members.len(),
            (_, serde_json::Value::Array(items)) => items.len(),
            _ => 0,
        };
        org.snapshot["sections"][&section] = serde_json::json!({"status": "complete", "count": held});
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("snapshot.json"), org.snapshot.to_string()).unwrap();
    std::fs::write(folder.path().join("cordon.toml"), org.policy.unwrap()).unwrap();
    compare(folder.path())
}

fn sample(name: &str) -> usize {
    compare(&Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots").join(name)).unwrap()
}

#[test]
fn sample_org_with_findings() {
    assert!(sample("acme") > 50);
}

#[test]
fn sample_org_without_findings() {
    assert_eq!(sample("clean"), 0);
}

#[test]
fn generated_orgs() {
    for seed in 1..=6 {
        assert!(generated(300, seed) > 50, "seed {seed}");
    }
}

#[test]
fn a_larger_generated_org() {
    assert!(generated(3_000, 11) > 100);
}

#[test]
fn orgs_with_loose_ends() {
    let names = [
        "dangling references",
        "wildcards and one-word permissions in roles",
        "patterns in the policy file",
        "lists of the policy file empty",
        "names that hurt",
        "groups of all kinds",
        "bare users",
    ];
    for name in names {
        let compared = (1..=3).filter_map(|seed| changed(120, seed, name)).count();
        assert!(compared > 0 || name == "dangling references", "{name}: cordon judges none of the orgs");
    }
}
