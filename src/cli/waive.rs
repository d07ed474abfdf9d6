//! `cordon waive`: accepts one finding until a day, as an entry in the policy file or in a file of waivers.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::bounds::{self, Bounds};
use super::evaluate::{Evaluation, PolicyArgs, date, working_dir};
use super::supervise::Plan;
use super::{Outcome, Terminal, exit, output};
use crate::config::waiver_text::{Entry, Written, write_entry};
use crate::config::{PolicyFile, Waiver, WaiverFile, discover, toml_file};
use crate::diagnostic::Diagnostic;
use crate::finding::baseline::Baseline;
use crate::policy::select::Wanted;
use crate::policy::{Pack, select};
use crate::report::printable::printable;
use crate::snapshot::{Origin, read};

/// Options of `cordon waive`
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 written, 2 nothing was written, 64 wrong usage.")]
pub(super) struct Args {
    /// Fingerprint of the finding, as reports show it; its beginning is enough where the finding can be looked up
    #[arg(value_name = "FINGERPRINT")]
    fingerprint: String,

    /// Snapshots to look the finding up in; without one, and without --report, the `snapshot.json` beside the
    /// file that is written to, where there is one
    #[arg(value_name = "SNAPSHOT")]
    snapshots: Vec<PathBuf>,

    /// Look the finding up in a report of cordon's instead, JSON or SARIF
    #[arg(long, value_name = "FILE", conflicts_with = "snapshots")]
    report: Option<PathBuf>,

    /// Why the finding is accepted
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// The last day, e.g. 2027-03-31; at most a year ahead unless the policy file says otherwise
    #[arg(long, value_name = "DATE", value_parser = date)]
    expires: Date,

    /// Who answers for it
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,

    /// Where it was agreed
    #[arg(long, value_name = "ID")]
    ticket: Option<String>,

    /// Write to this file of waivers, which may be new, instead of the policy file
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    waivers: Option<PathBuf>,

    #[command(flatten)]
    policy: PolicyArgs,

    #[command(flatten)]
    bounds: Bounds,
}

impl Args {
    /// Rules that don't ship are supervised, where any are evaluated.
    pub(super) fn plan(&self) -> Option<Plan> {
        self.bounds.plan(&self.policy, &self.snapshots).filter(|_| self.report.is_none())
    }
}

