//! Reports: one file a format. A new format is a file with a `render` function and one line in
//! [`Format::ALL`].

pub mod access;
pub mod csv;
pub mod github;
pub mod json;
pub mod junit;
pub mod lint;
pub mod markdown;
pub mod mutated;
pub mod printable;
pub mod query;
pub mod sarif;
pub mod snippet;
pub mod tested;
pub mod text;
pub mod traced;

use std::io;

use crate::finding::outcome::Report;

/// How a report is written.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// With ANSI colours.
    pub colour: bool,
    /// Findings shown of each rule, in formats for people; the rest is counted.
    pub most_per_rule: usize,
    /// Whether SARIF keeps waived findings, as suppressed results.
    pub keep_waived: bool,
    /// Whom SARIF is for.
    pub profile: Profile,
}

/// Whom a SARIF file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Profile {
    /// Code scanning: within its limits, and without what it would show as an open alert though it is none
    Github,
    /// Everybody else: all results, waived and absent ones too
    Full,
}

/// A report format.
#[derive(Clone, Copy)]
pub struct Format {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub about: &'static str,
    /// Whether it says by itself what it looked at; where it does not, the summary goes to standard error.
    pub has_summary: bool,
    /// Writes the report. Returns what it had to leave out, in words, where a reader of the file alone would not know.
    pub render: fn(&Report, Style, &mut dyn io::Write) -> io::Result<Vec<String>>,
    /// Takes a report apart that one file could not hold; nothing where it fits.
    pub split: fn(&Report, Style) -> Vec<Report>,
}

/// One file holds any report.
fn whole(_: &Report, _: Style) -> Vec<Report> {
    Vec::new()
}

impl Format {
    /// The one for people, which is taken where none is named.
    pub const TEXT: Self = Self {
        name: "text",
        about: "for people, grouped by rule, with the lines of the snapshot",
        has_summary: true,
        render: text::render,
        split: whole,
    };

    /// All formats.
    pub const ALL: &[Self] = &[
        Self::TEXT,
        Self {
            name: "sarif",
            about: "SARIF 2.1.0, for code scanning; see --profile",
            has_summary: false,
            render: sarif::render,
            split: sarif::split,
        },
        Self {
            name: "json",
            about: "cordon's own, versioned; see docs/json.md",
            has_summary: false,
            render: json::render,
            split: whole,
        },
        Self {
            name: "junit",
            about: "JUnit XML, a test case a rule",
            has_summary: true,
            render: junit::render,
            split: whole,
        },
        Self {
            name: "github",
            about: "annotations of a GitHub Actions job, where there is no code scanning",
            has_summary: true,
            render: github::render,
            split: whole,
        },
        Self {
            name: "markdown",
            about: "for job summaries",
            has_summary: true,
            render: markdown::render,
            split: whole,
        },
        Self {
            name: "csv",
            about: "a row a finding, for spreadsheets",
            has_summary: false,
            render: csv::render,
            split: whole,
        },
    ];

    /// Finds a format by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name == name)
    }
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
