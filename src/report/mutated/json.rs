//! The report for programs, versioned; docs/mutation.md lists its members.

use std::io;

use serde_json::{Value, json};

use crate::mutated::{Fate, Mutated, Mutation};
use crate::report::tested::Style;
use crate::tested::percent;

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn render(mutation: &Mutation, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let counts = |count: &dyn Fn(Fate) -> usize| {
        let (killed, survived) = (count(Fate::Killed), count(Fate::Survived));
        let score = (killed + survived > 0).then(|| percent(killed, killed + survived).parse::<f64>().ok()).flatten();
        json!({"killed": killed, "survived": survived, "not_viable": count(Fate::NotViable), "score": score})
    };
    let of_file = |file: &Mutated| -> Value {
        let shown = file.mutants.iter().filter(|mutant| style.verbose || mutant.fate == Fate::Survived);
        let mutants: Vec<Value> = shown
            .map(|mutant| {
                json!({
                    "line": mutant.line,
                    "column": mutant.column,
                    "change": mutant.change,
                    "original": mutant.original,
                    "mutated": mutant.mutated,
                    "fate": mutant.fate,
                })
            })
            .collect();
        let mut value = counts(&|fate| file.count(fate));
        value["file"] = file.file.as_str().into();
        value["rule"] = file.rule.as_deref().into();
        value["tests"] = file.tests.into();
        value["mutants"] = mutants.into();
        value
    };
    let files: Vec<Value> = mutation.files.iter().map(of_file).collect();
    let report = json!({"schema_version": "1", "summary": counts(&|fate| mutation.count(fate)), "files": files});
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}
