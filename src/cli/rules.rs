//! `cordon rules`

use std::io::Write;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::framework::Listing;
use super::{Outcome, Terminal, exit, output, pages};
use crate::finding::control::Control;
use crate::policy::{Pack, Rule, controls, select};
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

    /// The controls of a framework, each with the rules that help to keep it: nist-800-53, cis-controls, iso-27001, or
    /// one of a pack's own
    #[arg(long, value_name = "NAME")]
    framework: Option<String>,

    /// Write a page for each rule, and one that lists them, to this folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["library", "framework"])]
    pages: Option<PathBuf>,

    /// The helpers that rules can use, as a page in Markdown
    #[arg(long, conflicts_with_all = ["rule", "format", "framework"])]
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
        pages::write(&rules, folder)?;
        terminal.note(&format!("wrote the pages of {} to {}", counted(rules.len(), "rule"), folder.display()));
        return Ok(exit::CLEAN);
    }
    if let Some(key) = &args.framework {
        let (framework, controls) = controls::of_framework(&pack, key)?;
        let listing = Listing::new(framework, controls, &rules);
        output::write(None, |out| match args.format {
            ListFormat::Text => listing.text(out),
            ListFormat::Json => document(&listing.json(), out),
        })?;
        return Ok(exit::CLEAN);
    }
    output::write(None, |out| match args.format {
        ListFormat::Text => table(&rules, out),
        ListFormat::Json => {
            let entries: Vec<Value> = rules.iter().map(|rule| entry(rule)).collect();
            document(&json!({"schema_version": "1", "rules": entries}), out)
        }
    })?;
    Ok(exit::CLEAN)
}

fn document(document: &Value, out: &mut dyn Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    writeln!(out)
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

fn entry(rule: &Rule) -> Value {
    let custom = &rule.metadata.custom;
    let control = |one: &Control| json!({"framework": one.framework.key, "id": one.id, "title": one.title});
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
        "requires_since": custom.requires_since,
        "sets": custom.sets(),
        "tags": custom.tags,
        "controls": rule.controls.iter().map(control).collect::<Vec<_>>(),
        "related_resources": rule.metadata.related_resources.iter().map(|page| page.address()).collect::<Vec<_>>(),
        "file": rule.file,
    })
}
