//! Where something stands in a source. The engine's places leave out some of what belongs to them.

use regorus::unstable::{Expr, Span};

/// The byte range of a stretch, with the quotes of a string that it begins or ends with: the engine's lexer leaves them
/// out.
pub(in crate::policy) fn range(text: &str, span: &Span) -> (usize, usize) {
    (start(text, number(span.start)), end(text, number(span.end)))
}

/// The stretch itself.
pub(in crate::policy) fn source<'t>(text: &'t str, span: &Span) -> &'t str {
    let (start, end) = range(text, span);
    text.get(start..end).unwrap_or_default()
}

/// The byte range of an expression. That of an object begins at its last member as the engine has it, and that of an
/// empty set ends with what stands behind it.
pub(in crate::policy) fn expression(text: &str, expression: &Expr) -> (usize, usize) {
    let (start, end) = range(text, expression.span());
    match expression {
        Expr::Object { fields, .. } => {
            let first = fields.first().map(|(_, key, _)| self::expression(text, key).0);
            let bracket = first.and_then(|first| text.get(..first)?.rfind('{'));
            (bracket.unwrap_or(start), end)
        }
        Expr::Set { items, .. } if items.is_empty() => {
            let closing = text.get(start..).and_then(|rest| rest.find(')'));
            (start, closing.map_or(end, |closing| start + closing + 1))
        }
        _ => (start, end),
    }
}

/// The first line of a stretch, from 1.
pub(in crate::policy) fn line(span: &Span) -> usize {
    number(span.line)
}

/// The last line of a stretch, from 1.
pub(in crate::policy) fn last_line(text: &str, span: &Span) -> usize {
    line(span) + source(text, span).matches('\n').count()
}

// Nothing can end right before an opening quote, nor begin right behind a closing one.
fn start(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).and_then(|before| before.chars().last());
    if matches!(before, Some('"' | '`')) { offset - 1 } else { offset }
}

fn end(text: &str, offset: usize) -> usize {
    let behind = text.get(offset..).and_then(|behind| behind.chars().next());
    if matches!(behind, Some('"' | '`')) { offset + 1 } else { offset }
}

fn number(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A stretch of an expression with the round brackets that the engine leaves out: it begins inside of those that stand
/// around its first operand, and ends inside of those around its last.
pub(in crate::policy) fn balanced(text: &str) -> String {
    let (missing, open) = unpaired(text, &['('], &[')']);
    format!("{}{text}{}", "(".repeat(missing), ")".repeat(open))
}

/// How many brackets are closed but not opened, and opened but not closed, outside of texts and comments.
pub(in crate::policy) fn unpaired(text: &str, opening: &[char], closing: &[char]) -> (usize, usize) {
    let (mut missing, mut open) = (0, 0);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '#' => {
                chars.by_ref().find(|c| *c == '\n');
            }
            '"' | '`' => {
                let mut escaped = false;
                for inner in chars.by_ref() {
                    if inner == c && !escaped {
                        break;
                    }
                    escaped = c == '"' && inner == '\\' && !escaped;
                }
            }
            c if opening.contains(&c) => open += 1,
            c if closing.contains(&c) && open == 0 => missing += 1,
            c if closing.contains(&c) => open -= 1,
            _ => {}
        }
    }
    (missing, open)
}

#[cfg(test)]
mod tests {
    use super::balanced;

    #[test]
    fn brackets_that_are_left_out_are_put_back() {
        assert_eq!(balanced("a + b) * c"), "(a + b) * c");
        assert_eq!(balanced("a - (b - c"), "a - (b - c)");
        assert_eq!(balanced("f(\")\", `(`) # )"), "f(\")\", `(`) # )");
    }
}
