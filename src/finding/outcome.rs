//! What one run over one snapshot says: every selected rule's status, and the findings.

use super::{Finding, Severity};
use crate::diagnostic::Diagnostic;

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
    /// Doubts that don't stop the run.
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

impl Run {
    /// Number of rules that ended so.
    pub fn count(&self, status: RuleStatus) -> usize {
        self.rules.iter().filter(|outcome| outcome.status == status).count()
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
