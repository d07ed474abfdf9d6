//! Why a rule found something, or did not, for people and as JSON.

use std::io;

use serde_json::{Value, json};

use super::printable::printable;
use super::snippet;
use super::text::counted;
use crate::diagnostic::Diagnostic;
use crate::tested::Failure;
use crate::traced::{Body, Explained, Link, Step, Stop, Traced};

/// Writes it for people.
///
/// # Errors
/// When it can't be written.
pub fn text(traced: &Traced, colour: bool, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{}: {}", traced.rule, printable(&traced.title))?;
    writeln!(out, "on {}, rule in {}", printable(&traced.snapshot), printable(&traced.file))?;
    if let Some(reason) = &traced.reason {
        let what = if traced.found.is_empty() { "not evaluated" } else { "could not look at everything" };
        writeln!(out, "{what}: {}", printable(reason))?;
    }
    for gap in traced.gaps.iter().filter(|gap| traced.reason.as_ref().is_none_or(|reason| !reason.contains(*gap))) {
        writeln!(out, "{}; what it would say is not in here", printable(gap))?;
    }
    for explained in &traced.found {
        writeln!(out)?;
        of_finding(traced, explained, out)?;
    }
    if traced.left_out > 0 {
        writeln!(
            out,
            "\n{} more of the rule; name one with `--subject`, or raise `--limit`",
            counted(traced.left_out, "finding")
        )?;
    }
    if !traced.found.is_empty() {
        return Ok(());
    }
    let whom = traced.subject.as_ref().map(|subject| {
        let name = subject.name.as_ref().map(|name| format!("\"{name}\" ")).unwrap_or_default();
        format!(" on {name}{}", subject.of)
    });
    let whom = printable(&whom.unwrap_or_default()).into_owned();
    match &traced.stops {
        Err(reason) if traced.reason.is_some() => writeln!(out, "\nWhat it would find{whom} is not known: {reason}."),
        Err(reason) => writeln!(out, "\nNothing was found{whom}. No condition can be named: {reason}."),
        Ok(stops) => {
            writeln!(out, "\nNothing was found{whom}.")?;
            for stop in stops {
                of_stop(stop, 0, colour, out)?;
            }
            Ok(())
        }
    }
}

fn of_finding(traced: &Traced, explained: &Explained, out: &mut dyn io::Write) -> io::Result<()> {
    let finding = &explained.finding;
    writeln!(out, "{}  {}", finding.severity, printable(&finding.message))?;
    writeln!(
        out,
        "{}:{}:{}  fingerprint {}",
        printable(&traced.snapshot),
        finding.region.start_line,
        finding.region.start_column,
        finding.fingerprint
    )?;
    if let Some(waived) = &finding.waived {
        writeln!(out, "waived: {}", printable(&waived.reason))?;
    }
    writeln!(out, "\nEvidence")?;
    let width = explained.chain.iter().map(|link| link.kind.len()).max().unwrap_or_default();
    for link in &explained.chain {
        let line = link.line.map(|line| format!("  (line {line})")).unwrap_or_default();
        writeln!(out, "  {:<width$}  {}{line}", link.kind, printable(&link.text))?;
    }
    writeln!(out)?;
    match &explained.body {
        Ok(body) => of_body(body, 0, out),
        Err(reason) => writeln!(out, "Which conditions made it true can't be told: {}.", printable(reason)),
    }
}

fn of_body(body: &Body, depth: usize, out: &mut dyn io::Write) -> io::Result<()> {
    let indent = "    ".repeat(depth);
    let more = match body.solutions {
        0 | 1 => String::new(),
        many => format!(", the first of {many} combinations of variables"),
    };
    writeln!(out, "{indent}{}  ({}:{}{more})", printable(&body.head), printable(&body.file), body.line)?;
    for step in &body.steps {
        for (at, line) in shortened(&step.text).enumerate() {
            let number = if at == 0 { step.line.to_string() } else { String::new() };
            writeln!(out, "{indent}{number:>5} | {}", printable(&line))?;
        }
        for (label, value) in &step.values {
            match value {
                Some(value) => writeln!(out, "{indent}      |     {} = {}", printable(label), printable(value))?,
                None => writeln!(out, "{indent}      |     {} is undefined", printable(label))?,
            }
        }
        if let Some(through) = &step.through {
            of_body(through, depth + 1, out)?;
        }
    }
    Ok(())
}

/// How many lines of a statement are shown.
const MOST_LINES: usize = 3;

/// The first lines of a statement, without what all are indented by.
fn shortened(text: &str) -> impl Iterator<Item = String> {
    let lines: Vec<String> = text.lines().map(|line| line.replace('\t', "  ")).collect();
    let indent = |line: &String| line.len() - line.trim_start().len();
    let least = lines.iter().skip(1).filter(|line| !line.trim().is_empty()).map(indent).min().unwrap_or_default();
    let count = lines.len();
    let mut shown: Vec<String> = lines
        .into_iter()
        .enumerate()
        .map(|(at, line)| if at == 0 { line } else { line.get(least..).unwrap_or_default().to_owned() })
        .collect();
    if count > MOST_LINES {
        shown.truncate(MOST_LINES - 1);
        shown.push(format!("… {}", counted(count - MOST_LINES + 1, "more line")));
    }
    shown.into_iter()
}

