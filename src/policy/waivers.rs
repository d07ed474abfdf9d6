//! What waivers come to in a run: which findings they accept, which have ended, match nothing or are wrong. A waiver
//! never fades away unseen.

use std::collections::BTreeSet;

use super::pack::Rule;
use super::run::Setup;
use super::select;
use crate::config::{Config, Waiver, WaiverFile};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::Finding;
use crate::finding::outcome::{RuleOutcome, RuleStatus};
use crate::finding::waiver::{WaiverOutcome, WaiverStatus};
use crate::snapshot::{Snapshot, tree};

/// Marks the findings that waivers in force accept. Returns what came of each waiver, and what is wrong with files
/// of waivers as a whole.
pub(super) fn apply(
    setup: &Setup<'_>,
    config: &Config,
    snapshot: &Snapshot,
    findings: &mut [Finding],
    outcomes: &[RuleOutcome],
) -> (Vec<WaiverOutcome>, Vec<Diagnostic>) {
    let files: Vec<&WaiverFile> =
        setup.prepared.policy.iter().map(|policy| &policy.waivers).chain(setup.waivers).collect();
    let judge = Judge { setup, config, snapshot, outcomes };
    let mut results = Vec::new();
    let mut expired = Vec::new();
    for file in &files {
        for (index, entry) in file.entries.iter().enumerate() {
            let outcome = |waiver: Option<&Waiver>, status, count, problems| WaiverOutcome {
                file: file.file.name.clone(),
                index,
                waiver: waiver.cloned(),
                status,
                findings: count,
                problems,
            };
            let waiver = match entry {
                Ok(waiver) => waiver,
                Err(problems) => {
                    results.push(outcome(None, WaiverStatus::Malformed, 0, problems.clone()));
                    continue;
                }
            };
            let wrong = judge.wrong(file, index, waiver);
            if !wrong.is_empty() {
                results.push(outcome(Some(waiver), WaiverStatus::Malformed, 0, wrong));
                continue;
            }
            if waiver.expires < setup.today {
                expired.push((results.len(), *file, index, waiver));
                results.push(outcome(Some(waiver), WaiverStatus::Expired, 0, Vec::new()));
                continue;
            }
            let mut count = 0;
            let accepts = judge.matcher(waiver);
            for finding in findings.iter_mut().filter(|finding| accepts(finding)) {
                count += 1;
                finding.waived.get_or_insert_with(|| waiver.acceptance());
            }
            let (status, problems) = match count {
                0 if judge.all_looked(waiver) => (WaiverStatus::Unused, vec![unused(file, index, waiver)]),
                0 => (WaiverStatus::Undecided, Vec::new()),
                _ => (WaiverStatus::InForce, Vec::new()),
            };
            results.push(outcome(Some(waiver), status, count, problems));
        }
    }
    // What another waiver accepts still does not count again.
    for (at, file, index, waiver) in expired {
        let accepted = judge.matcher(waiver);
        let reopened = findings.iter().filter(|finding| finding.waived.is_none() && accepted(finding));
        let count = reopened.count();
        results[at].findings = count;
        results[at].problems = vec![ended(file, index, waiver, count, setup)];
    }
    (results, files.iter().flat_map(|file| file.broken.iter().cloned()).collect())
}

struct Judge<'a> {
    setup: &'a Setup<'a>,
    config: &'a Config,
    snapshot: &'a Snapshot,
    outcomes: &'a [RuleOutcome],
}

