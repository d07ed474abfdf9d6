//! `cordon check`

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{Outcome, Terminal, exit, output};
use crate::config::{PolicyFile, discover};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::Severity;
use crate::finding::outcome::{Report, RuleStatus, Run};
use crate::policy::run::Setup;
use crate::policy::{Limits, Pack, run, select};
use crate::report::{Format, Style, sarif, text};
use crate::snapshot::{Origin, Snapshot, read};

/// Options of `cordon check`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the run itself failed, 64 wrong usage."
)]
pub(super) struct Args {
    /// Snapshots, plain or compressed with gzip or Zstandard; `-` is standard input
    #[arg(value_name = "SNAPSHOT", default_value = "-")]
    snapshots: Vec<PathBuf>,

    /// Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to
    /// the root of the repository
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    config: Option<PathBuf>,

    /// Folder with more rules; a package that ships is replaced by one of the same name
    #[arg(long, value_name = "DIR", help_heading = "Policy")]
    policy: Vec<PathBuf>,

    /// Run only these rules: id, area, tag or severity
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Policy")]
    rule: Vec<String>,

    /// Leave out these rules: id, area, tag or severity
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Policy")]
    skip_rule: Vec<String>,

    /// The day that waivers are judged on, e.g. 2027-03-31; today by default
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "Policy")]
    now: Option<Date>,

    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = format_named, help = formats_help(), help_heading = "Output")]
    format: Format,

    /// Write the report to this file, whole or not at all
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Findings shown of each rule in the text report; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 50, help_heading = "Output")]
    limit: usize,

    /// What SARIF does with waived findings; `drop` by default where GITHUB_ACTIONS is set, because code scanning
    /// shows suppressed results as open alerts, and `suppress` elsewhere
    #[arg(long, value_name = "HOW", help_heading = "Output")]
    waived: Option<Waived>,

    /// Folder that URIs in SARIF are relative to; the root of the repository by default
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    source_root: Option<PathBuf>,

    /// Print nothing to standard error but errors
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,

    /// Exit with 1 when a finding is at least this severe: critical, high, medium, low, note or never
    #[arg(long, value_name = "SEVERITY", default_value = "note", value_parser = fail_on_named, help_heading = "Outcome")]
    fail_on: FailOn,

    /// Exit with 2 when a selected rule could not be evaluated
    #[arg(long, help_heading = "Outcome")]
    require_complete: bool,

    /// Seconds that the evaluation of one snapshot may take; as many again are spent to find the rule that does not end
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400), help_heading = "Limits")]
    timeout: u64,

    /// Bytes of text that one snapshot may have when decompressed
    #[arg(long, value_name = "BYTES", default_value_t = read::DEFAULT_MAX_BYTES, help_heading = "Limits")]
    max_size: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Waived {
    /// Keep them as suppressed results
    Suppress,
    /// Leave them out
    Drop,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FailOn {
    Severity(Severity),
    Never,
}

fn fail_on_named(name: &str) -> Result<FailOn, String> {
    if name == "never" {
        return Ok(FailOn::Never);
    }
    let names = Severity::ALL.map(Severity::name).into_iter().chain(["never"]);
    Severity::from_name(name)
        .map(FailOn::Severity)
        .ok_or_else(|| suggestion(name, names, "expected critical, high, medium, low, note or never"))
}

fn format_named(name: &str) -> Result<Format, String> {
    let names: Vec<&str> = Format::ALL.iter().map(|format| format.name).collect();
    let otherwise = format!("the formats are {}", names.join(", "));
    Format::from_name(name).ok_or_else(|| suggestion(name, names, &otherwise))
}

fn formats_help() -> String {
    let formats = Format::ALL.iter().map(|format| format!("{} ({})", format.name, format.about));
    format!("How the report is written: {}", formats.collect::<Vec<_>>().join("; "))
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let started = Instant::now();
    let today = args.now.unwrap_or_else(today);
    let pack = Pack::load(&args.policy)?;
    let rules = select::select(&pack, &args.rule, &args.skip_rule)?;
    let working_dir = std::env::current_dir().map_err(|error| {
        vec![Diagnostic::error(format!("cannot tell the working directory: {}", crate::snapshot::plain(&error)))]
    })?;
    if let Some(code) = super::refuse_stdin(&args.snapshots, terminal) {
        return Ok(code);
    }
    refuse_to_overwrite(args, &pack, &working_dir)?;
    let root = args.source_root.clone().unwrap_or_else(|| repository_root(&working_dir));
    let mut report = Report::default();
    if !args.quiet {
        terminal.report(&pack.notes);
    }
    for path in &args.snapshots {
        let one = || {
            let origin = Origin::from_arg(path);
            let policy = policy_file(args, &origin, &working_dir)?;
            let snapshot = Snapshot::load(origin, args.max_size)?;
            let artifact_uri = sarif::artifact_uri(
                match &snapshot.origin {
                    Origin::File(path) => Some(path),
                    Origin::Stdin => None,
                },
                &root,
            );
            let limits = Limits { evaluation: Duration::from_secs(args.timeout) };
            let setup =
                Setup { pack: &pack, rules: rules.clone(), policy: policy.as_ref(), artifact_uri, today, limits };
            let result = run::run(&setup, &snapshot);
            if args.snapshots.len() == 1 {
                // The process ends soon: taking a large tree apart value by value would only cost time.
                std::mem::forget(snapshot);
            }
            result
        };
        match one() {
            Ok(run) => report.runs.push(run),
            Err(diagnostics) => {
                terminal.report(&diagnostics);
                report.failures.extend(diagnostics);
            }
        }
    }
    if report.runs.is_empty() {
        return Ok(exit::FAILED);
    }
    let most_per_rule = if args.limit == 0 { usize::MAX } else { args.limit };
    let colour = args.output.is_none() && terminal.colours_stdout();
    let style = Style { colour, most_per_rule, keep_waived: keeps_waived(args) };
    output::write(args.output.as_deref(), |out| (args.format.render)(&report, style, out))?;
    if !args.quiet {
        tell(args, &report.runs, terminal, started);
    }
    Ok(if report.failures.is_empty() { exit_code(args, &report.runs) } else { exit::FAILED })
}

/// What goes to standard error beside the report: doubts, and the summary where the report has none
/// to read.
fn tell(args: &Args, runs: &[Run], terminal: &Terminal, started: Instant) {
    for run in runs {
        for line in &run.prints {
            terminal.note(&format!("print {line}"));
        }
        terminal.report(&run.warnings);
        if !args.format.has_summary || args.output.is_some() {
            for outcome in &run.rules {
                let reason = outcome.reason.as_deref().unwrap_or_default();
                match outcome.status {
                    RuleStatus::NotEvaluated => terminal.note(&format!("not evaluated {}: {reason}", outcome.rule.id)),
                    RuleStatus::Error => terminal.note(&format!("error {}: {reason}", outcome.rule.id)),
                    _ => {}
                }
            }
            terminal.note(&format!("{}: {}", run.snapshot, text::summary(run)));
        }
    }
    terminal.note(&format!(
        "checked {} in {:.2} s",
        text::counted(runs.len(), "snapshot"),
        started.elapsed().as_secs_f64()
    ));
}

fn exit_code(args: &Args, runs: &[Run]) -> u8 {
    // A rule that could not look at everything has a reason, whatever it found in the rest.
    let incomplete = |run: &Run| args.require_complete && run.rules.iter().any(|outcome| outcome.reason.is_some());
    if runs.iter().any(|run| run.count(RuleStatus::Error) > 0 || incomplete(run)) {
        return exit::FAILED;
    }
    let counts = |severity: Severity| match args.fail_on {
        FailOn::Never => false,
        FailOn::Severity(least) => severity >= least,
    };
    if runs.iter().any(|run| run.active().any(|finding| counts(finding.severity))) {
        exit::FINDINGS
    } else {
        exit::CLEAN
    }
}

fn keeps_waived(args: &Args) -> bool {
    let in_actions = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| value == "true");
    let preset = if in_actions { Waived::Drop } else { Waived::Suppress };
    args.waived.unwrap_or(preset) == Waived::Suppress
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "expected year, month and day, e.g. 2027-03-31".to_owned())
}

