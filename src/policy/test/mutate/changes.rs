//! The changes of a module: each is one place of its source and what stands there instead. They are made on the source,
//! by the places of the engine's syntax tree, so that a report can show them as their author would have written them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use regorus::unstable::{BoolOp, Expr, Literal, LiteralStmt, Module as Ast, NodeRef, Query, Rule, RuleBody, RuleHead};

use super::extent;
use crate::mutated::Change;
use crate::policy::why::place;
use crate::policy::why::syntax::children;

/// Names that may stand in place of another, by the byte range of that.
pub(super) type Alike = BTreeMap<(usize, usize), BTreeSet<String>>;

/// One change of a source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edit {
    /// Byte offset of the place that a report names.
    pub(super) at: usize,
    pub(super) change: Change,
    /// What is taken out, with what stands there instead; from front to back.
    pub(super) parts: Vec<(usize, usize, String)>,
}

impl Edit {
    /// The source with the change.
    pub(super) fn applied(&self, text: &str) -> String {
        let mut changed = String::with_capacity(text.len() + 32);
        let mut done = 0;
        for (start, end, new) in &self.parts {
            changed.push_str(text.get(done..*start).unwrap_or_default());
            changed.push_str(new);
            done = *end;
        }
        changed.push_str(text.get(done..).unwrap_or_default());
        changed
    }
}

/// All changes of a module, in the order of their places.
pub(super) fn of(text: &str, tree: &Ast, alike: &Alike) -> Vec<Edit> {
    let mut changes = Changes { text, alike, rule: 0..text.len(), edits: BTreeSet::new() };
    for rule in &tree.policy {
        let (start, end) = place::range(text, rule.span());
        changes.rule = start..end;
        changes.rule(rule);
    }
    changes.edits.into_iter().collect()
}

/// Functions that put messages together, whose texts decide nothing.
const WORDING: [&str; 3] = ["sprintf", "concat", "print"];

/// What stands in place of a text of which nothing is known.
const OTHER_TEXT: &str = "other";

struct Changes<'t> {
    text: &'t str,
    alike: &'t Alike,
    /// The rule that is being looked at.
    rule: Range<usize>,
    edits: BTreeSet<Edit>,
}

