//! What a statement refers to: the helper behind a reference, and which part of a helper a value stands for.

use std::collections::BTreeSet;

use regorus::unstable::{AssignOp, Expr, Literal, LiteralStmt, NodeRef, Rule, RuleHead};

use super::failing::{VALUE, Why, is_literal};
use super::{needs, place};

/// A step into a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Into {
    Member(String),
    Element(usize),
}

/// What a value must be for a solution to be of interest.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    /// What holds it, …
    pub(super) of: Of,
    /// … and where in it.
    pub(super) path: Vec<Into>,
    /// What it must be, as Rego writes it.
    pub(super) value: String,
}

/// What holds a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Of {
    Variable(String),
    /// Something that is worked out from variables.
    Expression {
        text: String,
        needs: BTreeSet<String>,
    },
}

impl Wanted {
    /// The variables without which it can't be asked.
    pub(super) fn variables(&self) -> BTreeSet<String> {
        match &self.of {
            Of::Variable(name) => std::iter::once(name.clone()).collect(),
            Of::Expression { needs, .. } => needs.clone(),
        }
    }

    /// The variable that is it, where one is.
    pub(super) fn variable(&self) -> Option<&str> {
        match &self.of {
            Of::Variable(name) if self.path.is_empty() => Some(name),
            _ => None,
        }
    }

    /// The statements that say so, with a number that no other one in the same body has.
    pub(super) fn statement(&self, number: usize) -> String {
        let (path, value) = (path_text(&self.path), &self.value);
        match &self.of {
            Of::Variable(name) => format!("{name}{path} == {value}"),
            // A bracket at the beginning of a line would be taken for the arguments of what ends the line before.
            Of::Expression { text, .. } if self.path.is_empty() => format!("{value} == ({text})"),
            Of::Expression { text, .. } => {
                format!("{VALUE}{number} := ({text})\n\t{VALUE}{number}{path} == {value}")
            }
        }
    }

