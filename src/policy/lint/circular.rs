//! Statements whose variables have no value yet: comprehensions above what gives one, and statements that wait for each
//! other's variables, such as `x = y` and `y = x`. The engine takes such a body as it is
//! written, says so where nobody expects it, and refuses it for another reason or finds nothing.

use super::codes;
use super::tree::{RuleHead, bodies, range};
use super::world::World;
use crate::diagnostic::Diagnostic;
use crate::policy::why::names::Names;
use crate::policy::why::needs::Needs;
use regorus::unstable::Rule;

/// One for each body that has such statements.
pub(super) fn check(world: &World<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, unit) in world.units.iter().enumerate() {
        let package = world.units.iter().filter(|other| other.module.package == unit.module.package);
        let names = Names::of(unit.module, &unit.tree, package.map(|other| &other.tree));
        for rule in &unit.tree.policy {
            // What a function is called with has a value from the start.
            if matches!(rule.as_ref(), Rule::Spec { head: RuleHead::Func { .. }, .. }) {
                continue;
            }
            for body in bodies(rule.as_ref()) {
                let statements = &body.query.stmts;
                let needs = Needs::of(&names, statements);
                if let Some((number, name)) = needs.too_early()
                    && let Some(statement) = statements.get(number)
                {
                    let message = format!("`{name}` gets its value below, and is asked for in a comprehension here");
                    let place = range(&statement.span);
                    let diagnostic = world.at(at, place, codes::NOT_REGO.level, message).code(codes::NOT_REGO.code);
                    let help =
                        "put this behind what gives it its value: the engine takes any value here, and OPA that one";
                    found.push(diagnostic.help(help));
                    continue;
                }
                let Some((number, waiting)) = needs.circular() else { continue };
                let Some(statement) = statements.get(number) else { continue };
                let listed = waiting.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
                let verb = if waiting.len() == 1 { "gets its value" } else { "get their values" };
                let message = format!("{listed} {verb} in a circle: from statements that wait for this one");
                let place = range(&statement.span);
                let diagnostic = world.at(at, place, codes::NOT_REGO.level, message).code(codes::NOT_REGO.code);
                found.push(diagnostic.help("give one of the variables a value from something else"));
            }
        }
    }
    found
}
