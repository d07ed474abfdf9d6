//! Saved queries: writing one, and the list of them.

use std::path::{Path, PathBuf};

use crate::cli::output;
use crate::diagnostic::Diagnostic;
use crate::policy::query::saved;
use crate::policy::{Pack, Query};
use crate::report::printable::printable;
use crate::report::query::Format;
use crate::report::text::counted;

/// Saves a query and returns the file.
///
/// # Errors
/// Where it can't be written, or is there already.
pub(super) fn write(
    query: &Query,
    name: &str,
    title: Option<&str>,
    policy: &[PathBuf],
    force: bool,
) -> Result<PathBuf, Vec<Diagnostic>> {
    let folder = policy.iter().find(|folder| folder.is_dir()).map_or_else(|| PathBuf::from("."), PathBuf::clone);
    let path = saved::path(&folder, name);
    let path = path.strip_prefix(".").map_or_else(|_| path.clone(), Path::to_owned);
    let shown = path.display().to_string();
    let text = saved::text(query, name, title).map_err(|error| vec![*error])?;
    if path.exists() && !force {
        let error = Diagnostic::error(format!("there is a saved query `{name}` already")).in_file(shown);
        return Err(vec![error.help("give it another name, or replace that one with `--force`")]);
    }
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|error| {
            let reason = crate::snapshot::plain(&error);
            vec![Diagnostic::error(format!("cannot make the folder of saved queries: {reason}")).in_file(&shown)]
        })?;
    }
    output::write_what("query", Some(&path), |out| out.write_all(text.as_bytes()))?;
    Ok(path)
}

/// Writes the list of saved queries.
///
/// # Errors
/// Where it can't be written.
pub(super) fn list(pack: &Pack, format: Option<Format>, path: Option<&Path>) -> Result<(), Vec<Diagnostic>> {
    let queries = saved::list(pack);
    output::write_what("list", path, |out| {
        if format.is_some_and(|format| format.name == "json") {
            let members: Vec<serde_json::Value> = queries.iter().map(member).collect();
            serde_json::to_writer_pretty(&mut *out, &serde_json::json!({"schema_version": "1", "queries": members}))?;
            return writeln!(out);
        }
        let width = queries.iter().map(|query| query.name.len()).max().unwrap_or_default();
        for query in &queries {
            let own = if query.shipped { String::new() } else { format!(" ({})", printable(&query.file)) };
            writeln!(out, "@{:width$}  {}{own}", printable(&query.name), printable(&query.title))?;
        }
        writeln!(out, "\n{}", counted(queries.len(), "saved query").replace("querys", "queries"))
    })
}

fn member(query: &saved::Listed) -> serde_json::Value {
    serde_json::json!({
        "name": query.name,
        "title": query.title,
        "description": query.description,
        "file": query.file,
        "shipped": query.shipped,
    })
}
