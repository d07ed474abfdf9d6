//! An alert that is open stays the same alert: neither the order nor the layout of a snapshot, nor the names
//! in it, change what is found or its fingerprint.

use std::io::Write;

use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::support::{Folder, findings, report, sample};

/// Everything of a finding but its place.
fn facts(report: &Value) -> Vec<Value> {
    let facts = findings(report).iter().map(|one| {
        let mut one = one.clone();
        for key in ["line", "related", "path"] {
            one.as_object_mut().unwrap().remove(key);
        }
        one
    });
    facts.collect()
}

fn facts_of(bytes: &[u8]) -> Vec<Value> {
    facts(&report(&[&Folder::of_bytes(bytes).snapshot()]))
}

/// A small generator of its own, so that one number of proptest's decides every shuffle of a large document.
struct Shuffle(u64);

impl Shuffle {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(n).unwrap()).unwrap()
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }

    /// The same document with every list and every object in another order. `serde_json` keeps members
    /// sorted, so the text is written here.
    fn write(&mut self, value: &Value, layout: Layout, depth: usize, out: &mut String) {
        let mut open = |items: Vec<(Option<&String>, &Value)>, brackets: [char; 2], this: &mut Self| {
            out.push(brackets[0]);
            for (at, (key, value)) in items.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                layout.line_break(depth + 1, out);
                if let Some(key) = key {
                    layout.string(key, out);
                    out.push_str(layout.colon);
                }
                this.write(value, layout, depth + 1, out);
            }
            layout.line_break(depth, out);
            out.push(brackets[1]);
        };
        match value {
            Value::Object(members) => {
                let mut items: Vec<_> = members.iter().map(|(key, value)| (Some(key), value)).collect();
                self.shuffle(&mut items);
                open(items, ['{', '}'], self);
            }
            Value::Array(elements) => {
                let mut items: Vec<_> = elements.iter().map(|value| (None, value)).collect();
                self.shuffle(&mut items);
                open(items, ['[', ']'], self);
            }
            Value::String(text) => layout.string(text, out),
            scalar => out.push_str(&scalar.to_string()),
        }
    }
}

/// How a document is laid out.
#[derive(Debug, Clone, Copy)]
struct Layout {
    newline: &'static str,
    indent: usize,
    colon: &'static str,
    escaped: bool,
}

impl Layout {
    fn line_break(self, depth: usize, out: &mut String) {
        out.push_str(self.newline);
        if !self.newline.is_empty() {
            out.extend(std::iter::repeat_n(' ', depth * self.indent));
        }
    }

    fn string(self, text: &str, out: &mut String) {
        if self.escaped {
            out.push('"');
            for unit in text.encode_utf16() {
                out.push_str(&format!("\\u{unit:04X}"));
            }
            out.push('"');
        } else {
            out.push_str(&Value::from(text).to_string());
        }
    }
}

fn layouts() -> impl Strategy<Value = Layout> {
    let parts = (prop_oneof![Just(""), Just("\n"), Just("\r\n")], 0_usize..5, prop_oneof![Just(":"), Just(" :\t ")]);
    (parts, any::<bool>()).prop_map(|((newline, indent, colon), escaped)| Layout { newline, indent, colon, escaped })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_and_layout_change_nothing(seed in any::<u64>(), layout in layouts(), marked in any::<bool>()) {
        let acme = sample("acme");
        let mut text = if marked { "\u{feff}".to_owned() } else { String::new() };
        Shuffle(seed).write(&acme, layout, 0, &mut text);
        let expected = facts(&report(&["snapshots/acme/snapshot.json"]));
        prop_assert!(!expected.is_empty());
        prop_assert_eq!(facts_of(text.as_bytes()), expected);
    }

    #[test]
    fn new_names_and_other_subjects_change_no_fingerprint(seed in any::<u64>()) {
        let mut acme = sample("acme");
        let mut shuffle = Shuffle(seed);
        for section in ["users", "roles", "groups"] {
            for entry in acme[section].as_object_mut().unwrap().values_mut() {
                entry["name"] = format!("Renamed {}", shuffle.below(1_000_000)).into();
            }
        }
        let users = acme["users"].as_object_mut().unwrap();
        for number in 0..shuffle.below(20) {
            let user = serde_json::json!({
                "name": "Somebody New", "email": format!("new{number}@nordwerk.example"), "state": "active",
                "division_id": users.values().next().unwrap()["division_id"], "group_ids": [],
            });
            users.insert(format!("0000-new-{number}"), user);
        }
        let fingerprints = |facts: Vec<Value>| -> Vec<String> {
            let mut all: Vec<String> = facts.iter().map(|one| one["fingerprint"].to_string()).collect();
            all.sort();
            all
        };
        let expected = fingerprints(facts(&report(&["snapshots/acme/snapshot.json"])));
        prop_assert_eq!(fingerprints(facts_of(&serde_json::to_vec(&acme).unwrap())), expected);
    }
}

