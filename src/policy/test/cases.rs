//! Which tests a pack has: its `test_` rules, and the examples of its rules' METADATA.

use std::collections::BTreeMap;

use regorus::unstable::{Expr, Module as Ast, NodeRef, Rule as Definition, RuleHead};

use super::super::metadata::Example;
use super::super::pack::{Module, Pack, Rule};
use crate::diagnostic::Diagnostic;

/// Begins the name of a test.
const TEST: &str = "test_";

/// Begins the name of a test that is yet to be written.
const TODO: &str = "todo_test_";

/// One thing to prove.
pub(super) struct Case<'p> {
    /// Package, with dots.
    pub(super) package: String,
    /// `package.test_name` or `package#fires_1`.
    pub(super) name: String,
    /// File of the test.
    pub(super) file: String,
    /// Line of the test, from 1.
    pub(super) line: usize,
    pub(super) kind: Kind<'p>,
}

pub(super) enum Kind<'p> {
    /// The rule of this name must be true.
    Test {
        name: String,
        /// Where it is defined: module and rule, by their places in the syntax trees.
        definitions: Vec<(usize, usize)>,
    },
    /// A test that is yet to be written.
    Todo,
    /// A rule must find something, or nothing, in the good org with a change.
    Example { rule: &'p Rule, example: &'p Example, fires: bool },
}

/// The tests, sorted by name, and what looks like one and can't be.
pub(super) fn of<'p>(
    pack: &'p Pack,
    trees: &[NodeRef<Ast>],
    has_tests: impl Fn(&Module) -> bool,
) -> (Vec<Case<'p>>, Vec<Diagnostic>) {
    let mut cases: BTreeMap<String, Case<'p>> = BTreeMap::new();
    let mut doubts = Vec::new();
    let modules = pack.modules.iter().chain(&pack.tests).zip(trees).enumerate();
    for (at, (module, tree)) in modules.filter(|(_, (module, _))| has_tests(module)) {
        for (index, rule) in tree.policy.iter().enumerate() {
            let Some((name, line, is_function)) = head(rule) else { continue };
            if !name.starts_with(TEST) && !name.starts_with(TODO) {
                continue;
            }
            if is_function {
                let message = format!("`{name}` takes parameters, so it is a function and not run as a test");
                let help = "give a helper a name that does not begin with `test_`";
                doubts.push(module.error_at(line, message).warn().help(help));
                continue;
            }
            let full = format!("{}.{name}", module.package);
            let case = cases.entry(full.clone()).or_insert_with(|| Case {
                package: module.package.clone(),
                name: full,
                file: module.file.clone(),
                line,
                kind: if name.starts_with(TODO) { Kind::Todo } else { Kind::Test { name, definitions: Vec::new() } },
            });
            if let Kind::Test { definitions, .. } = &mut case.kind {
                definitions.push((at, index));
            }
        }
    }
    for rule in pack.rules.values() {
        let Some(module) = pack.modules.iter().find(|module| module.file == rule.file && has_tests(module)) else {
            continue;
        };
        let examples = &rule.metadata.custom.examples;
        for (list, word, fires) in [(&examples.fires, "fires", true), (&examples.quiet, "quiet", false)] {
            for (at, example) in list.iter().enumerate() {
                let name = format!("{}#{word}_{}", rule.package, at + 1);
                let case = Case {
                    package: rule.package.clone(),
                    name: name.clone(),
                    file: rule.file.clone(),
                    line: line_of_example(&module.text, &example.why),
                    kind: Kind::Example { rule, example, fires },
                };
                cases.insert(name, case);
            }
        }
    }
    (cases.into_values().collect(), doubts)
}

/// The first name of a rule's head, its line, and whether it is a function.
fn head(rule: &Definition) -> Option<(String, usize, bool)> {
    let Definition::Spec { head, .. } = rule else { return None };
    let (span, refr, is_function) = match head {
        RuleHead::Compr { span, refr, .. } | RuleHead::Set { span, refr, .. } => (span, refr, false),
        RuleHead::Func { span, refr, .. } => (span, refr, true),
    };
    let mut root = refr;
    while let Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } = root.as_ref() {
        root = refr;
    }
    let line = usize::try_from(span.line).unwrap_or(1);
    Some((root.span().text().to_owned(), line, is_function))
}

/// The line of METADATA that says why, or the first of the block.
fn line_of_example(text: &str, why: &str) -> usize {
    let beginning = why.lines().next().unwrap_or_default().trim();
    let holds = |line: &str| line.starts_with('#') && !beginning.is_empty() && line.contains(beginning);
    text.lines().position(holds).map_or(1, |line| line + 1)
}
