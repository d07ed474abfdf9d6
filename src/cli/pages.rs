//! Pages in Markdown about rules and helpers, made from their METADATA.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use super::output;
use crate::diagnostic::Diagnostic;
use crate::finding::control::Control;
use crate::policy::metadata::{self, Example, Resource};
use crate::policy::{Pack, Rule};
use crate::report::printable::printable;

/// Writes a page for each rule and `README.md`, which lists them.
///
/// # Errors
/// When the folder can't be written to.
pub(super) fn write(rules: &[&Rule], folder: &Path) -> Result<(), Vec<Diagnostic>> {
    std::fs::create_dir_all(folder).map_err(|error| {
        let message = format!("cannot make the folder: {}", crate::snapshot::plain(&error));
        vec![Diagnostic::error(message).in_file(folder.display().to_string())]
    })?;
    let pages = rules.iter().map(|rule| (format!("{}.md", rule.id), page(rule)));
    for (name, page) in pages.chain([("README.md".to_owned(), index(rules))]) {
        output::write_what("page", Some(&folder.join(name)), |out| out.write_all(page.as_bytes()))?;
    }
    Ok(())
}

/// The list of all rules, by area, with the sets that each is in, and what the sets are for.
fn index(rules: &[&Rule]) -> String {
    let sets = sets_of(rules);
    let heads = |between: &str| sets.iter().map(|set| format!("{between}{}", cell(set))).collect::<String>();
    let mut page = format!("# The rules\n\n| area | rule | severity{} | what it finds |\n", heads(" | "));
    let _ = writeln!(page, "|---|---|---|{}---|", ":---:|".repeat(sets.len()));
    let mut sorted = rules.to_vec();
    sorted.sort_by(|one, other| (&one.area, &one.id).cmp(&(&other.area, &other.id)));
    for rule in sorted {
        let custom = &rule.metadata.custom;
        let own = custom.sets();
        let marks: String = sets.iter().map(|set| if own.contains(set) { "| ✓ " } else { "| " }).collect();
        let title = cell(&rule.metadata.title);
        let since = if custom.requires_since { " (with `--since`)" } else { "" };
        let (area, id, severity) = (cell(&rule.area), &rule.id, custom.severity);
        let _ = writeln!(page, "| {area} | [{id}]({id}.md) | {severity} {marks}| {title}{since} |");
    }
    page.push_str(
        "\n## Sets\n\n`cordon check` runs the set `default`, and `--rules SET` another one. `--rule` chooses among all \
         rules, whatever their sets. A rule that compares with an earlier snapshot runs whenever `--since` names one.\n\n\
         | set | rules | what it is for |\n|---|---|---|\n",
    );
    for set in sets {
        let count = rules.iter().filter(|rule| rule.metadata.custom.sets().contains(&set)).count();
        let about = SETS.iter().find(|(name, _)| *name == set).map_or("a set of this pack's own", |(_, about)| about);
        let _ = writeln!(page, "| `{}` | {count} | {about} |", cell(set));
    }
    page
}

/// The sets that ship, and what each is for.
const SETS: [(&str, &str); 3] = [
    ("default", "what runs where no set is named: quiet enough to be kept in every pipeline, every week"),
    ("strict", "all that ships: also what is no fault in itself and worth a look once in a while"),
    ("seed", "the rules of the guide to partner access that cordon began with"),
];

/// The sets that rules are in: those that ship first.
fn sets_of<'r>(rules: &[&'r Rule]) -> Vec<&'r str> {
    let found: BTreeSet<&str> = rules.iter().flat_map(|rule| rule.metadata.custom.sets()).collect();
    let shipped = SETS.iter().map(|(name, _)| *name).filter_map(|name| found.get(name).copied());
    let own = found.iter().copied().filter(|name| SETS.iter().all(|(known, _)| known != name));
    shipped.chain(own).collect()
}

