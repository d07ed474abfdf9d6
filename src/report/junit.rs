//! JUnit XML: a test suite a snapshot, a test case a rule, so that CI systems show each rule's history.

use std::fmt::Write as _;
use std::io;

use quick_junit::{NonSuccessKind, Property, Report as Suites, TestCase, TestCaseStatus, TestSuite};

use super::Style;
use super::printable::printable;
use super::text::{counted, summary};
use crate::finding::Finding;
use crate::finding::outcome::{Report, RuleOutcome, RuleStatus, Run};

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<Vec<String>> {
    let mut suites = Suites::new("cordon");
    for run in &report.runs {
        suites.add_test_suite(suite(run, style));
    }
    if !report.failures.is_empty() {
        let mut suite = TestSuite::new("snapshots that could not be checked");
        for failure in &report.failures {
            let name = failure.file.as_deref().unwrap_or("snapshot");
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(printable(&failure.message).into_owned()).set_type("not_checked");
            suite.add_test_case(case(name, "cordon.snapshot", "error", status));
        }
        suites.add_test_suite(suite);
    }
    let text = suites.to_string().map_err(io::Error::other)?;
    writeln!(out, "{}", text.trim_end())?;
    Ok(Vec::new())
}

fn case(name: &str, class: &str, status: &str, outcome: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(printable(name).into_owned(), outcome);
    case.set_classname(class);
    case.add_property(Property::new("status", status));
    case
}

fn suite(run: &Run, style: Style) -> TestSuite {
    let name = format!("{} ({})", run.organization_name, run.snapshot);
    let mut suite = TestSuite::new(printable(&name).into_owned());
    suite.add_property(Property::new("organization_id", printable(&run.organization_id).into_owned()));
    suite.add_property(Property::new("snapshot_sha256", run.sha256.as_str()));
    for outcome in &run.rules {
        suite.add_test_case(rule(run, outcome, style));
    }
    let mut notes = summary(run);
    for warning in &run.warnings {
        let _ = write!(notes, "\n{}", printable(&warning.message));
    }
    suite.set_system_out(notes);
    suite
}

fn rule(run: &Run, outcome: &RuleOutcome, style: Style) -> TestCase {
    let of_rule = run.findings.iter().filter(|finding| finding.rule == outcome.rule.id);
    let (waived, active): (Vec<&Finding>, Vec<&Finding>) = of_rule.partition(|finding| finding.waived.is_some());
    let reason = outcome.reason.as_deref().map(|reason| printable(reason).into_owned());
    let status = match outcome.status {
        RuleStatus::Passed => TestCaseStatus::success(),
        RuleStatus::Failed => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            let title = printable(&outcome.rule.title).into_owned();
            status.set_message(format!("{}: {title}", counted(active.len(), "finding")));
            status.set_type(outcome.rule.severity.name());
            status.set_description(listing(&active, outcome, style));
            status
        }
        RuleStatus::Waived => {
            let mut status = TestCaseStatus::skipped();
            let reasons: Vec<String> = waived
                .iter()
                .take(style.most_per_rule)
                .filter_map(|finding| finding.waived.as_ref())
                .map(|waived| format!("{} (until {})", printable(&waived.reason), waived.expires))
                .collect();
            status.set_message(format!("waived: {}", counted(waived.len(), "finding")));
            status.set_description(reasons.join("\n"));
            status
        }
        RuleStatus::NotEvaluated => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(format!("not evaluated: {}", reason.clone().unwrap_or_default()));
            status
        }
        RuleStatus::Error => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(format!("the rule broke: {}", reason.clone().unwrap_or_default())).set_type("error");
            status
        }
    };
    let class = format!("cordon.{}", outcome.rule.area);
    let mut case = case(&outcome.rule.id, &class, outcome.status.name(), status);
    if let Some(reason) = reason {
        case.add_property(Property::new("reason", reason));
    }
    case
}

fn listing(findings: &[&Finding], outcome: &RuleOutcome, style: Style) -> String {
    let mut text = String::new();
    for finding in findings.iter().take(style.most_per_rule) {
        let _ = writeln!(text, "{} (line {})", printable(&finding.message), finding.region.start_line);
        let _ = writeln!(text, "  {} · fingerprint {}", printable(&finding.subject.to_string()), finding.fingerprint);
    }
    if findings.len() > style.most_per_rule {
        let more = counted(findings.len() - style.most_per_rule, "more finding");
        let _ = writeln!(text, "… and {more} of this rule; `--limit 0` writes all");
    }
    if let Some(reason) = &outcome.reason {
        let _ = writeln!(text, "The rule could not look at everything: {}", printable(reason));
    }
    if !outcome.rule.remediation.is_empty() {
        let _ = writeln!(text, "Fix: {}", printable(&super::text::one_line(&outcome.rule.remediation)));
    }
    text
}
