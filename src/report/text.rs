//! The report for people: findings grouped by rule, worst first, with the line of the snapshot.

use std::fmt::Write as _;
use std::io;

use anstyle::{AnsiColor, Style as Ansi};

use super::printable::printable;
use super::{Style, snippet};
use crate::finding::outcome::{Report, RuleOutcome, RuleStatus, Run};
use crate::finding::{Finding, Severity};

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<Vec<String>> {
    for (index, run) in report.runs.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        render_run(run, style, out)?;
    }
    if report.runs.len() > 1 {
        writeln!(out, "\n{}", paint(&summary_of_all(&report.runs), Ansi::new().bold(), style))?;
    }
    Ok(Vec::new())
}

fn render_run(run: &Run, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let policy = match &run.policy_file {
        Some(file) => format!("policy {}", printable(file)),
        None => "no policy file".to_owned(),
    };
    let bold = |text: &str| paint(text, Ansi::new().bold(), style);
    writeln!(out, "{} · {} · {policy}\n", bold(&run.organization_name), printable(&run.snapshot))?;
    let mut failed: Vec<&RuleOutcome> =
        run.rules.iter().filter(|outcome| outcome.status == RuleStatus::Failed).collect();
    failed.sort_by_key(|outcome| std::cmp::Reverse(outcome.rule.severity));
    for outcome in failed {
        let findings: Vec<&Finding> = run.active().filter(|finding| finding.rule == outcome.rule.id).collect();
        render_rule(run, outcome, &findings, style, out)?;
    }
    for outcome in &run.rules {
        let label = match outcome.status {
            RuleStatus::NotEvaluated => paint("not evaluated", AnsiColor::Yellow.on_default(), style),
            RuleStatus::Error => paint("error", AnsiColor::Red.on_default().bold(), style),
            RuleStatus::Waived | RuleStatus::Failed | RuleStatus::Passed if outcome.reason.is_some() => {
                paint("partly evaluated", AnsiColor::Yellow.on_default(), style)
            }
            RuleStatus::Waived | RuleStatus::Failed | RuleStatus::Passed => continue,
        };
        let reason = outcome.reason.as_deref().unwrap_or("no reason given");
        writeln!(out, "{label} {}: {}", outcome.rule.id, printable(reason))?;
    }
    for finding in run.findings.iter().filter(|finding| finding.waived.is_some()) {
        if let Some(waived) = &finding.waived {
            let label = paint("waived", AnsiColor::Cyan.on_default(), style);
            writeln!(
                out,
                "{label} {}: {} (until {}: {})",
                finding.rule,
                printable(finding.title()),
                waived.expires,
                printable(&waived.reason)
            )?;
        }
    }
    if run.rules.iter().any(|outcome| outcome.reason.is_some())
        || run.findings.iter().any(|finding| finding.waived.is_some())
    {
        writeln!(out)?;
    }
    writeln!(out, "{}", bold(&summary(run)))
}

fn render_rule(
    run: &Run,
    outcome: &RuleOutcome,
    findings: &[&Finding],
    style: Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let rule = &outcome.rule;
    let colour = severity_colour(rule.severity);
    let severity = paint(rule.severity.name(), colour.bold(), style);
    let title = paint(&rule.title, Ansi::new().bold(), style);
    writeln!(out, "{severity} {title} [{}] {}", rule.id, counted(findings.len(), "finding"))?;
    for finding in findings.iter().take(style.most_per_rule) {
        writeln!(
            out,
            "\n{}",
            snippet::finding(finding.severity, &finding.message, &run.snapshot, &finding.excerpt, style.colour)
        )?;
        for line in evidence(finding) {
            writeln!(out, "  = {line}")?;
        }
        let state = finding.baseline.map(|state| format!(" ({})", state.name())).unwrap_or_default();
        writeln!(out, "  = fingerprint: {}{state}", finding.fingerprint)?;
    }
    if findings.len() > style.most_per_rule {
        let more = findings.len() - style.most_per_rule;
        writeln!(
            out,
            "\n… and {} of this rule; `--limit 0` shows all, as do the formats json and sarif",
            counted(more, "more finding")
        )?;
    }
    if !rule.remediation.is_empty() {
        writeln!(
            out,
            "\n  {} {}",
            paint("fix:", AnsiColor::Green.on_default(), style),
            printable(&one_line(&rule.remediation))
        )?;
    }
    writeln!(out)
}

