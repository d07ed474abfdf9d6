//! Diagnostics and excerpts as text, in the form that compilers have made familiar.

use annotate_snippets::{AnnotationKind, Group, Level as Heading, Origin, Renderer, Snippet};

use super::printable::printable;
use crate::diagnostic::{Diagnostic, Excerpt, Level};
use crate::finding::Severity;

/// Renders a diagnostic: message, place, underlined excerpt, help.
pub fn diagnostic(diagnostic: &Diagnostic, colour: bool) -> String {
    let heading = match diagnostic.level {
        Level::Error => Heading::ERROR,
        Level::Warning => Heading::WARNING,
    };
    // Without an excerpt the file stands before the message, or it would not be named at all.
    let message = match (&diagnostic.file, diagnostic.excerpts.is_empty(), diagnostic.place) {
        (Some(file), true, Some((line, column))) => format!("{file}:{line}:{column}: {}", diagnostic.message),
        (Some(file), true, None) => format!("{file}: {}", diagnostic.message),
        _ => diagnostic.message.clone(),
    };
    let title = heading.primary_title(printable(&message).into_owned());
    let mut group = Group::with_title(match diagnostic.code {
        Some(code) => title.id(code),
        None => title,
    });
    let file = diagnostic.file.as_deref().unwrap_or_default();
    for (index, excerpt) in diagnostic.excerpts.iter().enumerate() {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        group = placed(group, excerpt, kind, file);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Heading::HELP.message(printable(help).into_owned()));
    }
    render(group, colour)
}

/// The first line of a diagnostic that stands above its excerpts.
pub fn heading(line: &str, level: Level, colour: bool) -> String {
    if !colour {
        return line.to_owned();
    }
    let style = match level {
        Level::Error => anstyle::AnsiColor::BrightRed,
        Level::Warning => anstyle::AnsiColor::Yellow,
    };
    let style = style.on_default().bold();
    format!("{style}{line}{style:#}")
}

/// Renders the excerpts and the help of a diagnostic without its message.
pub fn excerpts(diagnostic: &Diagnostic, colour: bool) -> String {
    if diagnostic.excerpts.is_empty() {
        return diagnostic.help.as_ref().map(|help| format!("  = help: {}", printable(help))).unwrap_or_default();
    }
    let heading = match diagnostic.level {
        Level::Error => Heading::ERROR,
        Level::Warning => Heading::WARNING,
    };
    let file = diagnostic.file.as_deref().unwrap_or_default();
    let mut group = Group::with_level(heading);
    for (index, excerpt) in diagnostic.excerpts.iter().enumerate() {
        let kind = if index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        group = placed(group, excerpt, kind, file);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Heading::HELP.message(printable(help).into_owned()));
    }
    render(group, colour)
}

/// Renders the excerpt of a finding under its message.
pub fn finding(severity: Severity, message: &str, file: &str, excerpt: &Excerpt, colour: bool) -> String {
    let heading = match severity {
        Severity::Critical | Severity::High => Heading::ERROR,
        Severity::Medium => Heading::WARNING,
        Severity::Low => Heading::INFO,
        Severity::Note => Heading::NOTE,
    };
    let title = heading.with_name(severity.name()).primary_title(printable(message).into_owned());
    render(placed(Group::with_title(title), excerpt, AnnotationKind::Primary, file), colour)
}

/// Adds an excerpt. Of a line that is shown in part the renderer can't work out the column, so it is told.
fn placed<'a>(group: Group<'a>, excerpt: &'a Excerpt, kind: AnnotationKind, file: &str) -> Group<'a> {
    let (before, rest) = excerpt.text.split_at(excerpt.underlined.start);
    let (under, after) = rest.split_at(excerpt.underlined.len());
    let [before, under, after] = [before, under, after].map(printable);
    let annotation = kind.span(before.len()..before.len() + under.len());
    let annotation =
        if excerpt.label.is_empty() { annotation } else { annotation.label(printable(&excerpt.label).into_owned()) };
    let text = [before, under, after].concat();
    let snippet = Snippet::source(text).line_start(excerpt.first_line).annotation(annotation);
    let file = printable(file).into_owned();
    if excerpt.clipped {
        let origin = Origin::path(file).line(excerpt.first_line).char_column(excerpt.column);
        group.element(origin).element(snippet)
    } else {
        group.element(snippet.path(file))
    }
}

fn render(group: Group<'_>, colour: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let rendered = renderer.term_width(140).render(&[group]);
    // The renderer pads lines to their column; trailing blanks are noise in a log.
    rendered.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
