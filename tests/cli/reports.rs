//! What is printed, and where to: text for people, JSON for programs, SARIF for code scanning.

use serde_json::Value;

use crate::support::{Folder, acme_findings, check, cordon, default_rules, report, sample, stderr, stdout, test_rule};

const ACME: &str = "snapshots/acme/snapshot.json";
const SOME_RULES: &str = "partner-user-in-home-division,partner-grant-restricted-division,oauth-implicit-grant";

fn without_version(text: &str) -> String {
    let sha256 = "\"sha256\": \"";
    let version = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
    let hashed = |line: &str| match line.find(sha256) {
        Some(at) => format!("{}HASH\",", &line[..at + sha256.len()]),
        None => line.to_owned(),
    };
    version.lines().map(hashed).collect::<Vec<_>>().join("\n")
}

#[test]
fn text() {
    insta::assert_snapshot!(stdout(&check(&[ACME, "--rule", SOME_RULES])));
}

#[test]
fn text_of_a_partial_snapshot() {
    insta::assert_snapshot!(stdout(&check(&["snapshots/partial/snapshot.json"])));
}

#[test]
fn json() {
    let output = check(&[ACME, "--rule", SOME_RULES, "--format", "json"]);
    insta::assert_snapshot!(without_version(&stdout(&output)));
}

#[test]
fn sarif() {
    let output = check(&[ACME, "--rule", SOME_RULES, "--format", "sarif"]);
    let text = without_version(&stdout(&output));
    let hash = text.lines().position(|line| line.contains("\"sha-256\""));
    let text = text.lines().enumerate().map(|(at, line)| if Some(at) == hash { "SHA-256" } else { line });
    insta::assert_snapshot!(text.collect::<Vec<_>>().join("\n"));
}

