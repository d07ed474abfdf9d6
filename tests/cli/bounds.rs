//! Whatever a rule does, it is stopped and named, and the others keep their results.

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Folder, check, command, cordon, findings, generate, rule, stderr, stdout, with_stdin};

const ACME: &str = "snapshots/acme/snapshot.json";

/// A rule that ships and fires on the sample org.
const SHIPPED: &str = "oauth-implicit-grant";

/// A module with a rule that requires nothing but users.
fn module(id: &str, body: &str) -> String {
    format!(
        "# METADATA\n# title: Hostile\n# description: Why it matters.\n# custom:\n#   id: {id}\n#   severity: low\n\
         #   requires: [users]\n#   remediation: Fix it.\npackage cordon.rules.test.{}\n\n{body}\n",
        id.replace('-', "_")
    )
}

/// A policy folder with rules.
fn pack(rules: &[(&str, String)]) -> (Folder, String) {
    let folder = Folder::of_bytes(b"");
    for (id, body) in rules {
        folder.write(&format!("pack/{}.rego", id.replace('-', "_")), module(id, body).as_bytes());
    }
    let dir = folder.path("pack");
    (folder, dir)
}

/// Definitions `a1` to `a<times>`, each made of the one before by `step`, where `@` stands for it.
fn doubled(first: &str, step: &str, times: usize) -> String {
    let line = |at: usize| format!("a{at} := {}\n", step.replace('@', &format!("a{}", at - 1)));
    format!("a0 := {first}\n{}", (1..=times).map(line).collect::<String>())
}

/// A finding with a member more.
fn finding(more: &str) -> String {
    format!(
        "findings contains {{\"subject\": {{\"type\": \"user\", \"id\": id}}, \"path\": [\"users\", id], {more}}} if some id, _ in input.users"
    )
}

fn one(body: &str) -> String {
    format!("findings contains x if {{\n\t{body}\n}}")
}

/// The rules of a report that broke, each with its reason.
fn broken(report: &Value) -> String {
    let rules = report["runs"][0]["rules"].as_array().unwrap().iter().filter(|rule| rule["status"] == "error");
    let line = |rule: &Value| format!("{}: {}\n", rule["id"].as_str().unwrap(), rule["reason"].as_str().unwrap());
    rules.map(line).collect()
}

/// Without what depends on the machine: whether the memory or the time was over first.
fn scrubbed(folder: &Folder, text: &str) -> String {
    let ends = [
        "it took more memory than cordon may have in all, 400 MiB (`--max-memory`)",
        "it did not end, and the engine could not stop it, when its time was over (`--rule-timeout`)",
    ];
    ends.iter().fold(folder.scrubbed(text), |text, end| text.replace(end, "[too much memory or time]"))
}

#[test]
fn each_rule_that_goes_too_far_is_named_and_the_others_stand() {
    let rules = [
        ("array-of-all-memory", one("x := numbers.range(1, 10000000000)")),
        (
            "endless-loop",
            one("some a in numbers.range(1, 1000000)\n\tsome b in numbers.range(1, 1000000)\n\ta * b < 0\n\tx := 1"),
        ),
        ("ever-longer-text", format!("{}{}", doubled("\"xxxxxxxx\"", "concat(\"\", [@, @])", 40), one("x := a40"))),
        (
            "ever-wider-value",
            format!("{}{}", doubled("[\"x\"]", "[@, @]", 60), finding("\"message\": \"m\", \"data\": a60")),
        ),
        (
            "giant-message",
            format!("{}{}", doubled("\"xxxxxxxx\"", "concat(\"\", [@, @])", 16), finding("\"message\": a16")),
        ),
        ("giant-number", one("x := sprintf(\"%999999999d\", [1])")),
        (
            "giant-reason",
            format!(
                "{}not_evaluated contains a14\n\n{}",
                doubled("\"xxxxxxxx\"", "concat(\"\", [@, @])", 14),
                one("x := 1\n\tx == 2")
            ),
        ),
        (
            "many-users-cubed",
            one(
                "some a, _ in input.users\n\tsome b, _ in input.users\n\tsome c, _ in input.users\n\tsome d, _ in input.users\n\tx := sprintf(\"%s%s%s%s\", [a, b, c, d])",
            ),
        ),
        ("regex-that-explodes", one("regex.match(\"((((a{100}){100}){100}){100})\", \"aaaa\")\n\tx := 1")),
        ("shallow-but-sound", one("x := 1\n\tx == 2")),
    ];
    let (folder, dir) = pack(&rules);
    let ids: Vec<&str> = rules.iter().map(|(id, _)| *id).chain([SHIPPED]).collect();
    let (json, sarif) = (folder.path("report.json"), folder.path("report.sarif"));
    let outputs = [format!("json={json}"), format!("sarif={sarif}")];
    let args = [
        ACME,
        "--policy",
        &dir,
        "--rule",
        &ids.join(","),
        "--timeout",
        "30",
        "--rule-timeout",
        "1",
        "--max-memory",
        "400MiB",
        "-o",
        &outputs[0],
        "-o",
        &outputs[1],
        "-o",
        "-",
    ];
    let output = check(&args);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let report: Value = serde_json::from_slice(&std::fs::read(&json).unwrap()).unwrap();
    insta::assert_snapshot!(scrubbed(&folder, &broken(&report)));
    assert_eq!(rule(&report, "shallow-but-sound")["status"], "passed");
    assert_eq!(rule(&report, SHIPPED)["status"], "failed");
    assert!(!findings(&report).is_empty());
    let sarif: Value = serde_json::from_slice(&std::fs::read(&sarif).unwrap()).unwrap();
    let notes = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"].to_string();
    let text = stdout(&output);
    for (id, _) in &rules[..9] {
        assert_eq!(rule(&report, id)["status"], "error", "{id}");
        assert!(notes.contains(id), "{id}: {notes}");
        assert!(text.contains(&format!("error {id}: ")), "{id}: {text}");
    }
    // The first tries leave nothing behind on standard error.
    let errors = stderr(&output);
    assert!(!errors.contains("memory allocation") && !errors.contains('\u{1}'), "{errors}");
    assert_eq!(errors.matches("can only take access away").count(), 1, "{errors}");
}

