//! An auditor asks what the rules say of the controls of a framework.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::support::{Folder, check, cordon, report, root, sample, sarif, shipped_rules, stderr, stdout};

const ACME: &str = "snapshots/acme/snapshot.json";
const SHIPPED: [&str; 3] = ["cis-controls", "iso-27001", "nist-800-53"];

/// A rule on users that helps to keep controls of the framework `house`.
fn rule(id: &str, custom: &str, controls: &[&str], body: &str) -> String {
    let controls = if controls.is_empty() {
        String::new()
    } else {
        format!("#   controls: {{house: [{}]}}\n", controls.join(", "))
    };
    let custom: String = custom.lines().map(|line| format!("#   {line}\n")).collect();
    format!(
        "# METADATA\n# title: Rule {id}\n# description: Why it matters.\n# custom:\n#   id: {id}\n#   severity: low\n\
         #   remediation: Fix it.\n{custom}{controls}package cordon.rules.test.{}\n\n{body}\n",
        id.replace('-', "_")
    )
}

const FIRES: &str = "findings contains finding if {\n\tsome id in object.keys(input.users)\n\tid == min(object.keys(input.users))\n\tfinding := {\"subject\": {\"type\": \"user\", \"id\": id}, \"message\": \"Fires.\", \"path\": [\"users\", id]}\n}";
const QUIET: &str = "findings contains finding if {\n\tinput.users.nobody\n\tfinding := {\"subject\": {\"type\": \"user\", \"id\": \"nobody\"}, \"message\": \"Fires.\", \"path\": [\"users\", \"nobody\"]}\n}";
const BLIND: &str = "\n\nnot_evaluated contains \"half of it is dark\" if input.users";

/// A folder with the sample org acme, rules, and a framework of the team's own.
fn folder_with(house: Value, rules: &[(&str, String)]) -> (Folder, String) {
    let folder = Folder::of(&sample("acme"));
    folder.write("rules/data/controls.json", json!({ "house": house }).to_string().as_bytes());
    for (name, text) in rules {
        folder.write(&format!("rules/{name}.rego"), text.as_bytes());
    }
    let rules = folder.path("rules");
    (folder, rules)
}

fn house() -> Value {
    json!({
        "title": "House rules",
        "version": "3",
        "organization": "Nordwerk",
        "url": "https://rules.nordwerk.example/",
        "controls": {"H-1": "Doors", "H-2": "Windows | and [gates](x)", "H-10": "Cellars", "H-11": "Roofs", "H-12": "Walls",
            "H-13": "Wells"},
    })
}

/// The controls of each rule by framework, as `cordon rules` lists them.
fn listed(rules: &[Value]) -> BTreeMap<String, BTreeSet<(String, String)>> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of_rule = |rule: &Value| {
        let controls = rule["controls"].as_array().unwrap().iter();
        (text(&rule["id"]), controls.map(|one| (text(&one["framework"]), text(&one["id"]))).collect())
    };
    rules.iter().map(of_rule).collect()
}

#[test]
fn sarif_has_the_frameworks_as_taxonomies_and_relates_rules_to_their_controls() {
    let log = sarif(&[ACME, "--rules", "strict"]);
    let run = &log["runs"][0];
    let taxonomies = run["taxonomies"].as_array().unwrap();
    let data: Value =
        serde_json::from_str(&std::fs::read_to_string(root().join("rego/data/controls.json")).unwrap()).unwrap();
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["supportedTaxonomies"].as_array().unwrap().len(), taxonomies.len());
    for ((at, taxonomy), key) in taxonomies.iter().enumerate().zip(SHIPPED) {
        let framework = &data[key];
        let of_driver = &driver["supportedTaxonomies"][at];
        assert_eq!((of_driver["index"].as_u64(), &of_driver["name"]), (Some(at as u64), &framework["title"]));
        assert_eq!(taxonomy["name"], framework["title"]);
        assert_eq!(taxonomy["version"], framework["version"]);
        assert_eq!(taxonomy["organization"], framework["organization"]);
        assert_eq!(taxonomy["informationUri"], framework["url"]);
        assert_eq!(taxonomy["isComprehensive"], false);
        for taxon in taxonomy["taxa"].as_array().unwrap() {
            assert_eq!(taxon["name"], framework["controls"][taxon["id"].as_str().unwrap()]);
        }
    }
    let mut related: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    let mut used = BTreeSet::new();
    for rule in driver["rules"].as_array().unwrap() {
        let own = related.entry(rule["id"].as_str().unwrap().to_owned()).or_default();
        for relationship in rule["relationships"].as_array().into_iter().flatten() {
            assert_eq!(relationship["kinds"], json!(["relevant"]));
            let target = &relationship["target"];
            let number = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
            let (at, taxon) = (number(&target["toolComponent"]["index"]), number(&target["index"]));
            assert_eq!(target["toolComponent"]["name"], taxonomies[at]["name"]);
            assert_eq!(target["id"], taxonomies[at]["taxa"][taxon]["id"]);
            own.insert((SHIPPED[at].to_owned(), target["id"].as_str().unwrap().to_owned()));
            used.insert((at, taxon));
        }
    }
    assert_eq!(related, listed(&shipped_rules()));
    let taxa: usize = taxonomies.iter().map(|one| one["taxa"].as_array().unwrap().len()).sum();
    assert_eq!(used.len(), taxa, "a control that no rule names");
}

