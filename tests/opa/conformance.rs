//! The conformance corpus, `tests/data/conformance`: features of Rego that rules use or may use, one module a topic
//! and one rule `case_…` a question. The JSON file beside a module records what OPA gives and, where cordon's engine
//! gives something else, that too, with the name under which `docs/rego.md` lists the difference.
//!
//! `OPA_LIBRARY=… UPDATE_CONFORMANCE=1 cargo test --release --test opa` records anew; `see` is for people to fill in.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use libtest_mimic::Failed;
use serde_json::json;

use crate::exact::Doc;
use crate::library::Library;
use crate::root;

/// What a case came to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    /// A value, to the digit.
    Value(Doc),
    /// Undefined.
    Undefined,
    /// An error while it was evaluated.
    Error(String),
    /// The module was refused.
    Refused(String),
    /// The engine broke down. cordon makes an error of the rule of it.
    Panicked,
}

impl Outcome {
    /// Whether both engines came to the same. What they say of an error is their own affair.
    fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Error(_), Self::Error(_)) | (Self::Refused(_), Self::Refused(_)) => true,
            _ => self == other,
        }
    }

    /// [`Self::to_doc`] of OPA's, without its words.
    fn to_wordless_doc(&self) -> Doc {
        match self.to_doc() {
            Doc::Object(members) if self.is_failure() => {
                Doc::Object(members.into_keys().map(|key| (key, Doc::Bool(true))).collect())
            }
            other => other,
        }
    }

    fn is_failure(&self) -> bool {
        matches!(self, Self::Error(_) | Self::Refused(_))
    }

    fn to_doc(&self) -> Doc {
        let (key, value) = match self {
            Self::Value(value) => ("value", value.clone()),
            Self::Undefined => ("undefined", Doc::Bool(true)),
            Self::Error(message) => ("error", Doc::Text(message.clone())),
            Self::Refused(message) => ("refused", Doc::Text(message.clone())),
            Self::Panicked => ("panicked", Doc::Bool(true)),
        };
        Doc::Object([(key.to_owned(), value)].into())
    }
}

/// One topic.
struct Topic {
    name: String,
    text: String,
    cases: Vec<String>,
    recorded: Doc,
    record: PathBuf,
}

fn rego_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "rego"));
    files.sort();
    files
}

/// Modules that every topic can import, with their names.
fn shared_modules() -> Vec<(String, String)> {
    let read = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        (format!("lib/{name}"), std::fs::read_to_string(path).unwrap())
    };
    rego_files(&root().join("tests/data/conformance/lib")).iter().map(read).collect()
}

/// What a case is recorded with.
struct Record<'d> {
    opa: &'d Doc,
    cordon: &'d Doc,
    /// The name of the difference.
    see: Option<&'d str>,
}

impl Topic {
    fn all() -> Vec<Self> {
        let folder = root().join("tests/data/conformance");
        let files = rego_files(&folder);
        assert!(!files.is_empty());
        files.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Self {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(&format!("\npackage conformance.{name}\n")), "{name}: the package goes with the file");
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let starts = text.lines().filter(|line| line.starts_with("case_"));
        let mut cases: Vec<String> = starts.map(|line| line.chars().take_while(|c| is_name(*c)).collect()).collect();
        cases.sort();
        cases.dedup();
        assert!(!cases.is_empty(), "{name} has no case");
        let record = path.with_extension("json");
        let recorded = std::fs::read_to_string(&record).unwrap_or_else(|_| "{}".to_owned());
        Self { recorded: Doc::parse(&recorded).unwrap(), name, text, cases, record }
    }

    fn file(&self) -> String {
        format!("{}.rego", self.name)
    }

    fn record(&self, case: &str) -> Option<Record<'_>> {
        let entry = self.recorded.get(case)?;
        Some(match (entry.get("opa"), entry.get("cordon")) {
            (Some(opa), Some(cordon)) => Record { opa, cordon, see: entry.get("see").and_then(Doc::text) },
            _ => Record { opa: entry, cordon: entry, see: None },
        })
    }

    fn in_opa(&self, library: &'static Library) -> BTreeMap<String, Outcome> {
        let engine = library.engine();
        for (name, text) in shared_modules() {
            engine.add_policy(&name, &text).unwrap();
        }
        let refused = engine.add_policy(&self.file(), &self.text).err();
        let ask = |case: &String| {
            let outcome = match &refused {
                Some(error) => Outcome::Refused(error.clone()),
                None => match engine.document(&format!("conformance.{}.{case}", self.name), "{}") {
                    Ok(Some(value)) => Outcome::Value(value),
                    Ok(None) => Outcome::Undefined,
                    // The engine compiles when it is first asked.
                    Err(error) if error.starts_with("prepare_error") => Outcome::Refused(error),
                    Err(error) => Outcome::Error(error),
                },
            };
            (case.clone(), outcome)
        };
        self.cases.iter().map(ask).collect()
    }

    /// Asks the engine in the way that rules are asked.
    fn in_cordon(&self) -> BTreeMap<String, Outcome> {
        let mut base = regorus::Engine::new();
        base.set_strict_builtin_errors(true);
        for (name, text) in shared_modules() {
            base.add_policy(name, text).unwrap();
        }
        let refused = base.add_policy(self.file(), self.text.clone()).err();
        let ask = |case: &String| {
            let outcome = match &refused {
                Some(error) => Outcome::Refused(message(&error.to_string())),
                None => self.ask_cordon(base.clone(), case),
            };
            (case.clone(), outcome)
        };
        self.cases.iter().map(ask).collect()
    }

    fn ask_cordon(&self, mut engine: regorus::Engine, case: &str) -> Outcome {
        let entry = format!("package entry\n\nanswer := [x | x := data.conformance.{}.{case}]\n", self.name);
        engine.add_policy("entry.rego".to_owned(), entry).unwrap();
        engine.set_input(regorus::Value::new_object());
        let answer = catch_unwind(AssertUnwindSafe(|| engine.eval_rule("data.entry.answer".to_owned())));
        let Ok(answer) = answer else { return Outcome::Panicked };
        match answer {
            Ok(answer) => {
                let answer = Doc::parse(&answer.to_json_str().unwrap()).unwrap();
                answer.elements().first().map_or(Outcome::Undefined, |value| Outcome::Value(value.clone()))
            }
            Err(error) => Outcome::Error(message(&error.to_string())),
        }
    }
}

