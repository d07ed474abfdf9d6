//! The snapshot goes to its place: validated, whole or not at all, for its owner alone.

use std::io;
use std::path::Path;

use crate::cli::Terminal;
use crate::diagnostic::Diagnostic;
use crate::export::Document;
use crate::snapshot::{Snapshot, parse, schema};

/// Whether the output can be a file, before a long export finds out.
pub(super) fn writable(output: &Path) -> Result<(), Vec<Diagnostic>> {
    if output.as_os_str() == "-" {
        return Ok(());
    }
    if output.is_dir() {
        return Err(failed(output, &io::Error::from(io::ErrorKind::IsADirectory)));
    }
    if is_device(output) {
        return Ok(());
    }
    let folder = output.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // The same way in which it will be written at the end.
    tempfile::tempfile_in(folder).map(drop).map_err(|error| failed(output, &error))
}

/// Whether the output is there and is no file, such as a pipe.
pub(super) fn is_device(output: &Path) -> bool {
    output.exists() && !output.is_file()
}

/// Validates the document and writes it, whole or not at all, for its owner alone.
pub(super) fn write(output: &Path, document: &Document, terminal: &Terminal) -> Result<(), Vec<Diagnostic>> {
    let mut bytes = Vec::new();
    document.write(&mut bytes).map_err(|error| failed(output, &error))?;
    let text = String::from_utf8(bytes).map_err(|_| vec![Diagnostic::error("the snapshot is not UTF-8")])?;
    let tree = parse::parse(&text)
        .map_err(|error| vec![Diagnostic::error(format!("the snapshot can't be read back: {}", error.message))])?;
    let mut violations = schema::violations(&tree, &text, "the new snapshot");
    if !violations.is_empty() {
        violations.push(Diagnostic::error("the org's answers make no valid snapshot, so nothing was written"));
        return Err(violations);
    }
    let doubts = Snapshot::doubts(&tree, &text, &output.display().to_string());
    terminal.report(&doubts);
    if output.as_os_str() == "-" {
        return crate::cli::output::write(None, |out| out.write_all(text.as_bytes()));
    }
    crate::cli::output::write_private(output, text.as_bytes()).map_err(|error| failed(output, &error))
}

pub(super) fn failed(path: &Path, error: &io::Error) -> Vec<Diagnostic> {
    let message = format!("cannot write the snapshot: {}", crate::snapshot::plain(error));
    let help = "nothing was written; name a file in a folder that exists and can be written to";
    vec![Diagnostic::error(message).in_file(path.display().to_string()).help(help)]
}
