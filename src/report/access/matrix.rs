//! What partners can do where: a table a partner, with places as rows and capabilities as columns.

use std::io;

use serde_json::{Value, json};

use super::{Asked, Format, document, place_json, table};
use crate::access::ask::matrix::{Capability, Cell, OfPartner, Row};
use crate::report::printable::printable;
use crate::report::text::counted;

/// The answer of all snapshots.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The capabilities, in the order of cells.
    pub capabilities: Vec<Capability>,
    /// The snapshots with what partners can do there.
    pub asked: Vec<(Asked, Vec<OfPartner>)>,
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
    for (asked, partners) in &answer.asked {
        if answer.asked.len() > 1 {
            writeln!(out, "{}: {}\n", printable(&asked.snapshot), printable(&asked.organization_name))?;
        }
        for partner in partners {
            one(answer, asked, partner, out)?;
        }
    }
    let rows = || answer.asked.iter().flat_map(|(_, partners)| partners).flat_map(|partner| &partner.rows);
    let cells = || rows().flat_map(|row| row.cells.iter().flatten());
    if cells().next().is_some() {
        write!(out, "Cells count permissions and, after the slash, subjects that hold some of them. ")?;
        write!(out, "What is held in the whole org is not repeated for divisions.")?;
        if cells().any(|cell| cell.conditional) {
            write!(out, " ○ under a condition only.")?;
        }
        if cells().any(|cell| !cell.leaks.is_empty()) {
            write!(out, " ! some of it only because it does not follow divisions.")?;
        }
        if cells().any(|cell| cell.active == 0) {
            write!(out, " (…) nobody can use it at present.")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn one(answer: &Answer, asked: &Asked, partner: &OfPartner, out: &mut dyn io::Write) -> io::Result<()> {
    let kinds: Vec<String> = partner.subjects.iter().map(|(kind, count)| counted(*count, kind.noun())).collect();
    let who = if kinds.is_empty() { "no subjects".to_owned() } else { kinds.join(", ") };
    writeln!(out, "{} [{}]: {who}", printable(&partner.name), printable(&partner.partner))?;
    if partner.rows.is_empty() {
        writeln!(out, "  can do nothing{}", printable(&asked.not_looked_at()))?;
    } else {
        let name = |row: &Row| match row.standing {
            Some(standing) => format!("{} ({standing})", printable(row.place.name())),
            None => printable(row.place.name()).into_owned(),
        };
        let label = partner.rows.iter().map(|row| name(row).chars().count()).max().unwrap_or_default();
        let texts: Vec<Vec<String>> =
            partner.rows.iter().map(|row| row.cells.iter().map(|cell| cell_text(cell.as_ref())).collect()).collect();
        let widths: Vec<usize> = answer
            .capabilities
            .iter()
            .enumerate()
            .map(|(at, capability)| {
                let cells = texts.iter().map(|cells| cells[at].chars().count());
                cells.max().unwrap_or_default().max(capability.title.chars().count())
            })
            .collect();
        let mut line = format!("  {:label$}", "");
        for (capability, width) in answer.capabilities.iter().zip(&widths) {
            line.push_str(&format!("  {:<width$}", capability.title));
        }
        writeln!(out, "{}", line.trim_end())?;
        for (row, cells) in partner.rows.iter().zip(&texts) {
            let mut line = format!("  {:<label$}", name(row));
            for (cell, width) in cells.iter().zip(&widths) {
                line.push_str(&format!("  {cell:<width$}"));
            }
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    if !partner.acting_as_users.is_empty() {
        let count = counted(partner.acting_as_users.len(), "OAuth client");
        let which = partner.acting_as_users.join(", ");
        writeln!(
            out,
            "  note: {count} can do what the user who signs in can, which is not counted: {}",
            printable(&which)
        )?;
    }
    if !partner.unknown_roles.is_empty() {
        let count = counted(partner.unknown_roles.len(), "subject");
        let which = partner.unknown_roles.join(", ");
        writeln!(
            out,
            "  note: {count} with roles that the snapshot lacks; what these give is not known: {}",
            printable(&which)
        )?;
    }
    writeln!(out)
}

fn cell_text(cell: Option<&Cell>) -> String {
    let Some(cell) = cell else { return "-".to_owned() };
    let mut text = format!("{}/{}", cell.permissions.len(), cell.subjects);
    if cell.conditional {
        text.push('○');
    }
    if !cell.leaks.is_empty() {
        text.push('!');
    }
    if cell.active == 0 { format!("({text})") } else { text }
}

fn json(answer: &Answer, out: &mut dyn io::Write) -> io::Result<()> {
    let capability = |capability: &Capability| json!({"id": capability.id, "title": capability.title, "description": capability.description});
    let rows = answer.asked.iter().flat_map(|(asked, partners)| partners.iter().map(move |one| (asked, one)));
    let rows =
        rows.flat_map(|(asked, partner)| partner.rows.iter().map(move |row| row_json(answer, asked, partner, row)));
    let snapshot = |(asked, partners): &(Asked, Vec<OfPartner>)| {
        let mut value = asked.json();
        value["partners"] = partners.iter().map(partner_json).collect();
        value
    };
    let value = json!({
        "schema_version": "1",
        "question": {"kind": "matrix"},
        "capabilities": answer.capabilities.iter().map(capability).collect::<Vec<_>>(),
        "rows": rows.collect::<Vec<_>>(),
        "snapshots": answer.asked.iter().map(snapshot).collect::<Vec<_>>(),
    });
    document(&value, out)
}

fn partner_json(partner: &OfPartner) -> Value {
    let subjects: serde_json::Map<String, Value> =
        partner.subjects.iter().map(|(kind, count)| (kind.name().to_owned(), (*count).into())).collect();
    json!({
        "partner": partner.partner,
        "name": partner.name,
        "subjects": subjects,
        "not_counted": partner.acting_as_users,
        "unknown_roles": partner.unknown_roles,
    })
}

fn row_json(answer: &Answer, asked: &Asked, partner: &OfPartner, row: &Row) -> Value {
    let cell = |cell: &Cell| {
        json!({
            "permissions": cell.permissions,
            "conditional": cell.conditional,
            "subjects": cell.subjects,
            "active_subjects": cell.active,
            "leaks": cell.leaks,
        })
    };
    let cells = answer.capabilities.iter().zip(&row.cells);
    let cells: serde_json::Map<String, Value> =
        cells.map(|(capability, found)| (capability.id.clone(), found.as_ref().map_or(Value::Null, cell))).collect();
    let mut value = place_json(&row.place);
    value["snapshot"] = asked.snapshot.as_str().into();
    value["partner"] = partner.partner.as_str().into();
    value["standing"] = row.standing.into();
    value["capabilities"] = Value::Object(cells);
    value
}

const HEADER: [&str; 12] = [
    "snapshot",
    "partner",
    "partner_name",
    "division_id",
    "division",
    "standing",
    "capability",
    "permissions",
    "subjects",
    "active_subjects",
    "conditional",
    "leaks",
];

fn csv(answer: &Answer, out: &mut dyn io::Write) -> io::Result<()> {
    let rows = answer.asked.iter().flat_map(|(asked, partners)| partners.iter().map(move |one| (asked, one)));
    let rows = rows.flat_map(|(asked, partner)| partner.rows.iter().map(move |row| (asked, partner, row)));
    let rows = rows.flat_map(|(asked, partner, row)| {
        let cells = answer.capabilities.iter().zip(&row.cells);
        cells.filter_map(move |(capability, cell)| {
            let cell = cell.as_ref()?;
            Some([
                asked.snapshot.clone(),
                partner.partner.clone(),
                partner.name.clone(),
                row.place.id().to_owned(),
                row.place.name().to_owned(),
                row.standing.unwrap_or_default().to_owned(),
                capability.id.clone(),
                cell.permissions.join(" "),
                cell.subjects.to_string(),
                cell.active.to_string(),
                cell.conditional.to_string(),
                cell.leaks.join(" "),
            ])
        })
    });
    table(HEADER, rows, out)
}
