//! Why a test is not true: the first of its expressions that does not hold, and the values in it.
//!
//! The engine does not say, so it is asked again: ever longer beginnings of the body are put, as they are written,
//! into a module of the test's own package with the same imports, until one has no solution left.

use std::collections::BTreeSet;
use std::time::Duration;

use regorus::unstable::{
    AssignOp, BoolOp, Expr, Literal, LiteralStmt, Module as Ast, NodeRef, Rule, RuleAssign, RuleHead, Span,
};

use super::Modules;
use super::names::Names;
use super::place::{self, balanced, range};
use super::syntax::children;
use super::value::shown;
use crate::policy::engine::bench::{Bench, Broken};
use crate::policy::pack::Module;
use crate::snapshot::{Tree, tree};
use crate::tested::{Difference, Failure};

/// File name of the modules that are made here.
pub(super) const FILE: &str = "cordon-why.rego";

/// Name of their rules, with a number behind it.
pub(super) const RULE: &str = "cordon_why__";

/// Name of the variable that a part's value is bound to.
pub(super) const VALUE: &str = "cordon_value__";

/// The time that one question may take.
const LIMIT: Duration = Duration::from_secs(5);

/// Deepest nesting of `every` that is looked into.
const DEEPEST: usize = 4;

fn source<'m>(module: &'m Module, span: &Span) -> &'m str {
    super::place::source(&module.text, span)
}

/// A module whose bodies are looked into, and what they are put to.
pub(in crate::policy) struct Why<'a> {
    pub(super) bench: &'a Bench,
    pub(super) module: &'a Module,
    pub(super) tree: &'a Ast,
    head: String,
    pub(super) names: Names,
}

/// Statements that hold, and the variables that they bind.
#[derive(Clone, Default)]
pub(super) struct Beginning {
    pub(super) statements: Vec<String>,
    pub(super) bound: BTreeSet<String>,
    /// The variables of an `every` around, which say for which element.
    elements: BTreeSet<String>,
}

impl Beginning {
    pub(super) fn text(&self) -> String {
        if self.statements.is_empty() { "true".to_owned() } else { self.statements.join("\n\t") }
    }
}

/// A part of an expression: what is shown, and what is evaluated for it.
pub(super) struct Part {
    pub(super) label: String,
    pub(super) text: String,
    is_literal: bool,
}

impl Part {
    /// A part that no source has.
    pub(super) fn whole(text: &str) -> Self {
        Self { label: text.to_owned(), text: text.to_owned(), is_literal: true }
    }
}

/// What became of a body.
enum Body {
    /// An expression did not hold.
    Failed(Box<Failure>),
    /// All did.
    Held(Beginning),
}

impl<'a> Why<'a> {
    /// For a module, by its number among those of a pack.
    ///
    /// # Errors
    /// When there is none.
    pub(in crate::policy) fn new(bench: &'a Bench, modules: &Modules<'a>, at: usize) -> Result<Self, String> {
        let (module, tree) = modules.get(at).ok_or("its module is gone")?;
        let imports = tree.imports.iter().map(|import| format!("{}\n", source(module, &import.span)));
        let head = format!("package {}\n\n{}\n", module.package, imports.collect::<String>());
        let names = Names::of(module, tree, modules.of_package(&module.package).map(|(_, tree)| tree));
        Ok(Self { bench, module, tree, head, names })
    }

    /// The expressions that failed, one for each body of the rule with a number.
    ///
    /// # Errors
    /// Why they can't be told.
    pub(in crate::policy) fn failures(&self, index: usize) -> Result<Vec<Failure>, String> {
        self.rule(self.tree.policy.get(index).ok_or("its rule is gone")?)
    }

    fn rule(&self, rule: &Rule) -> Result<Vec<Failure>, String> {
        let Rule::Spec { head: RuleHead::Compr { assign, .. }, bodies, .. } = rule else {
            return Ok(Vec::new());
        };
        let mut found = Vec::new();
        if bodies.is_empty() {
            found.extend(assign.as_ref().map(|assign| self.value(&Beginning::default(), assign)));
        }
        for body in bodies {
            match self.body(Beginning::default(), &body.query.stmts, "", 0)? {
                Body::Failed(failure) => found.push(*failure),
                Body::Held(beginning) => {
                    let value = if body.is_else { &body.assign } else { assign };
                    let Some(value) = value else {
                        return Err("asked one by one, all its expressions hold".to_owned());
                    };
                    found.push(self.value(&beginning, value));
                    // What stands behind `else` is not looked at any more.
                    break;
                }
            }
        }
        Ok(found)
    }

