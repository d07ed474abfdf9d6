//! Which lines of rules and helpers tests cover.
//!
//! The engine records the lines at which it evaluated something. That alone says too much and too little: a line with
//! a head and a body counts once the body was looked at, the value behind `else` and the term of a comprehension don't
//! count at all, nor does a call without parameters. So the source is given marks for the run: each value that a body
//! or a comprehension yields goes through a function that notes it. Values are wrapped, because the engine orders
//! statements by itself, and one that depends on nothing would come first.
//!
//! A line counts as covered when everything that begins on it is: a statement once it was looked at, a head, an
//! `else` and a term once they gave a value.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use regorus::unstable::{Expr, Literal, Module as Ast, NodeRef, Query, Rule, RuleAssign, RuleBody, RuleHead, Span};

use crate::policy::why::place::{last_line, line, range};
use crate::policy::why::syntax::children;
use crate::tested::{Coverage, FileCoverage};

/// The function that notes marks.
pub(super) const FUNCTION: &str = "cordon_covered__";

/// What there is to cover in some files.
#[derive(Default)]
pub(super) struct Plan {
    /// File → its source with marks.
    pub(super) texts: BTreeMap<String, String>,
    items: BTreeMap<String, Vec<Item>>,
    marks: usize,
}

/// Something that can be covered.
struct Item {
    /// The line that it begins on.
    line: usize,
    /// It is covered when this mark was passed …
    mark: Option<usize>,
    /// … or when the engine looked at one of these lines.
    lines: Option<(usize, usize)>,
}

impl Plan {
    /// Adds a file.
    pub(super) fn add(&mut self, file: &str, text: &str, tree: &NodeRef<Ast>) {
        let mut planner = Planner { text, next_mark: self.marks, items: Vec::new(), insertions: Vec::new() };
        for rule in &tree.policy {
            planner.rule(rule);
        }
        let Planner { next_mark, items, mut insertions, .. } = planner;
        self.marks = next_mark;
        // Stable: of two at one place the first one noted stands first.
        insertions.sort_by_key(|(offset, _)| *offset);
        let mut marked = String::with_capacity(text.len() * 2);
        let mut done = 0;
        for (offset, insertion) in insertions {
            marked.push_str(text.get(done..offset).unwrap_or_default());
            marked.push_str(&insertion);
            done = offset;
        }
        marked.push_str(text.get(done..).unwrap_or_default());
        self.texts.insert(file.to_owned(), marked);
        self.items.insert(file.to_owned(), items);
    }

    /// Room for all marks.
    pub(super) fn marks(&self) -> Arc<[AtomicBool]> {
        (0..self.marks).map(|_| AtomicBool::new(false)).collect()
    }

    /// What was covered, given the marks that were passed and the lines that the engine looked at.
    pub(super) fn measured(&self, marks: &[AtomicBool], reached: &BTreeMap<String, BTreeSet<usize>>) -> Coverage {
        let nothing = BTreeSet::new();
        let of_file = |(file, items): (&String, &Vec<Item>)| {
            let reached = reached.get(file).unwrap_or(&nothing);
            let mut coverage = FileCoverage::default();
            for item in items {
                let passed =
                    item.mark.and_then(|mark| marks.get(mark)).is_some_and(|mark| mark.load(Ordering::Relaxed));
                let looked_at = item.lines.is_some_and(|(from, to)| reached.range(from..=to).next().is_some());
                let lines = if passed || looked_at { &mut coverage.covered } else { &mut coverage.not_covered };
                lines.insert(item.line);
            }
            coverage.covered.retain(|line| !coverage.not_covered.contains(line));
            (file.clone(), coverage)
        };
        Coverage { files: self.items.iter().map(of_file).collect() }
    }
}

struct Planner<'t> {
    text: &'t str,
    next_mark: usize,
    items: Vec<Item>,
    insertions: Vec<(usize, String)>,
}

