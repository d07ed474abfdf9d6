//! A security engineer writes rules of her own.

use serde_json::Value;

use crate::support::{
    Folder, acme_findings, check, cordon, findings, report, rule, shipped_rules, stderr, stdout, test_rule,
};

const ACME: &str = "snapshots/acme/snapshot.json";

fn folder_with(text: &str) -> (Folder, String) {
    let folder = Folder::of_bytes(b"");
    folder.write("rules/test_rule.rego", text.as_bytes());
    let rules = folder.path("rules");
    (folder, rules)
}

fn fires(body: &str) -> String {
    test_rule(
        "grants",
        &format!(
            "findings contains finding if {{\n\tsome id, i\n\tgrant := input.grants[id][i]\n\t{body}\n\tfinding := {{\n\
             \t\t\"subject\": {{\"type\": grant.subject_type, \"id\": id}},\n\t\t\"message\": sprintf(\"%s holds %s\", \
             [id, grant.role_id]),\n\t\t\"path\": [\"grants\", id, i],\n\t\t\"key\": [grant.role_id, i],\n\t}}\n}}"
        ),
    )
}

#[test]
fn a_rule_dropped_into_a_folder_works() {
    let (_folder, rules) = folder_with(&fires("grant.division_id == \"*\""));
    let report = report(&[ACME, "--policy", &rules]);
    assert_eq!(rule(&report, "test-rule")["status"], "failed");
    assert!(findings(&report).iter().any(|one| one["rule"] == "test-rule"));
    let page = stdout(&cordon(&["explain", "test-rule", "--policy", &rules]));
    assert!(page.contains("Why it matters.") && page.contains("Fix it."), "{page}");
    assert!(stdout(&cordon(&["rules", "--policy", &rules])).contains("test-rule"));
    let (_folder, rules) = folder_with(&test_rule(
        "users",
        "import data.cordon.lib.partners\n\nfindings contains x if {\n\tsome id, _ in partners.users\n\tx := {\"subject\": {\"type\": \"user\", \"id\": id}, \"message\": \"m\", \"path\": [\"users\", id]}\n}",
    ));
    let output = check(&[ACME, "--policy", &rules, "--rule", "test-rule", "--fail-on", "medium"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_rule_that_breaks_is_named_and_takes_nothing_with_it() {
    for (text, expected) in [
        (fires("to_number(grant.division_id) == 1"), "test_rule.rego:14:"),
        (fires("1 / (count(grant) - count(grant)) == 1"), "divide by zero"),
        (test_rule("users", "findings := x if {\n\tsome x in [1]\n\tx == 2\n}"), "`findings` is undefined"),
        (test_rule("users", "findings := {\"a\": 1}"), "`findings` must be a set"),
        (test_rule("users", "findings contains {\"message\": \"m\"}"), "lacks the required member `subject`"),
        (
            test_rule(
                "users",
                "findings contains {\"subject\": {\"type\": \"user\", \"id\": \"x\"}, \"message\": 1, \"path\": []}",
            ),
            "message is 1, expected a string",
        ),
    ] {
        let (_folder, rules) = folder_with(&text);
        let args = [ACME, "--policy", &rules];
        assert_eq!(check(&args).status.code(), Some(2), "{expected}");
        let report = report(&args);
        let broken = rule(&report, "test-rule");
        assert_eq!(broken["status"], "error");
        let reason = broken["reason"].as_str().unwrap();
        assert!(reason.contains(expected) && reason.contains("test_rule.rego:1"), "{expected}: {reason}");
        assert_eq!(findings(&report).len(), acme_findings());
    }
}

/// `strings-count-nothing` in docs/rego.md.
#[test]
fn a_rule_that_breaks_the_engine_costs_its_own_result_only() {
    let (_folder, rules) = folder_with(&fires("strings.count(grant.division_id, \"\") == 1"));
    let report = report(&[ACME, "--policy", &rules]);
    let broken = rule(&report, "test-rule");
    assert_eq!(broken["status"], "error");
    assert!(broken["reason"].as_str().unwrap().contains("the engine broke down"), "{broken}");
    assert_eq!(findings(&report).len(), acme_findings());
    // It is told in words of cordon's, and nothing of the language that it is written in.
    let said = String::from_utf8(check(&[ACME, "--policy", &rules]).stderr).unwrap();
    assert!(!said.contains("panicked") && !said.contains("backtrace"), "{said}");
}

#[test]
fn what_can_not_be_a_rule_is_refused_with_its_place() {
    let good = fires("grant.division_id == \"*\"");
    let mut nested = "1".to_owned();
    for _ in 0..25 {
        nested = format!("{{\"a\": {nested}}}");
    }
    for (text, expected) in [
        (good.replace("severity: low", "severity: lwo"), "test_rule.rego:6:"),
        (good.replace("id: test-rule", "id: other-rule"), "does not go with the package"),
        (good.replace("requires: [grants]", "requires: [grunts]"), "did you mean `grants`"),
        (
            good.replace("#   requires: [grants]", "#   requires: [grants]\n#   requires_policy: [partnrs]"),
            "no place of a policy file",
        ),
        (good.replace("# METADATA", "# notes"), "no `# METADATA` block"),
        (good.replace("# title", "# titel: x\n# title"), "`titel`, which cordon does not know"),
        (good.replace("#   severity", "#   remedy: x\n#   severity"), "`custom.remedy`, which cordon does not know"),
        (good.replace("grant.division_id == ", "grant.division_id == 1; \"\" == "), "which is a number"),
        (good.replace("grant.division_id == ", "grant.division == "), "did you mean `division_id`"),
        (
            good.replace("package cordon.rules.test.test_rule", "package mine.test_rule"),
            "cordon would never evaluate it",
        ),
        (good.replace("package cordon.rules.test.test_rule", "package cordon.entry"), "cordon fills itself"),
        (good.replace("input.grants", "input.grnats"), "did you mean `grants`"),
        (
            good.replace("\n\nfindings", "\n\nimport data.cordon.lib.partner\n\nfindings"),
            "nothing at `data.cordon.lib.partner`",
        ),
        (good.replace("some id, i", "some id, i in"), "not valid Rego"),
        (format!("{good}\nx := data.cordon.lib.access.breachs\n"), "did you mean `breaches`"),
        (format!("{good}\nx := input[\"uesrs\"]\n"), "did you mean `users`"),
        (format!("{good}\nx := object.get(input, \"uesrs\", {{}})\n"), "did you mean `users`"),
        (good.replace("\n\nfindings", "\n\nimport input.uesrs as people\n\nfindings"), "did you mean `users`"),
        (format!("{good}\nf(x) := g(x)\n\ng(x) := f(x)\n"), "functions can't be recursive"),
        (format!("{good}\nx := {nested}\n"), "nested more than 16 levels deep"),
        (good.replace("findings contains", "finding contains"), "defines no `findings`"),
        (
            good.replace("test_rule\n", "test_rule # a comment\n").replace("findings contains", "finding contains"),
            "defines no `findings`",
        ),
    ] {
        let (folder, rules) = folder_with(&text);
        let output = check(&[ACME, "--policy", &rules]);
        assert_eq!(output.status.code(), Some(2), "{expected}");
        assert!(stderr(&output).contains(expected), "{expected}: {}", folder.scrubbed(&stderr(&output)));
        assert!(stderr(&output).contains("test_rule.rego"), "{expected}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn texts_and_comments_are_no_references() {
    let good = fires("grant.division_id == \"*\" # unlike input.nothing");
    let text = format!("{good}\nabout := \"see input.conf and data.nowhere\"\n\nraw := `input.other`\n");
    let (_folder, rules) = folder_with(&text);
    let output = check(&[ACME, "--policy", &rules, "--rule", "test-rule"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
}

#[test]
fn a_rule_that_does_not_say_what_it_requires_requires_what_it_reads() {
    for (import, reading, expected) in [
        ("", "some id, _ in input[\"oauth_clients\"]", "[oauth_clients]"),
        ("", "some id, _ in object.get(input, \"trustees\", {})", "[trustees]"),
        ("import data.cordon.lib.partners", "some id, _ in partners.trustee_users", "[trustees]"),
        ("", "some id, _ in input", "audit_events]"),
    ] {
        let text = test_rule(
            "",
            &format!(
                "{import}\n\nfindings contains x if {{\n\t{reading}\n\tx := {{\"subject\": {{\"type\": \"user\", \
                 \"id\": id}}, \"message\": \"m\", \"path\": []}}\n}}"
            ),
        );
        let (_folder, rules) = folder_with(&text.replace("#   requires: []\n", ""));
        let args = ["snapshots/partial/snapshot.json", "--policy", &rules, "--rule", "test-rule"];
        assert!(stderr(&check(&args)).contains(expected), "{expected}: {}", stderr(&check(&args)));
        assert_eq!(rule(&report(&args), "test-rule")["status"], "not_evaluated", "{reading}");
    }
}

#[test]
fn only_the_data_folder_of_a_pack_is_data() {
    let folder = Folder::of_bytes(b"");
    folder.write("data/pack/test_rule.rego", fires("grant.division_id == data.cordon.data.wanted.division").as_bytes());
    folder.write("data/pack/fixtures/broken.json", b"not json");
    folder.write("data/pack/data/wanted.json", b"{\"division\": \"*\"}");
    let output = check(&[ACME, "--policy", &folder.path("data/pack"), "--rule", "test-rule"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
}

#[test]
fn a_replaced_helper_must_have_what_the_shipped_rules_need() {
    let folder = Folder::of_bytes(b"");
    folder.write("rules/access.rego", b"package cordon.lib.access\n\nheld_roles := set()\n");
    let output = check(&[ACME, "--policy", &folder.path("rules")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("the package `cordon.lib.access` has no `breaches`"), "{}", stderr(&output));
}

#[test]
fn doubts_about_a_rule_are_said() {
    let good = fires("grant.division_id == \"*\"");
    for (text, expected) in [
        (format!("{good}\nx := time.now_ns()\n"), "findings may not repeat"),
        (good.replace("requires: [grants]", "requires: []"), "reads [grants] but does not require it"),
        (good.replace("#   requires: [grants]\n", ""), "taking those it reads: [grants]"),
        (
            fires("startswith(grant.division_id, \"\")")
                .replace("\t\t\"key\": [grant.role_id, i],\n", "")
                .replace("sprintf(\"%s holds %s\", [id, grant.role_id])", "sprintf(\"%d\", [i])"),
            "with the same `key`",
        ),
        (
            good.replace("[\"grants\", id, i]", "[\"grants\", id, i, \"nowhere\"]"),
            "at a place that the snapshot does not have",
        ),
    ] {
        let (_folder, rules) = folder_with(&text);
        let output = check(&[ACME, "--policy", &rules]);
        assert_eq!(output.status.code(), Some(1), "{expected}: {}", stderr(&output));
        assert!(stderr(&output).contains(expected), "{expected}: {}", stderr(&output));
    }
}

#[test]
fn a_rule_may_say_that_it_could_not_look() {
    let blind = "\n\nnot_evaluated contains \"the moon was not exported\"\n";
    let (_folder, rules) = folder_with(&format!("{}{blind}", fires("grant.division_id == \"nowhere\"")));
    let args = [ACME, "--policy", &rules, "--rule", "test-rule"];
    let report_of = |args: &[&str]| report(args);
    let quiet = report_of(&args);
    assert_eq!(rule(&quiet, "test-rule")["status"], "not_evaluated");
    assert_eq!(rule(&quiet, "test-rule")["reason"], "the moon was not exported");
    let (_folder, rules) = folder_with(&format!("{}{blind}", fires("grant.division_id == \"*\"")));
    let args = [ACME, "--policy", &rules, "--rule", "test-rule"];
    let firing = report_of(&args);
    assert_eq!(rule(&firing, "test-rule")["status"], "failed");
    assert_eq!(rule(&firing, "test-rule")["reason"], "the moon was not exported");
    assert!(stderr(&check(&args)).contains("could not look at everything"));
}

#[test]
fn a_rule_that_never_ends_is_stopped_and_the_others_stand() {
    let endless = "findings contains x if {\n\tsome a in numbers.range(1, 1000000)\n\tsome b in numbers.range(1, 1000000)\n\ta * b < 0\n\tx := 1\n}";
    let (_folder, rules) = folder_with(&test_rule("users", endless));
    let report = report(&[ACME, "--policy", &rules, "--rule-timeout", "2"]);
    assert_eq!(rule(&report, "test-rule")["status"], "error");
    assert!(rule(&report, "test-rule")["reason"].as_str().unwrap().contains("`--rule-timeout`"));
    assert_eq!(findings(&report).len(), acme_findings());
}

#[test]
fn what_a_rule_prints_goes_to_standard_error_with_its_place() {
    let (_folder, rules) = folder_with(&fires("grant.division_id == \"*\"\n\tprint(\"seen \\u001b[31m\", id)"));
    let output = check(&[ACME, "--policy", &rules, "--rule", "test-rule", "--format", "json"]);
    assert!(serde_json::from_slice::<Value>(&output.stdout).is_ok());
    let errors = stderr(&output);
    assert!(errors.contains("test_rule.rego:15: seen") && !errors.contains('\u{1b}'), "{errors}");
    let quiet = check(&[ACME, "--policy", &rules, "--rule", "test-rule", "--quiet"]);
    assert!(stderr(&quiet).is_empty(), "{}", stderr(&quiet));
}

#[test]
fn a_shipped_rule_can_be_replaced_and_that_is_said() {
    let shipped = std::fs::read_to_string("rego/rules/oauth/oauth_implicit_grant.rego").unwrap();
    let (_folder, rules) = folder_with(&shipped.replace("\"implicit\"", "\"saml2_bearer\""));
    let output = check(&[ACME, "--policy", &rules, "--rule", "oauth-implicit-grant"]);
    assert!(stderr(&output).contains("replaces the shipped package `cordon.rules.oauth.oauth_implicit_grant`"));
}

#[test]
fn selecting() {
    let ids = |args: &[&str]| -> Vec<String> {
        let report = report(&[&[ACME], args].concat());
        let rules = report["runs"][0]["rules"].as_array().unwrap();
        rules.iter().map(|rule| rule["id"].as_str().unwrap().to_owned()).collect()
    };
    let shipped = shipped_rules();
    let those = |wanted: &dyn Fn(&Value) -> bool| -> Vec<String> {
        let wanted = shipped.iter().filter(|rule| wanted(rule));
        wanted.map(|rule| rule["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&[]), those(&|rule| rule["sets"].as_array().unwrap().iter().any(|set| set == "default")));
    assert_eq!(ids(&["--rules", "strict"]), those(&|_| true));
    assert_eq!(ids(&["--rule", "oauth-implicit-grant"]), ["oauth-implicit-grant"]);
    assert_eq!(ids(&["--rule", "oauth"]), those(&|rule| rule["area"] == "oauth"));
    assert_eq!(ids(&["--rule", "critical"]), those(&|rule| rule["severity"] == "critical"));
    let tagged = |rule: &Value| rule["tags"].as_array().unwrap().contains(&"lateral-movement".into());
    assert_eq!(ids(&["--rule", "lateral-movement"]), those(&tagged));
    assert_eq!(
        ids(&["--rules", "strict", "--skip-rule", "oauth,role"]),
        those(&|rule| rule["area"] != "oauth" && rule["area"] != "role")
    );
    for args in
        [&["--rule", "no-such"][..], &["--rule", "oauth", "--skip-rule", "oauth"], &["--skip-rule", "high,hihg"]]
    {
        let output = check(&[&[ACME], args].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains("rule"), "{}", stderr(&output));
    }
}

#[test]
fn a_folder_without_rules_is_an_error() {
    let folder = Folder::of_bytes(b"");
    folder.write("empty/readme.txt", b"");
    folder.write("tests/a_test.rego", b"package a_test\n");
    for name in ["empty", "tests", "missing"] {
        let output = check(&[ACME, "--policy", &folder.path(name)]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(stderr(&output).contains(name), "{}", stderr(&output));
    }
    folder.write("elsewhere/a.rego", b"package mine.helpers\n\nx := 1\n");
    let output = check(&[ACME, "--policy", &folder.path("elsewhere")]);
    assert!(stderr(&output).contains("adds no rule"), "{}", stderr(&output));
}

/// A rule that finds users by a parameter, with a control and tests of its own.
const WITH_PARAMS: &str = r#"# METADATA
# title: Long title
# description: Why it matters.
# custom:
#   id: test-rule
#   severity: medium
#   requires: [users]
#   tags: [test]
#   remediation: Fix it.
#   params:
#     longest:
#       description: Letters that a title may have.
#       default: 400
#       minimum: 1
#   controls:
#     nist-800-53: [AC-6]
#   examples:
#     fires:
#       - why: The title is longer than the policy file allows.
#         snapshot: {users: {user-ana: {title: "Agent"}}}
#         config: {rules: {test-rule: {params: {longest: 4}}}}
#     quiet:
#       - why: The title is short.
#         snapshot: {users: {user-ana: {title: "Agent"}}}
package cordon.rules.user.test_rule

findings contains finding if {
	some id, user in input.users
	count(user.title) > data.cordon.params["test-rule"].longest
	finding := {
		"subject": {"type": "user", "id": id},
		"message": sprintf("%s has a long title.", [user.name]),
		"path": ["users", id, "title"],
	}
}
"#;

#[test]
fn a_parameter_has_a_default_that_the_policy_file_replaces() {
    let mut snapshot = crate::support::sample("acme");
    let (id, user) = snapshot["users"].as_object_mut().unwrap().iter_mut().next().unwrap();
    let id = id.clone();
    user["title"] = "x".repeat(401).into();
    let folder = Folder::of(&snapshot);
    folder.write("rules/user/test_rule.rego", WITH_PARAMS.as_bytes());
    let rules = folder.path("rules");
    let path = folder.snapshot();
    let found = || {
        let report = report(&[&path, "--policy", &rules, "--rule", "test-rule"]);
        findings(&report).iter().map(|one| one["subject"]["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found(), [id]);
    folder.add_policy("\n[rules.test-rule]\nparams = { longest = 401 }\n");
    assert_eq!(found(), Vec::<String>::new());
    let config = folder.path("cordon.toml");
    let page = stdout(&cordon(&["explain", "test-rule", "--policy", &rules, "--config", &config]));
    assert!(page.contains("longest = 401, set by the policy file; 400 by default"), "{page}");
    assert!(page.contains("expected: a whole number from 1\n"), "{page}");
    assert!(page.contains("controls  NIST SP 800-53 Revision 5, AC-6 Least Privilege\n"), "{page}");
    // The examples run under the defaults and what they set themselves; OPA gets the values as data.
    let tested = cordon(&["test", &rules]);
    assert_eq!(tested.status.code(), Some(0), "{}{}", stdout(&tested), stderr(&tested));
    assert!(stdout(&tested).contains("2 passed"), "{}", stdout(&tested));
    let bundle = folder.path("bundle");
    let made = cordon(&["bundle", "--policy", &rules, "--config", &config, "--output", &bundle]);
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    let data: Value = serde_json::from_slice(&std::fs::read(folder.path("bundle/data.json")).unwrap()).unwrap();
    assert_eq!(data["cordon"]["params"]["test-rule"]["longest"], 401);
    let pages = folder.path("pages");
    assert_eq!(cordon(&["rules", "--policy", &rules, "--pages", &pages]).status.code(), Some(0));
    let page = std::fs::read_to_string(folder.path("pages/test-rule.md")).unwrap();
    assert!(page.contains("| `longest` | `400` | a whole number from 1 | Letters that a title may have. |"), "{page}");
}

#[test]
fn parameters_and_controls_that_are_not_there_are_errors() {
    let folder = Folder::of(&crate::support::sample("acme"));
    let policy = std::fs::read_to_string(folder.path("cordon.toml")).unwrap();
    let rules = folder.path("rules");
    let path = folder.snapshot();
    for (setting, expected) in [
        ("params = { longst = 3 }", &["no parameter `longst`", "did you mean `longest`?"][..]),
        ("params = { longest = 0 }", &["the parameter `longest` can't be 0", "a whole number from 1: Letters"]),
        ("params = { longest = \"3\" }", &["the parameter `longest` can't be \"3\""]),
        ("params = { longest = 1.5 }", &["the parameter `longest` can't be 1.5"]),
    ] {
        folder.write("rules/user/test_rule.rego", WITH_PARAMS.as_bytes());
        folder.write("cordon.toml", format!("{policy}\n[rules.test-rule]\n{setting}\n").as_bytes());
        let output = check(&[&path, "--policy", &rules]);
        assert_eq!(output.status.code(), Some(2), "{setting}");
        for expected in expected.iter().chain(&["cordon.toml:"]) {
            assert!(stderr(&output).contains(expected), "{setting}: {}", stderr(&output));
        }
    }
    folder.write("cordon.toml", policy.as_bytes());
    for (from, to, expected) in [
        ("AC-6", "AC-66", "`AC-66`, which is no known control of `nist-800-53`"),
        ("nist-800-53", "nist-800", "the framework `nist-800`, which is not known"),
        ("default: 400", "default: 0", "the parameter `longest` has the default 0; expected a whole number from 1"),
        ("minimum: 1", "minimun: 1", "unknown field `minimun`"),
        ("\"].longest", "\"].longst", "the rule `test-rule` declares no parameter `longst`"),
        ("params[\"test-rule\"]", "params[\"tests-rule\"]", "no rule `tests-rule` declares parameters"),
    ] {
        folder.write("rules/user/test_rule.rego", WITH_PARAMS.replace(from, to).as_bytes());
        let output = check(&[&path, "--policy", &rules]);
        assert_eq!(output.status.code(), Some(2), "{to}");
        assert!(stderr(&output).contains(expected), "{to}: {}", stderr(&output));
    }
    // A rule without any, for which the policy file sets one.
    folder.write("cordon.toml", format!("{policy}\n[rules.partner-default-role]\nparams = {{ x = 1 }}\n").as_bytes());
    let output = check(&[&path]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("`partner-default-role` declares no parameters"), "{}", stderr(&output));
}
