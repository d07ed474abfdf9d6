//! The syntax trees of modules, and the one place that knows how the engine hands them out.
//!
//! They are the engine's own, typed, from its parser. A maintained grammar of Rego (there is one for tree-sitter)
//! was weighed against it: it would bring a C compiler into the build, a second opinion on what valid Rego v1 is, and
//! nodes of text in which a set and an object look alike until somebody tells them apart. The engine's tree is what
//! is evaluated, so lint can't accept what a run refuses; every node has its byte range; it costs no dependency. It
//! is marked unstable, but the engine is pinned to one exact version, and a change in it is a compile error here.
//! `Engine::get_ast_as_json` gives the same tree as text, but of the shipped pack alone that is several megabytes,
//! which would have to be parsed again on each start.

use std::ops::Range;

pub(super) use regorus::unstable::{
    ArithOp, AssignOp, BinOp, BoolOp, Expr, Literal, LiteralStmt, Module as Tree, Query, Rule, RuleBody, RuleHead,
    Span, WithModifier,
};
use regorus::unstable::{BUILTINS, Parser, Source};

use crate::diagnostic::Diagnostic;
use crate::policy::engine::not_compiled;
use crate::policy::pack::Module;

/// Parses a module.
pub(super) fn parse(module: &Module) -> Result<Tree, Box<Diagnostic>> {
    let parsed = Source::from_contents(module.file.clone(), module.text.clone()).and_then(|source| {
        let mut parser = Parser::new(&source)?;
        parser.enable_rego_v1()?;
        parser.parse()
    });
    parsed.map_err(|error| Box::new(not_compiled(&module.file, &module.text, &error.to_string())))
}

/// Number of arguments of a function of the language, where there is one of this name.
pub(super) fn builtin_arity(name: &str) -> Option<usize> {
    match name {
        "print" => Some(usize::MAX),
        "walk" => Some(1),
        _ => BUILTINS.get(name).map(|(_, arity)| usize::from(*arity)),
    }
}

/// Names of the functions of the language.
pub(super) fn builtins() -> impl Iterator<Item = &'static str> {
    BUILTINS.keys().copied().chain(["print", "walk"])
}

/// Byte range of a span.
pub(super) fn range(span: &Span) -> Range<usize> {
    let offset = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
    offset(span.start)..offset(span.end).max(offset(span.start))
}

/// Byte range of an expression with all its parts: the span of one with an operator ends at that.
pub(super) fn extent(expr: &Expr) -> Range<usize> {
    let own = range(expr.span());
    let mut all = own.clone();
    let mut include = |part: &Expr| {
        let part = extent(part);
        all = all.start.min(part.start)..all.end.max(part.end);
    };
    match expr {
        Expr::RefDot { refr, field, .. } => {
            include(refr);
            let field = range(&field.0);
            all.end = all.end.max(field.end);
        }
        Expr::RefBrack { refr, index, .. } => {
            include(refr);
            include(index);
        }
        Expr::Call { fcn, params, .. } => {
            include(fcn);
            params.iter().for_each(|part| include(part));
        }
        Expr::BinExpr { lhs, rhs, .. }
        | Expr::BoolExpr { lhs, rhs, .. }
        | Expr::ArithExpr { lhs, rhs, .. }
        | Expr::AssignExpr { lhs, rhs, .. } => {
            include(lhs);
            include(rhs);
        }
        Expr::Membership { value, collection, .. } => {
            include(value);
            include(collection);
        }
        _ => {}
    }
    all
}

/// The text of a string literal.
pub(super) fn text_of(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::String { value, .. } | Expr::RawString { value, .. } => value.as_string().ok().map(AsRef::as_ref),
        _ => None,
    }
}

/// The name of a variable.
pub(super) fn variable(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Var { span, .. } => Some(span.text()),
        _ => None,
    }
}

/// One step of a reference.
#[derive(Clone)]
pub(super) enum Step<'a> {
    /// `.name` or `["name"]`, with its byte range.
    Name(String, Range<usize>),
    /// `[expression]`
    Index(&'a Expr),
}

