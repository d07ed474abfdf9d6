//! A rule author looks through her rules before they run.

use serde_json::Value;

use crate::support::{Folder, check, command, cordon, stderr, stdout, test_rule};

/// A pack with mistakes of several kinds.
const SHOWN: &str = "tests/data/lint/shown";

#[test]
fn what_ships_is_clean() {
    let output = cordon(&["lint", "--strict"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    assert!(stdout(&output).ends_with("nothing to say\n"), "{}", stdout(&output));
}

#[test]
fn text_for_people() {
    let output = cordon(&["lint", SHOWN]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(stdout(&output));
    let coloured = stdout(&cordon(&["--color", "always", "lint", SHOWN]));
    assert!(coloured.contains("\u{1b}["));
}

#[test]
fn json_for_programs() {
    insta::assert_snapshot!(stdout(&cordon(&["lint", SHOWN, "--format", "json"])));
}

#[test]
fn annotations_for_github() {
    insta::assert_snapshot!(stdout(&cordon(&["lint", SHOWN, "--format", "github"])));
}

#[test]
fn sarif_for_code_scanning() {
    let text = stdout(&cordon(&["lint", SHOWN, "--format", "sarif"])).replace(env!("CARGO_PKG_VERSION"), "VERSION");
    insta::assert_snapshot!(text);
    let schema: Value = serde_json::from_str(include_str!("../data/sarif-schema-2.1.0.json")).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    let folder = Folder::of_bytes(b"");
    let outside = folder.write("rules/a b/test_rule.rego", test_rule("users", "findings := input.usrs").as_bytes());
    for args in [&["lint", SHOWN][..], &["lint"], &["lint", &outside], &["lint", "tests/data/lint/bad/member.rego"]] {
        let log: Value = serde_json::from_str(&stdout(&cordon(&[args, &["--format", "sarif"]].concat()))).unwrap();
        assert!(
            validator.is_valid(&log),
            "{:?}",
            validator.iter_errors(&log).map(|one| one.to_string()).collect::<Vec<_>>()
        );
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        assert_eq!(rules.len(), cordon::policy::lint::codes::ALL.len());
        for result in run["results"].as_array().unwrap() {
            let place = &result["locations"][0]["physicalLocation"];
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(!uri.is_empty() && !uri.starts_with('/') && !uri.contains([':', ' ', '\\']), "{uri}");
            let region = &place["region"];
            assert!(region["endColumn"].as_u64() > region["startColumn"].as_u64(), "{region}");
            assert_eq!(rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()]["id"], result["ruleId"]);
        }
    }
}

#[test]
fn exit_codes() {
    let folder = Folder::of_bytes(b"");
    let clean = folder.write(
        "warns/test_rule.rego",
        test_rule(
            "users",
            "findings contains {\"subject\": {\"type\": \"user\", \"id\": id}, \"message\": \"m\", \"path\": [\"users\", id]} if {\n\tsome id, user in input.users\n\tuser.state == \"deleted\"\n}",
        )
        .as_bytes(),
    );
    folder.write("empty/readme.txt", b"");
    folder.write("only_tests/a_test.rego", b"package a_test\n\ntest_a if true\n");
    for (args, code) in [
        (&[clean.as_str()][..], 0),
        (&[&clean, "--strict"], 1),
        (&[SHOWN], 1),
        (&[&clean, SHOWN], 1),
        (&[&folder.path("empty")], 2),
        (&[&folder.path("only_tests")], 2),
        (&[&folder.path("missing")], 2),
        (&[&clean, &folder.path("missing")], 2),
        (&["--format", "yaml"], 64),
        (&["--no-such"], 64),
    ] {
        let output = cordon(&[&["lint"], args].concat());
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}{}", stdout(&output), stderr(&output));
    }
}

#[test]
fn a_run_stops_on_the_same_errors_before_anything_is_evaluated() {
    for args in [
        &["check", "snapshots/acme/snapshot.json", "--policy", SHOWN][..],
        &["rules", "--policy", SHOWN],
        &["explain", "stale-partner-user", "--policy", SHOWN],
    ] {
        let output = cordon(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(output.stdout.is_empty());
        let text = stderr(&output);
        for expected in [
            "error[impossible-comparison]: `user.state` is never equal to \"actve\"",
            "error[unknown-member]: `user.last_login` is never there: a user has no member `last_login`",
            "stale_partner_user.rego:15:17",
            "did you mean `active`",
        ] {
            assert!(text.contains(expected), "{expected}: {text}");
        }
        assert!(!text.contains("unused-import") && !text.contains("_test.rego"), "{text}");
    }
}

#[test]
fn a_run_copes_with_what_it_can() {
    let folder = Folder::of_bytes(b"");
    let finding = "{\"subject\": {\"type\": \"user\", \"id\": id}, \"message\": \"m\", \"path\": [\"users\", id]}";
    let text = test_rule("groups", &format!("findings contains {finding} if some id, _ in input.users"));
    let rules = folder.write("other_name.rego", text.as_bytes());
    let output = check(&["snapshots/acme/snapshot.json", "--policy", &rules, "--rule", "test-rule"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("reads [users] but does not require it"), "{}", stderr(&output));
    let said = stdout(&cordon(&["lint", &rules]));
    for code in ["requires-missing", "requires-unused", "rule-id"] {
        assert!(said.contains(&format!("error[{code}]")), "{code}: {said}");
    }
}

#[test]
fn a_replaced_helper_is_looked_at_with_all_that_uses_it() {
    let folder = Folder::of_bytes(b"");
    let helper = "package cordon.lib.describe\n\nsubject(type, id) := input.nowhere[type][id]\n";
    folder.write("rules/describe.rego", helper.as_bytes());
    let said = stdout(&cordon(&["lint", &folder.path("rules")]));
    assert!(said.contains("describe.rego:3:28: error[unknown-member]"), "{said}");
    assert!(said.contains("the package `cordon.lib.describe` has no `holder`"), "{said}");
}

#[test]
fn nothing_that_a_file_holds_breaks_it() {
    let folder = Folder::of_bytes(b"");
    let texts = [
        "package cordon.rules.a.b\n\nfindings contains x if x := input[input]\n",
        "package cordon.rules.a.b\n\nfindings contains x if { x := findings[x] }\n",
        "package cordon.rules.a.b\n\nf(x) := f(f(x))\n\ng contains g\n\nfindings := f(g)\n",
        "package a\n\np[p] := p[p]\n\nq.r.s := q.r\n\ndefault q := p\n",
        "# é METADATA\n#\n#é\npackage cordon.rules.a.b # é\n\nfindings contains \"é\" if \"é\" == input.é\n",
        "# METADATA\n# custom: {id: b, severity: low, aliases: [b, b], requires_if: {x: [y]}}\n# title: T\npackage cordon.rules.a.b\n\nfindings := 1\n",
        "package cordon.lib.testing\n\norg := org\n",
        "package x\n\nimport data\nimport input\nimport data.x as y\n\nz := y.z\n\nw if data[input].x(1)\n",
        "",
    ];
    // Types that double at each step, and calls that do so three times over, would never end.
    let mut growing = "package mine.growing\n\no0 := {\"a\": {\"b\": [1, {\"c\": 2}]}}\n\n".to_owned();
    for step in 1..25 {
        let before = step - 1;
        growing +=
            &format!("o{step} := object.union({{\"m{step}\": o{before}}}, {{\"a\": {{\"z{step}\": o{before}}}}})\n\n");
        growing += &format!("f{before}(x) := [f{step}(x), f{step}([x]), f{step}({{\"a\": x}})]\n\n");
    }
    growing += "f24(x) := x\n\ng := f0(o24)\n";
    for text in texts.into_iter().chain([growing.as_str()]) {
        let path = folder.write("b.rego", text.as_bytes());
        let output = command().args(["lint", &path]).output().unwrap();
        assert!([Some(0), Some(1)].contains(&output.status.code()), "{text}: {}{}", stdout(&output), stderr(&output));
    }
}