    /// The same for people.
    pub(super) fn shown(&self) -> String {
        let of = match &self.of {
            Of::Variable(name) => name,
            Of::Expression { text, .. } => text,
        };
        let text = format!("{of}{} == {}", path_text(&self.path), self.value);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn path_text(path: &[Into]) -> String {
    let step = |step: &Into| match step {
        Into::Member(name) => format!("[{}]", serde_json::Value::from(name.as_str())),
        Into::Element(at) => format!("[{at}]"),
    };
    path.iter().map(step).collect()
}

/// What became of wanting something of an expression.
pub(super) enum Aim {
    /// It is told by a variable, or by what is worked out.
    At(Wanted),
    /// It is written out, and is the one that is wanted.
    Met,
    /// It is written out, and is another one.
    Missed,
}

/// What stands behind a name: `[…]` or `.member`.
pub(super) enum Index<'a> {
    Of(&'a NodeRef<Expr>),
    Named(String),
}

/// A helper that a statement looks into.
pub(super) struct Reference<'a> {
    pub(super) package: String,
    pub(super) name: String,
    /// What stands in brackets behind it.
    pub(super) indexes: Vec<Index<'a>>,
    /// The patterns that its members are taken apart with.
    pub(super) key: Option<&'a NodeRef<Expr>>,
    pub(super) value: Option<&'a NodeRef<Expr>>,
    /// Whether it is walked through, not taken as a whole.
    pub(super) is_walked: bool,
}

impl<'a> Why<'a> {
    /// The helper that a statement draws on, where it is one.
    pub(super) fn reference<'s>(&self, statement: &'s LiteralStmt) -> Option<Reference<'s>> {
        let (expression, key, value, is_walked) = match &statement.literal {
            Literal::SomeIn { key, value, collection, .. } => (collection, key.as_ref(), Some(value), true),
            Literal::Expr { expr, .. } => match expr.as_ref() {
                Expr::AssignExpr { lhs, rhs, .. } => (rhs, None, Some(lhs), false),
                Expr::Membership { key, value, collection, .. } => (collection, key.as_ref(), Some(value), true),
                _ => (expr, None, None, false),
            },
            _ => return None,
        };
        let mut indexes = Vec::new();
        let mut at = expression;
        let base = loop {
            match at.as_ref() {
                Expr::RefBrack { refr, index, .. } => {
                    indexes.insert(0, Index::Of(index));
                    at = refr;
                }
                Expr::RefDot { refr, field, .. } => {
                    indexes.insert(0, Index::Named(place::source(&self.module.text, &field.0).to_owned()));
                    at = refr;
                }
                Expr::Var { span, .. } => break span.text(),
                _ => return None,
            }
        };
        let (package, name) = match self.import(base) {
            Some(package) if !indexes.is_empty() => match indexes.remove(0) {
                Index::Named(name) => (package, name),
                Index::Of(_) => return None,
            },
            Some(_) => return None,
            None if self.rules().any(|(head, _)| rule_name(head) == Some(base)) => {
                (self.module.package.clone(), base.to_owned())
            }
            None => return None,
        };
        Some(Reference { package, name, indexes, key, value, is_walked })
    }

    /// The package behind an imported name.
    fn import(&self, name: &str) -> Option<String> {
        self.tree.imports.iter().find_map(|import| {
            let path = place::source(&self.module.text, import.refr.span());
            let last = path.rsplit('.').next().unwrap_or_default();
            let known = import.r#as.as_ref().map_or(last, |alias| place::source(&self.module.text, alias));
            (known == name).then(|| path.strip_prefix("data.").map(str::to_owned)).flatten()
        })
    }

    /// The heads and bodies of the module's rules.
    pub(super) fn rules(&self) -> impl Iterator<Item = (&'a RuleHead, &'a Rule)> {
        self.tree.policy.iter().filter_map(|rule| match rule.as_ref() {
            Rule::Spec { head, .. } => Some((head, rule.as_ref())),
            Rule::Default { .. } => None,
        })
    }

    /// What is wanted of an expression at a place in it, followed through what the body's statements write out.
    pub(super) fn aim(&self, expression: &NodeRef<Expr>, path: &[Into], value: &str, body: &[LiteralStmt]) -> Aim {
        match (expression.as_ref(), path) {
            (Expr::Var { span, .. }, _) => {
                let name = span.text();
                match assigned(name, body) {
                    Some(to) if matches!(to.as_ref(), Expr::Object { .. } | Expr::Array { .. } | Expr::Var { .. }) => {
                        self.aim(to, path, value, body)
                    }
                    _ => {
                        let mut names = BTreeSet::new();
                        self.names.variables(expression, &mut names);
                        if names.is_empty() {
                            return self.worked_out(expression, path, value);
                        }
                        let of = Of::Variable(name.to_owned());
                        Aim::At(Wanted { of, path: path.to_vec(), value: value.to_owned() })
                    }
                }
            }
            (Expr::Object { fields, .. }, [Into::Member(name), rest @ ..]) => {
                let is_named = |key: &NodeRef<Expr>| matches!(key.as_ref(), Expr::String { value, .. } if value.as_string().is_ok_and(|text| &**text == name.as_str()));
                let found = fields.iter().find(|(_, key, _)| is_named(key));
                match found {
                    Some((_, _, inner)) => self.aim(inner, rest, value, body),
                    None if fields.iter().all(|(_, key, _)| is_literal(key)) => Aim::Missed,
                    None => self.worked_out(expression, path, value),
                }
            }
            (Expr::Array { items, .. }, [Into::Element(at), rest @ ..]) => {
                items.get(*at).map_or(Aim::Missed, |inner| self.aim(inner, rest, value, body))
            }
            (Expr::RefDot { refr, field, .. }, _) => {
                let name = place::source(&self.module.text, &field.0).to_owned();
                let longer: Vec<Into> = std::iter::once(Into::Member(name)).chain(path.iter().cloned()).collect();
                match self.aim(refr, &longer, value, body) {
                    Aim::At(Wanted { of: Of::Expression { .. }, .. }) => self.worked_out(expression, path, value),
                    told => told,
                }
            }
            (_, []) if is_literal(expression) => {
                if self.part(expression).text == value {
                    Aim::Met
                } else {
                    Aim::Missed
                }
            }
            _ => self.worked_out(expression, path, value),
        }
    }

    /// What is wanted of the value of an expression.
    fn worked_out(&self, expression: &NodeRef<Expr>, path: &[Into], value: &str) -> Aim {
        let of = Of::Expression { text: self.part(expression).text, needs: needs::mentioned(&self.names, expression) };
        Aim::At(Wanted { of, path: path.to_vec(), value: value.to_owned() })
    }

    /// Where in a pattern what is wanted stands, and what is written out in it.
    pub(super) fn wanted_in(&self, pattern: &NodeRef<Expr>, wanted: &[Wanted]) -> Vec<(Vec<Into>, String)> {
        match pattern.as_ref() {
            Expr::Var { span, .. } => {
                let of_it = wanted.iter().filter(|one| one.of == Of::Variable(span.text().to_owned()));
                of_it.map(|one| (one.path.clone(), one.value.clone())).collect()
            }
            Expr::Array { items, .. } => {
                let inner = items.iter().enumerate().flat_map(|(at, item)| {
                    let found = self.wanted_in(item, wanted).into_iter();
                    found.map(move |(path, value)| {
                        (std::iter::once(Into::Element(at)).chain(path).collect::<Vec<_>>(), value)
                    })
                });
                inner.collect()
            }
            Expr::RefDot { .. } => {
                let Aim::At(own) = self.aim(pattern, &[], "", &[]) else { return Vec::new() };
                let of_it = wanted.iter().filter(|one| one.of == own.of && one.path == own.path);
                of_it.map(|one| (Vec::new(), one.value.clone())).collect()
            }
            _ if is_literal(pattern) => vec![(Vec::new(), self.part(pattern).text)],
            _ => Vec::new(),
        }
    }
}

