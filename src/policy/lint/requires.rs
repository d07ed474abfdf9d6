//! Whether what METADATA requires is what the rule reads. A run copes with what is wrong here: what a rule reads
//! itself is taken as required, with a warning.

use super::codes;
use super::reads::{Read, Reads};
use crate::diagnostic::{Check, Diagnostic, Excerpt};
use crate::policy::metadata::{member_range, word_range};
use crate::policy::pack::{Module, Rule};
use crate::snapshot::Section;

/// Sections that a rule reads itself and does not name, and sections that it names and nothing reads.
pub(super) fn check(module: &Module, rule: &Rule, reads: &Reads) -> Vec<Diagnostic> {
    let Some(required) = &rule.metadata.custom.requires else { return Vec::new() };
    let mut found = Vec::new();
    for (section, read) in &reads.own {
        if !names(rule, *section) {
            let message = format!("the rule reads `{section}` but does not require it");
            found.push(missing(module, codes::REQUIRES_MISSING, *section, read, message));
        }
    }
    if reads.since && !rule.metadata.custom.requires_since {
        let message = "the rule reads an earlier snapshot but does not say `requires_since: true`";
        let range = member_range(&module.text, "requires");
        let error = Diagnostic::error(message).in_file(&module.file).underline(&module.text, range, "");
        let help = "add it under `custom`: without `--since` the rule would find nothing and pass";
        found.push(error.code(codes::REQUIRES_MISSING.code).help(help));
    }
    if reads.anything || !reads.is_known {
        return found;
    }
    if rule.metadata.custom.requires_since && !reads.since {
        let message = "the rule says `requires_since`, but neither it nor what it uses reads `data.cordon.since`";
        let range = member_range(&module.text, "requires_since");
        let error = Diagnostic::error(message).in_file(&module.file).underline(&module.text, range, "never read");
        found.push(error.code(codes::REQUIRES_UNUSED.code).help(codes::REQUIRES_UNUSED.remedy));
    }
    let is_read = |section: Section| {
        reads.own.contains_key(&section)
            || reads.through.contains_key(&section)
            || reads.optional.contains(&section)
            || reads.asked.contains(&section)
    };
    let conditional = rule.metadata.custom.requires_if.keys().map(|name| ("requires_if", name));
    let optional = rule.metadata.custom.optional.iter().map(|name| ("optional", name));
    for (member, name) in required.iter().map(|name| ("requires", name)).chain(conditional).chain(optional) {
        let Some(section) = Section::from_name(name).filter(|section| !is_read(*section)) else { continue };
        let message = format!("the rule names `{section}` under `{member}`, but neither it nor what it uses reads it");
        let range = word_range(&module.text, member, name);
        let error = Diagnostic::error(message).in_file(&module.file).underline(&module.text, range, "never read");
        found.push(error.code(codes::REQUIRES_UNUSED.code).help(codes::REQUIRES_UNUSED.remedy));
    }
    found
}

/// Sections that helpers of other packages read and the rule does not name.
pub(super) fn helpers(module: &Module, rule: &Rule, reads: &Reads) -> Vec<Diagnostic> {
    if rule.metadata.custom.requires.is_none() {
        return Vec::new();
    }
    let left_out =
        reads.through.iter().filter(|(section, _)| !names(rule, **section) && !reads.own.contains_key(section));
    left_out
        .map(|(section, read)| {
            let (package, name) = &read.by;
            let message = format!("the rule does not require `{section}`, which `{package}.{name}` reads for it");
            missing(module, codes::REQUIRES_HELPER, *section, read, message)
        })
        .collect()
}

fn missing(module: &Module, check: Check, section: Section, read: &Read, message: String) -> Diagnostic {
    let range = member_range(&module.text, "requires");
    let mut diagnostic = Diagnostic::error(message).in_file(&module.file).underline(&module.text, range, "");
    diagnostic.level = check.level;
    let own = module.package == read.by.0;
    if own {
        diagnostic.excerpts.push(Excerpt::new(&module.text, read.place.1.clone(), "read here"));
    }
    let help = format!("add `{section}` to `requires`, or to `optional` where the findings are the same without it");
    diagnostic.code(check.code).help(help)
}

/// Whether METADATA names a section in one way or another.
fn names(rule: &Rule, section: Section) -> bool {
    let custom = &rule.metadata.custom;
    let required = custom.requires.iter().flatten();
    let mut all = required.chain(custom.requires_if.keys()).chain(&custom.optional);
    all.any(|name| name == section.name())
}
