//! `cordon test --mutate`

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::super::{Outcome, Terminal, exit, output};
use super::{Args, Place, Targets, looked_in, percent, refuse_to_overwrite};
use crate::diagnostic::Diagnostic;
use crate::mutated::{Fate, Mutation};
use crate::policy::Pack;
use crate::policy::test::mutate;
use crate::report::mutated::{Format, text};
use crate::report::tested::Style;
use crate::report::text::counted;
use crate::tested::Test;

/// Options of `cordon test --mutate`
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Mutation")]
pub(super) struct Mutate {
    /// Change each condition of the rules, one at a time, and list the changes that no test notices
    #[arg(long, conflicts_with_all = ["run", "watch", "coverage", "coverage_threshold", "coverage_output"])]
    pub(super) mutate: bool,

    /// Change only this rule, named by id or alias
    #[arg(long, value_name = "ID", value_delimiter = ',', requires = "mutate")]
    rule: Vec<String>,

    /// Change the helpers that ship, too; helpers in folders always are
    #[arg(long, requires = "mutate", conflicts_with_all = ["rule", "dirs"])]
    mutate_library: bool,

    /// Exit with 1 when tests notice less than this share of the changes
    #[arg(long, value_name = "PERCENT", value_parser = percent, requires = "mutate")]
    mutate_threshold: Option<f64>,

    /// Keep results in this folder instead of that of the user's caches
    #[arg(long, value_name = "DIR", requires = "mutate", conflicts_with = "no_cache")]
    cache: Option<PathBuf>,

    /// Neither take nor keep results
    #[arg(long, requires = "mutate")]
    no_cache: bool,
}

/// Loads the pack, changes it and writes what came of it.
pub(super) fn run(args: &Args, targets: &Targets, terminal: &Terminal) -> Outcome {
    let started = Instant::now();
    let mut reports: Vec<(Format, &Place)> = Vec::new();
    for (format, place) in &targets.reports {
        let Some(format) = Format::named(format.name) else {
            let error = Diagnostic::error(format!("`--mutate` can't be written as `{}`", format.name));
            terminal.report(&[error.help("take `--format text` or `--format json`")]);
            return Ok(exit::USAGE);
        };
        reports.push((format, place));
    }
    let pack = Pack::load_with_tests(&args.dirs)?;
    terminal.report(&pack.notes);
    refuse_to_overwrite(targets, &pack)?;
    let of_user = || mutate::cache_folder(|name| std::env::var_os(name));
    let options = mutate::Options {
        rules: args.mutate.rule.clone(),
        library: args.mutate.mutate_library,
        timeout: Duration::from_secs(args.timeout),
        cache: if args.mutate.no_cache { None } else { args.mutate.cache.clone().or_else(of_user) },
    };
    let bar = bar();
    let told = |done: usize, all: usize| {
        bar.set_length(u64::try_from(all).unwrap_or(u64::MAX));
        bar.set_position(u64::try_from(done).unwrap_or(u64::MAX));
    };
    let outcome = mutate::run(&pack, &options, &told);
    bar.finish_and_clear();
    let mutation = match outcome.map_err(|errors| looked_in(errors, &args.dirs))? {
        mutate::Outcome::Ran(mutation) => mutation,
        mutate::Outcome::TestsFail(tests) => return Err(failing(&tests)),
    };
    let mut unwritten = Vec::new();
    for (format, place) in &reports {
        let style = Style { colour: place.is_none() && terminal.colours_stdout(), verbose: args.verbose };
        let written = output::write(place.as_deref(), |out| (format.render)(&mutation, style, out));
        unwritten.extend(written.err().into_iter().flatten());
    }
    terminal.report(&unwritten);
    if !reports.iter().any(|(format, place)| place.is_none() && format.name == "text") {
        terminal.note(&text::summary(&mutation));
    }
    let all: usize = mutation.files.iter().map(|file| file.mutants.len()).sum();
    let mutants = counted(all, "mutant");
    let seconds = started.elapsed().as_secs_f64();
    terminal.note(&format!("looked at {mutants} in {seconds:.2} s, {} of them known from before", mutation.known));
    let below = below_threshold(args, &mutation)?;
    if let Some(message) = &below {
        terminal.report(&[Diagnostic::error(message.as_str())]);
    }
    Ok(match (unwritten.is_empty(), below) {
        (false, _) => exit::FAILED,
        (true, Some(_)) => exit::FINDINGS,
        (true, None) => exit::CLEAN,
    })
}

/// A bar on a terminal, nothing elsewhere.
fn bar() -> ProgressBar {
    let visible = io::stderr().is_terminal();
    let target = if visible { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let bar = ProgressBar::with_draw_target(None, target);
    match ProgressStyle::with_template("{bar:40} {pos}/{len} mutants, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

fn failing(tests: &[Test]) -> Vec<Diagnostic> {
    let one = |test: &Test| {
        let message = test.message.clone().unwrap_or_default();
        let error = Diagnostic::error(format!("`{}` does not pass as it is: {message}", test.name));
        error.in_file(&test.file).at(test.line, 1).help("`--mutate` can tell nothing from it; `cordon test` says more")
    };
    tests.iter().map(one).collect()
}

/// What is to be said where too few mutants were killed.
///
/// # Errors
/// When no mutant was viable, so that nobody can tell.
fn below_threshold(args: &Args, mutation: &Mutation) -> Result<Option<String>, Vec<Diagnostic>> {
    let Some(threshold) = args.mutate.mutate_threshold else { return Ok(None) };
    let (killed, survived) = (mutation.count(Fate::Killed), mutation.count(Fate::Survived));
    if killed + survived == 0 {
        let message = "`--mutate-threshold` can't be judged: no change made a rule that could be run";
        return Err(vec![Diagnostic::error(message).help("`--verbose` lists what was tried")]);
    }
    if mutation.reaches(threshold) {
        return Ok(None);
    }
    let share = crate::tested::percent(killed, killed + survived);
    Ok(Some(format!("{share} % of the mutants were killed, and `--mutate-threshold` asks for {threshold} %")))
}
