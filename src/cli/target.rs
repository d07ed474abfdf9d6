//! Where a report goes, and in which format: `--output FILE` and `--output FORMAT=FILE`.

use std::path::{Path, PathBuf};

use super::{Terminal, output};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::outcome::Report;
use crate::report::{Format, Style};

/// An `--output` as it was given.
#[derive(Debug, Clone)]
pub(super) struct Output {
    format: Option<Format>,
    path: PathBuf,
}

impl Output {
    /// Reads `FILE`, `-`, or either after `FORMAT=`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let plain = || Self { format: None, path: text.into() };
        let Some((name, path)) = text.split_once('=') else { return Ok(plain()) };
        let is_word = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        match Format::from_name(name) {
            Some(_) if path.is_empty() => Err(format!("expected a file after `{name}=`")),
            Some(format) => Ok(Self { format: Some(format), path: path.into() }),
            None if is_word => {
                let names = Format::ALL.iter().map(|format| format.name);
                let otherwise = format!("`{name}` is no format; a file of that name is given as `./{text}`");
                Err(suggestion(name, names, &otherwise))
            }
            None => Ok(plain()),
        }
    }
}

/// One file, or standard output, and what is written to it.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub(super) format: Format,
    /// `None` is standard output.
    pub(super) path: Option<PathBuf>,
}

/// Where reports go. A `--format` that no plain `--output` takes goes to standard output.
///
/// # Errors
/// Two reports to one place.
pub(super) fn targets(outputs: &[Output], format: Option<Format>) -> Result<Vec<Target>, Vec<Diagnostic>> {
    let mut targets: Vec<Target> = outputs
        .iter()
        .map(|output| Target {
            format: output.format.or(format).unwrap_or(Format::TEXT),
            path: Some(output.path.clone()).filter(|path| path.as_os_str() != "-"),
        })
        .collect();
    let is_taken = outputs.iter().any(|output| output.format.is_none());
    if targets.is_empty() || (format.is_some() && !is_taken) {
        targets.push(Target { format: format.unwrap_or(Format::TEXT), path: None });
    }
    for (at, target) in targets.iter().enumerate() {
        let place = |target: &Target| target.path.as_ref().map(|path| path.canonicalize().unwrap_or(path.clone()));
        if targets[..at].iter().any(|other| place(other) == place(target)) {
            let what = target.path.as_ref().map_or("standard output".into(), |path| path.display().to_string());
            let error = Diagnostic::error(format!("two reports would go to {what}"));
            return Err(vec![error.help("give each report a file of its own")]);
        }
    }
    Ok(targets)
}

/// Writes a report to all targets; one that can't be written does not stop the others.
///
/// # Errors
/// Every target that could not be written, or not with all that there is.
pub(super) fn write(report: &Report, targets: &[Target], style: Style, terminal: &Terminal) -> Vec<Diagnostic> {
    let mut errors = Vec::new();
    for target in targets {
        let colour = target.path.is_none() && terminal.colours_stdout();
        let style = Style { colour, ..style };
        let parts = (target.format.split)(report, style);
        let mut one = |report: &Report, path: Option<&Path>| {
            if let Err(found) = output::write(path, |out| (target.format.render)(report, style, out)) {
                errors.extend(found);
            }
        };
        match (&target.path, parts.as_slice()) {
            (path, []) => one(report, path.as_deref()),
            (Some(path), parts) => {
                for (at, part) in parts.iter().enumerate() {
                    let path = numbered(path, at + 1);
                    one(part, Some(&path));
                    terminal.note(&format!("part {} of {} is {}", at + 1, parts.len(), path.display()));
                }
            }
            (None, parts) => {
                one(report, None);
                let message = format!(
                    "the report holds more than one file may, and only the first of {} parts was written",
                    parts.len()
                );
                let help =
                    format!("give `--output {}=FILE`, which is continued in FILE-2 and so on", target.format.name);
                errors.push(Diagnostic::error(message).help(help));
            }
        }
    }
    errors
}

/// `out.sarif`, `out-2.sarif`, `out-3.sarif`, …
fn numbered(path: &Path, number: usize) -> PathBuf {
    if number == 1 {
        return path.to_owned();
    }
    let text = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
    let (stem, extension) = (text(path.file_stem()), text(path.extension()));
    let dot = if extension.is_empty() { "" } else { "." };
    path.with_file_name(format!("{stem}-{number}{dot}{extension}"))
}