#[test]
fn rules_validate_and_explain() {
    insta::assert_snapshot!("rules", stdout(&cordon(&["rules"])));
    insta::assert_snapshot!("validate", stdout(&cordon(&["validate", "snapshots/partial/snapshot.json"])));
    insta::assert_snapshot!("explain", stdout(&cordon(&["explain", "partner-grant-cross-partner"])));
    let unknown = cordon(&["explain", "partner-grant-cros-partner"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(stderr(&unknown).contains("did you mean `partner-grant-cross-partner`"));
}

#[test]
fn sarif_is_valid_under_the_oasis_schema() {
    let schema: Value = serde_json::from_str(include_str!("../data/sarif-schema-2.1.0.json")).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let waiver =
        "\n[[waivers]]\nrule = \"oauth-implicit-grant\"\nreason = \"kiosk\"\nowner = \"IAM\"\nexpires = 2027-01-31\n";
    let folder = Folder::of(&sample("acme"));
    let policy = std::fs::read_to_string(folder.path("cordon.toml")).unwrap();
    folder.write("cordon.toml", format!("{policy}{waiver}").as_bytes());
    let broken = folder.write("rules/test_rule.rego", test_rule("users", "findings := 1").as_bytes());
    let path = folder.snapshot();
    for args in [
        &["snapshots/acme/snapshot.json"][..],
        &["snapshots/clean/snapshot.json"],
        &["snapshots/partial/snapshot.json"],
        &["snapshots/acme/snapshot.json", "snapshots/clean/snapshot.json", "no/such.json"],
        &[&path, "--policy", &broken],
    ] {
        let output = check(&[args, &["--format", "sarif"]].concat());
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&log).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{args:?}: {errors:#?}");
    }
}

/// What code scanning asks for beyond the schema: design and docs/sarif.md have the list.
#[test]
fn sarif_has_what_code_scanning_asks_for() {
    let output = check(&[ACME, "--format", "sarif"]);
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let ids = |rules: &[Value]| rules.iter().map(|rule| rule["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(rules), ids(&default_rules()));
    for rule in rules {
        assert!(rule["help"]["text"].is_string() && rule["help"]["markdown"].is_string());
        assert!(rule["fullDescription"]["text"].is_string() && rule["shortDescription"]["text"].is_string());
        assert!(rule["helpUri"].as_str().unwrap().starts_with("https://"), "{}", rule["id"]);
        let tags = rule["properties"]["tags"].as_array().unwrap();
        assert!(tags.contains(&"security".into()) && tags.len() <= 20);
        let score: f64 = rule["properties"]["security-severity"].as_str().unwrap().parse().unwrap();
        assert!((2.0..=9.5).contains(&score));
    }
    assert_eq!(run["automationDetails"]["id"], "cordon/nordwerk/");
    assert_eq!(run["artifacts"][0]["hashes"]["sha-256"].as_str().unwrap().len(), 64);
    let text = std::fs::read_to_string(ACME).unwrap();
    let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
    for result in run["results"].as_array().unwrap() {
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], ACME);
        let number = |key: &str| usize::try_from(place["region"][key].as_u64().unwrap()).unwrap();
        let first = lines[number("startLine") - 1][number("startColumn") - 1];
        assert!(matches!(first, '"' | '{' | 'a'..='z' | '0'..='9'), "{first}");
        let last = lines[number("endLine") - 1][number("endColumn") - 2];
        assert!(matches!(last, '"' | '}' | ']' | 'a'..='z' | '0'..='9'), "{last}");
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let prints = &result["partialFingerprints"];
        let print = prints["cordon/v1"].as_str().unwrap();
        assert_eq!(prints["primaryLocationLineHash"], format!("{print}:1"));
        let logical = &result["locations"][0]["logicalLocations"][0];
        let name = logical["fullyQualifiedName"].as_str().unwrap();
        assert!(name.starts_with(logical["kind"].as_str().unwrap()) && name.contains('/'));
    }
}

#[test]
fn exit_codes() {
    for (args, expected) in [
        (&["--fail-on", "never"][..], 0),
        (&["--fail-on", "critical"], 1),
        (&["--fail-on", "note"], 1),
        (&["--rule", "oauth-implicit-grant", "--fail-on", "high"], 0),
        (&["--rule", "oauth-implicit-grant", "--fail-on", "medium"], 1),
        (&["--fail-on", "hgih"], 64),
        (&["--no-such-option"], 64),
        (&["--now", "2027-02-30"], 64),
        (&["--format", "yaml"], 64),
    ] {
        assert_eq!(cordon(&[&["check", ACME], args].concat()).status.code(), Some(expected), "{args:?}");
    }
    assert_eq!(cordon(&[]).status.code(), Some(64));
    assert_eq!(cordon(&["--version"]).status.code(), Some(0));
}

#[test]
fn one_bad_snapshot_does_not_stop_the_others_and_is_in_the_report() {
    let args = [ACME, "no/such.json", "snapshots/clean/snapshot.json"];
    let output = check(&args);
    assert_eq!(output.status.code(), Some(2));
    let report = report(&args);
    assert_eq!(report["runs"].as_array().unwrap().len(), 2);
    assert_eq!(report["failures"][0]["file"], "no/such.json");
    let sarif: Value = serde_json::from_slice(&check(&[&args[..], &["--format", "sarif"]].concat()).stdout).unwrap();
    let invocation = &sarif["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    assert!(invocation["toolExecutionNotifications"].to_string().contains("no/such.json"));
}

#[test]
fn the_output_file_is_written_whole_or_not_at_all() {
    let folder = Folder::of(&sample("acme"));
    let path = folder.path("report.json");
    assert_eq!(check(&[ACME, "--format", "json", "--output", &path]).status.code(), Some(1));
    let first = std::fs::read(&path).unwrap();
    serde_json::from_slice::<Value>(&first).unwrap();
    assert_eq!(check(&["no/such.json", "--format", "json", "--output", &path]).status.code(), Some(2));
    assert_eq!(std::fs::read(&path).unwrap(), first);
    for bad in [folder.path("no/such/report.json"), folder.path("")] {
        let output = check(&[ACME, "--output", &bad]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("cannot write the report"), "{}", stderr(&output));
    }
    let left: Vec<_> = std::fs::read_dir(folder.dir()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with(".cordon-")), "{left:?}");
}

#[test]
fn a_report_never_replaces_what_it_is_about() {
    let folder = Folder::of(&sample("acme"));
    let before = std::fs::read(folder.snapshot()).unwrap();
    for output in [folder.snapshot(), folder.path("cordon.toml")] {
        let result = check(&[&folder.snapshot(), "--output", &output]);
        assert_eq!(result.status.code(), Some(2));
        assert!(stderr(&result).contains("would replace a file that it is made from"));
    }
    let rule = folder.write("rules/test_rule.rego", test_rule("users", "findings := set()").as_bytes());
    let result = check(&[&folder.snapshot(), "--policy", &folder.path("rules"), "--output", &rule]);
    assert_eq!(result.status.code(), Some(2), "{}", stderr(&result));
    assert_eq!(std::fs::read(folder.snapshot()).unwrap(), before);
}

#[test]
fn code_scanning_is_not_given_what_is_waived() {
    let folder = Folder::of(&sample("acme"));
    let policy = std::fs::read_to_string(folder.path("cordon.toml")).unwrap();
    let waiver = "[[waivers]]\nrule = \"oauth-implicit-grant\"\nreason = \"kiosk\"\nexpires = 2027-01-31\n";
    folder.write("cordon.toml", format!("{policy}\n{waiver}").as_bytes());
    let path = folder.snapshot();
    let results = |in_actions: bool, args: &[&str]| {
        let mut command = crate::support::command();
        command.args(["check", &path, "--now", "2026-11-02", "--format", "sarif"]).args(args);
        command.env("GITHUB_ACTIONS", if in_actions { "true" } else { "" });
        let log: Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
        log["runs"][0]["results"].as_array().unwrap().clone()
    };
    let all = acme_findings();
    let suppressed = |results: Vec<Value>| results.iter().filter(|one| one.get("suppressions").is_some()).count();
    assert_eq!(results(true, &[]).len(), all - 2);
    assert_eq!(results(false, &[]).len(), all);
    assert_eq!(suppressed(results(false, &[])), 2);
    assert_eq!(suppressed(results(true, &["--waived", "suppress"])), 2);
    assert_eq!(results(false, &["--waived", "drop"]).len(), all - 2);
}

/// Where a snapshot stands decides under which name its alerts stand, so that is the same every time.
#[test]
fn uris_are_relative_whatever_the_snapshot_is() {
    let folder = Folder::of_bytes(b"");
    let bytes = std::fs::read(ACME).unwrap();
    let gzip = {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gz, &bytes).unwrap();
        gz.finish().unwrap()
    };
    folder.write("repo/.git/HEAD", b"");
    let policy = folder.path("cordon.toml");
    let uri = |snapshot: &str, root: Option<&str>| {
        let mut command = crate::support::command();
        command.current_dir(folder.path("repo")).args(["check", snapshot, "--config", &policy, "--now", "2026-11-02"]);
        command.args(["--format", "sarif", "--profile", "github", "--rule", "oauth-implicit-grant"]);
        command.args(root.into_iter().flat_map(|root| ["--source-root", root]));
        let output = crate::support::with_stdin(&mut command, &bytes);
        let log: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(&output)));
        let uri = |value: &Value| value["artifactLocation"]["uri"].as_str().unwrap().to_owned();
        let of_result = uri(&log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]);
        assert_eq!(log["runs"][0]["artifacts"][0]["location"]["uri"], of_result.as_str());
        of_result
    };
    for (name, expected) in [
        ("snapshots/acme.json", "snapshots/acme.json"),
        ("a b/ü#?.json", "a%20b/%C3%BC%23%3F.json"),
        ("c:d.json", "c%3Ad.json"),
        ("100%.json", "100%25.json"),
    ] {
        folder.write(&format!("repo/{name}"), &bytes);
        assert_eq!(uri(name, None), expected);
        assert_eq!(uri(&folder.path(&format!("repo/{name}")), None), expected, "an absolute path is the same file");
    }
    folder.write("repo/snapshots/acme.json.gz", &gzip);
    assert_eq!(uri("snapshots/acme.json.gz", None), "snapshots/acme.json");
    assert_eq!(uri("snapshots/../snapshots/acme.json", None), "snapshots/acme.json");
    assert_eq!(uri("snapshots/acme.json", Some("snapshots")), "acme.json");
    let outside = folder.write("elsewhere/export.json", &bytes);
    assert_eq!(uri(&outside, None), "export.json");
    assert_eq!(uri("../elsewhere/export.json", None), "export.json");
    assert_eq!(uri("-", None), "snapshot.json");
    let output = check(&[ACME, "--source-root", "no/such"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("the folder of `--source-root` is not there"), "{}", stderr(&output));
}

#[test]
fn names_make_no_links_in_messages() {
    let mut snapshot = sample("acme");
    for client in snapshot["oauth_clients"].as_object_mut().unwrap().values_mut() {
        client["name"] = format!("{} [click](https://evil.example)", client["name"].as_str().unwrap()).into();
    }
    let folder = Folder::of(&snapshot);
    let text = stdout(&check(&[&folder.snapshot(), "--format", "sarif"]));
    let log: Value = serde_json::from_str(&text).unwrap();
    for result in log["runs"][0]["results"].as_array().unwrap() {
        assert!(!result["message"]["text"].as_str().unwrap().contains("]("));
    }
}
