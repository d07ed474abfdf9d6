//! What a query is made of: the variables that its statements bind, and the names that it mentions.

use std::collections::BTreeSet;
use std::ops::Range;

use super::codes;
use super::schema;
use super::tree::{AssignOp, Chain, Expr, Head, Literal, Query, bodies, builtin_arity, extent, parse, range, variable};
use super::types::{Found, listed};
use super::world::World;
use crate::diagnostic::Diagnostic;
use crate::policy::pack::Module;

/// A name with its place.
pub(in crate::policy) type Named = (String, Range<usize>);

/// The body of a query, taken apart.
#[derive(Debug)]
pub(in crate::policy) struct Anatomy {
    /// Variables that are bound at the top level, in order, without those that begin with `_`.
    pub(in crate::policy) bound: Vec<String>,
    /// Variables that are declared and never used: nothing binds them.
    pub(in crate::policy) idle: Vec<Named>,
    /// First names of references that no statement binds, each with its first place.
    pub(in crate::policy) free: Vec<Named>,
    /// Functions with dots in their names that the language does not have.
    pub(in crate::policy) calls: Vec<Named>,
    /// Variables that are used and that nothing gives a value, each with its declaration.
    pub(in crate::policy) unbound: Vec<Named>,
    /// Where the last statement begins, when it is an expression whose value can be shown.
    pub(in crate::policy) value: Option<usize>,
}

/// Takes the body of the only rule of a module apart; `None` where there is more than that.
pub(in crate::policy) fn anatomy(module: &Module) -> Result<Option<Anatomy>, Box<Diagnostic>> {
    let tree = parse(module)?;
    let [rule] = tree.policy.as_slice() else { return Ok(None) };
    let [body] = bodies(rule.as_ref()) else { return Ok(None) };
    if body.is_else || !tree.imports.is_empty() {
        return Ok(None);
    }
    let mut names = Names::default();
    names.query(&body.query);
    let is_used = |name: &String| names.used.iter().any(|(used, _)| used == name);
    let idle: Vec<Named> = names.declared.iter().filter(|(name, _)| !is_used(name)).cloned().collect();
    names.bound.sort_by_key(|(_, place)| place.start);
    let mut bound: Vec<String> = Vec::new();
    for (name, _) in &names.bound {
        let is_taken = bound.contains(name) || idle.iter().any(|(one, _)| one == name);
        if !is_taken && !name.starts_with('_') && !["input", "data"].contains(&name.as_str()) {
            bound.push(name.clone());
        }
    }
    let unbound = names.unbound();
    let mut free: Vec<Named> = Vec::new();
    for (name, place) in names.used {
        if !names.known.contains(&name) && name != "_" && !free.iter().any(|(one, _)| *one == name) {
            free.push((name, place));
        }
    }
    let value = match body.query.stmts.last().map(|statement| &statement.literal) {
        // `value := x in y` would be read as `(value := x) in y`.
        Some(Literal::Expr { expr, .. })
            if !matches!(expr.as_ref(), Expr::AssignExpr { .. } | Expr::Membership { .. }) =>
        {
            Some(extent(expr).start)
        }
        _ => None,
    };
    Ok(Some(Anatomy { bound, idle, free, calls: names.calls, unbound, value }))
}

/// Variables of rules that are declared with `some` and used, and that nothing gives a value, such as `x` in
/// `some x; x > 1`. OPA refuses them; the engine finds nothing with them.
pub(super) fn without_value(world: &World<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, unit) in world.units.iter().enumerate() {
        for rule in &unit.tree.policy {
            let parameters = Head::of(rule.as_ref()).parameters.unwrap_or_default();
            for body in bodies(rule.as_ref()) {
                let mut names = Names::default();
                parameters.iter().for_each(|parameter| names.bind(parameter));
                names.query(&body.query);
                for (name, place) in names.unbound() {
                    let message = format!("nothing gives `{name}` a value");
                    let diagnostic = world.at(at, place, codes::UNRESOLVED.level, message);
                    let help =
                        format!("look something up by it, as in `input.users[{name}]`, or say what it is with `:=`");
                    found.push(diagnostic.code(codes::UNRESOLVED.code).help(help));
                }
            }
        }
    }
    found
}

/// The elements of the array that the first rule of a name gives: the columns of a saved query.
pub(in crate::policy) fn columns(module: &Module, name: &str) -> Result<Option<Vec<String>>, Box<Diagnostic>> {
    let tree = parse(module)?;
    let text = |item: &Expr| module.text.get(extent(item)).unwrap_or_default().to_owned();
    Ok(tree.policy.iter().find_map(|rule| {
        let head = Head::of(rule);
        let Some(Expr::Array { items, .. }) = head.element.filter(|_| head.name() == name) else { return None };
        Some(items.iter().map(|item| variable(item).map_or_else(|| text(item), str::to_owned)).collect())
    }))
}

/// Names in a query with all that is in it.
#[derive(Default)]
struct Names {
    /// Bound by anything, anywhere.
    known: BTreeSet<String>,
    /// Bound at the top level.
    bound: Vec<Named>,
    /// Declared at the top level by `some x` alone.
    declared: Vec<Named>,
    /// First names of references.
    used: Vec<Named>,
    /// Functions with dots in their names that the language does not have.
    calls: Vec<Named>,
    /// Declared by `some x` alone, anywhere.
    promised: Vec<Named>,
    /// What something gives a value, anywhere.
    given: BTreeSet<String>,
    /// How many bodies of their own are around the place that is looked at.
    depth: usize,
    /// How many `not` are, in which nothing gets a value.
    negated: usize,
}

