//! What one run over one snapshot says: every selected rule's status, and the findings.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::baseline::{BaselineState, Comparison};
use super::control::Control;
use super::waiver::{WaiverOutcome, WaiverStatus};
use super::{Finding, Severity};
use crate::diagnostic::{Diagnostic, Level};

/// What reports say of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleSummary {
    /// Id, e.g. `partner-user-in-home-division`.
    pub id: String,
    /// Area: the folder of the rule.
    pub area: String,
    /// Title.
    pub title: String,
    /// Why it matters.
    pub description: String,
    /// What to do about a finding.
    pub remediation: String,
    /// Severity in this run.
    pub severity: Severity,
    /// Tags.
    pub tags: Vec<String>,
    /// Page about it, when the rule names one.
    pub help_uri: Option<String>,
    /// The controls that it helps to keep, by framework.
    pub controls: Vec<Control>,
}

/// How a rule ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RuleStatus {
    /// Evaluated on complete data, and nothing found.
    Passed,
    /// At least one finding counts.
    Failed,
    /// It found something, and waivers accept all of it.
    Waived,
    /// It could not look: a section or a part of the policy that it needs is not there.
    NotEvaluated,
    /// It broke.
    Error,
}

impl RuleStatus {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Waived => "waived",
            Self::NotEvaluated => "not_evaluated",
            Self::Error => "error",
        }
    }
}

/// A rule and how it ended.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleOutcome {
    /// The rule.
    pub rule: RuleSummary,
    /// How it ended.
    pub status: RuleStatus,
    /// Why it was not evaluated or broke.
    pub reason: Option<String>,
}

/// The result of one run over one snapshot.
#[derive(Debug, Clone)]
pub struct Run {
    /// The snapshot as the user named it, with forward slashes; `<stdin>` for standard input.
    pub snapshot: String,
    /// URI of the snapshot in SARIF: relative, percent-encoded; see [`crate::report::sarif::artifact_uri`].
    pub artifact_uri: String,
    /// What tells the org apart from others of the invocation, as a relative URI: its short name, or more where that
    /// is not enough.
    /// Code scanning keeps the alerts of each category by themselves.
    pub category: String,
    /// SHA-256 of the snapshot file.
    pub sha256: String,
    /// Size of the snapshot file in bytes, as it was read.
    pub bytes: u64,
    /// Org id.
    pub organization_id: String,
    /// Org name.
    pub organization_name: String,
    /// Org short name, or its id.
    pub organization_short_name: String,
    /// The policy file, or `None` where there is none.
    pub policy_file: Option<String>,
    /// Every selected rule, in order of id.
    pub rules: Vec<RuleOutcome>,
    /// Findings, worst first, then by rule, subject and key.
    pub findings: Vec<Finding>,
    /// Every waiver, and what came of it.
    pub waivers: Vec<WaiverOutcome>,
    /// The comparison with the baseline, where one is given.
    pub baseline: Option<Comparison>,
    /// Doubts that don't stop the run, and errors of waivers, which don't either.
    pub warnings: Vec<Diagnostic>,
    /// What rules printed, each with its place.
    pub prints: Vec<String>,
    /// How many entries of each kind the snapshot holds, e.g. `("users", 62)`.
    pub looked_at: Vec<(&'static str, usize)>,
}

/// What one invocation came to, over one snapshot or several.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One run for each snapshot that could be checked, in the order in which they were given.
    pub runs: Vec<Run>,
    /// Why the others could not be checked.
    pub failures: Vec<Diagnostic>,
}

impl Report {
    /// Puts runs together, and says what can be said only when all are there: which waivers match nothing in any
    /// of them, and how orgs are told apart.
    pub fn new(mut runs: Vec<Run>, failures: Vec<Diagnostic>) -> Self {
        report_waivers(&mut runs);
        name_categories(&mut runs);
        Self { runs, failures }
    }
}

