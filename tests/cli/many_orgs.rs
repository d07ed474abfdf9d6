//! Several orgs in one run: side by side, one SARIF run each, one summary.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::{Folder, check, command, findings, report, sample, sarif, stderr, stdout};

/// A folder with orgs that differ in id and short name.
fn orgs(names: &[(&str, &str, &str)]) -> (Folder, Vec<String>) {
    let folder = Folder::of_bytes(b"");
    let policy = std::fs::read(folder.path("cordon.toml")).unwrap();
    let paths = names.iter().map(|(file, id, short)| {
        let mut snapshot = sample("acme");
        snapshot["organization"]["id"] = (*id).into();
        snapshot["organization"]["short_name"] = (*short).into();
        folder.write(&format!("{file}/cordon.toml"), &policy);
        folder.write(&format!("{file}/snapshot.json"), &serde_json::to_vec_pretty(&snapshot).unwrap())
    });
    let paths = paths.collect();
    (folder, paths)
}

fn categories(paths: &[String]) -> Vec<String> {
    let args: Vec<&str> = paths.iter().map(String::as_str).collect();
    let log = sarif(&args);
    let id = |run: &Value| run["automationDetails"]["id"].as_str().unwrap().to_owned();
    log["runs"].as_array().unwrap().iter().map(id).collect()
}

#[test]
fn each_org_has_a_run_of_its_own_in_the_order_given() {
    let (_folder, paths) = orgs(&[("c", "3", "gamma"), ("a", "1", "alpha"), ("b", "2", "beta"), ("d", "4", "del ta")]);
    assert_eq!(categories(&paths), ["cordon/gamma/", "cordon/alpha/", "cordon/beta/", "cordon/del%20ta/"]);
    let args: Vec<&str> = paths.iter().map(String::as_str).collect();
    let output = check(&args);
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    let alone = findings(&report(&[&paths[0]])).len();
    assert!(text.ends_with("rules without an answer\n"), "{}", &text[text.len() - 200..]);
    assert!(text.contains(&format!("4 snapshots, 4 with findings · {} findings (", alone * 4)), "{text}");
    // Side by side or one by one: the same bytes.
    let one_by_one: Vec<Value> = paths.iter().map(|path| report(&[path])["runs"][0].clone()).collect();
    let together = report(&args);
    assert_eq!(together["runs"].as_array().unwrap(), &one_by_one);
}

#[test]
fn orgs_that_share_a_name_or_an_id_are_told_apart() {
    let (_folder, paths) = orgs(&[("a", "1", "same"), ("b", "2", "same")]);
    assert_eq!(categories(&paths), ["cordon/same/1/", "cordon/same/2/"]);
    let (_folder, paths) = orgs(&[("a", "1", "x/y"), ("b", "2", "x"), ("c", "y", "x")]);
    assert_eq!(categories(&paths), ["cordon/x%2Fy/", "cordon/x/2/", "cordon/x/y/"]);
    let (folder, paths) = orgs(&[("a", "1", "same"), ("b", "1", "same")]);
    let root = folder.dir().to_str().unwrap();
    let args = [paths[0].as_str(), paths[1].as_str(), "--source-root", root];
    let log = sarif(&args);
    let ids: Vec<&str> =
        log["runs"].as_array().unwrap().iter().map(|run| run["automationDetails"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["cordon/same/1/a/snapshot.json/", "cordon/same/1/b/snapshot.json/"]);
    let errors = stderr(&check(&args));
    assert!(errors.contains("are of one org, 1"), "{errors}");
    let mut reversed = paths.clone();
    reversed.reverse();
    let all: BTreeSet<String> = categories(&paths).into_iter().collect();
    assert_eq!(categories(&reversed).into_iter().collect::<BTreeSet<_>>(), all, "the order decides nothing");
}

#[test]
fn the_same_file_twice_is_two_runs() {
    let same = "snapshots/acme/snapshot.json".to_owned();
    let ids: BTreeSet<String> = categories(&[same.clone(), same]).into_iter().collect();
    assert_eq!(ids.len(), 2);
}

#[test]
fn a_bad_file_among_good_ones_stops_nothing() {
    let (folder, mut paths) = orgs(&[("a", "1", "alpha"), ("b", "2", "beta")]);
    paths.insert(1, folder.write("broken/snapshot.json", b"{\"users\":"));
    let args: Vec<&str> = paths.iter().map(String::as_str).collect();
    let output = check(&args);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).contains("2 snapshots, 2 with findings"));
    assert!(stderr(&output).contains("ends in the middle"));
    assert_eq!(check(&[&args[..], &["--fail-on", "never"]].concat()).status.code(), Some(2));
}

#[test]
fn a_waiver_for_one_org_is_no_news_in_the_others() {
    let (folder, paths) = orgs(&[("a", "1", "alpha"), ("b", "2", "beta")]);
    let mut clean = sample("clean");
    clean["organization"]["id"] = "3".into();
    let clean = folder.write("c/snapshot.json", &serde_json::to_vec_pretty(&clean).unwrap());
    let waivers = folder.write(
        "waivers.toml",
        b"[[waivers]]\nrule = \"oauth-implicit-grant\"\nreason = \"kiosk\"\nexpires = 2027-01-31\n",
    );
    let policy = folder.path("cordon.toml");
    let with = |snapshots: &[&str]| {
        let output = command()
            .args(["check", "--now", "2026-11-02", "--config", &policy, "--waivers", &waivers])
            .args(snapshots)
            .output()
            .unwrap();
        stderr(&output)
    };
    assert!(!with(&[&paths[0], &clean]).contains("accepts no finding"));
    assert_eq!(with(&[&clean]).matches("accepts no finding").count(), 1);
    // What is wrong with a waiver is said once, however many orgs there are.
    folder.write("waivers.toml", b"[[waivers]]\nrule = \"no-such\"\nreason = \"kiosk\"\nexpires = 2027-01-31\n");
    assert_eq!(with(&[&paths[0], &paths[1]]).matches("there is no rule `no-such`").count(), 1);
}
