//! Queries: statements, what they bind and whether they can hold.

use std::collections::BTreeSet;

use super::super::codes;
use super::super::tree::{AssignOp, Expr, Literal, LiteralStmt, Query, extent, variable};
use super::super::types::{Found, List, Shape, Type};
use super::super::world::variables_in;
use super::join::Origin;
use super::{Frame, Infer, Variable};

impl<'w> Infer<'w, '_> {
    /// Looks at the statements of a query in order. False where one of them can't hold.
    pub(super) fn statements(&mut self, query: &'w Query) -> bool {
        let mut holds = true;
        for statement in &query.stmts {
            holds &= self.statement(statement);
        }
        holds
    }

    fn statement(&mut self, statement: &'w LiteralStmt) -> bool {
        if statement.with_mods.is_empty() {
            return self.literal(&statement.literal);
        }
        let (input, config) = self.replace(&statement.with_mods);
        let outer = (std::mem::replace(&mut self.env.input, input), std::mem::replace(&mut self.env.config, config));
        let holds = self.literal(&statement.literal);
        (self.env.input, self.env.config) = outer;
        holds
    }

    fn literal(&mut self, literal: &'w Literal) -> bool {
        match literal {
            Literal::SomeVars { vars, .. } => {
                vars.iter().for_each(|name| self.declare(name.text()));
                true
            }
            Literal::SomeIn { key, value, collection, .. } => {
                let whole = self.expr(collection);
                self.walked(collection, &whole);
                let origin = self.origin_of_walk(collection, value);
                let patterns: Vec<&'w Expr> = key.iter().map(AsRef::as_ref).chain([value.as_ref()]).collect();
                let mut names = Vec::new();
                patterns.iter().for_each(|pattern| variables_in(pattern, &mut names));
                names.into_iter().for_each(|name| self.declare(name));
                let mut holds = true;
                if let Some(key) = key {
                    holds &= self.bind(key, &whole.keys(), origin.clone());
                }
                holds & self.bind(value, &whole.items(), origin)
            }
            Literal::Expr { expr, .. } => self.holds(expr),
            Literal::NotExpr { expr, .. } => {
                self.env.negated += 1;
                self.env.frames.push(Frame::default());
                self.holds(expr);
                self.env.frames.pop();
                self.env.negated -= 1;
                true
            }
            Literal::Every { key, value, domain, query, .. } => {
                let whole = self.expr(domain);
                self.walked(domain, &whole);
                let origin = self.origin_of_walk(domain, domain);
                let mut frame = Frame::default();
                let mut add = |name: &str, value: Type| {
                    frame.declared.insert(name.to_owned());
                    frame.fixed.insert(name.to_owned());
                    frame.variables.insert(name.to_owned(), Variable { value: Some(value), origin: origin.clone() });
                };
                if let Some(key) = key {
                    add(key.text(), whole.keys());
                }
                add(value.text(), whole.items());
                self.env.frames.push(frame);
                self.passes(Some(query), |_| ());
                self.env.frames.pop();
                true
            }
        }
    }

    /// A body of its own, as in comprehensions: what it gives, where it can hold.
    pub(super) fn nested<T>(&mut self, query: &'w Query, then: impl Fn(&mut Self) -> T) -> Option<T> {
        self.env.frames.push(Frame::default());
        let result = self.passes(Some(query), then);
        self.env.frames.pop();
        result
    }

    /// Looks at an expression that must hold. False where it can't.
    fn holds(&mut self, expr: &'w Expr) -> bool {
        match expr {
            Expr::AssignExpr { op: AssignOp::ColEq, lhs, rhs, .. } => {
                let value = self.expr(rhs);
                let origin = self.origin(rhs);
                let mut names = Vec::new();
                variables_in(lhs, &mut names);
                names.into_iter().for_each(|name| self.declare(name));
                self.bind(lhs, &value, origin) && !value.is_never()
            }
            Expr::AssignExpr { op: AssignOp::Eq, lhs, rhs, .. } => self.unify(lhs, rhs),
            _ => !self.expr(expr).is_never(),
        }
    }

    /// `left = right`: either side may bind the other's variables.
    fn unify(&mut self, left: &'w Expr, right: &'w Expr) -> bool {
        if self.is_pattern(left) {
            let value = self.expr(right);
            let origin = self.origin(right);
            return self.bind(left, &value, origin);
        }
        if self.is_pattern(right) {
            let value = self.expr(left);
            let origin = self.origin(left);
            return self.bind(right, &value, origin);
        }
        let (one, other) = (self.expr(left), self.expr(right));
        self.joined(left, right);
        self.equal(left, right, &one, &other)
    }

    fn is_pattern(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Var { span, .. } => self.is_variable(span.text()),
            Expr::Array { items, .. } => items.iter().any(|item| self.is_pattern(item)),
            Expr::Object { fields, .. } => fields.iter().any(|(_, _, value)| self.is_pattern(value)),
            _ => false,
        }
    }

    /// Binds the variables of a pattern to the parts of a value. False where the value can't have its form.
    pub(super) fn bind(&mut self, pattern: &'w Expr, value: &Type, origin: Option<Origin>) -> bool {
        match pattern {
            Expr::Var { span, .. } if span.text() == "_" => true,
            Expr::Var { span, .. } if self.is_variable(span.text()) => self.set(span.text(), value, origin, pattern),
            Expr::Array { items, .. } => {
                let lists: Vec<&List> = match value {
                    Type::Any => Vec::new(),
                    Type::Of(shapes) => shapes
                        .iter()
                        .filter_map(|shape| match shape {
                            Shape::Array(list) => Some(list.as_ref()),
                            _ => None,
                        })
                        .filter(|list| {
                            list.first.len() == items.len() || (list.rest.is_some() && list.first.len() <= items.len())
                        })
                        .collect(),
                };
                if value.is_known() && lists.is_empty() {
                    let message =
                        format!("`{}` never fits: it stands for {}", self.source(pattern), with_length(value));
                    self.say(codes::COMPARISON, extent(pattern), message, None);
                }
                let part = |at: usize| -> Type {
                    if lists.is_empty() {
                        return Type::Any;
                    }
                    Type::any_of(
                        lists
                            .iter()
                            .map(|list| list.first.get(at).or(list.rest.as_ref()).cloned().unwrap_or(Type::NEVER)),
                    )
                };
                let mut holds = !value.is_known() || !lists.is_empty();
                for (at, item) in items.iter().enumerate() {
                    holds &= self.bind(item, &part(at), origin.clone());
                }
                holds
            }
            Expr::Object { fields, .. } => {
                let mut holds = true;
                for (_, key, part) in fields {
                    let found = match super::super::tree::text_of(key) {
                        Some(name) => match value.member(name) {
                            Found::Value(found) => found,
                            Found::Never => {
                                self.no_member(value, name, extent(key), extent(key));
                                holds = false;
                                Type::NEVER
                            }
                        },
                        None => {
                            self.expr(key);
                            Type::Any
                        }
                    };
                    holds &= self.bind(part, &found, origin.clone());
                }
                holds
            }
            _ => {
                let own = self.expr(pattern);
                self.equal(pattern, pattern, &own, value)
            }
        }
    }

    /// Whether a name stands for a variable here, and not for a rule, an import or a document.
    pub(super) fn is_variable(&self, name: &str) -> bool {
        name == "_" || self.find(name).is_some() || self.is_declared(name) || !self.means_something(name)
    }

    fn is_declared(&self, name: &str) -> bool {
        self.env.frames.iter().any(|frame| frame.declared.contains(name))
    }

    /// Whether a name has a meaning in the module.
    pub(super) fn means_something(&self, name: &str) -> bool {
        let unit = &self.world.units[self.env.unit];
        let own = &unit.module.package;
        name == "input" || name == "data" || unit.imports.contains_key(name) || self.world.begins_with(own, name)
    }

    pub(super) fn find(&self, name: &str) -> Option<&Variable> {
        self.env.frames.iter().rev().find_map(|frame| frame.variables.get(name))
    }

    /// A new variable, which hides others of its name.
    fn declare(&mut self, name: &str) {
        if name == "_" {
            return;
        }
        if let Some(frame) = self.env.frames.last_mut() {
            frame.declared.insert(name.to_owned());
            frame.variables.entry(name.to_owned()).or_default();
        }
    }

    /// Gives a variable its value, or compares it with the one that it has.
    fn set(&mut self, name: &str, value: &Type, origin: Option<Origin>, at: &'w Expr) -> bool {
        // What is asked for its kind may be of any kind: what is done with it holds behind the question only.
        let value = if self.world.units[self.env.unit].guarded.contains(name) { &Type::Any } else { value };
        let frame = self.env.frames.iter().rposition(|frame| frame.variables.contains_key(name));
        let Some(frame) = frame.or(self.env.frames.len().checked_sub(1)) else { return true };
        let variable = self.env.frames[frame].variables.entry(name.to_owned()).or_default();
        match &variable.value {
            None | Some(Type::Any) => {
                variable.value = Some(value.clone().bounded());
                variable.origin = origin.or(variable.origin.take());
                true
            }
            Some(known) => {
                let known = known.clone();
                self.equal(at, at, &known, value)
            }
        }
    }

    /// After the first pass: variables keep what was found, but one that hides something else begins where it is
    /// declared.
    pub(super) fn forget_hidden(&mut self) {
        let Some(frame) = self.env.frames.last() else { return };
        let hides = |name: &String| {
            self.means_something(name)
                || self.env.frames.iter().rev().skip(1).any(|outer| outer.variables.contains_key(name))
        };
        let hidden: Vec<String> =
            frame.variables.keys().filter(|name| hides(name) && !frame.fixed.contains(*name)).cloned().collect();
        if let Some(frame) = self.env.frames.last_mut() {
            for name in hidden {
                frame.variables.remove(&name);
                frame.declared.remove(&name);
            }
        }
    }

    /// Says so where something is walked through that has no members.
    fn walked(&mut self, collection: &'w Expr, value: &Type) {
        if !value.is_collection() {
            let message =
                format!("`{}` is {}, which has no members to walk through", self.source(collection), value.described());
            self.say(codes::TYPE, extent(collection), message, None);
        }
    }

    pub(super) fn source(&self, expr: &Expr) -> String {
        let text = self.world.text(self.env.unit, extent(expr));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().count() > 60 { format!("{}…", text.chars().take(59).collect::<String>()) } else { text }
    }

    /// The name of a variable that nothing has bound yet.
    pub(super) fn unbound<'e>(&self, expr: &'e Expr) -> Option<&'e str> {
        let name = variable(expr)?;
        let open = name == "_" || (self.is_variable(name) && self.find(name).is_none_or(|one| one.value.is_none()));
        open.then_some(name)
    }
}

fn with_length(value: &Type) -> String {
    let lengths: Option<BTreeSet<usize>> = value
        .shapes()
        .iter()
        .map(|shape| match shape {
            Shape::Array(list) if list.rest.is_none() => Some(list.first.len()),
            _ => None,
        })
        .collect();
    match lengths {
        Some(lengths) => {
            let lengths: Vec<String> = lengths.iter().map(usize::to_string).collect();
            format!("an array of {}", lengths.join(" or "))
        }
        None => value.described(),
    }
}