#[test]
fn what_comes_through_a_pipe_is_there_for_the_next_try() {
    let (_folder, dir) = pack(&[("array-of-all-memory", one("x := numbers.range(1, 10000000000)"))]);
    let rules = format!("array-of-all-memory,{SHIPPED}");
    let mut checked = command();
    let config = "snapshots/acme/cordon.toml";
    checked.args(["check", "-", "--config", config, "--policy", &dir, "--rule", &rules, "--format", "json"]);
    let output = with_stdin(&mut checked, &std::fs::read(ACME).unwrap());
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(rule(&report, "array-of-all-memory")["status"], "error");
    assert_eq!(rule(&report, SHIPPED)["status"], "failed");
}

#[test]
fn rules_that_ship_are_bounded_too_and_an_earlier_report_stays() {
    let folder = Folder::of_bytes(b"");
    generate(&folder, "20000", "1");
    let report = folder.write("report.json", b"earlier");
    let (snapshot, pack) = (folder.snapshot(), folder.path("pack"));
    folder.write("pack/sound.rego", module("sound", &one("x := 1\n\tx == 2")).as_bytes());
    for more in [&[][..], &["--policy", &pack]] {
        let args = [&[&snapshot, "--max-memory", "64MiB", "-o", &report, "--format", "json"], more].concat();
        let output = check(&args);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        let errors = stderr(&output);
        assert!(errors.contains("may take 64 MiB") && errors.contains("`--max-memory SIZE`"), "{errors}");
        assert_eq!(std::fs::read(&report).unwrap(), b"earlier");
        let left = std::fs::read_dir(folder.dir()).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(left.into_iter().all(|name| !name.to_string_lossy().starts_with(".cordon-")));
    }
    // The limits of every day are not met.
    let output = check(&[&snapshot, "--policy", &pack, "-o", &report, "--format", "json", "--quiet"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert_ne!(std::fs::read(&report).unwrap(), b"earlier");
}

#[test]
fn what_is_printed_is_shown_up_to_a_limit() {
    let chatty = one("some a in numbers.range(1, 5000)\n\tprint(\"line\", a)\n\ta < 0\n\tx := 1");
    let long =
        format!("{}{}", doubled("\"xxxxxxxx\"", "concat(\"\", [@, @])", 18), one("print(a18)\n\tx := 1\n\tx == 2"));
    let (folder, dir) = pack(&[("chatty", chatty), ("long-winded", long)]);
    let output = check(&[ACME, "--policy", &dir, "--rule", "chatty,long-winded"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let errors = stderr(&output);
    let prints: Vec<&str> = errors.lines().filter(|line| line.starts_with("print ")).collect();
    assert_eq!(prints.len(), 1_002);
    insta::assert_snapshot!(folder.scrubbed(&prints[999..].join("\n")));
}

#[test]
fn endless_prints_end_and_are_named() {
    let endless = one(
        "some a in numbers.range(1, 1000000)\n\tsome b in numbers.range(1, 1000000)\n\tprint(\"line\", a, b)\n\ta < 0\n\tx := 1",
    );
    let (_folder, dir) = pack(&[("chatty", endless)]);
    let args = [ACME, "--policy", &dir, "--rule", &format!("chatty,{SHIPPED}"), "--format", "json"];
    let output = check(&[&args[..], &["--rule-timeout", "1", "--max-memory", "400MiB"]].concat());
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(rule(&report, "chatty")["status"], "error");
    assert_eq!(rule(&report, SHIPPED)["status"], "failed");
    assert!(stderr(&output).len() < 300_000);
}

/// The first line of what was said.
fn first_line(output: &Output) -> String {
    stderr(output).lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_question_and_a_test_are_bounded() {
    let folder = Folder::of_bytes(b"");
    let answer = folder.write("answer", b"earlier");
    let limits = ["--timeout", "1", "--max-memory", "400MiB"];
    let questions = [
        "x := numbers.range(1, 10000000000)",
        "some a in numbers.range(1, 1000000); some b in numbers.range(1, 1000000); a * b < 0",
    ];
    let mut said = String::new();
    for question in questions {
        let output = cordon(&[&["query", question, ACME, "-o", &answer], &limits[..]].concat());
        assert_eq!(output.status.code(), Some(2));
        said += &format!("{}\n", first_line(&output));
        assert_eq!(std::fs::read(&answer).unwrap(), b"earlier");
    }
    // Whichever is over first.
    let output = cordon(&[&["query", "x := sprintf(\"%999999999d\", [1])", ACME, "-o", &answer], &limits[..]].concat());
    let errors = stderr(&output);
    assert!(errors.contains("more memory than cordon may have, 400 MiB") || errors.contains("did not end"), "{errors}");
    assert_eq!((output.status.code(), std::fs::read(&answer).unwrap()), (Some(2), b"earlier".to_vec()));
    let test = "package cordon.rules.test.hungry_test\n\ntest_hungry if count(numbers.range(1, 10000000000)) > 0\n";
    folder.write("pack/hungry_test.rego", test.as_bytes());
    folder.write("pack/hungry.rego", module("hungry", &one("x := 1\n\tx == 2")).as_bytes());
    let output = cordon(&[&["test", &folder.path("pack")], &limits[..]].concat());
    assert_eq!(output.status.code(), Some(2));
    let errors = stderr(&output);
    let line = errors.lines().find(|line| line.starts_with("error: ")).unwrap_or_default();
    insta::assert_snapshot!(format!("{said}{line}"));
}

#[test]
fn explain_and_waive_have_the_same_bounds() {
    let (folder, dir) = pack(&[("array-of-all-memory", one("x := numbers.range(1, 10000000000)"))]);
    let report = check(&[ACME, "--rule", SHIPPED, "--format", "json"]);
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    let fingerprint = findings(&report)[0]["fingerprint"].as_str().unwrap();
    let output = cordon(&["explain", "--finding", fingerprint, ACME, "--policy", &dir]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains(SHIPPED));
    let waivers = folder.path("waivers.toml");
    let config = "snapshots/acme/cordon.toml";
    let args = ["waive", fingerprint, ACME, "--reason", "agreed", "--expires", "2026-12-31", "--now", "2026-11-02"];
    let output = cordon(&[&args[..], &["--config", config, "--waivers", &waivers, "--policy", &dir]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let errors = stderr(&output);
    assert!(errors.contains("not evaluated array-of-all-memory: ") && errors.contains("at once"), "{errors}");
    assert!(std::fs::read_to_string(&waivers).unwrap().contains(fingerprint));
}

#[test]
fn a_size_has_a_unit_or_is_bytes() {
    for (size, expected) in [
        ("8GiB", None),
        ("9000000000", None),
        ("512m", None),
        ("1", Some("at least 64 MiB")),
        ("8 cats", Some("such as 512MiB")),
    ] {
        let output = check(&[ACME, "--rule", SHIPPED, "--fail-on", "never", "--max-memory", size]);
        assert_eq!(output.status.code(), Some(if expected.is_some() { 64 } else { 0 }), "{size}");
        assert!(stderr(&output).contains(expected.unwrap_or_default()), "{}", stderr(&output));
    }
}

/// The processes whose command lines name a file.
#[cfg(target_os = "linux")]
fn processes(naming: &str) -> Vec<u32> {
    let entries =
        std::fs::read_dir("/proc").unwrap().filter_map(|entry| entry.unwrap().file_name().to_str()?.parse().ok());
    let names = |id: &u32| {
        std::fs::read(format!("/proc/{id}/cmdline")).is_ok_and(|line| String::from_utf8_lossy(&line).contains(naming))
    };
    entries.filter(names).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn no_process_is_left_behind() {
    let endless =
        one("some a in numbers.range(1, 1000000)\n\tsome b in numbers.range(1, 1000000)\n\ta * b < 0\n\tx := 1");
    let (_folder, dir) = pack(&[("endless", endless)]);
    for signal in ["-KILL", "-TERM"] {
        let mut parent = command();
        parent.args(["check", ACME, "--policy", &dir, "--rule", "endless"]);
        let mut parent = parent.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let until = |count: usize| {
            let started = Instant::now();
            while processes(&dir).len() != count {
                assert!(started.elapsed() < Duration::from_secs(20), "{signal}: {:?}", processes(&dir));
                std::thread::sleep(Duration::from_millis(20));
            }
        };
        until(2);
        assert!(Command::new("kill").args([signal, &parent.id().to_string()]).status().unwrap().success());
        parent.wait().unwrap();
        until(0);
    }
}
