//! Functions that call themselves. Rego has no recursion and OPA refuses it, but the engine finds out only by
//! running out of stack, which ends the process.

use std::collections::{BTreeMap, BTreeSet};

use super::pack::Module;
use super::syntax::{DataPath, Syntax};
use crate::diagnostic::Diagnostic;

/// Where a function is (module, line) and what it calls.
type Node<'s> = ((usize, usize), &'s BTreeSet<DataPath>);

/// The cycles of function calls among modules.
pub(super) fn cycles(syntaxes: &[Syntax], modules: &[Module]) -> Vec<Diagnostic> {
    let mut graph: BTreeMap<DataPath, Node<'_>> = BTreeMap::new();
    for (at, (syntax, module)) in syntaxes.iter().zip(modules).enumerate() {
        let package: DataPath = module.package.split('.').map(str::to_owned).collect();
        for (name, (line, calls)) in &syntax.functions {
            graph.insert([package.clone(), vec![name.clone()]].concat(), ((at, *line), calls));
        }
    }
    let mut done = BTreeSet::new();
    let found = graph.keys().filter_map(|function| cycle_from(function, &graph, &mut Vec::new(), &mut done));
    found.map(|cycle| described(&cycle, &graph, modules)).collect()
}

/// The first cycle that is reached from a function. What was looked at without finding one is done for good.
fn cycle_from(
    function: &DataPath,
    graph: &BTreeMap<DataPath, Node<'_>>,
    way: &mut Vec<DataPath>,
    done: &mut BTreeSet<DataPath>,
) -> Option<Vec<DataPath>> {
    if let Some(start) = way.iter().position(|step| step == function) {
        return Some(way[start..].to_vec());
    }
    let (_, calls) = graph.get(function).filter(|_| !done.contains(function))?;
    way.push(function.clone());
    let found = calls.iter().find_map(|called| cycle_from(called, graph, way, done));
    way.pop();
    done.insert(function.clone());
    found
}

fn described(cycle: &[DataPath], graph: &BTreeMap<DataPath, Node<'_>>, modules: &[Module]) -> Diagnostic {
    let names: Vec<String> = cycle.iter().chain(cycle.first()).map(|function| function.join(".")).collect();
    let message = format!("functions can't be recursive: {}", names.join(" → "));
    let help = "walk nested data with `walk`, and graphs with `graph.reachable`";
    let place = cycle.first().and_then(|function| graph.get(function)).map(|((at, line), _)| (&modules[*at], *line));
    match place {
        Some((module, line)) => module.error_at(line, message).help(help),
        None => Diagnostic::error(message).help(help),
    }
}
