//! `cordon rules`

use std::io::Write;
use std::path::PathBuf;

use serde_json::json;

use super::{Outcome, Terminal, exit, output, pages};
use crate::policy::{Pack, Rule, select};
use crate::report::printable::printable;
use crate::report::text::counted;

/// Options of `cordon rules`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Only these rules: id, area, tag or severity
    #[arg(value_name = "RULE")]
    rule: Vec<String>,

    /// Folder with more rules
    #[arg(long, value_name = "DIR")]
    policy: Vec<PathBuf>,

    /// text or json
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: ListFormat,

    /// Write a page for each rule, and one that lists them, to this folder
    #[arg(long, value_name = "DIR", conflicts_with = "library")]
    pages: Option<PathBuf>,

    /// The helpers that rules can use, as a page in Markdown
    #[arg(long, conflicts_with_all = ["rule", "format"])]
    library: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum ListFormat {
    Text,
    Json,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    if args.library {
        let page = pages::library(&Pack::load_for_testing(&args.policy)?)?;
        output::write(None, |out| out.write_all(page.as_bytes()))?;
        return Ok(exit::CLEAN);
    }
    let pack = Pack::load(&args.policy)?;
    terminal.report(&pack.notes);
    let rules = select::select(&pack, &select::Wanted { chosen: &args.rule, ..select::Wanted::ALL })?;
    if let Some(folder) = &args.pages {
        pages::write(&pack, &rules, folder)?;
        terminal.note(&format!("wrote the pages of {} to {}", counted(rules.len(), "rule"), folder.display()));
        return Ok(exit::CLEAN);
    }
    output::write(None, |out| match args.format {
        ListFormat::Text => table(&rules, out),
        ListFormat::Json => {
            serde_json::to_writer_pretty(
                &mut *out,
                &json!({"schema_version": "1", "rules": rules.iter().map(|rule| entry(rule)).collect::<Vec<_>>()}),
            )?;
            writeln!(out)
        }
    })?;
    Ok(exit::CLEAN)
}

fn table(rules: &[&Rule], out: &mut dyn Write) -> std::io::Result<()> {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let area = rules.iter().map(|rule| rule.area.len()).max().unwrap_or_default();
    for rule in rules {
        let severity = rule.metadata.custom.severity;
        let title = printable(rule.metadata.title.trim());
        writeln!(out, "{:<width$}  {:<area$}  {severity:<8}  {title}", rule.id, rule.area)?;
    }
    writeln!(out, "\n{}; `cordon explain RULE` says more about one", counted(rules.len(), "rule"))
}

fn entry(rule: &Rule) -> serde_json::Value {
    let custom = &rule.metadata.custom;
    json!({
        "id": rule.id,
        "aliases": custom.aliases,
        "area": rule.area,
        "severity": custom.severity,
        "title": rule.metadata.title.trim(),
        "description": rule.metadata.description.trim(),
        "remediation": custom.remediation.trim(),
        "requires": rule.requires.iter().map(|section| section.name()).collect::<Vec<_>>(),
        "requires_if": custom.requires_if,
        "requires_policy": custom.requires_policy,
        "tags": custom.tags,
        "related_resources": rule.metadata.related_resources.iter().map(|page| page.address()).collect::<Vec<_>>(),
        "file": rule.file,
    })
}
