//! Imports and helpers that nothing uses.

use super::codes;
use super::infer::{FINDINGS, Inferred};
use super::tree::{Head, extent};
use super::world::{ItemId, World};
use crate::diagnostic::Diagnostic;
use crate::policy::metadata;
use crate::policy::query::{QUERIES, ROWS};

/// Rules that cordon itself asks for.
const ASKED_FOR: [&str; 2] = [FINDINGS, "not_evaluated"];

/// What tests build their orgs with: it is there for tests that are still to be written.
const BUILDERS: &str = "cordon.lib.testing";

/// Unused imports and helpers of one module.
pub(super) fn check(at: usize, world: &World<'_>, inferred: &Inferred) -> Vec<Diagnostic> {
    let unit = &world.units[at];
    let mut found = Vec::new();
    for (name, import) in &unit.imports {
        if !inferred.imports.contains(&(at, name.clone())) {
            let message = format!("the import `{name}` is not used");
            let check = codes::UNUSED_IMPORT;
            let diagnostic = world.at(at, import.range.clone(), check.level, message);
            found.push(diagnostic.code(check.code).help(check.remedy));
        }
    }
    let package = &unit.module.package;
    if package == BUILDERS {
        return found;
    }
    for (id, item) in world.items_of(package) {
        let first = world.definitions(id).first().map(|(unit, rule)| (*unit, extent(Head::of(rule).chain.root)));
        let Some((_, place)) = first.filter(|(unit, _)| *unit == at) else { continue };
        let is_test = unit.is_test && (item.name.starts_with("test_") || item.name.starts_with("todo_test_"));
        let is_asked_for = (package.starts_with("cordon.rules.") && ASKED_FOR.contains(&item.name.as_str()))
            || (package.starts_with(QUERIES) && item.name == ROWS);
        // What METADATA describes is there for others, as the library is for the rules of its users.
        let is_for_others = metadata::is_annotated(&unit.module.text, place.start);
        if is_test || is_asked_for || is_for_others || is_used(id, world, inferred) {
            continue;
        }
        let what = if item.arity.is_some() { "function" } else { "rule" };
        let message = format!("the {what} `{}` is not used", item.name);
        let check = codes::UNUSED_HELPER;
        found.push(world.at(at, place, check.level, message).code(check.code).help(check.remedy));
    }
    found
}

/// Whether anything uses an item; of what is no test, anything but tests.
fn is_used(id: ItemId, world: &World<'_>, inferred: &Inferred) -> bool {
    let counts = |by: ItemId| by != id && (world.is_test(id) || !world.is_test(by));
    inferred.uses.iter().any(|(by, uses)| counts(*by) && uses.items.contains(&id))
}