    /// Finds the first statement that leaves no solution. `modifiers` are the `with` of an `every` around it.
    fn body(
        &self,
        mut before: Beginning,
        statements: &[LiteralStmt],
        modifiers: &str,
        depth: usize,
    ) -> Result<Body, String> {
        let mut rules = String::new();
        let mut beginning = before.clone();
        for (at, statement) in statements.iter().enumerate() {
            beginning.statements.push(self.statement(statement, modifiers));
            rules.push_str(&format!("{RULE}{at} := count([1 | {}])\n\n", beginning.text()));
        }
        let bench = self.bench_with(&rules)?;
        for (at, statement) in statements.iter().enumerate() {
            let count = self.ask(&bench, at)?;
            if count.is_some_and(|count| count != Tree::from(0u64)) {
                before.statements.push(self.statement(statement, modifiers));
                self.names.bind(statement, &mut before.bound);
                continue;
            }
            if depth < DEEPEST
                && let Some(inner) = self.element(&before, statement, modifiers, depth)
            {
                return Ok(Body::Failed(Box::new(inner)));
            }
            return Ok(Body::Failed(Box::new(self.failure(&before, statement, modifiers))));
        }
        Ok(Body::Held(before))
    }

    /// Looks into the body of an `every` for the elements that it does not hold for.
    pub(super) fn element(
        &self,
        before: &Beginning,
        statement: &LiteralStmt,
        modifiers: &str,
        depth: usize,
    ) -> Option<Failure> {
        let Literal::Every { key, value, domain, query, .. } = &statement.literal else { return None };
        let modifiers = format!("{} {modifiers}", self.modifiers(statement));
        let mut inside = before.clone();
        let names: Vec<&str> = key.iter().chain([value]).map(|span| source(self.module, span)).collect();
        let domain = self.part(domain).text;
        inside.statements.push(format!("some {} in {domain} {modifiers}", names.join(", ")));
        let body = query.stmts.iter().map(|inner| self.statement(inner, &modifiers)).collect::<Vec<_>>();
        inside.statements.push(format!("count([1 | {}]) == 0", body.join("\n\t")));
        inside.elements.extend(names.iter().filter(|name| **name != "_").map(|name| (*name).to_owned()));
        inside.bound.extend(inside.elements.iter().cloned());
        // Where it goes over nothing that is defined, there is no such element.
        let some = self.bench_with(&format!("{RULE}0 := count([1 | {}])\n", inside.text())).ok()?;
        if self.ask(&some, 0).ok()? == Some(Tree::from(0u64)) {
            return None;
        }
        match self.body(inside, &query.stmts, &modifiers, depth + 1) {
            Ok(Body::Failed(failure)) => Some(*failure),
            Ok(Body::Held(_)) | Err(_) => None,
        }
    }

    /// A statement as it is written, with more modifiers.
    pub(super) fn statement(&self, statement: &LiteralStmt, modifiers: &str) -> String {
        format!("{} {modifiers}", source(self.module, &statement.span)).trim_end().to_owned()
    }

    pub(super) fn modifiers(&self, statement: &LiteralStmt) -> String {
        match (statement.with_mods.first(), source(self.module, &statement.span)) {
            (Some(first), text) => {
                let start = range(&self.module.text, &first.span).0 - range(&self.module.text, &statement.span).0;
                text.get(start..).unwrap_or_default().to_owned()
            }
            (None, _) => String::new(),
        }
    }