/// The page of a rule.
fn page(rule: &Rule) -> String {
    let custom = &rule.metadata.custom;
    let mut page = format!("# {}\n\n| | |\n|---|---|\n", line(&rule.metadata.title));
    let _ = writeln!(page, "| rule | `{}` |\n| severity | {} |\n| area | {} |", rule.id, custom.severity, rule.area);
    let _ = writeln!(page, "| sets | {} |", cell(&custom.sets().join(", ")));
    if !custom.tags.is_empty() {
        let _ = writeln!(page, "| tags | {} |", cell(&custom.tags.join(", ")));
    }
    let mut reads: Vec<String> = rule.requires.iter().map(|section| format!("`{}`", section.name())).collect();
    for (section, places) in &rule.requires_if {
        let places: Vec<String> = places.iter().map(|place| format!("`{place}`")).collect();
        reads.push(format!("`{}` where the policy file sets {}", section.name(), places.join(" or ")));
    }
    reads.extend(custom.optional.iter().map(|section| format!("`{section}` where it is there")));
    let reads = if reads.is_empty() { "nothing that may be missing".to_owned() } else { reads.join(", ") };
    let _ = writeln!(page, "| reads of the snapshot | {reads} |");
    let needs: Vec<String> = custom.requires_policy.iter().map(|place| format!("`{place}`")).collect();
    let needs = if needs.is_empty() { "nothing".to_owned() } else { needs.join(", ") };
    let _ = writeln!(page, "| needs of the policy file | {needs} |");
    if custom.requires_since {
        page.push_str("| needs besides | an earlier snapshot of the org, `--since SNAPSHOT` |\n");
    }
    if !custom.aliases.is_empty() {
        let aliases: Vec<String> = custom.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        let _ = writeln!(page, "| earlier names | {} |", aliases.join(", "));
    }
    if !rule.controls.is_empty() {
        let shown = |one: &Control| format!("{}, {}", one.framework.name(), one.name());
        let controls: Vec<String> = rule.controls.iter().map(shown).collect();
        let _ = writeln!(page, "| controls | {} |", cell(&controls.join("; ")));
    }
    for (title, text) in [("Why", &rule.metadata.description), ("How to fix it", &custom.remediation)] {
        if !text.trim().is_empty() {
            let _ = writeln!(page, "\n## {title}\n\n{}", paragraphs(text));
        }
    }
    params(&mut page, rule);
    examples(&mut page, "Fires", &custom.examples.fires);
    examples(&mut page, "Stays quiet", &custom.examples.quiet);
    if !rule.metadata.related_resources.is_empty() {
        page.push_str("\n## Read on\n\n");
        rule.metadata.related_resources.iter().for_each(|resource| read_on(&mut page, resource));
    }
    page
}

/// What a policy file can set.
fn params(page: &mut String, rule: &Rule) {
    let params = &rule.metadata.custom.params;
    if params.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n## Parameters\n\nIn the policy file, under `[rules.{}]`: `params = {{ … }}`.\n", rule.id);
    page.push_str("| parameter | default | expected | |\n|---|---|---|---|\n");
    for (name, param) in params {
        let (about, expected) = (cell(&param.description), param.expected());
        let _ = writeln!(page, "| `{name}` | `{}` | {expected} | {about} |", param.default);
    }
}

fn read_on(page: &mut String, resource: &Resource) {
    let (about, address) = (line(resource.description()), line(resource.address()));
    let _ = match about.as_str() {
        "" => writeln!(page, "- {address}"),
        about => writeln!(page, "- {about}: <{address}>"),
    };
}

/// Each example, with its changes to the good org that tests start from.
fn examples(page: &mut String, title: &str, examples: &[Example]) {
    if examples.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n## {title}");
    for example in examples {
        let _ = writeln!(page, "\n{}", paragraphs(&example.why));
        for (what, change) in [("snapshot", &example.snapshot), ("policy file", &example.config)] {
            let is_change = change.as_ref().filter(|change| change.as_object().is_none_or(|object| !object.is_empty()));
            if let Some(change) = is_change {
                let json = serde_json::to_string_pretty(change).unwrap_or_default();
                let _ = writeln!(page, "\nIn the {what}:\n\n```json\n{json}\n```");
            }
        }
    }
}

/// What METADATA says of the helpers of a pack, by package.
///
/// # Errors
/// METADATA that can't be read.
pub(super) fn library(pack: &Pack) -> Result<String, Vec<Diagnostic>> {
    let mut page =
        "# The library\n\nWhat rules and tests can use, each package by `import data.<package>`.\n".to_owned();
    let mut modules: Vec<_> =
        pack.modules.iter().filter(|module| !pack.rules.values().any(|rule| rule.file == module.file)).collect();
    modules.sort_by(|one, other| (&one.package, &one.file).cmp(&(&other.package, &other.file)));
    for module in modules {
        let found = metadata::annotations(&module.text)
            .map_err(|error| vec![Diagnostic::error(error.message).in_file(&module.file).at(error.line, 1)])?;
        let (package, members): (Vec<_>, Vec<_>) = found.iter().partition(|one| one.of.starts_with("package "));
        let _ = writeln!(page, "\n## {}", module.package);
        for one in package {
            let _ = writeln!(page, "\n{}.\n\n{}", line(&one.title), paragraphs(&one.description));
        }
        if !members.is_empty() {
            page.push_str("\n| | |\n|---|---|\n");
        }
        for one in members {
            let of = cell(&one.of);
            let title = cell(&one.title);
            let end = if title.ends_with(['.', '?']) { "" } else { "." };
            let _ = writeln!(page, "| `{of}` | {title}{end} {} |", cell(&one.description));
        }
    }
    Ok(page)
}

/// A text in one line.
fn line(text: &str) -> String {
    printable(&text.split_whitespace().collect::<Vec<_>>().join(" ")).into_owned()
}

/// A text, a line for each of its paragraphs.
fn paragraphs(text: &str) -> String {
    text.trim().split("\n\n").map(line).collect::<Vec<_>>().join("\n\n")
}

/// A text as a cell of a table.
fn cell(text: &str) -> String {
    line(text).replace('|', "\\|")
}
