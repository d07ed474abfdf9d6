//! Whether rules have tests, and tests look at something.
//!
//! A test belongs to a rule when it refers to the rule's `findings`, itself or through a helper of the test file. It
//! is a *quiet* test when it says that nothing was found: `count(…) == 0`, `… == set()`, `not …`. It is a *firing*
//! test when it says anything else of what was found. A test may be both. `every` says nothing of either kind, since
//! it holds for nothing, too. The examples in METADATA are not counted: they are proven in cordon's own tests only.

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use super::infer::{FINDINGS, Uses};
use super::tree::{BoolOp, Chain, Expr, Head, Literal, Rule, bodies, extent};
use super::world::{ItemId, World};
use crate::diagnostic::Diagnostic;
use crate::policy::pack::{Module, Rule as PackRule};

fn is_test_name(name: &str) -> bool {
    name.starts_with("test_") || name.starts_with("todo_test_")
}

/// Test files without a test, or whose tests look at nothing of the pack.
pub(super) fn empty(at: usize, world: &World<'_>, uses: &BTreeMap<ItemId, Uses>) -> Option<Diagnostic> {
    let unit = world.units.get(at).filter(|unit| unit.is_test)?;
    let tests: Vec<ItemId> =
        world.items_of(&unit.module.package).filter(|(_, item)| is_test_name(&item.name)).map(|(id, _)| id).collect();
    let looks_at_something = |test: &ItemId| {
        reached(*test, world, uses).iter().any(|item| !world.is_test(*item) && !is_builder(*item, world))
    };
    let message = if tests.is_empty() {
        "the file holds no test: no rule in it has a name that begins with `test_`"
    } else if tests.iter().any(looks_at_something)
        || tests.iter().any(|test| uses.get(test).is_some_and(|uses| uses.anything))
    {
        return None;
    } else {
        "the tests of this file look at nothing of the pack: they refer to no rule and no helper"
    };
    let check = codes::EMPTY_TEST;
    let line = unit.module.text.find("package ").unwrap_or_default();
    let end = unit.module.text[line..].find('\n').map_or(unit.module.text.len(), |end| line + end);
    Some(world.at(at, line..end, check.level, message).code(check.code).help(check.remedy))
}

/// Tests that are defined more than once: they pass when any of the definitions does.
pub(super) fn repeated(at: usize, world: &World<'_>) -> Vec<Diagnostic> {
    let Some(unit) = world.units.get(at).filter(|unit| unit.is_test) else { return Vec::new() };
    let mut found = Vec::new();
    for (_, item) in world.items_of(&unit.module.package).filter(|(_, item)| is_test_name(&item.name)) {
        let Some((first, others)) = item.definitions.split_first() else { continue };
        for (other, number) in others.iter().filter(|(other, _)| *other == at) {
            let Some(rule) = unit.tree.policy.get(*number) else { continue };
            let place = extent(Head::of(rule).chain.root);
            let earlier = if first.0 == *other { "above" } else { world.units[first.0].module.file.as_str() };
            let message =
                format!("`{}` is defined already ({earlier}), so the test passes when either of them holds", item.name);
            let check = codes::REPEATED_TEST;
            found.push(world.at(at, place, check.level, message).code(check.code).help(check.remedy));
        }
    }
    found
}

fn is_builder(item: ItemId, world: &World<'_>) -> bool {
    world.items[item].package == "cordon.lib.testing"
        && !world.definitions(item).iter().any(|(unit, _)| !world.units[*unit].module.embedded)
}

/// What a test refers to, through helpers in tests.
fn reached(test: ItemId, world: &World<'_>, uses: &BTreeMap<ItemId, Uses>) -> BTreeSet<ItemId> {
    let mut seen = BTreeSet::new();
    let mut next = vec![test];
    while let Some(item) = next.pop() {
        if seen.insert(item) && world.is_test(item) {
            next.extend(uses.get(&item).map(|uses| &uses.items).into_iter().flatten());
        }
    }
    seen
}

/// A rule without a test that makes it fire, or without one that keeps it quiet.
pub(super) fn untested(
    module: &Module,
    rule: &PackRule,
    world: &World<'_>,
    uses: &BTreeMap<ItemId, Uses>,
) -> Option<Diagnostic> {
    let findings = world.item(&rule.package, FINDINGS)?;
    let (mut fires, mut quiet) = (false, false);
    for (id, item) in world.items.iter().enumerate() {
        if !is_test_name(&item.name) || !world.is_test(id) || !reached(id, world, uses).contains(&findings) {
            continue;
        }
        for (_, test) in world.definitions(id) {
            let (says_found, says_nothing) = kinds(test);
            fires |= says_found;
            quiet |= says_nothing;
        }
    }
    let message = match (fires, quiet) {
        (true, true) => return None,
        (false, false) => "has no test that makes it fire and none that keeps it quiet",
        (false, true) => "has no test that makes it fire",
        (true, false) => "has no test that keeps it quiet",
    };
    let check = codes::UNTESTED;
    let start = crate::diagnostic::offset_of(&module.text, rule.findings_line, 1);
    let warning = Diagnostic::warning(format!("the rule `{}` {message}", rule.id)).in_file(&module.file);
    let warning = warning.underline(&module.text, start..start + FINDINGS.len(), "");
    Some(warning.code(check.code).help(check.remedy))
}

/// Whether a test says that something was found, and that nothing was.
fn kinds(test: &Rule) -> (bool, bool) {
    let (mut found, mut nothing) = (false, false);
    for statement in bodies(test).iter().flat_map(|body| &body.query.stmts) {
        match &statement.literal {
            Literal::NotExpr { .. } => nothing = true,
            Literal::Expr { expr, .. } => match kind(expr) {
                Some(true) => found = true,
                Some(false) => nothing = true,
                None => {}
            },
            Literal::SomeIn { .. } => found = true,
            Literal::SomeVars { .. } | Literal::Every { .. } => {}
        }
    }
    (found, nothing)
}

/// Whether an expression says that something was found or, with `false`, that nothing was.
fn kind(expr: &Expr) -> Option<bool> {
    match expr {
        Expr::AssignExpr { .. } => None,
        Expr::BoolExpr { op, lhs, rhs, .. } => {
            let empty = [lhs, rhs].into_iter().any(|side| is_nothing(side));
            match op {
                BoolOp::Eq => Some(!empty),
                _ => Some(true),
            }
        }
        _ => Some(true),
    }
}

fn is_nothing(expr: &Expr) -> bool {
    match expr {
        Expr::Number { span, .. } => span.text() == "0",
        Expr::Array { items, .. } | Expr::Set { items, .. } => items.is_empty(),
        Expr::Object { fields, .. } => fields.is_empty(),
        Expr::Call { fcn, params, .. } => params.is_empty() && Chain::of(fcn).dotted().as_deref() == Some("set"),
        _ => false,
    }
}