    /// Says what is to be said of a statement that left no solution.
    pub(super) fn failure(&self, before: &Beginning, statement: &LiteralStmt, modifiers: &str) -> Failure {
        let with = format!("{} {modifiers}", self.modifiers(statement));
        let mut parts = Vec::new();
        let mut sides = None;
        match &statement.literal {
            Literal::Expr { expr, .. } => {
                sides = self.sides(expr, before);
                parts = self.parts(expr, before);
            }
            Literal::NotExpr { expr, .. } => parts = self.parts(expr, before),
            Literal::SomeIn { collection, .. } => parts.push(self.part(collection)),
            Literal::Every { domain, .. } => parts.push(self.part(domain)),
            Literal::SomeVars { .. } => {}
        }
        let whole = match &statement.literal {
            Literal::Expr { expr, .. } if !matches!(expr.as_ref(), Expr::AssignExpr { .. }) => Some(self.part(expr)),
            _ => None,
        };
        let mut names = BTreeSet::new();
        self.names.variables_of(statement, &mut names);
        names.extend(before.elements.iter().cloned());
        let names: Vec<&String> = names.intersection(&before.bound).collect();
        let place = range(&self.module.text, &statement.span);
        let (mut failure, is_known) = self.looked_up(before, place, &parts, whole.as_ref(), sides, &names, &with);
        if !is_known {
            return failure;
        }
        let is_known = |pattern: &NodeRef<Expr>| {
            let mut names = BTreeSet::new();
            self.names.variables(pattern, &mut names);
            !names.is_disjoint(&before.bound)
        };
        failure.what = match &statement.literal {
            Literal::NotExpr { .. } => "holds, and `not` stands before it".to_owned(),
            Literal::Every { .. } => match failure.values.first() {
                Some((_, None)) => "has nothing to go over: it is undefined".to_owned(),
                _ => "does not hold for every element".to_owned(),
            },
            Literal::SomeIn { key, value, .. } => match failure.values.first() {
                Some((_, None)) => "has nothing to choose from: it is undefined".to_owned(),
                Some((_, Some(value))) if ["set()", "[]", "{}"].contains(&value.text.as_str()) => {
                    "has nothing to choose from: it is empty".to_owned()
                }
                _ if key.iter().chain([value]).any(is_known) => "has no element with these values".to_owned(),
                _ => "has no element of this form".to_owned(),
            },
            Literal::Expr { expr, .. } if matches!(expr.as_ref(), Expr::AssignExpr { .. }) => {
                let is_undefined = failure.values.iter().any(|(_, value)| value.is_none());
                if is_undefined { "is undefined" } else { "does not match" }.to_owned()
            }
            _ => failure.what,
        };
        failure
    }

    /// Says what is to be said of a test's value.
    fn value(&self, before: &Beginning, assign: &RuleAssign) -> Failure {
        let mut names = BTreeSet::new();
        self.names.variables(&assign.value, &mut names);
        let names: Vec<&String> = names.intersection(&before.bound).collect();
        let place = place::expression(&self.module.text, &assign.value);
        let (parts, sides) = (self.parts(&assign.value, before), self.sides(&assign.value, before));
        self.looked_up(before, place, &parts, Some(&self.part(&assign.value)), sides, &names, "").0
    }

    /// Evaluates parts of an expression and the variables in it. Returns whether that could be done, too.
    #[allow(clippy::too_many_arguments, reason = "they are what there is to know of an expression")]
    fn looked_up(
        &self,
        before: &Beginning,
        place: (usize, usize),
        parts: &[Part],
        whole: Option<&Part>,
        sides: Option<(Part, Part)>,
        names: &[&String],
        with: &str,
    ) -> (Failure, bool) {
        let text = self.module.text.get(place.0..place.1).unwrap_or_default();
        let mut failure = Failure {
            file: self.module.file.clone(),
            excerpt: crate::diagnostic::Excerpt::new(&self.module.text, place.0..place.1, ""),
            expression: text.to_owned(),
            what: "does not hold".to_owned(),
            values: Vec::new(),
            difference: None,
            solutions: 1,
        };
        let (actual, expected) = sides.unzip();
        let variables =
            names.iter().map(|name| Part { label: (*name).clone(), text: (*name).clone(), is_literal: false });
        let variables: Vec<Part> = variables.collect();
        let all: Vec<&Part> =
            whole.iter().copied().chain(&actual).chain(&expected).chain(parts).chain(&variables).collect();
        let mut rules = String::new();
        for (at, part) in all.iter().enumerate() {
            let text = &part.text;
            rules.push_str(&format!("{RULE}{at} := [[{VALUE} | {VALUE} := ({text}) {with}] | {}]\n\n", before.text()));
        }
        let bench = match self.bench_with(&rules) {
            Ok(bench) => bench,
            Err(reason) => {
                failure.what = format!("does not hold; its values could not be worked out: {reason}");
                return (failure, false);
            }
        };
        let mut answers: Vec<Option<Tree>> = Vec::new();
        for at in 0..all.len() {
            let solutions = self.ask(&bench, at).ok().flatten();
            if let Some(solutions) = &solutions {
                failure.solutions = failure.solutions.max(tree::len(solutions));
            }
            let first = solutions.as_ref().and_then(|solutions| tree::elements(solutions).next());
            answers.push(first.and_then(|values| tree::elements(values).next()).cloned());
        }
        let mut answers = answers.into_iter().map(|answer| answer.as_ref().map(shown));
        if whole.is_some() {
            failure.what = match answers.next().flatten() {
                None => "is undefined".to_owned(),
                Some(value) => format!("is {}", value.text.lines().next().unwrap_or_default()),
            };
        }
        let mut said: Vec<String> = Vec::new();
        if let Some((actual_part, expected_part)) = actual.zip(expected) {
            said.extend([actual_part.label.clone(), expected_part.label.clone()]);
            match (answers.next().flatten(), answers.next().flatten()) {
                (Some(actual), Some(expected)) => failure.difference = Some(Difference { expected, actual }),
                (actual, expected) => {
                    let sides = [(actual_part, actual), (expected_part, expected)];
                    let sides = sides.into_iter().filter(|(part, _)| !part.is_literal);
                    failure.values.extend(sides.map(|(part, value)| (part.label, value)));
                }
            }
        }
        for (part, value) in parts.iter().chain(&variables).zip(answers) {
            if !said.contains(&part.label) {
                said.push(part.label.clone());
                failure.values.push((part.label.clone(), value));
            }
        }
        (failure, true)
    }

