//! What one subject can do: a matrix of permissions and divisions.

use std::io;

use serde_json::{Value, json};

use super::{Asked, Format, document, found_json, step_json, subject_json, table, way_line, yes_or_no};
use crate::access::ask::Place;
use crate::access::ask::what_can::{Row, Through, WhatCan};
use crate::report::access::Style;
use crate::report::printable::printable;
use crate::report::text::counted;

/// Writes it.
///
/// # Errors
/// When it can't be written.
pub fn render(what: &WhatCan, asked: &Asked, format: Format, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Text => text(what, asked, style, out),
        Format::Json => json(what, asked, out),
        Format::Csv => csv(what, asked, out),
    }
}

/// Columns where nobody says how wide the paper is.
const USUAL_WIDTH: usize = 100;

fn text(what: &WhatCan, asked: &Asked, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{}", printable(&what.subject.title()))?;
    if let Some(user) = &what.as_user {
        writeln!(out, "while the user who signs in is {}", printable(&user.title()))?;
    }
    for note in &what.notes {
        writeln!(out, "  note: {}", printable(note))?;
    }
    writeln!(out)?;
    if what.superuser {
        let count = counted(what.rows.len(), "permission");
        writeln!(out, "It can do anything in the whole org: {count} that are known of.\n")?;
    } else if what.rows.is_empty() {
        writeln!(out, "It can do nothing{}.\n", printable(&asked.not_looked_at()))?;
    } else {
        let width = style.width.map_or(USUAL_WIDTH, usize::from);
        matrix(what, width, out)?;
    }
    if !what.through.is_empty() {
        writeln!(out, "It holds:")?;
        for through in &what.through {
            let size = match through.permissions {
                Some(count) => counted(count, "permission"),
                None => "anything".to_owned(),
            };
            writeln!(out, "  {} ({size})", printable(&way_line(&through.steps)))?;
        }
    }
    if !what.superuser && !asked.incomplete.is_empty() && !what.rows.is_empty() {
        writeln!(out, "\nThis is what it can do{}", printable(&asked.not_looked_at()))?;
    }
    Ok(())
}

const HELD: &str = "●";
const CONDITIONAL: &str = "○";
const LEAK: &str = "!";

