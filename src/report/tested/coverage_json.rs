//! Coverage as cordon's own JSON.

use std::io;

use serde_json::{Value, json};

use crate::tested::{Coverage, FileCoverage, percent};

/// Writes the coverage.
///
/// # Errors
/// When writing fails.
pub fn render(coverage: &Coverage, out: &mut dyn io::Write) -> io::Result<()> {
    let mut document = value(coverage);
    document["schema_version"] = json!("1");
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

/// The coverage as a member of a report.
pub(super) fn value(coverage: &Coverage) -> Value {
    let (covered, lines) = coverage.totals();
    json!({
        "covered": covered,
        "lines": lines,
        "percent": number(covered, lines),
        "files": coverage.files.iter().map(|(name, coverage)| file(name, coverage)).collect::<Vec<_>>(),
    })
}

fn file(name: &str, file: &FileCoverage) -> Value {
    json!({
        "file": name,
        "covered": file.covered.len(),
        "lines": file.lines(),
        "percent": number(file.covered.len(), file.lines()),
        "covered_lines": file.covered,
        "not_covered_lines": file.not_covered,
    })
}

/// A share as a number with one decimal; null where there is nothing to share.
fn number(covered: usize, lines: usize) -> Value {
    if lines == 0 {
        return Value::Null;
    }
    percent(covered, lines).parse::<f64>().map_or(Value::Null, |number| json!(number))
}