/// A reference taken apart: what it begins with and where it leads.
#[derive(Clone)]
pub(super) struct Chain<'a> {
    pub(super) root: &'a Expr,
    pub(super) steps: Vec<Step<'a>>,
}

impl<'a> Chain<'a> {
    pub(super) fn of(expr: &'a Expr) -> Self {
        match expr {
            Expr::RefDot { refr, field, .. } => {
                let mut chain = Self::of(refr);
                let name = field.1.as_string().map_or_else(|_| field.0.text().to_owned(), |name| name.to_string());
                chain.steps.push(Step::Name(name, range(&field.0)));
                chain
            }
            Expr::RefBrack { refr, index, .. } => {
                let mut chain = Self::of(refr);
                chain.steps.push(match text_of(index) {
                    Some(name) => Step::Name(name.to_owned(), extent(index)),
                    None => Step::Index(index),
                });
                chain
            }
            _ => Self { root: expr, steps: Vec::new() },
        }
    }

    /// The names that it leads through, up to what is worked out.
    pub(super) fn names(&self) -> Vec<String> {
        self.steps
            .iter()
            .map_while(|step| match step {
                Step::Name(name, _) => Some(name.clone()),
                Step::Index(_) => None,
            })
            .collect()
    }

    /// The whole as a dotted name, where it is one.
    pub(super) fn dotted(&self) -> Option<String> {
        let root = variable(self.root)?;
        let names = self.names();
        let whole = names.len() == self.steps.len();
        whole.then(|| std::iter::once(root).chain(names.iter().map(String::as_str)).collect::<Vec<_>>().join("."))
    }
}

impl Step<'_> {
    pub(super) fn range(&self) -> Range<usize> {
        match self {
            Self::Name(_, range) => range.clone(),
            Self::Index(index) => extent(index),
        }
    }
}

/// The head of a rule, whatever its kind.
pub(super) struct Head<'a> {
    /// Name, and for partial rules the way to the place that is defined.
    pub(super) chain: Chain<'a>,
    /// Parameters of a function.
    pub(super) parameters: Option<&'a [regorus::unstable::Ref<Expr>]>,
    /// The element of a partial set.
    pub(super) element: Option<&'a Expr>,
    /// The value.
    pub(super) value: Option<&'a Expr>,
}

impl<'a> Head<'a> {
    pub(super) fn of(rule: &'a Rule) -> Self {
        match rule {
            Rule::Spec { head: RuleHead::Compr { refr, assign, .. }, .. } => Self {
                chain: Chain::of(refr),
                parameters: None,
                element: None,
                value: assign.as_ref().map(|assign| assign.value.as_ref()),
            },
            Rule::Spec { head: RuleHead::Set { refr, key, .. }, .. } => {
                Self { chain: Chain::of(refr), parameters: None, element: key.as_ref().map(AsRef::as_ref), value: None }
            }
            Rule::Spec { head: RuleHead::Func { refr, args, assign, .. }, .. } => Self {
                chain: Chain::of(refr),
                parameters: Some(args),
                element: None,
                value: assign.as_ref().map(|assign| assign.value.as_ref()),
            },
            Rule::Default { refr, args, value, .. } => Self {
                chain: Chain::of(refr),
                parameters: (!args.is_empty()).then_some(args.as_slice()),
                element: None,
                value: Some(value),
            },
        }
    }

    /// The name under which it is found in its package: dotted for functions, the first name for others.
    pub(super) fn name(&self) -> String {
        let first = variable(self.chain.root).unwrap_or_default().to_owned();
        match self.parameters {
            Some(_) => self.chain.dotted().unwrap_or(first),
            None => first,
        }
    }
}

/// The bodies of a rule, each with the value that its `else` gives.
pub(super) fn bodies(rule: &Rule) -> &[RuleBody] {
    match rule {
        Rule::Spec { bodies, .. } => bodies,
        Rule::Default { .. } => &[],
    }
}
