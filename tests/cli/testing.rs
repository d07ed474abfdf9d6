//! A rule author runs the tests of her rules, and reads why one fails.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Folder, command, cordon, root, shipped_rules, stderr, stdout, test_rule};

/// A folder with one file of tests in the package `mine_test`.
fn tests(body: &str) -> (Folder, String) {
    let folder = Folder::of_bytes(b"");
    folder.write("pack/mine_test.rego", format!("package mine_test\n\n{body}\n").as_bytes());
    let pack = folder.path("pack");
    (folder, pack)
}

fn json(args: &[&str]) -> Value {
    let output = cordon(&[&["test", "--format", "json"], args].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
}

const MIXED: &str = r#"import data.cordon.lib.testing
import data.cordon.rules.grant.partner_grant_home_division as rule

test_passes if 1 + 1 == 2

test_passes_and_prints if print("seen with --verbose only")

test_expected_against_actual if {
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-support", "div-home")])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	subjects := {finding.subject | some finding in found}
	subjects == {{"type": "user", "id": "user-bo"}}
}

test_sides_of_calls_under_with if {
	rule.findings == {"a"} with input as testing.org with data.cordon.config as testing.config
}

test_empty_set_is_no_array if {
	rule.findings == [] with input as testing.org with data.cordon.config as testing.config
}

test_long_difference if {
	actual := [sprintf("line %d", [n]) | some n in numbers.range(1, 40)]
	expected := [sprintf("line %d", [m]) | some n in numbers.range(1, 40); m := n + floor(n / 40)]
	actual == expected
}

test_first_of_several if {
	some n in [5, 6, 7]
	doubled := n * 2
	doubled > 20
}

test_every if {
	limit := 3
	every name, n in {"a": 1, "b": 5, "c": 7} {
		square := n * n
		square < limit * limit
	}
}

test_every_over_nothing if {
	every x in input.audit_events { x == 1 }
}

test_declared_index if {
	xs := [1, 2]
	some i
	xs[i] == 3
}

test_multi_line if {
	expected := {"a": 1}
	found := object.union(
		{"a": 2}, # a comment )
		{"b": 3},
	)
	found ==
		expected
}

test_not if {
	text := "abc"
	not contains(text, "b")
}

test_nothing_to_choose_from if {
	some finding in rule.findings with input as testing.org with data.cordon.config as testing.config
	finding.path == []
}

test_undefined if {
	org := {"users": {"ana": {"name": "Ana"}}}
	org.users[lower("BO")].name == "Bo"
}

test_undefined_call if {
	lower(input.organization.name) == "x" with input as {"organization": {}}
}

test_assignment if {
	[a, 2] = [1, 3]
	a == 1
}

test_brackets if {
	a := 3
	(a + 1) * (a - (2 - 1)) == 9
}

test_raw_text if `a\b` == "a\\c"

test_member if {
	x := 4
	x in {1, 2}
}

test_two_bodies if {
	1 == 2
}

test_two_bodies if {
	x := 3
	x < 2
}

test_else if {
	1 == 2
} else := false

test_value := count([1, 2]) == 3

test_object := {"a": 1}

test_prints if {
	print("looking at", {"a": 1})
	false
}

todo_test_later if false

test_breaks if {
	x := to_number("abc")
	x == 1
}

test_conflicts if value == 1

value := 1 if true

value := 2 if true

test_helper(x) if x"#;

#[test]
fn a_failing_test_says_which_expression_failed_and_on_what() {
    let (folder, pack) = tests(MIXED);
    let output = cordon(&["test", &pack]);
    assert_eq!(output.status.code(), Some(2), "tests broke");
    insta::assert_snapshot!("text", folder.scrubbed(&stdout(&output)));
    assert!(stderr(&output).contains("`test_helper` takes parameters"), "{}", stderr(&output));
    let again = cordon(&["test", &pack]);
    assert_eq!(stdout(&output), stdout(&again), "two runs differ");
    let verbose = stdout(&cordon(&["test", &pack, "--verbose", "--run", "test_passes"]));
    assert!(verbose.contains("passed mine_test.test_passes") && verbose.contains("seen with --verbose only"));
}

#[test]
fn reports_for_machines() {
    let (folder, pack) = tests(MIXED);
    let args = ["test", &pack, "--run", "test_(passes|expected|undefined$|breaks|prints)|later"];
    let write = |format: &str| {
        let output = cordon(&[&args[..], &["--format", format]].concat());
        assert!(stderr(&output).contains("passed"), "the summary is not on standard error");
        folder.scrubbed(&stdout(&output))
    };
    insta::assert_snapshot!("json", write("json"));
    insta::assert_snapshot!("junit", write("junit"));
}

#[test]
fn exit_codes_tell_failed_from_broken() {
    for (body, args, expected) in [
        ("test_a if true", &[][..], 0),
        ("test_a if true\n\ntodo_test_b if false", &[], 0),
        ("test_a if false", &[], 1),
        ("test_a := {1}", &[], 1),
        ("test_a if 1 / (1 - 1) == 1", &[], 2),
        ("helper if true", &[], 2),
        ("test_a if true", &["--run", "tets_a"], 2),
        ("test_a if true", &["--run", "("], 64),
        ("test_a if true", &["--coverage-threshold", "101"], 64),
        ("test_a if true", &["--coverage-threshold", "50"], 2),
        ("test_a if true", &["--coverage-output", "coverage.json"], 64),
        ("test_a if true", &["--output", "-", "--output", "json=-"], 64),
        ("test_a if {", &[], 2),
        ("test_a if f(1)\n\nf(x) if f(x)", &[], 2),
    ] {
        let (folder, pack) = tests(body);
        let output = cordon(&[&["test", &pack], args].concat());
        assert_eq!(output.status.code(), Some(expected), "{body} {args:?}: {}", folder.scrubbed(&stderr(&output)));
    }
    assert_eq!(cordon(&["test", "--watch"]).status.code(), Some(64));
    let missing = cordon(&["test", "no/such/folder"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(stderr(&missing).contains("no/such/folder"));
}

#[test]
fn no_test_and_no_match_are_errors_that_say_where() {
    let (folder, pack) = tests("helper if true");
    let none = folder.scrubbed(&stderr(&cordon(&["test", &pack])));
    assert!(none.contains("FOLDER/pack: there are no tests"), "{none}");
    let (_folder, pack) = tests("test_a if true\n\ntest_b if true");
    let unmatched = stderr(&cordon(&["test", &pack, "--run", "tets_a"]));
    assert!(unmatched.contains("`--run tets_a` matches none of the 2 tests"), "{unmatched}");
    assert!(unmatched.contains("did you mean `test_a`"), "{unmatched}");
    let empty = tempfile::tempdir().unwrap();
    let output = cordon(&["test", empty.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no `.rego` file was found"));
}

#[test]
fn a_test_without_end_is_stopped_and_named() {
    let (_folder, pack) = tests(
        "test_ends if true\n\ntest_endless if {\n\tsome a in numbers.range(1, 30000)\n\t\
         some b in numbers.range(1, 30000)\n\ta * b == -1\n}",
    );
    let started = Instant::now();
    let output = cordon(&["test", &pack, "--timeout", "1"]);
    assert_eq!(output.status.code(), Some(2));
    let text = stdout(&output);
    assert!(text.contains("ERROR mine_test.test_endless") && text.contains("stopped after 1 s"), "{text}");
    assert!(text.contains("1 passed, 0 failed, 1 error, 0 todo in 1 package"), "{text}");
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn examples_of_a_rule_are_tests() {
    let rule = test_rule(
        "users",
        "findings contains finding if {\n\tsome id, user in input.users\n\tuser.state == \"inactive\"\n\tfinding := \
         {\"subject\": {\"type\": \"user\", \"id\": id}, \"message\": \"idle\", \"path\": [\"users\", id]}\n}",
    );
    let examples = "#   examples:\n#     fires:\n#       - why: somebody left\n#         snapshot: {users: {user-ana: {state: inactive}}}\n\
                    #       - why: nobody left\n#     quiet:\n#       - why: all are here\n#       - why: one is not\n\
                    #         snapshot: {users: {user-bo: {state: inactive}}}\n";
    let rule = rule.replace("#   remediation", &format!("{examples}#   remediation"));
    let folder = Folder::of_bytes(b"");
    folder.write("pack/test_rule.rego", rule.as_bytes());
    let report = json(&[&folder.path("pack")]);
    let tests = report["tests"].as_array().unwrap();
    let ended: Vec<(&str, &str)> =
        tests.iter().map(|test| (test["name"].as_str().unwrap(), test["status"].as_str().unwrap())).collect();
    let package = "cordon.rules.test.test_rule";
    let expected = [("fires_1", "passed"), ("fires_2", "failed"), ("quiet_1", "passed"), ("quiet_2", "failed")];
    let expected: Vec<(String, &str)> =
        expected.iter().map(|(name, status)| (format!("{package}#{name}"), *status)).collect();
    assert_eq!(ended, expected.iter().map(|(name, status)| (name.as_str(), *status)).collect::<Vec<_>>());
    assert!(tests[1]["message"].as_str().unwrap().contains("nobody left"));
    assert!(tests[3]["message"].as_str().unwrap().contains("It says: idle"));
}

/// What counts as a line, and as covered, was worked out by hand.
const MEASURED: &str = r#"# METADATA
# title: A helper
package mine

import data.cordon.lib.testing

default late := false

late if {
	input.settings.grant_division_aware
	testing.org
}

sign(n) := "minus" if {
	n < 0
} else := "zero" if {
	n == 0
} else := "plus"

names := [
	upper(name) |
	some name in ["a", "b"]
	name != "c"
]

none := {n: text |
	some n, text in ["a"]
	n > 7
}

multi := concat(
	"-",
	["a", "b"],
)

bare if every_small

every_small if {
	every n in [1, 2] {
		n < 3
	}
}

one_line(x) if x > 5

by_key[key] contains "v" if {
	some key in ["k"]
}

called if helper

helper if is_three(3)

is_three(n) if (n + 1) * 2 == 8

never_called(x) := x
"#;

#[test]
fn coverage_is_what_a_hand_count_says() {
    let folder = Folder::of_bytes(b"");
    folder.write("pack/mine.rego", MEASURED.as_bytes());
    let test = r#"package mine_test

import data.mine

test_all if {
	not mine.late with input as {}
	mine.sign(-1) == "minus"
	mine.sign(1) == "plus"
	mine.names == ["A", "B"]
	mine.none == {}
	mine.multi == "a-b"
	mine.bare
	not mine.one_line(3)
	mine.by_key.k == {"v"}
	mine.called
}
"#;
    folder.write("pack/mine_test.rego", test.as_bytes());
    let pack = folder.path("pack");
    let (lcov, report) = (folder.path("lcov.info"), folder.path("coverage.json"));
    let (lcov_arg, json_arg) = (format!("lcov={lcov}"), format!("json={report}"));
    let args = ["test", &pack, "--coverage-output", &lcov_arg, "--coverage-output", &json_arg];
    let output = cordon(&[&args[..], &["--output", &folder.path("tests.txt")]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let coverage: Value = serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    let file = &coverage["files"][0];
    assert_eq!(coverage["files"].as_array().unwrap().len(), 1, "tests and shipped rules are no lines to cover");
    let line = |text: &str| MEASURED.lines().position(|line| line.starts_with(text)).unwrap() + 1;
    let numbers = |member: &str| -> Vec<usize> {
        file[member].as_array().unwrap().iter().map(|n| usize::try_from(n.as_u64().unwrap()).unwrap()).collect()
    };
    let not_covered = [
        line("late if"),
        line("\ttesting.org"),
        line("} else := \"zero\""),
        line("none :="),
        line("one_line"),
        line("never_called"),
    ];
    assert_eq!(numbers("not_covered_lines"), not_covered);
    let covered = numbers("covered_lines");
    for text in [
        "default late",
        "\tinput.settings.grant_division_aware",
        "sign(n)",
        "\tn < 0",
        "} else := \"plus\"",
        "\tupper(name)",
        "\tn > 7",
    ] {
        assert!(covered.contains(&line(text)), "{text}");
    }
    for text in ["# METADATA", "package", "import", "\t\"-\"", "}"] {
        assert!(!covered.contains(&line(text)), "{text} is no line to cover");
    }
    let lcov = std::fs::read_to_string(lcov).unwrap();
    assert!(lcov.contains(&format!("DA:{},0\n", line("never_called"))), "{lcov}");
    assert!(lcov.contains(&format!("LF:{}\nLH:{}\nend_of_record", covered.len() + not_covered.len(), covered.len())));
    let text = stdout(&cordon(&["test", &pack, "--coverage", "--coverage-threshold", "10"]));
    assert!(text.contains("not covered: ") && text.contains("coverage: "), "{text}");
    let below = cordon(&["test", &pack, "--coverage-threshold", "99.9"]);
    assert_eq!(below.status.code(), Some(1));
    assert!(stderr(&below).contains("asks for 99.9 %"), "{}", stderr(&below));
}

#[test]
fn every_rule_that_ships_is_proven_to_the_last_line() {
    let report = json(&["--coverage-threshold", "100"]);
    let summary = &report["summary"];
    assert!(summary["passed"].as_u64().unwrap() > 250, "{summary}");
    assert_eq!((&summary["failed"], &summary["errors"]), (&Value::from(0), &Value::from(0)), "{report:#}");
    let coverage = &report["coverage"];
    let gaps: Vec<String> = coverage["files"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|file| file["not_covered_lines"] != serde_json::json!([]))
        .map(|file| format!("{}: {}", file["file"], file["not_covered_lines"]))
        .collect();
    assert!(gaps.is_empty(), "{gaps:#?}");
    assert!(coverage["lines"].as_u64().unwrap() > 500);
    let names: Vec<&str> =
        report["tests"].as_array().unwrap().iter().map(|test| test["name"].as_str().unwrap()).collect();
    for rule in shipped_rules() {
        let package = format!("cordon.rules.{}.{}", rule["area"].as_str().unwrap(), rule["id"].as_str().unwrap());
        let package = package.replace('-', "_");
        for part in [format!("{package}#fires_1"), format!("{package}#quiet_1"), format!("{package}_test.test_")] {
            assert!(names.iter().any(|name| name.starts_with(&part)), "{part} is not there");
        }
    }
}

/// A test on a document that no export could write proves nothing.
#[test]
fn every_org_that_the_shipped_tests_make_is_a_valid_snapshot() {
    let folder = Folder::of_bytes(b"");
    let mut copied = 0;
    for entry in walkdir::WalkDir::new(root().join("rego")) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let inside = entry.path().strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let text = [
                ("merged(document, patch)", "object.union(document, patch)"),
                ("without(document, paths)", "json.remove(document, paths)"),
            ]
            .iter()
            .fold(text, |text, (head, value)| {
                let from = format!("{head} := {value}");
                copied += usize::from(text.contains(&from));
                text.replace(
                    &from,
                    &format!("{head} := made if {{\n\tmade := {value}\n\tprint(json.marshal(made))\n}}"),
                )
            });
            folder.write(&inside, text.as_bytes());
        }
    }
    assert_eq!(copied, 2, "the builders that everything goes through are written in another way");
    let report = json(&[&folder.path("rego")]);
    assert_eq!(report["summary"]["failed"], 0, "{report:#}");
    let (mut orgs, mut cut) = (std::collections::BTreeSet::new(), Vec::new());
    for test in report["tests"].as_array().unwrap() {
        for line in test["prints"].as_array().into_iter().flatten() {
            let (_, document) = line.as_str().unwrap().split_once(": ").unwrap();
            match serde_json::from_str::<Value>(document) {
                Ok(document) => _ = orgs.insert(document.to_string()),
                Err(_) => cut.push((test["name"].clone(), document)),
            }
        }
    }
    // What a test prints is shown up to a limit; a few that make very many orgs meet it.
    assert!(cut.len() <= 3 && cut.iter().all(|(_, line)| line.contains("not shown, after")), "{cut:#?}");
    assert!(orgs.len() > 150, "only {} orgs were made", orgs.len());
    let files: Vec<String> =
        orgs.iter().enumerate().map(|(at, org)| folder.write(&format!("orgs/{at}.json"), org.as_bytes())).collect();
    let output = command().arg("validate").args(&files).output().unwrap();
    let text = stderr(&output);
    let errors: Vec<&str> = text.lines().filter(|line| line.starts_with("error")).collect();
    assert!(errors.is_empty(), "{errors:#?}\n{}", folder.scrubbed(&text));
}

#[test]
fn a_pack_may_replace_what_ships_and_is_tested_alone() {
    let report = json(&["rego"]);
    let shipped = json(&[]);
    assert_eq!(report["summary"], shipped["summary"]);
    let output = cordon(&["test", "rego/rules/oauth", "--run", "implicit"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(!stderr(&output).contains("replaces"), "copies of what ships are no news: {}", stderr(&output));
}

/// The engine forgets the rules of a package whose first file has functions alone.
#[test]
fn a_package_may_be_in_two_files() {
    let folder = Folder::of_bytes(b"");
    folder.write("pack/a.rego", b"package mine\n\ntwice(x) := x * 2\n");
    folder.write("pack/b.rego", b"package mine\n\nvalue := {\"a\": one}\n\none := 1\n");
    let test = "package mine_test\n\nimport data.mine\n\ntest_both if mine.twice(mine.value.a) == 2\n";
    folder.write("pack/mine_test.rego", test.as_bytes());
    let report = json(&[&folder.path("pack")]);
    assert_eq!(report["summary"]["passed"], 1, "{report:#}");
}

/// A running `cordon test --watch`, ended with the test.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn of(pack: &str) -> Self {
        let mut command = command();
        command.args(["test", pack, "--watch"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (sender, lines) = channel();
        let streams: [Box<dyn std::io::Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        Self { child, lines }
    }

    /// Waits for the end of a run whose report holds a text. The report and the notes come on two streams, so that
    /// either may be first.
    fn wait_for(&self, text: &str) {
        let until = Instant::now() + Duration::from_secs(60);
        let mut missing = vec![text, "watching for changes"];
        let mut seen = Vec::new();
        while let Ok(line) = self.lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            missing.retain(|text| !line.contains(text));
            if missing.is_empty() {
                return;
            }
            seen.push(line);
        }
        panic!("{missing:?} did not come: {seen:#?}");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn watching_runs_again_after_each_change() {
    let (folder, pack) = tests("test_a if true");
    let watching = Watching::of(&pack);
    watching.wait_for("1 passed, 0 failed");
    folder.write("pack/mine_test.rego", b"package mine_test\n\ntest_a if false\n");
    watching.wait_for("0 passed, 1 failed");
    folder.write("pack/mine_test.rego", b"package mine_test\n\ntest_a if {\n");
    watching.wait_for("not valid Rego");
    folder.write("pack/more/other_test.rego", b"package other_test\n\ntest_b if true\n");
    folder.write("pack/mine_test.rego", b"package mine_test\n\ntest_a if true\n");
    watching.wait_for("2 passed, 0 failed");
    // What still comes of the last change.
    while watching.lines.recv_timeout(Duration::from_secs(3)).is_ok() {}
    folder.write("pack/notes.txt", b"no file of a pack");
    std::thread::sleep(Duration::from_secs(1));
    assert!(watching.lines.try_recv().is_err(), "a file that is no part of the pack runs nothing");
}