fn today() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}

/// A report never replaces what it is about.
fn refuse_to_overwrite(args: &Args, pack: &Pack, working_dir: &Path) -> Result<(), Vec<Diagnostic>> {
    let Some(output) = args.output.as_deref().and_then(|path| path.canonicalize().ok()) else { return Ok(()) };
    let policies = args.snapshots.iter().filter_map(|path| policy_path(args, &Origin::from_arg(path), working_dir));
    let rules = pack.files.iter().cloned();
    let mut inputs = args.snapshots.iter().cloned().chain(policies).chain(rules).filter(|path| path.is_file());
    match inputs.find(|path| path.canonicalize().is_ok_and(|path| path == output)) {
        Some(input) => {
            let message = "the report would replace a file that it is made from".to_owned();
            let help = "nothing was written; name another file with `--output`";
            Err(vec![Diagnostic::error(message).in_file(input.display().to_string()).help(help)])
        }
        None => Ok(()),
    }
}

fn policy_file(args: &Args, origin: &Origin, working_dir: &Path) -> Result<Option<PolicyFile>, Vec<Diagnostic>> {
    policy_path(args, origin, working_dir).map(|path| PolicyFile::load(&path)).transpose()
}

fn policy_path(args: &Args, origin: &Origin, working_dir: &Path) -> Option<PathBuf> {
    args.config.clone().or_else(|| discover::find(origin, working_dir))
}

fn repository_root(working_dir: &Path) -> PathBuf {
    working_dir.ancestors().find(|dir| dir.join(".git").exists()).unwrap_or(working_dir).to_owned()
}
