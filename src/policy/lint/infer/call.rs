//! Calls of functions: of the pack's own and of the language.

use super::super::codes;
use super::super::tree::{Chain, Expr, Step, builtin_arity, builtins, extent, text_of, variable};
use super::super::types::{Found, Shape, Type};
use super::super::world::{ItemId, Place};
use super::Infer;
use crate::diagnostic::suggestion;

/// Parameters as the tree holds them.
type Parameters = [regorus::unstable::Ref<Expr>];

/// Functions whose value depends on when or where they run. Those that reach out of the process are not built in.
const UNREPEATABLE: [&str; 2] = ["rand.intn", "time.now_ns"];

enum Target {
    Function(ItemId),
    Builtin(String),
    Unknown,
}

impl<'w> Infer<'w, '_> {
    pub(super) fn call(&mut self, whole: &'w Expr, function: &'w Expr, parameters: &'w Parameters) -> Type {
        match self.target(function) {
            Target::Function(id) => self.own(id, function, parameters),
            Target::Builtin(name) => self.language(&name, whole, parameters),
            Target::Unknown => {
                self.arguments(parameters);
                Type::Any
            }
        }
    }

    fn target(&mut self, function: &'w Expr) -> Target {
        let chain = Chain::of(function);
        let (Some(root), Some(dotted)) = (variable(chain.root), chain.dotted()) else { return Target::Unknown };
        if let Some(path) = self.path_of(root) {
            let whole: Vec<String> = path.iter().cloned().chain(chain.names()).collect();
            return match self.world.place(&whole) {
                Place::Item(id, end) if end == whole.len() && self.world.items[id].arity.is_some() => {
                    Target::Function(id)
                }
                Place::Item(..) | Place::Packages(_) | Place::Config(_) | Place::Beside(..) => {
                    let message = format!("`{dotted}` is no function");
                    self.say(codes::UNRESOLVED, extent(function), message, None);
                    Target::Unknown
                }
                Place::Index | Place::Unknown => Target::Unknown,
                Place::Nowhere(at, nowhere) => {
                    if let Some(step) = at.checked_sub(path.len()).and_then(|at| chain.steps.get(at)) {
                        self.nowhere(step.range(), &nowhere);
                    }
                    Target::Unknown
                }
            };
        }
        let package = self.world.units[self.env.unit].module.package.clone();
        if let Some(id) = self.world.item(&package, &dotted) {
            if self.world.items[id].arity.is_some() {
                return Target::Function(id);
            }
            self.say(codes::UNRESOLVED, extent(function), format!("`{dotted}` is no function"), None);
            return Target::Unknown;
        }
        if builtin_arity(&dotted).is_some() || dotted == "set" {
            return Target::Builtin(dotted);
        }
        let own: Vec<String> = self.world.items_of(&package).map(|(_, item)| item.name.clone()).collect();
        let imports = self.world.units[self.env.unit].imports.keys().cloned();
        let methods: Vec<String> = imports.map(|name| format!("{name}.{}", chain.names().join("."))).collect();
        let mut known: Vec<&str> = builtins().collect();
        known.extend(own.iter().chain(&methods).map(String::as_str));
        let help = suggestion(&dotted, known, "see the functions of the language, or define it");
        self.say(codes::UNRESOLVED, extent(function), format!("there is no function `{dotted}`"), Some(help));
        Target::Unknown
    }

    /// What parameters are; one that is not bound is bound by the function.
    fn arguments(&mut self, parameters: &'w Parameters) -> Vec<Type> {
        parameters.iter().map(|part| self.expr(part).bounded()).collect()
    }

    fn own(&mut self, id: ItemId, function: &'w Expr, parameters: &'w Parameters) -> Type {
        if let Some(uses) = self.uses() {
            uses.items.insert(id);
        }
        let mut given = self.arguments(parameters);
        let arity = self.world.items[id].arity.unwrap_or_default();
        if given.len() != arity {
            // An argument more, a name of its own, gets the result: the old way to write it.
            let output = parameters.last().filter(|_| given.len() == arity + 1).and_then(|last| variable(last));
            let is_output = output.is_some_and(|name| self.is_variable(name) && !self.is_given(name));
            if !is_output {
                let name = self.source(function);
                let message = format!("`{name}` is called with {}, but takes {arity}", counted(given.len()));
                self.say(codes::ARITY, extent(function), message, None);
                return Type::Any;
            }
            given.truncate(arity);
        }
        self.give(id, &given);
        let result = self.result(id, given);
        if let Some(last) = parameters.get(arity) {
            self.bind(last, &result, None);
            return Type::bool();
        }
        result
    }

    /// Whether a variable has a value from elsewhere: a parameter, or something that was declared.
    fn is_given(&self, name: &str) -> bool {
        self.env.frames.iter().any(|frame| frame.fixed.contains(name) || frame.declared.contains(name))
    }

    /// Notes what a function is called with. What tests try out says nothing of what it is for.
    fn give(&mut self, id: ItemId, given: &[Type]) {
        if self.is_test() && !self.world.is_test(id) {
            return;
        }
        let widened: Vec<Type> = given.iter().map(Type::widened).collect();
        match self.given.get_mut(&id) {
            None => {
                self.given.insert(id, widened);
                self.changed.insert(id);
            }
            Some(before) => {
                for (own, new) in before.iter_mut().zip(widened) {
                    let joined = own.clone().or(new);
                    if joined != *own {
                        *own = joined;
                        self.changed.insert(id);
                    }
                }
            }
        }
    }

    fn result(&mut self, id: ItemId, given: Vec<Type>) -> Type {
        if given.iter().any(Type::is_never) {
            return Type::NEVER;
        }
        let key = (id, given);
        if let Some(known) = self.calls.get(&key) {
            return known.clone();
        }
        if self.depth > super::DEEPEST || self.worked_out >= super::MOST_CALLS || !self.busy.insert(id) {
            return Type::Any;
        }
        self.worked_out += 1;
        self.quiet += 1;
        self.depth += 1;
        let definitions = self.world.definitions(id);
        let values: Vec<Type> =
            definitions.into_iter().map(|(unit, rule)| self.definition(id, unit, rule, Some(&key.1))).collect();
        self.depth -= 1;
        self.quiet -= 1;
        self.busy.remove(&id);
        let result = Type::any_of(values).bounded();
        self.calls.insert(key, result.clone());
        result
    }

    fn language(&mut self, name: &str, whole: &'w Expr, parameters: &'w Parameters) -> Type {
        match (name, parameters) {
            ("object.get", [of, key, default]) => return self.get(of, key, default),
            ("walk", [of, pattern]) => {
                self.expr(of);
                let pair = Type::tuple(vec![Type::list(Type::Any), Type::Any]);
                self.bind(pattern, &pair, None);
                return Type::bool();
            }
            ("set", []) => return Type::set(Type::NEVER),
            _ => {}
        }
        if UNREPEATABLE.contains(&name) && !self.is_test() {
            let message = format!("`{name}` gives another answer each time, so findings may not repeat");
            let help = "take the time of the export, `input.exported_at`, for the present".to_owned();
            self.say(codes::UNREPEATABLE, extent(whole), message, Some(help));
        }
        let arity = builtin_arity(name).unwrap_or(usize::MAX);
        let (own, output) = parameters.split_at(parameters.len().min(arity));
        let given = self.arguments(own);
        if arity != usize::MAX && (given.len() != arity || output.len() > 1) && name != "set" {
            let message = format!("`{name}` is called with {}, but takes {arity}", counted(parameters.len()));
            self.say(codes::ARITY, extent(whole), message, None);
            return Type::Any;
        }
        for (at, wanted) in super::builtins::wants(name).iter().enumerate() {
            let (Some(value), Some(part)) = (given.get(at), own.get(at)) else { continue };
            if value.is_known() && !value.shapes().iter().any(|shape| wanted.fits(shape)) {
                let message =
                    format!("`{name}` expects {}, but `{}` is {}", wanted.name(), self.source(part), value.described());
                self.say(codes::TYPE, extent(part), message, None);
            }
        }
        if given.iter().any(Type::is_never) && name != "print" {
            return Type::NEVER;
        }
        let result = super::builtins::result(name, &given);
        match output.first() {
            Some(pattern) => {
                self.bind(pattern, &result, None);
                Type::bool()
            }
            None => result,
        }
    }

    /// `object.get`: a member that may be left out is given by name, so it is looked up like one.
    fn get(&mut self, of: &'w Expr, key: &'w Expr, default: &'w Expr) -> Type {
        let steps: Vec<Step<'w>> = match key {
            Expr::Array { items, .. } => items.iter().map(|item| step_of(item)).collect(),
            other => vec![step_of(other)],
        };
        let is_input = variable(of).is_some_and(|name| name == "input");
        let mut base = if is_input {
            self.read(&steps, extent(of).start);
            self.env.input.clone().unwrap_or_else(|| super::super::schema::SNAPSHOT.clone())
        } else {
            self.expr(of)
        };
        let default = self.expr(default);
        for step in &steps {
            base = match step {
                Step::Name(name, range) => match base.member(name) {
                    Found::Value(value) => value,
                    Found::Never => {
                        let of_schema = base
                            .shapes()
                            .iter()
                            .any(|shape| matches!(shape, Shape::Object(members) if members.what.is_some()));
                        if of_schema {
                            self.no_member(&base, name, range.clone(), range.clone());
                        }
                        Type::NEVER
                    }
                },
                Step::Index(index) => {
                    let key = self.expr(index);
                    match base.at(&key) {
                        // A path that is made elsewhere leads to anything.
                        Found::Value(value)
                            if key.shapes().iter().all(|shape| !matches!(shape, Shape::Array(_))) && key.is_known() =>
                        {
                            value
                        }
                        _ => Type::Any,
                    }
                }
            };
        }
        base.or(default)
    }
}

fn step_of(part: &Expr) -> Step<'_> {
    match text_of(part) {
        Some(name) => Step::Name(name.to_owned(), extent(part)),
        None => Step::Index(part),
    }
}

fn counted(count: usize) -> String {
    if count == 1 { "1 argument".to_owned() } else { format!("{count} arguments") }
}
