//! Where a report goes, and in which format: `--output FILE` and `--output FORMAT=FILE`.

use std::path::{Path, PathBuf};

use super::{Terminal, output};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::outcome::Report;
use crate::report::{Format, Profile, Style, sarif};

/// An `--output` as it was given.
#[derive(Debug, Clone)]
pub(super) struct Output {
    format: Option<Format>,
    path: PathBuf,
}

impl Output {
    /// Reads `FILE`, `-`, or either after `FORMAT=`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let names: Vec<&str> = Format::ALL.iter().map(|format| format.name).collect();
        let (name, path) = split(text, &names)?;
        Ok(Self { format: name.and_then(Format::from_name), path: path.into() })
    }
}

/// Takes `FILE`, or `FORMAT=FILE` with one of some formats, apart.
///
/// # Errors
/// When there is no file, or a word before `=` that is no format.
pub(super) fn split<'t>(text: &'t str, formats: &[&str]) -> Result<(Option<&'t str>, &'t str), String> {
    if text.is_empty() {
        return Err("expected a file".to_owned());
    }
    let Some((name, path)) = text.split_once('=') else { return Ok((None, text)) };
    let is_word = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    match formats.contains(&name) {
        true if path.is_empty() => Err(format!("expected a file after `{name}=`")),
        true => Ok((Some(name), path)),
        false if is_word => {
            let otherwise = format!("`{name}` is no format; a file of that name is given as `./{text}`");
            Err(suggestion(name, formats.iter().copied(), &otherwise))
        }
        false => Ok((None, text)),
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
            path: Some(output.path.clone()).filter(|path| !is_stdout(path)),
        })
        .collect();
    let is_taken = outputs.iter().any(|output| output.format.is_none());
    if targets.is_empty() || (format.is_some() && !is_taken) {
        targets.push(Target { format: format.unwrap_or(Format::TEXT), path: None });
    }
    for (at, target) in targets.iter().enumerate() {
        let place = |target: &Target| target.path.as_deref().map(place);
        if targets[..at].iter().any(|other| place(other) == place(target)) {
            let what = target.path.as_ref().map_or("standard output".into(), |path| path.display().to_string());
            let error = Diagnostic::error(format!("two reports would go to {what}"));
            return Err(vec![error.help("give each report a file of its own")]);
        }
    }
    Ok(targets)
}

/// `-`, or the name that systems give standard output: as a file, what it is redirected to would be replaced.
pub(super) fn is_stdout(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path.as_os_str() == *name)
}

/// One name of a file, whether or not it is there yet.
pub(super) fn place(path: &Path) -> PathBuf {
    if let Ok(path) = path.canonicalize() {
        return path;
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (folder.canonicalize(), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

/// Files that reports would go on in, were every snapshot to become a run.
pub(super) fn parts(targets: &[Target], profile: Profile, snapshots: usize) -> Vec<PathBuf> {
    if profile == Profile::Full {
        return Vec::new();
    }
    let number = snapshots.div_ceil(sarif::MOST_RUNS);
    let continued = targets.iter().filter(|target| target.format.name == "sarif" && target.can_go_on());
    continued
        .filter_map(|target| target.path.as_ref())
        .flat_map(|path| (2..=number).map(|at| numbered(path, at)))
        .collect()
}

/// Names of files that say another format than the one that they get, and parts of an earlier report.
pub(super) fn doubts(targets: &[Target]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for target in targets {
        let Some(path) = &target.path else { continue };
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        let meant = match extension.as_str() {
            "sarif" => "sarif",
            "json" if target.format.name != "sarif" => "json",
            "csv" => "csv",
            "md" => "markdown",
            "xml" => "junit",
            _ => continue,
        };
        if meant != target.format.name {
            let message = format!("this file gets the format {}, and its name says {meant}", target.format.name);
            let help = format!("give `--output {meant}={}` for that", path.display());
            found.push(Diagnostic::warning(message).in_file(path.display().to_string()).help(help));
        }
    }
    found
}

impl Target {
    /// Whether a report that one file can't hold can go on in another: not in a device or a pipe.
    fn can_go_on(&self) -> bool {
        self.path.as_ref().is_some_and(|path| path.metadata().map_or(true, |metadata| metadata.is_file()))
    }
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
            let mut left_out = Vec::new();
            let written = output::write(path, |out| {
                left_out = (target.format.render)(report, style, out)?;
                Ok(())
            });
            errors.extend(written.err().into_iter().flatten());
            let name = path.map_or("standard output".into(), |path| path.display().to_string());
            let left_out = left_out.into_iter().map(|what| Diagnostic::warning(what).in_file(&name));
            terminal.report(&left_out.collect::<Vec<_>>());
        };
        match (&target.path, parts.as_slice()) {
            (path, []) => {
                one(report, path.as_deref());
                if let Some(path) = path.as_ref().filter(|_| target.format.name == "sarif") {
                    warn_of_old(path, 1, terminal);
                }
            }
            (Some(path), parts) if target.can_go_on() => {
                for (at, part) in parts.iter().enumerate() {
                    let path = numbered(path, at + 1);
                    one(part, Some(&path));
                    terminal.note(&format!("part {} of {} is {}", at + 1, parts.len(), path.display()));
                }
                warn_of_old(path, parts.len(), terminal);
            }
            (path, parts) => {
                one(report, path.as_deref());
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

/// Says where a part of an earlier, longer report lies: an upload of all parts would take it for a current one.
fn warn_of_old(path: &Path, last: usize, terminal: &Terminal) {
    let next = numbered(path, last + 1);
    if next.is_file() {
        let message = "this file is not part of the report that was just written, though its name says so";
        let warning = Diagnostic::warning(message).in_file(next.display().to_string());
        terminal.report(&[warning.help("take it away before an upload, with those that follow it")]);
    }
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
