//! A finding: one fact that breaks a rule, on one subject, at one place of the snapshot.

pub mod baseline;
pub mod control;
pub mod fingerprint;
pub mod outcome;
pub mod waiver;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::diagnostic::Excerpt;
use crate::snapshot::{JsonPath, Region};
pub use baseline::BaselineState;
pub use waiver::Waived;

/// How bad a finding is. Ordered: `Note` is the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Severity {
    Note,
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    /// All severities, worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Note];

    /// The name in rules, policy files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Note => "note",
        }
    }

    /// Finds a severity by its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name() == name)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What a finding is about. Displayed as `user/1f0c…`: waivers, baselines and SARIF's logical
/// locations use the same form.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SubjectRef {
    /// `user`, `group`, `oauth_client`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Id in the snapshot.
    pub id: String,
}

impl fmt::Display for SubjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind, self.id)
    }
}

/// A finding as a rule returned it, with what cordon adds.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Id of the rule.
    pub rule: String,
    /// Severity of the rule in this run.
    pub severity: Severity,
    /// What it is about.
    pub subject: SubjectRef,
    /// Display name of the subject, where the snapshot has one.
    pub subject_name: Option<String>,
    /// What is wrong; the first sentence can stand alone.
    pub message: String,
    /// The place in the snapshot.
    pub path: JsonPath,
    /// Where that place is in the text.
    pub region: Region,
    /// The line of that place, for people.
    pub excerpt: Excerpt,
    /// Places of the evidence that exist in the snapshot.
    pub related: Vec<Evidence>,
    /// Short name of the partner that it is about.
    pub partner: Option<String>,
    /// Ids of the divisions that it is about, sorted; `*` is all of them.
    pub divisions: Vec<String>,
    /// What tells it apart from the rule's other findings on the subject.
    pub key: Vec<serde_json::Value>,
    /// Facts for programs.
    pub data: Option<serde_json::Value>,
    /// Identity of the finding over exports; see [`fingerprint`].
    pub fingerprint: String,
    /// What the fingerprint was under earlier ids of the rule.
    pub former_fingerprints: Vec<String>,
    /// Why it is accepted, when a waiver says so.
    pub waived: Option<Waived>,
    /// How it stands to the baseline, where one is given.
    pub baseline: Option<BaselineState>,
}

/// A place of the snapshot that a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The place.
    pub path: JsonPath,
    /// Where that is in the text.
    pub region: Region,
    /// Display name of what stands there or around it, where it has one.
    pub name: Option<String>,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "\"{name}\" {}", self.path),
            None => self.path.fmt(f),
        }
    }
}

impl Finding {
    /// The first sentence of the message: the title of an alert.
    pub fn title(&self) -> &str {
        first_sentence(&self.message)
    }
}

/// The text up to and with the first full stop that ends a sentence.
pub fn first_sentence(text: &str) -> &str {
    let end = text.match_indices(['.', '!', '?']).map(|(at, stop)| at + stop.len());
    let mut ends = end.filter(|end| text[*end..].chars().next().is_none_or(char::is_whitespace));
    ends.next().map_or(text, |end| &text[..end])
}