/// What the first `name := …` of a body gives.
fn assigned<'s>(name: &str, body: &'s [LiteralStmt]) -> Option<&'s NodeRef<Expr>> {
    body.iter().find_map(|statement| match &statement.literal {
        Literal::Expr { expr, .. } => match expr.as_ref() {
            Expr::AssignExpr { op: AssignOp::ColEq, lhs, rhs, .. } => {
                matches!(lhs.as_ref(), Expr::Var { span, .. } if span.text() == name).then_some(rhs)
            }
            _ => None,
        },
        _ => None,
    })
}

/// The name that a head defines.
pub(in crate::policy) fn rule_name(head: &RuleHead) -> Option<&str> {
    let (RuleHead::Compr { refr, .. } | RuleHead::Set { refr, .. }) = head else { return None };
    let mut at = refr;
    while let Expr::RefDot { refr: inner, .. } | Expr::RefBrack { refr: inner, .. } = at.as_ref() {
        at = inner;
    }
    Some(at.span().text())
}

/// What a head is made of: what stands in its brackets, and what it gives.
pub(super) fn parts_of(head: &RuleHead) -> (Vec<&NodeRef<Expr>>, Option<&NodeRef<Expr>>, bool) {
    let (refr, value, is_set) = match head {
        RuleHead::Set { refr, key, .. } => (refr, key.as_ref(), true),
        RuleHead::Compr { refr, assign, .. } => (refr, assign.as_ref().map(|assign| &assign.value), false),
        RuleHead::Func { refr, .. } => (refr, None, false),
    };
    let mut indexes = Vec::new();
    let mut at = refr;
    while let Expr::RefBrack { refr: inner, index, .. } = at.as_ref() {
        indexes.insert(0, index);
        at = inner;
    }
    (indexes, value, is_set)
}
