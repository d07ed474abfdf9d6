//! A JSON object for each row, one a line.

use std::io;

use super::{Answer, Style, object};

pub(super) fn render(answer: &Answer, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for row in &answer.rows {
        serde_json::to_writer(&mut *out, &object(&answer.columns, row))?;
        writeln!(out)?;
    }
    Ok(())
}