/// The message of an error without its place.
fn message(error: &str) -> String {
    let line = error.lines().find_map(|line| line.strip_prefix("error: "));
    line.unwrap_or_else(|| error.lines().find(|line| !line.trim().is_empty()).unwrap_or_default()).trim().to_owned()
}

fn failures(lines: Vec<String>, help: &str) -> Result<(), Failed> {
    if lines.is_empty() {
        return Ok(());
    }
    Err(format!("{} cases:\n{}\n{help}", lines.len(), lines.join("\n")).into())
}

pub(crate) fn cordon_gives_what_is_recorded() -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for topic in Topic::all() {
        for (case, found) in topic.in_cordon() {
            let Some(record) = topic.record(&case) else {
                wrong.push(format!("{}.{case} is not recorded", topic.name));
                continue;
            };
            if found.to_doc() != *record.cordon {
                let found = found.to_doc();
                wrong.push(format!("{}.{case}: recorded {}, found {found}", topic.name, record.cordon));
            }
        }
        let known: BTreeSet<&str> = topic.cases.iter().map(String::as_str).collect();
        let gone = topic.recorded.members().map(|(case, _)| case).filter(|case| !known.contains(case));
        wrong.extend(gone.map(|case| format!("{}.{case} is recorded but not there", topic.name)));
    }
    failures(wrong, "the engine gives other answers than before: see the head of tests/opa/conformance.rs")
}

pub(crate) fn opa_gives_what_is_recorded(library: &'static Library) -> Result<(), Failed> {
    if std::env::var_os("UPDATE_CONFORMANCE").is_some() {
        record(library);
    }
    let mut wrong = Vec::new();
    let mut count = 0;
    for topic in Topic::all() {
        for (case, found) in topic.in_opa(library) {
            count += 1;
            let found = found.to_wordless_doc();
            let recorded = topic.record(&case).map(|record| without_words(record.opa));
            if recorded.as_ref() != Some(&found) {
                wrong.push(format!("{}.{case}: recorded {recorded:?}, found {found}", topic.name));
            }
        }
    }
    eprintln!("conformance: {count} cases in OPA");
    failures(wrong, "OPA gives other answers than those recorded")
}

/// What is recorded of OPA, where cordon's words may stand for both.
fn without_words(recorded: &Doc) -> Doc {
    match recorded {
        Doc::Object(members) => {
            let wordless = |(key, value): (&String, &Doc)| {
                let failed = key == "error" || key == "refused";
                (key.clone(), if failed { Doc::Bool(true) } else { value.clone() })
            };
            Doc::Object(members.iter().map(wordless).collect())
        }
        other => other.clone(),
    }
}

/// Writes down what both engines give.
fn record(library: &'static Library) {
    for topic in Topic::all() {
        let (opa, cordon) = (topic.in_opa(library), topic.in_cordon());
        let lines: Vec<String> = opa
            .iter()
            .map(|(case, theirs)| {
                let ours = &cordon[case];
                let quoted = json!(case);
                if ours.is_same_as(theirs) {
                    return format!("  {quoted}: {}", ours.to_doc());
                }
                let see = topic.record(case).and_then(|record| record.see).unwrap_or("");
                format!(
                    "  {quoted}: {{\"opa\": {}, \"cordon\": {}, \"see\": {}}}",
                    theirs.to_wordless_doc(),
                    ours.to_doc(),
                    json!(see)
                )
            })
            .collect();
        std::fs::write(&topic.record, format!("{{\n{}\n}}\n", lines.join(",\n"))).unwrap();
    }
}

/// `docs/rego.md` lists every difference that is recorded, and no other.
pub(crate) fn differences_are_documented() -> Result<(), Failed> {
    let page = std::fs::read_to_string(root().join("docs/rego.md"))?;
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|line| line.split_once('`'));
    let listed: Vec<&str> = rows.map(|(name, _)| name).collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    let topics = Topic::all();
    for topic in &topics {
        for case in &topic.cases {
            let Some(record) = topic.record(case) else { continue };
            match record.see {
                Some(name) if listed.contains(&name) => drop(seen.insert(name)),
                Some(name) => wrong.push(format!("{}.{case}: docs/rego.md lists no `{name}`", topic.name)),
                None if record.opa != record.cordon => {
                    wrong.push(format!("{}.{case} differs, but says no more", topic.name))
                }
                None => {}
            }
        }
    }
    let unproven = listed.iter().filter(|name| !seen.contains(*name));
    wrong.extend(unproven.map(|name| format!("docs/rego.md lists `{name}`, which no case shows")));
    let twice = listed.iter().filter(|name| listed.iter().filter(|other| other == name).count() > 1);
    wrong.extend(twice.map(|name| format!("docs/rego.md lists `{name}` twice")));
    failures(wrong, "each recorded difference has a row in docs/rego.md, and each row a case")
}
