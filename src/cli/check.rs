//! `cordon check`

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::bounds::{self, Bounds};
use super::evaluate::{Evaluation, PolicyArgs, working_dir};
use super::supervise::Plan;
use super::target::{self, Output, Target};
use super::{Outcome, Terminal, exit, why};
use crate::config::{WaiverFile, discover};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::baseline::{Baseline, BaselineState};
use crate::finding::outcome::{RuleStatus, Run};
use crate::finding::{Finding, Severity};
use crate::policy::select::Wanted;
use crate::policy::{Pack, select};
use crate::report::{Format, Profile, Style, text};
use crate::snapshot::{Origin, read};

/// Options of `cordon check`
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 the run itself failed, 64 wrong usage."
)]
pub(super) struct Args {
    /// Snapshots, plain or compressed with gzip or Zstandard; `-` is standard input
    #[arg(value_name = "SNAPSHOT", default_value = "-")]
    snapshots: Vec<PathBuf>,

    #[command(flatten)]
    policy: PolicyArgs,

    /// File with more waivers, besides those of the policy file
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    waivers: Vec<PathBuf>,

    /// Run only these rules: id, area, tag or severity
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Policy")]
    rule: Vec<String>,

    /// Run the rules of this set: `default`, `strict`, `seed`, or one that a rule's METADATA names
    #[arg(long, value_name = "SET", default_value = select::DEFAULT_SET, conflicts_with = "rule", help_heading = "Policy")]
    rules: String,

    /// Leave out these rules: id, area, tag or severity
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = "Policy")]
    skip_rule: Vec<String>,

    /// Instead of a report, say why this rule found what it found: its conditions with their values and the evidence.
    /// Where it found nothing, the first condition that failed. As text, or with `--format json`
    #[arg(long, value_name = "RULE", help_heading = "Trace", conflicts_with_all = ["rule", "rules", "skip_rule", "baseline", "output", "profile", "waived", "source_root"])]
    trace: Option<String>,

    /// Trace only this subject: `type/id`, id or e-mail address
    #[arg(long, value_name = "SUBJECT", help_heading = "Trace", requires = "trace")]
    subject: Option<String>,

    /// Earlier report of cordon's, JSON or SARIF, to say what is new, unchanged, updated or absent since
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    baseline: Option<PathBuf>,

    /// How the report is written; text by default
    #[arg(long, value_name = "FORMAT", value_parser = formats(), help_heading = "Output")]
    format: Option<Format>,

    /// Write the report in the `--format` to this file, whole or not at all; `-` is standard output. `FORMAT=FILE`
    /// writes that format, and may be given several times
    #[arg(long, short, value_name = "[FORMAT=]FILE", value_parser = Output::parse, help_heading = "Output")]
    output: Vec<Output>,

    /// Findings shown of each rule in formats for people; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 50, help_heading = "Output")]
    limit: usize,

    /// Whom SARIF is for; `github` by default where GITHUB_ACTIONS is set, and `full` elsewhere
    #[arg(long, value_name = "PROFILE", help_heading = "Output")]
    profile: Option<Profile>,

    /// What SARIF does with waived findings; `drop` by default in the profile `github`, because code scanning
    /// shows suppressed results as open alerts, and `suppress` in `full`
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

    /// Exit with 1 only for findings that are new since the baseline
    #[arg(long, requires = "baseline", help_heading = "Outcome")]
    fail_on_new: bool,

    /// Exit with 2 when a selected rule could not be evaluated
    #[arg(long, help_heading = "Outcome")]
    require_complete: bool,

    #[command(flatten)]
    bounds: Bounds,

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

fn formats() -> impl TypedValueParser<Value = Format> {
    let values = Format::ALL.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(values).map(|name| Format::from_name(&name).unwrap_or(Format::TEXT))
}

