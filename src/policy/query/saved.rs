//! Saved queries: files of a pack in packages `cordon.queries.<name>`.

use std::path::{Path, PathBuf};

use super::super::lint::query::columns;
use super::super::metadata;
use super::super::pack::{Module, Pack};
use super::{QUERIES, Query, ROWS};
use crate::diagnostic::{Diagnostic, suggestion};

/// Folder of a pack in which queries are saved.
pub const FOLDER: &str = "queries";

/// What `--list` shows of a saved query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Name, as it stands behind `@`.
    pub name: String,
    /// One line.
    pub title: String,
    /// What it answers, and what to think of.
    pub description: String,
    /// Where it is.
    pub file: String,
    /// Whether it ships with cordon.
    pub shipped: bool,
}

fn name_of(module: &Module) -> String {
    module.package.trim_start_matches(QUERIES).replace('_', "-")
}

/// The saved queries of a pack, by name.
pub fn list(pack: &Pack) -> Vec<Listed> {
    let mut found: Vec<Listed> = pack
        .queries
        .iter()
        .map(|module| {
            let (title, description) = metadata::title_and_description(&module.text);
            let (file, shipped) = (module.file.clone(), module.embedded);
            Listed { name: name_of(module), title, description, file, shipped }
        })
        .collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

/// A saved query, by its name without `@`.
///
/// # Errors
/// Where there is none of this name, or lint has something against it.
pub fn find(name: &str, pack: &Pack) -> Result<Query, Vec<Diagnostic>> {
    let Some(module) = pack.queries.iter().find(|module| name_of(module) == name.replace('_', "-")) else {
        let names: Vec<String> = pack.queries.iter().map(name_of).collect();
        let help = suggestion(name, names.iter().map(String::as_str), "`cordon query --list` lists the saved queries");
        return Err(vec![Diagnostic::error(format!("there is no saved query `@{name}`")).help(help)]);
    };
    let Some(columns) = columns(module, ROWS).map_err(|error| vec![*error])? else {
        let error = Diagnostic::error(format!("the query defines no `{ROWS}` with its columns")).in_file(&module.file);
        return Err(vec![error.help(format!("write `{ROWS} contains [a, b] if {{ … }}`"))]);
    };
    Query::checked(module.clone(), None, columns, Vec::new(), pack)
}

/// Checks the name of a query that is to be saved.
///
/// # Errors
/// What a name must be like.
pub fn check_name(name: &str) -> Result<String, String> {
    let is_word = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if name.ends_with("-test") {
        return Err("files that end in `_test.rego` are tests; give the query another end".to_owned());
    }
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
    if begins && name.split('-').all(is_word) {
        return Ok(name.to_owned());
    }
    Err("expected small letters and digits in words with hyphens between them, e.g. `dormant-users`".to_owned())
}

/// The file that a query of a name is saved in.
pub fn path(folder: &Path, name: &str) -> PathBuf {
    folder.join(FOLDER).join(format!("{}.rego", name.replace('-', "_")))
}

/// The text of the file.
///
/// # Errors
/// For a query that is saved already.
pub fn text(query: &Query, name: &str, title: Option<&str>) -> Result<String, Box<Diagnostic>> {
    let Some(typed) = &query.typed else {
        return Err(Box::new(Diagnostic::error("the query is saved already").in_file(&query.module.file)));
    };
    let title = title.map_or_else(|| title_of(name), one_line);
    let description = format!("Columns: {}.", query.columns.join(", "));
    let mut text = format!("# METADATA\n# title: {}\n# description: {}\n", quoted(&title), quoted(&description));
    text.push_str(&format!("package {QUERIES}{}\n\n", name.replace('-', "_")));
    for import in &typed.imports {
        text.push_str(import);
        text.push('\n');
    }
    if !typed.imports.is_empty() {
        text.push('\n');
    }
    // A raw string may go on over lines, which must stay as they are.
    let indent = if typed.body.contains('`') { "" } else { "\t" };
    text.push_str(&format!("{ROWS} contains [{}] if {{\n", query.columns.join(", ")));
    for line in typed.body.lines() {
        let line = if indent.is_empty() { line } else { line.trim_end() };
        text.push_str(&format!("{}{line}\n", if line.is_empty() { "" } else { indent }));
    }
    text.push_str("}\n");
    Ok(text)
}

fn title_of(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as YAML takes it in one line, whatever is in it: JSON is YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
