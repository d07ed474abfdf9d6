//! `cordon access matrix`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::open::{self, Data};
use super::{Common, partners};
use crate::access::Access;
use crate::access::ask::matrix::{OfPartner, Partner, ask, sorted};
use crate::cli::evaluate::working_dir;
use crate::cli::{Outcome, Terminal, exit, refuse_stdin};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::report::access::Asked;
use crate::report::access::matrix::{Answer, render};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 answered, whether or not partners can do anything, 2 the policy file or a snapshot can't be used, 64 wrong usage."
)]
pub(super) struct Args {
    /// For the partners of the policy file, which is the default and the only kind of matrix
    #[arg(long)]
    partners: bool,

    /// Only this partner, by its short name; can be repeated
    #[arg(long, value_name = "PARTNER")]
    partner: Vec<String>,

    /// Snapshots, plain or compressed with gzip or Zstandard; `-` is standard input, which is the default
    #[arg(value_name = "SNAPSHOT", default_value = "-")]
    snapshots: Vec<PathBuf>,

    /// Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to
    /// the root of the repository
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    config: Option<PathBuf>,

    /// Seconds that finding out who belongs to which partner may take
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400), help_heading = "Limits")]
    timeout: u64,

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
    let working_dir = working_dir()?;
    let (mut answer, mut failures) =
        (Answer { capabilities: data.capabilities.clone(), asked: Vec::new() }, Vec::new());
    for path in &args.snapshots {
        match one(args, path, &data, &working_dir, terminal) {
            Ok(asked) => answer.asked.push(asked),
            Err(errors) => failures.extend(errors),
        }
    }
    terminal.report(&failures);
    if answer.asked.is_empty() {
        return Ok(exit::FAILED);
    }
    open::write(&args.common, |out| render(&answer, args.common.format, out))?;
    let lacks = open::lacks(&args.common, answer.asked.iter().map(|(asked, _)| asked));
    Ok(if lacks || !failures.is_empty() { exit::FAILED } else { exit::CLEAN })
}

fn one(
    args: &Args,
    path: &Path,
    data: &Data,
    working_dir: &Path,
    terminal: &Terminal,
) -> Result<(Asked, Vec<OfPartner>), Vec<Diagnostic>> {
    let policy = partners::policy(args.config.as_deref(), path, working_dir)?;
    let snapshot = open::snapshot(path, &args.common)?;
    let config = partners::config(&policy, &snapshot, data, &args.common, terminal)?;
    let members = partners::members(&args.partner, &config, &policy.name, &snapshot, data, args.timeout)?;
    let access = data.access(&snapshot, &[]);
    let partners = members
        .into_iter()
        .map(|(short, subjects)| {
            let name = config.partners.get(&short).map_or_else(|| short.clone(), |partner| partner.name.clone());
            let divisions = divisions(&access, &config, &short);
            (short, Partner { name, subjects, divisions })
        })
        .collect();
    let none = serde_json::Value::Null;
    let sets = data.pack.data.get("permission_sets").unwrap_or(&none);
    let found = ask(&access, &partners, &sorted(&data.capabilities, sets, access.permissions()));
    let about = Asked::of(&access, Some(policy.name.clone()));
    open::tell(&about, args.common.quiet, terminal);
    drop(access);
    // The process ends soon: taking a large tree apart value by value would only cost time.
    std::mem::forget(snapshot);
    Ok((about, found))
}

/// What divisions are to a partner, by id. What is restricted is so for all.
fn divisions(access: &Access<'_>, config: &Config, partner: &str) -> BTreeMap<String, &'static str> {
    let mut found = BTreeMap::new();
    let mut mark = |references: &[String], word: &'static str| {
        for division in references.iter().flat_map(|reference| access.divisions().matching(reference)) {
            found.insert(access.divisions().id(division).to_owned(), word);
        }
    };
    for (_, other) in config.partners.iter().filter(|(short, _)| *short != partner) {
        mark(&other.divisions, "another partner's");
    }
    if let Some(own) = config.partners.get(partner) {
        mark(&own.authorized_divisions, "authorized");
        mark(&own.divisions, "own");
    }
    mark(&config.org.restricted_divisions, "restricted");
    found
}
