//! The variables in expressions of a module.

use std::collections::BTreeSet;

use regorus::unstable::{Expr, Literal, LiteralStmt, Module as Ast, NodeRef, Rule, RuleHead};

use super::place::source;
use super::syntax::children;
use crate::policy::pack::Module;

/// The names in a module that are no local variables: rules, functions and imports.
pub(in crate::policy) struct Names {
    globals: BTreeSet<String>,
}

impl Names {
    /// Reads them from the module and all of its package.
    pub(in crate::policy) fn of<'a>(module: &Module, tree: &Ast, package: impl Iterator<Item = &'a Ast>) -> Self {
        let mut names: BTreeSet<String> = ["input", "data", "_"].map(str::to_owned).into();
        for import in &tree.imports {
            let path = source(&module.text, import.refr.span());
            let last = path.rsplit(['.', '"']).find(|part| !part.is_empty() && *part != "]").unwrap_or_default();
            names.insert(
                import.r#as.as_ref().map_or_else(|| last.to_owned(), |alias| source(&module.text, alias).to_owned()),
            );
        }
        for tree in package {
            for rule in &tree.policy {
                let mut refr = match rule.as_ref() {
                    Rule::Spec {
                        head: RuleHead::Compr { refr, .. } | RuleHead::Set { refr, .. } | RuleHead::Func { refr, .. },
                        ..
                    }
                    | Rule::Default { refr, .. } => refr,
                };
                while let Expr::RefDot { refr: inner, .. } | Expr::RefBrack { refr: inner, .. } = refr.as_ref() {
                    refr = inner;
                }
                names.insert(refr.span().text().to_owned());
            }
        }
        Self { globals: names }
    }

    /// The variables that a statement binds where it holds.
    pub(super) fn bind(&self, statement: &LiteralStmt, bound: &mut BTreeSet<String>) {
        match &statement.literal {
            // Declared, but not bound yet.
            Literal::SomeVars { .. } | Literal::NotExpr { .. } | Literal::Every { .. } => {}
            Literal::SomeIn { key, value, .. } => {
                for pattern in key.iter().chain([value]) {
                    self.variables(pattern, bound);
                }
            }
            Literal::Expr { expr, .. } => self.variables(expr, bound),
        }
    }

    /// The variables in a statement, those in comprehensions included.
    pub(super) fn variables_of(&self, statement: &LiteralStmt, names: &mut BTreeSet<String>) {
        match &statement.literal {
            Literal::SomeVars { .. } => {}
            Literal::SomeIn { key, value, collection, .. } => {
                for part in key.iter().chain([value, collection]) {
                    self.variables_within(part, names);
                }
            }
            Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => self.variables_within(expr, names),
            Literal::Every { domain, query, .. } => {
                self.variables_within(domain, names);
                query.stmts.iter().for_each(|statement| self.variables_of(statement, names));
            }
        }
    }

    fn variables_within(&self, expression: &NodeRef<Expr>, names: &mut BTreeSet<String>) {
        let (terms, query) = match expression.as_ref() {
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => (vec![term], Some(query)),
            Expr::ObjectCompr { key, value, query, .. } => (vec![key, value], Some(query)),
            other => {
                self.variable(other, names);
                (children(other), None)
            }
        };
        terms.into_iter().for_each(|term| self.variables_within(term, names));
        for statement in query.into_iter().flat_map(|query| &query.stmts) {
            self.variables_of(statement, names);
        }
    }

    /// The variables in an expression, without those of comprehensions.
    pub(super) fn variables(&self, expression: &NodeRef<Expr>, names: &mut BTreeSet<String>) {
        self.variable(expression, names);
        children(expression).into_iter().for_each(|child| self.variables(child, names));
    }

    fn variable(&self, expression: &Expr, names: &mut BTreeSet<String>) {
        if let Expr::Var { span, .. } = expression {
            let name = span.text();
            if !self.globals.contains(name) {
                names.insert(name.to_owned());
            }
        }
    }
}
