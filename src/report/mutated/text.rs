//! The report for people: the mutants that no test killed, as a change of a line, then a score a rule.

use std::io;

use anstyle::{AnsiColor, Style as Ansi};

use crate::mutated::{Fate, Mutant, Mutated, Mutation};
use crate::report::printable::printable;
use crate::report::tested::Style;
use crate::report::text::counted;
use crate::tested::percent;

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn render(mutation: &Mutation, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    for file in &mutation.files {
        for mutant in file.mutants.iter().filter(|mutant| style.verbose || mutant.fate == Fate::Survived) {
            one(file, mutant, style, out)?;
        }
    }
    let width = mutation.files.iter().map(|file| name(file).chars().count()).max().unwrap_or_default();
    for file in &mutation.files {
        let (killed, survived) = (file.count(Fate::Killed), file.count(Fate::Survived));
        let share = share(killed, survived);
        let share = if survived == 0 { share } else { paint(&share, AnsiColor::Yellow.on_default(), style) };
        let tests = counted(file.tests, "test");
        let left_out = file.count(Fate::NotViable);
        let name = name(file);
        writeln!(
            out,
            "{name:<width$}  {share}  {killed} of {} killed, {left_out} not viable, {tests}",
            killed + survived
        )?;
    }
    writeln!(out, "\n{}", paint(&summary(mutation), Ansi::new().bold(), style))
}

/// How many mutants ended in which way.
pub fn summary(mutation: &Mutation) -> String {
    let count = |fate| mutation.count(fate);
    let (killed, survived) = (count(Fate::Killed), count(Fate::Survived));
    format!(
        "mutation score: {}, {killed} of {} killed, {survived} survived; {} not viable and not counted",
        share(killed, survived).trim_start(),
        counted(killed + survived, "mutant"),
        count(Fate::NotViable)
    )
}

fn share(killed: usize, survived: usize) -> String {
    match killed + survived {
        0 => format!("{:>7}", "-"),
        all => format!("{:>5} %", percent(killed, all)),
    }
}

/// The rule, or the file of helpers.
fn name(file: &Mutated) -> String {
    printable(file.rule.as_deref().unwrap_or(&file.file)).into_owned()
}

fn one(file: &Mutated, mutant: &Mutant, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let (label, colour) = match mutant.fate {
        Fate::Killed => ("killed", AnsiColor::Green),
        Fate::Survived => ("SURVIVED", AnsiColor::Red),
        Fate::NotViable => ("not viable", AnsiColor::Yellow),
    };
    let label = paint(label, colour.on_default().bold(), style);
    let place = format!("{}:{}:{}", printable(&file.file), mutant.line, mutant.column);
    writeln!(out, "{label} {place}: {}", mutant.change.name())?;
    writeln!(out, "  {}", paint(&format!("- {}", printable(&mutant.original)), AnsiColor::Red.on_default(), style))?;
    writeln!(out, "  {}\n", paint(&format!("+ {}", printable(&mutant.mutated)), AnsiColor::Green.on_default(), style))
}

fn paint(text: &str, ansi: Ansi, style: Style) -> String {
    if style.colour { format!("{ansi}{text}{ansi:#}") } else { text.to_owned() }
}
