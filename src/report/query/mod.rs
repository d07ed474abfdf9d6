//! Answers of queries: a table of rows, one file a format.

mod csv;
mod json;
mod jsonl;
mod table;

use std::io;

use crate::snapshot::{Tree, tree};

/// What a query found in one or more snapshots.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The query as it was given.
    pub query: String,
    /// Names of the columns; where several snapshots were asked, the first is [`SNAPSHOT`].
    pub columns: Vec<String>,
    /// Rows with a value a column, in the order of snapshots and values, each once.
    pub rows: Vec<Vec<Tree>>,
    /// The snapshots that were asked.
    pub asked: Vec<Asked>,
}

/// Name of the column that says which of several snapshots a row is from.
pub const SNAPSHOT: &str = "snapshot";

/// A snapshot that was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its name, as given.
    pub snapshot: String,
    /// Id of the org.
    pub organization_id: String,
    /// Name of the org.
    pub organization_name: String,
    /// The policy file, where there is one.
    pub policy_file: Option<String>,
    /// Number of rows.
    pub rows: usize,
    /// Sections that the query reads and that are not complete: name, `partial` or `missing`, and why.
    pub incomplete: Vec<(String, &'static str, String)>,
}

/// How an answer looks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Columns of the terminal; `None` where the table may be as wide as it likes.
    pub width: Option<u16>,
}

/// A format of answers.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Name on the command line.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Writes an answer.
    pub render: fn(&Answer, Style, &mut dyn io::Write) -> io::Result<()>,
}

impl Format {
    /// For people.
    pub const TABLE: Self = Self { name: "table", about: "For people, fitted to the terminal", render: table::render };

    /// All of them.
    pub const ALL: &[Self] = &[
        Self::TABLE,
        Self { name: "json", about: "One document with columns, rows and what was incomplete", render: json::render },
        Self { name: "jsonl", about: "One object a row and line", render: jsonl::render },
        Self { name: "csv", about: "For spreadsheets", render: csv::render },
    ];

    /// Finds a format by name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|format| format.name == name).copied()
    }
}

/// A value as text: texts as they are, anything else as JSON in one line.
fn plain(value: &Tree) -> String {
    tree::text(value).map_or_else(|| tree::to_json(value).to_string(), str::to_owned)
}

/// A row as an object.
fn object(columns: &[String], row: &[Tree]) -> serde_json::Map<String, serde_json::Value> {
    columns.iter().cloned().zip(row.iter().map(tree::to_json)).collect()
}
