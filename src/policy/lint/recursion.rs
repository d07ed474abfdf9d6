//! Rules and functions that need themselves. Rego has no recursion and OPA refuses it, but the engine finds out only
//! by running out of stack, which ends the process.

use std::collections::{BTreeMap, BTreeSet};

use super::codes;
use super::infer::Uses;
use super::tree::{Head, extent};
use super::world::{ItemId, World};
use crate::diagnostic::Diagnostic;

/// The cycles among what is defined.
pub(super) fn cycles(world: &World<'_>, uses: &BTreeMap<ItemId, Uses>) -> Vec<Diagnostic> {
    let mut done = BTreeSet::new();
    let found = (0..world.items.len()).filter_map(|item| cycle_from(item, world, uses, &mut Vec::new(), &mut done));
    found.map(|cycle| described(&cycle, world)).collect()
}

/// Whether a name stands for one thing: of rules such as `limits.users` and `limits.groups`, the one may need the
/// other.
fn is_whole(item: ItemId, world: &World<'_>) -> bool {
    let definitions = world.definitions(item);
    world.items[item].arity.is_some() || definitions.iter().all(|(_, rule)| Head::of(rule).chain.steps.is_empty())
}

/// The first cycle that is reached from an item. What was looked at without finding one is done for good.
fn cycle_from(
    item: ItemId,
    world: &World<'_>,
    uses: &BTreeMap<ItemId, Uses>,
    way: &mut Vec<ItemId>,
    done: &mut BTreeSet<ItemId>,
) -> Option<Vec<ItemId>> {
    if let Some(start) = way.iter().position(|step| *step == item) {
        return Some(way[start..].to_vec());
    }
    if done.contains(&item) || !is_whole(item, world) {
        return None;
    }
    way.push(item);
    let next = uses.get(&item).map(|uses| &uses.items).into_iter().flatten();
    let mut found = None;
    for used in next {
        found = cycle_from(*used, world, uses, way, done);
        if found.is_some() {
            break;
        }
    }
    way.pop();
    done.insert(item);
    found
}

fn described(cycle: &[ItemId], world: &World<'_>) -> Diagnostic {
    let name = |item: &ItemId| format!("{}.{}", world.items[*item].package, world.items[*item].name);
    let names: Vec<String> = cycle.iter().chain(cycle.first()).map(name).collect();
    let are_functions = cycle.iter().all(|item| world.items[*item].arity.is_some());
    let what = if are_functions { "functions" } else { "rules" };
    let message = format!("{what} can't be recursive: {}", names.join(" → "));
    let place = cycle.first().and_then(|item| world.definitions(*item).first().copied());
    let diagnostic = match place {
        Some((unit, rule)) => {
            let head = Head::of(rule);
            world.at(unit, extent(head.chain.root), codes::RECURSION.level, message)
        }
        None => Diagnostic::error(message),
    };
    diagnostic.code(codes::RECURSION.code).help("walk nested data with `walk`, and graphs with `graph.reachable`")
}