fn sorted_fingerprints(report: &Value) -> Vec<String> {
    let mut all: Vec<String> =
        findings(report).iter().map(|one| one["fingerprint"].as_str().unwrap().to_owned()).collect();
    all.sort();
    all
}

/// Every name in the org that can change without the policy file saying otherwise: it names divisions by id here.
#[test]
fn new_names_of_divisions_objects_orgs_and_partners_change_no_fingerprint() {
    let mut acme = sample("acme");
    let mut policy = std::fs::read_to_string("snapshots/acme/cordon.toml").unwrap();
    for (id, division) in acme["divisions"].as_object_mut().unwrap() {
        let name = division["name"].as_str().unwrap().to_owned();
        policy = policy.replace(&format!("\"{name}\""), &format!("\"{id}\""));
        division["name"] = format!("Division of {name}").into();
    }
    for object in acme["objects"].as_object_mut().unwrap().values_mut() {
        object["name"] = format!("{} (moved)", object["name"].as_str().unwrap()).into();
    }
    for (id, trustee) in acme["trustees"].as_object_mut().unwrap() {
        let name = trustee["name"].as_str().unwrap().to_owned();
        policy = policy.replace(&format!("trustee_orgs = [\"{name}\"]"), &format!("trustee_orgs = [\"{id}\"]"));
        trustee["name"] = format!("{name} Holding").into();
    }
    acme["organization"]["name"] = "Renamed Energy".into();
    acme["organization"]["short_name"] = "renamed".into();
    let policy = policy.replace("name = \"", "name = \"Formerly ");
    let folder = Folder::of(&acme);
    folder.write("cordon.toml", policy.as_bytes());
    let renamed = report(&[&folder.snapshot()]);
    let before = report(&["snapshots/acme/snapshot.json"]);
    assert_eq!(sorted_fingerprints(&renamed), sorted_fingerprints(&before));
    assert_ne!(findings(&renamed)[0]["message"], findings(&before)[0]["message"]);
}

/// Rules are worded anew and judged otherwise from one version of cordon to the next.
#[test]
fn new_words_and_severities_of_rules_change_no_fingerprint() {
    let folder = Folder::of(&sample("acme"));
    let mut severities = String::new();
    let mut worded_anew = std::collections::BTreeSet::new();
    for rule in crate::support::shipped_rules() {
        let file = rule["file"].as_str().unwrap();
        let text = std::fs::read_to_string(file).unwrap();
        let other = if rule["severity"] == "low" { "critical" } else { "low" };
        let reworded = text
            .replace("\"message\": sprintf(\"", "\"message\": sprintf(\"In other words: ")
            .replace("# title: ", "# title: New title, ")
            .replace(&format!("severity: {}", rule["severity"].as_str().unwrap()), &format!("severity: {other}"));
        assert_ne!(text, reworded, "{file}");
        if text.matches("\"message\": ").count() == text.matches("\"message\": sprintf(\"").count() {
            worded_anew.insert(rule["id"].as_str().unwrap().to_owned());
        }
        folder.write(file, reworded.as_bytes());
        severities.push_str(&format!("[rules.{}]\nseverity = \"note\"\n", rule["id"].as_str().unwrap()));
    }
    let before = sorted_fingerprints(&report(&["snapshots/acme/snapshot.json"]));
    let (path, rules) = (folder.snapshot(), folder.path("rego"));
    let reworded = report(&[&path, "--policy", &rules]);
    assert_eq!(sorted_fingerprints(&reworded), before);
    assert!(worded_anew.len() > 40, "{worded_anew:?}");
    let mut of_these = findings(&reworded).iter().filter(|one| worded_anew.contains(one["rule"].as_str().unwrap()));
    assert!(of_these.all(|one| one["message"].as_str().unwrap().starts_with("In other words: ")));
    folder.add_policy(&severities);
    let noted = report(&[&path]);
    assert_eq!(sorted_fingerprints(&noted), before);
    assert!(findings(&noted).iter().all(|one| one["severity"] == "note"));
}

