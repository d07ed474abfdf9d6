//! `cordon validate`

use std::path::PathBuf;

use super::{Outcome, Terminal, exit, output};
use crate::report::printable::printable;
use crate::report::text::counted;
use crate::snapshot::{Origin, Section, Snapshot, Status, read};

/// Options of `cordon validate`
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 valid, 2 not valid or not readable, 64 wrong usage.")]
pub(super) struct Args {
    /// Snapshots, plain or compressed with gzip or Zstandard; `-` is standard input
    #[arg(value_name = "SNAPSHOT", required = true)]
    snapshots: Vec<PathBuf>,

    /// Treat doubts (dangling references, counts that don't match) as errors
    #[arg(long)]
    strict: bool,

    /// Bytes of text that one snapshot may have when decompressed
    #[arg(long, value_name = "BYTES", default_value_t = read::DEFAULT_MAX_BYTES)]
    max_size: u64,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    if let Some(code) = super::refuse_stdin(&args.snapshots, terminal) {
        return Ok(code);
    }
    let mut code = exit::CLEAN;
    for path in &args.snapshots {
        match Snapshot::load(Origin::from_arg(path), args.max_size) {
            Ok(snapshot) => {
                let warnings = snapshot.warnings();
                terminal.report(&warnings);
                if args.strict && !warnings.is_empty() {
                    code = exit::FAILED;
                }
                output::write(None, |out| {
                    let doubts = match warnings.len() {
                        0 => String::new(),
                        count => format!(", {}", counted(count, "doubt")),
                    };
                    let name = snapshot.origin.display();
                    let organization = printable(snapshot.organization_name());
                    writeln!(out, "{}: a valid snapshot of {organization}{doubts}", printable(&name))?;
                    for section in Section::ALL {
                        let state = snapshot.section(section);
                        let word = state.status.name();
                        let reason = match state.status {
                            Status::Complete => String::new(),
                            Status::Partial | Status::Missing => format!(": {}", printable(&state.reason)),
                        };
                        writeln!(out, "  {:<16} {:>8} {word}{reason}", section.name(), state.entries)?;
                    }
                    Ok(())
                })?;
            }
            Err(diagnostics) => {
                terminal.report(&diagnostics);
                code = exit::FAILED;
            }
        }
    }
    Ok(code)
}
