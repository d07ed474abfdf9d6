//! What can be told of a Rego file from its text alone, before the engine sees it.

use std::collections::BTreeSet;

use super::pack::Module;
use crate::diagnostic::{Diagnostic, offset_of, suggestion};
use crate::snapshot::Section;

/// Packages that cordon fills itself.
const RESERVED: [&str; 4] = ["cordon.config", "cordon.data", "cordon.entry", "cordon.index"];

/// Members of a snapshot besides its sections.
const MEMBERS: [&str; 5] = ["schema_version", "exported_at", "exporter", "organization", "sections"];

/// The engine's parser tries brackets more than once, so each level doubles the time that it takes.
const DEEPEST: usize = 16;

/// The package, with dots.
pub(super) fn package_of(text: &str) -> Option<String> {
    let line = text.lines().find_map(|line| line.strip_prefix("package "))?;
    let name = line.split('#').next().unwrap_or_default().trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// Why a file of a user's pack can't be loaded.
pub(super) fn refusal(text: &str, package: &str) -> Vec<Diagnostic> {
    let line_with = |beginning: &str| text.lines().position(|line| line.starts_with(beginning));
    let at = |line: usize, message: String| {
        let start = offset_of(text, line + 1, 1);
        let end = text[start..].find('\n').map_or(text.len(), |newline| start + newline);
        Diagnostic::error(message).underline(text, start..end, "")
    };
    let mut refused = Vec::new();
    let package_line = line_with("package ").unwrap_or_default();
    if RESERVED.iter().any(|own| package == *own || package.starts_with(&format!("{own}."))) {
        refused.push(at(package_line, format!("the package `{package}` is one that cordon fills itself")));
    }
    let defines = |line: &str| {
        line.strip_prefix("findings").is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    };
    let is_rule = text.lines().any(defines) || text.lines().any(|line| line.starts_with("#   severity:"));
    if is_rule && !package.starts_with("cordon.rules.") {
        let message = format!("the package `{package}` is not one of rules, so cordon would never evaluate it");
        refused.push(at(package_line, message).help("a rule's package is `cordon.rules.<area>.<rule_id>`"));
    }
    for (line, name) in unknown_inputs(text) {
        let known: Vec<&str> = MEMBERS.into_iter().chain(Section::ALL.map(Section::name)).collect();
        let help = suggestion(&name, known.iter().copied(), &format!("a snapshot has {}", known.join(", ")));
        refused.push(at(line, format!("`input.{name}` is no member of a snapshot, so it is never there")).help(help));
    }
    if let Some(line) = too_deep(text) {
        let message = format!("brackets are nested more than {DEEPEST} levels deep");
        refused.push(at(line, message).help("give the inner part a name of its own"));
    }
    refused
}

/// Line (from 0) at which brackets are nested too deep.
fn too_deep(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut line = 0;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\n' => line += 1,
            '#' => {
                chars.by_ref().find(|c| *c == '\n')?;
                line += 1;
            }
            '"' | '`' => {
                let mut escaped = false;
                for inner in chars.by_ref() {
                    if inner == '\n' {
                        line += 1;
                    }
                    if inner == c && !escaped {
                        break;
                    }
                    escaped = c == '"' && inner == '\\' && !escaped;
                }
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return Some(line);
        }
    }
    None
}

