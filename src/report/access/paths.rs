//! What subjects can become: chains of steps.

use std::io;

use serde_json::{Value, json};

use super::graph::Graph;
use super::{Asked, Format, Style, document, place_json, standing_word, step_json, subject_json, table, way_line};
use crate::access::ask::Place;
use crate::access::ask::paths::{OfSources, OpenEndTold, Paths, Source, StepTold, Stop, Told};
use crate::report::printable::printable;
use crate::report::text::counted;

/// The answer of all snapshots.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The subjects that were asked for, as given.
    pub from: Vec<String>,
    /// The partners that were asked for.
    pub partner: Vec<String>,
    /// What was looked for: a permission, a pattern or an `@set`.
    pub to: String,
    /// The division, as given.
    pub division: Option<String>,
    /// The snapshots with what was found.
    pub asked: Vec<(Asked, Paths)>,
}

/// Writes it.
///
/// # Errors
/// When it can't be written.
pub fn render(answer: &Answer, format: Format, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Text => text(answer, style, out),
        Format::Json => json(answer, out),
        Format::Csv => csv(answer, out),
    }
}

/// The chains as a graph: who acts as whom, by which edge.
pub fn graph(answer: &Answer) -> Graph {
    let mut graph = Graph::default();
    for found in answer.asked.iter().flat_map(|(_, paths)| &paths.found) {
        for chain in &found.chains {
            walk(&mut graph, &chain.steps);
        }
        for end in &found.open_ends {
            walk(&mut graph, &end.steps);
            let holder = match (end.steps.last(), found.sources.first()) {
                (Some(step), _) => step.to.clone(),
                (None, Some(source)) => stop(source),
                (None, None) => continue,
            };
            let from = graph.node(&holder.id, &holder.label);
            let to = graph.node(&format!("open end/{}", end.edge.id), "whatever stored credentials may");
            graph.edge(from, to, &end.edge.id);
        }
    }
    graph
}

fn walk(graph: &mut Graph, steps: &[StepTold]) {
    let mut before: Option<Stop> = None;
    for step in steps {
        // What any role gives belongs to whom it was given to, so a chain goes on from there.
        let from = before.take().filter(|_| step.through.is_some()).unwrap_or_else(|| step.from.clone());
        let (from, to) = (graph.node(&from.id, &from.label), graph.node(&step.to.id, &step.to.label));
        let label = match step.permissions.first() {
            Some(permission) => format!("{} ({permission})", step.edge.id),
            None => step.edge.id.clone(),
        };
        graph.edge(from, to, &label);
        before = Some(step.to.clone());
    }
}

fn stop(source: &Source) -> Stop {
    let label = source.about.name.clone().unwrap_or_else(|| source.about.id.clone());
    Stop { id: source.about.reference(), label }
}

/// Columns that explanations are wrapped at where the terminal says no other.
const WIDTH: usize = 110;

/// Names that a line lists before the rest is counted.
const MOST: usize = 8;

fn text(answer: &Answer, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let width = style.width.map_or(WIDTH, usize::from).clamp(60, WIDTH);
    for (number, (asked, paths)) in answer.asked.iter().enumerate() {
        if answer.asked.len() > 1 {
            let gap = if number == 0 { "" } else { "\n" };
            writeln!(out, "{gap}{}: {}\n", printable(&asked.snapshot), printable(&asked.organization_name))?;
        }
        for found in &paths.found {
            of_sources(found, answer, width, out)?;
            writeln!(out)?;
        }
        for (source, why) in &paths.left_out {
            writeln!(out, "{}\n  not followed: {why}\n", printable(&title(source)))?;
        }
        summary(answer, asked, paths, out)?;
    }
    Ok(())
}

fn title(source: &Source) -> String {
    let title = source.about.title();
    match source.partners.as_slice() {
        [] => title,
        partners => format!("{title}, of {}", partners.join(" and ")),
    }
}

