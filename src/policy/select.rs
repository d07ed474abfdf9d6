//! Which rules of a pack run: `--rules`, `--rule` and `--skip-rule`.

use std::collections::BTreeSet;

use super::pack::{Pack, Rule};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::Severity;

/// The set that runs where none is named.
pub const DEFAULT_SET: &str = "default";

/// What is wanted. Each selector is an id, an alias, an area, a tag or a severity.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The set of rules; `None` is all rules. Selectors choose among all rules, whatever their sets.
    pub set: Option<&'a str>,
    /// Only these rules; where there are none, those of the set.
    pub chosen: &'a [String],
    /// Not these rules.
    pub skipped: &'a [String],
    /// Whether there is an earlier snapshot, which brings in the rules that compare with one.
    pub with_earlier: bool,
}

impl Wanted<'_> {
    /// All rules.
    pub const ALL: Self = Self { set: None, chosen: &[], skipped: &[], with_earlier: false };
}

/// The names of all sets.
pub fn sets(pack: &Pack) -> BTreeSet<&str> {
    pack.rules.values().flat_map(|rule| rule.metadata.custom.sets()).collect()
}

/// Selects rules.
///
/// # Errors
/// A selector that selects nothing, a set that no rule is in, and a selection of nothing: a typo must never look like
/// a pass.
pub fn select<'p>(pack: &'p Pack, wanted: &Wanted<'_>) -> Result<Vec<&'p Rule>, Vec<Diagnostic>> {
    let Wanted { set, chosen, skipped, with_earlier } = *wanted;
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
    let sets = sets(pack);
    if let Some(set) = set.filter(|set| !sets.contains(set)) {
        let all = format!("there are {}", sets.iter().copied().collect::<Vec<_>>().join(", "));
        let error = Diagnostic::error(format!("`--rules {set}` names a set that no rule is in"));
        errors.push(error.help(suggestion(set, sets.iter().copied(), &all)));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let in_set = |rule: &Rule| {
        let custom = &rule.metadata.custom;
        set.is_none_or(|set| custom.sets().contains(&set)) || (with_earlier && custom.requires_since)
    };
    let wanted = |rule: &&Rule| {
        (if chosen.is_empty() { in_set(rule) } else { chosen.iter().any(|selector| matches(rule, selector)) })
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
