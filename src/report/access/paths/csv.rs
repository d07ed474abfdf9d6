//! Chains for spreadsheets.

use std::io;

use super::Answer;
use crate::access::ask::paths::{OfSources, Source, StepTold};
use crate::report::access::{Asked, standing_word, table, way_line};

const HEADER: [&str; 18] = [
    "snapshot",
    "source_type",
    "source_id",
    "source_name",
    "state",
    "partners",
    "kind",
    "chain",
    "step",
    "steps",
    "edge",
    "from",
    "permissions",
    "division_id",
    "to",
    "why",
    "evidence",
    "gives",
];

/// A row a step, one for what is held, one a permission that nothing leads to. Of subjects with the same access, each
/// has its rows; the evidence is of the first.
pub(super) fn write(answer: &Answer, out: &mut dyn io::Write) -> io::Result<()> {
    let mut rows = Vec::new();
    for (asked, paths) in &answer.asked {
        for found in &paths.found {
            for source in &found.sources {
                rows_of(asked, source, found, &mut rows);
            }
        }
        for (source, why) in &paths.left_out {
            let mut row = row_of(asked, source, "left_out");
            row[15].clone_from(why);
            rows.push(row);
        }
    }
    table(HEADER, rows.into_iter(), out)
}

fn row_of(asked: &Asked, source: &Source, kind: &str) -> [String; 18] {
    let mut row: [String; 18] = Default::default();
    let about = &source.about;
    let name = about.name.clone().unwrap_or_default();
    let known = [
        &asked.snapshot,
        about.kind.name(),
        &about.id,
        &name,
        standing_word(&about.standing),
        &source.partners.join(" "),
        kind,
    ];
    for (cell, text) in row.iter_mut().zip(known) {
        text.clone_into(cell);
    }
    row
}

fn rows_of(asked: &Asked, source: &Source, found: &OfSources, rows: &mut Vec<[String; 18]>) {
    for (kind, names) in [("held", &found.held), ("unreached", &found.unreached)] {
        if !names.is_empty() {
            let mut row = row_of(asked, source, kind);
            row[17] = names.join(" ");
            rows.push(row);
        }
    }
    for (number, chain) in found.chains.iter().enumerate() {
        for (index, step) in chain.steps.iter().enumerate() {
            let mut row = step_row(asked, source, "chain", (number, index, chain.steps.len()), step);
            if index + 1 == chain.steps.len() {
                row[17] = chain.gives.join(" ");
            }
            rows.push(row);
        }
    }
    for (number, end) in found.open_ends.iter().enumerate() {
        for (index, step) in end.steps.iter().enumerate() {
            rows.push(step_row(asked, source, "open_end", (number, index, end.steps.len() + 1), step));
        }
        let mut row = row_of(asked, source, "open_end");
        let length = end.steps.len() + 1;
        for (cell, text) in [
            (7, (number + 1).to_string()),
            (8, length.to_string()),
            (9, length.to_string()),
            (10, end.edge.id.clone()),
            (11, end.holder.clone()),
            (12, end.permission.clone()),
            (15, end.edge.explanation.clone()),
        ] {
            row[cell] = text;
        }
        rows.push(row);
    }
}

fn step_row(
    asked: &Asked,
    source: &Source,
    kind: &str,
    (number, index, length): (usize, usize, usize),
    step: &StepTold,
) -> [String; 18] {
    let mut row = row_of(asked, source, kind);
    let why = match &step.because {
        Some(because) => format!("{} Here {because}.", step.edge.explanation),
        None => step.edge.explanation.clone(),
    };
    for (cell, text) in [
        (7, (number + 1).to_string()),
        (8, (index + 1).to_string()),
        (9, length.to_string()),
        (10, step.edge.id.clone()),
        (11, step.from.label.clone()),
        (12, step.permissions.join(" ")),
        (13, step.place.as_ref().map(|place| place.id().to_owned()).unwrap_or_default()),
        (14, step.to.label.clone()),
        (15, why),
        (16, way_line(&step.evidence)),
    ] {
        row[cell] = text;
    }
    row
}
