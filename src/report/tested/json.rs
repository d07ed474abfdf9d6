//! Tests as cordon's own JSON. The same tests give the same bytes: nothing in it depends on time.

use std::io;

use serde_json::{Value, json};

use super::{Style, coverage_json};
use crate::tested::{Failure, Status, Test, TestRun};

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn render(run: &TestRun, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut report = json!({
        "schema_version": "1",
        "summary": {
            "passed": run.count(Status::Passed),
            "failed": run.count(Status::Failed),
            "errors": run.count(Status::Error),
            "todo": run.count(Status::Todo),
            "packages": run.packages(),
        },
        "tests": run.tests.iter().map(test).collect::<Vec<_>>(),
    });
    if let Some(coverage) = &run.coverage {
        report["coverage"] = coverage_json::value(coverage);
    }
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

fn test(test: &Test) -> Value {
    let mut value = json!({
        "name": test.name,
        "package": test.package,
        "file": test.file,
        "line": test.line,
        "status": test.status,
    });
    if let Some(message) = &test.message {
        value["message"] = json!(message);
    }
    if let (Some(place), Some(file)) = (&test.place, &test.place_file) {
        value["place"] = json!({"file": file, "line": place.first_line, "column": place.column});
    }
    if !test.failures.is_empty() {
        value["failures"] = test.failures.iter().map(failure).collect();
    }
    if !test.prints.is_empty() {
        value["prints"] = json!(test.prints);
    }
    value
}

fn failure(failure: &Failure) -> Value {
    let values = failure.values.iter().map(|(expression, value)| match value {
        Some(value) => json!({"expression": expression, "value": value.json, "text": value.text}),
        None => json!({"expression": expression, "undefined": true}),
    });
    let mut found = json!({
        "file": failure.file,
        "line": failure.excerpt.first_line,
        "column": failure.excerpt.column,
        "expression": failure.expression,
        "what": failure.what,
        "solutions": failure.solutions,
        "values": values.collect::<Vec<_>>(),
    });
    if let Some(difference) = &failure.difference {
        found["expected"] = json!({"value": difference.expected.json, "text": difference.expected.text});
        found["actual"] = json!({"value": difference.actual.json, "text": difference.actual.text});
    }
    found
}