/// How many places of evidence are named in one finding.
const EVIDENCE_SHOWN: usize = 5;

fn evidence(finding: &Finding) -> Vec<String> {
    let mut lines: Vec<String> = finding
        .related
        .iter()
        .take(EVIDENCE_SHOWN)
        .map(|one| format!("evidence: line {}: {}", one.region.start_line, printable(&one.to_string())))
        .collect();
    if finding.related.len() > EVIDENCE_SHOWN {
        lines.push(format!("and {} more places of evidence", finding.related.len() - EVIDENCE_SHOWN));
    }
    lines
}

/// The last line of a report: what ran, what it found, on how much.
pub fn summary(run: &Run) -> String {
    let mut line = format!("{} run", counted(run.rules.len() - run.count(RuleStatus::NotEvaluated), "rule"));
    for (status, word) in [
        (RuleStatus::Passed, "passed"),
        (RuleStatus::Failed, "failed"),
        (RuleStatus::Waived, "waived"),
        (RuleStatus::Error, "broke"),
    ] {
        let count = run.count(status);
        if count > 0 || matches!(status, RuleStatus::Passed | RuleStatus::Failed) {
            let _ = write!(line, ", {count} {word}");
        }
    }
    let _ = write!(line, ", {} not evaluated", run.count(RuleStatus::NotEvaluated));
    let severities: Vec<String> =
        run.severities().into_iter().map(|(severity, count)| format!("{count} {severity}")).collect();
    let total = run.active().count();
    let _ = match severities.is_empty() {
        true => write!(line, " · no findings"),
        false => write!(line, " · {} ({})", counted(total, "finding"), severities.join(", ")),
    };
    if let Some(counts) = run.baseline_counts() {
        let counts: Vec<String> =
            counts.into_iter().map(|(state, count)| format!("{count} {}", state.name())).collect();
        let _ = write!(line, " · against the baseline {}", counts.join(", "));
    }
    let looked_at: Vec<String> = run.looked_at.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    if !looked_at.is_empty() {
        let _ = write!(line, " · looked at {}", looked_at.join(", "));
    }
    line
}

/// What several runs came to together.
pub fn summary_of_all(runs: &[Run]) -> String {
    let total: usize = runs.iter().map(|run| run.active().count()).sum();
    let with = runs.iter().filter(|run| run.active().next().is_some()).count();
    let severities: Vec<String> = Severity::ALL
        .into_iter()
        .map(|severity| {
            let of_run = |run: &Run| run.active().filter(|finding| finding.severity == severity).count();
            (severity, runs.iter().map(of_run).sum::<usize>())
        })
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| format!("{count} {severity}"))
        .collect();
    let severities = if severities.is_empty() { String::new() } else { format!(" ({})", severities.join(", ")) };
    let blind: usize = runs.iter().map(|run| run.count(RuleStatus::NotEvaluated) + run.count(RuleStatus::Error)).sum();
    let of = counted(runs.len(), "snapshot");
    let findings = counted(total, "finding");
    format!("{of}, {with} with findings · {findings}{severities} · {} without an answer", counted(blind, "rule"))
}

/// `1 finding`, `2 findings`.
pub fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn severity_colour(severity: Severity) -> Ansi {
    match severity {
        Severity::Critical | Severity::High => AnsiColor::Red.on_default(),
        Severity::Medium => AnsiColor::Yellow.on_default(),
        Severity::Low => AnsiColor::Blue.on_default(),
        Severity::Note => AnsiColor::Green.on_default(),
    }
}

fn paint(text: &str, ansi: Ansi, style: Style) -> String {
    let text = printable(text);
    if style.colour { format!("{ansi}{text}{ansi:#}") } else { text.into_owned() }
}
