//! An earlier report to compare with: what is new since then, what is gone.
//!
//! Findings are matched by fingerprint alone. A report of another org, of other rules, or one that left results
//! out says nothing about this run, and is refused with the reason.

mod read;

use std::collections::{BTreeMap, BTreeSet};

use super::outcome::{RuleOutcome, RuleStatus, Run};
use super::{Finding, Severity};
use crate::diagnostic::Diagnostic;

/// How a finding stands to the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BaselineState {
    /// The baseline does not have it, or has it as waived while no waiver accepts it now.
    New,
    /// The baseline has it in other words, with another severity, or not yet waived.
    Updated,
    /// The baseline has it just so.
    Unchanged,
    /// Only the baseline has it.
    Absent,
}

impl BaselineState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::New, Self::Updated, Self::Unchanged, Self::Absent];

    /// The name in reports, the same as SARIF's.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Absent => "absent",
        }
    }
}

/// A finding of an earlier report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Id of the rule.
    pub rule: String,
    /// Severity then.
    pub severity: Option<Severity>,
    /// `<subject type>/<id>`.
    pub subject: String,
    /// What it said.
    pub message: String,
    /// Its fingerprint.
    pub fingerprint: String,
    /// Whether a waiver accepted it then.
    pub waived: bool,
}

impl Earlier {
    /// Whether only rule and fingerprint are known of it, because it was waived and left out.
    fn is_bare(&self) -> bool {
        self.subject.is_empty()
    }
}

/// One run of an earlier report.
#[derive(Debug, Clone, PartialEq, Eq)]
struct EarlierRun {
    snapshot: String,
    organization: String,
    /// Rules and how they ended, where the report says so.
    rules: BTreeMap<String, Option<String>>,
    left_out: u64,
    findings: Vec<Earlier>,
}

/// An earlier report of cordon's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// The file, as the user knows it.
    pub file: String,
    runs: Vec<EarlierRun>,
}

/// What a comparison with a baseline came to, besides the state of each finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// The baseline's file.
    pub file: String,
    /// What only the baseline has, of rules that could look this time.
    pub absent: Vec<Earlier>,
}

/// A report is read whole up to this size: 100,000 findings stay below.
const MOST_BYTES: u64 = 1 << 30;

impl Baseline {
    /// Compares a run with the baseline: gives each finding its state, and the run what is gone. `canonical` turns
    /// a rule's earlier id into its id.
    ///
    /// # Errors
    /// Where the baseline is of another org or of other rules, or left results out.
    pub fn compare(&self, run: &mut Run, canonical: impl Fn(&str) -> String) -> Result<(), Vec<Diagnostic>> {
        let earlier = self.run_of(run)?;
        let refused = |message: String, help: &str| vec![Diagnostic::error(message).in_file(&self.file).help(help)];
        if earlier.left_out > 0 {
            let message = format!("the baseline left out {} results, so it can't tell what is new", earlier.left_out);
            return Err(refused(message, "make the baseline with `--format json` or `--profile full`"));
        }
        let then: BTreeSet<String> = earlier.rules.keys().map(|rule| canonical(rule)).collect();
        let now: BTreeSet<String> = run.rules.iter().map(|outcome| outcome.rule.id.clone()).collect();
        if then != now {
            let names = |set: Vec<&String>| set.into_iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
            let gone = names(then.difference(&now).collect());
            let added = names(now.difference(&then).collect());
            let mut message = "the baseline is of other rules".to_owned();
            for (what, rules) in [("only the baseline has", gone), ("only this run has", added)] {
                if !rules.is_empty() {
                    message.push_str(&format!("; {what} {rules}"));
                }
            }
            return Err(refused(message, "select the same rules, or make the baseline anew"));
        }
        let blind = |outcome: &RuleOutcome| {
            outcome.reason.is_some() || matches!(outcome.status, RuleStatus::NotEvaluated | RuleStatus::Error)
        };
        let blind: BTreeSet<String> =
            run.rules.iter().filter(|outcome| blind(outcome)).map(|outcome| outcome.rule.id.clone()).collect();
        let mut found = BTreeSet::new();
        let by_print: BTreeMap<&str, &Earlier> =
            earlier.findings.iter().map(|one| (one.fingerprint.as_str(), one)).collect();
        for finding in &mut run.findings {
            let known = std::iter::once(&finding.fingerprint).chain(&finding.former_fingerprints);
            let before = known.filter_map(|print| by_print.get(print.as_str())).next();
            finding.baseline = Some(match before {
                None => BaselineState::New,
                Some(before) if before.waived && finding.waived.is_none() => {
                    found.insert(before.fingerprint.clone());
                    BaselineState::New
                }
                Some(before) => {
                    found.insert(before.fingerprint.clone());
                    if same(before, finding) { BaselineState::Unchanged } else { BaselineState::Updated }
                }
            });
        }
        let missed = earlier.findings.iter().filter(|one| !one.is_bare() && !found.contains(&one.fingerprint));
        let (undecided, absent): (Vec<&Earlier>, Vec<&Earlier>) =
            missed.partition(|one| blind.contains(&canonical(&one.rule)));
        if !undecided.is_empty() {
            let rules: BTreeSet<&str> = undecided.iter().map(|one| one.rule.as_str()).collect();
            let rules = rules.into_iter().collect::<Vec<_>>().join(", ");
            let count = undecided.len();
            let message = format!(
                "{count} findings of the baseline are neither there nor gone, because their rules could not look at everything: {rules}"
            );
            run.warnings.push(Diagnostic::warning(message).in_file(&self.file));
        }
        let could_not_look = |status: &Option<String>| {
            let blind = [RuleStatus::NotEvaluated.name(), RuleStatus::Error.name()];
            status.as_ref().is_some_and(|status| blind.contains(&status.as_str()))
        };
        let unseen: Vec<&str> = earlier
            .rules
            .iter()
            .filter(|(rule, status)| could_not_look(status) && !blind.contains(&canonical(rule)))
            .map(|(rule, _)| rule.as_str())
            .collect();
        if !unseen.is_empty() {
            let rules = unseen.join(", ");
            let message =
                format!("the baseline could not look with some rules, so all that these find is new: {rules}");
            let help = "make the baseline from a complete snapshot";
            run.warnings.push(Diagnostic::warning(message).in_file(&self.file).help(help));
        }
        let absent = absent.into_iter().cloned().collect();
        run.baseline = Some(Comparison { file: self.file.clone(), absent });
        Ok(())
    }