/// What is known of the finding.
struct Found {
    fingerprint: String,
    rule: String,
    subject: String,
    message: String,
    /// The snapshot that has it, as it was named.
    snapshot: Option<PathBuf>,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    if let Some(code) = super::refuse_stdin(&args.snapshots, terminal) {
        return Ok(code);
    }
    let wrong = |message: String, help: &str| vec![Diagnostic::error(message).help(help)];
    let given = args.fingerprint.strip_suffix(":1").unwrap_or(&args.fingerprint).to_ascii_lowercase();
    if given.len() < SHORTEST || given.len() > 32 || !given.chars().all(|c| c.is_ascii_hexdigit()) {
        let message = format!("`{}` is no fingerprint", args.fingerprint);
        let help = "expected 32 hexadecimal digits or the first 8 or more of them, as reports show them";
        return Err(wrong(message, help));
    }
    for (option, text) in
        [("--reason", Some(&args.reason)), ("--owner", args.owner.as_ref()), ("--ticket", args.ticket.as_ref())]
    {
        if text.is_some_and(|text| text.trim().is_empty()) {
            return Err(wrong(format!("`{option}` is empty"), "say it in words that hold when somebody asks"));
        }
    }
    let working_dir = working_dir()?;
    let first = args.snapshots.first().map_or(Origin::Stdin, |path| Origin::from_arg(path));
    let beside = args.waivers.clone().or_else(|| args.policy.path_for(&first, &working_dir));
    let (found, looked_in) = look_up(args, &given, beside.as_deref(), &working_dir, terminal)?;
    if found.is_none() && given.len() < 32 {
        let message = match &looked_in {
            Some(place) => format!("no finding in {place} has a fingerprint that begins with {given}"),
            None => format!("`{given}` is only the beginning of a fingerprint, and there is nothing to look it up in"),
        };
        return Err(wrong(message, "give all 32 digits, or name a snapshot or a `--report`"));
    }
    // Several snapshots may have policy files of their own: the one that the finding was judged by takes the waiver.
    let of = found.as_ref().and_then(|found| found.snapshot.as_deref()).map_or(first, Origin::from_arg);
    let policy_path = args.policy.path_for(&of, &working_dir);
    let Some(file) = args.waivers.clone().or_else(|| policy_path.clone()) else {
        let help = "name one with `--config`, or a file of waivers with `--waivers`, which may be new";
        return Err(wrong("there is no policy file to write the waiver to".to_owned(), help));
    };
    let policy = policy_path.map(|path| PolicyFile::load(&path)).transpose()?;
    let today = args.policy.today();
    let most_days = policy.as_ref().and_then(|policy| policy.config.org.max_waiver_days);
    let latest = Waiver::latest_end(today, most_days);
    if args.expires < today || args.expires > latest {
        let message =
            format!("a waiver may end from today, {today}, to {latest}, but {} is not in that time", args.expires);
        return Err(wrong(
            message,
            "name another day; `max_waiver_days` under `[org]` of the policy file allows longer",
        ));
    }
    let entry = Entry {
        rule: found.as_ref().map(|found| found.rule.clone()),
        subject: found.as_ref().map(|found| found.subject.clone()),
        fingerprint: found.as_ref().map_or(given, |found| found.fingerprint.clone()),
        reason: args.reason.trim().to_owned(),
        owner: args.owner.clone(),
        ticket: args.ticket.clone(),
        expires: args.expires,
    };
    let shown = file.display().to_string().replace('\\', "/");
    let before = if file.symlink_metadata().is_ok() || args.waivers.is_none() {
        toml_file::read_text(&file, "file")?
    } else {
        String::new()
    };
    let (after, written) = write_entry(&before, &entry).map_err(|reason| {
        let help = "nothing was written; correct the file first";
        vec![Diagnostic::error(format!("the waiver can't be added: {reason}")).in_file(&shown).help(help)]
    })?;
    prove(&after, &shown, args.waivers.is_some(), &entry)?;
    output::write_what("file", Some(&file), |out| out.write_all(after.as_bytes()))?;
    let what = match &found {
        Some(found) => format!("{}, {}: {}", found.rule, found.subject, found.message),
        None => entry.fingerprint.clone(),
    };
    let did = match written {
        Written::Added => "waived",
        Written::Renewed => "renewed the waiver of",
    };
    output::write(None, |out| writeln!(out, "{}", printable(&format!("{shown}: {did} {what}"))))?;
    if found.is_none() {
        let why = match looked_in {
            Some(place) => format!("{place} has no finding with this fingerprint"),
            None => "no snapshot or report was given to look the fingerprint up in".to_owned(),
        };
        let warning = Diagnostic::warning(format!("{why}, so the waiver names no rule and no subject"));
        terminal.report(&[warning.help("the next `cordon check` says so if it accepts nothing")]);
    }
    Ok(exit::CLEAN)
}

/// The shortest beginning of a fingerprint that is taken for one.
const SHORTEST: usize = 8;