impl Args {
    /// Rules that don't ship are supervised.
    pub(super) fn plan(&self) -> Option<Plan> {
        let mut plan = self.bounds.plan(&self.policy, &self.snapshots)?;
        plan.inputs.extend(self.waivers.iter().chain(&self.baseline).cloned());
        Some(plan)
    }
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let started = Instant::now();
    let limits = args.bounds.watched();
    let pack = bounds::pack(limits, || Pack::load(&args.policy.policy))?;
    let traced = args.trace.as_deref().map(|id| why::rule_named(&pack, id)).transpose()?;
    let rules = match traced {
        Some(rule) => vec![rule],
        None => {
            let wanted = Wanted {
                set: Some(&args.rules),
                chosen: &args.rule,
                skipped: &args.skip_rule,
                with_earlier: !args.policy.since.is_empty(),
            };
            select::select(&pack, &wanted)?
        }
    };
    let working_dir = working_dir()?;
    if let Some(code) = super::refuse_stdin(&args.snapshots, terminal) {
        return Ok(code);
    }
    if traced.is_some() && args.format.is_some_and(|format| !["text", "json"].contains(&format.name)) {
        let error = Diagnostic::error("`--trace` is written as text or JSON");
        terminal.report(&[error.help("give `--format text` or `--format json`")]);
        return Ok(exit::USAGE);
    }
    let targets = match target::targets(&args.output, args.format) {
        Ok(targets) => targets,
        Err(errors) => {
            terminal.report(&errors);
            return Ok(exit::USAGE);
        }
    };
    let profile = profile(args);
    refuse_to_overwrite(args, &targets, profile, &pack, &working_dir)?;
    if !args.quiet {
        terminal.report(&target::doubts(&targets));
    }
    if let Some(root) = args.source_root.as_ref().filter(|root| !root.is_dir()) {
        let error = Diagnostic::error("the folder of `--source-root` is not there").in_file(root.display().to_string());
        return Err(vec![error.help("name the folder that the repository is checked out to")]);
    }
    let waivers = args.waivers.iter().map(|path| WaiverFile::load(path)).collect::<Result<Vec<_>, _>>()?;
    let baseline = args.baseline.as_ref().map(|path| Baseline::load(path)).transpose()?;
    if !args.quiet {
        terminal.report(&pack.notes);
    }
    let root = args.source_root.clone().unwrap_or_else(|| discover::repository_root(&working_dir).to_owned());
    let earlier = args.policy.earlier(args.max_size)?;
    let evaluation = Evaluation {
        args: &args.policy,
        pack: &pack,
        rules,
        waivers: &waivers,
        baseline: baseline.as_ref(),
        earlier: &earlier,
        today: args.policy.today(),
        working_dir: &working_dir,
        root: &root,
        limits,
        max_size: args.max_size,
    };
    let most = if args.limit == 0 { usize::MAX } else { args.limit };
    if let Some(rule) = traced {
        let wanted = why::Wanted { rule, subject: args.subject.as_deref(), most, format: traced_format(args) };
        let runs = why::trace(&evaluation, &args.snapshots, &wanted, args.quiet, terminal)?;
        return Ok(exit_code(args, &runs));
    }
    let report = evaluation.all(&args.snapshots);
    terminal.report(&report.failures);
    if report.runs.is_empty() {
        return Ok(exit::FAILED);
    }
    for one in earlier.iter().filter(|one| report.runs.iter().all(|run| run.organization_id != one.organization_id())) {
        let message = format!("no snapshot is of its org, {}, so nothing is compared with it", one.organization_name());
        terminal.report(&[Diagnostic::warning(message).in_file(one.origin.display())]);
    }
    let style = Style {
        colour: false,
        most_per_rule: most,
        keep_waived: args.waived.map_or(profile == Profile::Full, |waived| waived == Waived::Suppress),
        profile,
    };
    let unwritten = target::write(&report, &targets, style, terminal);
    terminal.report(&unwritten);
    tell(args, &targets, &report.runs, terminal, started);
    let failed = !report.failures.is_empty() || !unwritten.is_empty();
    Ok(if failed { exit::FAILED } else { exit_code(args, &report.runs) })
}

