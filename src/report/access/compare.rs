//! What one subject can do that another can't.

use std::io;

use serde_json::{Value, json};

use super::{Asked, Format, document, place_json, place_text, subject_json, table, yes_or_no};
use crate::access::Given;
use crate::access::ask::compare::{Compared, Row};
use crate::report::printable::printable;
use crate::report::text::counted;

/// Writes it.
///
/// # Errors
/// When it can't be written.
pub fn render(compared: &Compared, asked: &Asked, format: Format, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Text => text(compared, asked, out),
        Format::Json => json(compared, asked, out),
        Format::Csv => csv(compared, out),
    }
}

fn text(compared: &Compared, asked: &Asked, out: &mut dyn io::Write) -> io::Result<()> {
    let (first, second) = (compared.first.title(), compared.second.title());
    for (who, other, of_first) in [(&first, &second, true), (&second, &first, false)] {
        let rows: Vec<&Row> = compared.rows.iter().filter(|row| row.is_of_first() == of_first).collect();
        writeln!(out, "Only {}, and not {}:", printable(who), printable(other))?;
        if rows.is_empty() {
            writeln!(out, "  nothing{}", printable(&asked.not_looked_at()))?;
        }
        let width = rows.iter().map(|row| row.permission.chars().count()).max().unwrap_or_default();
        for row in rows {
            let (own, others) = if of_first { (row.first, row.second) } else { (row.second, row.first) };
            let Some(own) = own else { continue };
            let but = if others.is_some() { "; the other under a condition only" } else { "" };
            writeln!(out, "  {:<width$}  {}{but}", printable(&row.permission), place_text(&row.place, own))?;
        }
        writeln!(out)?;
    }
    for (who, notes) in [(&first, &compared.notes_on_first), (&second, &compared.notes_on_second)] {
        for note in notes {
            writeln!(out, "{}: {}", printable(who), printable(note))?;
        }
    }
    writeln!(out, "{} that both can use in the same places", counted(compared.same, "permission"))
}

fn json(compared: &Compared, asked: &Asked, out: &mut dyn io::Write) -> io::Result<()> {
    let given = |given: Option<Given>| match given {
        Some(given) => json!({"conditional": given.conditional, "leak": given.leak}),
        None => Value::Null,
    };
    let row = |row: &Row| {
        let mut value = place_json(&row.place);
        value["permission"] = row.permission.as_str().into();
        value["division_aware"] = row.division_aware.into();
        value["more"] = if row.is_of_first() { "first" } else { "second" }.into();
        value["first"] = given(row.first);
        value["second"] = given(row.second);
        value
    };
    let value = json!({
        "schema_version": "1",
        "question": {"kind": "compare", "first": compared.first.reference(), "second": compared.second.reference()},
        "first": subject_json(&compared.first),
        "second": subject_json(&compared.second),
        "rows": compared.rows.iter().map(row).collect::<Vec<_>>(),
        "same": compared.same,
        "notes": {"first": compared.notes_on_first, "second": compared.notes_on_second},
        "snapshots": [asked.json()],
    });
    document(&value, out)
}

const HEADER: [&str; 8] =
    ["permission", "division_aware", "division_id", "division", "more", "first", "second", "leak"];

fn csv(compared: &Compared, out: &mut dyn io::Write) -> io::Result<()> {
    let word = |given: Option<Given>| match given {
        None => "no",
        Some(given) if given.conditional => "conditional",
        Some(_) => "yes",
    };
    let rows = compared.rows.iter().map(|row| {
        let own = if row.is_of_first() { row.first } else { row.second };
        [
            row.permission.clone(),
            yes_or_no(row.division_aware).to_owned(),
            row.place.id().to_owned(),
            row.place.name().to_owned(),
            if row.is_of_first() { "first" } else { "second" }.to_owned(),
            word(row.first).to_owned(),
            word(row.second).to_owned(),
            own.is_some_and(|given| given.leak).to_string(),
        ]
    });
    table(HEADER, rows, out)
}
