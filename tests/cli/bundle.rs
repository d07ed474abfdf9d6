//! A team with a fleet of OPA servers takes the rules there: one command writes a bundle.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use serde_json::Value;

use crate::support::{Folder, command, cordon, root, sample, shipped_rules, stderr, stdout, test_rule};

const POLICY: &str = "snapshots/acme/cordon.toml";

fn folder() -> Folder {
    Folder::of(&sample("acme"))
}

/// Names and contents of the files of a folder.
fn files(folder: &str) -> BTreeMap<String, String> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            (name, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// Names and contents of the files of an archive, in its order.
fn unpacked(archive: &str) -> Vec<(String, String)> {
    let file = std::fs::File::open(archive).unwrap();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(file));
    let entries = archive.entries().unwrap().map(Result::unwrap);
    entries
        .map(|mut entry| {
            let header = entry.header();
            assert_eq!((header.mtime().unwrap(), header.uid().unwrap(), header.mode().unwrap()), (0, 0, 0o644));
            let name = entry.path().unwrap().to_str().unwrap().to_owned();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            (name, text)
        })
        .collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn bundle(arguments: &[&str]) -> std::process::Output {
    cordon(&[&["bundle"], arguments].concat())
}

#[test]
fn a_bundle_holds_the_pack_its_data_and_the_policy() {
    let folder = folder();
    let place = folder.path("out");
    let output = bundle(&["--output", &place, "--config", POLICY]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(stdout(&output), "");
    let said = stderr(&output);
    let files = files(&place);
    for rule in shipped_rules() {
        let (area, id) = (rule["area"].as_str().unwrap(), rule["id"].as_str().unwrap().replace('-', "_"));
        assert!(files.contains_key(&format!("cordon/rules/{area}/{id}.rego")), "{id}");
    }
    assert!(files.contains_key("cordon/lib/partners.rego"));
    assert!(!files.keys().any(|name| name.contains("_test") || name.contains("testing")), "{:?}", files.keys());
    let data = json(&files["data.json"]);
    assert_eq!(data["cordon"]["config"]["partners"]["acme"]["name"], "Acme Support");
    // Lists that the policy file leaves out are there, as rules expect.
    assert_eq!(data["cordon"]["config"]["partners"]["acme"]["users"], Value::Array(Vec::new()));
    assert!(data["cordon"]["data"]["permission_sets"]["role-assignment"].is_object());
    assert_eq!(
        data["cordon"]["catalogue"]["oauth-implicit-grant"]["package"],
        "cordon.rules.oauth.oauth_implicit_grant"
    );
    let manifest = json(&files[".manifest"]);
    assert_eq!(manifest["roots"], serde_json::json!(["cordon"]));
    assert_eq!(manifest["rego_version"], 1);
    assert_eq!(manifest["metadata"]["cordon"]["version"], env!("CARGO_PKG_VERSION"));
    let listed = manifest["metadata"]["cordon"]["files"].as_array().unwrap().len();
    assert_eq!(listed + 1, files.len());
    let revision = manifest["revision"].as_str().unwrap();
    assert_eq!(revision.len(), 64);
    assert!(said.contains(&format!("policy file {POLICY}")) && said.contains(revision), "{said}");
}

#[test]
fn an_archive_holds_the_same_and_is_the_same_bytes_each_time() {
    let folder = folder();
    let (place, one, other) = (folder.path("out"), folder.path("one.tar.gz"), folder.path("OTHER.TGZ"));
    for output in [&place, &one, &other] {
        let output = bundle(&["-o", output, "--config", POLICY, "--quiet"]);
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    }
    let bytes = |path: &str| std::fs::read(path).unwrap();
    assert!(bytes(&one) == bytes(&other));
    let unpacked = unpacked(&one);
    let names: Vec<&String> = unpacked.iter().map(|(name, _)| name).collect();
    assert!(names.is_sorted(), "{names:?}");
    assert_eq!(files(&place), unpacked.iter().cloned().collect());
    // The same policy by another path, from another folder, through standard output.
    let copy = folder.write("elsewhere/policy.toml", &std::fs::read(root().join(POLICY)).unwrap());
    let elsewhere = Path::new(&copy).parent().unwrap();
    let arguments = ["bundle", "--output", "-", "--config", "policy.toml", "--quiet"];
    let output = command().current_dir(elsewhere).args(arguments).output().unwrap();
    assert!(output.stdout == bytes(&one), "{}", stderr(&output));
    // An archive that is there is replaced, and other rules or another policy have another revision.
    let revision = |path: &str| json(&unpacked_file(path, ".manifest"))["revision"].clone();
    let before = revision(&one);
    assert_eq!(bundle(&["-o", &one, "--config", &folder.write("none.toml", b"")]).status.code(), Some(0));
    assert_eq!(bundle(&["-o", &other, "--config", POLICY, "--skip-rule", "oauth"]).status.code(), Some(0));
    assert!(revision(&one) != before && revision(&other) != before && revision(&one) != revision(&other));
}

fn unpacked_file(archive: &str, name: &str) -> String {
    unpacked(archive).into_iter().find(|(found, _)| found == name).unwrap().1
}

#[test]
fn the_policy_file_is_looked_up_as_check_does_and_named() {
    let folder = Folder::of(&sample("acme"));
    let run = |dir: &str, arguments: &[&str]| {
        command().current_dir(dir).args(["bundle", "--output", "out"]).args(arguments).output().unwrap()
    };
    let home = Path::new(&folder.snapshot()).parent().unwrap().to_str().unwrap().to_owned();
    let output = run(&home, &[]);
    assert!(stderr(&output).contains("policy file cordon.toml"), "{}", stderr(&output));
    assert_eq!(
        json(&files(&folder.path("out"))["data.json"])["cordon"]["config"]["partners"]["acme"]["name"],
        "Acme Support"
    );
    // Without one the rules that need it have not passed, and the bundle says so.
    folder.write("empty/here", b"");
    let output = run(&folder.path("empty"), &[]);
    assert_eq!(output.status.code(), Some(0));
    let said = stderr(&output);
    assert!(said.contains("no policy file") && said.contains("will not be evaluated"), "{said}");
    let data = json(&files(&folder.path("empty/out"))["data.json"]);
    assert_eq!(data["cordon"]["config"]["partners"], serde_json::json!({}));
    assert_eq!(
        data["cordon"]["catalogue"]["partner-master-role"]["unset"],
        serde_json::json!(["partners.*.divisions"])
    );
}

#[test]
fn settings_of_the_policy_file_are_resolved() {
    let folder = folder();
    let policy = std::fs::read_to_string(root().join(POLICY)).unwrap();
    let policy = format!(
        "{policy}\n[rules.oauth-implicit-grant]\nseverity = \"low\"\n\n[[waivers]]\nrule = \"oauth-implicit-grant\"\n\
         reason = \"kiosk\"\nexpires = 2026-12-31\n"
    );
    folder.write("cordon.toml", policy.as_bytes());
    let place = folder.path("out");
    let output = bundle(&["--output", &place, "--config", &folder.path("cordon.toml")]);
    assert_eq!(json(&files(&place)["data.json"])["cordon"]["catalogue"]["oauth-implicit-grant"]["severity"], "low");
    assert!(stderr(&output).contains("OPA knows nothing of the 1 waiver"), "{}", stderr(&output));
}

#[test]
fn a_bundle_is_replaced_and_nothing_else_is() {
    let folder = folder();
    let place = folder.path("out");
    let write = || bundle(&["--output", &place, "--config", POLICY]);
    folder.write("out/notes.txt", b"mine");
    let refused = |output: std::process::Output, what: &str| {
        assert_eq!(output.status.code(), Some(2));
        let said = stderr(&output);
        assert!(said.contains(what) && said.contains("nothing was written"), "{said}");
    };
    refused(write(), "no bundle that cordon wrote");
    assert_eq!(files(&place).len(), 1);
    // Another tool's bundle is not ours either.
    folder.write("out/.manifest", b"{\"roots\": [\"x\"]}");
    refused(write(), "no bundle that cordon wrote");
    std::fs::remove_file(folder.path("out/notes.txt")).unwrap();
    std::fs::remove_file(folder.path("out/.manifest")).unwrap();
    // An empty folder is filled.
    assert_eq!(write().status.code(), Some(0));
    let first = files(&place);
    // A bundle is replaced whole: what it has no more is gone.
    assert_eq!(bundle(&["--output", &place, "--config", POLICY, "--rule", "oauth"]).status.code(), Some(0));
    let second = files(&place);
    assert!(second.len() < first.len() && !second.keys().any(|name| name.contains("rules/grant")));
    // One that somebody added to is left alone.
    folder.write("out/cordon/own.rego", b"package cordon.own\n");
    refused(write(), "`cordon/own.rego` in it is not part of it");
    assert_eq!(files(&place).len(), second.len() + 1);
    // Nothing is left behind.
    let home = Path::new(&place).parent().unwrap();
    let names: Vec<String> =
        std::fs::read_dir(home).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!names.iter().any(|name| name.starts_with(".cordon-")), "{names:?}");
}

#[test]
fn places_that_can_not_be_written_to_are_refused() {
    let folder = folder();
    let refused = |place: &str, what: &str| {
        let output = bundle(&["--output", place, "--config", POLICY]);
        assert_eq!(output.status.code(), Some(2), "{place}");
        let said = stderr(&output);
        assert!(said.contains(what) && said.contains("nothing was written"), "{said}");
    };
    refused(&folder.path("no/such/place"), "no such file or directory");
    refused(&folder.path("no/such/place.tar.gz"), "no such file or directory");
    // A file is no folder, and a folder no archive.
    refused(&folder.snapshot(), "not a directory");
    folder.write("taken.tar.gz/file", b"");
    refused(&folder.path("taken.tar.gz"), "is a directory");
    assert_eq!(std::fs::read(folder.snapshot()).unwrap(), serde_json::to_vec_pretty(&sample("acme")).unwrap());
    let without = bundle(&["--config", POLICY]);
    assert_eq!(without.status.code(), Some(64));
    // The folder that one stands in can't be replaced.
    folder.write("here/keep", b"");
    std::fs::remove_file(folder.path("here/keep")).unwrap();
    let arguments = ["bundle", "--output", "."];
    let output = command().current_dir(folder.path("here")).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("working directory"), "{}", stderr(&output));
}

