//! Annotations of a GitHub Actions job, as workflow commands: for repositories without code scanning.
//!
//! GitHub shows ten errors, ten warnings and ten notices of a step and drops the rest without a word. So each of
//! the three ends with one that counts what follows, and that stands below as plain lines.

use std::io;

use super::Style;
use super::printable::printable;
use super::text::{counted, one_line, summary, summary_of_all};
use crate::diagnostic::{Diagnostic, Level};
use crate::finding::outcome::{Report, RuleStatus, Run};
use crate::finding::{Finding, Severity};

/// Annotations of one kind that GitHub shows of a step.
const MOST_SHOWN: usize = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Error,
    Warning,
    Notice,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

/// One annotation.
pub(super) struct Annotation {
    pub(super) kind: Kind,
    /// File, first line, column, last line.
    pub(super) place: Option<(String, usize, usize, usize)>,
    pub(super) title: String,
    pub(super) message: String,
}

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn render(report: &Report, _: Style, out: &mut dyn io::Write) -> io::Result<Vec<String>> {
    let mut all: Vec<Annotation> = report.failures.iter().map(|one| doubt(one, "Snapshot not checked")).collect();
    for run in &report.runs {
        all.extend(rules(run));
        all.extend(run.active().map(|finding| annotation(run, finding)));
        all.extend(run.warnings.iter().map(|one| doubt(one, "Doubt")));
    }
    write_all(&all, out)?;
    for run in &report.runs {
        writeln!(out, "{}: {}", printable(&run.snapshot), printable(&summary(run)))?;
    }
    if report.runs.len() > 1 {
        writeln!(out, "{}", printable(&summary_of_all(&report.runs)))?;
    }
    Ok(Vec::new())
}

/// Writes annotations: as many of each kind as GitHub shows, and the rest as plain lines.
pub(super) fn write_all(all: &[Annotation], out: &mut dyn io::Write) -> io::Result<()> {
    let mut unseen = Vec::new();
    for kind in [Kind::Error, Kind::Warning, Kind::Notice] {
        let of_kind: Vec<&Annotation> = all.iter().filter(|one| one.kind == kind).collect();
        let fits = of_kind.len() <= MOST_SHOWN;
        let (shown, rest) = of_kind.split_at(if fits { of_kind.len() } else { MOST_SHOWN - 1 });
        for one in shown {
            writeln!(out, "{}", command(one))?;
        }
        if !rest.is_empty() {
            let message = format!(
                "{} and only {MOST_SHOWN} can be shown; the log of this step has all of them.",
                counted(rest.len(), &format!("more {}", kind.name()))
            );
            let title = "More than GitHub shows".to_owned();
            writeln!(out, "{}", command(&Annotation { kind, place: None, title, message }))?;
            unseen.extend_from_slice(rest);
        }
    }
    for one in unseen {
        writeln!(out, "{}", plain(one))?;
    }
    Ok(())
}

fn rules(run: &Run) -> impl Iterator<Item = Annotation> {
    run.rules.iter().filter_map(|outcome| {
        let reason = outcome.reason.as_ref()?;
        let (kind, title) = match outcome.status {
            RuleStatus::Error => (Kind::Error, "Rule broke"),
            RuleStatus::NotEvaluated => (Kind::Warning, "Rule not evaluated"),
            _ => (Kind::Warning, "Rule partly evaluated"),
        };
        let message = format!("{} in {}: {reason}", outcome.rule.id, run.snapshot);
        Some(Annotation { kind, place: None, title: title.to_owned(), message })
    })
}

fn annotation(run: &Run, finding: &Finding) -> Annotation {
    let kind = match finding.severity {
        Severity::Critical | Severity::High => Kind::Error,
        Severity::Medium => Kind::Warning,
        Severity::Low | Severity::Note => Kind::Notice,
    };
    let region = &finding.region;
    let file = percent_encoding::percent_decode_str(&run.artifact_uri).decode_utf8_lossy().into_owned();
    Annotation {
        kind,
        place: Some((file, region.start_line, region.start_column, region.end_line)),
        title: format!("{}: {}", finding.severity, finding.rule),
        message: finding.message.clone(),
    }
}

pub(super) fn doubt(diagnostic: &Diagnostic, title: &str) -> Annotation {
    let kind = if diagnostic.level == Level::Error { Kind::Error } else { Kind::Warning };
    let place = diagnostic.file.clone().zip(diagnostic.place);
    Annotation {
        kind,
        place: place.map(|(file, (line, column))| (file, line, column, line)),
        title: title.to_owned(),
        message: match (&diagnostic.file, diagnostic.place) {
            (Some(file), None) => format!("{file}: {}", diagnostic.message),
            _ => diagnostic.message.clone(),
        },
    }
}

/// A workflow command. What ends a command, a property or a line is escaped as GitHub defines it, so that no name
/// in a message can begin another command.
fn command(one: &Annotation) -> String {
    let mut properties = Vec::new();
    if let Some((file, line, column, end)) = &one.place {
        properties.push(format!("file={}", property(file)));
        properties.push(format!("line={line}"));
        // A column goes with a single line only.
        properties.push(if line == end { format!("col={column}") } else { format!("endLine={end}") });
    }
    properties.push(format!("title={}", property(&one.title)));
    format!("::{} {}::{}", one.kind.name(), properties.join(","), data(&one.message))
}

fn data(text: &str) -> String {
    printable(&text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")).into_owned()
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The same as a line of the log. It never begins with `::`.
fn plain(one: &Annotation) -> String {
    let place = one.place.as_ref().map(|(file, line, ..)| format!("{file}:{line}: ")).unwrap_or_default();
    printable(&format!("- {} {place}{}: {}", one.kind.name(), one.title, one_line(&one.message))).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_not_begin_another_command() {
        let one = Annotation {
            kind: Kind::Error,
            place: Some(("a,b:c.json".into(), 3, 5, 3)),
            title: "x::y".into(),
            message: "100% of\r\n::set-env name=A::1 ##[stop-commands]x".into(),
        };
        assert_eq!(
            command(&one),
            "::error file=a%2Cb%3Ac.json,line=3,col=5,title=x%3A%3Ay::100%25 of%0D%0A::set-env name=A::1 #\\u{23}[stop-commands]x"
        );
        assert!(!plain(&one).contains('\n'));
    }
}