/// Looks the finding up: in what was named, where it must be, or else in the snapshot beside the file. Also says where
/// it was looked up.
fn look_up(
    args: &Args,
    given: &str,
    file: Option<&Path>,
    working_dir: &Path,
    terminal: &Terminal,
) -> Result<(Option<Found>, Option<String>), Vec<Diagnostic>> {
    let beside = file.map(|file| file.with_file_name("snapshot.json")).filter(|path| path.is_file());
    let named = !args.snapshots.is_empty() || args.report.is_some();
    let snapshots = match (named, beside) {
        (true, _) => args.snapshots.clone(),
        (false, Some(beside)) => vec![beside],
        (false, None) => return Ok((None, None)),
    };
    let all: Vec<Found> = match &args.report {
        Some(report) => {
            let report = Baseline::load(report)?;
            let found = report.findings().map(|one| Found {
                fingerprint: one.fingerprint.clone(),
                rule: one.rule.clone(),
                subject: one.subject.clone(),
                message: one.message.clone(),
                snapshot: None,
            });
            found.collect()
        }
        None => findings(args, &snapshots, working_dir, terminal)?,
    };
    let places: Vec<String> =
        snapshots.iter().chain(&args.report).map(|path| path.display().to_string().replace('\\', "/")).collect();
    let place = places.join(", ");
    let mut matching: Vec<Found> = all.into_iter().filter(|one| one.fingerprint.starts_with(given)).collect();
    matching.sort_by(|a, b| a.fingerprint.cmp(&b.fingerprint));
    matching.dedup_by(|a, b| a.fingerprint == b.fingerprint);
    match (matching.len(), named) {
        (0, true) => {
            let message = format!("no finding in {place} has the fingerprint {given}");
            let help = "nothing was written; `cordon check` shows the fingerprint under each finding";
            Err(vec![Diagnostic::error(message).help(help)])
        }
        (0, false) => Ok((None, Some(place))),
        (1, _) => Ok((matching.pop(), Some(place))),
        (count, _) => {
            let message = format!("{count} findings have fingerprints that begin with {given}");
            Err(vec![Diagnostic::error(message).help("nothing was written; give more digits")])
        }
    }
}

fn findings(
    args: &Args,
    snapshots: &[PathBuf],
    working_dir: &Path,
    terminal: &Terminal,
) -> Result<Vec<Found>, Vec<Diagnostic>> {
    let limits = args.bounds.watched();
    let pack = bounds::pack(limits, || Pack::load(&args.policy.policy))?;
    let earlier = args.policy.earlier(read::DEFAULT_MAX_BYTES)?;
    let evaluation = Evaluation {
        args: &args.policy,
        pack: &pack,
        rules: select::select(&pack, &Wanted::ALL)?,
        waivers: &[],
        baseline: None,
        earlier: &earlier,
        today: args.policy.today(),
        working_dir,
        root: discover::repository_root(working_dir),
        limits,
        max_size: read::DEFAULT_MAX_BYTES,
    };
    let report = evaluation.all(snapshots);
    if !report.failures.is_empty() {
        return Err(report.failures);
    }
    for run in &report.runs {
        for outcome in run.rules.iter().filter(|outcome| outcome.reason.is_some()) {
            terminal.note(&format!(
                "not evaluated {}: {}",
                outcome.rule.id,
                outcome.reason.as_deref().unwrap_or_default()
            ));
        }
    }
    // None failed, so the runs are those of the snapshots, one by one.
    let found = report.runs.into_iter().zip(snapshots).flat_map(|(run, snapshot)| {
        run.findings.into_iter().map(|one| Found {
            subject: one.subject.to_string(),
            fingerprint: one.fingerprint,
            rule: one.rule,
            message: one.message,
            snapshot: Some(snapshot.clone()),
        })
    });
    Ok(found.collect())
}

/// Reads what would be written, so that a file that can't be read back is never written.
fn prove(text: &str, name: &str, waivers_alone: bool, entry: &Entry) -> Result<(), Vec<Diagnostic>> {
    let waivers = if waivers_alone { WaiverFile::parse(name, text)? } else { PolicyFile::parse(name, text)?.waivers };
    let is_it =
        |waiver: &Waiver| waiver.fingerprint.as_ref() == Some(&entry.fingerprint) && waiver.expires == entry.expires;
    if waivers.readable().any(is_it) {
        return if waivers.broken.is_empty() { Ok(()) } else { Err(waivers.broken) };
    }
    let message = "the waiver would not be in force where it would stand";
    Err(vec![Diagnostic::error(message).in_file(name).help("nothing was written; correct the file first")])
}