fn of_stop(stop: &Stop, depth: usize, colour: bool, out: &mut dyn io::Write) -> io::Result<()> {
    let conditions = match stop.held {
        0 => "stops at its first condition".to_owned(),
        1 => "stops after one condition".to_owned(),
        held => format!("stops after {held} conditions"),
    };
    let what = if depth == 0 { "" } else { "because " };
    let failure = &stop.failure;
    writeln!(out, "\n{what}`{}` {conditions}, since this {}", printable(&stop.head), printable(&failure.what))?;
    if failure.solutions > 1 {
        writeln!(out, "(values are those of the first of {} combinations of variables)", failure.solutions)?;
    }
    let mut diagnostic = Diagnostic::error("").in_file(&failure.file);
    diagnostic.excerpts.push(failure.excerpt.clone());
    writeln!(out, "{}", snippet::excerpts(&diagnostic, colour).trim_end())?;
    if let Some(found) = &failure.difference {
        writeln!(out, "  expected {}", first_line(&found.expected.text))?;
        writeln!(out, "  actual   {}", first_line(&found.actual.text))?;
    }
    for (label, value) in &failure.values {
        match value {
            Some(value) => writeln!(out, "  {} = {}", printable(label), first_line(&value.text))?,
            None => writeln!(out, "  {} is undefined", printable(label))?,
        }
    }
    stop.through.iter().try_for_each(|inner| of_stop(inner, depth + 1, colour, out))
}

/// A value that takes several lines, on one.
fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    let short: String = line.chars().take(120).collect();
    let more = if short.len() < line.len() { " …" } else { "" };
    format!("{}{more}", printable(&short))
}

/// Writes several as one JSON document.
///
/// # Errors
/// When it can't be written.
pub fn json(traced: &[Traced], out: &mut dyn io::Write) -> io::Result<()> {
    let document = json!({"schema_version": "1", "traces": traced.iter().map(one).collect::<Vec<_>>()});
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn one(traced: &Traced) -> Value {
    let subject = traced.subject.as_ref();
    let mut value = json!({
        "rule": traced.rule,
        "snapshot": traced.snapshot,
        "gaps": traced.gaps,
        "findings": traced.found.iter().map(explained).collect::<Vec<_>>(),
        "findings_left_out": traced.left_out,
    });
    let mut add = |name: &str, member: Value| value[name] = member;
    if let Some(subject) = subject {
        add("subject", json!({"type": subject.of.kind, "id": subject.of.id, "name": subject.name}));
    }
    if let Some(reason) = &traced.reason {
        add("reason", json!(reason));
    }
    match &traced.stops {
        Ok(stops) => add("stops", stops.iter().map(stop).collect()),
        Err(reason) => add("unknown", json!(reason)),
    }
    value
}

fn explained(explained: &Explained) -> Value {
    let finding = &explained.finding;
    let link = |link: &Link| json!({"kind": link.kind, "text": link.text, "line": link.line});
    let mut value = json!({
        "fingerprint": finding.fingerprint,
        "severity": finding.severity,
        "subject": {"type": finding.subject.kind, "id": finding.subject.id, "name": finding.subject_name},
        "message": finding.message,
        "path": finding.path,
        "line": finding.region.start_line,
        "evidence": explained.chain.iter().map(link).collect::<Vec<_>>(),
    });
    match &explained.body {
        Ok(found) => value["body"] = body(found),
        Err(reason) => value["unknown"] = json!(reason),
    }
    value
}

fn body(found: &Body) -> Value {
    let step = |step: &Step| {
        let values = step.values.iter().map(|(label, value)| json!({"expression": label, "value": value}));
        json!({
            "line": step.line,
            "statement": step.text,
            "values": values.collect::<Vec<_>>(),
            "through": step.through.as_deref().map(body),
        })
    };
    json!({
        "defines": found.head,
        "file": found.file,
        "line": found.line,
        "solutions": found.solutions,
        "steps": found.steps.iter().map(step).collect::<Vec<_>>(),
    })
}

fn stop(found: &Stop) -> Value {
    let Failure { file, excerpt, expression, what, values, difference, solutions } = &found.failure;
    let values = values
        .iter()
        .map(|(label, value)| json!({"expression": label, "value": value.as_ref().map(|value| &value.json)}));
    json!({
        "defines": found.head,
        "held": found.held,
        "failed": {
            "file": file,
            "line": excerpt.first_line,
            "expression": expression,
            "what": what,
            "solutions": solutions,
            "values": values.collect::<Vec<_>>(),
            "expected": difference.as_ref().map(|difference| &difference.expected.json),
            "actual": difference.as_ref().map(|difference| &difference.actual.json),
        },
        "through": found.through.iter().map(stop).collect::<Vec<_>>(),
    })
}
