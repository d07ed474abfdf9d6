//! What lint says of planted mistakes, and that it says nothing of rules that are only unusual.
//!
//! A case is a file or folder below `tests/data/lint/{bad,good}`. A line on which something must be said ends in
//! `#! code words`: the code, and words of the message or the help. Nothing else may be said of a case, but that its
//! rules have no tests, unless that is what it is about.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it must be")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cordon::policy::lint;

/// Line, code, words.
type Expected = (String, usize, String, String);

fn cases(kind: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lint").join(kind);
    let mut cases: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn files(case: &Path, found: &mut Vec<PathBuf>) {
    if case.is_file() {
        found.push(case.to_owned());
        return;
    }
    for entry in std::fs::read_dir(case).unwrap() {
        files(&entry.unwrap().path(), found);
    }
}

fn expected(case: &Path) -> Vec<Expected> {
    let mut paths = Vec::new();
    files(case, &mut paths);
    let mut expected = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            for mark in line.split("#! ").skip(1) {
                let (code, words) = mark.trim().split_once(' ').unwrap_or((mark.trim(), ""));
                expected.push((path.display().to_string(), number + 1, code.to_owned(), words.to_owned()));
            }
        }
    }
    expected
}

/// What is wrong with what is said of a case.
fn failures(case: &Path) -> Vec<String> {
    let mut failures = Vec::new();
    let mut open = expected(case);
    let says_tests = open.iter().any(|(_, _, code, _)| code == "untested-rule");
    let found = lint::folders(&[case]).unwrap();
    for one in found.diagnostics {
        let code = one.code.unwrap_or("no code");
        if code == "untested-rule" && !says_tests {
            continue;
        }
        let place = (one.file.clone().unwrap_or_default(), one.place.map_or(0, |(line, _)| line));
        let text = format!("{} {}", one.message, one.help.clone().unwrap_or_default());
        let fits = |(file, line, wanted, words): &Expected| {
            (file, line) == (&place.0, &place.1) && wanted == code && text.contains(words.as_str())
        };
        match open.iter().position(fits) {
            Some(at) => drop(open.remove(at)),
            None => failures.push(format!("said: {}:{} {code}: {text}", place.0, place.1)),
        }
    }
    failures
        .extend(open.into_iter().map(|(file, line, code, words)| format!("not said: {file}:{line} {code}: {words}")));
    failures
}

#[test]
fn planted_mistakes_are_caught_on_their_lines() {
    let cases = cases("bad");
    assert!(cases.len() >= 60, "only {} cases", cases.len());
    let failures: Vec<String> = cases.iter().flat_map(|case| failures(case)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    let silent: Vec<_> = cases.iter().filter(|case| expected(case).is_empty()).collect();
    assert!(silent.is_empty(), "nothing is planted in {silent:?}");
}

#[test]
fn unusual_rules_that_are_right_raise_nothing() {
    let cases = cases("good");
    assert!(cases.len() >= 30, "only {} cases", cases.len());
    let failures: Vec<String> = cases.iter().flat_map(|case| failures(case)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn the_shipped_pack_is_clean() {
    let found = lint::folders(&[] as &[&str]).unwrap();
    assert_eq!(found.diagnostics, []);
    assert!(found.rules >= 16 && found.files > 40, "{} rules in {} files", found.rules, found.files);
}

#[test]
fn each_check_has_a_planted_mistake_and_a_row_in_the_documentation() {
    let planted: BTreeSet<String> =
        cases("bad").iter().flat_map(|case| expected(case)).map(|(_, _, code, _)| code).collect();
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lint.md")).unwrap();
    for check in lint::codes::ALL {
        assert!(planted.contains(check.code), "{} is planted nowhere", check.code);
        let level = if check.level == cordon::diagnostic::Level::Error { "error" } else { "warning" };
        assert!(page.contains(&format!("| `{}` | {level} |", check.code)), "docs/lint.md lacks {}", check.code);
    }
}
