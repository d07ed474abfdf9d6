//! `cordon access compare`

use std::path::PathBuf;

use super::Common;
use super::open::{self, Data};
use crate::access::ask::compare::ask;
use crate::cli::{Outcome, Terminal, exit, refuse_stdin};
use crate::report::access::Asked;
use crate::report::access::compare::render;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 compared, whether or not they differ, 2 a subject or the snapshot can't be used, 64 wrong usage."
)]
pub(super) struct Args {
    /// A subject: id, e-mail address, name, or type/id
    #[arg(value_name = "A")]
    first: String,

    /// The other
    #[arg(value_name = "B")]
    second: String,

    /// Snapshot, plain or compressed with gzip or Zstandard; `-` is standard input, which is the default
    #[arg(value_name = "SNAPSHOT", default_value = "-")]
    snapshot: PathBuf,

    #[command(flatten)]
    common: Common,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let inputs = [args.snapshot.clone()];
    if let Some(code) = refuse_stdin(&inputs, terminal) {
        return Ok(code);
    }
    open::refuse_to_overwrite(&args.common, &inputs)?;
    let data = Data::load(&args.common, terminal)?;
    let snapshot = open::snapshot(&args.snapshot, &args.common)?;
    let access = data.access(&snapshot, &[]);
    let (first, second) = (open::subject(&access, &args.first)?, open::subject(&access, &args.second)?);
    let compared = ask(&access, first, second);
    let about = Asked::of(&access, None);
    open::tell(&about, args.common.quiet, terminal);
    open::write(&args.common, |out| render(&compared, &about, args.common.format, out))?;
    Ok(if open::lacks(&args.common, std::iter::once(&about)) { exit::FAILED } else { exit::CLEAN })
}
