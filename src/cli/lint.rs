//! `cordon lint`

use std::path::PathBuf;

use super::evaluate::working_dir;
use super::{Outcome, Terminal, exit, output};
use crate::config::discover;
use crate::diagnostic::Level;
use crate::policy::lint::{self, codes};
use crate::report::lint::{Format, Setup};

/// Options of `cordon lint`
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 clean or warnings only, 1 errors, 2 nothing could be looked at, 64 wrong usage.")]
pub(super) struct Args {
    /// Folders with rules, looked at together with the library that ships; without one, what ships is looked at
    #[arg(value_name = "DIR")]
    folders: Vec<PathBuf>,

    /// Make warnings errors
    #[arg(long)]
    strict: bool,

    /// text, json, sarif or github
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let mut found = lint::folders(&args.folders)?;
    if args.strict {
        found.diagnostics.iter_mut().for_each(|one| one.level = Level::Error);
    }
    let working_dir = working_dir()?;
    let root = discover::repository_root(&working_dir);
    let setup =
        Setup { checks: codes::ALL, rules: found.rules, files: found.files, root, colour: terminal.colours_stdout() };
    output::write(None, |out| args.format.render(&found.diagnostics, setup, out))?;
    let failed = found.diagnostics.iter().any(|one| one.level == Level::Error);
    Ok(if failed { exit::FINDINGS } else { exit::CLEAN })
}
