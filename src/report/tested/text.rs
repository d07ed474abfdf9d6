//! The report for people: what did not pass, with the expression and its values, then the summary.

use std::io;

use anstyle::{AnsiColor, Style as Ansi};

use super::{Style, difference};
use crate::diagnostic::Diagnostic;
use crate::report::printable::printable;
use crate::report::snippet;
use crate::report::text::counted;
use crate::tested::{Coverage, Failure, Status, Test, TestRun, percent};

/// Lines of one difference that are shown.
const MOST_CHANGES: usize = 60;

/// Lines of one value that are shown.
const MOST_LINES: usize = 15;

/// Characters of a line that are shown.
const LONGEST_LINE: usize = 400;

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn render(run: &TestRun, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut blank = false;
    for test in &run.tests {
        let shown = style.verbose || test.status != Status::Passed;
        if !shown {
            continue;
        }
        let is_long = matches!(test.status, Status::Failed | Status::Error);
        if is_long && blank {
            writeln!(out)?;
        }
        blank = true;
        one(test, style, out)?;
        if is_long {
            writeln!(out)?;
            blank = false;
        }
    }
    if blank {
        writeln!(out)?;
    }
    if let Some(coverage) = &run.coverage {
        of_files(coverage, style, out)?;
    }
    writeln!(out, "{}", paint(&summary(run), Ansi::new().bold(), style))?;
    if let Some(coverage) = &run.coverage {
        writeln!(out, "{}", paint(&coverage_summary(coverage), Ansi::new().bold(), style))?;
    }
    Ok(())
}

/// How many tests ended in which way.
pub fn summary(run: &TestRun) -> String {
    let count = |status| run.count(status);
    let errors = match count(Status::Error) {
        1 => "1 error".to_owned(),
        count => format!("{count} errors"),
    };
    format!(
        "{} passed, {} failed, {errors}, {} todo in {}",
        count(Status::Passed),
        count(Status::Failed),
        count(Status::Todo),
        counted(run.packages(), "package")
    )
}

/// How many lines are covered.
pub fn coverage_summary(coverage: &Coverage) -> String {
    let (covered, lines) = coverage.totals();
    if lines == 0 {
        return "coverage: there are no lines of rules or helpers to cover".to_owned();
    }
    let files = counted(coverage.files.len(), "file");
    format!("coverage: {} %, {covered} of {lines} lines in {files}", percent(covered, lines))
}

/// What is said of a test besides its name, without colours.
pub(super) fn details(test: &Test) -> io::Result<String> {
    let mut out = Vec::new();
    explanation(test, Style::default(), &mut out)?;
    Ok(String::from_utf8_lossy(&out).trim_end().to_owned())
}

fn one(test: &Test, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let (label, colour) = match test.status {
        Status::Passed => ("passed", AnsiColor::Green),
        Status::Failed => ("FAILED", AnsiColor::Red),
        Status::Error => ("ERROR", AnsiColor::Red),
        Status::Todo => ("todo", AnsiColor::Yellow),
    };
    let label = paint(label, colour.on_default().bold(), style);
    let name = printable(&test.name);
    let place = format!("{}:{}", printable(&test.file), test.line);
    match (&test.message, test.status) {
        (Some(message), Status::Failed | Status::Error) => {
            writeln!(out, "{label} {name} ({place}): {}", printable(message))?;
        }
        _ => writeln!(out, "{label} {name} ({place})")?,
    }
    explanation(test, style, out)?;
    if test.status != Status::Passed || style.verbose {
        for line in &test.prints {
            writeln!(out, "  print {}", line_of(line))?;
        }
    }
    Ok(())
}

/// Where it broke, or the expressions that failed.
fn explanation(test: &Test, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    if let Some(excerpt) = &test.place {
        let message = test.message.clone().unwrap_or_default();
        let mut diagnostic = Diagnostic::error(message).in_file(test.place_file.clone().unwrap_or_default());
        diagnostic.excerpts.push(excerpt.clone());
        writeln!(out, "{}", snippet::diagnostic(&diagnostic, style.colour))?;
    }
    for failure in &test.failures {
        of_failure(failure, style, out)?;
    }
    Ok(())
}

fn of_failure(failure: &Failure, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut message = format!("this {}", failure.what);
    if failure.solutions > 1 {
        message =
            format!("{message}; the values are those of the first of {} combinations of variables", failure.solutions);
    }
    let mut diagnostic = Diagnostic::error(message).in_file(&failure.file);
    diagnostic.excerpts.push(failure.excerpt.clone());
    writeln!(out, "{}", snippet::diagnostic(&diagnostic, style.colour))?;
    if let Some(found) = &failure.difference {
        writeln!(out, "  {}", paint("- expected", AnsiColor::Red.on_default(), style))?;
        writeln!(out, "  {}", paint("+ actual", AnsiColor::Green.on_default(), style))?;
        let lines = difference::lines(found);
        for line in lines.iter().take(MOST_CHANGES) {
            let text = format!("{} {}", line.sign, line_of(&line.text));
            let text = match line.sign {
                '-' => paint(&text, AnsiColor::Red.on_default(), style),
                '+' => paint(&text, AnsiColor::Green.on_default(), style),
                _ => text,
            };
            writeln!(out, "    {text}")?;
        }
        more(lines.len(), MOST_CHANGES, "    ", out)?;
    }
    for (label, value) in &failure.values {
        let label = printable(label);
        let Some(value) = value else {
            writeln!(out, "  {label} is undefined")?;
            continue;
        };
        let mut lines = value.text.lines();
        writeln!(out, "  {label} = {}", line_of(lines.next().unwrap_or_default()))?;
        for line in lines.clone().take(MOST_LINES) {
            writeln!(out, "  {}", line_of(line))?;
        }
        more(lines.count(), MOST_LINES, "  ", out)?;
    }
    Ok(())
}

/// A line for a terminal, cut where it is longer than anybody reads.
fn line_of(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LONGEST_LINE) else { return printable(text).into_owned() };
    let left = text[end..].chars().count();
    format!("{}… {} more; `--format json` has all", printable(&text[..end]), counted(left, "character"))
}

/// Says how many lines were left out.
fn more(lines: usize, most: usize, indent: &str, out: &mut dyn io::Write) -> io::Result<()> {
    if lines > most {
        writeln!(out, "{indent}… {} more; `--format json` has all", counted(lines - most, "line"))?;
    }
    Ok(())
}

fn of_files(coverage: &Coverage, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let width = coverage.files.keys().map(|name| name.chars().count()).max().unwrap_or_default();
    for (name, file) in &coverage.files {
        let share = format!("{:>5} %", percent(file.covered.len(), file.lines()));
        let share = match file.not_covered.is_empty() {
            true => share,
            false => paint(&share, AnsiColor::Yellow.on_default(), style),
        };
        let gaps: Vec<String> = file
            .gaps()
            .iter()
            .map(|(from, to)| if from == to { from.to_string() } else { format!("{from}-{to}") })
            .collect();
        let gaps = if gaps.is_empty() { String::new() } else { format!("  not covered: {}", gaps.join(", ")) };
        let (covered, lines) = (file.covered.len(), file.lines());
        writeln!(out, "{:<width$}  {share}  {covered} of {lines}{gaps}", printable(name))?;
    }
    if !coverage.files.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

fn paint(text: &str, ansi: Ansi, style: Style) -> String {
    if style.colour { format!("{ansi}{text}{ansi:#}") } else { text.to_owned() }
}
