//! The body that made a finding, with the values of its variables.

use std::collections::BTreeSet;

use regorus::unstable::{Expr, Literal, LiteralStmt, NodeRef, Rule, RuleHead};

use super::failing::{Beginning, Part, RULE, VALUE, Why, is_literal};
use super::place::{self, range};
use super::refer::{Index, parts_of, rule_name};
use super::value::{brief, on_one_line};
use super::{Modules, Named};
use crate::finding::Finding;
use crate::snapshot::{Tree, tree};
use crate::traced::{Body, Step};

/// Room for a value.
const ROOM: usize = 90;

/// Longest value that a helper is asked for.
const LONGEST: usize = 20_000;

impl<'a> Why<'a> {
    /// The body of `findings` that a finding comes from.
    ///
    /// # Errors
    /// Why it can't be told.
    pub(super) fn fired(&self, modules: &Modules<'_>, finding: &Finding, named: Named<'_>) -> Result<Body, String> {
        let mut reason = "the rule does not define its findings with `findings contains … if`".to_owned();
        for (head, rule) in self.rules().filter(|(head, _)| rule_name(head) == Some("findings")) {
            let (RuleHead::Set { key: Some(key), .. }, Rule::Spec { bodies, .. }) = (head, rule) else { continue };
            let conditions = [
                format!("{VALUE}.subject.type == {}", text(&finding.subject.kind)),
                format!("{VALUE}.subject.id == {}", text(&finding.subject.id)),
                format!("{VALUE}.message == {}", text(&finding.message)),
                format!("object.get({VALUE}, \"key\", []) == {}", serde_json::Value::from(finding.key.clone())),
            ];
            let given = self.part(key);
            let nothing = [];
            let statements = bodies.first().map_or(&nothing[..], |body| &body.query.stmts);
            match self.held(head, statements, Some((&given, &conditions)), named)? {
                Some((mut body, references)) => {
                    for (at, bindings) in references {
                        body.steps[at].through = self.helper(modules, &statements[at], &bindings, named).map(Box::new);
                    }
                    return Ok(body);
                }
                None => "no definition of `findings` gives it when asked by itself".clone_into(&mut reason),
            }
        }
        Err(reason)
    }

    /// The statements of a body under conditions, with the values of the first solution. What helpers are asked with is
    /// returned beside it, by the number of the statement.
    fn held(
        &self,
        head: &RuleHead,
        statements: &[LiteralStmt],
        result: Option<(&Part, &[String])>,
        named: Named<'_>,
    ) -> Result<Option<Held>, String> {
        let mut before = Beginning::default();
        let mut rows: Vec<Vec<(String, String)>> = Vec::new();
        let mut asked: Vec<Vec<(String, String)>> = Vec::new();
        for statement in statements {
            let mut row: Vec<(String, String)> = Vec::new();
            let mut names = BTreeSet::new();
            self.names.bind(statement, &mut names);
            let fresh: Vec<String> = names.difference(&before.bound).cloned().collect();
            before.bound.extend(names);
            before.statements.push(self.statement(statement, ""));
            let mut used = BTreeSet::new();
            self.names.variables_of(statement, &mut used);
            let known = used.into_iter().filter(|name| before.bound.contains(name) && !fresh.contains(name));
            // What a statement works something out from was shown where it came from.
            let known: Vec<String> = if fresh.is_empty() { known.collect() } else { Vec::new() };
            row.extend(fresh.iter().cloned().chain(known).map(|name| (name.clone(), name)));
            let with = self.modifiers(statement);
            for part in self.parts_worth_seeing(statement) {
                if row.iter().all(|(label, _)| *label != part.label) {
                    row.push((part.label, format!("({}) {with}", part.text)));
                }
            }
            // The finding itself is shown elsewhere.
            if let Some((given, _)) = result {
                row.retain(|(label, _)| *label != given.label);
            }
            rows.push(row);
            asked.push(self.reference(statement).map(|found| self.questions(&found)).unwrap_or_default());
        }
        if let Some((given, conditions)) = result {
            before.statements.push(format!("{VALUE} := ({})", given.text));
            before.statements.extend(conditions.iter().cloned());
        }
        let all: Vec<&(String, String)> = rows.iter().chain(&asked).flatten().collect();
        let inner: Vec<String> =
            all.iter().map(|(_, text)| format!("[cordon_part__ | cordon_part__ := {text}]")).collect();
        let rules = format!("{RULE}0 := [[{}] | {}]\n", inner.join(",\n\t"), before.text());
        let bench = self.bench_with(&rules)?;
        let answer = self.ask(&bench, 0)?.unwrap_or(Tree::Undefined);
        let Some(first) = tree::elements(&answer).next() else { return Ok(None) };
        let mut values = tree::elements(first).map(|found| tree::elements(found).next().cloned());
        let mut steps = Vec::new();
        let mut shown = BTreeSet::new();
        for (statement, row) in statements.iter().zip(&rows) {
            let mut of_row = Vec::new();
            for (label, _) in row {
                let value = values.next().flatten();
                let is_large = matches!(value, Some(Tree::Array(_) | Tree::Set(_) | Tree::Object(_)));
                // Once is enough for what takes a line of its own.
                if shown.insert(label) || !is_large {
                    of_row.push((label.clone(), value.map(|value| named.name(&value, brief(&value, ROOM)))));
                }
            }
            let text = place::source(&self.module.text, &statement.span).to_owned();
            steps.push(Step { line: place::line(&statement.span), text, values: of_row, through: None });
        }
        let mut references = Vec::new();
        for (at, row) in asked.iter().enumerate() {
            let bindings: Bindings = row
                .iter()
                .filter_map(|(label, _)| values.next().flatten().map(|value| (label.clone(), value)))
                .collect();
            if self.reference(&statements[at]).is_some() {
                references.push((at, bindings));
            }
        }
        let body = Body {
            head: self.head_text(head),
            file: self.module.file.clone(),
            line: self.head_line(head),
            steps,
            solutions: tree::len(&answer),
        };
        Ok(Some((body, references)))
    }

