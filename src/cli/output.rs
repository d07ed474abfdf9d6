//! Writing results: to standard output, where a reader that closes the pipe is no error, or to a file,
//! which is written whole or not at all.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::{supervise, target};
use crate::diagnostic::Diagnostic;

/// Writes a report to a file (atomically) or, without one, to standard output.
///
/// # Errors
/// When the file can't be written; what was there before is then untouched.
pub(super) fn write(
    file: Option<&Path>,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Vec<Diagnostic>> {
    write_what("report", file, render)
}

/// [`write`] for something else than a report, which messages call `what`.
///
/// # Errors
/// As [`write`].
pub(super) fn write_what(
    what: &str,
    file: Option<&Path>,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Vec<Diagnostic>> {
    supervise::writing();
    match file {
        None => to_stdout(render),
        Some(path) if path.as_os_str() == "-" => to_stdout(render),
        Some(path) => to_file(path, render).map_err(|error| {
            let message = format!("cannot write the {what}: {}", crate::snapshot::plain(&error));
            let help = "nothing was written; name a file in a folder that exists and can be written to";
            vec![Diagnostic::error(message).in_file(path.display().to_string()).help(help)]
        }),
    }
}

/// Refuses a file that is one of those that the output is made from.
///
/// # Errors
/// Where it is one.
pub(super) fn refuse_to_overwrite(
    what: &str,
    path: Option<&Path>,
    inputs: &[std::path::PathBuf],
) -> Result<(), Vec<Diagnostic>> {
    let Some(path) = path else { return Ok(()) };
    let place = target::place(path);
    if inputs.iter().filter(|input| input.is_file()).map(|input| target::place(input)).any(|input| input == place) {
        let error = Diagnostic::error(format!("the {what} would replace a file that it is made from"));
        let help = "nothing was written; name another file with `--output`";
        return Err(vec![error.in_file(path.display().to_string()).help(help)]);
    }
    Ok(())
}

fn to_stdout(render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Vec<Diagnostic>> {
    let mut stdout = BufWriter::new(io::stdout().lock());
    match render(&mut stdout).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(vec![Diagnostic::error(format!("cannot write to standard output: {}", crate::snapshot::plain(&error)))])
        }
        _ => {
            // What is left in the buffer of a closed pipe must not be tried again on drop.
            let _ = stdout.into_parts();
            Ok(())
        }
    }
}

fn to_file(path: &Path, render: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "is a directory"));
    }
    // Devices and pipes (`/dev/null`) can't be replaced by a finished file, and what `/dev/fd/3` leads to is the
    // shell's: it is added to, as any program would.
    let is_stream = ["/dev", "/proc"].iter().any(|root| path.starts_with(root));
    if path.exists() && (is_stream || !path.metadata()?.is_file()) {
        let mut out = BufWriter::new(std::fs::OpenOptions::new().append(true).open(path)?);
        render(&mut out)?;
        return out.flush();
    }
    // A link keeps pointing at its file, and a file keeps its mode.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let permissions = path.metadata().ok().map(|metadata| metadata.permissions());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cordon-");
    if let Some(permissions) = permissions.or_else(default_permissions) {
        builder.permissions(permissions);
    }
    let mut file = builder.tempfile_in(folder)?;
    let mut out = BufWriter::new(file.as_file_mut());
    render(&mut out)?;
    out.flush()?;
    drop(out);
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// Writes a file that only its owner reads, whole or not at all. A device or pipe is written to as it is.
///
/// # Errors
/// When it can't be written; what was there before is then untouched.
pub(super) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if path.exists() && !path.metadata()?.is_file() {
        return to_file(path, |out| out.write_all(bytes));
    }
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A temporary file has mode 0600 from its beginning, and the finished one is that file.
    let mut file = tempfile::Builder::new().prefix(".cordon-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// A report is readable like any other new file, which a temporary file is not; the umask still applies.
fn default_permissions() -> Option<std::fs::Permissions> {
    #[cfg(unix)]
    {
        Some(std::os::unix::fs::PermissionsExt::from_mode(0o666))
    }
    #[cfg(not(unix))]
    {
        None
    }
}
