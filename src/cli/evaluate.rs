//! Snapshots → runs: what `check` and `waive` have in common. Several snapshots are looked at side by side.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::{facts, supervise};
use crate::access::escalation::Bounds;
use crate::config::{Config, PolicyFile, WaiverFile, discover};
use crate::diagnostic::Diagnostic;
use crate::finding::baseline::Baseline;
use crate::finding::outcome::{Report, Run};
use crate::policy::partners::Partners;
use crate::policy::prepared::Workers;
use crate::policy::run::{FactsOf, Setup};
use crate::policy::{Limits, Pack, Prepared, Rule, run};
use crate::report::sarif;
use crate::snapshot::{Origin, Snapshot, Tree};

/// What the findings are judged by.
#[derive(Debug, clap::Args)]
pub(super) struct PolicyArgs {
    /// Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to
    /// the root of the repository
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    pub(super) config: Option<PathBuf>,

    /// Folder with more rules; a package that ships is replaced by one of the same name
    #[arg(long, value_name = "DIR", help_heading = "Policy")]
    pub(super) policy: Vec<PathBuf>,

    /// A day such as 2027-03-31, or a moment such as 2027-03-31T06:00:00Z, to judge waivers and ages on; without it,
    /// waivers are judged on today in UTC and ages on the moment of the export, so that findings repeat
    #[arg(long, value_name = "DATE", value_parser = Now::parse, help_heading = "Policy")]
    pub(super) now: Option<Now>,

    /// Earlier snapshot of the same org, for the rules that compare with one; one for each org
    #[arg(long, value_name = "SNAPSHOT", help_heading = "Policy")]
    pub(super) since: Vec<PathBuf>,
}

/// What `--now` gives: a moment in UTC.
#[derive(Debug, Clone, Copy)]
pub(super) struct Now(pub(super) Timestamp);

impl Now {
    fn parse(text: &str) -> Result<Self, String> {
        let of_day = || TimeZone::UTC.to_timestamp(date(text).ok()?.to_datetime(Time::midnight())).ok();
        let expected = "expected a day such as 2027-03-31 or a moment such as 2027-03-31T06:00:00Z";
        of_day().or_else(|| text.parse().ok()).map(Self).ok_or_else(|| expected.to_owned())
    }

    fn day(self) -> Date {
        TimeZone::UTC.to_datetime(self.0).date()
    }
}

pub(super) fn date(text: &str) -> Result<Date, String> {
    let expected = || "expected year, month and day, e.g. 2027-03-31".to_owned();
    text.parse().ok().filter(|date: &Date| date.to_string() == text).ok_or_else(expected)
}

impl PolicyArgs {
    pub(super) fn today(&self) -> Date {
        self.now.unwrap_or_else(|| Now(Timestamp::now())).day()
    }

    /// The earlier snapshots of `--since`, each of another org.
    ///
    /// # Errors
    /// When one can't be read, or when two are of one org.
    pub(super) fn earlier(&self, max_size: u64) -> Result<Vec<Snapshot>, Vec<Diagnostic>> {
        let mut earlier: Vec<Snapshot> = Vec::new();
        for path in &self.since {
            let snapshot = load(Origin::from_arg(path), max_size)?;
            if let Some(other) = earlier.iter().find(|one| one.organization_id() == snapshot.organization_id()) {
                let message = format!("it is of the same org as {}", other.origin.display());
                let help = "a snapshot is compared with one earlier one; give `--since` once for each org";
                return Err(vec![Diagnostic::error(message).in_file(snapshot.origin.display()).help(help)]);
            }
            earlier.push(snapshot);
        }
        Ok(earlier)
    }

    /// The policy file of a snapshot.
    pub(super) fn path_for(&self, origin: &Origin, working_dir: &Path) -> Option<PathBuf> {
        self.config.clone().or_else(|| discover::find(origin, working_dir))
    }
}

/// Reads a snapshot, which allows for as much more memory as it is large.
pub(super) fn load(origin: Origin, max_size: u64) -> Result<Snapshot, Vec<Diagnostic>> {
    let text = |read: &Result<Snapshot, _>| read.as_ref().map_or(0, |snapshot| snapshot.text().len() as u64);
    supervise::reading(|| Snapshot::load(origin, max_size), text)
}

pub(super) fn working_dir() -> Result<PathBuf, Vec<Diagnostic>> {
    std::env::current_dir().map_err(|error| {
        vec![Diagnostic::error(format!("cannot tell the working directory: {}", crate::snapshot::plain(&error)))]
    })
}

type Both<'r> = (Result<Prepared<'r>, Vec<Diagnostic>>, Result<Snapshot, Vec<Diagnostic>>);

/// Everything that the runs of an invocation share.
pub(super) struct Evaluation<'a> {
    pub(super) args: &'a PolicyArgs,
    pub(super) pack: &'a Pack,
    pub(super) rules: Vec<&'a Rule>,
    pub(super) waivers: &'a [WaiverFile],
    pub(super) baseline: Option<&'a Baseline>,
    /// Earlier snapshots, one for each org.
    pub(super) earlier: &'a [Snapshot],
    pub(super) today: Date,
    pub(super) working_dir: &'a Path,
    /// Folder that URIs are relative to.
    pub(super) root: &'a Path,
    pub(super) limits: Limits,
    pub(super) max_size: u64,
}