    /// The two sides of a test for equality: what there is, and what is expected.
    fn sides(&self, expression: &NodeRef<Expr>, before: &Beginning) -> Option<(Part, Part)> {
        let (left, right) = match expression.as_ref() {
            Expr::BoolExpr { op: BoolOp::Eq, lhs, rhs, .. } | Expr::AssignExpr { op: AssignOp::Eq, lhs, rhs, .. } => {
                (lhs, rhs)
            }
            _ => return None,
        };
        let known = |side: &NodeRef<Expr>| {
            let mut names = BTreeSet::new();
            self.names.variables(side, &mut names);
            names.is_subset(&before.bound)
        };
        if matches!(expression.as_ref(), Expr::AssignExpr { .. }) && !(known(left) && known(right)) {
            return None;
        }
        // What is expected is written out, or stands on the right.
        if is_literal(left) && !is_literal(right) {
            Some((self.part(right), self.part(left)))
        } else {
            Some((self.part(left), self.part(right)))
        }
    }

    /// The parts of an expression that are worth to be seen.
    fn parts(&self, expression: &NodeRef<Expr>, before: &Beginning) -> Vec<Part> {
        let parts: Vec<&NodeRef<Expr>> = match expression.as_ref() {
            Expr::BoolExpr { op: BoolOp::Eq, .. } => Vec::new(),
            Expr::AssignExpr { op: AssignOp::Eq, .. } if self.sides(expression, before).is_some() => Vec::new(),
            Expr::AssignExpr { rhs, .. } => vec![rhs],
            Expr::BoolExpr { lhs, rhs, .. } => vec![lhs, rhs],
            Expr::Call { params, .. } => params.iter().collect(),
            Expr::Membership { key, value, collection, .. } => key.iter().chain([value, collection]).collect(),
            Expr::RefDot { .. } | Expr::RefBrack { .. } => vec![expression],
            _ => Vec::new(),
        };
        parts.into_iter().filter(|part| !is_literal(part)).map(|part| self.part(part)).collect()
    }

    pub(super) fn part(&self, expression: &NodeRef<Expr>) -> Part {
        let (start, end) = place::expression(&self.module.text, expression);
        let text = balanced(self.module.text.get(start..end).unwrap_or_default());
        let label = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Part { label, text, is_literal: is_literal(expression) }
    }

    pub(super) fn bench_with(&self, rules: &str) -> Result<Bench, String> {
        let text = format!("{}{rules}", self.head);
        let mut bench = self.bench.with_module(FILE, text).map_err(|error| error.message)?;
        bench.set_limit(LIMIT);
        Ok(bench)
    }

    pub(super) fn ask(&self, bench: &Bench, at: usize) -> Result<Option<Tree>, String> {
        bench.ask(&format!("data.{}.{RULE}{at}", self.module.package)).value.map_err(|broken| match broken {
            Broken::TimedOut => "looking for it took too long".to_owned(),
            Broken::At(error) => error.message,
        })
    }
}

/// Whether an expression is written out, without variables.
pub(super) fn is_literal(expression: &NodeRef<Expr>) -> bool {
    match expression.as_ref() {
        Expr::String { .. } | Expr::RawString { .. } | Expr::Number { .. } | Expr::Bool { .. } | Expr::Null { .. } => {
            true
        }
        // The empty set is a call by its looks only.
        Expr::Array { .. } | Expr::Set { .. } | Expr::Object { .. } | Expr::UnaryExpr { .. } => {
            children(expression).into_iter().all(is_literal)
        }
        _ => false,
    }
}
