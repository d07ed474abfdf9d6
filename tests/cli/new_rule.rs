//! Somebody writes a first rule.

use std::process::Output;

use serde_json::Value;

use crate::support::{command, cordon, stderr, stdout};

const SECTIONS: [&str; 12] = [
    "divisions",
    "permissions",
    "roles",
    "users",
    "groups",
    "grants",
    "oauth_clients",
    "objects",
    "trustees",
    "access_policies",
    "settings",
    "audit_events",
];

fn in_folder(folder: &tempfile::TempDir, args: &[&str]) -> Output {
    command().current_dir(folder.path()).args(args).output().unwrap()
}

fn clean(folder: &tempfile::TempDir, args: &[&str]) -> String {
    let output = in_folder(folder, args);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}{}", stdout(&output), stderr(&output));
    stdout(&output)
}

#[test]
fn a_rule_on_any_section_passes_lint_and_its_tests_at_once() {
    let folder = tempfile::tempdir().unwrap();
    for section in SECTIONS {
        clean(&folder, &["new-rule", "area", &format!("by-{}", section.replace('_', "-")), "--reads", section]);
        clean(&folder, &["new-rule", section, &format!("in-{}", section.replace('_', "-"))]);
    }
    clean(&folder, &["new-rule", "mix", "of-all", "--reads", &SECTIONS.join(",")]);
    clean(&folder, &["lint", "rules", "--strict"]);
    let tested: Value = serde_json::from_str(&clean(&folder, &["test", "rules", "--format", "json"])).unwrap();
    // Three tests and two examples each.
    assert_eq!(tested["summary"]["passed"], 5 * (SECTIONS.len() * 2 + 1));
    assert_eq!(tested["summary"]["todo"], 0);
}

#[test]
fn pairs_of_sections_go_together() {
    let folder = tempfile::tempdir().unwrap();
    for (at, (one, other)) in SECTIONS.iter().zip(SECTIONS.iter().cycle().skip(1)).enumerate() {
        for (name, reads) in [("there", format!("{one},{other}")), ("back", format!("{other},{one}"))] {
            clean(&folder, &["new-rule", "pair", &format!("pair-{at}-{name}"), "--reads", &reads]);
        }
    }
    clean(&folder, &["lint", "rules", "--strict"]);
    clean(&folder, &["test", "rules"]);
}

#[test]
fn the_first_rule_finds_something() {
    let folder = tempfile::tempdir().unwrap();
    insta::assert_snapshot!("said", clean(&folder, &["new-rule", "user", "inactive-user-in-group"]));
    let read = |name: &str| std::fs::read_to_string(folder.path().join("rules/user").join(name)).unwrap();
    insta::assert_snapshot!("rule", read("inactive_user_in_group.rego"));
    insta::assert_snapshot!("tests", read("inactive_user_in_group_test.rego"));
    let mut org: Value = crate::support::sample("acme");
    let (_, user) = org["users"]
        .as_object_mut()
        .unwrap()
        .iter_mut()
        .find(|(_, user)| !user["group_ids"].as_array().unwrap().is_empty())
        .unwrap();
    user["state"] = "inactive".into();
    let name = user["name"].as_str().unwrap().to_owned();
    std::fs::write(folder.path().join("snapshot.json"), serde_json::to_vec_pretty(&org).unwrap()).unwrap();
    let args = ["check", "--policy", "rules", "--rule", "inactive-user-in-group", "snapshot.json", "--format", "json"];
    let output = in_folder(&folder, &args);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let messages: Vec<&str> = report["runs"][0]["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["message"].as_str().unwrap())
        .collect();
    assert!(messages.iter().any(|message| message.contains(&name)), "{messages:?}");
}

#[test]
fn what_is_said_of_the_rule_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let title = "Grants: \"odd\" # ones";
    let args = ["new-rule", "grant", "odd-grant", "--title", title, "--severity", "critical", "--output", "my/pack"];
    clean(&folder, &args);
    clean(&folder, &["lint", "my/pack", "--strict"]);
    let listed: Value =
        serde_json::from_str(&clean(&folder, &["rules", "odd-grant", "--policy", "my/pack", "--format", "json"]))
            .unwrap();
    let rule = &listed["rules"][0];
    assert_eq!((rule["title"].as_str(), rule["severity"].as_str()), (Some(title), Some("critical")));
    assert_eq!(rule["requires"], serde_json::json!(["grants"]));
}