    /// All findings of all runs.
    pub fn findings(&self) -> impl Iterator<Item = &Earlier> {
        self.runs.iter().flat_map(|run| &run.findings)
    }

    fn run_of(&self, run: &Run) -> Result<&EarlierRun, Vec<Diagnostic>> {
        let refused =
            |message: String, help: &str| Err(vec![Diagnostic::error(message).in_file(&self.file).help(help)]);
        let of_org: Vec<&EarlierRun> =
            self.runs.iter().filter(|earlier| earlier.organization == run.organization_id).collect();
        match of_org.as_slice() {
            [] => {
                let orgs: BTreeSet<&str> = self.runs.iter().map(|earlier| earlier.organization.as_str()).collect();
                let orgs = orgs.into_iter().collect::<Vec<_>>().join(", ");
                let message = format!(
                    "the baseline is of another org: it knows {orgs}, and {} is of {}",
                    run.snapshot, run.organization_id
                );
                refused(message, "give the report of an earlier check of the same org")
            }
            [one] => Ok(one),
            many => {
                let named =
                    |earlier: &&&EarlierRun| earlier.snapshot == run.snapshot || earlier.snapshot == run.artifact_uri;
                match many.iter().filter(named).collect::<Vec<_>>().as_slice() {
                    [one] => Ok(one),
                    _ => {
                        let message = format!(
                            "the baseline has {} runs of the org {}, and none or several are of {}",
                            many.len(),
                            run.organization_id,
                            run.snapshot
                        );
                        refused(message, "make the baseline with one snapshot of the org")
                    }
                }
            }
        }
    }
}

/// Whether nothing that people see of a finding has changed.
fn same(before: &Earlier, now: &Finding) -> bool {
    if before.is_bare() {
        return now.waived.is_some();
    }
    let severity = before.severity.is_none_or(|severity| severity == now.severity);
    severity && before.waived == now.waived.is_some() && plain_text(&before.message) == plain_text(&now.message)
}

/// A message without what SARIF changes in it.
fn plain_text(message: &str) -> String {
    message.replace("](", "] (").trim_end_matches('.').to_owned()
}

/// Members of a SARIF run's `properties` that cordon writes and reads back.
pub mod property {
    /// Id of the org.
    pub const ORGANIZATION: &str = "organizationId";
    /// The snapshot, as the user named it.
    pub const SNAPSHOT: &str = "snapshot";
    /// Severity of a rule, among the rule's own properties.
    pub const SEVERITY: &str = "cordon/severity";
    /// How each rule ended, by id.
    pub const STATUS: &str = "ruleStatus";
    /// Findings that were left out because they are waived: fingerprint → rule id.
    pub const WAIVED: &str = "waivedFindings";
    /// Number of results that were left out, because code scanning would refuse the file or drop them.
    pub const LEFT_OUT: &str = "resultsLeftOut";
}
