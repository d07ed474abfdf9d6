//! An analyst asks why there is a finding, and an author why there is none.

use serde_json::Value;

use crate::support::{Folder, check, cordon, findings, report, sample, stderr, stdout, test_rule};

const ACME: &str = "snapshots/acme/snapshot.json";

/// What `cordon explain --finding` says of the first finding of a rule.
fn explained(rule: &str, args: &[&str]) -> String {
    let report = report(&[&[ACME], args].concat());
    let finding = findings(&report).iter().find(|finding| finding["rule"] == rule).unwrap();
    let print = finding["fingerprint"].as_str().unwrap();
    let output = cordon(&[&["explain", "--finding", print, ACME, "--now", "2026-11-02"], args].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    stdout(&output)
}

fn traced(args: &[&str]) -> String {
    stdout(&check(&[&["--quiet"], args].concat()))
}

#[test]
fn findings_of_rules_that_ship_are_explained() {
    for rule in [
        "partner-excluded-permission",
        "partner-grant-home-division",
        "partner-missing-mandatory-permission",
        "oauth-implicit-grant",
        "partner-user-in-home-division",
    ] {
        insta::assert_snapshot!(rule, explained(rule, &[]));
    }
}

/// `clients_by_name` is a helper of the rule's own package.
#[test]
fn a_rule_with_a_helper_is_explained_through_it() {
    insta::assert_snapshot!(explained("oauth-name-not-unique", &[]));
}

#[test]
fn every_finding_of_the_sample_org_can_be_explained() {
    let report = report(&[ACME]);
    let rules: std::collections::BTreeSet<&str> =
        findings(&report).iter().map(|finding| finding["rule"].as_str().unwrap()).collect();
    assert!(rules.len() > 10);
    for rule in rules {
        let traces: Value = serde_json::from_str(&traced(&[ACME, "--trace", rule, "--format", "json"])).unwrap();
        let found = traces["traces"][0]["findings"].as_array().unwrap();
        let expected: Vec<&Value> = findings(&report).iter().filter(|one| one["rule"] == rule).collect();
        assert_eq!(found.len(), expected.len(), "{rule}");
        for (one, expected) in found.iter().zip(expected) {
            assert_eq!(one["fingerprint"], expected["fingerprint"]);
            assert!(!one["body"]["steps"].as_array().unwrap().is_empty(), "{rule}: {one}");
            assert!(!one["evidence"].as_array().unwrap().is_empty(), "{rule}: {one}");
            // What the evidence points at is in the snapshot.
            for link in one["evidence"].as_array().unwrap() {
                let text = link["text"].as_str().unwrap();
                let is_gone = text.ends_with("which the snapshot does not list");
                assert!(link["line"].is_u64() || text.starts_with('…') || is_gone, "{rule}: {link}");
            }
        }
    }
}

#[test]
fn a_beginning_of_a_fingerprint_is_enough() {
    let report = report(&[ACME]);
    let print = findings(&report)[0]["fingerprint"].as_str().unwrap();
    let whole = cordon(&["explain", "--finding", print, ACME]);
    for given in [&print[..8], &format!("{print}:1"), &print.to_uppercase()] {
        let output = cordon(&["explain", "--finding", given, ACME]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert_eq!(output.stdout, whole.stdout);
    }
}

/// What METADATA of other rules lacks has nothing to do with it.
#[test]
fn nothing_is_said_of_other_rules() {
    let rule = |name: &str| {
        let rule = test_rule("users", &about_users("some id, u in input.users\nu.name == \"Timo Wessel\""));
        rule.replace("test-rule", &name.replace('_', "-"))
            .replace("test_rule", name)
            .replace("#   requires: [users]\n", "")
    };
    let folder = Folder::of(&sample("acme"));
    for name in ["rule_a", "rule_b"] {
        folder.write(&format!("rules/{name}.rego"), rule(name).as_bytes());
    }
    let (snapshot, rules) = (folder.snapshot(), folder.path("rules"));
    let report = report(&[&snapshot, "--policy", &rules]);
    let of_a = findings(&report).iter().find(|one| one["rule"] == "rule-a").unwrap();
    let print = of_a["fingerprint"].as_str().unwrap();
    let explain = |args: &[&str]| {
        let output = cordon(&[&["explain", "--finding", print, &*snapshot, "--policy", &rules], args].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(stdout(&output).starts_with("rule-a: "));
        stderr(&output)
    };
    let said = explain(&[]);
    assert!(said.contains("rule_a.rego") && !said.contains("rule_b.rego"), "{said}");
    assert_eq!(explain(&["--quiet"]), "");
    assert_eq!(cordon(&["explain", "rule-a", "--policy", &rules, "--quiet"]).status.code(), Some(64));
}

#[test]
fn a_fingerprint_that_no_finding_has_is_an_error_that_says_what_there_is() {
    let output = cordon(&["explain", "--finding", "00000000", ACME]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = stderr(&output);
    assert!(said.contains("no finding in snapshots/acme/snapshot.json has the fingerprint 00000000"), "{said}");
    let all = findings(&report(&[ACME, "--rules", "strict"])).len();
    assert!(
        said.contains(&format!("it has {all} findings: ")) && said.contains(&format!("; {} more", all - 5)),
        "{said}"
    );
    for given in ["0000000", "zzzzzzzzz", ""] {
        let output = cordon(&["explain", "--finding", given, ACME]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("is no fingerprint"), "{}", stderr(&output));
    }
}

/// The finding may be one that could not be looked for.
#[test]
fn what_could_not_be_looked_at_is_said_where_the_finding_is_not() {
    let output = cordon(&["explain", "--finding", "00000000", "snapshots/partial/snapshot.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("could not look at everything"), "{}", stderr(&output));
    let said = traced(&["snapshots/partial/snapshot.json", "--trace", "partner-missing-mandatory-permission"]);
    assert!(said.contains("not evaluated: the section `groups` is partial"), "{said}");
    assert!(said.contains("the section `oauth_clients` is missing"), "{said}");
    assert!(said.contains("is not known") && !said.contains("Nothing was found"), "{said}");
    let strict = ["snapshots/partial/snapshot.json", "--trace", "oauth-implicit-grant", "--require-complete"];
    assert_eq!(check(&strict).status.code(), Some(2));
}

#[test]
fn a_subject_that_did_not_fire_gets_the_first_condition_that_failed() {
    let trace = |rule: &str, subject: &str| traced(&[ACME, "--trace", rule, "--subject", subject]);
    insta::assert_snapshot!("quiet-condition", trace("partner-user-in-home-division", "marisa.keller@acme.example"));
    insta::assert_snapshot!("quiet-helpers", trace("partner-grant-home-division", "Marisa.Keller@acme.example"));
    insta::assert_snapshot!(
        "quiet-values",
        trace("oauth-implicit-grant", "oauth_client/9b560847-5d6c-4c35-847a-e8339d2e46d1")
    );
    let by_id = trace("oauth-implicit-grant", "9b560847-5d6c-4c35-847a-e8339d2e46d1");
    assert_eq!(by_id, trace("oauth-implicit-grant", "oauth_client/9b560847-5d6c-4c35-847a-e8339d2e46d1"));
    let said = trace("oauth-implicit-grant", "marisa.keller@acme.example");
    assert!(said.contains("never about a subject of the type `user`"), "{said}");
}

#[test]
fn a_subject_that_fired_is_explained_alone() {
    let args = [ACME, "--trace", "partner-user-in-home-division", "--subject", "lena.ortwin@acme.example"];
    let output = check(&args);
    assert_eq!(output.status.code(), Some(1));
    let said = stdout(&output);
    assert!(said.contains("Lena Ortwin") && said.matches("fingerprint").count() == 1, "{said}");
    assert_eq!(check(&[ACME, "--trace", "oauth-implicit-grant", "--subject", args[4]]).status.code(), Some(0));
}

#[test]
fn what_does_not_exist_is_an_error_with_the_nearest_name() {
    for (args, expected) in [
        (["--trace", "oauth-implicit-grants", "--subject", "x"], "did you mean `oauth-implicit-grant`"),
        (["--trace", "oauth-implicit-grant", "--subject", "lena.ortwin@acme.exmple"], "lena.ortwin@acme.example"),
        (["--trace", "oauth-implicit-grant", "--subject", "user/nobody"], "no subject `user/nobody`"),
    ] {
        let output = check(&[&[ACME], &args[..]].concat());
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(expected), "{}", stderr(&output));
    }
    for args in [
        vec!["check", ACME, "--trace", "oauth-implicit-grant", "--format", "sarif"],
        vec!["check", ACME, "--trace", "oauth-implicit-grant", "--rule", "grant"],
        vec!["check", ACME, "--subject", "x"],
        vec!["explain", "oauth-implicit-grant", "--now", "2026-11-02"],
        vec!["explain"],
    ] {
        assert_eq!(cordon(&args).status.code(), Some(64), "{args:?}");
    }
}

const CUSTOM: &str = "findings contains finding if {
	some id, user in watched
	user.department == \"Sales\"
	not user.manager_id
	every group_id in user.group_ids {
		input.groups[group_id].state == \"active\"
	}
	finding := {
		\"subject\": {\"type\": \"user\", \"id\": id},
		\"message\": sprintf(\"%s has no manager.\", [user.name]),
		\"path\": [\"users\", id],
		\"related\": [[\"groups\", group_id] | some group_id in user.group_ids],
	}
}

# Those who are active.
watched[id] := user if {
	some id, user in input.users
	user.state == \"active\"
}";

/// One user fires, one has a manager, one is not active.
fn custom() -> Folder {
    let user = |name: &str, state: &str, manager: &str| -> Value {
        serde_json::from_str(&format!(
            r#"{{"name": "{name}", "state": "{state}", "division_id": "home", "department": "Sales", "group_ids": ["g"]{manager}}}"#
        ))
        .unwrap()
    };
    let sections: serde_json::Map<String, Value> = ["divisions", "roles", "users", "groups", "grants"]
        .iter()
        .map(|section| ((*section).to_owned(), serde_json::json!({"status": "complete"})))
        .collect();
    let org = serde_json::json!({
        "schema_version": "1",
        "organization": {"id": "org", "name": "Org", "short_name": "org", "region": "eu-central-1"},
        "exported_at": "2026-09-01T06:00:00Z", "exporter": {"name": "cordon", "version": "0.1.0"},
        "sections": sections,
        "divisions": {"home": {"name": "Home", "home": true}}, "roles": {}, "grants": {},
        "groups": {"g": {"name": "Sellers", "type": "official", "state": "active", "visibility": "public",
            "roles_enabled": true, "include_owners": false, "dynamic": false, "owner_ids": [], "member_ids": ["u1"]}},
        "users": {
            "u1": user("Una Voss", "active", ""),
            "u2": user("Milo Brandt", "active", ", \"manager_id\": \"u1\""),
            "u3": user("Jo Lint", "inactive", ""),
        },
    });
    let folder = Folder::of(&org);
    folder.write("cordon.toml", b"");
    folder.write("rules/test_rule.rego", test_rule("users, groups", CUSTOM).as_bytes());
    folder
}

#[test]
fn a_rule_of_ones_own_is_traced_like_those_that_ship() {
    let folder = custom();
    let (snapshot, rules) = (folder.snapshot(), folder.path("rules"));
    let trace = |subject: &str| {
        let args = [&*snapshot, "--policy", &rules, "--trace", "test-rule", "--subject", subject, "--quiet"];
        let output = check(&args);
        assert_eq!(output.status.code(), Some(i32::from(subject == "u1")), "{}", stderr(&output));
        folder.scrubbed(&stdout(&output))
    };
    insta::assert_snapshot!("custom-fires", trace("u1"));
    insta::assert_snapshot!("custom-quiet", trace("user/u2"));
    insta::assert_snapshot!("custom-quiet-in-helper", trace("u3"));
}

#[test]
fn a_rule_that_can_not_be_asked_says_so() {
    let folder = custom();
    let body = "findings := {finding |\n\tsome id, user in input.users\n\tuser.state == \"active\"\n\tfinding := {\"subject\": \
                {\"type\": \"user\", \"id\": id}, \"message\": \"m\", \"path\": [\"users\", id]}\n}";
    folder.write("rules/test_rule.rego", test_rule("users", body).as_bytes());
    let (snapshot, rules) = (folder.snapshot(), folder.path("rules"));
    let trace = |subject: &str| {
        stdout(&check(&[&*snapshot, "--policy", &rules, "--trace", "test-rule", "--subject", subject, "--quiet"]))
    };
    let reason = "does not define its findings with `findings contains … if`";
    assert!(trace("u1").contains("Una Voss") && trace("u1").contains(reason), "{}", trace("u1"));
    assert!(trace("u3").contains("Nothing was found") && trace("u3").contains(reason), "{}", trace("u3"));
}

/// The sample org acme with a rule of one's own.
fn acme_with(body: &str) -> Folder {
    let folder = Folder::of(&sample("acme"));
    folder.write("rules/test_rule.rego", test_rule("users, groups, grants, divisions", body).as_bytes());
    folder
}

/// Where the rule of a folder stops for a subject: the stop, or the whole trace where there is none.
fn stop_of(folder: &Folder, rule: &str, subject: &str) -> Value {
    let (snapshot, rules) = (folder.snapshot(), folder.path("rules"));
    let args = ["--policy", &rules, "--trace", rule, "--subject", subject, "--format", "json", "--quiet"];
    let output = check(&[&[&*snapshot], &args[..]].concat());
    assert!(output.stderr.is_empty(), "{}", stderr(&output));
    let traces: Value = serde_json::from_slice(&output.stdout).unwrap();
    let trace = &traces["traces"][0];
    if trace["stops"].get(0).is_some() { trace["stops"][0].clone() } else { trace.clone() }
}

/// A rule about users with these conditions.
fn about_users(conditions: &str) -> String {
    let finding = r#"finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}"#;
    format!("findings contains finding if {{\n{conditions}\n{finding}\n}}")
}

fn shown<'v>(stop: &'v Value, expression: &str) -> &'v Value {
    let values = stop["failed"]["values"].as_array().unwrap();
    let found = values.iter().find(|value| value["expression"] == expression);
    &found.unwrap_or_else(|| panic!("no {expression} in {stop:#}"))["value"]
}

/// A variable may get its value in what `some … in` goes over, in a call or in a comparison.
#[test]
fn the_first_condition_that_fails_is_that_of_the_subject_wherever_its_variable_is_bound() {
    const UWE: &str = "uwe.bartels@acme.example";
    const TIMO: &str = "timo.wessel@nordwerk.example";
    // Uwe Bartels holds two grants, both in Prod_Sales; Timo Wessel none in all divisions.
    let few = "scores[id] := count(u.group_ids) if {\nsome id, u in input.users\nu.department == \"IT\"\n}";
    let all = "scores[id] := count(u.group_ids) if some id, u in input.users";
    for (subject, conditions, more, expression, held) in [
        (
            UWE,
            "some g in input.grants[id]\ng.division_id == \"*\"\ninput.users[id].department == \"Nowhere\"",
            "",
            "g.division_id == \"*\"",
            1,
        ),
        (
            UWE,
            "some i, g in input.grants[id]\ng.division_id == \"*\"\ninput.users[id].department == \"Nowhere\"\ni >= 0",
            "",
            "g.division_id == \"*\"",
            1,
        ),
        (
            TIMO,
            "some g in input.grants[id]\ng.division_id == \"*\"\nd := input.users[id].department\nd == \"Nowhere\"",
            "",
            "g.division_id == \"*\"",
            1,
        ),
        (UWE, "some id\ncount(input.grants[id]) > 100", "", "count(input.grants[id]) > 100", 1),
        (UWE, "scores[id] > 9", few, "scores[id] > 9", 0),
        // He is in no group.
        (
            TIMO,
            "some group_id\nid in input.groups[group_id].member_ids\ninput.users[id].state == \"deleted\"",
            "",
            "id in input.groups[group_id].member_ids",
            1,
        ),
        (TIMO, "scores[id] > 300", all, "scores[id] > 300", 0),
        (TIMO, "input.users[id].state == \"inactive\"", "", "input.users[id].state == \"inactive\"", 0),
        (TIMO, "walk(input.users, [path, value])\nvalue == \"deleted\"\nid := path[0]", "", "value == \"deleted\"", 1),
    ] {
        let folder = acme_with(&format!("{}\n{more}", about_users(conditions)));
        let stop = stop_of(&folder, "test-rule", subject);
        assert_eq!(stop["failed"]["expression"], expression, "{stop:#}");
        assert_eq!(stop["held"], held, "{stop:#}");
    }
}

#[test]
fn values_of_a_condition_that_fails_are_those_of_the_subject() {
    let grants = |condition: &str| acme_with(&about_users(&format!("some id\n{condition}")));
    let stop = stop_of(&grants("count(input.grants[id]) > 100"), "test-rule", "uwe.bartels@acme.example");
    assert_eq!(*shown(&stop, "count(input.grants[id])"), 2);
    let state = acme_with(&about_users("input.users[id].state == \"inactive\""));
    let stop = stop_of(&state, "test-rule", "timo.wessel@nordwerk.example");
    assert_eq!(stop["failed"]["actual"], "active");
    let scores = "\nscores[id] := count(u.group_ids) if some id, u in input.users";
    let scores = acme_with(&format!("{}{scores}", about_users("scores[id] > 300")));
    let stop = stop_of(&scores, "test-rule", "timo.wessel@nordwerk.example");
    assert_eq!(*shown(&stop, "scores[id]"), 0);
    // Of the groups of Jens Rickert, one passes no roles on.
    let every = "some id, u in input.users\nevery g in u.group_ids { input.groups[g].roles_enabled == true }";
    let stop = stop_of(&acme_with(&about_users(every)), "test-rule", "jens.rickert@nordwerk.example");
    assert_eq!(stop["failed"]["actual"], false);
    assert_eq!(*shown(&stop, "g"), "86544ce4-a3a3-4d16-aac1-e2f94b65f003");
    assert_eq!(stop["failed"]["expression"], "input.groups[g].roles_enabled == true");
    // A helper that gives the subject something else says what.
    let subject = ["--subject", "group/4bd7b8d7-fa9c-4f8a-8c2a-85fde6fb12e3"];
    let args = [&[ACME, "--trace", "partner-grant-home-division", "--format", "json"], &subject[..]].concat();
    let traces: Value = serde_json::from_str(&traced(&args)).unwrap();
    let inner = &traces["traces"][0]["stops"][0]["through"][0];
    assert_eq!(inner["failed"]["expression"], "kind := kind_of(division_id)");
    assert!(shown(inner, "kind_of(division_id)").as_str().is_some_and(|kind| kind != "home"), "{inner:#}");
}

/// What comes before it holds for others only.
#[test]
fn what_gives_the_subject_late_in_a_body_is_asked_first() {
    let trace = |rule: &str, subject: &str| -> Value {
        let text = traced(&[ACME, "--trace", rule, "--subject", subject, "--format", "json"]);
        let traces: Value = serde_json::from_str(&text).unwrap();
        traces["traces"][0]["stops"][0].clone()
    };
    let stop = trace("oauth-name-not-unique", "oauth_client/502e4dfa-ad08-44fd-868d-aabfbdecbbda");
    assert_eq!(stop["failed"]["expression"], "count(ids) > 1");
    assert_eq!(*shown(&stop, "count(ids)"), 1);
    assert_eq!(*shown(&stop, "ids"), serde_json::json!(["502e4dfa-ad08-44fd-868d-aabfbdecbbda"]));
    let stop = trace("partner-resource-in-home-division", "object/79e68acc-8528-454c-999c-60bc7001c989");
    assert_eq!(stop["failed"]["expression"], "some division_id in divisions.home");
    assert_eq!(*shown(&stop, "division_id"), "3c4b50f2-97a0-4dff-9d0d-51d957cf8b47", "it is in HR");
    assert_eq!(stop["held"], 1);
}

#[test]
fn conditions_may_stand_before_what_they_need() {
    for (conditions, expression) in [
        ("startswith(name, \"Z\")\nname = input.users[id].name", "startswith(name, \"Z\")"),
        ("[id, state] = [k, v]\nv = input.users[k].state\nstate == \"deleted\"", "state == \"deleted\""),
        ("state == \"deleted\"\n[id, state] = [k, v]\nv = input.users[k].state", "state == \"deleted\""),
    ] {
        let stop = stop_of(&acme_with(&about_users(conditions)), "test-rule", "timo.wessel@nordwerk.example");
        assert_eq!(stop["failed"]["expression"], expression, "{stop:#}");
    }
}

/// The engine would print a line of its own.
#[test]
fn statements_that_wait_for_each_other_are_an_error() {
    let folder = acme_with(&about_users("some id, u in input.users\nx = y\ny = x\nu.name == x"));
    let rules = folder.path("rules");
    let output = check(&[&folder.snapshot(), "--policy", &rules]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.starts_with("error[not-rego]: `x` and `y` get their values in a circle"), "{said}");
    for query in ["x = y; y = x", "x = count(y); y = [x]"] {
        let output = cordon(&["query", query, ACME]);
        assert_eq!(output.status.code(), Some(2));
        let said = stderr(&output);
        assert!(said.starts_with("error[not-rego]: ") && said.contains("in a circle"), "{said}");
        assert!(!said.contains("could not schedule"), "{said}");
    }
    // The one goes over keys, so the others have something to begin with.
    let output = cordon(&["query", "x = input.users[y]; y = lower(z); z = x.name", ACME]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn subjects_that_a_rule_works_out_can_be_asked_for() {
    let about = |kind: &str, id: &str| {
        format!(
            "finding := {{\"subject\": {{\"type\": \"{kind}\", \"id\": {id}}}, \"message\": \"m\", \"path\": [\"users\"]}}"
        )
    };
    let org = sample("acme")["organization"]["id"].as_str().unwrap().to_owned();
    let rule = format!(
        "findings contains finding if {{\ncount(input.users) > 10000\n{}\n}}",
        about("organization", "input.organization.id")
    );
    let stop = stop_of(&acme_with(&rule), "test-rule", &format!("organization/{org}"));
    assert_eq!(stop["failed"]["expression"], "count(input.users) > 10000");
    assert_eq!(*shown(&stop, "count(input.users)"), 62);
    let lower = about("user", "lower(id)");
    let union =
        "object.union({\"message\": \"m\", \"path\": [\"users\"]}, {\"subject\": {\"type\": \"user\", \"id\": id}})";
    for rule in [
        format!("findings contains finding if {{\nsome id, u in input.users\nu.state == \"deleted\"\n{lower}\n}}"),
        format!("findings contains {union} if {{\nsome id, u in input.users\nu.state == \"deleted\"\n}}"),
        format!(
            "findings contains finding if {{\nsome id, u in input.users\nu.state == \"deleted\"\nfinding := {union}\n}}"
        ),
    ] {
        let stop = stop_of(&acme_with(&rule), "test-rule", "timo.wessel@nordwerk.example");
        assert_eq!(stop["failed"]["expression"], "u.state == \"deleted\"", "{stop:#}");
        assert_eq!(stop["failed"]["actual"], "active");
    }
}

#[test]
fn ids_of_a_trustees_people_are_named() {
    let said = traced(&[ACME, "--trace", "partner-default-role"]);
    let line = said.lines().find(|line| line.contains("| ") && line.contains("id = \"1a499b87-")).unwrap();
    assert!(line.ends_with("id = \"1a499b87-a8e9-4a20-b87a-e35e3cefe192\" (\"Holger Stamm\")"), "{line}");
}

/// Numbers that are the same on each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// A statement of a rule that is made up, and whether it holds for a user and one of the user's grants.
type Condition = (String, Box<dyn Fn(&Value, &Value) -> bool>);

fn made_up(dice: &mut Dice, users: &[&Value]) -> Vec<Condition> {
    let mut all: Vec<Condition> = Vec::new();
    for _ in 0..2 + dice.roll(4) {
        let other = users[dice.roll(users.len())].clone();
        let text = |member: &str| other[member].as_str().unwrap_or("none").to_owned();
        let condition: Condition = match dice.roll(5) {
            0 => {
                let wanted = text("department");
                (
                    format!("input.users[id].department == \"{wanted}\""),
                    Box::new(move |user, _| user["department"] == *wanted),
                )
            }
            1 => {
                let wanted = text("state");
                (format!("user.state != \"{wanted}\""), Box::new(move |user, _| user["state"] != *wanted))
            }
            2 => {
                let least = dice.roll(3);
                (
                    format!("count(user.group_ids) >= {least}"),
                    Box::new(move |user, _| user["group_ids"].as_array().unwrap().len() >= least),
                )
            }
            3 => {
                let wanted = text("division_id");
                (
                    format!("grant.division_id == \"{wanted}\""),
                    Box::new(move |_, grant| grant["division_id"] == *wanted),
                )
            }
            _ => {
                let wanted = text("name")[..1].to_owned();
                (
                    format!("not startswith(user.name, \"{wanted}\")"),
                    Box::new(move |user, _| !user["name"].as_str().unwrap().starts_with(&wanted)),
                )
            }
        };
        all.push(condition);
    }
    // What gives the user may stand anywhere, as long as it is a lookup; what gives the grant before what asks for it.
    if dice.roll(3) == 0 {
        all.insert(0, ("some id, user in input.users".to_owned(), Box::new(|_, _| true)));
    } else {
        all.insert(dice.roll(all.len() + 1), ("user = input.users[id]".to_owned(), Box::new(|_, _| true)));
    }
    if all.iter().any(|(text, _)| text.contains("grant.")) {
        let first = all.iter().position(|(text, _)| text.contains("grant.")).unwrap();
        let least = usize::from(all[0].0.starts_with("some id"));
        all.insert(
            dice.roll(first + 1 - least) + least,
            ("some grant in input.grants[id]".to_owned(), Box::new(|_, _| true)),
        );
    }
    all
}

/// The condition that is named is the first with which, and with all before it, nothing is left of the subject.
#[test]
fn the_named_condition_is_the_one_that_evaluation_by_hand_gives() {
    let org = sample("acme");
    let users: Vec<(&String, &Value)> = org["users"].as_object().unwrap().iter().collect();
    let bare: Vec<&Value> = users.iter().map(|(_, user)| *user).collect();
    let mut dice = Dice(7);
    let folder = Folder::of(&org);
    let mut rules = Vec::new();
    for number in 0..16 {
        let conditions = made_up(&mut dice, &bare);
        let body = conditions.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join("\n");
        let rule = test_rule("users, grants", &about_users(&body));
        let rule = rule.replace("test-rule", &format!("test-rule-{number}"));
        let rule = rule.replace("test_rule", &format!("test_rule_{number}"));
        folder.write(&format!("rules/test_rule_{number}.rego"), rule.as_bytes());
        rules.push((format!("test-rule-{number}"), conditions));
    }
    let (mut stopped, mut late) = (0, 0);
    for (rule, conditions) in &rules {
        for _ in 0..3 {
            let (id, user) = users[dice.roll(users.len())];
            let nothing = vec![Value::Null];
            let grants = org["grants"].get(id).and_then(Value::as_array).cloned().unwrap_or_default();
            let fails = (0..conditions.len()).find(|last| {
                let asked = &conditions[..=*last];
                let over =
                    if asked.iter().any(|(text, _)| text.starts_with("some grant")) { &grants } else { &nothing };
                !over.iter().any(|grant| asked.iter().all(|(_, holds)| holds(user, grant)))
            });
            let stop = stop_of(&folder, rule, &format!("user/{id}"));
            let text: Vec<&str> = conditions.iter().map(|(text, _)| text.as_str()).collect();
            match fails {
                Some(at) => {
                    assert_eq!(stop["failed"]["expression"], *text[at], "{text:#?} of {id}: {stop:#}");
                    assert_eq!(stop["held"], at, "{text:#?} of {id}: {stop:#}");
                    stopped += 1;
                    late += usize::from(at > 0);
                }
                None => assert_eq!(stop["findings"].as_array().unwrap().len(), 1, "{text:#?} of {id}: {stop:#}"),
            }
        }
    }
    assert!(stopped > 20 && late > 10 && stopped < 48, "{stopped} {late}");
}

/// Keys of lookups from which the subject is worked out, `walk`, and data that `with` replaces.
#[test]
fn the_subject_is_the_one_that_is_asked_for_however_it_is_worked_out() {
    let finding = |id: &str| {
        format!(
            "finding := {{\"subject\": {{\"type\": \"user\", \"id\": {id}}}, \"message\": \"m\", \"path\": [\"users\"]}}"
        )
    };
    let rule =
        |conditions: &str, id: &str| format!("findings contains finding if {{\n{conditions}\n{}\n}}", finding(id));
    for (body, held, failed, actual) in [
        (
            rule("input.users[k].department == \"Zzz\"", "lower(k)"),
            0,
            "input.users[k].department == \"Zzz\"",
            "Acme Support",
        ),
        (
            rule("input.users[k].state == \"inactive\"\nid := lower(k)\ninput.users[k].department == \"Zzz\"", "id"),
            0,
            "input.users[k].state == \"inactive\"",
            "active",
        ),
        (
            rule(
                "walk(input.users, [[id, \"state\"], state])\nstate == \"inactive\"\ninput.users[id].department == \"Sales\"",
                "id",
            ),
            1,
            "state == \"inactive\"",
            "active",
        ),
    ] {
        let stop = stop_of(&acme_with(&body), "test-rule", "marisa.keller@acme.example");
        assert_eq!(stop["held"], held, "{body}: {stop:#}");
        assert_eq!(stop["failed"]["expression"], failed, "{body}: {stop:#}");
        assert_eq!(stop["failed"]["actual"], actual, "{body}: {stop:#}");
    }
    let helper = "listed contains id if {\n\tsome id, user in input.users\n\tuser.state == \"inactive\"\n}\n\n";
    let body = format!("{helper}{}", rule("some id in listed with input.users as {}", "id"));
    let stop = stop_of(&acme_with(&body), "test-rule", "marisa.keller@acme.example");
    assert!(stop["through"].as_array().is_none_or(Vec::is_empty), "{stop:#}");
}
