//! `cordon facts`: what cordon works out beside a snapshot for rules, so that other engines see the same.

use std::path::PathBuf;
use std::time::Instant;

use super::access::open::Words;
use super::access::partners::in_tables;
use super::bounds::{self, Memory};
use super::evaluate::{PolicyArgs, load, working_dir};
use super::supervise::Plan;
use super::{Outcome, Terminal, exit, output, refuse_stdin, target};
use crate::access::escalation::{Bounds, Model};
use crate::access::{PermissionId, facts};
use crate::config::{Config, PolicyFile};
use crate::diagnostic::{Diagnostic, Level};
use crate::policy::concern::Concern;
use crate::policy::partners::Partners;
use crate::policy::{Limits, Pack, names, run};
use crate::snapshot::section::BEHIND_ACCESS;
use crate::snapshot::{Origin, Section, Snapshot, Status, Tree, read};

/// The named set whose permissions chains are looked for.
const TARGETS: &str = "@escalation";

/// Options of `cordon facts`
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 written, 2 a file can't be used or is not complete, 64 wrong usage.")]
pub(super) struct Args {
    /// Snapshot, plain or compressed with gzip or Zstandard; `-` is standard input, which is the default
    #[arg(value_name = "SNAPSHOT", default_value = "-")]
    snapshot: PathBuf,

    #[command(flatten)]
    policy: PolicyArgs,

    /// Write the facts to this file, whole or not at all; `-` is standard output
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Print nothing to standard error but errors and what could not be looked at
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,

    /// Exit with 2 when a section that facts are worked out of is not complete
    #[arg(long, help_heading = "Outcome")]
    require_complete: bool,

    /// Seconds that working them out may take
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400), help_heading = "Limits")]
    timeout: u64,

    #[command(flatten)]
    memory: Memory,

    /// Bytes of text that the snapshot may have when decompressed
    #[arg(long, value_name = "BYTES", default_value_t = read::DEFAULT_MAX_BYTES, help_heading = "Limits")]
    max_size: u64,
}

impl Args {
    /// Helpers that don't ship are supervised.
    pub(super) fn plan(&self) -> Option<Plan> {
        let inputs = std::iter::once(&self.snapshot).chain(&self.policy.config).cloned().collect();
        (!self.policy.policy.is_empty()).then_some(Plan { inputs, seconds: self.timeout })
    }
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    if !args.policy.since.is_empty() {
        let error = Diagnostic::error("facts are of one snapshot, so `--since` has no meaning for them");
        terminal.report(&[error.help("leave it out")]);
        return Ok(exit::USAGE);
    }
    if let Some(code) = refuse_stdin(std::slice::from_ref(&args.snapshot), terminal) {
        return Ok(code);
    }
    let path = args.output.as_deref().filter(|path| !target::is_stdout(path));
    let inputs: Vec<PathBuf> = std::iter::once(&args.snapshot).chain(&args.policy.config).cloned().collect();
    output::refuse_to_overwrite("facts", path, &inputs)?;
    let limits = args.memory.watched(args.timeout);
    let pack = bounds::pack(limits, || Pack::load(&args.policy.policy))?;
    let origin = Origin::from_arg(&args.snapshot);
    let policy = args.policy.path_for(&origin, &working_dir()?);
    let policy = policy.map(|path| PolicyFile::load(&path)).transpose()?;
    let mut snapshot = load(origin, args.max_size)?;
    snapshot.as_of = args.policy.now.map(|now| now.0);
    let name = snapshot.origin.display();
    let Some(policy) = policy else {
        let error = Diagnostic::error("there is no policy file, so nobody knows who the partners are");
        let help = "name one with `--config`, or put a cordon.toml beside the snapshot";
        return Err(vec![error.in_file(name).help(help)]);
    };
    let (errors, doubts): (Vec<_>, Vec<_>) =
        names::check_snapshot(&policy, &snapshot, &pack).into_iter().partition(|one| one.level == Level::Error);
    if !errors.is_empty() {
        return Err(errors);
    }
    if !args.quiet {
        terminal.report(pack.notes.iter().chain(&doubts));
    }
    let behind = BEHIND_ACCESS.into_iter().chain([Section::Settings]);
    let blind: Vec<Diagnostic> = behind.filter_map(|section| lack(section, &snapshot, &name)).collect();
    terminal.report(&blind);
    let config = run::config_of(Some(&policy), &pack);
    let facts = of(&snapshot, &config, &pack, limits)?;
    output::write_what("facts", path, |out| {
        serde_json::to_writer_pretty(&mut *out, &facts)?;
        writeln!(out)
    })?;
    Ok(if args.require_complete && !blind.is_empty() { exit::FAILED } else { exit::CLEAN })
}

fn lack(section: Section, snapshot: &Snapshot, name: &str) -> Option<Diagnostic> {
    let state = snapshot.section(section);
    let word = state.status.name();
    let message = format!("facts are worked out of the section `{section}`, which is {word}: {}", state.reason);
    let help = "chains may be missing: what could not be looked at is not the same as nothing found";
    (state.status != Status::Complete).then(|| Diagnostic::warning(message).in_file(name).help(help))
}

/// What to say where a search took too long.
pub(super) fn out_of_time(snapshot: &str) -> Diagnostic {
    let error = Diagnostic::error("the time ran out while chains to more access were looked for").in_file(snapshot);
    error.help("give it more with `--timeout SECONDS`, or ask for one partner or subject with `cordon access paths`")
}

/// The facts beside a snapshot under a policy.
///
/// # Errors
/// Data of the pack that has another form, or what the engine says of the partners.
pub(super) fn of(snapshot: &Snapshot, config: &Config, pack: &Pack, limits: Limits) -> Result<Tree, Vec<Diagnostic>> {
    let bounds = Bounds::until(Instant::now().checked_add(limits.evaluation));
    with(&Partners::new(pack, &Concern::of_rules(pack), config, limits)?, snapshot, config, pack, bounds)
}

/// As [`of`], with what tells who belongs to which partner and bounds of the search.
pub(super) fn with(
    partners: &Partners,
    snapshot: &Snapshot,
    config: &Config,
    pack: &Pack,
    bounds: Bounds,
) -> Result<Tree, Vec<Diagnostic>> {
    let none = serde_json::Value::Null;
    let model = Model::read(pack.data.get("escalation").unwrap_or(&none))?;
    let words = Words::of(pack)?;
    let targets = names::permissions_of(TARGETS, snapshot, pack)?.names;
    let mut asked: Vec<String> = model.permissions().into_iter().map(str::to_owned).collect();
    asked.extend(targets.iter().cloned());
    let members = partners.subjects(snapshot, config)?;
    let access = words.access(pack, snapshot, &asked);
    let subjects = in_tables(&access, &members);
    let targets: Vec<PermissionId> = targets.iter().filter_map(|name| access.permissions().by_name(name)).collect();
    let found = facts::of(&access, &model, &subjects, &targets, bounds);
    found.map(Tree::from).map_err(|_| vec![out_of_time(&snapshot.origin.display())])
}
