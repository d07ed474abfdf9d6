//! What can be told of modules from their syntax trees, which the engine hands out as JSON: what each
//! defines, reads and calls. The shipped pack is not looked at unless a user's modules stand beside it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::pack::Module;

/// A path behind `data`, e.g. `["cordon", "lib", "access", "held"]`.
pub(super) type DataPath = Vec<String>;

/// A reference and the line (from 1) that it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Located<T> {
    pub(super) value: T,
    pub(super) line: usize,
}

/// One module.
#[derive(Debug, Default)]
pub(super) struct Syntax {
    /// Names of its rules and functions.
    pub(super) defines: BTreeSet<String>,
    /// Functions, with the lines of their heads and what they call.
    pub(super) functions: BTreeMap<String, (usize, BTreeSet<DataPath>)>,
    /// Members of `input` that it names.
    pub(super) inputs: Vec<Located<String>>,
    /// Whether it uses `input` in another way, so that it may read anything.
    pub(super) reads_anything: bool,
    /// What it refers to behind `data`, imports aside.
    pub(super) references: Vec<Located<DataPath>>,
    /// What it imports.
    pub(super) imports: Vec<Located<DataPath>>,
    /// Functions of the language that it calls.
    pub(super) builtins: Vec<Located<String>>,
}

/// Reads the syntax trees of modules; `engine` holds them, in the same order.
///
/// # Errors
/// When the engine can't hand out its syntax trees.
pub(super) fn of(engine: &regorus::Engine, modules: &[Module]) -> Result<Vec<Syntax>, String> {
    let text = engine.get_ast_as_json().map_err(|error| error.to_string())?;
    let policies: Vec<Json> = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    if policies.len() != modules.len() {
        return Err("it hands out another number of syntax trees than it has modules".to_owned());
    }
    Ok(policies.iter().zip(modules).map(|(policy, module)| of_module(&policy["ast"], module)).collect())
}

fn of_module(ast: &Json, module: &Module) -> Syntax {
    let mut reader = Reader {
        package: module.package.split('.').map(str::to_owned).collect(),
        aliases: BTreeMap::new(),
        syntax: Syntax::default(),
    };
    for import in elements(&ast["imports"]) {
        reader.import(import, module);
    }
    for rule in elements(&ast["rules"]) {
        reader.define(rule);
    }
    for rule in elements(&ast["rules"]) {
        reader.look_into(rule);
    }
    reader.syntax
}

struct Reader {
    package: DataPath,
    /// Import alias → path behind `data`.
    aliases: BTreeMap<String, DataPath>,
    syntax: Syntax,
}

impl Reader {
    fn import(&mut self, import: &Json, module: &Module) {
        let offset = |key: &str| import["as"][key].as_u64().and_then(|offset| usize::try_from(offset).ok());
        let alias = offset("start").zip(offset("end")).and_then(|(start, end)| module.text.get(start..end));
        let chain = Chain::of(&import["refr"]);
        if let Some(chain) = chain.as_ref().filter(|chain| chain.root == "input") {
            return self.refer(chain);
        }
        let Some((target, line)) = chain.and_then(|chain| Some((chain.below("data")?, chain.line))) else { return };
        let Some(name) = alias.map(str::to_owned).or_else(|| target.last().cloned()) else { return };
        self.aliases.insert(name, target.clone());
        self.syntax.imports.push(Located { value: target, line });
    }

    fn define(&mut self, rule: &Json) {
        let head = rule["Spec"]["head"].as_object().and_then(|head| head.iter().next());
        let default = &rule["Default"]["refr"];
        let reference = head.map_or(default, |(_, head)| &head["refr"]);
        let Some(chain) = Chain::of(reference) else { return };
        self.syntax.defines.insert(chain.root.clone());
        if head.is_some_and(|(kind, _)| kind == "Func") {
            let mut called = Vec::new();
            calls(rule, &mut called);
            let called = called.iter().filter_map(|chain| self.resolved(chain));
            let called: BTreeSet<DataPath> = called.collect();
            self.syntax.functions.entry(chain.name()).or_insert((chain.line, BTreeSet::new())).1.extend(called);
        }
    }

    /// What a call means: a path behind `data`, its own package's where nothing else says so.
    fn resolved(&self, chain: &Chain) -> Option<DataPath> {
        let rest = chain.rest.iter().map_while(Clone::clone);
        if chain.root == "data" {
            return chain.below("data");
        }
        match self.aliases.get(&chain.root) {
            Some(target) => Some(target.iter().cloned().chain(rest).collect()),
            None => Some(self.package.iter().cloned().chain([chain.name()]).collect()),
        }
    }