impl Evaluation<'_> {
    /// Looks at all snapshots. One that can't be checked does not stop the others. Runs and failures are in the
    /// order in which the snapshots were given.
    pub(super) fn all(&self, snapshots: &[PathBuf]) -> Report {
        let workers = workers().min(snapshots.len());
        let results: Vec<Result<Run, Vec<Diagnostic>>> = if workers <= 1 {
            let alone = snapshots.len() == 1;
            snapshots.iter().map(|path| self.one(path, alone)).collect()
        } else {
            self.side_by_side(snapshots, workers)
        };
        let (mut runs, mut failures) = (Vec::new(), Vec::new());
        for result in results {
            match result {
                Ok(run) => runs.push(run),
                Err(diagnostics) => failures.extend(diagnostics),
            }
        }
        Report::new(runs, failures)
    }

    fn side_by_side(&self, snapshots: &[PathBuf], workers: usize) -> Vec<Result<Run, Vec<Diagnostic>>> {
        let next = AtomicUsize::new(0);
        let done = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while let Some((at, path)) = {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        snapshots.get(at).map(|path| (at, path))
                    } {
                        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.one(path, false)));
                        let result = result.unwrap_or_else(|_| {
                            let message = "checking the snapshot broke; this is a fault of cordon's";
                            Err(vec![Diagnostic::error(message).in_file(path.display().to_string())])
                        });
                        done.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push((at, result));
                    }
                });
            }
        });
        let mut done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        done.sort_by_key(|(at, _)| *at);
        done.into_iter().map(|(_, result)| result).collect()
    }

    fn one(&self, path: &Path, alone: bool) -> Result<Run, Vec<Diagnostic>> {
        let mut run = self.with(path, alone, |_, _, run| Ok(run))?;
        if let Some(baseline) = self.baseline {
            let canonical = |id: &str| self.pack.rule(id).map_or_else(|| id.to_owned(), |rule| rule.id.clone());
            baseline.compare(&mut run, canonical)?;
        }
        Ok(run)
    }

    /// The facts beside a snapshot.
    fn facts(&self, partners: &Partners, snapshot: &Snapshot, config: &Config, threads: usize) -> Result<Tree, String> {
        let bounds = Bounds { until: Instant::now().checked_add(self.limits.evaluation), threads };
        let found = facts::with(partners, snapshot, config, self.pack, bounds);
        found.map_err(|errors| errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join("; "))
    }

    /// The earlier snapshot of the same org. One that is later shows every change the wrong way round.
    fn earlier_of(&self, snapshot: &Snapshot) -> Result<Option<&Snapshot>, Vec<Diagnostic>> {
        let earlier = self.earlier.iter().find(|one| one.organization_id() == snapshot.organization_id());
        let Some(earlier) = earlier else { return Ok(None) };
        if let (Some(before), Some(after)) = (earlier.exported_at(), snapshot.exported_at())
            && before > after
        {
            let message =
                format!("it was exported at {before}, after the snapshot that it is compared with, of {after}");
            let help = "give the older of the two with `--since`";
            return Err(vec![Diagnostic::error(message).in_file(earlier.origin.display()).help(help)]);
        }
        Ok(Some(earlier))
    }

    /// Reads the rules and a snapshot, side by side where the process has nothing else to do.
    fn ready<'r>(&'r self, policy: Option<&'r PolicyFile>, origin: Origin, alone: bool) -> Both<'r> {
        let workers = Workers { cores: if alone { workers() } else { 1 }, copies: origin.is_small() };
        let prepare = || Prepared::new(self.pack, self.rules.clone(), policy, self.limits, workers);
        let load = || load(origin, self.max_size);
        // Of rules that don't ship it has to be known whether it is they that take all memory.
        if workers.cores == 1 || self.pack.modules.iter().any(|module| !module.embedded) {
            let snapshot = load();
            return (prepare(), snapshot);
        }
        std::thread::scope(|scope| {
            let prepared = scope.spawn(prepare);
            let snapshot = load();
            let broke = |_| Err(vec![Diagnostic::error("reading the rules broke; this is a fault of cordon's")]);
            (prepared.join().unwrap_or_else(broke), snapshot)
        })
    }

    /// Runs the rules over one snapshot and looks at all of it. `ends` says that the process does so afterwards.
    pub(super) fn with<T>(
        &self,
        path: &Path,
        ends: bool,
        look: impl FnOnce(&Setup<'_>, &Snapshot, Run) -> Result<T, Vec<Diagnostic>>,
    ) -> Result<T, Vec<Diagnostic>> {
        let origin = Origin::from_arg(path);
        let policy = self.args.path_for(&origin, self.working_dir);
        let policy = policy.map(|path| PolicyFile::load(&path)).transpose()?;
        let (prepared, snapshot) = self.ready(policy.as_ref(), origin, ends);
        let (mut snapshot, prepared) = (snapshot?, prepared?);
        snapshot.as_of = self.args.now.map(|now| now.0);
        let file = match &snapshot.origin {
            Origin::File(path) => Some(path.as_path()),
            Origin::Stdin => None,
        };
        let since = self.earlier_of(&snapshot)?;
        let known = OnceLock::new();
        let facts = |partners: &Partners, snapshot: &Snapshot, threads| {
            known.get_or_init(|| self.facts(partners, snapshot, &prepared.config, threads)).clone()
        };
        let setup = Setup {
            prepared: &prepared,
            waivers: self.waivers,
            artifact_uri: sarif::artifact_uri(file, self.root),
            today: self.today,
            facts: FactsOf(&facts),
            since,
        };
        let run = run::run(&setup, &snapshot)?;
        let seen = look(&setup, &snapshot, run);
        if ends {
            // The process ends soon: taking a large tree and the rules apart value by value would only cost time.
            std::mem::forget((snapshot, prepared));
        }
        seen
    }
}

/// How many threads run side by side.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Bounds of what is no rule: the time alone.
pub(super) fn limits(seconds: u64) -> Limits {
    let evaluation = Duration::from_secs(seconds);
    Limits { evaluation, rule: evaluation, watch: None }
}
