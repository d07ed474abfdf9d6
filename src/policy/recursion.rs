//! Functions that call themselves. Rego has no recursion and OPA refuses it, but the engine finds out only by
//! running out of stack, which ends the process.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::pack::Module;
use crate::diagnostic::{Diagnostic, offset_of};

/// A function: its package and name, as one path.
type Function = Vec<String>;

/// Where a function is and what it calls.
#[derive(Default)]
struct Node {
    place: Option<(usize, usize)>,
    calls: BTreeSet<Function>,
}

/// The cycles of function calls among modules; `engine` holds those modules, in the same order.
///
/// # Errors
/// When the engine can't hand out its syntax tree.
pub(super) fn cycles(engine: &regorus::Engine, modules: &[&Module]) -> Result<Vec<Diagnostic>, String> {
    let text = engine.get_ast_as_json().map_err(|error| error.to_string())?;
    let policies: Vec<Json> = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let mut graph: BTreeMap<Function, Node> = BTreeMap::new();
    for (at, (policy, module)) in policies.iter().zip(modules).enumerate() {
        functions(&policy["ast"], at, module, &mut graph);
    }
    let mut found = Vec::new();
    let mut done = BTreeSet::new();
    for function in graph.keys() {
        if let Some(cycle) = cycle_from(function, &graph, &mut Vec::new(), &mut done) {
            found.push(described(&cycle, &graph, modules));
        }
    }
    Ok(found)
}

fn functions(ast: &Json, at: usize, module: &Module, graph: &mut BTreeMap<Function, Node>) {
    let package: Vec<String> = module.package.split('.').map(str::to_owned).collect();
    let imports = imports(ast, module);
    for rule in elements(&ast["rules"]) {
        let head = &rule["Spec"]["head"]["Func"];
        let Some(name) = path(&head["refr"]) else { continue };
        let function = [package.clone(), name].concat();
        let node = graph.entry(function).or_default();
        let line = head["refr"].as_object().and_then(|refr| refr.values().next()?["span"]["line"].as_u64());
        node.place.get_or_insert((at, line.and_then(|line| usize::try_from(line).ok()).unwrap_or(1)));
        let mut called = Vec::new();
        calls(rule, &mut called);
        node.calls.extend(called.into_iter().filter_map(|name| resolved(name, &package, &imports)));
    }
}

/// Alias → path behind `data`, for the imports of packages.
fn imports(ast: &Json, module: &Module) -> BTreeMap<String, Vec<String>> {
    let alias = |import: &Json| {
        let place = |key: &str| import["as"][key].as_u64().and_then(|offset| usize::try_from(offset).ok());
        module.text.get(place("start")?..place("end")?).map(str::to_owned)
    };
    let one = |import: &Json| {
        let target = path(&import["refr"]).filter(|path| path.first().is_some_and(|root| root == "data"))?;
        Some((alias(import).or_else(|| target.last().cloned())?, target[1..].to_vec()))
    };
    elements(&ast["imports"]).filter_map(one).collect()
}

fn resolved(name: Vec<String>, package: &[String], imports: &BTreeMap<String, Vec<String>>) -> Option<Function> {
    let (first, rest) = name.split_first()?;
    if first == "data" {
        Some(rest.to_vec())
    } else if let (Some(target), false) = (imports.get(first), rest.is_empty()) {
        Some([target.as_slice(), rest].concat())
    } else {
        Some([package, &name].concat())
    }
}

/// The path of a reference such as `a.b.c`.
fn path(reference: &Json) -> Option<Vec<String>> {
    if let Some(name) = reference["Var"]["value"].as_str() {
        return Some(vec![name.to_owned()]);
    }
    let dot = &reference["RefDot"];
    let mut above = path(dot.get("refr")?)?;
    above.push(dot["field"][1].as_str()?.to_owned());
    Some(above)
}

fn calls(part: &Json, found: &mut Vec<Vec<String>>) {
    match part {
        Json::Object(members) => {
            found.extend(members.get("Call").and_then(|call| path(&call["fcn"])));
            members.values().for_each(|member| calls(member, found));
        }
        Json::Array(items) => items.iter().for_each(|item| calls(item, found)),
        _ => {}
    }
}

fn elements(list: &Json) -> impl Iterator<Item = &Json> {
    list.as_array().into_iter().flatten()
}

/// The first cycle that is reached from a function. What was looked at without finding one is done for good.
fn cycle_from(
    function: &Function,
    graph: &BTreeMap<Function, Node>,
    way: &mut Vec<Function>,
    done: &mut BTreeSet<Function>,
) -> Option<Vec<Function>> {
    if let Some(start) = way.iter().position(|step| step == function) {
        return Some(way[start..].to_vec());
    }
    let node = graph.get(function).filter(|_| !done.contains(function))?;
    way.push(function.clone());
    let found = node.calls.iter().find_map(|called| cycle_from(called, graph, way, done));
    way.pop();
    done.insert(function.clone());
    found
}

fn described(cycle: &[Function], graph: &BTreeMap<Function, Node>, modules: &[&Module]) -> Diagnostic {
    let names: Vec<String> = cycle.iter().chain(cycle.first()).map(|function| function.join(".")).collect();
    let message = format!("functions can't be recursive: {}", names.join(" → "));
    let place = cycle.first().and_then(|function| graph.get(function)?.place);
    let diagnostic = Diagnostic::error(message).help("walk nested data with `walk`, and graphs with `graph.reachable`");
    match place.and_then(|(at, line)| Some((modules.get(at)?, line))) {
        Some((module, line)) => {
            let start = offset_of(&module.text, line, 1);
            let end = module.text[start..].find('\n').map_or(module.text.len(), |newline| start + newline);
            diagnostic.in_file(&module.file).underline(&module.text, start..end, "")
        }
        None => diagnostic,
    }
}