impl Names {
    /// Takes the variables of a pattern for bound.
    fn bind(&mut self, pattern: &Expr) {
        match pattern {
            Expr::Var { span, .. } if span.text() == "_" => {}
            Expr::Var { span, .. } => {
                if self.negated == 0 {
                    self.given.insert(span.text().to_owned());
                }
                self.name(span.text(), range(span));
            }
            Expr::Array { items, .. } => items.iter().for_each(|item| self.bind(item)),
            Expr::Object { fields, .. } => fields.iter().for_each(|(_, _, value)| self.bind(value)),
            _ => {}
        }
    }

    fn name(&mut self, name: &str, place: Range<usize>) {
        self.known.insert(name.to_owned());
        if self.depth == 0 {
            self.bound.push((name.to_owned(), place));
        }
    }

    fn unbound(&self) -> Vec<Named> {
        let is_used = |name: &String| self.used.iter().any(|(used, _)| used == name);
        let is_open = |(name, _): &&Named| is_used(name) && !self.given.contains(name);
        self.promised.iter().filter(is_open).cloned().collect()
    }

    /// Looks at a body whose variables are its own.
    fn inner(&mut self, look: impl FnOnce(&mut Self)) {
        self.depth += 1;
        look(self);
        self.depth -= 1;
    }

    fn query(&mut self, query: &Query) {
        for statement in &query.stmts {
            match &statement.literal {
                Literal::SomeVars { vars, .. } => {
                    for name in vars {
                        self.name(name.text(), range(name));
                        self.promised.push((name.text().to_owned(), range(name)));
                        if self.depth == 0 {
                            self.declared.push((name.text().to_owned(), range(name)));
                        }
                    }
                }
                Literal::SomeIn { key, value, collection, .. } => {
                    key.iter().for_each(|key| self.bind(key));
                    self.bind(value);
                    self.expr(collection);
                }
                Literal::Expr { expr, .. } => self.expr(expr),
                Literal::NotExpr { expr, .. } => {
                    self.negated += 1;
                    self.inner(|names| names.expr(expr));
                    self.negated -= 1;
                }
                Literal::Every { key, value, domain, query, .. } => {
                    self.expr(domain);
                    self.inner(|names| {
                        key.iter().chain([value]).for_each(|name| names.name(name.text(), range(name)));
                        names.query(query);
                    });
                }
            }
            for replaced in &statement.with_mods {
                self.expr(&replaced.refr);
                self.expr(&replaced.r#as);
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Var { span, .. } => self.used.push((span.text().to_owned(), range(span))),
            Expr::Array { items, .. } | Expr::Set { items, .. } => items.iter().for_each(|item| self.expr(item)),
            Expr::Object { fields, .. } => fields.iter().for_each(|(_, key, value)| {
                self.expr(key);
                self.expr(value);
            }),
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => self.inner(|names| {
                names.query(query);
                names.expr(term);
            }),
            Expr::ObjectCompr { key, value, query, .. } => self.inner(|names| {
                names.query(query);
                names.expr(key);
                names.expr(value);
            }),
            Expr::Call { fcn, params, .. } => {
                // `count` and `object.get` are functions of the language; a helper is called through its package.
                let name = Chain::of(fcn).dotted().unwrap_or_default();
                if builtin_arity(&name).is_none() && name != "set" && variable(fcn).is_none() {
                    self.calls.push((name.clone(), extent(fcn)));
                    self.expr(fcn);
                }
                // An argument more than there are parameters gets the result: `walk(input, [path, value])`.
                if builtin_arity(&name).is_some_and(|arity| params.len() == arity.saturating_add(1)) {
                    params.last().iter().for_each(|last| self.bind(last));
                }
                params.iter().for_each(|part| self.expr(part));
            }
            Expr::UnaryExpr { expr, .. } => self.expr(expr),
            Expr::RefDot { refr, .. } => self.expr(refr),
            Expr::RefBrack { refr, index, .. } => {
                self.expr(refr);
                // `input.users[id]` gives `id` a value without a word.
                if self.negated == 0 {
                    self.bind(index);
                }
                self.expr(index);
            }
            Expr::AssignExpr { op, lhs, rhs, .. } => {
                self.bind(lhs);
                if *op == AssignOp::Eq {
                    self.bind(rhs);
                }
                self.expr(lhs);
                self.expr(rhs);
            }
            Expr::BinExpr { lhs, rhs, .. } | Expr::BoolExpr { lhs, rhs, .. } | Expr::ArithExpr { lhs, rhs, .. } => {
                self.expr(lhs);
                self.expr(rhs);
            }
            Expr::Membership { key, value, collection, .. } => {
                key.iter().for_each(|key| self.expr(key));
                self.expr(value);
                self.expr(collection);
            }
            _ => {}
        }
    }
}

/// A document whose keys the schemas list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::policy) enum Document {
    /// `input`
    Snapshot,
    /// `config`
    Config,
}

/// The keys that the schema lists at a place of a document; `None` in the path is any entry.
pub(in crate::policy) fn keys_at(document: Document, path: &[Option<String>]) -> BTreeSet<String> {
    let mut value = match document {
        Document::Snapshot => schema::SNAPSHOT.clone(),
        Document::Config => schema::CONFIG.clone(),
    };
    for step in path {
        value = match step {
            None => value.items(),
            Some(name) => match value.member(name) {
                Found::Value(value) => value,
                Found::Never => return BTreeSet::new(),
            },
        };
    }
    listed(&value.keys())
}

/// Names of the functions of the language.
pub(in crate::policy) fn functions() -> impl Iterator<Item = &'static str> {
    super::tree::builtins()
}
