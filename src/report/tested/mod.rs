//! Reports of tests and of the lines that they cover: one file a format. A new format is a file with a `render`
//! function and one line in [`Format::ALL`] or [`CoverageFormat::ALL`].

pub mod coverage_json;
mod difference;
pub mod json;
pub mod junit;
pub mod lcov;
pub mod text;

use std::io;

use crate::tested::{Coverage, TestRun};

/// How a report of tests is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// With ANSI colours.
    pub colour: bool,
    /// Whether tests that passed are listed, with what they printed.
    pub verbose: bool,
}

/// A format of test reports.
#[derive(Clone, Copy)]
pub struct Format {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub about: &'static str,
    /// Whether it says in words how many tests passed; where it does not, the summary goes to standard error.
    pub has_summary: bool,
    /// Writes the report.
    pub render: fn(&TestRun, Style, &mut dyn io::Write) -> io::Result<()>,
}

impl Format {
    /// The one for people, which is taken where none is named.
    pub const TEXT: Self = Self {
        name: "text",
        about: "for people, with the expression that failed and its values",
        has_summary: true,
        render: text::render,
    };

    /// All formats.
    pub const ALL: &[Self] = &[
        Self::TEXT,
        Self {
            name: "json",
            about: "cordon's own, versioned; see docs/testing.md",
            has_summary: false,
            render: json::render,
        },
        Self { name: "junit", about: "JUnit XML, a test suite a package", has_summary: false, render: junit::render },
    ];
}

/// A format of coverage.
#[derive(Clone, Copy)]
pub struct CoverageFormat {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub about: &'static str,
    /// Writes it.
    pub render: fn(&Coverage, &mut dyn io::Write) -> io::Result<()>,
}

impl CoverageFormat {
    /// All formats.
    pub const ALL: &[Self] = &[
        Self { name: "json", about: "cordon's own, versioned; see docs/testing.md", render: coverage_json::render },
        Self { name: "lcov", about: "LCOV, for editors and services", render: lcov::render },
    ];
}

impl std::fmt::Debug for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl std::fmt::Debug for CoverageFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}
