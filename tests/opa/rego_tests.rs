//! The Rego tests of the shipped pack, run by OPA.

use std::path::{Path, PathBuf};

use cordon::policy::Pack;
use libtest_mimic::Failed;

use crate::exact::Doc;
use crate::library::Library;
use crate::root;

fn test_files() -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(root().join("rego")).sort_by_file_name().into_iter().map(Result::unwrap);
    entries.map(walkdir::DirEntry::into_path).filter(|path| path.to_string_lossy().ends_with("_test.rego")).collect()
}

/// The names at the beginning of a line that a rule of a test file has.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let name = |line: &str| line.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(line.len());
    text.lines().filter(|line| line.starts_with("test_")).map(move |line| &line[..name(line)])
}

pub(crate) fn shipped_tests_pass(library: &'static Library) -> Result<(), Failed> {
    let pack = Pack::load_for_testing(&[] as &[&str]).unwrap();
    let engine = library.engine();
    for module in &pack.modules {
        engine.add_policy(&module.file, &module.text)?;
    }
    engine.add_data(&serde_json::json!({"cordon": {"data": pack.data}}).to_string())?;
    let files: Vec<(PathBuf, String)> = test_files()
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect();
    for (path, text) in &files {
        engine.add_policy(&path.display().to_string(), text)?;
    }
    let (mut passed, mut failed) = (0, Vec::new());
    for (path, text) in &files {
        let package = text.lines().find_map(|line| line.strip_prefix("package ")).unwrap().trim();
        let results = engine.document(package, "")?;
        for name in names(text) {
            match results.as_ref().and_then(|results| results.get(name)) {
                Some(Doc::Bool(true)) => passed += 1,
                other => failed.push(format!("{}: {name} is {other:?}", shown(path))),
            }
        }
    }
    eprintln!("Rego tests in OPA: {passed} passed, {} failed", failed.len());
    if passed < 150 {
        failed.push(format!("only {passed} tests were found"));
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n").into()) }
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
