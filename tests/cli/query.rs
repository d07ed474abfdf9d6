//! Somebody with a snapshot asks what no rule asks.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use crate::support::{Folder, command, cordon, root, sample, stderr, stdout, with_stdin};

const ACME: &str = "snapshots/acme/snapshot.json";

/// Asks in JSON, and wants an answer.
fn answer(args: &[&str]) -> Value {
    let output = cordon(&[&["query"], args, &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Twenty questions of an auditor, each with the answer that was looked up in the snapshot by hand.
#[test]
fn twenty_questions_are_answered_by_one_query_each() {
    let text = std::fs::read_to_string(root().join("tests/data/queries.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(cases.len(), 20);
    for case in cases {
        let answer = answer(&[case["query"].as_str().unwrap(), ACME]);
        let columns = answer["columns"].as_array().unwrap();
        assert_eq!(answer["columns"], case["columns"], "{}", case["question"]);
        let row = |row: &Value| columns.iter().map(|name| row[name.as_str().unwrap()].clone()).collect::<Value>();
        let mut rows: Vec<String> = answer["rows"].as_array().unwrap().iter().map(|one| row(one).to_string()).collect();
        let mut expected: Vec<String> = case["rows"].as_array().unwrap().iter().map(Value::to_string).collect();
        rows.sort();
        expected.sort();
        assert_eq!(rows, expected, "{}", case["question"]);
    }
}

#[test]
fn a_typo_is_an_error_at_its_place_in_what_was_typed() {
    for (query, column, words) in [
        ("some id; input.usrs[id]", 16, "did you mean `users`?"),
        ("some u in input.users; u.stat == \"active\"", 26, "did you mean `state`"),
        ("some id; partner.users[id]", 10, "did you mean `partners`"),
        ("some id; partners.usrs[id]", 19, "users"),
        ("some x; x > 1", 6, "nothing gives `x` a value"),
        ("some x; not input.users[x]", 6, "nothing gives `x` a value"),
        ("cuont(input.users)", 1, "did you mean `count`"),
        ("some u in input.users; u.state == \"actve\"", 36, "active"),
        ("count(input.usrs)", 13, "did you mean `users`?"),
    ] {
        let output = cordon(&["query", query, ACME]);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{query}: {told}");
        assert!(told.contains(&format!("query:1:{column}")), "{query}: {told}");
        assert!(told.contains(query) && told.contains(words), "{query}: {told}");
        assert_eq!(stdout(&output), "");
    }
    for (query, words) in [
        (
            "time.parse_rfc3339_n(\"x\")",
            &["no function `time.parse_rfc3339_n`", "did you mean `time.parse_rfc3339_ns`"][..],
        ),
        ("object.gett(input, \"users\", 1)", &["did you mean `object.get`"]),
        ("x := [1", &["the query is not finished", "a bracket is not closed"]),
        ("x := data", &["a query can't look at all of `data`"]),
        ("count(data.cordon.index.objects_by_name)", &["is not there under OPA", "import data.cordon.lib.index"]),
    ] {
        let told = stderr(&cordon(&["query", query, ACME]));
        assert!(words.iter().all(|words| told.contains(words)), "{query}: {told}");
    }
    let lines = "some id\ninput.users[id].stat == \"x\"";
    let told = stderr(&cordon(&["query", lines, ACME]));
    assert!(told.contains("query:2:"), "{told}");
}

#[test]
fn what_is_no_body_of_a_rule_is_refused() {
    for query in ["", "   ", "x := ", "count(", "true }\nother if { true", "true } else := 1 if { true", "1 +"] {
        let output = cordon(&["query", query, ACME]);
        assert_eq!(output.status.code(), Some(2), "{query}: {}", stderr(&output));
    }
    assert_eq!(cordon(&["query"]).status.code(), Some(64));
    let deep = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    let told = stderr(&cordon(&["query", &deep, ACME]));
    assert!(told.contains("nested more than"), "{told}");
}

#[test]
fn columns_are_the_variables_in_their_order() {
    let columns = |query: &str| answer(&[query, ACME])["columns"].clone();
    assert_eq!(columns("some b, a; input.grants[a][b].division_id == \"*\""), json!(["b", "a"]));
    assert_eq!(
        columns("some id, user in input.users; mail := user.email; user.state != \"active\""),
        json!(["id", "user", "mail"])
    );
    assert_eq!(columns("some _id; name := input.users[_id].name"), json!(["name"]));
    assert_eq!(columns("count(input.users)"), json!(["value"]));
    assert_eq!(columns("config.partners.acme.name"), json!(["value"]));
    assert_eq!(answer(&["config.partners.acme.name", ACME])["rows"], json!([{"value": "Acme Support"}]));
    assert_eq!(answer(&["1 > 2", ACME])["rows"], json!([{"value": false}]));
    assert_eq!(answer(&["not input.users.nobody", ACME])["rows"], json!([{"value": true}]));
    assert_eq!(columns("input.users[id].state == \"inactive\""), json!(["id"]));
    assert_eq!(columns("\"a\" in {\"a\"}"), json!(["value"]));
    assert_eq!(answer(&["\"a\" in {\"a\"}", ACME])["rows"], json!([{"value": true}]));
    assert_eq!(columns("some path, value; walk(input.settings, [path, value])"), json!(["path", "value"]));
    // What nothing binds is no column, and is said.
    let output = cordon(&["query", "some id, g; input.grants[id][_].division_id == \"*\"", ACME, "--format", "jsonl"]);
    assert_eq!(stdout(&output).lines().count(), 8);
    assert!(stderr(&output).contains("nothing binds `g`"), "{}", stderr(&output));
}

#[test]
fn what_could_not_be_looked_at_is_said() {
    let mut snapshot = sample("acme");
    snapshot["sections"]["grants"] = json!({"status": "missing", "reason": "no permission to read them"});
    snapshot["grants"] = json!({});
    snapshot["sections"]["trustees"] = json!({"status": "partial", "reason": "page 2 failed"});
    let folder = Folder::of(&snapshot);
    let path = folder.snapshot();
    let query = "some id; input.grants[id][_].division_id == \"*\"";
    let output = cordon(&["query", query, &path, "--quiet"]);
    assert_eq!(output.status.code(), Some(0));
    let told = stderr(&output);
    assert!(told.contains("the section `grants`, which is missing: no permission to read them"), "{told}");
    assert!(!told.contains("trustees"), "{told}");
    let told = stderr(&cordon(&["query", "@trustees", &path]));
    assert!(told.contains("`grants`") && told.contains("`trustees`, which is partial: page 2 failed"), "{told}");
    assert_eq!(cordon(&["query", query, &path, "--require-complete"]).status.code(), Some(2));
    assert_eq!(answer(&[query, &path])["snapshots"][0]["incomplete"][0]["section"], "grants");
    // A helper that does without the catalogue in rules says nothing of it here, which must be said.
    let mut snapshot = sample("acme");
    snapshot.as_object_mut().unwrap().remove("permissions");
    snapshot["sections"]["permissions"] = json!({"status": "missing", "reason": "not asked for"});
    let without = Folder::of(&snapshot);
    let told = stderr(&cordon(&["query", "count(permissions.catalogue)", &without.snapshot()]));
    assert!(told.contains("`permissions`, which is missing: not asked for"), "{told}");
    // Without a policy file nobody is a partner's.
    let alone = Folder::of(&sample("acme"));
    std::fs::remove_file(alone.path("cordon.toml")).unwrap();
    let output =
        command().current_dir(alone.dir()).args(["query", "some id; partners.users[id]", "snapshot.json"]).output();
    assert!(stderr(&output.unwrap()).contains("there is no policy file"));
}

#[test]
fn several_snapshots_are_told_apart() {
    let files = [ACME, "snapshots/clean/snapshot.json"];
    let found = answer(&["count(input.users)", files[0], files[1]]);
    assert_eq!(found["columns"], json!(["snapshot", "value"]));
    assert_eq!(found["rows"][0], json!({"snapshot": ACME, "value": 62}));
    assert_eq!(found["rows"].as_array().unwrap().len(), 2);
    let output = cordon(&["query", "snapshot := 1", files[0], files[1]]);
    assert_eq!(output.status.code(), Some(2));
    let output = cordon(&["query", "count(input.users)", ACME, "nothing.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).contains("62"));
}

#[test]
fn formats_are_for_people_programs_and_spreadsheets() {
    let mut snapshot = sample("clean");
    let users = snapshot["users"].as_object_mut().unwrap();
    let first = users.values_mut().next().unwrap();
    first["name"] = "=cmd()\u{1b}[2J".into();
    let folder = Folder::of(&snapshot);
    let path = folder.snapshot();
    let query = "some _id; name := input.users[_id].name; startswith(name, \"=\"); n := -5";
    let csv = stdout(&cordon(&["query", query, &path, "--format", "csv"]));
    assert_eq!(csv, "name,n\n'=cmd()\\u{1b}[2J,-5\n");
    let jsonl = stdout(&cordon(&["query", query, &path, "--format", "jsonl"]));
    assert_eq!(serde_json::from_str::<Value>(&jsonl).unwrap(), json!({"name": "=cmd()\u{1b}[2J", "n": -5}));
    let table = stdout(&cordon(&["query", query, &path]));
    assert!(table.contains("\\u{1b}[2J") && !table.contains('\u{1b}'), "{table}");
    let file = folder.path("answer.json");
    let output = cordon(&["query", query, &path, "--format", "json", "--output", &file]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(0), String::new()));
    assert!(std::fs::read_to_string(&file).unwrap().contains("\"schema_version\": \"1\""));
    assert_eq!(cordon(&["query", query, &path, "--output", &path]).status.code(), Some(2));
    let piped = with_stdin(command().args(["query", "count(input.users)"]), snapshot.to_string().as_bytes());
    assert!(stdout(&piped).contains(&sample("clean")["users"].as_object().unwrap().len().to_string()));
}

#[test]
fn a_question_that_does_not_end_is_stopped() {
    let query = "count([1 | some a in numbers.range(1, 9000); some b in numbers.range(1, 9000); a == b; b > 9001])";
    let output = cordon(&["query", query, ACME, "--timeout", "1"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--timeout"), "{}", stderr(&output));
    let output = cordon(&["query", "some u in input.users; n := to_number(u.name)", ACME]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("query:1:"), "{}", stderr(&output));
}

#[test]
fn saved_queries_that_ship_have_answers() {
    let listed: Value = serde_json::from_str(&stdout(&cordon(&["query", "--list", "--format", "json"]))).unwrap();
    let queries = listed["queries"].as_array().unwrap();
    assert!(queries.len() >= 10);
    let mut text = String::new();
    for query in queries {
        assert!(query["shipped"].as_bool().unwrap() && !query["title"].as_str().unwrap().is_empty(), "{query}");
        assert!(!query["description"].as_str().unwrap().is_empty(), "{query}");
        let name = format!("@{}", query["name"].as_str().unwrap());
        let output = cordon(&["query", &name, ACME, "--format", "csv"]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        text.push_str(&format!("{name}\n{}\n", stdout(&output)));
    }
    insta::assert_snapshot!("saved_queries", text);
    let mut snapshot = sample("acme");
    for user in snapshot["users"].as_object_mut().unwrap().values_mut() {
        if user["name"] == "Denise Faber" {
            user["last_token_issued_at"] = "2026-08-04T03:14:00Z".into();
        }
        if user["name"] == "Kevin Strobl" {
            user.as_object_mut().unwrap().remove("last_token_issued_at");
        }
        if user["name"] == "Mandy Plath" {
            user["last_token_issued_at"] = "2026-08-04T03:15:00Z".into();
        }
    }
    let folder = Folder::of(&snapshot);
    let dormant = answer(&["@dormant-partner-users", &folder.snapshot()]);
    let users: Vec<&str> =
        dormant["rows"].as_array().unwrap().iter().map(|row| row["user"].as_str().unwrap()).collect();
    assert!(users.len() == 2 && users[0].contains("Kevin Strobl") && users[1].contains("Denise Faber"), "{users:?}");
    let told = stderr(&cordon(&["query", "@dormant-partner-user", ACME]));
    assert!(told.contains("did you mean `dormant-partner-users`?"), "{told}");
    let lint = cordon(&["lint", "rego/queries"]);
    assert_eq!(lint.status.code(), Some(0), "{}{}", stdout(&lint), stderr(&lint));
}

#[test]
fn a_query_is_saved_and_asked_again() {
    let folder = Folder::of(&sample("clean"));
    let run = |args: &[&str]| command().current_dir(folder.dir()).args(["query"]).args(args).output().unwrap();
    let query = "some id; partners.users[id]\nname := input.users[id].name; n := 1 # all";
    let saved = run(&[query, "--save", "our-partners", "--title", "Ours: \"all\""]);
    assert_eq!(saved.status.code(), Some(0), "{}", stderr(&saved));
    let text = std::fs::read_to_string(folder.path("queries/our_partners.rego")).unwrap();
    insta::assert_snapshot!("saved_query", text);
    let typed = run(&[query, "snapshot.json", "--format", "csv"]);
    let asked = run(&["@our-partners", "snapshot.json", "--format", "csv"]);
    assert_eq!((stdout(&asked), asked.status.code()), (stdout(&typed), Some(0)), "{}", stderr(&asked));
    assert!(stdout(&run(&["--list"])).contains("@our-partners"));
    let again = run(&["count(input.users)", "--save", "our-partners"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(stderr(&again).contains("--force"));
    assert_eq!(run(&["count(input.users)", "--save", "our-partners", "--force"]).status.code(), Some(0));
    let value = run(&["@our-partners", "snapshot.json", "--format", "jsonl"]);
    let users = sample("clean")["users"].as_object().unwrap().len();
    assert_eq!(stdout(&value).trim(), format!("{{\"value\":{users}}}"));
    assert_eq!(run(&["count(input.users)", "--save", "Bad Name"]).status.code(), Some(64));
    // In a pack it is a query and no rule.
    folder.write(
        "pack/rules/test_rule.rego",
        crate::support::test_rule("users", "findings contains {} if false").as_bytes(),
    );
    let pack = folder.path("pack");
    assert_eq!(run(&["count(input.users)", "--save", "size", "--policy", &pack]).status.code(), Some(0));
    assert!(std::fs::metadata(folder.path("pack/queries/size.rego")).unwrap().permissions().mode() & 0o444 != 0);
    assert!(stdout(&run(&["--list", "--policy", &pack])).contains("@size"));
    let rules = stdout(&cordon(&["rules", "--policy", &pack]));
    assert!(rules.contains("test-rule") && !rules.contains("size"), "{rules}");
}

#[test]
fn texts_are_values_and_prints_have_the_line_that_was_typed() {
    for (query, value) in
        [("\"a\"", json!("a")), ("`a`", json!("a")), ("1 == 1; \"a\"", json!("a")), ("\"a\" == \"b\"", json!(false))]
    {
        let answer = answer(&[query, ACME]);
        assert_eq!(answer["rows"], json!([{"value": value}]), "{query}");
    }
    let told = stderr(&cordon(&["query", "x := 1\nprint(\"hi\")", ACME]));
    assert!(told.contains("print query:2: hi"), "{told}");
}

/// Whatever way the policy file is read: without one, an empty answer says nothing.
#[test]
fn without_a_policy_file_a_question_about_it_warns() {
    let folder = Folder::of(&sample("acme"));
    std::fs::remove_file(folder.path("cordon.toml")).unwrap();
    for (query, warns) in [
        ("count(data.cordon.config.partners)", true),
        ("some p in config.partners; x := p.name", true),
        ("config.permissions.excluded", true),
        ("some id, _ in partners.users", true),
        ("count(input.users)", false),
    ] {
        let told = stderr(&cordon(&["query", query, &folder.snapshot()]));
        assert_eq!(told.contains("there is no policy file"), warns, "{query}: {told}");
    }
}

#[test]
fn to_ask_how_complete_a_section_is_is_no_doubt() {
    let partial = "snapshots/partial/snapshot.json";
    let told = stderr(&cordon(&["query", "input.sections.trustees.status", partial]));
    assert!(!told.contains("warning"), "{told}");
    let told = stderr(&cordon(&["query", "count(input.trustees)", partial]));
    assert!(told.contains("reads the section `trustees`, which is missing"), "{told}");
}

#[test]
fn a_saved_query_is_one_that_can_be_asked() {
    let folder = Folder::of(&sample("acme"));
    let in_folder = |args: &[&str]| command().current_dir(folder.dir()).args(args).output().unwrap();
    let refused = in_folder(&["query", "x := 2", "--save", "foo-test"]);
    assert_eq!(refused.status.code(), Some(64));
    assert!(stderr(&refused).contains("files that end in `_test.rego` are tests"), "{}", stderr(&refused));
    assert_eq!(in_folder(&["query", "x := 2", "--save", "trustees"]).status.code(), Some(0));
    let asked = in_folder(&["query", "@trustees", "snapshot.json"]);
    assert!(stderr(&asked).contains("replaces the saved query of the same name that ships"), "{}", stderr(&asked));
    folder
        .write("queries/broken.rego", b"# METADATA\n# title: [\npackage cordon.queries.broken\n\nrows contains [1]\n");
    let listed = in_folder(&["query", "--list"]);
    assert!(stderr(&listed).contains("the METADATA block can't be read"), "{}", stderr(&listed));
}