/// A waiver that matches nothing in one org may be meant for another one, so what is wrong with it is said once,
/// and only where no run excuses it.
fn report_waivers(runs: &mut [Run]) {
    let excused: BTreeSet<(String, usize)> = runs
        .iter()
        .flat_map(|run| &run.waivers)
        .filter(|waiver| waiver.excuses())
        .map(|waiver| (waiver.file.clone(), waiver.index))
        .collect();
    let reopens = |waiver: &WaiverOutcome| waiver.status == WaiverStatus::Expired && waiver.findings > 0;
    let reopened = runs.iter().flat_map(|run| &run.waivers).filter(|waiver| reopens(waiver));
    let mut told: BTreeSet<(String, usize)> = reopened.map(|waiver| (waiver.file.clone(), waiver.index)).collect();
    for run in runs {
        for waiver in &run.waivers {
            let key = (waiver.file.clone(), waiver.index);
            if reopens(waiver) || (!excused.contains(&key) && told.insert(key)) {
                run.warnings.extend(waiver.problems.iter().cloned());
            }
        }
    }
}

/// Bytes of a path segment that stand for themselves in a URI.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one segment of a URI, percent-encoded.
pub fn uri_segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

/// Gives each run the shortest category that no other run has.
fn name_categories(runs: &mut [Run]) {
    let names = |run: &Run| -> [Vec<String>; 3] {
        let (short, id) = (uri_segment(&run.organization_short_name), uri_segment(&run.organization_id));
        [vec![short.clone()], vec![short.clone(), id.clone()], vec![short, id, run.artifact_uri.clone()]]
    };
    let mut times: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for run in runs.iter() {
        for name in names(run).into_iter().collect::<BTreeSet<_>>() {
            *times.entry(name).or_default() += 1;
        }
    }
    let mut repeated: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    let mut orgs: BTreeMap<String, String> = BTreeMap::new();
    for run in runs {
        let all = names(run);
        let mut category = all.iter().find(|name| times[*name] == 1).unwrap_or(&all[2]).clone();
        if times[&category] > 1 {
            let number = repeated.entry(category.clone()).or_default();
            *number += 1;
            category.push(number.to_string());
        }
        run.category = category.join("/");
        if let Some(first) = orgs.get(&run.organization_id) {
            let message = format!(
                "{first} and {} are of one org, {}; code scanning keeps the alerts of each by themselves",
                run.snapshot, run.organization_id
            );
            run.warnings.push(Diagnostic::warning(message).help("check one snapshot of an org at a time"));
        } else {
            orgs.insert(run.organization_id.clone(), run.snapshot.clone());
        }
    }
}

impl Run {
    /// Number of rules that ended so.
    pub fn count(&self, status: RuleStatus) -> usize {
        self.rules.iter().filter(|outcome| outcome.status == status).count()
    }

    /// Whether a rule broke, or something in the policy is wrong that did not stop the run.
    pub fn is_flawed(&self) -> bool {
        self.count(RuleStatus::Error) > 0 || self.warnings.iter().any(|one| one.level == Level::Error)
    }

    /// Number of findings in each state against the baseline; `None` where there is none.
    pub fn baseline_counts(&self) -> Option<BTreeMap<BaselineState, usize>> {
        let comparison = self.baseline.as_ref()?;
        let mut counts: BTreeMap<BaselineState, usize> = BaselineState::ALL.map(|state| (state, 0)).into();
        for state in self.findings.iter().filter_map(|finding| finding.baseline) {
            *counts.entry(state).or_default() += 1;
        }
        counts.insert(BaselineState::Absent, comparison.absent.len());
        Some(counts)
    }

    /// The findings that no waiver accepts.
    pub fn active(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.waived.is_none())
    }

    /// Severity and number of the findings that count, worst first, without those that don't occur.
    pub fn severities(&self) -> Vec<(Severity, usize)> {
        let count = |severity| self.active().filter(|finding| finding.severity == severity).count();
        Severity::ALL.into_iter().map(|severity| (severity, count(severity))).filter(|(_, count)| *count > 0).collect()
    }
}