fn of_sources(found: &OfSources, answer: &Answer, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let Some((first, others)) = found.sources.split_first() else { return Ok(()) };
    writeln!(out, "{}", printable(&title(first)))?;
    if !others.is_empty() {
        let names: Vec<String> = others.iter().map(|source| stop(source).label).collect();
        lines(
            &format!("and {} with the same access: {}", counted(others.len(), "other"), list(&names)),
            2,
            width,
            out,
        )?;
    }
    for chain in &found.chains {
        writeln!(out)?;
        one_chain(chain, answer, width, out)?;
    }
    if found.chains.is_empty() {
        writeln!(out, "  no chain leads to more of {}", printable(&answer.to))?;
    }
    if !found.chains.is_empty() && !found.unreached.is_empty() {
        lines(&format!("no chain leads to {}", list(&found.unreached)), 2, width, out)?;
    }
    if !found.held.is_empty() {
        lines(&format!("holds already: {}", list(&found.held)), 2, width, out)?;
    }
    open_ends(&found.open_ends, width, out)
}

/// A chain at a glance, then step by step.
fn one_chain(chain: &Told, answer: &Answer, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "  {}", printable(&glance(&chain.steps)))?;
    steps(&chain.steps, width, out)?;
    let everything = chain.steps.last().is_some_and(StepTold::is_everything);
    let what = match (everything, chain.gives.len()) {
        (true, _) => format!("everything in the whole org; of {}: {}", answer.to, list(&chain.gives)),
        (false, 1) => chain.gives[0].clone(),
        (false, count) => format!("{count} permissions of {}: {}", answer.to, list(&chain.gives)),
    };
    lines(&format!("⇒ {what}"), 4, width, out)
}

fn steps(steps: &[StepTold], width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    for (index, step) in steps.iter().enumerate() {
        writeln!(out, "    {}. {}: {}", index + 1, printable(&step.from.label), lower(&step.edge.title))?;
        let with = allowed_by(step);
        if !with.is_empty() {
            lines(&with, 7, width, out)?;
        }
        for fact in &step.evidence {
            match fact.line {
                Some(line) => writeln!(out, "       {line:>8}  {}", printable(&fact.text))?,
                None => writeln!(out, "       {:>8}  {}", "-", printable(&fact.text))?,
            }
        }
        lines(&step.edge.explanation, 7, width, out)?;
        if let Some(because) = &step.because {
            lines(&format!("Here {because}."), 7, width, out)?;
        }
        let alike = match step.alike {
            0 => String::new(),
            count => format!(", or {} with the same access", counted(count, "other")),
        };
        writeln!(out, "       → {}{alike}", printable(&step.to.label))?;
    }
    Ok(())
}

/// The permission that allows a step, and where it is held.
fn allowed_by(step: &StepTold) -> String {
    if step.permissions.is_empty() {
        return String::new();
    }
    let place = match &step.place {
        Some(Place::Division { name, .. }) => format!(" in division \"{name}\""),
        Some(Place::WholeOrg) => " in the whole org".to_owned(),
        None => String::new(),
    };
    let through = step.through.map(|number| format!(", by what step {number} gave")).unwrap_or_default();
    format!("allowed by {}{place}{through}", step.permissions.join(" and "))
}

/// `Ana ─set-password→ Marc ─grant-role→ everything in the whole org`
fn glance(steps: &[StepTold]) -> String {
    let mut text = steps.first().map(|step| step.from.label.clone()).unwrap_or_default();
    for step in steps {
        text.push_str(&format!(" ─{}→ {}", step.edge.id, step.to.label));
    }
    text
}

fn open_ends(ends: &[OpenEndTold], width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    if ends.is_empty() {
        return Ok(());
    }
    writeln!(out, "  open ends, of which a snapshot can't tell where they lead:")?;
    for end in ends {
        let before = if end.steps.is_empty() { String::new() } else { format!("{}: ", glance(&end.steps)) };
        lines(&format!("{before}{} may {} ({})", end.holder, lower(&end.edge.title), end.permission), 4, width, out)?;
    }
    Ok(())
}

fn summary(answer: &Answer, asked: &Asked, paths: &Paths, out: &mut dyn io::Write) -> io::Result<()> {
    let able: usize =
        paths.found.iter().filter(|found| !found.chains.is_empty()).map(|found| found.sources.len()).sum();
    let all: usize = paths.found.iter().map(|found| found.sources.len()).sum();
    let place = match &paths.division {
        Some(place) => format!(" in division \"{}\"", printable(place.name())),
        None => String::new(),
    };
    let incomplete = asked.not_looked_at();
    let (to, incomplete) = (printable(&answer.to), printable(&incomplete));
    match (able, all) {
        (0, 1) => writeln!(out, "it can't come to more of {to}{place}{incomplete}"),
        (0, _) => writeln!(out, "none of {} can come to more of {to}{place}{incomplete}", counted(all, "subject")),
        (_, _) => writeln!(out, "{able} of {} can come to more of {to}{place}{incomplete}", counted(all, "subject")),
    }
}

