//! The JSON report: versioned like an API, described in `docs/json.md`.

use std::io;

use serde_json::{Map, Value, json};

use crate::diagnostic::{Diagnostic, Level};
use crate::finding::Finding;
use crate::finding::baseline::{BaselineState, Earlier};
use crate::finding::control::Control;
use crate::finding::outcome::{Report, RuleOutcome, Run};
use crate::finding::waiver::WaiverOutcome;

use super::Style;

/// Version of the report's form.
pub const SCHEMA_VERSION: &str = "1";

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn render(report: &Report, _: Style, out: &mut dyn io::Write) -> io::Result<Vec<String>> {
    let report = json!({
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "cordon", "version": env!("CARGO_PKG_VERSION")},
        "runs": report.runs.iter().map(run).collect::<Vec<_>>(),
        "failures": report.failures.iter().map(diagnostic).collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)?;
    Ok(Vec::new())
}

fn run(run: &Run) -> Value {
    let mut value = json!({
        "snapshot": {
            "uri": run.snapshot,
            "sha256": run.sha256,
            "organization": {
                "id": run.organization_id,
                "name": run.organization_name,
                "short_name": run.organization_short_name,
            },
        },
        "policy_file": run.policy_file,
        "rules": run.rules.iter().map(rule).collect::<Vec<_>>(),
        "findings": run.findings.iter().map(finding).collect::<Vec<_>>(),
        "waivers": run.waivers.iter().map(waiver).collect::<Vec<_>>(),
        "warnings": run.warnings.iter().map(diagnostic).collect::<Vec<_>>(),
    });
    let baseline = run.baseline.as_ref().zip(run.baseline_counts()).map(|(comparison, counts)| {
        let counts: Map<String, Value> =
            counts.into_iter().map(|(state, count)| (state.name().to_owned(), json!(count))).collect();
        json!({
            "file": comparison.file,
            "counts": counts,
            "absent": comparison.absent.iter().map(earlier).collect::<Vec<_>>(),
        })
    });
    optional(&mut value, "baseline", baseline);
    value
}

fn earlier(finding: &Earlier) -> Value {
    let (kind, id) = finding.subject.split_once('/').unwrap_or(("", &finding.subject));
    let mut value = json!({
        "rule": finding.rule,
        "subject": {"type": kind, "id": id},
        "message": finding.message,
        "fingerprint": finding.fingerprint,
        "baseline_state": BaselineState::Absent.name(),
    });
    optional(&mut value, "severity", finding.severity.map(|severity| json!(severity)));
    value
}

fn waiver(outcome: &WaiverOutcome) -> Value {
    let mut value = json!(outcome.waiver);
    if value.is_null() {
        value = json!({});
    }
    let problems: Vec<&str> = outcome.problems.iter().map(|problem| problem.message.as_str()).collect();
    optional(&mut value, "file", Some(json!(outcome.file)));
    optional(&mut value, "index", Some(json!(outcome.index)));
    optional(&mut value, "status", Some(json!(outcome.status.name())));
    optional(&mut value, "findings", Some(json!(outcome.findings)));
    optional(&mut value, "problems", (!problems.is_empty()).then(|| json!(problems)));
    value
}

fn rule(outcome: &RuleOutcome) -> Value {
    let control = |one: &Control| json!({"framework": one.framework.key, "id": one.id, "title": one.title});
    let mut rule = json!({
        "id": outcome.rule.id,
        "area": outcome.rule.area,
        "title": outcome.rule.title,
        "severity": outcome.rule.severity,
        "status": outcome.status.name(),
        "controls": outcome.rule.controls.iter().map(control).collect::<Vec<_>>(),
    });
    optional(&mut rule, "reason", outcome.reason.as_ref().map(|reason| json!(reason)));
    rule
}

fn finding(finding: &Finding) -> Value {
    let mut subject = json!({"type": finding.subject.kind, "id": finding.subject.id});
    optional(&mut subject, "name", finding.subject_name.as_ref().map(|name| json!(name)));
    let related = finding.related.iter().map(|evidence| {
        let mut value = json!({"path": evidence.path, "line": evidence.region.start_line});
        optional(&mut value, "name", evidence.name.as_ref().map(|name| json!(name)));
        value
    });
    let mut value = json!({
        "rule": finding.rule,
        "severity": finding.severity,
        "subject": subject,
        "message": finding.message,
        "path": finding.path,
        "line": finding.region.start_line,
        "related": related.collect::<Vec<_>>(),
        "fingerprint": finding.fingerprint,
    });
    optional(&mut value, "partner", finding.partner.as_ref().map(|partner| json!(partner)));
    optional(&mut value, "divisions", (!finding.divisions.is_empty()).then(|| json!(finding.divisions)));
    optional(&mut value, "key", (!finding.key.is_empty()).then(|| json!(finding.key)));
    optional(&mut value, "data", finding.data.clone());
    optional(&mut value, "baseline_state", finding.baseline.map(|state| json!(state.name())));
    optional(&mut value, "waived", finding.waived.as_ref().map(|waived| json!(waived)));
    value
}

fn diagnostic(diagnostic: &Diagnostic) -> Value {
    let level = match diagnostic.level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    let mut value = json!({"level": level, "message": diagnostic.message});
    optional(&mut value, "file", diagnostic.file.as_ref().map(|file| json!(file)));
    optional(&mut value, "line", diagnostic.place.map(|(line, _)| json!(line)));
    optional(&mut value, "help", diagnostic.help.as_ref().map(|help| json!(help)));
    value
}

fn optional(object: &mut Value, key: &str, value: Option<Value>) {
    let members: Option<&mut Map<String, Value>> = object.as_object_mut();
    if let (Some(members), Some(value)) = (members, value) {
        members.insert(key.to_owned(), value);
    }
}
