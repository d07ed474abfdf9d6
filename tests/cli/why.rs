//! An analyst asks why there is a finding, and an author why there is none.

use serde_json::Value;

use crate::support::{Folder, check, cordon, findings, report, stderr, stdout, test_rule};

const ACME: &str = "snapshots/acme/snapshot.json";

/// What `cordon explain --finding` says of the first finding of a rule.
fn explained(rule: &str, args: &[&str]) -> String {
    let report = report(&[&[ACME], args].concat());
    let finding = findings(&report).iter().find(|finding| finding["rule"] == rule).unwrap();
    let print = finding["fingerprint"].as_str().unwrap();
    let output = cordon(&[&["explain", "--finding", print, ACME, "--now", "2026-10-01"], args].concat());
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
                assert!(link["line"].is_u64() || link["text"].as_str().unwrap().starts_with('…'), "{rule}: {link}");
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

#[test]
fn a_fingerprint_that_no_finding_has_is_an_error_that_says_what_there_is() {
    let output = cordon(&["explain", "--finding", "00000000", ACME]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let said = stderr(&output);
    assert!(said.contains("no finding in snapshots/acme/snapshot.json has the fingerprint 00000000"), "{said}");
    assert!(said.contains("it has 43 findings: ") && said.contains("; 38 more"), "{said}");
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
