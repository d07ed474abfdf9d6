//! `cordon test`

mod mutate;
mod watch;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use regex::Regex;

use super::bounds::{self, Memory};
use super::supervise::Plan;
use super::{Outcome, Terminal, exit, output, target};
use crate::diagnostic::Diagnostic;
use crate::policy::{Pack, test};
use crate::report::tested::{CoverageFormat, Format, Style, text};
use crate::report::text::counted;
use crate::tested::{Status, TestRun};

/// Options of `cordon test`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 all passed, 1 a test failed, or coverage or mutants killed are below their threshold, 2 a test broke, there was none, or they could not run, 64 wrong usage."
)]
pub(super) struct Args {
    /// Folders with rules and tests, or single files; without one, the tests of the rules that ship
    #[arg(value_name = "DIR")]
    dirs: Vec<PathBuf>,

    /// Run only the tests whose name, `package.test_name`, this matches
    #[arg(long, value_name = "REGEX")]
    run: Option<Regex>,

    /// Run again whenever a file in the folders changes
    #[arg(long, requires = "dirs")]
    watch: bool,

    /// Say which lines of rules and helpers the tests cover
    #[arg(long, help_heading = "Coverage")]
    coverage: bool,

    /// Exit with 1 when less than this share of the lines is covered
    #[arg(long, value_name = "PERCENT", value_parser = percent, help_heading = "Coverage")]
    coverage_threshold: Option<f64>,

    /// Write the coverage to this file, whole or not at all, as `json=FILE` or `lcov=FILE`; `-` is standard output
    #[arg(long, value_name = "FORMAT=FILE", value_parser = CoverageOutput::parse, help_heading = "Coverage")]
    coverage_output: Vec<CoverageOutput>,

    #[command(flatten)]
    mutate: mutate::Mutate,

    /// How the report is written; text by default
    #[arg(long, value_name = "FORMAT", value_parser = formats(), help_heading = "Output")]
    format: Option<Format>,

    /// Write the report in the `--format` to this file, whole or not at all; `-` is standard output. `FORMAT=FILE`
    /// writes that format, and may be given several times
    #[arg(long, short, value_name = "[FORMAT=]FILE", value_parser = Output::parse, help_heading = "Output")]
    output: Vec<Output>,

    /// List the tests that passed, too, with what they printed
    #[arg(long, short, help_heading = "Output")]
    verbose: bool,

    /// Seconds that one test may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=86_400), help_heading = "Limits")]
    timeout: u64,

    #[command(flatten)]
    memory: Memory,
}

/// An `--output` as it was given.
#[derive(Debug, Clone)]
struct Output {
    format: Option<Format>,
    path: PathBuf,
}

impl Output {
    fn parse(text: &str) -> Result<Self, String> {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name).collect();
        let (name, path) = target::split(text, &names)?;
        let format = name.and_then(format_named);
        Ok(Self { format, path: path.into() })
    }
}

/// A `--coverage-output` as it was given.
#[derive(Debug, Clone)]
struct CoverageOutput {
    format: CoverageFormat,
    path: PathBuf,
}

impl CoverageOutput {
    fn parse(text: &str) -> Result<Self, String> {
        let names: Vec<&str> = CoverageFormat::ALL.iter().map(|format| format.name).collect();
        let (name, path) = target::split(text, &names)?;
        let format = CoverageFormat::ALL.iter().find(|format| name == Some(format.name));
        let expected = || format!("expected a format before the file: {}=FILE", names.join("=FILE or "));
        Ok(Self { format: *format.ok_or_else(expected)?, path: path.into() })
    }
}

fn format_named(name: &str) -> Option<Format> {
    Format::ALL.iter().copied().find(|format| format.name == name)
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let values = Format::ALL.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(values).map(|name| format_named(&name).unwrap_or(Format::TEXT))
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.strip_suffix('%').unwrap_or(text).trim().parse::<f64>().ok();
    number
        .filter(|number| (0.0..=100.0).contains(number))
        .ok_or_else(|| "expected a share in percent from 0 to 100, e.g. 90".to_owned())
}

/// Where something goes; `None` is standard output.
type Place = Option<PathBuf>;

/// Where everything goes that is written.
struct Targets {
    reports: Vec<(Format, Place)>,
    coverage: Vec<(CoverageFormat, Place)>,
}

impl Targets {
    /// # Errors
    /// Two things to one place.
    fn of(args: &Args) -> Result<Self, Vec<Diagnostic>> {
        let place = |path: &PathBuf| Some(path.clone()).filter(|path| !target::is_stdout(path));
        let mut reports: Vec<(Format, Place)> = args
            .output
            .iter()
            .map(|output| (output.format.or(args.format).unwrap_or(Format::TEXT), place(&output.path)))
            .collect();
        let is_taken = args.output.iter().any(|output| output.format.is_none());
        let coverage: Vec<(CoverageFormat, Place)> =
            args.coverage_output.iter().map(|output| (output.format, place(&output.path))).collect();
        let stdout_is_free = coverage.iter().all(|(_, place)| place.is_some());
        if (reports.is_empty() && stdout_is_free) || (args.format.is_some() && !is_taken) {
            reports.push((args.format.unwrap_or(Format::TEXT), None));
        }
        let mut taken: Vec<Place> = Vec::new();
        let places = reports.iter().map(|(_, place)| place).chain(coverage.iter().map(|(_, place)| place));
        for place in places {
            let known = place.as_deref().map(target::place);
            if taken.contains(&known) {
                let what = place.as_ref().map_or("standard output".into(), |path| path.display().to_string());
                let error = Diagnostic::error(format!("two reports would go to {what}"));
                return Err(vec![error.help("give each report a file of its own")]);
            }
            taken.push(known);
        }
        Ok(Self { reports, coverage })
    }
}