/// Imports, in users' modules, of packages below `data.cordon` that no module has.
pub(super) fn unresolved_imports(modules: &[Module]) -> Vec<Diagnostic> {
    let packages: Vec<&str> = modules.iter().map(|module| module.package.as_str()).collect();
    let leads_somewhere = |import: &str| {
        let below = |one: &str, other: &str| one == other || one.starts_with(&format!("{other}."));
        let data = ["cordon.config", "cordon.data"].iter().any(|own| below(import, own));
        data || packages.iter().any(|package| below(import, package) || below(package, import))
    };
    let mut found = Vec::new();
    for module in modules.iter().filter(|module| !module.embedded) {
        for (number, line) in module.text.lines().enumerate() {
            let import = line.strip_prefix("import data.").and_then(|rest| rest.split_whitespace().next());
            let Some(import) = import.filter(|import| import.starts_with("cordon.") && !leads_somewhere(import)) else {
                continue;
            };
            let start = offset_of(&module.text, number + 1, 1);
            let error = Diagnostic::error(format!("there is no package `{import}` to import"));
            let help = suggestion(import, packages.iter().copied(), "`rego/lib` holds the packages that ship");
            found.push(error.in_file(&module.file).underline(&module.text, start..start + line.len(), "").help(help));
        }
    }
    found
}

/// The members of `input` that a text names and a snapshot does not have, with their lines (from 0).
fn unknown_inputs(text: &str) -> Vec<(usize, String)> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#')) {
        for (at, root) in line.match_indices("input.") {
            let name: String = line[at + root.len()..].chars().take_while(|c| is_name(*c)).collect();
            let is_root = !line[..at].ends_with(|c: char| is_name(c) || c == '.' || c == '"' || c == '`');
            let known = MEMBERS.contains(&name.as_str()) || Section::from_name(&name).is_some();
            if is_root && !known && !name.is_empty() {
                found.push((number, name));
            }
        }
    }
    found
}

/// The sections that a text names as `input.<section>`, comments aside.
pub(super) fn sections_read(text: &str) -> Vec<Section> {
    let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let reads = |section: &Section| code.iter().any(|line| mentions(line, section.name()));
    Section::ALL.into_iter().filter(reads).collect()
}

fn mentions(line: &str, section: &str) -> bool {
    line.match_indices("input.").any(|(at, found)| {
        let rest = &line[at + found.len()..];
        rest.strip_prefix(section).is_some_and(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

/// The sections that a module and what it imports name, directly or by further imports.
pub(super) fn sections_read_with_imports(module: &Module, modules: &[Module]) -> Vec<Section> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut to_read = vec![module];
    let mut found: BTreeSet<Section> = BTreeSet::new();
    while let Some(module) = to_read.pop() {
        if !seen.insert(&module.package) {
            continue;
        }
        found.extend(sections_read(&module.text));
        let imports = module.text.lines().filter_map(|line| line.strip_prefix("import data."));
        for import in imports.filter_map(|import| import.split_whitespace().next()) {
            to_read.extend(modules.iter().filter(|other| other.package == import));
        }
    }
    found.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_and_comments_do_not_count() {
        let deep = |open: &str| format!("package a\n{}", open.repeat(20));
        assert_eq!(too_deep(&deep("{")), Some(1));
        assert_eq!(too_deep(&format!("x := \"{}\"\n", "[".repeat(20))), None);
        assert_eq!(too_deep(&format!("x := `{}`\n", "[".repeat(20))), None);
        assert_eq!(too_deep(&format!("x := \"\\\"{}\"\n", "[".repeat(20))), None);
        assert_eq!(too_deep(&format!("# {}\n", "[".repeat(20))), None);
        assert_eq!(too_deep("a(b[c{1}])\n"), None);
    }

    #[test]
    fn sections_are_found_through_imports() {
        let module = |package: &str, text: &str| Module {
            file: String::new(),
            package: package.to_owned(),
            text: text.to_owned(),
            embedded: false,
        };
        let rule = module("r", "import data.lib.a\n# input.audit_events\nx := input.users[_]\ny := input.groups_of\n");
        let modules =
            [module("lib.a", "import data.lib.b as c\nz := input.roles\n"), module("lib.b", "q := input.grants\n")];
        assert_eq!(sections_read(&rule.text), [Section::Users]);
        let all = sections_read_with_imports(&rule, &modules);
        assert_eq!(all, [Section::Roles, Section::Users, Section::Grants]);
    }
}
