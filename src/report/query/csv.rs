//! Rows for spreadsheets, with the same guard against formulas as findings.

use std::io;

use super::{Answer, Style, plain};
use crate::report::csv::cell;
use crate::snapshot::Tree;

pub(super) fn render(answer: &Answer, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(answer.columns.iter().map(|name| cell(name)))?;
    for row in &answer.rows {
        table.write_record(row.iter().map(value))?;
    }
    let table = table.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(&table)
}

/// A number below zero is no formula.
fn value(value: &Tree) -> String {
    match value {
        Tree::Number(_) => plain(value),
        _ => cell(&plain(value)),
    }
}
