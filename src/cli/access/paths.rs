//! `cordon access paths`

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::open::{self, Data};
use super::{Common, GraphArgs, partners};
use crate::access::PermissionId;
use crate::access::ask::locate;
use crate::access::ask::paths::{Paths, ask};
use crate::access::escalation::Model;
use crate::cli::evaluate::working_dir;
use crate::cli::{Outcome, Terminal, exit, refuse_stdin};
use crate::config::{Config, PolicyFile};
use crate::diagnostic::{Diagnostic, Level};
use crate::policy::names;
use crate::report::access::Asked;
use crate::report::access::paths::{Answer, graph, render};
use crate::snapshot::{Section, Snapshot, Status};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 answered, whether or not there is a chain, 2 the question, the policy file or a snapshot can't be used, 64 wrong usage."
)]
pub(super) struct Args {
    /// Snapshots, plain or compressed with gzip or Zstandard; `-` is standard input, which is the default
    #[arg(value_name = "SNAPSHOT", default_value = "-")]
    snapshots: Vec<PathBuf>,

    /// What this subject can become, by id, e-mail address, name or `type/id`; can be repeated
    #[arg(long, value_name = "SUBJECT", conflicts_with_all = ["partner", "config"])]
    from: Vec<String>,

    /// What the subjects of this partner can become, by its short name; can be repeated. Without `--from` and
    /// `--partner`, those of all partners
    #[arg(long, value_name = "PARTNER")]
    partner: Vec<String>,

    /// What is to be come to: a permission, a pattern such as `routing:*:delete`, or a named set
    #[arg(long, value_name = "PERMISSION|@SET", default_value = "@escalation")]
    to: String,

    /// Only what counts in this division, by name or id
    #[arg(long, value_name = "DIVISION")]
    division: Option<String>,

    /// Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to
    /// the root of the repository
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    config: Option<PathBuf>,

    /// Seconds that the search on one snapshot may take
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400), help_heading = "Limits")]
    timeout: u64,

    #[command(flatten)]
    graph: GraphArgs,

    #[command(flatten)]
    common: Common,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    if let Some(code) = refuse_stdin(&args.snapshots, terminal) {
        return Ok(code);
    }
    let inputs: Vec<PathBuf> = args.snapshots.iter().chain(&args.config).cloned().collect();
    open::refuse_to_overwrite(&args.common, &inputs)?;
    let data = Data::load(&args.common, terminal)?;
    let none = serde_json::Value::Null;
    let model = Model::read(data.pack.data.get("escalation").unwrap_or(&none))?;
    let working_dir = working_dir()?;
    let mut answer = Answer {
        from: args.from.clone(),
        partner: args.partner.clone(),
        to: args.to.clone(),
        division: args.division.clone(),
        asked: Vec::new(),
    };
    let mut failures = Vec::new();
    for path in &args.snapshots {
        match one(args, path, &data, &model, &working_dir, terminal) {
            Ok(asked) => answer.asked.push(asked),
            Err(errors) => failures.extend(errors),
        }
    }
    terminal.report(&failures);
    if answer.asked.is_empty() {
        return Ok(exit::FAILED);
    }
    open::write(&args.common, |out| match args.graph.language() {
        Some(language) => graph(&answer).write(language, out),
        None => render(&answer, args.common.format, open::style(&args.common), out),
    })?;
    let lacks = open::lacks(&args.common, answer.asked.iter().map(|(asked, _)| asked));
    Ok(if lacks || !failures.is_empty() { exit::FAILED } else { exit::CLEAN })
}

fn one(
    args: &Args,
    path: &Path,
    data: &Data,
    model: &Model,
    working_dir: &Path,
    terminal: &Terminal,
) -> Result<(Asked, Paths), Vec<Diagnostic>> {
    let until = Instant::now().checked_add(Duration::from_secs(args.timeout));
    let policy: Option<PolicyFile> = match args.from.is_empty() {
        true => Some(partners::policy(args.config.as_deref(), path, working_dir).map_err(or_from)?),
        false => None,
    };
    let snapshot = open::snapshot(path, &args.common)?;
    let config: Option<Config> = match &policy {
        Some(policy) => Some(partners::config(policy, &snapshot, data, &args.common, terminal).map_err(or_from)?),
        None => None,
    };
    let asked = names::permissions_of(&args.to, &snapshot, &data.pack)?;
    terminal.report(asked.doubts.iter().filter(|doubt| doubt.level == Level::Error || !args.common.quiet));
    let mut known: Vec<String> = model.permissions().into_iter().map(str::to_owned).collect();
    known.extend(asked.names.iter().cloned());
    let access = data.access(&snapshot, &known);
    let sources = match (&policy, &config) {
        (Some(policy), Some(config)) => {
            let members = partners::members(&args.partner, config, &policy.name, &snapshot, data, args.timeout)?;
            partners::in_tables(&access, &members)
        }
        _ => {
            let found = args.from.iter().map(|reference| Ok((open::subject(&access, reference)?, Vec::new())));
            found.collect::<Result<Vec<_>, Vec<Diagnostic>>>()?
        }
    };
    let division = args.division.as_deref().map(|division| open::division(&access, division)).transpose()?;
    let targets: Vec<PermissionId> = asked.names.iter().filter_map(|name| access.permissions().by_name(name)).collect();
    let mut paths = ask(&access, model, &sources, &targets, division, until)
        .map_err(|_| vec![crate::cli::facts::out_of_time(&snapshot.origin.display())])?;
    locate(&snapshot, paths.evidence_mut());
    let mut about = Asked::of(&access, policy.map(|policy| policy.name));
    let settings = snapshot.section(Section::Settings);
    if settings.status != Status::Complete {
        about.incomplete.push(("settings".to_owned(), settings.status.name(), settings.reason.clone()));
    }
    tell(&about, &snapshot, args, terminal);
    drop(access);
    // The process ends soon: taking a large tree apart value by value would only cost time.
    std::mem::forget(snapshot);
    Ok((about, paths))
}

/// Partners are one way to say whose access is asked for, and the policy file is needed for them alone.
fn or_from(errors: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let add = |error: Diagnostic| {
        let help = error.help.clone().map(|help| format!("{help}; or ask for one subject with `--from`"));
        match help {
            Some(help) if error.excerpts.is_empty() => error.help(help),
            _ => error,
        }
    };
    errors.into_iter().map(add).collect()
}

/// Says what could not be looked at; chains also depend on settings.
fn tell(about: &Asked, snapshot: &Snapshot, args: &Args, terminal: &Terminal) {
    open::tell(about, args.common.quiet, terminal);
    let aware = crate::snapshot::tree::member(&snapshot.tree, "settings")
        .and_then(|settings| crate::snapshot::tree::member(settings, "grant_division_aware"));
    if aware.is_none() && !args.common.quiet {
        let message = "the snapshot does not say whether the org limits grants to divisions";
        let warning = Diagnostic::warning(message).in_file(&about.snapshot);
        terminal.report(&[warning.help("whoever may add grants is taken to add them in all divisions")]);
    }
}