impl Judge<'_> {
    fn rules_named(&self, waiver: &Waiver) -> impl Iterator<Item = &Rule> {
        let named = |rule: &&Rule| waiver.rule.as_ref().is_none_or(|name| select::is_named(rule, name));
        self.setup.prepared.pack.rules.values().filter(named)
    }

    /// Tells the findings that a waiver accepts from others; what it names is looked up once.
    fn matcher<'w>(&'w self, waiver: &'w Waiver) -> impl Fn(&Finding) -> bool + 'w {
        let rules: BTreeSet<&str> = self.rules_named(waiver).map(|rule| rule.id.as_str()).collect();
        let division = waiver.division.as_ref().and_then(|name| self.division_id(name));
        move |finding| waiver.accepts(finding, |id| rules.contains(id), division)
    }

    /// Id of a division given by id or name.
    fn division_id(&self, name: &str) -> Option<&str> {
        let mut divisions = tree::member(&self.snapshot.tree, "divisions").into_iter().flat_map(tree::members);
        divisions.find(|(id, entry)| *id == name || tree::text_member(entry, "name") == Some(name)).map(|(id, _)| id)
    }

    /// Ids of the divisions with a name; empty for an id.
    fn divisions_called(&self, name: &str) -> Vec<&str> {
        let divisions = || tree::member(&self.snapshot.tree, "divisions").into_iter().flat_map(tree::members);
        if divisions().any(|(id, _)| id == name) {
            return Vec::new();
        }
        divisions().filter(|(_, entry)| tree::text_member(entry, "name") == Some(name)).map(|(id, _)| id).collect()
    }

    /// Whether every rule that it names was selected and saw everything.
    fn all_looked(&self, waiver: &Waiver) -> bool {
        self.rules_named(waiver).all(|rule| {
            let outcome = self.outcomes.iter().find(|outcome| outcome.rule.id == rule.id);
            outcome.is_some_and(|outcome| outcome.status == RuleStatus::Passed && outcome.reason.is_none())
        })
    }

    /// What is wrong with a waiver that can be read.
    fn wrong(&self, file: &WaiverFile, index: usize, waiver: &Waiver) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut wrong = |member: &str, message: String, help: String| {
            let error = Diagnostic::error(format!("{message}, so this waiver is not in force")).help(help);
            found.push(file.underline(error, index, member, ""));
        };
        if let Some(name) = waiver.rule.as_ref().filter(|_| self.rules_named(waiver).next().is_none()) {
            let known = select::names_without_severities(self.setup.prepared.pack);
            let help = suggestion(name, known, "`cordon rules` lists the rules with their areas");
            wrong("rule", format!("there is no rule `{name}`, nor an area or tag of that name"), help);
        }
        if let Some(partner) = waiver.partner.as_ref().filter(|name| !self.config.partners.contains_key(*name)) {
            let known = self.config.partners.keys().map(String::as_str);
            let help = suggestion(partner, known, "partners are the tables `[partners.<name>]` of the policy file");
            wrong("partner", format!("there is no partner `{partner}`"), help);
        }
        if let Some(division) = waiver.division.as_ref().filter(|name| self.division_id(name).is_none()) {
            let divisions = tree::member(&self.snapshot.tree, "divisions").into_iter().flat_map(tree::members);
            let known = divisions.filter_map(|(_, entry)| tree::text_member(entry, "name"));
            let help = suggestion(division, known, "give the name or id of a division of the org");
            wrong("division", format!("there is no division `{division}` in the org"), help);
        }
        if let Some(division) = waiver.division.as_ref().filter(|name| self.divisions_called(name).len() > 1) {
            let help = format!("give the id of the one that is meant: {}", self.divisions_called(division).join(", "));
            wrong("division", format!("several divisions are called `{division}`"), help);
        }
        let latest = Waiver::latest_end(self.setup.today, self.config.org.max_waiver_days);
        if waiver.expires > latest {
            let message =
                format!("a waiver may end on {latest} at the latest, but this one ends on {}", waiver.expires);
            let help = "name an earlier day, or set `max_waiver_days` under `[org]` of the policy file".to_owned();
            wrong("expires", message, help);
        }
        found
    }
}

/// What a waiver is of, for a message.
fn of_what(waiver: &Waiver) -> String {
    match (&waiver.rule, &waiver.fingerprint) {
        (Some(rule), _) => format!("a waiver of `{rule}`"),
        (None, Some(fingerprint)) => format!("a waiver of the finding {fingerprint}"),
        (None, None) => "a waiver".to_owned(),
    }
}

fn unused(file: &WaiverFile, index: usize, waiver: &Waiver) -> Diagnostic {
    let narrowest = [
        ("fingerprint", waiver.fingerprint.is_some()),
        ("subject", waiver.subject.is_some()),
        ("division", waiver.division.is_some()),
        ("partner", waiver.partner.is_some()),
    ];
    let member = narrowest.into_iter().find(|(_, given)| *given).map_or("rule", |(member, _)| member);
    let warning = Diagnostic::warning(format!("{} accepts no finding", of_what(waiver)));
    file.underline(warning, index, member, "nothing matches this").help("take the waiver out, or correct it")
}

fn ended(file: &WaiverFile, index: usize, waiver: &Waiver, count: usize, setup: &Setup<'_>) -> Diagnostic {
    let again = match count {
        0 => "it accepts nothing now".to_owned(),
        1 => "the finding that it accepted counts again".to_owned(),
        count => format!("the {count} findings that it accepted count again"),
    };
    let warning = Diagnostic::warning(format!("{} ended on {}; {again}", of_what(waiver), waiver.expires));
    file.underline(warning, index, "expires", &format!("today is {}", setup.today))
        .help("fix the finding, extend the waiver with a new reason, or take it out")
}
