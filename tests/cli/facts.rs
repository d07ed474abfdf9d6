//! A rule author asks what partners can become, in cordon and elsewhere.

use serde_json::{Value, json};

use crate::support::{Folder, command, cordon, findings, report, root, rule, sample, stderr, stdout};

const RULE: &str = include_str!("../data/facts/partner_chain.rego");

/// The sample org, in which a partner user can set passwords in a division with somebody who may give roles.
fn with_chain() -> (Value, String) {
    let mut org = sample("acme");
    let patch: Value = serde_json::from_str(include_str!("../data/facts/patch.json")).unwrap();
    merge(&mut org, &patch);
    let users = org["users"].as_object().unwrap();
    let (partner, _) = users.iter().find(|(_, user)| user["email"] == "lena.ortwin@acme.example").unwrap();
    let partner = partner.clone();
    (org, partner)
}

fn merge(into: &mut Value, patch: &Value) {
    match (into, patch) {
        (Value::Object(into), Value::Object(patch)) => {
            patch.iter().for_each(|(key, value)| merge(into.entry(key).or_insert(Value::Null), value));
        }
        (into, patch) => *into = patch.clone(),
    }
}

fn facts(args: &[&str]) -> Value {
    let output = cordon(&[&["facts"], args].concat());
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn facts_obey_their_schema_and_name_all_partner_subjects() {
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(root().join("schemas/facts.schema.json")).unwrap()).unwrap();
    let (org, partner) = with_chain();
    let folder = Folder::of(&org);
    for path in [folder.snapshot(), root().join("snapshots/clean/snapshot.json").display().to_string()] {
        let facts = facts(&[&path, "--quiet"]);
        let errors: Vec<String> = jsonschema::validator_for(&schema)
            .unwrap()
            .iter_errors(&facts)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new());
        // As many subjects as the library knows of partners, groups aside.
        let query = "some type, ids in partners.subjects; type != \"group\"; some id, _ in ids";
        let known = cordon(&["query", query, &path, "--format", "jsonl", "--quiet"]);
        let named: usize =
            facts["subjects"].as_object().unwrap().values().map(|of| of.as_object().unwrap().len()).sum();
        assert_eq!(named, stdout(&known).lines().count());
    }
    let facts = facts(&[&folder.snapshot(), "--quiet"]);
    let of = &facts["subjects"]["user"][&partner];
    assert_eq!(of["held"], json!(["directory:user:setPassword"]));
    let chain =
        &of["chains"].as_array().unwrap().iter().find(|chain| chain["gives"] == json!(["authorization:grant:add"]));
    assert_eq!(chain.unwrap()["steps"].as_array().unwrap().len(), 1, "{of}");
    let last = of["chains"].as_array().unwrap().last().unwrap();
    assert_eq!(last["everything"], true, "{of}");
    assert_eq!(last["steps"].as_array().unwrap().len(), 2, "{of}");
}

#[test]
fn a_rule_sees_them_and_queries_do() {
    let (org, partner) = with_chain();
    let folder = Folder::of(&org);
    folder.write("rules/test/partner_chain.rego", RULE.as_bytes());
    let rules = folder.path("rules");
    let report = report(&[&folder.snapshot(), "--policy", &rules, "--rule", "partner-chain"]);
    assert_eq!(rule(&report, "partner-chain")["status"], "failed");
    let found = findings(&report);
    assert!(found.iter().any(|one| one["subject"]["id"] == partner.as_str()), "{found:?}");
    let message =
        found.iter().find(|one| one["subject"]["id"] == partner.as_str()).unwrap()["message"].as_str().unwrap();
    assert!(message.contains("Timo Wessel"), "{message}");
    // The examples bring facts of their own.
    let tested = cordon(&["test", &rules]);
    assert_eq!(tested.status.code(), Some(0), "{}", stdout(&tested));
    let trace = cordon(&[
        "check",
        "--policy",
        &rules,
        "--trace",
        "partner-chain",
        "--subject",
        &format!("user/{partner}"),
        &folder.snapshot(),
    ]);
    assert!(stdout(&trace).contains("escalation.chains"), "{}{}", stdout(&trace), stderr(&trace));
    let asked = cordon(&[
        "query",
        "some [kind, id], chains in escalation.chains; steps := count(chains[0].steps)",
        &folder.snapshot(),
        "--format",
        "jsonl",
    ]);
    assert!(stdout(&asked).contains(&partner), "{}{}", stdout(&asked), stderr(&asked));
}

#[test]
fn what_could_not_be_looked_at_is_told() {
    let (mut org, _) = with_chain();
    org["sections"]["groups"] = json!({"status": "partial", "count": 6, "reason": "403 from /api/v2/groups"});
    let folder = Folder::of(&org);
    let output = cordon(&["facts", &folder.snapshot(), "--require-complete"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("section `groups`, which is partial: 403"), "{}", stderr(&output));
    folder.write("rules/test/partner_chain.rego", RULE.as_bytes());
    let rules = folder.path("rules");
    let status = |folder: &Folder| {
        let report = report(&[&folder.snapshot(), "--policy", &rules, "--rule", "partner-chain"]);
        rule(&report, "partner-chain")["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(status(&folder), "not_evaluated");
    // Who belongs to a partner depends on divisions.
    org["sections"]["groups"] = json!({"status": "complete"});
    org["sections"]["divisions"] = json!({"status": "partial", "reason": "403"});
    let other = Folder::of(&org);
    let output = cordon(&["facts", &other.snapshot(), "--require-complete"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(status(&other), "not_evaluated");
    // A rule that does not require what facts are made of is told to, and taken to.
    let less = RULE.replace("requires: [users, divisions, groups,", "requires: [users, divisions,");
    folder.write("rules/test/partner_chain.rego", less.as_bytes());
    let lint = cordon(&["lint", &rules]);
    assert!(stdout(&lint).contains("requires-helper") && stdout(&lint).contains("`groups`"), "{}", stdout(&lint));
    std::fs::remove_file(folder.path("cordon.toml")).unwrap();
    let output = command().current_dir(folder.dir()).args(["facts", "snapshot.json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("there is no policy file"), "{}", stderr(&output));
    let path = folder.snapshot();
    let output = cordon(&["facts", &path, "--output", &path]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_typo_in_facts_is_an_error() {
    let folder = Folder::of(&sample("acme"));
    for (query, words) in [
        ("some t, id; x := data.cordon.facts.subject[t][id]", "did you mean `subjects`?"),
        ("some id; x := data.cordon.facts.subjects.user[id].chain", "did you mean `chains`?"),
        ("x := data.cordon.facts.subjects.usr", "did you mean `user`?"),
    ] {
        let output = cordon(&["query", query, &folder.snapshot()]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(words), "{query}: {}", stderr(&output));
    }
}
