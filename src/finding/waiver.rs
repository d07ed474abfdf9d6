//! Which findings the policy file accepts, until when and why.

use jiff::civil::Date;

use super::{Finding, Waived};
use crate::config::{PolicyFile, Waiver};
use crate::diagnostic::Diagnostic;
use crate::patterns::glob;
use crate::snapshot::{JsonPath, Segment};

/// Marks the findings that a waiver in force accepts. Waivers that have ended, or that accept nothing,
/// come back as warnings: a waiver never fades away unseen.
///
/// `canonical` turns a rule's alias into its id.
pub fn apply(
    policy: &PolicyFile,
    findings: &mut [Finding],
    today: Date,
    canonical: impl Fn(&str) -> String,
    was_evaluated: impl Fn(&str) -> bool,
) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for (index, waiver) in policy.config.waivers.iter().enumerate() {
        let rule = canonical(&waiver.rule);
        let path = JsonPath(vec![Segment::Key("waivers".into()), Segment::Index(index)]);
        let matching = findings.iter_mut().filter(|finding| finding.rule == rule && matches(waiver, finding));
        if waiver.expires < today {
            let count = matching.count();
            let again = match count {
                0 => "it accepts nothing now".to_owned(),
                1 => "the finding that it accepted counts again".to_owned(),
                count => format!("the {count} findings that it accepted count again"),
            };
            let warning = Diagnostic::warning(format!("a waiver of `{rule}` ended on {}; {again}", waiver.expires));
            warnings.push(
                policy
                    .underline(warning, &path.key("expires"), format!("today is {today}"))
                    .help("fix the finding, extend the waiver with a new reason, or take it out"),
            );
            continue;
        }
        let mut used = false;
        for finding in matching {
            used = true;
            finding.waived.get_or_insert_with(|| Waived {
                reason: waiver.reason.clone(),
                owner: waiver.owner.clone(),
                ticket: waiver.ticket.clone(),
                expires: waiver.expires,
            });
        }
        if !used && was_evaluated(&rule) {
            let warning = Diagnostic::warning(format!("a waiver of `{rule}` accepts no finding"));
            let place = if waiver.subject.is_some() { path.key("subject") } else { path.key("rule") };
            warnings.push(
                policy
                    .underline(warning, &place, "nothing matches this")
                    .help("take the waiver out, or correct its subject"),
            );
        }
    }
    warnings
}

fn matches(waiver: &Waiver, finding: &Finding) -> bool {
    let subject = waiver.subject.as_ref().is_none_or(|pattern| glob(pattern, &finding.subject.to_string()));
    let partner = waiver.partner.as_ref().is_none_or(|partner| finding.partner.as_ref() == Some(partner));
    subject && partner
}
