//! Who can use some permissions.

use std::io;

use serde_json::{Value, json};

use super::{
    Asked, Format, document_of_rows, found_json, place_text, subject_json, table, way_line, way_text, yes_or_no,
};
use crate::access::Standing;
use crate::access::ask::who_can::Row;
use crate::report::printable::printable;
use crate::report::text::counted;

/// The answer of all snapshots.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked for: a permission, a pattern or an `@set`.
    pub permission: String,
    /// The division, as given.
    pub division: Option<String>,
    /// The snapshots with their rows.
    pub asked: Vec<(Asked, Vec<Row>)>,
}

/// Writes it.
///
/// # Errors
/// When it can't be written.
pub fn render(answer: &Answer, format: Format, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Text => text(answer, out),
        Format::Json => json(answer, out),
        Format::Csv => csv(answer, out),
    }
}

fn text(answer: &Answer, out: &mut dyn io::Write) -> io::Result<()> {
    for (number, (asked, rows)) in answer.asked.iter().enumerate() {
        if answer.asked.len() > 1 {
            let gap = if number == 0 { "" } else { "\n" };
            writeln!(out, "{gap}{}: {}\n", printable(&asked.snapshot), printable(&asked.organization_name))?;
        }
        for row in rows {
            one(row, out)?;
        }
        summary(answer, asked, rows, out)?;
    }
    Ok(())
}

fn one(row: &Row, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{}", printable(&row.subject.title()))?;
    if let Some(users) = row.users {
        writeln!(out, "  as the user who signs in: {} could", counted(users, "user"))?;
    }
    for found in &row.places {
        let mut place = place_text(&found.place, found.given);
        if row.doubtful {
            place.push_str(", if an unknown scope lets it through");
        }
        writeln!(out, "  {} {place}", printable(&row.permission))?;
        for way in &found.ways {
            way_text(way, out)?;
        }
    }
    writeln!(out)
}

fn summary(answer: &Answer, asked: &Asked, rows: &[Row], out: &mut dyn io::Write) -> io::Result<()> {
    let what = printable(&answer.permission);
    let place = match &answer.division {
        Some(division) => format!(" in division \"{}\"", printable(division)),
        None => String::new(),
    };
    let mut subjects: Vec<_> = rows.iter().map(|row| (row.subject.kind, &row.subject.id)).collect();
    subjects.sort();
    subjects.dedup();
    if subjects.is_empty() {
        return writeln!(out, "nobody can {what}{place}{}", printable(&asked.not_looked_at()));
    }
    let is_inactive = |row: &&Row| matches!(row.subject.standing, Standing::Inactive(_));
    let mut inactive: Vec<_> = rows.iter().filter(is_inactive).map(|row| (row.subject.kind, &row.subject.id)).collect();
    inactive.sort();
    inactive.dedup();
    let at_present = match inactive.len() {
        0 => String::new(),
        count => format!(", {count} of them not at present"),
    };
    let incomplete = asked.not_looked_at();
    writeln!(out, "{} can {what}{place}{at_present}{}", counted(subjects.len(), "subject"), printable(&incomplete))
}

fn json(answer: &Answer, out: &mut dyn io::Write) -> io::Result<()> {
    let rows = || answer.asked.iter().flat_map(|(asked, rows)| rows.iter().map(|row| row_json(asked, row)));
    let snapshot = |(asked, rows): &(Asked, Vec<Row>)| {
        let mut value = asked.json();
        value["rows"] = rows.len().into();
        value
    };
    let question = json!({"kind": "who-can", "permission": answer.permission, "division": answer.division});
    document_of_rows(question, rows, answer.asked.iter().map(snapshot).collect(), out)
}

fn row_json(asked: &Asked, row: &Row) -> Value {
    let mut value = json!({
        "snapshot": asked.snapshot,
        "subject": subject_json(&row.subject),
        "permission": row.permission,
        "division_aware": row.division_aware,
        "places": row.places.iter().map(found_json).collect::<Vec<_>>(),
    });
    if row.doubtful {
        value["scope_unknown"] = true.into();
    }
    if let Some(users) = row.users {
        value["users"] = users.into();
    }
    value
}

const HEADER: [&str; 14] = [
    "snapshot",
    "subject_type",
    "subject_id",
    "subject_name",
    "email",
    "state",
    "permission",
    "division_aware",
    "division_id",
    "division",
    "conditional",
    "leak",
    "scope_unknown",
    "path",
];

fn csv(answer: &Answer, out: &mut dyn io::Write) -> io::Result<()> {
    let rows = answer.asked.iter().flat_map(|(asked, rows)| rows.iter().map(move |row| (asked, row)));
    let rows = rows.flat_map(|(asked, row)| {
        row.places.iter().flat_map(move |found| {
            found.ways.iter().map(move |way| {
                [
                    asked.snapshot.clone(),
                    row.subject.kind.name().to_owned(),
                    row.subject.id.clone(),
                    row.subject.name.clone().unwrap_or_default(),
                    row.subject.email.clone().unwrap_or_default(),
                    super::standing_word(&row.subject.standing).to_owned(),
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