/// Rows of permissions, the whole org and the divisions as columns. Where names of divisions are too wide, columns have
/// numbers, and where even these are too many, the matrix goes on below.
fn matrix(what: &WhatCan, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let divisions = what.divisions();
    let label = what.rows.iter().map(|row| marked(row).chars().count()).max().unwrap_or_default().max(10);
    let names: Vec<String> = divisions.iter().map(|place| printable(place.name()).into_owned()).collect();
    let whole = "whole org";
    let by_name: usize = names.iter().map(|name| name.chars().count() + 2).sum();
    let first = label + 2 + whole.len();
    let titles: Vec<String> = match first + by_name <= width {
        true => names.clone(),
        false => (1..=names.len()).map(|number| number.to_string()).collect(),
    };
    let is_numbered = titles != names;
    let mut blocks: Vec<std::ops::Range<usize>> = Vec::new();
    let (mut from, mut used) = (0, first);
    for (at, title) in titles.iter().enumerate() {
        let wide = title.chars().count() + 2;
        if used + wide > width && at > from {
            blocks.push(from..at);
            (from, used) = (at, first);
        }
        used += wide;
    }
    blocks.push(from..titles.len());
    for (number, block) in blocks.iter().enumerate() {
        let title = if number == 0 { whole } else { "" };
        let mut line = format!("{:<label$}  {title:<9}", "permission");
        for title in &titles[block.clone()] {
            line.push_str(&format!("  {title}"));
        }
        writeln!(out, "{}", line.trim_end())?;
        for row in &what.rows {
            let in_whole = match number {
                0 => cell(row, &Place::WholeOrg),
                _ => String::new(),
            };
            let mut line = format!("{:<label$}  {in_whole:<9}", marked(row));
            let mut any = number == 0 && (!in_whole.is_empty() || row.places.is_empty());
            for at in block.clone() {
                let cell = cell(row, &divisions[at]);
                any |= !cell.is_empty();
                let wide = titles[at].chars().count();
                line.push_str(&format!("  {cell:<wide$}"));
            }
            // In further blocks, a permission without a division there says nothing.
            if any || blocks.len() == 1 {
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        writeln!(out)?;
    }
    if is_numbered {
        for (title, name) in titles.iter().zip(&names) {
            writeln!(out, "{title:>4}  {name}")?;
        }
        writeln!(out)?;
    }
    legend(what, out)
}

/// The permission, with a mark where only an unknown scope lets it through.
fn marked(row: &Row) -> String {
    let mark = if row.doubtful { " ?" } else { "" };
    format!("{}{mark}", printable(&row.permission))
}

fn cell(row: &Row, place: &Place) -> String {
    let Some(found) = row.places.iter().find(|found| found.place == *place) else { return String::new() };
    let mut cell = if found.given.conditional { CONDITIONAL } else { HELD }.to_owned();
    if found.given.leak {
        cell.push_str(LEAK);
    }
    if row.division_aware.is_none() {
        cell.push('~');
    }
    cell
}

/// Only what the matrix has needs to be explained.
fn legend(what: &WhatCan, out: &mut dyn io::Write) -> io::Result<()> {
    let found = || what.rows.iter().flat_map(|row| &row.places);
    let mut parts = vec![format!("{HELD} can")];
    if found().any(|found| found.given.conditional) {
        parts.push(format!("{CONDITIONAL} under a condition only"));
    }
    if found().any(|found| found.given.leak) {
        parts.push(format!("{LEAK} in the whole org though granted in single divisions only"));
    }
    if what.rows.iter().any(|row| row.division_aware.is_none()) {
        parts.push("~ not in the catalogue: whether it follows divisions is not known".to_owned());
    }
    if what.rows.iter().any(|row| row.doubtful) {
        parts.push("? if an unknown scope lets it through".to_owned());
    }
    writeln!(out, "{}\n", parts.join("   "))
}

fn json(what: &WhatCan, asked: &Asked, out: &mut dyn io::Write) -> io::Result<()> {
    let row = |row: &Row| {
        let mut value = json!({
            "permission": row.permission,
            "division_aware": row.division_aware,
            "places": row.places.iter().map(found_json).collect::<Vec<_>>(),
        });
        if row.doubtful {
            value["scope_unknown"] = true.into();
        }
        value
    };
    let through = |through: &Through| {
        json!({
            "path": through.steps.iter().map(step_json).collect::<Value>(),
            "permissions": through.permissions,
        })
    };
    let value = json!({
        "schema_version": "1",
        "question": {
            "kind": "what-can",
            "subject": what.subject.reference(),
            "as": what.as_user.as_ref().map(crate::access::ask::About::reference),
        },
        "subject": subject_json(&what.subject),
        "as": what.as_user.as_ref().map(subject_json),
        "superuser": what.superuser,
        "rows": what.rows.iter().map(row).collect::<Vec<_>>(),
        "holds": what.through.iter().map(through).collect::<Vec<_>>(),
        "notes": what.notes,
        "snapshots": [asked.json()],
    });
    document(&value, out)
}

const HEADER: [&str; 11] = [
    "snapshot",
    "subject_type",
    "subject_id",
    "permission",
    "division_aware",
    "division_id",
    "division",
    "conditional",
    "leak",
    "scope_unknown",
    "path",
];

fn csv(what: &WhatCan, asked: &Asked, out: &mut dyn io::Write) -> io::Result<()> {
    let rows = what.rows.iter().flat_map(|row| {
        row.places.iter().flat_map(move |found| {
            found.ways.iter().map(move |way| {
                [
                    asked.snapshot.clone(),
                    what.subject.kind.name().to_owned(),
                    what.subject.id.clone(),
                    row.permission.clone(),
                    yes_or_no(row.division_aware).to_owned(),
                    found.place.id().to_owned(),
                    found.place.name().to_owned(),
                    found.given.conditional.to_string(),
                    found.given.leak.to_string(),
                    row.doubtful.to_string(),
                    way_line(way),
                ]
            })
        })
    });
    table(HEADER, rows, out)
}
