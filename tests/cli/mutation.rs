//! A rule author asks whether her tests would notice if a condition of a rule were wrong.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Folder, command, cordon, root, stderr, stdout, test_rule};

const RULE: &str = r#"findings contains finding if {
	some id, user in input.users
	user.state == "inactive"
	count(user.group_ids) > 0
	finding := {
		"subject": {"type": "user", "id": id},
		"message": sprintf("%s left and is still in groups.", [user.name]),
		"path": ["users", id],
	}
}"#;

const WEAK: &str = r#"package cordon.rules.test.test_rule_test

import data.cordon.lib.testing
import data.cordon.rules.test.test_rule as rule

test_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_fires if {
	left := testing.org_with(testing.user("user-ana", {"state": "inactive"}))
	count(rule.findings) == 1 with input as left with data.cordon.config as testing.config
}
"#;

const MISSING: &str = r#"
test_quiet_without_groups if {
	left := testing.org_with(testing.user("user-bo", {"state": "inactive"}))
	count(rule.findings) == 0 with input as left with data.cordon.config as testing.config
}
"#;

/// A folder with a rule and its tests.
fn pack(rule: &str, tests: &str) -> (Folder, String) {
    let folder = Folder::of_bytes(b"");
    folder.write("pack/test_rule.rego", test_rule("users", rule).as_bytes());
    folder.write("pack/test_rule_test.rego", tests.as_bytes());
    let pack = folder.path("pack");
    (folder, pack)
}

fn mutate(args: &[&str]) -> std::process::Output {
    cordon(&[&["test", "--mutate"], args].concat())
}

