//! A rule author's promise: each rule fires and stays quiet where its tests and its examples say so.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

use cordon::config::Config;
use cordon::policy::{Engine, Limits, Pack};
use cordon::snapshot::Tree;

fn test_files(dir: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            test_files(&path, found);
        } else if path.to_string_lossy().ends_with("_test.rego") {
            found.push(path);
        }
    }
}

fn line_value<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.strip_prefix(prefix)).map(str::trim)
}

#[test]
fn every_rego_test_passes() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("rego");
    let mut pack = Pack::load_for_testing(&[] as &[&str]).unwrap();
    let mut files = Vec::new();
    test_files(&root, &mut files);
    files.sort();
    let mut tests = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        let package = line_value(&text, "package ").unwrap().to_owned();
        for line in text.lines().filter(|line| line.starts_with("test_")) {
            let name: String = line.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            tests.push(format!("data.{package}.{name}"));
        }
        let module = cordon::policy::pack::Module { file: file.display().to_string(), package, text, embedded: true };
        pack.modules.push(module);
    }
    assert!(tests.len() > 150, "only {} tests were found", tests.len());
    let engine = Engine::new(&pack, &Config::default(), Limits::default()).unwrap();
    let mut failed = Vec::new();
    for test in &tests {
        match engine.query(test, None) {
            Ok(Tree::Bool(true)) => {}
            Ok(other) => failed.push(format!("{test} is {other}")),
            Err(error) => failed.push(format!("{test}: {error}, {:?}", error.place)),
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn every_rule_has_tests_and_proven_examples() {
    let pack = Pack::load_for_testing(&[] as &[&str]).unwrap();
    let engine = Engine::new(&pack, &Config::default(), Limits::default()).unwrap();
    assert!(!pack.rules.is_empty());
    for rule in pack.rules.values() {
        let test = rule.file.replace(".rego", "_test.rego");
        assert!(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(&test).exists(), "{test} is not there");
        let examples = &rule.metadata.custom.examples;
        assert!(!examples.fires.is_empty() && !examples.quiet.is_empty(), "{} lacks examples", rule.id);
        let cases = examples.fires.iter().map(|one| (one, true)).chain(examples.quiet.iter().map(|one| (one, false)));
        for (example, fires) in cases {
            let change = |change: &Option<serde_json::Value>| {
                change.clone().map_or_else(|| "{}".to_owned(), |change| change.to_string())
            };
            let query = format!(
                "count(data.{}.findings) with input as data.cordon.lib.testing.org_with({}) \
                 with data.cordon.config as data.cordon.lib.testing.config_with({})",
                rule.package,
                change(&example.snapshot),
                change(&example.config),
            );
            let count = engine.query(&query, None).unwrap();
            assert_eq!(count != Tree::from(0u64), fires, "{}: {}", rule.id, example.why);
        }
    }
}
