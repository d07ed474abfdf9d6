//! A table for people, as wide as the terminal at most: long cells go on over more lines.

use std::io;

use comfy_table::{Cell, ContentArrangement, Table, presets};

use super::{Answer, Style, plain};
use crate::report::printable::printable;

/// Letters of a cell that are shown at most; JSON has the whole.
const LONGEST: usize = 1000;

pub(super) fn render(answer: &Answer, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_content_arrangement(ContentArrangement::Disabled);
    if let Some(width) = style.width {
        table.set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(width);
    }
    table.set_header(answer.columns.iter().map(|name| Cell::new(shown(name))));
    for row in &answer.rows {
        table.add_row(row.iter().map(|value| Cell::new(shown(&plain(value)))));
    }
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn shown(text: &str) -> String {
    let text = printable(text).replace('\t', " ");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