fn traced_format(args: &Args) -> why::Format {
    if args.format.is_some_and(|format| format.name == "json") { why::Format::Json } else { why::Format::Text }
}

/// What goes to standard error beside the report: doubts, and the summary where the report has none
/// to read.
fn tell(args: &Args, targets: &[Target], runs: &[Run], terminal: &Terminal, started: Instant) {
    let summarized = targets.iter().any(|target| target.path.is_none() && target.format.has_summary);
    for run in runs {
        if args.quiet {
            let errors = run.warnings.iter().filter(|one| one.level == crate::diagnostic::Level::Error);
            terminal.report(errors);
            continue;
        }
        for line in &run.prints {
            terminal.note(&format!("print {line}"));
        }
        terminal.report(&run.warnings);
        if !summarized {
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
    if args.quiet {
        return;
    }
    if !summarized && runs.len() > 1 {
        terminal.note(&text::summary_of_all(runs));
    }
    let failed = args.snapshots.len() - runs.len();
    let failed = if failed == 0 { String::new() } else { format!(", {failed} could not be checked") };
    terminal.note(&format!(
        "checked {} in {:.2} s{failed}",
        text::counted(runs.len(), "snapshot"),
        started.elapsed().as_secs_f64()
    ));
}

fn exit_code(args: &Args, runs: &[Run]) -> u8 {
    // A rule that could not look at everything has a reason, whatever it found in the rest.
    let incomplete = |run: &Run| args.require_complete && run.rules.iter().any(|outcome| outcome.reason.is_some());
    if runs.iter().any(|run| run.is_flawed() || incomplete(run)) {
        return exit::FAILED;
    }
    let counts = |finding: &Finding| {
        let severe = match args.fail_on {
            FailOn::Never => false,
            FailOn::Severity(least) => finding.severity >= least,
        };
        severe && (!args.fail_on_new || finding.baseline == Some(BaselineState::New))
    };
    if runs.iter().any(|run| run.active().any(counts)) { exit::FINDINGS } else { exit::CLEAN }
}

fn profile(args: &Args) -> Profile {
    let set = |value: &std::ffi::OsStr| {
        let no = ["", "0", "false", "no"];
        !no.contains(&value.to_string_lossy().to_ascii_lowercase().as_str())
    };
    let in_actions = std::env::var_os("GITHUB_ACTIONS").is_some_and(|value| set(&value));
    args.profile.unwrap_or(if in_actions { Profile::Github } else { Profile::Full })
}

/// A report never replaces what it is about.
fn refuse_to_overwrite(
    args: &Args,
    targets: &[Target],
    profile: Profile,
    pack: &Pack,
    working_dir: &Path,
) -> Result<(), Vec<Diagnostic>> {
    let policies = args.snapshots.iter().filter_map(|path| args.policy.path_for(&Origin::from_arg(path), working_dir));
    let given = args.snapshots.iter().chain(&args.waivers).chain(&args.baseline).chain(&pack.files).cloned();
    let inputs: Vec<PathBuf> =
        given.chain(policies).filter(|path| path.is_file()).filter_map(|path| path.canonicalize().ok()).collect();
    let named = targets.iter().filter_map(|target| target.path.clone());
    let parts = target::parts(targets, profile, args.snapshots.len());
    let mut taken: Vec<PathBuf> = named.clone().map(|path| target::place(&path)).collect();
    for path in parts {
        if taken.contains(&target::place(&path)) {
            let message = "a part of the report would replace another report".to_owned();
            let help =
                "nothing was written; code scanning accepts 20 runs a file, so that the report goes on in this one";
            return Err(vec![Diagnostic::error(message).in_file(path.display().to_string()).help(help)]);
        }
        taken.push(target::place(&path));
    }
    for path in taken {
        if path.canonicalize().is_ok_and(|path| inputs.contains(&path)) {
            let message = "the report would replace a file that it is made from".to_owned();
            let help = "nothing was written; name another file with `--output`";
            return Err(vec![Diagnostic::error(message).in_file(path.display().to_string()).help(help)]);
        }
    }
    Ok(())
}