#[test]
fn sarif_names_the_controls_of_the_selected_rules_alone() {
    let log = sarif(&[ACME, "--rule", "oauth-implicit-grant"]);
    let taxonomies = log["runs"][0]["taxonomies"].as_array().unwrap();
    let ids: Vec<&Value> =
        taxonomies.iter().flat_map(|one| one["taxa"].as_array().unwrap()).map(|one| &one["id"]).collect();
    assert_eq!(ids, ["IA-5"]);
    let folder = Folder::of(&sample("acme"));
    folder.write("rules/test_rule.rego", rule("test-rule", "requires: [users]", &[], FIRES).as_bytes());
    let log = sarif(&[&folder.snapshot(), "--policy", &folder.path("rules"), "--rule", "test-rule"]);
    let run = &log["runs"][0];
    assert!(run.get("taxonomies").is_none() && run["tool"]["driver"].get("supportedTaxonomies").is_none());
    assert!(run["tool"]["driver"]["rules"][0].get("relationships").is_none());
}

#[test]
fn a_framework_of_ones_own_is_in_every_place() {
    let text = rule("test-rule", "requires: [users]", &["H-10", "H-2"], FIRES);
    let (folder, rules) = folder_with(house(), &[("test_rule", text)]);
    let path = folder.snapshot();
    let args = [path.as_str(), "--policy", &rules, "--rule", "test-rule"];
    let log = sarif(&args);
    let taxonomy = &log["runs"][0]["taxonomies"][0];
    assert_eq!(taxonomy["name"], "House rules");
    assert_eq!(taxonomy["fullName"], "House rules 3");
    assert_eq!(taxonomy["taxa"][1]["id"], "H-10", "in the order in which people count");
    let report = report(&args);
    let expected = json!([
        {"framework": "house", "id": "H-2", "title": "Windows | and [gates](x)"},
        {"framework": "house", "id": "H-10", "title": "Cellars"},
    ]);
    assert_eq!(report["runs"][0]["rules"][0]["controls"], expected);
    let page = stdout(&cordon(&["explain", "test-rule", "--policy", &rules]));
    assert!(page.contains("controls  House rules 3, H-2 Windows"), "{page}");
    let markdown = stdout(&check(&[&args[..], &["--format", "markdown"]].concat()));
    assert!(markdown.contains("| H-2 Windows \\| and \\[gates\\]\\(x\\) | **failed** |"), "{markdown}");
    let list = stdout(&cordon(&["rules", "--policy", &rules, "--framework", "house"]));
    assert!(
        list.starts_with("House rules 3 (house)\nNordwerk, https://rules.nordwerk.example/\n\nH-1 Doors\n  no rule\n"),
        "{list}"
    );
    // Where there are no words for a framework, its key stands for it, and what is no address is left out.
    let schema: Value = serde_json::from_str(include_str!("../data/sarif-schema-2.1.0.json")).unwrap();
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for bare in [
        json!({"controls": {"H-2": "", "H-10": ""}}),
        json!({"title": " ", "version": 3, "url": "the wall", "controls": {"H-2": 1, "H-10": null}}),
        json!({"title": "[x](https://evil.example)", "url": "https://a b", "controls": {"H-2": "\u{1b}[2J", "H-10": "."}}),
    ] {
        let text = rule("test-rule", "requires: [users]", &["H-10", "H-2"], FIRES);
        let (folder, rules) = folder_with(bare.clone(), &[("test_rule", text)]);
        let path = folder.snapshot();
        let args = [path.as_str(), "--policy", &rules, "--rule", "test-rule"];
        let log = sarif(&args);
        let errors: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{bare}: {errors:#?}");
        let taxonomy = &log["runs"][0]["taxonomies"][0];
        assert!(
            taxonomy.get("informationUri").is_none() && taxonomy["name"].as_str().is_some_and(|name| !name.is_empty())
        );
        let markdown = stdout(&check(&[&args[..], &["--format", "markdown"]].concat()));
        assert!(
            markdown.contains("| H-10") && !markdown.contains("](https") && !markdown.contains('\u{1b}'),
            "{markdown}"
        );
        let list = cordon(&["rules", "--policy", &rules, "--framework", "house"]);
        assert_eq!(list.status.code(), Some(0), "{}", stderr(&list));
        assert!(!stdout(&list).contains('\u{1b}'));
    }
}

/// A team's file adds to the frameworks that ship, or says more of one of them.
#[test]
fn a_framework_that_ships_is_replaced_with_a_note() {
    let folder = Folder::of_bytes(b"");
    let rules = folder.path("rules");
    folder.write("rules/test_rule.rego", rule("test-rule", "requires: [users]", &[], FIRES).as_bytes());
    let list = |frameworks: &Value| {
        folder.write("rules/data/controls.json", frameworks.to_string().as_bytes());
        cordon(&["rules", "--policy", &rules, "--framework", "cis-controls"])
    };
    let shipped = std::fs::read_to_string(root().join("rego/data/controls.json")).unwrap();
    let mut frameworks: Value = serde_json::from_str(&shipped).unwrap();
    let output = list(&frameworks);
    assert!(output.status.success() && !stderr(&output).contains("replaces"), "{}", stderr(&output));
    frameworks["cis-controls"]["controls"]["14"] = json!("Security Awareness");
    let output = list(&json!({"cis-controls": frameworks["cis-controls"]}));
    assert!(
        stderr(&output).contains("controls.json: this file replaces the framework `cis-controls`"),
        "{}",
        stderr(&output)
    );
    assert!(stdout(&output).contains("\n14 Security Awareness\n  no rule\n"), "{}", stdout(&output));
    // What shipped rules name must still be there.
    let output = list(&json!({"cis-controls": {"controls": {"14": "Security Awareness"}}}));
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("which is no known control of `cis-controls`"), "{}", stderr(&output));
    folder.write("rules/data/controls.json", b"{\"empty\": {}}");
    let output = cordon(&["rules", "--policy", &rules, "--framework", "empty"]);
    assert_eq!(stdout(&output), "empty (empty)\n\n0 controls. Rules look at a part of what a control asks for.\n");
    for broken in [json!([]), json!(null), json!("x")] {
        let output = list(&broken);
        assert_eq!(output.status.code(), Some(2), "{broken}: {}", stdout(&output));
    }
}

