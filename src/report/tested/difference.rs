//! Expected against actual.

use similar::{ChangeTag, TextDiff};

use crate::tested::Difference;

/// A line of a difference.
pub(super) struct Line {
    /// `-` is expected, `+` is actual; a blank is both.
    pub(super) sign: char,
    pub(super) text: String,
}

/// Lines around a change that are shown.
const CONTEXT: usize = 3;

/// Longest text that is shown whole on each side instead of as a difference.
const SHORT: usize = 60;

/// The difference line by line; whole values where they are short.
pub(super) fn lines(difference: &Difference) -> Vec<Line> {
    let (expected, actual) = (&difference.expected.text, &difference.actual.text);
    let is_short = |text: &String| text.chars().count() <= SHORT && !text.contains('\n');
    if is_short(expected) && is_short(actual) {
        return vec![Line { sign: '-', text: expected.clone() }, Line { sign: '+', text: actual.clone() }];
    }
    let (expected, actual) = (spread(expected), spread(actual));
    let diff = TextDiff::from_lines(&expected, &actual);
    let mut lines = Vec::new();
    for (at, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if at > 0 {
            lines.push(Line { sign: ' ', text: "…".to_owned() });
        }
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            let sign = match change.tag() {
                ChangeTag::Equal => ' ',
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
            };
            lines.push(Line { sign, text: change.value().trim_end_matches('\n').to_owned() });
        }
    }
    lines
}

/// A value that fits on one line, with its outermost members on lines of their own, so that a difference between two
/// members does not show all of them.
fn spread(text: &str) -> String {
    let brackets = text.chars().next().zip(text.chars().last());
    let Some((open @ ('[' | '{'), close @ (']' | '}'))) = brackets.filter(|_| !text.contains('\n') && text.len() > 2)
    else {
        return format!("{text}\n");
    };
    let mut members = vec![String::new()];
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for c in text[1..text.len() - 1].chars() {
        match c {
            '"' if !escaped => quoted = !quoted,
            '[' | '{' if !quoted => depth += 1,
            ']' | '}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        escaped = quoted && c == '\\' && !escaped;
        if c == ',' && depth == 0 && !quoted {
            members.push(String::new());
        } else if let Some(last) = members.last_mut() {
            last.push(c);
        }
    }
    let members: String = members.iter().map(|member| format!("  {},\n", member.trim_start())).collect();
    format!("{open}\n{members}{close}\n")
}
