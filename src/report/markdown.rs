//! Markdown, for job summaries: every rule with its status, then the findings, worst first, then what that
//! comes to for controls.

use std::fmt::Write as _;
use std::io;

use super::Style;
use super::printable::printable;
use super::text::{counted, one_line, summary, summary_of_all};
use crate::diagnostic::{Diagnostic, Level};
use crate::finding::Finding;
use crate::finding::control::coverage;
use crate::finding::outcome::{Report, RuleOutcome, RuleStatus, Run};

/// A job summary of more than 1 MiB is not shown at all; what is left of it is for the parts that always stand.
const MOST_BYTES: usize = 900_000;

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<Vec<String>> {
    let mut page = String::from("# cordon\n");
    if report.runs.len() > 1 {
        let _ = writeln!(page, "\n{}", escaped(&summary_of_all(&report.runs)));
    }
    if !report.failures.is_empty() {
        page.push_str("\n## Not checked\n\n");
        for failure in &report.failures {
            let _ = writeln!(page, "- {}", diagnostic(failure));
        }
    }
    // The rules of an org come before its findings, so that what is left out first is findings.
    let mut findings = String::new();
    let mut room = MOST_BYTES;
    let mut unnamed = 0;
    for run in &report.runs {
        let mut head = String::new();
        head_of(run, &mut head);
        let foot = controls_of(run);
        if head.len() + foot.len() > room {
            let line = format!("\n{}: {}\n", escaped(&run.snapshot), escaped(&summary(run)));
            match room.checked_sub(line.len()) {
                Some(rest) => {
                    room = rest;
                    findings.push_str(&line);
                }
                None => unnamed += 1,
            }
            continue;
        }
        let mut body = String::new();
        let always = head.len() + foot.len();
        let left_out = findings_of(run, style, room.saturating_sub(always), &mut body);
        room = room.saturating_sub(always + body.len());
        if left_out > 0 {
            let more = counted(left_out, "more finding");
            let _ =
                writeln!(body, "\n… and {more}, left out because a summary has a largest size; see another format.");
        }
        let _ = write!(findings, "{head}{body}{foot}");
    }
    if unnamed > 0 {
        let _ = writeln!(
            findings,
            "\n… and {}, left out because a summary has a largest size.",
            counted(unnamed, "more snapshot")
        );
    }
    write!(out, "{page}{findings}")?;
    Ok(Vec::new())
}

fn head_of(run: &Run, page: &mut String) {
    let policy = run.policy_file.as_deref().map_or_else(|| "no policy file".to_owned(), escaped);
    let _ = writeln!(page, "\n## {}\n", escaped(&run.organization_name));
    let _ = writeln!(page, "{} · {policy}\n\n**{}**\n", escaped(&run.snapshot), escaped(&summary(run)));
    page.push_str("| rule | severity | status | findings | why |\n|---|---|---|---|---|\n");
    for outcome in &run.rules {
        let of_rule = |finding: &&Finding| finding.rule == outcome.rule.id;
        let active = run.active().filter(of_rule).count();
        let waived = run.findings.iter().filter(of_rule).count() - active;
        let count = match (active, waived) {
            (0, 0) => String::new(),
            (active, 0) => active.to_string(),
            (active, waived) => format!("{active} ({waived} waived)"),
        };
        let why = escaped(outcome.reason.as_deref().unwrap_or_default());
        let severity = outcome.rule.severity;
        let _ =
            writeln!(page, "| {} | {severity} | {} | {count} | {why} |", code(&outcome.rule.id), shown(outcome.status));
    }
    if !run.warnings.is_empty() {
        page.push_str("\n### Doubts\n\n");
        for warning in run.warnings.iter().take(MOST_DOUBTS) {
            let _ = writeln!(page, "- {}", diagnostic(warning));
        }
        if run.warnings.len() > MOST_DOUBTS {
            let _ = writeln!(page, "- … and {} more", run.warnings.len() - MOST_DOUBTS);
        }
    }
}

const MOST_DOUBTS: usize = 50;

fn shown(status: RuleStatus) -> &'static str {
    match status {
        RuleStatus::Passed => "passed",
        RuleStatus::Failed => "**failed**",
        RuleStatus::Waived => "waived",
        RuleStatus::NotEvaluated => "not evaluated",
        RuleStatus::Error => "**error**",
    }
}

