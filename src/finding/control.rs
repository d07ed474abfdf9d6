//! Controls of published frameworks that rules help to keep, and what the rules of a run say of each.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::outcome::{RuleOutcome, RuleStatus};

/// A published framework of controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Framework {
    /// What METADATA and the command line call it, e.g. `nist-800-53`.
    pub key: String,
    /// Title, e.g. `NIST SP 800-53`.
    pub title: String,
    /// Version; may be empty.
    pub version: String,
    /// Who publishes it; may be empty.
    pub organization: String,
    /// Page about it; may be empty.
    pub url: String,
}

impl Framework {
    /// Title and version.
    pub fn name(&self) -> String {
        format!("{} {}", self.title, self.version).trim().to_owned()
    }
}

/// A control of a framework.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// The framework.
    pub framework: Framework,
    /// Id within the framework, e.g. `AC-6`.
    pub id: String,
    /// What it is called; may be empty.
    pub title: String,
}

impl Control {
    /// Id and title.
    pub fn name(&self) -> String {
        format!("{} {}", self.id, self.title).trim().to_owned()
    }
}

/// Order of ids as people count: `AC-2` before `AC-10`.
pub fn by_id(one: &str, other: &str) -> Ordering {
    parts(one).cmp(&parts(other)).then_with(|| one.cmp(other))
}

/// An id as texts, each with the number that follows it.
fn parts(id: &str) -> Vec<(&str, u64)> {
    let mut parts = Vec::new();
    let mut rest = id;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (text, behind) = rest.split_at(digits);
        let end = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
        let (number, behind) = behind.split_at(end);
        parts.push((text, if number.is_empty() { 0 } else { number.parse().unwrap_or(u64::MAX) }));
        rest = behind;
    }
    parts
}

/// A control, and the rules of a run that help to keep it.
#[derive(Debug, Clone)]
pub struct Coverage<'r> {
    /// The control.
    pub control: &'r Control,
    /// The rules, in their order.
    pub rules: Vec<&'r RuleOutcome>,
}

impl Coverage<'_> {
    /// How it ended: failed with one rule, and passed only where all rules looked at everything and found nothing.
    pub fn status(&self) -> RuleStatus {
        let blind = |rule: &RuleOutcome| {
            matches!(rule.status, RuleStatus::NotEvaluated | RuleStatus::Error) || rule.reason.is_some()
        };
        if self.count(RuleStatus::Failed) > 0 {
            RuleStatus::Failed
        } else if self.rules.iter().any(|rule| blind(rule)) {
            RuleStatus::NotEvaluated
        } else if self.count(RuleStatus::Waived) > 0 {
            RuleStatus::Waived
        } else {
            RuleStatus::Passed
        }
    }

    /// Number of its rules that ended so.
    pub fn count(&self, status: RuleStatus) -> usize {
        self.rules.iter().filter(|rule| rule.status == status).count()
    }
}

/// The controls that rules help to keep, by framework in order of its key, each in order of id.
pub fn coverage(rules: &[RuleOutcome]) -> Vec<(&Framework, Vec<Coverage<'_>>)> {
    let mut found: BTreeMap<&str, (&Framework, Vec<Coverage<'_>>)> = BTreeMap::new();
    for outcome in rules {
        for control in &outcome.rule.controls {
            let framework = &control.framework;
            let (_, controls) = found.entry(&framework.key).or_insert_with(|| (framework, Vec::new()));
            match controls.iter_mut().find(|one| one.control.id == control.id) {
                Some(known) => known.rules.push(outcome),
                None => controls.push(Coverage { control, rules: vec![outcome] }),
            }
        }
    }
    for (_, controls) in found.values_mut() {
        controls.sort_by(|one, other| by_id(&one.control.id, &other.control.id));
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_in_the_order_in_which_people_count() {
        let mut ids = ["AC-10", "AC-6(10)", "AC-6", "A.8.2", "AC-6(9)", "A.5.18", "6", "AU-10", "10", "A.5.9"];
        ids.sort_by(|one, other| by_id(one, other));
        assert_eq!(ids, ["6", "10", "A.5.9", "A.5.18", "A.8.2", "AC-6", "AC-6(9)", "AC-6(10)", "AC-10", "AU-10"]);
    }
}
