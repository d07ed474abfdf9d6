//! Which rules of a pack run: `--rule` and `--skip-rule`.

use super::pack::{Pack, Rule};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::Severity;

/// Selects rules. Each selector is an id, an alias, an area, a tag or a severity; no selector selects
/// all rules.
///
/// # Errors
/// A selector that selects nothing, and a selection of nothing: a typo must never look like a pass.
pub fn select<'p>(pack: &'p Pack, chosen: &[String], skipped: &[String]) -> Result<Vec<&'p Rule>, Vec<Diagnostic>> {
    let unknown = |option: &str, selectors: &[String]| -> Vec<Diagnostic> {
        let nothing = |selector: &&String| !pack.rules.values().any(|rule| matches(rule, selector));
        let report = |selector: &String| {
            Diagnostic::error(format!("`{option} {selector}` selects no rule")).help(suggestion(
                selector,
                names(pack),
                "`cordon rules` lists ids, areas and tags",
            ))
        };
        selectors.iter().filter(nothing).map(report).collect()
    };
    let mut errors = unknown("--rule", chosen);
    errors.extend(unknown("--skip-rule", skipped));
    if !errors.is_empty() {
        return Err(errors);
    }
    let wanted = |rule: &&Rule| {
        (chosen.is_empty() || chosen.iter().any(|selector| matches(rule, selector)))
            && !skipped.iter().any(|selector| matches(rule, selector))
    };
    let rules: Vec<&Rule> = pack.rules.values().filter(wanted).collect();
    if rules.is_empty() {
        let help = "`--skip-rule` takes away all that `--rule` selects; `cordon rules` lists what there is";
        return Err(vec![Diagnostic::error("no rule is selected, so nothing would be checked").help(help)]);
    }
    Ok(rules)
}

/// Ids, aliases, areas and tags of all rules.
pub fn names_without_severities(pack: &Pack) -> impl Iterator<Item = &str> {
    let areas_and_tags = pack.rules.values().flat_map(|rule| {
        std::iter::once(rule.area.as_str()).chain(rule.metadata.custom.tags.iter().map(String::as_str))
    });
    pack.names().chain(areas_and_tags)
}

fn names(pack: &Pack) -> impl Iterator<Item = &str> {
    names_without_severities(pack).chain(Severity::ALL.map(Severity::name))
}

/// Whether a name is a rule's id, alias, area or tag.
pub fn is_named(rule: &Rule, name: &str) -> bool {
    let custom = &rule.metadata.custom;
    rule.id == name
        || rule.area == name
        || custom.aliases.iter().any(|alias| alias == name)
        || custom.tags.iter().any(|tag| tag == name)
}

fn matches(rule: &Rule, selector: &str) -> bool {
    rule.metadata.custom.severity.name() == selector || is_named(rule, selector)
}
