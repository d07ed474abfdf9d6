//! Reports: one file a format. A new format is a file with a `render` function and one line in
//! [`Format::ALL`].

pub mod json;
pub mod printable;
pub mod sarif;
pub mod snippet;
pub mod text;

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
    /// Writes the report.
    pub render: fn(&Report, Style, &mut dyn io::Write) -> io::Result<()>,
}

impl Format {
    /// All formats.
    pub const ALL: &[Self] = &[
        Self {
            name: "text",
            about: "for people, grouped by rule, with the lines of the snapshot",
            has_summary: true,
            render: text::render,
        },
        Self { name: "sarif", about: "SARIF 2.1.0, for code scanning", has_summary: false, render: sarif::render },
        Self {
            name: "json",
            about: "cordon's own, versioned; see docs/json.md",
            has_summary: false,
            render: json::render,
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