fn json(args: &[&str]) -> Value {
    let output = mutate(&[args, &["--format", "json", "--no-cache"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
}

/// The lines of the mutants, before and after.
fn mutants(report: &Value) -> Vec<(&str, &str)> {
    let mutants = report["files"][0]["mutants"].as_array().unwrap();
    mutants.iter().map(|one| (one["original"].as_str().unwrap(), one["mutated"].as_str().unwrap())).collect()
}

#[test]
fn a_weak_test_is_shown_by_the_mutants_that_it_lets_live() {
    let (folder, pack) = pack(RULE, WEAK);
    let output = mutate(&[&pack, "--no-cache"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(folder.scrubbed(&stdout(&output)));
    let report = json(&[&pack]);
    let condition = "count(user.group_ids) > 0";
    assert_eq!(mutants(&report), [(condition, "true"), (condition, "count(user.group_ids) >= 0")]);
    assert_eq!(report["summary"]["survived"], 2);
    assert_eq!(report["files"][0]["rule"], "test-rule");
    let all = json(&[&pack, "--verbose"]);
    for (line, change) in [
        ("user.state == \"inactive\"", "true"),
        ("user.state == \"inactive\"", "user.state != \"inactive\""),
        ("count(user.group_ids) > 0", "count(user.group_ids) <= 0"),
        ("count(user.group_ids) > 0", "count(user.group_ids) > 1"),
        ("some id, user in input.users", "false; some id, user in input.users"),
    ] {
        assert!(mutants(&all).contains(&(line, change)), "{line} → {change} of {:?}", mutants(&all));
    }
    // Constants and members become others that the schema knows.
    let of_kind = |kind: &str| {
        let mutants = all["files"][0]["mutants"].as_array().unwrap();
        mutants.iter().filter(|one| one["change"] == kind).map(|one| one["mutated"].as_str().unwrap()).next()
    };
    assert_eq!(of_kind("constant"), Some("user.state == \"active\""));
    assert_eq!(of_kind("member"), Some("user.title == \"inactive\""));
}

#[test]
fn the_missing_test_kills_them_and_the_threshold_says_so() {
    let (folder, pack) = pack(RULE, WEAK);
    let below = mutate(&[&pack, "--no-cache", "--mutate-threshold", "90"]);
    assert_eq!(below.status.code(), Some(1), "{}", stderr(&below));
    assert!(stderr(&below).contains("`--mutate-threshold` asks for 90 %"), "{}", stderr(&below));
    folder.write("pack/test_rule_test.rego", format!("{WEAK}{MISSING}").as_bytes());
    let all = mutate(&[&pack, "--no-cache", "--mutate-threshold", "100", "--rule", "test-rule"]);
    assert_eq!(all.status.code(), Some(0), "{}{}", stdout(&all), stderr(&all));
    assert!(stdout(&all).contains("100.0 %"), "{}", stdout(&all));
}

#[test]
fn results_are_kept_by_content_and_a_broken_cache_is_none() {
    let (folder, pack) = pack(RULE, WEAK);
    let cache = folder.path("cache");
    let run = || {
        let output = mutate(&[&pack, "--cache", &cache]);
        let said = stderr(&output);
        (stdout(&output), said.contains(", 0 of them known from before"))
    };
    let (first, is_new) = run();
    assert!(is_new);
    let files = || std::fs::read_dir(&cache).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    assert_eq!(files().len(), 1);
    assert_eq!(run(), (first.clone(), false));
    std::fs::write(&files()[0], b"{\"a\": ").unwrap();
    assert_eq!(run(), (first.clone(), true));
    folder.write("pack/test_rule_test.rego", format!("{WEAK}{MISSING}").as_bytes());
    let (other, is_new) = run();
    assert!(is_new && other != first, "{other}");
    std::fs::remove_dir_all(&cache).unwrap();
    std::fs::write(&cache, b"no folder").unwrap();
    assert_eq!(run(), (other, true));
}

/// A rule of which one mutant, that without the condition on the name, does not end.
const ENDLESS: &str = "findings contains finding if {\n\tsome id, user in input.users\n\tuser.state == \"inactive\"\n\t\
                 not slow\n\tfinding := {\"subject\": {\"type\": \"user\", \"id\": id}, \"message\": \"Left.\", \"path\": \
                 [\"users\", id]}\n}\n\nslow if {\n\tinput.organization.name == \"nobody\"\n\tsome a in numbers.range(1, \
                 9000)\n\tsome b in numbers.range(1, 9000)\n\ta + b == 0\n}";

#[test]
fn a_mutant_that_does_not_end_counts_as_killed() {
    let (_folder, pack) = pack(ENDLESS, WEAK);
    let report = json(&[&pack, "--timeout", "1", "--verbose"]);
    let all = report["files"][0]["mutants"].as_array().unwrap();
    let of_guard =
        |one: &&Value| one["original"] == "input.organization.name == \"nobody\"" && one["change"] == "dropped";
    assert_eq!(all.iter().find(of_guard).unwrap()["fate"], "killed", "{all:#?}");
}

#[test]
fn a_run_that_is_interrupted_keeps_what_it_found() {
    let (folder, pack) = pack(ENDLESS, WEAK);
    let cache = folder.path("cache");
    let args = |timeout| ["test", "--mutate", &pack, "--cache", &cache, "--timeout", timeout].map(str::to_owned);
    let mut run = command().args(args("600")).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let kept = || {
        let files: Vec<_> =
            std::fs::read_dir(&cache).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
        let whole = files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "json"));
        let read = |file: &PathBuf| serde_json::from_slice::<Value>(&std::fs::read(file).unwrap()).unwrap();
        whole.map(|file| read(file).as_object().unwrap().len()).sum::<usize>()
    };
    let started = Instant::now();
    while kept() < 5 && started.elapsed() < Duration::from_secs(120) {
        assert_eq!(run.try_wait().unwrap(), None, "it was to be interrupted");
        std::thread::sleep(Duration::from_millis(50));
    }
    run.kill().unwrap();
    run.wait().unwrap();
    let kept = kept();
    assert!(kept >= 5, "{kept} results were kept");
    let resumed = cordon(&args("1").each_ref().map(String::as_str));
    assert_eq!(resumed.status.code(), Some(0), "{}", stderr(&resumed));
    assert!(stderr(&resumed).contains(&format!(", {kept} of them known from before")), "{}", stderr(&resumed));
    assert_eq!(stdout(&resumed), stdout(&mutate(&[&pack, "--no-cache", "--timeout", "1"])));
}

#[test]
fn what_can_not_be_judged_is_an_error() {
    let (folder, pack) = pack(RULE, &format!("{WEAK}\ntest_wrong if 1 == 2\n"));
    let failing = mutate(&[&pack, "--no-cache"]);
    assert_eq!(failing.status.code(), Some(2));
    assert!(stderr(&failing).contains("test_wrong` does not pass as it is"), "{}", stderr(&failing));
    let unknown = mutate(&[&pack, "--no-cache", "--rule", "tset-rule"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("did you mean `test-rule`"), "{}", stderr(&unknown));
    folder.write("none/mine_test.rego", b"package mine_test\n\ntest_x if 1 == 1\n");
    let nothing = mutate(&[&folder.path("none"), "--no-cache"]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(stderr(&nothing).contains("there is nothing to change"), "{}", stderr(&nothing));
    for wrong in [
        &["test", "--rule", "x"][..],
        &["test", "--mutate", "--format", "junit"],
        &["test", "--mutate", "--coverage"],
        &["test", "--mutate", "--cache", "x", "--no-cache"],
    ] {
        assert_eq!(cordon(wrong).status.code(), Some(64), "{wrong:?}");
    }
}

/// The survivors that a page explains: file, change, and the line before and after.
fn explained(page: &str) -> Vec<[String; 4]> {
    let lines: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    let is_survivor = |lines: &&[&str]| lines[1].starts_with("- ") && lines[2].starts_with("+ ");
    let of = |lines: &[&str]| {
        let (file, change) = lines[0].split_once(": ").unwrap();
        [file, change, &lines[1][2..], &lines[2][2..]].map(str::to_owned)
    };
    lines.windows(3).filter(is_survivor).map(of).collect()
}

/// What the page says of some files: how many of their mutants were killed.
fn row(what: &str, report: &Value, counts: impl Fn(&Value) -> bool) -> String {
    let files = || report["files"].as_array().unwrap().iter().filter(|file| counts(file));
    let sum = |member: &str| files().map(|file| file[member].as_u64().unwrap()).sum::<u64>();
    let (killed, viable) = (sum("killed"), sum("killed") + sum("survived"));
    let tenths = killed * 1_000 / viable;
    format!("| {what} | {killed} | {viable} | {}.{} % |", tenths / 10, tenths % 10)
}

/// The first seventeen rules are held to what docs/mutation.md says of them, figures and survivors. All rules and the
/// library take many minutes, so the page says when they were measured.
#[test]
fn the_survivors_of_the_shipped_pack_are_explained() {
    let cache = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutants");
    let seed = crate::support::shipped_rules()
        .into_iter()
        .filter(|rule| rule["sets"].as_array().unwrap().contains(&"seed".into()));
    let rules = seed.flat_map(|rule| ["--rule".to_owned(), rule["id"].as_str().unwrap().to_owned()]);
    let args = ["test", "--mutate", "--format", "json", "--mutate-threshold", "95", "--cache"];
    let output = command().args(args).arg(cache).args(rules).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let mut survivors: Vec<[String; 4]> = Vec::new();
    for file in report["files"].as_array().unwrap() {
        for one in file["mutants"].as_array().unwrap() {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            survivors.push([text(&file["file"]), text(&one["change"]), text(&one["original"]), text(&one["mutated"])]);
        }
    }
    let page = std::fs::read_to_string(root().join("docs/mutation.md")).unwrap();
    let rows = [row("the first seventeen rules", &report, |_| true)];
    for row in rows {
        assert!(page.contains(&row), "docs/mutation.md does not say `{row}`");
    }
    let of_report = |one: &[String; 4]| report["files"].as_array().unwrap().iter().any(|file| file["file"] == one[0]);
    let mut explained: Vec<_> = explained(&page).into_iter().filter(of_report).collect();
    survivors.sort();
    explained.sort();
    assert_eq!(explained, survivors, "docs/mutation.md explains other survivors than there are");
}

#[test]
fn nothing_is_told_where_tests_fail_or_are_not_at_hand() {
    let (folder, pack) = pack(RULE, WEAK);
    // A test that has nothing to do with the rule counts, too.
    folder.write("pack/other_test.rego", b"package other_test\n\ntest_no if false\n");
    let output = mutate(&[&pack, "--no-cache", "--rule", "test-rule"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(stderr(&output).contains("`other_test.test_no` does not pass as it is"), "{}", stderr(&output));
    std::fs::remove_file(folder.path("pack/other_test.rego")).unwrap();
    let output = mutate(&[&pack, "--no-cache", "--rule", "oauth-implicit-grant"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(stderr(&output).contains("its tests are in none of the folders"), "{}", stderr(&output));
}

/// What one limit of time kills, a longer one may let live.
#[test]
fn what_took_too_long_for_one_limit_is_judged_again_for_another() {
    let (folder, pack) = pack(ENDLESS, WEAK);
    let cache = folder.path("cache");
    let known = |timeout| {
        let told = stderr(&mutate(&[&pack, "--cache", &cache, "--timeout", timeout]));
        let number = |before: &str, after: &str| -> usize {
            let rest = &told[told.find(before).unwrap() + before.len()..];
            rest[..rest.find(after).unwrap()].trim().parse().unwrap()
        };
        (number(" s, ", " of them"), number("looked at ", " mutants"))
    };
    let (first, mutants) = known("1");
    assert_eq!(first, 0);
    assert_eq!(known("1"), (mutants, mutants));
    let (again, _) = known("2");
    assert!(again < mutants && again > 0, "{again} of {mutants}");
}
