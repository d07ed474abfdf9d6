//! The partners of the policy file, and who belongs to them.

use std::collections::BTreeSet;
use std::path::Path;

use super::Common;
use super::open::Data;
use crate::cli::Terminal;
use crate::cli::evaluate::limits;
use crate::config::{Config, PolicyFile, discover};
use crate::diagnostic::{Diagnostic, Level, suggestion};
use crate::policy::{names, partners, run};
use crate::snapshot::{Origin, Snapshot};

/// The policy file of a snapshot: the given one, or the one that is found.
///
/// # Errors
/// Where there is none, or it can't be used.
pub(super) fn policy(given: Option<&Path>, snapshot: &Path, working_dir: &Path) -> Result<PolicyFile, Vec<Diagnostic>> {
    let origin = Origin::from_arg(snapshot);
    let found = given.map(Path::to_owned).or_else(|| discover::find(&origin, working_dir));
    let Some(path) = found else {
        let error = Diagnostic::error("there is no policy file, so nobody knows who the partners are");
        let help = "name one with `--config`, or put a cordon.toml beside the snapshot";
        return Err(vec![error.in_file(origin.display()).help(help)]);
    };
    PolicyFile::load(&path)
}

/// What a policy file says, checked against a snapshot.
///
/// # Errors
/// Where it does not go with the snapshot, or names no partner.
pub(super) fn config(
    policy: &PolicyFile,
    snapshot: &Snapshot,
    data: &Data,
    args: &Common,
    terminal: &Terminal,
) -> Result<Config, Vec<Diagnostic>> {
    let (errors, doubts): (Vec<_>, Vec<_>) =
        names::check_snapshot(policy, snapshot, &data.pack).into_iter().partition(|one| one.level == Level::Error);
    if !errors.is_empty() {
        return Err(errors);
    }
    if !args.quiet {
        terminal.report(&doubts);
    }
    let config = run::config_of(Some(policy), &data.pack);
    if config.partners.is_empty() {
        let error = Diagnostic::error("the policy file names no partner").in_file(&policy.name);
        return Err(vec![error.help("add a table [partners.NAME]; docs/policy.md says what it holds")]);
    }
    Ok(config)
}

/// The subjects of the partners that are asked for; of all where none is.
///
/// # Errors
/// Partners that the policy file does not name, or what the engine says.
pub(super) fn members(
    asked: &[String],
    config: &Config,
    file: &str,
    snapshot: &Snapshot,
    data: &Data,
    timeout: u64,
) -> Result<partners::Subjects, Vec<Diagnostic>> {
    let chosen = chosen(asked, config, file)?;
    let mut members = partners::subjects(snapshot, config, &data.pack, limits(timeout))?;
    members.retain(|short, _| chosen.contains(short));
    Ok(members)
}

fn chosen(asked: &[String], config: &Config, file: &str) -> Result<BTreeSet<String>, Vec<Diagnostic>> {
    let known = || config.partners.keys().map(String::as_str);
    let unknown: Vec<Diagnostic> = asked
        .iter()
        .filter(|short| !config.partners.contains_key(*short))
        .map(|short| {
            let all = format!("the partners are {}", known().collect::<Vec<_>>().join(", "));
            let error = Diagnostic::error(format!("there is no partner `{short}` in the policy file")).in_file(file);
            error.help(suggestion(short, known(), &all))
        })
        .collect();
    match (unknown.is_empty(), asked.is_empty()) {
        (false, _) => Err(unknown),
        (true, true) => Ok(config.partners.keys().cloned().collect()),
        (true, false) => Ok(asked.iter().cloned().collect()),
    }
}
