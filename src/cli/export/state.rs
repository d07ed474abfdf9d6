//! Where the state of an unfinished export is, and how it is begun or gone on with.

use std::path::{Path, PathBuf};

use super::write::is_device;
use crate::cli::Terminal;
use crate::diagnostic::Diagnostic;
use crate::export::journal::{Header, Journal, JournalError};
use crate::report::text::counted;

pub(super) fn state_path(output: &Path) -> PathBuf {
    if output.as_os_str() == "-" || is_device(output) {
        return PathBuf::from("cordon-export.state");
    }
    let mut name = output.as_os_str().to_owned();
    name.push(".state");
    PathBuf::from(name)
}

pub(super) fn open_journal(
    resume: bool,
    path: &Path,
    header: &Header,
    terminal: &Terminal,
) -> Result<Journal, Vec<Diagnostic>> {
    let opened = if resume { Journal::resume(path, header) } else { Journal::begin(path, header) };
    let opened = match opened {
        Err(JournalError::None) => {
            terminal.note(&format!("{}: there is no unfinished export, so this one begins anew", path.display()));
            Journal::begin(path, header)
        }
        other => other,
    };
    let journal = opened.map_err(|error| {
        let help = match error {
            JournalError::Other(_) => "run without --resume to begin anew",
            JournalError::Foreign => "name another place with --state, or take the file away",

            _ => "name another place with --state",
        };
        vec![Diagnostic::error(error.to_string()).in_file(path.display().to_string()).help(help)]
    })?;
    if resume && !journal.is_empty() {
        terminal.note(&format!(
            "{} of an export that began at {} need not be read again",
            counted(journal.len(), "listing"),
            journal.started_at
        ));
    }
    Ok(journal)
}