impl Args {
    /// Tests that don't ship are supervised where they run once.
    pub(super) fn plan(&self) -> Option<Plan> {
        let once = !self.watch && !self.mutate.mutate && !self.dirs.is_empty();
        once.then(|| Plan { inputs: Vec::new(), seconds: self.timeout })
    }
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let targets = match Targets::of(args) {
        Ok(targets) => targets,
        Err(errors) => {
            terminal.report(&errors);
            return Ok(exit::USAGE);
        }
    };
    if args.mutate.mutate {
        return mutate::run(args, &targets, terminal);
    }
    if args.watch {
        return watch::run(&args.dirs, terminal, || once(args, &targets, terminal));
    }
    once(args, &targets, terminal)
}

/// Loads the pack, runs its tests and writes what came of them.
fn once(args: &Args, targets: &Targets, terminal: &Terminal) -> Outcome {
    let started = Instant::now();
    let limits = args.memory.watched(args.timeout);
    let pack = bounds::pack(limits, || Pack::load_with_tests(&args.dirs))?;
    terminal.report(&pack.notes);
    refuse_to_overwrite(targets, &pack)?;
    let options = test::Options {
        filter: args.run.clone(),
        coverage: args.coverage || args.coverage_threshold.is_some() || !targets.coverage.is_empty(),
        timeout: Duration::from_secs(args.timeout),
        watch: limits.watch,
    };
    let (run, doubts) = test::run(&pack, &options).map_err(|errors| looked_in(errors, &args.dirs))?;
    terminal.report(&doubts);
    let unwritten = write(&run, targets, args, terminal);
    terminal.report(&unwritten);
    let has_summary = targets.reports.iter().any(|(format, place)| place.is_none() && format.has_summary);
    if !has_summary {
        terminal.note(&text::summary(&run));
        run.coverage.iter().for_each(|coverage| terminal.note(&text::coverage_summary(coverage)));
    }
    let tests = counted(run.tests.len(), "test");
    terminal.note(&format!("ran {tests} in {:.2} s", started.elapsed().as_secs_f64()));
    let below = below_threshold(args, &run)?;
    if let Some(message) = &below {
        terminal.report(&[Diagnostic::error(message.as_str())]);
    }
    Ok(if !unwritten.is_empty() || run.count(Status::Error) > 0 {
        exit::FAILED
    } else if run.count(Status::Failed) > 0 || below.is_some() {
        exit::FINDINGS
    } else {
        exit::CLEAN
    })
}

/// Says where tests were looked for.
fn looked_in(mut errors: Vec<Diagnostic>, dirs: &[PathBuf]) -> Vec<Diagnostic> {
    let names: Vec<String> = dirs.iter().map(|dir| dir.display().to_string()).collect();
    for error in errors.iter_mut().filter(|error| error.file.is_none() && !dirs.is_empty()) {
        error.file = Some(names.join(", "));
    }
    errors
}

/// What is to be said where too little is covered.
///
/// # Errors
/// When there is nothing to cover, so that nobody can tell.
fn below_threshold(args: &Args, run: &TestRun) -> Result<Option<String>, Vec<Diagnostic>> {
    let Some((threshold, coverage)) = args.coverage_threshold.zip(run.coverage.as_ref()) else { return Ok(None) };
    match coverage.reaches(threshold) {
        Some(true) => Ok(None),
        Some(false) => {
            let (covered, lines) = coverage.totals();
            let share = crate::tested::percent(covered, lines);
            Ok(Some(format!("{share} % of the lines are covered, and `--coverage-threshold` asks for {threshold} %")))
        }
        None => {
            let message = "`--coverage-threshold` can't be judged: there are no lines of rules or helpers to cover";
            Err(vec![Diagnostic::error(message).help("name the folder that holds the rules, too")])
        }
    }
}

/// Writes everything; what can't be written does not stop the rest.
fn write(run: &TestRun, targets: &Targets, args: &Args, terminal: &Terminal) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for (format, place) in &targets.reports {
        let style = Style { colour: place.is_none() && terminal.colours_stdout(), verbose: args.verbose };
        let written = output::write(place.as_deref(), |out| (format.render)(run, style, out));
        errors.extend(written.err().into_iter().flatten());
    }
    for (format, place) in &targets.coverage {
        let Some(coverage) = &run.coverage else { continue };
        let written = output::write_what("coverage", place.as_deref(), |out| (format.render)(coverage, out));
        errors.extend(written.err().into_iter().flatten());
    }
    errors
}

/// A report never replaces a file of the pack.
fn refuse_to_overwrite(targets: &Targets, pack: &Pack) -> Result<(), Vec<Diagnostic>> {
    let files: Vec<PathBuf> = pack.files.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let reports = targets.reports.iter().map(|(_, place)| place);
    for path in reports.chain(targets.coverage.iter().map(|(_, place)| place)).flatten() {
        if path.canonicalize().is_ok_and(|path| files.contains(&path)) {
            let message = "the report would replace a file of the pack".to_owned();
            let error = Diagnostic::error(message).in_file(path.display().to_string());
            return Err(vec![error.help("nothing was written; name another file with `--output`")]);
        }
    }
    Ok(())
}