#[test]
fn nothing_is_written_over() {
    let folder = tempfile::tempdir().unwrap();
    clean(&folder, &["new-rule", "user", "some-rule"]);
    let path = folder.path().join("rules/user/some_rule.rego");
    std::fs::write(&path, "mine").unwrap();
    for args in [["new-rule", "user", "some-rule"], ["new-rule", "grant", "some-rule"]] {
        let output = in_folder(&folder, &args);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("rules/user/some_rule.rego"), "{}", stderr(&output));
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");
    std::fs::remove_file(&path).unwrap();
    // Its tests are still there.
    let output = in_folder(&folder, &["new-rule", "user", "some-rule"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!path.exists() && stderr(&output).contains("some_rule_test.rego"), "{}", stderr(&output));
}

#[test]
fn names_that_can_not_be_are_refused_with_what_is_expected() {
    let folder = tempfile::tempdir().unwrap();
    for (args, code, expected) in [
        (vec!["new-rule", "User", "x"], 2, "expected small letters, digits and `_`"),
        (vec!["new-rule", "../up", "x"], 2, "expected small letters, digits and `_`"),
        (vec!["new-rule", "default", "x"], 2, "a word of Rego's own"),
        (vec!["new-rule", "user", "Some_Rule"], 2, "here `some-rule`"),
        (vec!["new-rule", "user", "some--rule"], 2, "here `some-rule`"),
        (vec!["new-rule", "user", "1st"], 2, "expected words of small letters"),
        (vec!["new-rule", "user", "import"], 2, "a word of Rego's own"),
        (vec!["new-rule", "user", "a-test"], 2, "are tests"),
        (vec!["new-rule", "user", "x", "--title", " "], 2, "the title is empty"),
        (vec!["new-rule", "user", "x", "--title", "a\nb"], 2, "takes several lines"),
        (vec!["new-rule", "oauth", "oauth-implicit-grant"], 2, "there is a rule `oauth-implicit-grant` already"),
        (vec!["new-rule", "user", "x", "--severity", "hihg"], 64, "did you mean `high`"),
        (vec!["new-rule", "user", "x", "--reads", "usres"], 64, "did you mean `users`"),
        (vec!["new-rule", "user"], 64, "<ID>"),
    ] {
        let output = in_folder(&folder, &args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", stderr(&output));
        assert!(stderr(&output).contains(expected), "{args:?}: {}", stderr(&output));
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    assert!(stdout(&cordon(&["new-rule", "--help"])).contains("AREA"));
}

const QUERY: &str = "# METADATA
# title: \"Users in Home\"
# description: \"Columns: id, name.\"
package cordon.queries.users_in_home

import data.cordon.lib.divisions

rows contains [id, name] if {
	some id, user in input.users
	divisions.home[user.division_id]
	name := spelled(user.name)
}

spelled(name) := lower(name)
";

#[test]
fn a_saved_query_becomes_a_rule() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("queries")).unwrap();
    std::fs::write(folder.path().join("queries/users_in_home.rego"), QUERY).unwrap();
    clean(&folder, &["new-rule", "user", "user-in-home", "--from-query", "@users-in-home"]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join("rules").join(name)).unwrap();
    insta::assert_snapshot!("rule-of-query", read("user/user_in_home.rego"));
    insta::assert_snapshot!("tests-of-query", read("user/user_in_home_test.rego"));
    // One whose body has no brackets, and one about grants.
    let short = "package cordon.queries.short\n\nrows contains [id] if some id, _ in input.roles\n";
    std::fs::write(folder.path().join("short.rego"), short).unwrap();
    clean(&folder, &["new-rule", "role", "any-role", "--from-query", "short.rego", "--title", "100 % of roles"]);
    let grants = "package cordon.queries.everywhere\n\nrows contains [id, role] if {\n\tsome id, i\n\tgrant := input.grants[id][i]\n\
                  \tgrant.division_id == \"*\"\n\n\trole := input.roles[grant.role_id].name # }\n}\n";
    std::fs::write(folder.path().join("everywhere.rego"), grants).unwrap();
    clean(&folder, &["new-rule", "grant", "held-everywhere", "--from-query", "everywhere.rego"]);
    clean(&folder, &["lint", "rules", "--strict"]);
    let tested: Value = serde_json::from_str(&clean(&folder, &["test", "rules", "--format", "json"])).unwrap();
    assert_eq!((&tested["summary"]["passed"], &tested["summary"]["todo"]), (&3.into(), &3.into()));
    let acme = crate::support::root().join("snapshots/acme/snapshot.json");
    let args = ["check", "--policy", "rules", "--rule", "user,role,grant", acme.to_str().unwrap(), "--format", "json"];
    let report: Value = serde_json::from_str(&stdout(&in_folder(&folder, &args))).unwrap();
    for rule in ["user-in-home", "any-role", "held-everywhere"] {
        let found = report["runs"][0]["findings"].as_array().unwrap();
        assert!(found.iter().any(|finding| finding["rule"] == rule), "{rule}");
    }
}

#[test]
fn every_query_that_ships_becomes_a_rule() {
    let folder = tempfile::tempdir().unwrap();
    let queries: Value = serde_json::from_str(&clean(&folder, &["query", "--list", "--format", "json"])).unwrap();
    let queries: Vec<&str> =
        queries["queries"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(queries.len(), 10);
    for name in &queries {
        clean(&folder, &["new-rule", "asked", &format!("{name}-now"), "--from-query", &format!("@{name}")]);
    }
    clean(&folder, &["lint", "rules", "--strict"]);
    clean(&folder, &["test", "rules"]);
    let acme = crate::support::root().join("snapshots/acme/snapshot.json");
    let args = ["check", "--policy", "rules", "--rule", "asked", acme.to_str().unwrap(), "--format", "json"];
    let output = in_folder(&folder, &args);
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let found = report["runs"][0]["findings"].as_array().unwrap();
    for name in &queries {
        // As many subjects as the query names, which is some for each but for one that the sample has nothing of.
        let rows = clean(&folder, &["query", &format!("@{name}"), acme.to_str().unwrap(), "--format", "jsonl"]);
        let of_rule: Vec<&Value> = found.iter().filter(|one| one["rule"] == format!("{name}-now")).collect();
        assert_eq!(rows.is_empty(), of_rule.is_empty(), "{name}");
        assert!(of_rule.iter().all(|one| one["line"].as_u64() > Some(1)), "{name}: {of_rule:?}");
    }
    assert!(!stderr(&output).contains("error"), "{}", stderr(&output));
}

#[test]
fn what_is_no_saved_query_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let head = "package cordon.queries.q\n\n";
    for (text, expected) in [
        ("rows contains [id] if {", "not valid Rego"),
        ("other := 1", "defines no `rows`"),
        ("rows contains [1] if input.users", "no array of variables"),
        ("rows contains [x] if x := input.settings.default_role_backfill", "whom the rows are about"),
        ("rows contains [id] if some id, u in input.uesrs\n\nx := input.users[id] if some id in [1]", "whom the rows"),
        ("rows contains [id] if {\n\tsome id, u in input.users\n\tu.nmae == 1\n}", "did you mean `name`"),
    ] {
        std::fs::write(folder.path().join("q.rego"), format!("{head}{text}\n")).unwrap();
        let output = in_folder(&folder, &["new-rule", "user", "x", "--from-query", "q.rego"]);
        assert_eq!(output.status.code(), Some(2), "{text}");
        assert!(stderr(&output).contains(expected), "{text}: {}", stderr(&output));
        assert!(!folder.path().join("rules").exists(), "{text}");
    }
    for (area, id) in [("user", "critical"), ("user", "user"), ("high", "x"), ("user", "partner")] {
        let output = in_folder(&folder, &["new-rule", area, id]);
        assert!(stderr(&output).contains("selects rules by severity, area or tag"), "{area} {id}: {}", stderr(&output));
    }
    let told = stderr(&in_folder(&folder, &["new-rule", "user", "x", "--from-query", "@partner-user"]));
    assert!(told.contains("did you mean `partner-users`"), "{told}");
    for given in ["@nothing", "nothing.rego"] {
        assert_eq!(in_folder(&folder, &["new-rule", "user", "x", "--from-query", given]).status.code(), Some(2));
    }
}
