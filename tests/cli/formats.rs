//! Reports for CI systems: JUnit, workflow commands, Markdown and CSV, several of them from one evaluation.

use serde_json::Value;

use crate::support::{
    Folder, acme_findings, check, command, default_rules, findings, report, sample, stderr, stdout, test_rule,
};

const ACME: &str = "snapshots/acme/snapshot.json";
const PARTIAL: &str = "snapshots/partial/snapshot.json";
const SOME_RULES: &str = "partner-user-in-home-division,partner-grant-restricted-division,oauth-implicit-grant";
const FORMATS: [&str; 7] = ["text", "sarif", "json", "junit", "github", "markdown", "csv"];

fn without_hash(text: &str) -> String {
    let hashed = |line: &str| match line.find("snapshot_sha256") {
        Some(at) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    };
    text.lines().map(hashed).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_people_read() {
    for format in ["junit", "github", "markdown", "csv"] {
        let folder = Folder::of(&sample("acme"));
        let waiver =
            "[[waivers]]\nrule = \"oauth-implicit-grant\"\nreason = \"kiosk\"\nowner = \"IAM\"\nexpires = 2027-01-31\n";
        folder.add_policy(waiver);
        let path = folder.snapshot();
        let output = check(&[&path, "--rule", SOME_RULES, "--format", format]);
        insta::assert_snapshot!(format, without_hash(&folder.scrubbed(&stdout(&output))));
    }
}

#[test]
fn all_reports_come_from_one_evaluation() {
    let folder = Folder::of_bytes(b"");
    let files: Vec<String> = FORMATS.iter().map(|format| format!("{format}={}", folder.path(format))).collect();
    let mut command = command();
    command.args(["check", ACME, "--now", "2026-11-02"]);
    for file in &files {
        command.args(["--output", file]);
    }
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(output.stdout.is_empty());
    assert!(stderr(&output).contains("findings ("), "{}", stderr(&output));
    for format in FORMATS {
        let alone = check(&[ACME, "--format", format]).stdout;
        assert!(std::fs::read(folder.path(format)).unwrap() == alone, "{format}");
    }
}

#[test]
fn where_reports_go() {
    let folder = Folder::of_bytes(b"");
    let file = folder.path("report");
    let (new, new_otherwise) =
        (format!("json={}", folder.path("new")), format!("csv={}", folder.path("./rules/../new")));
    folder.write("rules/x", b"");
    let output = check(&[ACME, "--format", "csv", "--output", &format!("json={file}")]);
    assert!(stdout(&output).starts_with("organization_id,"), "a format that no file takes goes to standard output");
    let output = check(&[ACME, "--output", &format!("json={file}"), "--output", "markdown=-"]);
    assert!(stdout(&output).starts_with("# cordon"));
    let output = check(&[ACME, "--format", "csv", "--output", &file]);
    assert!(output.stdout.is_empty() && std::fs::read_to_string(&file).unwrap().starts_with("organization_id,"));
    for (args, expected) in [
        (vec!["--output", "sarfi=out"], "did you mean `sarif`"),
        (vec!["--output", "nothing=out"], "`nothing` is no format"),
        (vec!["--output", "sarif="], "expected a file after `sarif=`"),
        (vec!["--output", "sarif=-", "--output", "json=-"], "two reports would go to standard output"),
        (vec!["--output", "json=-", "--output", "csv=/dev/stdout"], "two reports would go to standard output"),
        (vec!["--output", ""], "expected a file"),
        (vec!["--output", &file, "--output", &file], "two reports would go to"),
        (vec!["--output", &new, "--output", &new_otherwise], "two reports would go to"),
    ] {
        let output = check(&[&[ACME], &args[..]].concat());
        assert_eq!(output.status.code(), Some(64), "{args:?}");
        assert!(stderr(&output).contains(expected), "{args:?}: {}", stderr(&output));
    }
}

/// The shell's file is added to: a job summary holds what earlier steps wrote.
#[cfg(unix)]
#[test]
fn standard_output_is_never_replaced_by_its_name() {
    let folder = Folder::of_bytes(b"");
    let summary = folder.write("summary.md", b"before\n");
    for name in ["/dev/stdout", "-"] {
        let file = std::fs::OpenOptions::new().append(true).open(&summary).unwrap();
        let args = ["check", ACME, "--quiet", "--output", &format!("markdown={name}")];
        assert_eq!(command().args(args).stdout(file).status().unwrap().code(), Some(1));
    }
    let text = std::fs::read_to_string(&summary).unwrap();
    assert!(text.starts_with("before\n# cordon"));
    assert_eq!(text.matches("# cordon\n").count(), 2);
}

#[test]
fn a_reader_that_goes_away_is_no_error_in_any_format() {
    for format in FORMATS {
        let mut child = command()
            .args(["check", ACME, "--quiet", "--format", format])
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{format}: {}", stderr(&output));
    }
}

#[test]
fn a_file_whose_name_says_another_format_is_doubted() {
    let folder = Folder::of_bytes(b"");
    let path = folder.path("out.sarif");
    let errors = stderr(&check(&[ACME, "--output", &path]));
    assert!(errors.contains("this file gets the format text, and its name says sarif"), "{errors}");
    assert!(!stderr(&check(&[ACME, "--output", &format!("sarif={path}")])).contains("its name says"));
}

#[test]
fn a_report_that_can_not_be_written_stops_no_other() {
    let folder = Folder::of_bytes(b"");
    let (directory, file) = (folder.path(""), folder.path("report.json"));
    let output = check(&[ACME, "--output", &format!("sarif={directory}"), "--output", &format!("json={file}")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("cannot write the report: is a directory"), "{}", stderr(&output));
    let written: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(findings(&written).len(), acme_findings());
}

/// What JUnit's readers ask for: well-formed XML, counts that add up, a case a rule.
#[test]
fn junit_has_a_case_for_every_rule_with_its_status() {
    for (path, rules) in [(ACME, default_rules().len()), (PARTIAL, default_rules().len())] {
        let text = stdout(&check(&[path, "--format", "junit"]));
        let report = quick_junit::Report::deserialize_from_str(&text).unwrap();
        let suite = &report.test_suites[0];
        assert_eq!(suite.test_cases.len(), rules);
        assert_eq!(report.tests, rules);
        let of_json = crate::support::report(&[path]);
        for case in &suite.test_cases {
            let name = case.name.as_str();
            let rule = crate::support::rule(&of_json, name);
            let status = case.properties.iter().find(|property| property.name.as_str() == "status").unwrap();
            assert_eq!(status.value.as_str(), rule["status"].as_str().unwrap(), "{name}");
            let reason = case.properties.iter().find(|property| property.name.as_str() == "reason");
            assert_eq!(reason.is_some(), rule.get("reason").is_some(), "{name}");
        }
    }
    let output = check(&[ACME, "no/such.json", "--format", "junit"]);
    let report = quick_junit::Report::deserialize_from_str(&stdout(&output)).unwrap();
    assert_eq!(report.errors, 1);
}

#[test]
fn junit_is_xml_whatever_the_names_are() {
    const EVIL: &str = "]]>&<x a=\"'\u{fffe}\u{ffff}\u{1}\u{1b}[2J\u{85}🙂";
    let mut snapshot = sample("acme");
    for section in ["users", "oauth_clients", "roles", "groups"] {
        for entry in snapshot[section].as_object_mut().unwrap().values_mut() {
            entry["name"] = format!("{}{EVIL}", entry["name"].as_str().unwrap()).into();
        }
    }
    snapshot["organization"]["name"] = EVIL.into();
    let folder = Folder::of(&snapshot);
    let text = stdout(&check(&[&folder.snapshot(), "--format", "junit"]));
    assert!(quick_junit::Report::deserialize_from_str(&text).is_ok());
    let is_xml = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    assert!(text.chars().all(is_xml));
}

#[test]
fn every_status_is_in_every_format_that_lists_rules() {
    let folder = Folder::of(&sample("acme"));
    folder.add_policy("[[waivers]]\nrule = \"oauth-implicit-grant\"\nreason = \"kiosk\"\nexpires = 2027-01-31\n");
    let mut snapshot = sample("acme");
    snapshot["sections"]["objects"] = serde_json::json!({"status": "missing", "reason": "HTTP 403"});
    folder.write("snapshot.json", &serde_json::to_vec_pretty(&snapshot).unwrap());
    folder.write("rules/test_rule.rego", test_rule("users", "findings contains 1").as_bytes());
    let (path, rules) = (folder.snapshot(), folder.path("rules"));
    let args = [path.as_str(), "--policy", &rules, "--skip-rule", "partner-user-in-home-division"];
    let output = check(&[&args[..], &["--format", "markdown"]].concat());
    assert_eq!(output.status.code(), Some(2));
    let markdown = stdout(&output);
    for (rule, status, why) in [
        ("partner-default-role", "**failed**", ""),
        ("oauth-implicit-grant", "waived", ""),
        ("partner-resource-in-home-division", "not evaluated", "HTTP 403"),
        ("test-rule", "**error**", "finding of the wrong form"),
    ] {
        let row = markdown.lines().find(|line| line.starts_with(&format!("| `{rule}`"))).unwrap();
        assert!(row.contains(&format!("| {status} |")) && row.contains(why), "{row}");
    }
    let clean = stdout(&check(&["snapshots/clean/snapshot.json", "--format", "markdown"]));
    let rules = clean.lines().filter(|line| line.starts_with("| `") && line.contains("| passed |"));
    assert_eq!(rules.count(), default_rules().len());
    let csv = stdout(&check(&[&args[..], &["--format", "csv"]].concat()));
    for status in [",failed,", ",waived,", ",not_evaluated,", ",error,"] {
        assert!(csv.contains(status), "{status}");
    }
    assert!(csv.lines().all(|line| !line.is_empty()));
}

#[test]
fn csv_has_a_row_a_finding_and_no_formula() {
    let mut snapshot = sample("acme");
    for client in snapshot["oauth_clients"].as_object_mut().unwrap().values_mut() {
        client["name"] = format!("=HYPERLINK(\"https://evil.example\")\n,{}", client["name"].as_str().unwrap()).into();
    }
    let folder = Folder::of(&snapshot);
    let text = stdout(&check(&[&folder.snapshot(), "--format", "csv"]));
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>().unwrap();
    let expected = report(&[&folder.snapshot()]);
    assert_eq!(rows.len(), findings(&expected).len());
    let mut names = 0;
    for row in &rows {
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@']) && !cell.contains('\n')), "{row:?}");
        names += row.iter().filter(|cell| cell.starts_with("'=HYPERLINK")).count();
    }
    assert!(names > 0);
}

#[test]
fn names_act_neither_in_markdown_nor_in_the_log_of_a_job() {
    const EVIL: &str = "|x| [a](https://evil.example) <script> @team ##[stop-commands]x\n::set-env name=A::b";
    let mut snapshot = sample("acme");
    for section in ["users", "oauth_clients", "roles", "groups"] {
        for entry in snapshot[section].as_object_mut().unwrap().values_mut() {
            entry["name"] = format!("{}{EVIL}", entry["name"].as_str().unwrap()).into();
        }
    }
    let folder = Folder::of(&snapshot);
    let of = |format: &str| stdout(&check(&[&folder.snapshot(), "--format", format]));
    let markdown = of("markdown");
    for forbidden in ["](https", "<script>", "@team", "https://evil", "|x| "] {
        assert!(!markdown.replace("\\|", "").contains(forbidden), "{forbidden}");
    }
    for format in ["github", "text"] {
        let text = of(format);
        assert!(!text.contains("##["), "{format}");
        let known = ["::error ", "::warning ", "::notice "];
        let mut commands = text.lines().map(str::trim_start).filter(|line| line.starts_with("::"));
        assert!(commands.all(|line| known.iter().any(|known| line.starts_with(known))), "{format}");
    }
}

#[test]
fn annotations_are_never_dropped_without_a_word() {
    let text = stdout(&check(&[ACME, "--format", "github"]));
    for kind in ["error", "warning", "notice"] {
        let shown = text.lines().filter(|line| line.starts_with(&format!("::{kind} "))).count();
        assert!(shown <= 10, "GitHub shows ten of a kind");
    }
    let more = text.lines().find(|line| line.starts_with("::error title=More than GitHub shows::")).unwrap();
    let report = report(&[ACME]);
    let errors =
        findings(&report).iter().filter(|one| one["severity"] == "critical" || one["severity"] == "high").count();
    assert!(more.contains(&format!("{} more errors", errors - 9)), "{more}");
    assert_eq!(text.lines().filter(|line| line.starts_with("- error ")).count(), errors - 9);
    assert!(text.contains("::error file=snapshots/acme/snapshot.json,line="));
    let partial = stdout(&check(&[PARTIAL, "--format", "github"]));
    assert!(partial.contains("title=Rule not evaluated::"), "{partial}");
}

#[test]
fn a_summary_stays_below_what_github_shows() {
    let folder = Folder::of_bytes(b"");
    let many = "findings contains x if {\n\tsome i in numbers.range(1, 30000)\n\tx := {\"subject\": {\"type\": \"organization\", \"id\": \"o\"}, \"message\": sprintf(\"number %d %s\", [i, \"of many\"]), \"path\": [\"organization\"], \"key\": [i]}\n}";
    folder.write("rules/test_rule.rego", test_rule("users", many).as_bytes());
    let rules = folder.path("rules");
    let args = [ACME, "--policy", &rules, "--format", "markdown", "--limit", "0"];
    let text = stdout(&check(&args));
    assert!(text.len() < 1_000_000, "{}", text.len());
    let shown = text.lines().filter(|line| line.starts_with("- number ")).count();
    let left_out = text.lines().find(|line| line.contains("left out because a summary")).unwrap();
    assert!(left_out.contains(&format!("{} more findings", 30_000 - shown)), "{left_out}");
    assert!(text.contains("| `test-rule` | low | **failed** | 30000 |"));
}
