//! Reports of changed rules: one file a format. A new format is a file with a `render` function and one line in
//! [`Format::ALL`].

pub mod json;
pub mod text;

use std::io;

use super::tested::Style;
use crate::mutated::Mutation;

/// A format of reports of changed rules.
#[derive(Clone, Copy)]
pub struct Format {
    /// Name on the command line.
    pub name: &'static str,
    /// Writes the report.
    pub render: fn(&Mutation, Style, &mut dyn io::Write) -> io::Result<()>,
}

impl Format {
    /// All formats.
    pub const ALL: &[Self] =
        &[Self { name: "text", render: text::render }, Self { name: "json", render: json::render }];

    /// The format of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.name == name)
    }
}