/// Over a generated org with hundreds of findings of every rule, too.
#[test]
fn no_two_findings_share_a_fingerprint() {
    let folder = Folder::of_bytes(b"");
    for seed in ["1", "2", "3"] {
        crate::support::generate(&folder, "2000", seed);
        let all = sorted_fingerprints(&report(&[&folder.snapshot()]));
        let distinct: std::collections::BTreeSet<&String> = all.iter().collect();
        assert!(all.len() > 40, "{}", all.len());
        assert_eq!(distinct.len(), all.len());
    }
}

/// A rule that is renamed keeps its old id as an alias, and baselines and waivers keep knowing its findings.
#[test]
fn a_renamed_rule_is_known_by_its_alias() {
    let body = "findings contains {\"subject\": {\"type\": \"organization\", \"id\": \"o\"}, \"message\": \"M.\", \"path\": [\"organization\"]}";
    let old = crate::support::test_rule("users", body);
    let new = old
        .replace("id: test-rule", "id: new-rule\n#   aliases: [test-rule]")
        .replace("cordon.rules.test.test_rule", "cordon.rules.test.new_rule");
    let folder = Folder::of(&sample("acme"));
    let (before, after) =
        (folder.write("old/test_rule.rego", old.as_bytes()), folder.write("new/new_rule.rego", new.as_bytes()));
    let (path, base) = (folder.snapshot(), folder.path("base.json"));
    crate::support::check(&[&path, "--policy", &before, "--rule", "test-rule", "--output", &format!("json={base}")]);
    let first = report(&[&path, "--policy", &before, "--rule", "test-rule"]);
    let compared = report(&[&path, "--policy", &after, "--rule", "new-rule", "--baseline", &base]);
    assert_eq!(findings(&compared)[0]["baseline_state"], "unchanged");
    let print = findings(&first)[0]["fingerprint"].as_str().unwrap();
    folder.add_policy(&format!("[[waivers]]\nfingerprint = \"{print}\"\nreason = \"x\"\nexpires = 2027-01-31\n"));
    let waived = report(&[&path, "--policy", &after, "--rule", "new-rule"]);
    assert_eq!(findings(&waived)[0]["waived"]["reason"], "x");
}

#[test]
fn compression_changes_nothing() {
    let bytes = std::fs::read("snapshots/acme/snapshot.json").unwrap();
    let expected = facts(&report(&["snapshots/acme/snapshot.json"]));
    let gzip = |bytes: &[u8]| {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(bytes).unwrap();
        gz.finish().unwrap()
    };
    let zstd = |bytes: &[u8]| ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest);
    let half = bytes.len() / 2;
    assert_eq!(facts_of(&gzip(&bytes)), expected);
    assert_eq!(facts_of(&zstd(&bytes)), expected);
    assert_eq!(facts_of(&[gzip(&bytes[..half]), gzip(&bytes[half..])].concat()), expected);
    assert_eq!(facts_of(&[zstd(&bytes[..half]), zstd(&bytes[half..])].concat()), expected);
}

/// The rules read maps that are built when a snapshot is loaded; OPA works them out in Rego.
#[test]
fn the_index_says_what_rego_works_out() {
    use cordon::config::PolicyFile;
    use cordon::policy::{Engine, Limits, Pack, Rule};
    use cordon::snapshot::{More, Origin, Snapshot};

    let pack = Pack::load(&[] as &[&str]).unwrap();
    for org in ["acme", "clean"] {
        let mut document = sample(org);
        let users: &mut Map<String, Value> = document["users"].as_object_mut().unwrap();
        for (at, user) in users.values_mut().enumerate() {
            let email = user["email"].as_str().unwrap_or_default();
            user["email"] = if at % 3 == 0 { email.to_uppercase().into() } else { email.into() };
        }
        for object in document["objects"].as_object_mut().unwrap().values_mut() {
            object["name"] = object["name"].as_str().unwrap().to_uppercase().into();
        }
        let folder = Folder::of(&document);
        let snapshot = Snapshot::load(Origin::File(folder.snapshot().into()), 1 << 30).unwrap();
        let policy = PolicyFile::load(folder.path("cordon.toml").as_ref()).unwrap();
        let engine = Engine::new(&pack, &policy.config, Limits::default()).unwrap();
        let rules: Vec<&Rule> = pack.rules.values().collect();
        let with =
            engine.evaluate(&pack, &policy.config, &rules, &snapshot.tree, Some(&snapshot.beside(&More::default())));
        let without = engine.evaluate(&pack, &policy.config, &rules, &snapshot.tree, None);
        assert_eq!(with.results, without.results);
        assert!(with.results.values().all(Result::is_ok));
    }
}