impl Changes<'_> {
    fn rule(&mut self, rule: &Rule) {
        let (head, bodies) = match rule {
            Rule::Spec { head, bodies, .. } => (head, bodies),
            Rule::Default { value, .. } => return self.expression(value, true),
        };
        let (span, values) = match head {
            RuleHead::Compr { span, assign, .. } | RuleHead::Func { span, assign, .. } => {
                (span, assign.as_ref().map(|assign| &assign.value))
            }
            RuleHead::Set { span, key, .. } => (span, key.as_ref()),
        };
        values.into_iter().for_each(|value| self.expression(value, false));
        let head = place::range(self.text, span);
        if bodies.iter().all(|body| body.is_else || body.query.stmts.is_empty()) {
            self.edit(head.1, Change::Emptied, vec![(head.1, head.1, " if false".to_owned())]);
        }
        bodies.iter().for_each(|body| self.body(body));
    }

    fn body(&mut self, body: &RuleBody) {
        if let Some(assign) = &body.assign {
            self.expression(&assign.value, false);
        }
        let (Some(first), Some(last)) = (body.query.stmts.first(), body.query.stmts.last()) else { return };
        let (start, end) = (extent::statement(self.text, first).start, extent::statement(self.text, last).end);
        let is_in_brackets = self.text.get(..start).is_some_and(|before| code_before(before).ends_with('{'));
        let parts = if is_in_brackets {
            vec![(start, start, "false; ".to_owned())]
        } else {
            vec![(start, start, "{ false; ".to_owned()), (end, end, " }".to_owned())]
        };
        self.edit(start, Change::Emptied, parts);
        self.query(&body.query);
    }

    fn query(&mut self, query: &Query) {
        query.stmts.iter().for_each(|statement| self.statement(statement));
    }

    fn statement(&mut self, statement: &LiteralStmt) {
        let range = extent::statement(self.text, statement);
        let whole = self.text.get(range.clone()).unwrap_or_default().to_owned();
        match &statement.literal {
            Literal::SomeVars { .. } => {}
            Literal::SomeIn { key, value, collection, .. } => {
                let patterns = || key.iter().chain([value]);
                if patterns().all(|pattern| self.binds_nothing_that_is_used(pattern)) {
                    self.replace(range.clone(), Change::Dropped, "true");
                }
                patterns().for_each(|pattern| self.expression(pattern, true));
                self.expression(collection, true);
            }
            Literal::Expr { expr, .. } => match expr.as_ref() {
                Expr::AssignExpr { rhs, .. } => {
                    let is_made = matches!(rhs.as_ref(), Expr::Object { .. });
                    self.expression(rhs, !is_made);
                }
                Expr::Call { fcn, .. } if place::source(self.text, fcn.span()) == "print" => {}
                other => {
                    self.replace(range.clone(), Change::Dropped, "true");
                    if !matches!(other, Expr::BoolExpr { .. }) {
                        self.replace(range.clone(), Change::Negated, &format!("not {whole}"));
                    }
                    self.expression(expr, true);
                }
            },
            Literal::NotExpr { expr, .. } => {
                self.replace(range.clone(), Change::Dropped, "true");
                if let Some(rest) = whole.strip_prefix("not") {
                    self.replace(range.clone(), Change::Negated, rest.trim_start());
                }
                self.expression(expr, true);
            }
            Literal::Every { domain, query, .. } => {
                self.replace(range.clone(), Change::Dropped, "true");
                self.expression(domain, true);
                self.query(query);
            }
        }
    }

    /// Whether the variables of a pattern stand nowhere else in the rule, so that the statement is a condition alone.
    fn binds_nothing_that_is_used(&self, pattern: &NodeRef<Expr>) -> bool {
        if let Expr::Var { span, .. } = pattern.as_ref() {
            let name = span.text();
            let rule = self.text.get(self.rule.clone()).unwrap_or_default();
            let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
            return name == "_" || rule.split(|c| !is_of_name(c)).filter(|word| *word == name).count() < 2;
        }
        children(pattern).into_iter().all(|child| self.binds_nothing_that_is_used(child))
    }

    /// What can be changed inside of an expression. Where it decides something, constants and members are, too.
    fn expression(&mut self, expression: &NodeRef<Expr>, decides: bool) {
        match expression.as_ref() {
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
                self.expression(term, decides);
                self.query(query);
            }
            Expr::ObjectCompr { key, value, query, .. } => {
                self.expression(key, false);
                self.expression(value, decides);
                self.query(query);
            }
            Expr::BoolExpr { op, lhs, rhs, .. } => {
                self.comparison(op, lhs, rhs);
                self.expression(lhs, decides);
                self.expression(rhs, decides);
            }
            Expr::Call { fcn, params, .. } => {
                let is_wording = WORDING.contains(&place::source(self.text, fcn.span()));
                params.iter().for_each(|param| self.expression(param, decides && !is_wording));
            }
            Expr::Object { fields, .. } => fields.iter().for_each(|(_, _, value)| self.expression(value, decides)),
            Expr::RefDot { refr, field, .. } => {
                if decides {
                    self.member(place::range(self.text, &field.0));
                }
                self.expression(refr, decides);
            }
            Expr::RefBrack { refr, index, .. } => {
                self.expression(index, decides);
                self.expression(refr, decides);
            }
            Expr::Bool { span, .. } => {
                let other = if span.text() == "true" { "false" } else { "true" };
                self.replace(self.range(expression), Change::Constant, other);
            }
            Expr::Number { span, .. } if decides => {
                if let Some(next) = span.text().parse::<i64>().ok().and_then(|number| number.checked_add(1)) {
                    self.replace(self.range(expression), Change::Constant, &next.to_string());
                }
            }
            Expr::String { span, value, .. } | Expr::RawString { span, value, .. } if decides => {
                let own = value.as_string().map(ToString::to_string).unwrap_or_default();
                let inner = (as_offset(span.start), as_offset(span.end));
                let other = match self.alike.get(&inner).and_then(|names| next(names, &own)) {
                    Some(name) => name,
                    None if own.is_empty() => OTHER_TEXT.to_owned(),
                    None => String::new(),
                };
                self.replace(self.range(expression), Change::Constant, &format!("{other:?}"));
            }
            other => children(other).into_iter().for_each(|child| self.expression(child, decides)),
        }
    }

    fn comparison(&mut self, op: &BoolOp, lhs: &NodeRef<Expr>, rhs: &NodeRef<Expr>) {
        let (own, others): (&str, &[&str]) = match op {
            BoolOp::Lt => ("<", &["<=", ">="]),
            BoolOp::Le => ("<=", &["<", ">"]),
            BoolOp::Gt => (">", &[">=", "<="]),
            BoolOp::Ge => (">=", &[">", "<"]),
            BoolOp::Eq => ("==", &["!="]),
            BoolOp::Ne => ("!=", &["=="]),
        };
        let (from, to) = (extent::expression(self.text, lhs).end, extent::expression(self.text, rhs).start);
        let Some(at) = self.text.get(from..to).and_then(|between| between.find(own)) else { return };
        for other in others {
            self.replace(from + at..from + at + own.len(), Change::Comparison, other);
        }
    }

    fn member(&mut self, (start, end): (usize, usize)) {
        let own = self.text.get(start..end).unwrap_or_default();
        if let Some(other) = self.alike.get(&(start, end)).and_then(|names| next(names, own)) {
            self.replace(start..end, Change::Member, &other);
        }
    }

    fn range(&self, expression: &NodeRef<Expr>) -> Range<usize> {
        let (start, end) = place::range(self.text, expression.span());
        start..end
    }

    fn replace(&mut self, range: Range<usize>, change: Change, new: &str) {
        self.edit(range.start, change, vec![(range.start, range.end, new.to_owned())]);
    }

    fn edit(&mut self, at: usize, change: Change, parts: Vec<(usize, usize, String)>) {
        self.edits.insert(Edit { at, change, parts });
    }
}

/// The name that follows in order, so that not all become the same one.
fn next(names: &BTreeSet<String>, own: &str) -> Option<String> {
    names.iter().find(|name| name.as_str() > own).or_else(|| names.first()).cloned()
}

/// A text up to the blanks and comments that it ends with.
fn code_before(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some((before, line)) = text.rsplit_once('\n') {
        if !line.trim_start().starts_with('#') {
            break;
        }
        text = before.trim_end();
    }
    let line = text.rsplit('\n').next().unwrap_or_default();
    match line.find("{ #").or_else(|| line.find("{  #")) {
        Some(at) => text.get(..text.len() - line.len() + at + 1).unwrap_or(text),
        None => text,
    }
}

fn as_offset(offset: u32) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}