#[test]
fn which_rules_help_to_keep_the_controls_of_a_framework() {
    let rules = shipped_rules();
    for key in SHIPPED {
        let text = stdout(&cordon(&["rules", "--framework", key]));
        let list: Value =
            serde_json::from_str(&stdout(&cordon(&["rules", "--framework", key, "--format", "json"]))).unwrap();
        assert_eq!((&list["schema_version"], &list["framework"]["id"]), (&json!("1"), &json!(key)));
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for control in list["controls"].as_array().unwrap() {
            let id = control["id"].as_str().unwrap();
            assert!(text.contains(&format!("\n{id} {}\n", control["title"].as_str().unwrap())), "{text}");
            for rule in control["rules"].as_array().unwrap() {
                found.entry(rule["id"].as_str().unwrap().to_owned()).or_default().insert(id.to_owned());
                assert!(rule["severity"].is_string() && text.contains(rule["title"].as_str().unwrap()));
            }
        }
        let expected: BTreeMap<String, BTreeSet<String>> = listed(&rules)
            .into_iter()
            .map(|(id, controls)| (id, controls.into_iter().filter(|(of, _)| of == key).map(|(_, id)| id).collect()))
            .filter(|(_, controls): &(String, BTreeSet<String>)| !controls.is_empty())
            .collect();
        assert_eq!(found, expected, "{key}");
    }
    let one = stdout(&cordon(&["rules", "oauth-implicit-grant", "--framework", "nist-800-53"]));
    assert!(one.contains("\nAC-2 Account Management\n  no rule\n\nAC-3 "), "{one}");
    assert!(one.contains("\nIA-5 Authenticator Management\n  oauth-implicit-grant  medium    OAuth client"), "{one}");
    assert!(one.contains("\n6 controls, 5 of them without a rule. "), "{one}");
}