fn lower(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn list(names: &[String]) -> String {
    match names.split_at_checked(MOST) {
        Some((shown, rest)) if rest.len() > 1 => format!("{} and {} more", shown.join(", "), rest.len()),
        _ => names.join(", "),
    }
}

/// Words in lines of some width, indented.
fn lines(text: &str, indent: usize, width: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let text = printable(text);
    let mut line = String::new();
    for word in text.split(' ') {
        let needed = line.chars().count() + 1 + word.chars().count() + indent;
        if !line.is_empty() && needed > width {
            writeln!(out, "{:indent$}{line}", "")?;
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(out, "{:indent$}{line}", "")
}

fn json(answer: &Answer, out: &mut dyn io::Write) -> io::Result<()> {
    let rows = answer.asked.iter().flat_map(|(asked, paths)| {
        paths.found.iter().map(|found| {
            json!({
                "snapshot": asked.snapshot,
                "sources": found.sources.iter().map(source_json).collect::<Vec<_>>(),
                "held": found.held,
                "chains": found.chains.iter().map(chain_json).collect::<Vec<_>>(),
                "unreached": found.unreached,
                "open_ends": found.open_ends.iter().map(open_end_json).collect::<Vec<_>>(),
            })
        })
    });
    let snapshot = |(asked, paths): &(Asked, Paths)| {
        let mut value = asked.json();
        value["rows"] = paths.found.len().into();
        value["targets"] = json!(paths.targets);
        value["division"] = paths.division.as_ref().map_or(Value::Null, place_json);
        let left_out = paths.left_out.iter().map(|(source, why)| {
            let mut value = source_json(source);
            value["left_out_because"] = why.as_str().into();
            value
        });
        value["left_out"] = left_out.collect();
        value
    };
    let value = json!({
        "schema_version": "1",
        "question": {
            "kind": "paths",
            "from": answer.from,
            "partner": answer.partner,
            "to": answer.to,
            "division": answer.division,
        },
        "rows": rows.collect::<Vec<_>>(),
        "snapshots": answer.asked.iter().map(snapshot).collect::<Vec<_>>(),
    });
    document(&value, out)
}

fn source_json(source: &Source) -> Value {
    let mut value = subject_json(&source.about);
    value["partners"] = json!(source.partners);
    value
}

fn chain_json(chain: &Told) -> Value {
    json!({
        "length": chain.steps.len(),
        "steps": chain.steps.iter().map(told_json).collect::<Vec<_>>(),
        "gives": chain.gives,
        "gives_everything": chain.steps.last().is_some_and(StepTold::is_everything),
    })
}

fn open_end_json(end: &OpenEndTold) -> Value {
    json!({
        "edge": end.edge.id,
        "title": end.edge.title,
        "permission": end.permission,
        "why": end.edge.explanation,
        "steps": end.steps.iter().map(told_json).collect::<Vec<_>>(),
    })
}

fn told_json(step: &StepTold) -> Value {
    let stop = |stop: &Stop| json!({"id": stop.id, "label": stop.label});
    json!({
        "edge": step.edge.id,
        "title": step.edge.title,
        "from": stop(&step.from),
        "through_step": step.through,
        "permissions": step.permissions,
        "place": step.place.as_ref().map_or(Value::Null, place_json),
        "to": stop(&step.to),
        "alike": step.alike,
        "any_role": step.any_role.as_ref().map(|places| places.iter().map(place_json).collect::<Vec<_>>()),
        "why": step.edge.explanation,
        "because": step.because,
        "operations": step.edge.operations,
        "evidence": step.evidence.iter().map(step_json).collect::<Vec<_>>(),
    })
}

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
fn csv(answer: &Answer, out: &mut dyn io::Write) -> io::Result<()> {
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