/// The findings, as far as there is room; returns how many are left out.
fn findings_of(run: &Run, style: Style, room: usize, page: &mut String) -> usize {
    let mut left_out = 0;
    let mut failed: Vec<&RuleOutcome> =
        run.rules.iter().filter(|outcome| outcome.status == RuleStatus::Failed).collect();
    failed.sort_by_key(|outcome| std::cmp::Reverse(outcome.rule.severity));
    for outcome in failed {
        let rule = &outcome.rule;
        let findings: Vec<&Finding> = run.active().filter(|finding| finding.rule == rule.id).collect();
        let mut section = format!("\n### {}: {} {}\n\n", rule.severity, escaped(&rule.title), code(&rule.id));
        let mut shown = 0;
        for finding in findings.iter().take(style.most_per_rule) {
            let line = item(finding);
            if page.len() + section.len() + line.len() > room {
                break;
            }
            section.push_str(&line);
            shown += 1;
        }
        let capped = findings.len().min(style.most_per_rule);
        left_out += capped - shown;
        if shown == 0 {
            continue;
        }
        if findings.len() > capped {
            let more = counted(findings.len() - capped, "more finding");
            let _ = writeln!(section, "- … and {more} of this rule; `--limit 0` writes all");
        }
        if !rule.remediation.is_empty() {
            let _ = writeln!(section, "\nFix: {}", escaped(&one_line(&rule.remediation)));
        }
        page.push_str(&section);
    }
    let waived: Vec<&Finding> = run.findings.iter().filter(|finding| finding.waived.is_some()).collect();
    if !waived.is_empty() {
        page.push_str("\n### Waived\n\n");
        for finding in waived {
            let until = finding.waived.as_ref().map(|waived| {
                let owner = waived.owner.as_ref().map(|owner| format!(", {}", escaped(owner))).unwrap_or_default();
                format!(" (until {}: {}{owner})", waived.expires, escaped(&waived.reason))
            });
            let line = format!("- {} {}{}\n", code(&finding.rule), escaped(finding.title()), until.unwrap_or_default());
            if page.len() + line.len() > room {
                left_out += 1;
            } else {
                page.push_str(&line);
            }
        }
    }
    left_out
}

/// What the rules come to for the controls that they help to keep; nothing where they name none.
fn controls_of(run: &Run) -> String {
    let frameworks = coverage(&run.rules);
    if frameworks.is_empty() {
        return String::new();
    }
    let mut page = String::from(
        "\n### Controls\n\nRules look at a part of what a control asks for: that they pass does not prove that it is kept.\n",
    );
    for (framework, controls) in frameworks {
        let _ = writeln!(page, "\n#### {}\n", escaped(&framework.name()));
        page.push_str("| control | status | passed | failed | waived | not evaluated | rules that failed |\n");
        page.push_str("|---|---|---|---|---|---|---|\n");
        for covered in controls {
            let number = |statuses: &[RuleStatus]| match statuses.iter().map(|one| covered.count(*one)).sum::<usize>() {
                0 => String::new(),
                count => count.to_string(),
            };
            let failed = covered.rules.iter().filter(|rule| rule.status == RuleStatus::Failed);
            let failed: Vec<String> = failed.map(|outcome| code(&outcome.rule.id)).collect();
            let _ = writeln!(
                page,
                "| {} | {} | {} | {} | {} | {} | {} |",
                escaped(&covered.control.name()),
                shown(covered.status()),
                number(&[RuleStatus::Passed]),
                number(&[RuleStatus::Failed]),
                number(&[RuleStatus::Waived]),
                number(&[RuleStatus::NotEvaluated, RuleStatus::Error]),
                failed.join(", "),
            );
        }
    }
    page
}

fn item(finding: &Finding) -> String {
    let state = finding.baseline.map(|state| format!("**{}** ", state.name())).unwrap_or_default();
    let line = finding.region.start_line;
    format!("- {state}{} (line {line}, {})\n", escaped(&finding.message), code(&finding.fingerprint))
}

fn diagnostic(diagnostic: &Diagnostic) -> String {
    let level = if diagnostic.level == Level::Error { "**error** " } else { "" };
    let place = match (&diagnostic.file, diagnostic.place) {
        (Some(file), Some((line, _))) => format!("{file}:{line}: "),
        (Some(file), None) => format!("{file}: "),
        (None, _) => String::new(),
    };
    format!("{level}{}", escaped(&format!("{place}{}", diagnostic.message)))
}

fn code(id: &str) -> String {
    format!("`{}`", printable(id).replace('`', "'"))
}

/// Text that means nothing in Markdown: no name makes a link, a mention, an image, a table cell or HTML.
fn escaped(text: &str) -> String {
    let text = printable(text);
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '!' | '|' | '~' | '$' => {
                safe.push('\\');
                safe.push(c);
            }
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '@' => safe.push_str("&#64;"),
            _ => safe.push(c),
        }
    }
    // GitHub makes links of bare addresses.
    safe.replace("://", "&#58;//").replace("www.", "www&#46;").replace("WWW.", "WWW&#46;")
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn names_mean_nothing_in_markdown() {
        assert_eq!(
            escaped("a|b [x](https://evil.example) <img> @team `c` www.x"),
            "a\\|b \\[x\\]\\(https&#58;//evil.example\\) &lt;img&gt; &#64;team \\`c\\` www&#46;x"
        );
    }
}