#[test]
fn what_check_refuses_is_refused() {
    let folder = folder();
    let place = folder.path("out");
    let broken = folder.write("broken.toml", b"[org\n");
    let unknown = folder.write("unknown.toml", b"[rules.oauth-implicit-grnat]\nseverity = \"low\"\n");
    folder.write("rules/bad.rego", test_rule("users", "findings contains x if { input.usrs }").as_bytes());
    folder.write("bad/bad.rego", b"package cordon.rules.a.b\n\nfindings contains");
    for (arguments, what) in [
        (vec!["--config", broken.as_str()], "broken.toml"),
        (vec!["--config", unknown.as_str()], "did you mean `oauth-implicit-grant`"),
        (vec!["--config", "no/such.toml"], "no/such.toml"),
        (vec!["--policy", &folder.path("rules")], "did you mean `users`"),
        (vec!["--policy", &folder.path("bad")], "bad.rego"),
        (vec!["--rule", "no-such-rule"], "selects no rule"),
    ] {
        let output = bundle(&[&["--output", place.as_str()], &arguments[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(what), "{}", stderr(&output));
        assert!(!Path::new(&place).exists(), "{arguments:?}");
    }
}

#[test]
fn a_users_rules_go_in_under_their_packages() {
    let folder = folder();
    folder.write(
        "rules/anywhere.rego",
        test_rule("users", "import data.house.names\n\nfindings contains x if {\n\tx := names.none[_]\n}").as_bytes(),
    );
    folder.write("rules/deep/names.rego", b"package house.names\n\nnone := []\n");
    folder.write("rules/deep/more.rego", b"package house.names\n\nmore := 1\n");
    let place = folder.path("out");
    let rules = folder.path("rules");
    let output = bundle(&["--output", &place, "--policy", &rules, "--rule", "test-rule"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let made = files(&place);
    let names: Vec<&String> = made.keys().filter(|name| name.contains("house") || name.contains("/rules/")).collect();
    assert_eq!(names, ["cordon/rules/test/test_rule.rego", "house/names.rego", "house/names_2.rego"]);
    assert_eq!(json(&made[".manifest"])["roots"], serde_json::json!(["cordon", "house/names"]));
    // A bundle among the rules would be read as rules the next time.
    let output = bundle(&["--output", &folder.path("rules/out"), "--policy", &rules]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("which it is made from"), "{}", stderr(&output));
    // A package that the bundle fills, and a rule that needs one that is left out.
    folder.write("own/own.rego", b"package cordon\n\nx := 1\n");
    let output = bundle(&["--output", &place, "--policy", &folder.path("own")]);
    assert!(stderr(&output).contains("one that the bundle fills itself"), "{}", stderr(&output));
    let reads = "import data.cordon.rules.oauth.oauth_implicit_grant\n\nfindings contains x if some x in oauth_implicit_grant.findings";
    folder.write("reads/reads.rego", test_rule("oauth_clients", reads).as_bytes());
    let output = bundle(&["--output", &place, "--policy", &folder.path("reads"), "--rule", "test-rule"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--rule oauth-implicit-grant"), "{}", stderr(&output));
}