impl Planner<'_> {
    fn rule(&mut self, rule: &Rule) {
        let (head, bodies) = match rule {
            Rule::Spec { head, bodies, .. } => (head, bodies),
            Rule::Default { span, value, .. } => {
                let lines = (line(span), last_line(self.text, value.span()));
                return self.items.push(Item { line: line(span), mark: None, lines: Some(lines) });
            }
        };
        let (span, mark) = match head {
            RuleHead::Compr { span, assign, .. } | RuleHead::Func { span, assign, .. } => {
                (span, self.assigned(assign.as_ref(), self.end(span)))
            }
            RuleHead::Set { span, refr, key } => {
                let start = self.after(refr.span(), "contains");
                let mark = start.map(|start| self.wrap(start, self.end(span)));
                if let Some(key) = key {
                    self.expression(key);
                }
                (span, mark)
            }
        };
        self.items.push(Item { line: line(span), mark, lines: None });
        let (others, first): (Vec<&RuleBody>, Vec<&RuleBody>) = bodies.iter().partition(|body| body.is_else);
        for body in first {
            self.query(&body.query, mark);
        }
        for body in others {
            let after_else = self.start(&body.span) + "else".len();
            let mark = self.assigned(body.assign.as_ref(), after_else);
            self.items.push(Item { line: line(&body.span), mark, lines: None });
            self.query(&body.query, mark);
        }
    }

    /// Marks the value behind `:=`; where there is none, `true` at a place.
    fn assigned(&mut self, assign: Option<&RuleAssign>, otherwise: usize) -> Option<usize> {
        let Some(assign) = assign else {
            let mark = self.new_mark();
            self.insertions.push((otherwise, format!(" := {FUNCTION}({mark}, true)")));
            return Some(mark);
        };
        let start = self.start(&assign.span);
        let operator = if self.text.get(start..).is_some_and(|rest| rest.starts_with(":=")) { 2 } else { 1 };
        let mark = self.wrap(start + operator, self.end(&assign.span));
        self.expression(&assign.value);
        Some(mark)
    }

    fn start(&self, span: &Span) -> usize {
        range(self.text, span).0
    }

    fn end(&self, span: &Span) -> usize {
        range(self.text, span).1
    }

    fn new_mark(&mut self) -> usize {
        self.next_mark += 1;
        self.next_mark - 1
    }

    fn wrap(&mut self, start: usize, end: usize) -> usize {
        let mark = self.new_mark();
        let mut call = String::new();
        let _ = write!(call, " {FUNCTION}({mark}, ");
        self.insertions.push((start, call));
        self.insertions.push((end, ")".to_owned()));
        mark
    }

    /// Statements, which are covered when they were looked at, or when what they are for gave a value.
    fn query(&mut self, query: &Query, mark: Option<usize>) {
        for statement in &query.stmts {
            let lines = (line(&statement.span), last_line(self.text, &statement.span));
            if !matches!(statement.literal, Literal::SomeVars { .. }) {
                self.items.push(Item { line: lines.0, mark, lines: Some(lines) });
            }
            match &statement.literal {
                Literal::SomeVars { .. } => {}
                Literal::SomeIn { key, value, collection, .. } => {
                    for part in key.iter().chain([value, collection]) {
                        self.expression(part);
                    }
                }
                Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => self.expression(expr),
                Literal::Every { domain, query, .. } => {
                    self.expression(domain);
                    self.query(query, None);
                }
            }
            for modifier in &statement.with_mods {
                self.expression(&modifier.r#as);
            }
        }
    }

    /// Comprehensions in an expression.
    fn expression(&mut self, expression: &NodeRef<Expr>) {
        match expression.as_ref() {
            Expr::ArrayCompr { span, term, query, .. } | Expr::SetCompr { span, term, query, .. } => {
                let inner = self.term(term, Some(self.start(span) + 1));
                self.expression(term);
                self.query(query, inner);
            }
            Expr::ObjectCompr { key, value, query, .. } => {
                let start = self.after(key.span(), ":");
                let inner = self.term(value, start);
                self.expression(key);
                self.expression(value);
                self.query(query, inner);
            }
            other => children(other).into_iter().for_each(|child| self.expression(child)),
        }
    }

    /// Marks the term of a comprehension, which begins at an offset.
    fn term(&mut self, term: &NodeRef<Expr>, start: Option<usize>) -> Option<usize> {
        let end = self.after(term.span(), "|").map(|end| end - 1);
        let mark = start.zip(end).map(|(start, end)| self.wrap(start, end));
        let lines = mark.is_none().then(|| (line(term.span()), last_line(self.text, term.span())));
        self.items.push(Item { line: line(term.span()), mark, lines });
        mark
    }

    /// The offset behind a word that follows a stretch, past closing brackets, which the engine's places may leave out,
    /// blanks and comments.
    fn after(&self, span: &Span, word: &str) -> Option<usize> {
        let mut at = self.end(span);
        loop {
            let rest = self.text.get(at..)?;
            match rest.chars().next()? {
                '#' => at += rest.find('\n')?,
                c if c.is_whitespace() || c == ')' || c == ']' => at += c.len_utf8(),
                _ => return rest.starts_with(word).then_some(at + word.len()),
            }
        }
    }
}