    fn look_into(&mut self, part: &Json) {
        if let Some(call) = part.get("Call")
            && let Some(chain) = Chain::of(&call["fcn"])
        {
            if chain.name() == "object.get"
                && let Some(member) = member_of_input(&call["params"])
            {
                self.syntax.inputs.push(Located { value: member, line: chain.line });
                return elements(&call["params"]).skip(1).for_each(|part| self.look_into(part));
            }
            let own = self.syntax.functions.contains_key(&chain.name());
            if !own && chain.root != "data" && !self.aliases.contains_key(&chain.root) {
                self.syntax.builtins.push(Located { value: chain.name(), line: chain.line });
                return elements(&call["params"]).for_each(|part| self.look_into(part));
            }
        }
        let chain = if part.get("Var").is_some() || part.get("RefDot").is_some() || part.get("RefBrack").is_some() {
            Chain::of(part)
        } else {
            None
        };
        if let Some(chain) = &chain {
            self.refer(chain);
            for index in &chain.indexes {
                self.look_into(index);
            }
            return;
        }
        match part {
            Json::Object(members) => members.values().for_each(|member| self.look_into(member)),
            Json::Array(items) => items.iter().for_each(|item| self.look_into(item)),
            _ => {}
        }
    }

    fn refer(&mut self, chain: &Chain) {
        let line = chain.line;
        if chain.root == "input" {
            match chain.rest.first() {
                Some(Some(name)) => self.syntax.inputs.push(Located { value: name.clone(), line }),
                _ => self.syntax.reads_anything = true,
            }
        } else if let Some(path) = chain.below("data") {
            self.syntax.references.push(Located { value: path, line });
        } else if let Some(target) = self.aliases.get(&chain.root) {
            let rest = chain.rest.iter().map_while(Clone::clone);
            let value = target.iter().cloned().chain(rest).collect();
            self.syntax.references.push(Located { value, line });
        }
    }
}

/// A reference such as `input.users[id].name`: its root, then names, with `None` for what is worked out.
struct Chain<'a> {
    root: String,
    rest: Vec<Option<String>>,
    /// The expressions in brackets.
    indexes: Vec<&'a Json>,
    line: usize,
}

impl<'a> Chain<'a> {
    fn of(part: &'a Json) -> Option<Self> {
        if let Some(variable) = part.get("Var") {
            let line = variable["span"]["line"].as_u64().and_then(|line| usize::try_from(line).ok()).unwrap_or(1);
            let root = variable["value"].as_str()?.to_owned();
            return Some(Self { root, rest: Vec::new(), indexes: Vec::new(), line });
        }
        if let Some(dot) = part.get("RefDot") {
            let mut chain = Self::of(dot.get("refr")?)?;
            chain.rest.push(Some(dot["field"][1].as_str()?.to_owned()));
            return Some(chain);
        }
        let bracket = part.get("RefBrack")?;
        let mut chain = Self::of(bracket.get("refr")?)?;
        let index = bracket.get("index")?;
        let text = index.get("String").or_else(|| index.get("RawString"));
        chain.rest.push(text.and_then(|text| text["value"].as_str()).map(str::to_owned));
        chain.indexes.push(index);
        Some(chain)
    }

    /// The names behind a root, up to what is worked out.
    fn below(&self, root: &str) -> Option<DataPath> {
        (self.root == root).then(|| self.rest.iter().map_while(Clone::clone).collect())
    }

    /// The whole as a dotted name.
    fn name(&self) -> String {
        let rest = self.rest.iter().map_while(Clone::clone);
        std::iter::once(self.root.clone()).chain(rest).collect::<Vec<_>>().join(".")
    }
}

fn calls<'a>(part: &'a Json, found: &mut Vec<Chain<'a>>) {
    match part {
        Json::Object(members) => {
            found.extend(members.get("Call").and_then(|call| Chain::of(&call["fcn"])));
            members.values().for_each(|member| calls(member, found));
        }
        Json::Array(items) => items.iter().for_each(|item| calls(item, found)),
        _ => {}
    }
}

/// The member of `input` that `object.get(input, "member", …)` or `object.get(input, ["member", …], …)` asks for.
fn member_of_input(parameters: &Json) -> Option<String> {
    let root = parameters[0]["Var"]["value"].as_str().filter(|root| *root == "input");
    let key = &parameters[1];
    let first = key.get("Array").map_or(key, |array| &array["items"][0]);
    root.and(first["String"]["value"].as_str()).map(str::to_owned)
}

fn elements(list: &Json) -> impl Iterator<Item = &Json> {
    list.as_array().into_iter().flatten()
}
