//! What `cordon lint` found: one file a format.

mod github;
mod json;
mod sarif;
mod text;

use std::io;
use std::path::Path;

use super::text::counted;
use crate::diagnostic::{Check, Diagnostic, Level};

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people: `file:line:column: error[code]: …`, and the place underlined
    Text,
    /// For programs
    Json,
    /// For code scanning
    Sarif,
    /// Annotations of a GitHub Actions job
    Github,
}

/// What was looked at, and how.
#[derive(Debug, Clone, Copy)]
pub struct Setup<'a> {
    /// Everything that is looked for.
    pub checks: &'a [Check],
    /// Number of rules.
    pub rules: usize,
    /// Number of files.
    pub files: usize,
    /// Folder that URIs are relative to.
    pub root: &'a Path,
    /// With ANSI colours.
    pub colour: bool,
}

impl Setup<'_> {
    /// One line that sums up.
    fn summary(&self, found: &[Diagnostic]) -> String {
        let of = |level: Level| found.iter().filter(|one| one.level == level).count();
        let looked_at = format!("{} in {}", counted(self.rules, "rule"), counted(self.files, "file"));
        match (of(Level::Error), of(Level::Warning)) {
            (0, 0) => format!("{looked_at}: nothing to say"),
            (errors, warnings) => {
                format!("{looked_at}: {}, {}", counted(errors, "error"), counted(warnings, "warning"))
            }
        }
    }
}

impl Format {
    /// Writes what was found.
    ///
    /// # Errors
    /// When writing fails.
    pub fn render(self, found: &[Diagnostic], setup: Setup<'_>, out: &mut dyn io::Write) -> io::Result<()> {
        match self {
            Self::Text => text::render(found, setup, out),
            Self::Json => json::render(found, setup, out),
            Self::Sarif => sarif::render(found, setup, out),
            Self::Github => github::render(found, setup, out),
        }
    }
}

/// Line and column (in code points, from 1) at which what is underlined ends, the column after it.
fn end_of(diagnostic: &Diagnostic) -> Option<(usize, usize)> {
    let (line, column) = diagnostic.place?;
    let width = diagnostic.excerpts.first().map_or(1, |excerpt| {
        excerpt.text.get(excerpt.underlined.clone()).map_or(1, |text| text.chars().count()).max(1)
    });
    Some((line, column + width))
}

fn level(diagnostic: &Diagnostic) -> &'static str {
    match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
    }
}
