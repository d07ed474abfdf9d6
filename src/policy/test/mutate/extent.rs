//! The whole stretch of a statement or an expression. The engine's places end at operators and leave out brackets.

use std::ops::Range;

use regorus::unstable::{Expr, Literal, LiteralStmt, NodeRef};

use crate::policy::why::place;
use crate::policy::why::syntax::children;

/// The stretch of a statement, with what is replaced for it.
pub(super) fn statement(text: &str, statement: &LiteralStmt) -> Range<usize> {
    let (mut start, mut end) = place::range(text, &statement.span);
    let mut include = |part: &NodeRef<Expr>| {
        let part = expression(text, part);
        (start, end) = (start.min(part.start), end.max(part.end));
    };
    match &statement.literal {
        Literal::SomeVars { .. } => {}
        Literal::SomeIn { collection, .. } => include(collection),
        Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => include(expr),
        Literal::Every { domain, .. } => include(domain),
    }
    statement.with_mods.iter().for_each(|modifier| include(&modifier.r#as));
    balanced(text, start, end)
}

/// The stretch of an expression with all its parts.
pub(super) fn expression(text: &str, whole: &Expr) -> Range<usize> {
    let (start, end) = place::expression(text, whole);
    let parts = children(whole).into_iter().map(|part| expression(text, part));
    let all = parts.fold(start..end, |all, part| all.start.min(part.start)..all.end.max(part.end));
    balanced(text, all.start, all.end)
}

/// A stretch, up to the brackets that close what it opens, and from those that open what it closes.
fn balanced(text: &str, mut start: usize, end: usize) -> Range<usize> {
    let (missing, open) = brackets(text.get(start..end).unwrap_or_default());
    for _ in 0..missing {
        let before = text.get(..start).unwrap_or_default().trim_end();
        if !before.ends_with(['(', '[', '{']) {
            break;
        }
        start = before.len() - 1;
    }
    let mut end = end;
    for _ in 0..open {
        let rest = text.get(end..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',').len();
        if !rest[blank..].starts_with([')', ']', '}']) {
            break;
        }
        end += blank + 1;
    }
    start..end
}

/// How many brackets are closed but not opened, and opened but not closed.
fn brackets(text: &str) -> (usize, usize) {
    place::unpaired(text, &['(', '[', '{'], &[')', ']', '}'])
}
