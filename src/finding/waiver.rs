//! Which findings are accepted, until when and why.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Finding, fingerprint};
use crate::diagnostic::Diagnostic;
use crate::patterns::glob;

/// One accepted finding or set of findings: `[[waivers]]` in a policy file or a waivers file. It accepts what all
/// of its members say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiver {
    /// Id, alias, area or tag of rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// `<subject type>/<id>` or a pattern of it, or an id or a pattern of one; every subject where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Only findings about this partner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partner: Option<String>,
    /// Only findings that are about this division and no other, by name or id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub division: Option<String>,
    /// Only the finding with this fingerprint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// Why.
    pub reason: String,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Where it was agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Last day of the waiver.
    pub expires: Date,
}

impl Waiver {
    /// Whether it accepts a finding, whatever the day. `names_rule` says whether its `rule` names a rule id;
    /// `division_id` is the id of its `division` in the snapshot.
    pub fn accepts(&self, finding: &Finding, names_rule: impl Fn(&str) -> bool, division_id: Option<&str>) -> bool {
        let rule = self.rule.is_none() || names_rule(&finding.rule);
        let subject = self.subject.as_ref().is_none_or(|pattern| match pattern.contains('/') {
            true => glob(pattern, &finding.subject.to_string()),
            false => glob(pattern, &finding.subject.id),
        });
        let partner = self.partner.as_ref().is_none_or(|partner| finding.partner.as_ref() == Some(partner));
        let division = self.division.is_none() || finding.divisions.iter().map(String::as_str).eq(division_id);
        let fingerprint = self.fingerprint.as_ref().is_none_or(|given| fingerprint::is_of(finding, given));
        rule && subject && partner && division && fingerprint
    }

    /// What a finding says of it.
    pub fn acceptance(&self) -> Waived {
        Waived {
            reason: self.reason.clone(),
            owner: self.owner.clone(),
            ticket: self.ticket.clone(),
            expires: self.expires,
        }
    }

    /// The last day that a waiver may have when it is judged on `today`: a year ahead, or as many days as the
    /// policy file says.
    pub fn latest_end(today: Date, most_days: Option<u32>) -> Date {
        let most = match most_days {
            Some(days) => today.checked_add(jiff::Span::new().days(i64::from(days))),
            None => today.checked_add(jiff::Span::new().years(1)),
        };
        most.unwrap_or(Date::MAX)
    }
}

/// The waiver that accepts a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waived {
    /// Why.
    pub reason: String,
    /// Who answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Where it was agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Last day of the waiver.
    pub expires: Date,
}

/// What came of a waiver in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaiverStatus {
    /// It accepts findings.
    InForce,
    /// It would, but nothing matches it.
    Unused,
    /// Nothing matches it, but not all of its rules could look, so that says nothing.
    Undecided,
    /// Its last day is over, so what it accepted counts again.
    Expired,
    /// Something is wrong with it, so it accepts nothing.
    Malformed,
}

impl WaiverStatus {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::InForce => "in_force",
            Self::Unused => "unused",
            Self::Undecided => "undecided",
            Self::Expired => "expired",
            Self::Malformed => "malformed",
        }
    }
}

/// A waiver and what came of it in one run.
#[derive(Debug, Clone, PartialEq)]
pub struct WaiverOutcome {
    /// The file that it stands in.
    pub file: String,
    /// Its index among the file's waivers, from 0.
    pub index: usize,
    /// The waiver, where it can be read.
    pub waiver: Option<Waiver>,
    /// What came of it.
    pub status: WaiverStatus,
    /// Number of findings that match it.
    pub findings: usize,
    /// What is to be said of it: an error where it is malformed, a warning where it ended or matches nothing.
    pub problems: Vec<Diagnostic>,
}

impl WaiverOutcome {
    /// Whether this run alone proves that the waiver still means something, or can't tell that it doesn't: what
    /// other runs miss is then no news.
    pub(super) fn excuses(&self) -> bool {
        matches!(self.status, WaiverStatus::InForce | WaiverStatus::Undecided)
    }
}
