//! Findings as CSV, for spreadsheets: a row a finding, and a row for each rule and each snapshot that gave no answer,
//! so that an empty table never means that nobody looked.

use std::io;

use super::Style;
use super::printable::printable;
use crate::finding::Finding;
use crate::finding::outcome::{Report, RuleStatus, Run};

const COLUMNS: [&str; 19] = [
    "organization_id",
    "organization",
    "snapshot",
    "status",
    "severity",
    "rule",
    "subject_type",
    "subject_id",
    "subject_name",
    "partner",
    "divisions",
    "message",
    "path",
    "line",
    "fingerprint",
    "baseline_state",
    "waived_reason",
    "waived_ticket",
    "waived_until",
];

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn render(report: &Report, _: Style, out: &mut dyn io::Write) -> io::Result<Vec<String>> {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(COLUMNS)?;
    for run in &report.runs {
        for finding in &run.findings {
            table.write_record(cells(row(run, finding)))?;
        }
        for outcome in &run.rules {
            let Some(reason) = &outcome.reason else { continue };
            let status = match outcome.status {
                RuleStatus::NotEvaluated | RuleStatus::Error => outcome.status.name(),
                _ => "partly_evaluated",
            };
            let mut row = of_run(run, status, outcome.rule.severity.name(), &outcome.rule.id);
            row[11].clone_from(reason);
            table.write_record(cells(row))?;
        }
    }
    for failure in &report.failures {
        let mut row: [String; 19] = Default::default();
        row[2] = failure.file.clone().unwrap_or_default();
        row[3] = "not_checked".to_owned();
        row[11].clone_from(&failure.message);
        table.write_record(cells(row))?;
    }
    let table = table.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(&table)?;
    Ok(Vec::new())
}

fn of_run(run: &Run, status: &str, severity: &str, rule: &str) -> [String; 19] {
    let mut row: [String; 19] = Default::default();
    let known = [&run.organization_id, &run.organization_name, &run.snapshot, status, severity, rule];
    for (cell, text) in row.iter_mut().zip(known) {
        text.clone_into(cell);
    }
    row
}

fn row(run: &Run, finding: &Finding) -> [String; 19] {
    let status = if finding.waived.is_some() { RuleStatus::Waived } else { RuleStatus::Failed };
    let mut row = of_run(run, status.name(), finding.severity.name(), &finding.rule);
    let waived = finding.waived.as_ref();
    let rest = [
        finding.subject.kind.clone(),
        finding.subject.id.clone(),
        finding.subject_name.clone().unwrap_or_default(),
        finding.partner.clone().unwrap_or_default(),
        finding.divisions.join(" "),
        finding.message.clone(),
        finding.path.to_string(),
        finding.region.start_line.to_string(),
        finding.fingerprint.clone(),
        finding.baseline.map(|state| state.name().to_owned()).unwrap_or_default(),
        waived.map(|waived| waived.reason.clone()).unwrap_or_default(),
        waived.and_then(|waived| waived.ticket.clone()).unwrap_or_default(),
        waived.map(|waived| waived.expires.to_string()).unwrap_or_default(),
    ];
    for (cell, text) in row[6..].iter_mut().zip(rest) {
        *cell = text;
    }
    row
}

/// A spreadsheet takes what begins with one of these characters for a formula, and names come from whoever may edit
/// them. An apostrophe before it makes it text.
pub(super) fn cell(text: &str) -> String {
    let text = printable(text).into_owned();
    if text.trim_start().starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text }
}

fn cells(row: [String; 19]) -> [String; 19] {
    row.map(|text| cell(&text))
}
