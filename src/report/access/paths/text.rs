//! Chains for people: at a glance, then step by step.

use std::io;

use super::{Answer, stop};
use crate::access::ask::Place;
use crate::access::ask::paths::{OfSources, OpenEndTold, Paths, Source, StepTold, Told};
use crate::report::access::{Asked, Style};
use crate::report::printable::printable;
use crate::report::text::counted;

/// Columns that explanations are wrapped at where the terminal says no other.
const WIDTH: usize = 110;

/// Names that a line lists before the rest is counted.
const MOST: usize = 8;

pub(super) fn write(answer: &Answer, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let width = style.width.map_or(WIDTH, usize::from).clamp(60, WIDTH);
    for (number, (asked, paths)) in answer.asked.iter().enumerate() {
        if answer.asked.len() > 1 {
            let gap = if number == 0 { "" } else { "\n" };
            writeln!(out, "{gap}{}: {}\n", printable(&asked.snapshot), printable(&asked.organization_name))?;
        }
        let says_something =
            |found: &&OfSources| !(found.chains.is_empty() && found.held.is_empty() && found.open_ends.is_empty());
        for found in paths.found.iter().filter(says_something) {
            of_sources(found, answer, width, out)?;
            writeln!(out)?;
        }
        let silent: Vec<String> = paths
            .found
            .iter()
            .filter(|found| !says_something(found))
            .flat_map(|found| &found.sources)
            .map(|source| stop(source).label)
            .collect();
        if !silent.is_empty() {
            writeln!(
                out,
                "No chain, nothing of {} held, no open end: {}",
                printable(&answer.to),
                counted(silent.len(), "subject")
            )?;
            lines(&list(&silent), 2, width, out)?;
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