#[test]
fn a_framework_that_is_not_there_is_an_error() {
    for (name, expected) in [
        ("nist-800-35", "did you mean `nist-800-53`?"),
        ("hipaa", "there are cis-controls, iso-27001, nist-800-53"),
        ("", "there are cis-controls, iso-27001, nist-800-53"),
    ] {
        let output = cordon(&["rules", "--framework", name]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        assert!(output.stdout.is_empty());
        let errors = stderr(&output);
        assert!(errors.contains(&format!("there is no framework `{name}`")) && errors.contains(expected), "{errors}");
    }
    for args in
        [&["--framework", "nist-800-53", "--pages", "x"][..], &["--framework", "x", "--library"], &["--framework"]]
    {
        assert_eq!(cordon(&[&["rules"], args].concat()).status.code(), Some(64), "{args:?}");
    }
}

/// A control passes only where all its rules looked at everything and found nothing.
#[test]
fn the_summary_says_what_the_rules_come_to_for_each_control() {
    let rules = [
        ("a_fires", rule("a-fires", "requires: [users]", &["H-1"], FIRES)),
        ("b_quiet", rule("b-quiet", "requires: [users]", &["H-1", "H-2", "H-10", "H-11", "H-12"], QUIET)),
        ("c_waived", rule("c-waived", "requires: [users]", &["H-1", "H-10", "H-11"], FIRES)),
        ("d_blind", rule("d-blind", "requires: [objects]", &["H-1", "H-11"], QUIET)),
        ("e_breaks", rule("e-breaks", "requires: [users]", &["H-1", "H-12"], "findings contains 1")),
        ("f_half", rule("f-half", "requires: [users]", &["H-13"], &format!("{FIRES}{BLIND}"))),
    ];
    let (folder, policy) = folder_with(house(), &rules);
    for id in ["c-waived", "f-half"] {
        folder.add_policy(&format!("[[waivers]]\nrule = \"{id}\"\nreason = \"meant\"\nexpires = 2027-01-31\n"));
    }
    let mut snapshot = sample("acme");
    snapshot["sections"]["objects"] = json!({"status": "missing", "reason": "HTTP 403"});
    let path = folder.write("snapshot.json", &serde_json::to_vec_pretty(&snapshot).unwrap());
    let args = [path.as_str(), "--policy", &policy, "--rule", "test", "--format", "markdown"];
    let page = stdout(&check(&args));
    let table = page.split("\n### Controls\n").nth(1).unwrap_or_else(|| panic!("{page}"));
    assert!(table.contains("that they pass does not prove that it is kept"));
    assert!(!table.contains("\n### "), "it stands at the end: {table}");
    let expected = "
#### House rules 3

| control | status | passed | failed | waived | not evaluated | rules that failed |
|---|---|---|---|---|---|---|
| H-1 Doors | **failed** | 1 | 1 | 1 | 2 | `a-fires` |
| H-2 Windows \\| and \\[gates\\]\\(x\\) | passed | 1 |  |  |  |  |
| H-10 Cellars | waived | 1 |  | 1 |  |  |
| H-11 Roofs | not evaluated | 1 |  | 1 | 1 |  |
| H-12 Walls | not evaluated | 1 |  |  | 1 |  |
| H-13 Wells | not evaluated |  |  | 1 |  |  |
";
    assert!(table.ends_with(expected), "{table}");
    let none = stdout(&check(&[&args[..], &["--skip-rule", "test", "--rule", "oauth-implicit-grant"]].concat()));
    let table = none.split("\n### Controls\n").nth(1).unwrap();
    assert!(table.contains("IA-5") && !table.contains("H-1"), "the controls of the selected rules alone: {table}");
    let text = stdout(&check(&[&args[..6], &["text"]].concat()));
    assert!(text.contains("a-fires") && !text.contains("H-1"), "{text}");
}

#[test]
fn a_summary_without_controls_says_nothing_of_them() {
    let folder = Folder::of(&sample("acme"));
    folder.write("rules/test_rule.rego", rule("test-rule", "requires: [users]", &[], FIRES).as_bytes());
    let (path, rules) = (folder.snapshot(), folder.path("rules"));
    let args = [path.as_str(), "--policy", &rules, "--rule", "test-rule"];
    let page = stdout(&check(&[&args[..], &["--format", "markdown"]].concat()));
    assert!(page.contains("**failed**") && !page.contains("Controls"), "{page}");
    assert_eq!(report(&args)["runs"][0]["rules"][0]["controls"], json!([]));
}

/// In which sets a rule is and whether it compares with an earlier snapshot.
#[test]
fn sets_and_earlier_snapshots_are_told_wherever_rules_are() {
    let grown = "requires: [users]\nrequires_since: true\nsets: [strict, weekend]";
    let rules = [
        (
            "grown",
            rule(
                "grown",
                grown,
                &["H-1"],
                "findings contains finding if {\n\tsome id, user in input.users\n\tnot data.cordon.since.users[id]\n\tfinding := {\"subject\": {\"type\": \"user\", \"id\": id}, \"message\": sprintf(\"%s is new.\", [user.name]), \"path\": [\"users\", id]}\n}",
            ),
        ),
        ("plain", rule("plain", "requires: [users]", &["H-1"], QUIET)),
    ];
    let (folder, policy) = folder_with(house(), &rules);
    let output = cordon(&["rules", "test", "--policy", &policy, "--format", "json"]);
    let listed: Value = serde_json::from_str(&stdout(&output)).unwrap_or_else(|_| panic!("{}", stderr(&output)));
    let of = |at: usize| (listed["rules"][at]["sets"].clone(), listed["rules"][at]["requires_since"].clone());
    assert_eq!(of(0), (json!(["strict", "weekend"]), json!(true)));
    assert_eq!(of(1), (json!(["default", "strict"]), json!(false)));
    let page = |id: &str| stdout(&cordon(&["explain", id, "--policy", &policy]));
    assert!(page("grown").contains("\nsets      strict, weekend\n"), "{}", page("grown"));
    assert!(page("grown").contains("\nsince     needs an earlier snapshot of the org, `--since SNAPSHOT`\n"));
    assert!(page("plain").contains("\nsets      default, strict\n") && !page("plain").contains("--since"));
    let pages = folder.path("pages");
    assert_eq!(cordon(&["rules", "test", "--policy", &policy, "--pages", &pages]).status.code(), Some(0));
    let page = |name: &str| std::fs::read_to_string(folder.path(&format!("pages/{name}.md"))).unwrap();
    assert!(page("grown").contains("| sets | strict, weekend |\n"), "{}", page("grown"));
    assert!(page("grown").contains("| needs besides | an earlier snapshot of the org, `--since SNAPSHOT` |\n"));
    assert!(page("plain").contains("| sets | default, strict |\n") && !page("plain").contains("--since"));
    let index = page("README");
    for line in [
        "| area | rule | severity | default | strict | weekend | what it finds |",
        "|---|---|---|:---:|:---:|:---:|---|",
        "| test | [grown](grown.md) | low | | ✓ | ✓ | Rule grown (with `--since`) |",
        "| test | [plain](plain.md) | low | ✓ | ✓ | | Rule plain |",
        "| `strict` | 2 | all that ships: also what is no fault in itself and worth a look once in a while |",
        "| `weekend` | 1 | a set of this pack's own |",
    ] {
        assert!(index.lines().any(|one| one == line), "{line}: {index}");
    }
}

/// One table of all that ships: area by area, each rule with its severity and its sets.
#[test]
fn the_index_of_the_rules_has_each_with_its_sets() {
    let folder = Folder::of_bytes(b"");
    assert_eq!(cordon(&["rules", "--pages", &folder.path("pages")]).status.code(), Some(0));
    let index = std::fs::read_to_string(folder.path("pages/README.md")).unwrap();
    let rules = shipped_rules();
    let table: Vec<&str> = index.lines().filter(|line| line.contains(".md)")).collect();
    assert_eq!(table.len(), rules.len());
    let cells = |line: &str| -> Vec<String> { line.split('|').map(|cell| cell.trim().to_owned()).collect() };
    let mut before = (String::new(), String::new());
    for line in table {
        let cells = cells(line);
        let place = (cells[1].clone(), cells[2].clone());
        assert!(before < place, "{line}");
        before = place;
        let rule =
            rules.iter().find(|rule| cells[2] == format!("[{0}]({0}.md)", rule["id"].as_str().unwrap())).unwrap();
        assert_eq!((&json!(cells[1]), &json!(cells[3])), (&rule["area"], &rule["severity"]));
        let sets = rule["sets"].as_array().unwrap();
        for (cell, set) in cells[4..7].iter().zip(["default", "strict", "seed"]) {
            assert_eq!(cell == "✓", sets.contains(&json!(set)), "{line}: {set}");
        }
    }
    for set in ["default", "strict", "seed"] {
        assert!(index.contains(&format!("\n| `{set}` | ")), "{set}");
    }
}
