//! For programs. `docs/lint.md` says what each member is.

use std::io;

use serde_json::{Value, json};

use super::{Setup, end_of, level};
use crate::diagnostic::{Diagnostic, Level};

pub(super) fn render(found: &[Diagnostic], setup: Setup<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let of = |level: Level| found.iter().filter(|one| one.level == level).count();
    let report = json!({
        "schema_version": "1",
        "summary": {
            "rules": setup.rules,
            "files": setup.files,
            "errors": of(Level::Error),
            "warnings": of(Level::Warning),
        },
        "diagnostics": found.iter().map(entry).collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

fn entry(one: &Diagnostic) -> Value {
    let mut entry = json!({
        "code": one.code,
        "level": level(one),
        "message": one.message,
        "file": one.file,
    });
    if let (Some((line, column)), Some((end_line, end_column))) = (one.place, end_of(one)) {
        entry["line"] = json!(line);
        entry["column"] = json!(column);
        entry["end_line"] = json!(end_line);
        entry["end_column"] = json!(end_column);
    }
    if let Some(help) = &one.help {
        entry["help"] = json!(help);
    }
    entry
}
