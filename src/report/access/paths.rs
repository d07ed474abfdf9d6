//! What subjects can become: chains of steps. One file a format.

mod csv;
mod json;
mod text;

use std::io;

use super::graph::Graph;
use super::{Asked, Format, Style};
use crate::access::ask::paths::{Paths, Source, StepTold, Stop};

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
        Format::Text => text::write(answer, style, out),
        Format::Json => json::write(answer, out),
        Format::Csv => csv::write(answer, out),
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
        let label = match step.permissions.is_empty() {
            false => format!("{} ({})", step.edge.id, step.permissions.join(" and ")),
            true => step.edge.id.clone(),
        };
        graph.edge(from, to, &label);
        before = Some(step.to.clone());
    }
}

fn stop(source: &Source) -> Stop {
    let label = source.about.name.clone().unwrap_or_else(|| source.about.id.clone());
    Stop { id: source.about.reference(), label }
}