    /// What a helper can be asked with: what is known of its brackets, its keys and its values.
    fn questions(&self, found: &super::refer::Reference<'_>) -> Vec<(String, String)> {
        let mut questions = Vec::new();
        for (at, index) in found.indexes.iter().enumerate() {
            let text = match index {
                Index::Of(index) => self.part(index).text,
                Index::Named(name) => text(name),
            };
            questions.push((format!("index {at}"), text));
        }
        for (label, pattern) in [("key", found.key), ("value", found.value)] {
            let pattern = pattern.map(|pattern| self.part(pattern).text);
            questions.extend(pattern.map(|text| (label.to_owned(), text)));
        }
        // A place that any value fits is not known.
        questions.retain(|(_, text)| !text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "_"));
        questions
    }

    /// The body of a helper that gives what a statement took from it.
    fn helper(
        &self,
        modules: &Modules<'_>,
        statement: &LiteralStmt,
        bindings: &Bindings,
        named: Named<'_>,
    ) -> Option<Body> {
        // What is asked of other data is not asked of the snapshot.
        if !statement.with_mods.is_empty() {
            return None;
        }
        let found = self.reference(statement)?;
        for at in modules.numbers_of(&found.package) {
            let why = Why::new(self.bench, modules, at).ok()?;
            for (head, rule) in why.rules().filter(|(head, _)| rule_name(head) == Some(&found.name)) {
                let Rule::Spec { bodies, .. } = rule else { continue };
                let [body] = bodies.as_slice() else { continue };
                if body.query.stmts.is_empty() {
                    continue;
                }
                let mut conditions = Vec::new();
                let of = |label: &str| bindings.iter().find(|(name, _)| name == label).map(|(_, value)| value);
                let mut wants = |expression: &NodeRef<Expr>, value: Option<&Tree>| {
                    let value = value.map(on_one_line).filter(|text| text.len() <= LONGEST);
                    conditions.extend(value.map(|value| format!("{value} == ({})", why.part(expression).text)));
                };
                let (indexes, value, is_set) = parts_of(head);
                for (at, index) in indexes.iter().enumerate().take(found.indexes.len()) {
                    wants(index, of(&format!("index {at}")));
                }
                let rest = indexes.get(found.indexes.len()..).unwrap_or_default();
                if let (Some(index), true) = (rest.first(), found.is_walked) {
                    wants(index, of("key"));
                }
                let gives_value = match (rest.len(), is_set) {
                    (0, true) => found.is_walked,
                    (0, false) => !found.is_walked,
                    (1, false) => found.is_walked,
                    _ => false,
                };
                if let (Some(value), true) = (value, gives_value) {
                    wants(value, of("value"));
                }
                if let ([index], true, true, Some(value)) = (rest, is_set, found.is_walked, of("value")) {
                    let (value, index) = (on_one_line(value), why.part(index).text);
                    if value.len() <= LONGEST {
                        conditions.push(format!("{}[{index}] == {value}", found.name));
                    }
                }
                // Without one, nothing says which of its solutions it is.
                if conditions.is_empty() {
                    continue;
                }
                let nothing = Part::whole("true");
                if let Ok(Some((body, _))) = why.held(head, &body.query.stmts, Some((&nothing, &conditions)), named) {
                    return Some(body);
                }
            }
        }
        None
    }

    /// The parts of a statement whose values say why it holds.
    fn parts_worth_seeing(&self, statement: &LiteralStmt) -> Vec<Part> {
        let expressions: Vec<&NodeRef<Expr>> = match &statement.literal {
            Literal::Expr { expr, .. } => match expr.as_ref() {
                Expr::BoolExpr { lhs, rhs, .. } => vec![lhs, rhs],
                Expr::Membership { key, value, collection, .. } => key.iter().chain([value, collection]).collect(),
                Expr::Call { params, .. } => params.iter().collect(),
                Expr::RefDot { .. } | Expr::RefBrack { .. } => vec![expr],
                _ => Vec::new(),
            },
            Literal::NotExpr { expr, .. } => vec![expr],
            Literal::Every { domain, .. } => vec![domain],
            Literal::SomeIn { .. } | Literal::SomeVars { .. } => Vec::new(),
        };
        let is_plain = |part: &&NodeRef<Expr>| !is_literal(part) && !matches!(part.as_ref(), Expr::Var { .. });
        expressions.into_iter().filter(is_plain).map(|part| self.part(part)).collect()
    }

    /// What a head defines, as it is written.
    pub(super) fn head_text(&self, head: &RuleHead) -> String {
        let (start, end) = self.head_range(head);
        let text = self.module.text.get(start..end).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn head_line(&self, head: &RuleHead) -> usize {
        let (RuleHead::Compr { span, .. } | RuleHead::Set { span, .. } | RuleHead::Func { span, .. }) = head;
        place::line(span)
    }

    fn head_range(&self, head: &RuleHead) -> (usize, usize) {
        let (RuleHead::Compr { span, .. } | RuleHead::Set { span, .. } | RuleHead::Func { span, .. }) = head;
        range(&self.module.text, span)
    }
}

/// A body that holds, and what its helpers are asked with, by the number of the statement.
type Held = (Body, Vec<(usize, Bindings)>);

/// What a helper was asked with, and the values.
type Bindings = Vec<(String, Tree)>;

/// A text as Rego writes it.
pub(super) fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
