//! Somebody asks who can do what, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::{Value, json};

use crate::support::{Folder, command, cordon, root, sample, stderr, stdout};

const ORG: &str = "tests/data/access/org.json";
const ACME: &str = "snapshots/acme/snapshot.json";

/// Asks in JSON, and wants an answer.
fn answer(args: &[&str]) -> Value {
    let output = cordon(&[&["access"], args, &["--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{args:?}: {}", stderr(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// `cordon` in a folder.
fn inside(folder: &Folder) -> Command {
    let mut command = command();
    command.current_dir(folder.dir());
    command
}

fn rows(answer: &Value) -> &[Value] {
    answer["rows"].as_array().unwrap()
}

/// Places as the table of questions writes them: `*` or a division, `?` under a condition, `!` a leak.
fn places(row: &Value) -> BTreeSet<String> {
    let place = |place: &Value| {
        let mut text =
            if place["whole_org"] == true { "*" } else { place["division"]["id"].as_str().unwrap() }.to_owned();
        text.push_str(if place["conditional"] == true { "?" } else { "" });
        text.push_str(if place["leak"] == true { "!" } else { "" });
        text
    };
    row["places"].as_array().unwrap().iter().map(place).collect()
}

fn reference(subject: &Value) -> String {
    format!("{}/{}", subject["type"].as_str().unwrap(), subject["id"].as_str().unwrap())
}

/// Questions over a small org, each worked out by hand. Both ways of asking give the answer.
#[test]
fn questions_worked_out_by_hand_are_answered_alike_from_both_sides() {
    let text = std::fs::read_to_string(root().join("tests/data/access/questions.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert!(cases.len() >= 60);
    let text = |case: &Value, key: &str| case[key].as_str().unwrap().to_owned();
    let permissions: BTreeSet<String> = cases.iter().map(|case| text(case, "permission")).collect();
    let subjects: BTreeSet<String> = cases.iter().map(|case| text(case, "subject")).collect();
    let who: BTreeMap<String, Value> =
        permissions.into_iter().map(|name| (name.clone(), answer(&["who-can", &name, ORG]))).collect();
    let what: BTreeMap<String, Value> =
        subjects.into_iter().map(|name| (name.clone(), answer(&["what-can", &name, ORG]))).collect();
    for case in &cases {
        let (subject, permission) = (text(case, "subject"), text(case, "permission"));
        let expected: BTreeSet<String> =
            case["places"].as_array().unwrap().iter().map(|place| place.as_str().unwrap().to_owned()).collect();
        let state = case["state"].as_str().unwrap_or("active");
        let why = format!("{subject} {permission}: {}", case["why"]);
        let row = rows(&who[&permission]).iter().find(|row| reference(&row["subject"]) == subject);
        assert_eq!(row.map(places).unwrap_or_default(), expected, "who-can, {why}");
        if let Some(row) = row {
            assert_eq!(row["subject"]["state"], state, "who-can, {why}");
        }
        let row = rows(&what[&subject]).iter().find(|row| row["permission"] == permission.as_str());
        assert_eq!(row.map(places).unwrap_or_default(), expected, "what-can, {why}");
        assert_eq!(what[&subject]["subject"]["state"], state, "what-can, {why}");
    }
}

/// Whoever is a row of one answer is a row of the other, for every permission and subject of the sample org.
#[test]
fn who_can_and_what_can_never_disagree() {
    let all = answer(&["who-can", "*:*:*", ACME]);
    let mut by_subject: BTreeMap<String, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for row in rows(&all) {
        let permission = row["permission"].as_str().unwrap().to_owned();
        by_subject.entry(reference(&row["subject"])).or_default().insert(permission, places(row));
    }
    let chosen: Vec<_> = by_subject.iter().step_by(7).collect();
    assert!(chosen.len() > 5, "{}", by_subject.len());
    for (subject, expected) in chosen {
        let what = answer(&["what-can", subject, ACME]);
        let found: BTreeMap<String, BTreeSet<String>> = rows(&what)
            .iter()
            .map(|row| (row["permission"].as_str().unwrap().to_owned(), places(row)))
            .filter(|(permission, _)| permission.contains(':'))
            .collect();
        assert_eq!(found, *expected, "{subject}");
    }
}

/// Every step of a way names a place of the snapshot and its line, and the thing stands there.
#[test]
fn evidence_leads_to_the_lines_that_give_the_permission() {
    let text = std::fs::read_to_string(root().join(ORG)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let org: Value = serde_json::from_str(&text).unwrap();
    let answer = answer(&["who-can", "routing:*:*", ORG, "--all-paths"]);
    let mut kinds = BTreeSet::new();
    for row in rows(&answer) {
        for way in row["places"].as_array().unwrap().iter().flat_map(|place| place["paths"].as_array().unwrap()) {
            let steps = way.as_array().unwrap();
            assert_eq!(steps[0]["kind"], "subject");
            for step in steps {
                kinds.insert(step["kind"].as_str().unwrap().to_owned());
                if step["path"].is_null() {
                    assert_eq!(row["subject"]["state"], "not_in_snapshot", "{step}");
                    continue;
                }
                let path = step["path"].as_array().unwrap();
                let pointer = path.iter().fold(&org, |at, segment| match segment {
                    Value::String(key) => &at[key],
                    index => &at[usize::try_from(index.as_u64().unwrap()).unwrap()],
                });
                assert!(!pointer.is_null(), "{step}");
                let line = lines[usize::try_from(step["line"].as_u64().unwrap()).unwrap() - 1];
                if let Some(key) = path.last().unwrap().as_str() {
                    assert!(line.contains(&json!(key).to_string()), "{step}: {line}");
                }
            }
        }
    }
    let expected = ["full_access", "grant", "member", "owner", "permission", "scope", "signed_in_user", "subject"];
    assert_eq!(kinds, expected.map(str::to_owned).into());
}

#[test]
fn a_division_is_asked_for_by_name_or_id_and_the_whole_org_counts_there() {
    for division in ["Acme", "div-acme", "ACME"] {
        let answer = answer(&["who-can", "routing:queue:edit", "--division", division, ORG, "--subject-type", "user"]);
        let found: Vec<(String, BTreeSet<String>)> =
            rows(&answer).iter().map(|row| (reference(&row["subject"]), places(row))).collect();
        let at = |text: &str| BTreeSet::from([text.to_owned()]);
        assert_eq!(
            found,
            [
                ("user/dee".to_owned(), at("div-acme")),
                ("user/eli".to_owned(), at("*!")),
                ("user/gus".to_owned(), at("div-acme"))
            ],
            "{division}"
        );
    }
    let told = stderr(&cordon(&["access", "who-can", "routing:queue:edit", "--division", "Acne", ORG]));
    assert!(told.contains("there is no division `Acne`") && told.contains("did you mean `Acme`?"), "{told}");
    let output = cordon(&["access", "who-can", "routing:queue:edit", "--division", "Twin", ORG]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("div-twin-a, div-twin-b"), "{}", stderr(&output));
}

#[test]
fn a_subject_is_found_by_id_address_name_or_type_and_id() {
    for reference_given in ["ana", "ANA@acme.example", "ana duarte", "user/ana"] {
        let answer = answer(&["what-can", reference_given, ORG]);
        assert_eq!(reference(&answer["subject"]), "user/ana", "{reference_given}");
    }
    for (ambiguous, all) in [("Sam Twin", ["user/olly", "user/petra"]), ("jon", ["group/jon", "user/jon"])] {
        let output = cordon(&["access", "what-can", ambiguous, ORG]);
        let told = stderr(&output);
        assert_eq!(output.status.code(), Some(2));
        assert!(told.contains(&format!("2 subjects are called `{ambiguous}`")), "{told}");
        assert!(all.iter().all(|one| told.contains(one)), "{told}");
    }
    let output = cordon(&["access", "what-can", "Ana Duarto", ORG]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("did you mean `Ana Duarte`"), "{}", stderr(&output));
}

#[test]
fn a_permission_that_is_not_there_is_an_error_with_the_nearest() {
    for (asked, offered) in
        [("routing:queue:veiw", "`routing:queue:view`"), ("@bulk-exprt", "`@bulk-export`"), ("rout*:queues:view", "")]
    {
        let output = cordon(&["access", "who-can", asked, ORG]);
        assert_eq!(output.status.code(), Some(2), "{asked}");
        assert!(stderr(&output).contains(offered), "{asked}: {}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
}

#[test]
fn a_client_can_be_looked_at_with_one_user_signed_in() {
    let alone = answer(&["what-can", "app", ORG, "--as", "ana"]);
    let found: BTreeMap<&str, BTreeSet<String>> =
        rows(&alone).iter().map(|row| (row["permission"].as_str().unwrap(), places(row))).collect();
    let set = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<BTreeSet<_>>();
    let expected = BTreeMap::from([
        ("routing:queue:edit", set(&["div-beta"])),
        ("routing:queue:view", set(&["div-acme", "div-beta"])),
        ("routing:skill:assign", set(&["*!"])),
    ]);
    assert_eq!(found, expected);
    assert_eq!(reference(&alone["as"]), "user/ana");
    for (subject, user) in [("bot", "ana"), ("ana", "bo"), ("app", "night")] {
        let output = cordon(&["access", "what-can", subject, ORG, "--as", user]);
        assert_eq!(output.status.code(), Some(2), "{subject} as {user}");
        assert!(stderr(&output).contains("can't act as"), "{}", stderr(&output));
    }
}

#[test]
fn two_subjects_are_compared() {
    let compared = answer(&["compare", "ana", "gus", ORG]);
    let row = |row: &Value| {
        let place = if row["whole_org"] == true { "*" } else { row["division"]["id"].as_str().unwrap() };
        format!("{} {} {place}", row["more"].as_str().unwrap(), row["permission"].as_str().unwrap())
    };
    let found: Vec<String> = rows(&compared).iter().map(row).collect();
    assert_eq!(
        found,
        [
            "first recording:recording:view div-acme",
            "second routing:queue:edit div-acme",
            "first routing:queue:edit div-beta",
            "second routing:queue:view *",
            "first routing:queue:view div-beta",
        ]
    );
    assert_eq!(compared["same"], 1);
    let same = answer(&["compare", "olly", "petra", ORG]);
    assert_eq!((rows(&same).len(), &same["same"]), (0, &json!(0)));
}

#[test]
fn nobody_is_never_said_without_what_was_not_looked_at() {
    let mut org: Value = serde_json::from_str(&std::fs::read_to_string(root().join(ORG)).unwrap()).unwrap();
    org["sections"]["groups"] = json!({"status": "missing", "reason": "directory:group:view is missing"});
    org.as_object_mut().unwrap().remove("groups");
    let folder = Folder::of(&org);
    let asked = ["access", "who-can", "telephony:plugin:all", "--division", "Acme", "--subject-type", "group"];
    let output = inside(&folder).args(asked).arg("snapshot.json").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("nobody can telephony:plugin:all"), "{}", stdout(&output));
    assert!(stdout(&output).contains("not looked at as a whole: groups (missing)"), "{}", stdout(&output));
    assert!(stderr(&output).contains("directory:group:view is missing"), "{}", stderr(&output));
    let strict = inside(&folder).args(asked).args(["snapshot.json", "--require-complete", "--quiet"]).output().unwrap();
    assert_eq!(strict.status.code(), Some(2));
    assert!(stderr(&strict).contains("directory:group:view is missing"), "{}", stderr(&strict));
    let json = inside(&folder).args(asked).args(["snapshot.json", "--format", "json"]).output().unwrap();
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["snapshots"][0]["incomplete"][0]["section"], "groups");
}

#[test]
fn access_policies_and_unknown_roles_are_told_of() {
    let answer = answer(&["who-can", "authorization:grant:add", ORG]);
    let notes = answer["snapshots"][0]["notes"].to_string();
    assert!(notes.contains("1 access policy can deny more; they are not modelled"), "{notes}");
    assert!(notes.contains("1 subject holds roles that the snapshot lacks") && notes.contains("role-gone"), "{notes}");
    let told = stderr(&cordon(&["access", "who-can", "wfm:custom:run", ORG]));
    assert!(told.contains("the catalogue does not have wfm:custom:run"), "{told}");
}

/// The matrix of partners counts what the single answers say.
#[test]
fn the_matrix_of_partners_agrees_with_what_their_subjects_can() {
    let matrix = answer(&["matrix", "--partners", "--partner", "tallis", ACME]);
    assert!(rows(&matrix).iter().all(|row| row["partner"] == "tallis"));
    let capabilities: Vec<&str> =
        matrix["capabilities"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(capabilities, ["view", "change", "export", "administer", "take_over"]);
    // Who is of the partner, the library says; what they can, `what-can` says.
    let query = "some kind, id; partners.subjects[kind][id].tallis";
    let subjects = cordon(&["query", query, ACME, "--format", "json", "--quiet"]);
    let subjects: Value = serde_json::from_slice(&subjects.stdout).unwrap();
    let mut expected: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows(&subjects) {
        let subject = format!("{}/{}", row["kind"].as_str().unwrap(), row["id"].as_str().unwrap());
        let what = answer(&["what-can", &subject, ACME]);
        let acts_as_user = what["notes"].to_string().contains("acts as the user who signs in");
        for row in rows(&what).iter().filter(|_| !acts_as_user) {
            for place in places(row) {
                let place = place.trim_end_matches(['?', '!']).to_owned();
                expected.entry(place).or_default().insert(row["permission"].as_str().unwrap().to_owned());
            }
        }
    }
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows(&matrix) {
        let place = if row["whole_org"] == true { "*" } else { row["division"]["id"].as_str().unwrap() };
        for cell in row["capabilities"].as_object().unwrap().values() {
            let names = cell["permissions"].as_array().into_iter().flatten();
            found.entry(place.to_owned()).or_default().extend(names.map(|name| name.as_str().unwrap().to_owned()));
        }
    }
    assert_eq!(found, expected);
}

/// What a demanding reader looks for first, worked out from the sample org by hand.
#[test]
fn the_matrix_shows_where_partners_reach_too_far() {
    let matrix = answer(&["matrix", "--partners", ACME]);
    let restricted: Vec<(&str, &str)> = rows(&matrix)
        .iter()
        .filter(|row| row["standing"] == "restricted")
        .map(|row| (row["partner"].as_str().unwrap(), row["division"]["name"].as_str().unwrap()))
        .collect();
    assert_eq!(restricted, [("brisa", "HR")]);
    let whole = rows(&matrix).iter().find(|row| row["partner"] == "brisa" && row["whole_org"] == true).unwrap();
    let export = &whole["capabilities"]["export"];
    assert_eq!(export["permissions"], export["leaks"], "they are there because they do not follow divisions");
    assert_eq!(whole["capabilities"]["administer"], Value::Null);
}

#[test]
fn a_matrix_needs_partners() {
    let org = sample("acme");
    for (config, words) in [
        ("", "names no partner"),
        ("[partners.one]\ndivisions = [\"No such\"]\n", "there is no division `No such`"),
        ("[partners.one]\nname = \"One\"\n", "there is no partner `on`"),
    ] {
        let folder = Folder::of(&org);
        folder.write("cordon.toml", config.as_bytes());
        let output = inside(&folder).args(["access", "matrix", "--partner", "on", "snapshot.json"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{config}");
        assert!(stderr(&output).contains(words), "{config}: {}", stderr(&output));
    }
}

#[test]
fn answers_for_people_and_spreadsheets() {
    for (name, args) in [
        ("who_can_text", &["who-can", "routing:queue:edit", ORG][..]),
        ("who_can_csv", &["who-can", "routing:queue:edit", ORG, "--format", "csv"]),
        ("what_can_text", &["what-can", "ivy", ORG]),
        ("what_can_client_text", &["what-can", "app", ORG]),
        ("what_can_admin_text", &["what-can", "eli", ORG]),
        ("what_can_csv", &["what-can", "bo", ORG, "--format", "csv"]),
        ("compare_text", &["compare", "ana", "gus", ORG]),
        ("compare_csv", &["compare", "ana", "gus", ORG, "--format", "csv"]),
        ("matrix_text", &["matrix", "--partners", ACME]),
        ("matrix_csv", &["matrix", "--partner", "tallis", ACME, "--format", "csv"]),
        ("who_can_dot", &["who-can", "routing:queue:edit", ORG, "--dot", "--subject-type", "user"]),
        ("who_can_mermaid", &["who-can", "routing:queue:edit", ORG, "--mermaid", "--subject-type", "user"]),
        ("what_can_json", &["what-can", "fay", ORG, "--format", "json"]),
    ] {
        let output = cordon(&[&["access", "--color", "never"], args, &["--quiet"]].concat());
        assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
        insta::assert_snapshot!(format!("access_{name}"), stdout(&output));
    }
}

/// Names come from whoever may edit them: they forge no line, no node and no formula.
#[test]
fn hostile_names_stay_names() {
    let mut org: Value = serde_json::from_str(&std::fs::read_to_string(root().join(ORG)).unwrap()).unwrap();
    org["users"]["ana"]["name"] = "=HYPERLINK(\"x\")\u{1b}[2J\n\"] --> n9[\"".into();
    org["divisions"]["div-beta"]["name"] = "B\"\n; evil".into();
    let folder = Folder::of(&org);
    for format in [&["--format", "text"][..], &["--format", "csv"], &["--dot"], &["--mermaid"]] {
        let args = [&["access", "who-can", "routing:queue:edit", "snapshot.json", "--quiet"], format].concat();
        let output = inside(&folder).args(args).output().unwrap();
        let text = stdout(&output);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(!text.contains('\u{1b}') && !text.lines().any(|line| line.starts_with("; evil")), "{text}");
        assert!(format != ["--mermaid"] || !text.contains("\"] --> n9[\""), "{text}");
        assert!(!text.contains(",=HYPERLINK"), "{text}");
    }
}

#[test]
fn a_wide_matrix_is_fitted_and_loses_nothing() {
    let mut org: Value = serde_json::from_str(&std::fs::read_to_string(root().join(ORG)).unwrap()).unwrap();
    org["grants"]["olly"] = json!([]);
    for number in 0..60 {
        let id = format!("div-{number:02}");
        org["divisions"][&id] = json!({"name": format!("Quite a long name of a division {number:02}"), "home": false});
        let grant = json!({"subject_type": "user", "role_id": "role-agent", "division_id": id});
        org["grants"]["olly"].as_array_mut().unwrap().push(grant);
    }
    for section in ["divisions", "grants"] {
        org["sections"][section] = json!({"status": "complete"});
    }
    let folder = Folder::of(&org);
    let output = inside(&folder).args(["access", "what-can", "olly", "snapshot.json", "-q"]).output().unwrap();
    let text = stdout(&output);
    assert!(text.lines().take_while(|line| *line != "It holds:").all(|line| line.chars().count() <= 100), "{text}");
    let held = text.lines().filter(|line| line.starts_with("routing:queue:view")).flat_map(str::chars);
    assert_eq!(held.filter(|c| *c == '●').count(), 60, "{text}");
    assert!(
        (0..60).all(|number| text.contains(&format!("  {}  Quite a long name of a division {number:02}", number + 1)))
    );
}

#[test]
fn several_snapshots_are_asked_and_one_that_breaks_stops_no_other() {
    let output = cordon(&["access", "who-can", "routing:queue:view", ORG, "no-such.json", "--format", "json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no-such.json"));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["snapshots"].as_array().unwrap().len(), 1);
    assert!(rows(&answer).iter().all(|row| row["snapshot"] == ORG));
    for wrong in [&["who-can"][..], &["what-can", "ana", ORG, "--dot", "--format", "json"], &["frobnicate"]] {
        assert_eq!(cordon(&[&["access"], wrong].concat()).status.code(), Some(64), "{wrong:?}");
    }
}

/// Nobody knows whether a group passes its grants on that the snapshot lacks: nothing is counted, and nothing is silent.
#[test]
fn a_membership_in_a_group_that_is_not_there_is_told() {
    let mut org = sample("acme");
    let users = org["users"].as_object_mut().unwrap();
    let (id, user) = users.iter_mut().find(|(_, user)| user["email"] == "lena.ortwin@acme.example").unwrap();
    let id = id.clone();
    user["group_ids"] = json!(["gone-group"]);
    let role = org["roles"].as_object().unwrap().keys().next().unwrap().clone();
    org["grants"]["gone-group"] = json!([{"subject_type": "group", "role_id": role, "division_id": "*"}]);
    let count: usize = org["grants"].as_object().unwrap().values().map(|of| of.as_array().unwrap().len()).sum();
    org["sections"]["grants"]["count"] = count.into();
    let folder = Folder::of(&org);
    let output = cordon(&["access", "what-can", &format!("user/{id}"), &folder.snapshot()]);
    assert!(stdout(&output).contains("it lists the group gone-group, which holds grants"), "{}", stdout(&output));
    let output = cordon(&["access", "who-can", "routing:queue:view", &folder.snapshot()]);
    assert!(stderr(&output).contains("that the snapshot lacks"), "{}", stderr(&output));
}

#[test]
fn an_answer_that_nobody_can_read_is_refused() {
    let permissions: serde_json::Map<String, Value> =
        (0..600).map(|at| (format!("routing:queue{at}:view"), json!({"division_aware": true}))).collect();
    let given: serde_json::Map<String, Value> =
        permissions.keys().map(|name| (name.clone(), json!({"conditional": false}))).collect();
    let user =
        |at: usize| (format!("u{at}"), json!({"name": "U", "state": "active", "division_id": "home", "group_ids": []}));
    let grant =
        |at: usize| (format!("u{at}"), json!([{"subject_type": "user", "role_id": "r", "division_id": "home"}]));
    let complete = ["divisions", "permissions", "roles", "users", "groups", "grants", "oauth_clients", "trustees"];
    let org = json!({
        "schema_version": "1",
        "exported_at": "2026-09-01T00:00:00Z",
        "organization": {"id": "o", "name": "O"},
        "sections": complete.iter().map(|name| ((*name).to_owned(), json!({"status": "complete"}))).collect::<serde_json::Map<_, _>>(),
        "divisions": {"home": {"name": "Home", "home": true}},
        "permissions": permissions,
        "roles": {"r": {"name": "R", "default": false, "permissions": given}},
        "users": (0..400).map(user).collect::<serde_json::Map<_, _>>(),
        "groups": {}, "oauth_clients": {}, "trustees": {},
        "grants": (0..400).map(grant).collect::<serde_json::Map<_, _>>(),
    });
    let folder = Folder::of_bytes(org.to_string().as_bytes());
    let output = cordon(&["access", "who-can", "routing:*:view", &folder.snapshot()]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("the answer would have 240000 rows"), "{}", stderr(&output));
    for pattern in ["*", "**"] {
        let output = cordon(&["access", "who-can", pattern, &folder.snapshot()]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("`*:*:*` stands for all"), "{}", stderr(&output));
    }
}
