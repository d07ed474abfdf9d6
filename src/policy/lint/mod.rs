//! What is wrong with a pack of rules, told before anything runs. In Rego a misspelled name is undefined, so the
//! rule never fires and nobody is told.
//!
//! [`Look`] is what every pack from a `--policy` folder must pass while it loads: its errors end the run. [`folders`]
//! is all of it, tests included, with what is for the author alone: `cordon lint`. A run does not repeat the
//! author's warnings, since who runs a pack can seldom do anything about them.

mod circular;
pub mod codes;
mod examples;
mod findings;
mod infer;
pub(super) mod query;
mod reads;
mod recursion;
mod requires;
mod schema;
mod tests;
mod tree;
mod types;
mod usage;
mod world;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::engine::not_compiled;
use super::metadata;
use super::pack::{Contents, Module, Pack};
use crate::diagnostic::{Check, Diagnostic, Level, suggestion};
pub(super) use examples::check as examples;
use infer::{FINDINGS, Inferred};
pub(super) use reads::Reads;
use world::{Place, World};

/// Modules, looked at together.
pub(super) struct Look<'m> {
    world: World<'m>,
    inferred: Inferred,
    found: Vec<Diagnostic>,
}

impl<'m> Look<'m> {
    /// Looks at modules; `data` are the names at `data.cordon.data`.
    pub(super) fn at(modules: &'m [Module], data: BTreeSet<String>) -> Self {
        let mut look = Self::without_engine(modules, data);
        look.found.extend(circular::check(&look.world));
        look.found.extend(query::without_value(&look.world));
        if !look.found.iter().any(|one| one.level == Level::Error) {
            look.found.extend(refused(modules));
        }
        look
    }

    /// The same without asking the engine, for modules that it has taken already.
    pub(super) fn without_engine(modules: &'m [Module], data: BTreeSet<String>) -> Self {
        let mut found = Vec::new();
        let world = World::of(modules, data, &mut found);
        found.extend(imports(&world));
        let mut inferred = infer::infer(&world);
        found.append(&mut inferred.found);
        found.extend(recursion::cycles(&world, &inferred.uses));
        found.extend(findings::check(&world, &inferred.findings));
        Self { world, inferred, found }
    }

    /// The sections that the rule of a package reads.
    pub(super) fn reads(&self, package: &str) -> Reads {
        reads::of(package, &[FINDINGS, reads::NOT_EVALUATED], &self.world, &self.inferred.uses)
    }

    /// The sections that one rule of a package reads.
    pub(super) fn reads_of(&self, package: &str, rule: &str) -> Reads {
        reads::of(package, &[rule], &self.world, &self.inferred.uses)
    }

    /// Rules and functions of all packages, with the number of parameters of functions.
    pub(super) fn helpers(&self) -> impl Iterator<Item = (&str, &str, Option<usize>)> {
        self.world.items.iter().map(|item| (item.package.as_str(), item.name.as_str(), item.arity))
    }

    /// What may stand in place of a member or a constant of a module, by its byte range.
    pub(super) fn alike(&self, module: usize) -> BTreeMap<(usize, usize), BTreeSet<String>> {
        let of_module = self.inferred.alike.range((module, 0, 0)..(module + 1, 0, 0));
        of_module.map(|((_, start, end), names)| ((*start, *end), names.clone())).collect()
    }

    /// Whether a module defines functions and nothing else.
    pub(super) fn has_functions_alone(&self, module: usize) -> bool {
        let defined = |item: &&world::Item| item.definitions.iter().any(|(at, _)| *at == module);
        let mut items = self.world.items.iter().filter(defined).peekable();
        items.peek().is_some() && items.all(|item| item.arity.is_some())
    }

    /// What was found, in the order of files and lines.
    pub(super) fn found(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }
}

/// Imports that lead nowhere.
fn imports(world: &World<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (at, unit) in world.units.iter().enumerate() {
        for import in unit.imports.values() {
            let said = if import.path[0] == "input" {
                missing_member(&schema::SNAPSHOT, &import.path, 1)
            } else {
                match world.place(&import.path) {
                    Place::Nowhere(_, nowhere) => Some((codes::UNRESOLVED, nowhere.message.clone(), nowhere.help())),
                    Place::Index if !unit.may_read_index() => {
                        let (message, help) = world::INDEX_IS_NOT_FOR_ALL;
                        Some((codes::UNRESOLVED, message.to_owned(), help.to_owned()))
                    }
                    Place::Config(end) => missing_member(&schema::CONFIG, &import.path, end),
                    Place::Beside(what, end) => missing_member(&what.holds(), &import.path, end),
                    _ => None,
                }
            };
            if let Some((check, message, help)) = said {
                let diagnostic = world.at(at, import.range.clone(), check.level, message);
                found.push(diagnostic.code(check.code).help(help));
            }
        }
    }
    found
}

/// The first of some names that a document does not have.
fn missing_member(document: &types::Type, path: &[String], from: usize) -> Option<(Check, String, String)> {
    let mut base = document.clone();
    for (at, name) in path.iter().enumerate().skip(from) {
        match base.member(name) {
            types::Found::Value(value) => base = value,
            types::Found::Never => {
                let keys = types::listed(&base.keys());
                let text = path[..=at].join(".");
                let message = format!("`{text}` is never there: {} has no member `{name}`", base.described());
                let help = suggestion(name, keys.iter().map(String::as_str), "the schema lists its members");
                return Some((codes::MEMBER, message, help));
            }
        }
    }
    None
}

/// What the engine refuses once it prepares to evaluate, such as variables that nothing binds.
fn refused(modules: &[Module]) -> Option<Diagnostic> {
    let mut engine = regorus::Engine::new();
    for module in modules {
        if let Err(error) = engine.add_policy(module.file.clone(), module.text.clone()) {
            return Some(not_compiled(&module.file, &module.text, &error.to_string()).code(codes::NOT_REGO.code));
        }
    }
    let error = engine.eval_query("true".to_owned(), false).err()?.to_string();
    let module = modules.iter().find(|module| error.contains(&format!("--> {}:", module.file)))?;
    let diagnostic = not_compiled(&module.file, &module.text, &error).code(codes::NOT_REGO.code);
    let is_shadowing = error.contains("used before definition");
    let help =
        "the engine refuses a name that means something else further out or above; give one of them another name";
    Some(if is_shadowing { diagnostic.help(help) } else { diagnostic })
}

/// What lint has to say of a pack.
#[derive(Debug)]
pub struct Findings {
    /// Errors and warnings, in the order of files and lines.
    pub diagnostics: Vec<Diagnostic>,
    /// Rules that were looked at.
    pub rules: usize,
    /// Files that were looked at.
    pub files: usize,
}

/// Looks at the packs in folders (or single files), together with the library that ships; without folders, at what
/// ships.
///
/// # Errors
/// Where there is nothing to look at: a folder that can't be read or that holds no rules.
pub fn folders(folders: &[impl AsRef<Path>]) -> Result<Findings, Vec<Diagnostic>> {
    let (mut pack, mut found) = Pack::gather(folders, Contents { testing: true, tests: true, tests_alone: false })?;
    let mut modules = std::mem::take(&mut pack.modules);
    modules.append(&mut pack.queries);
    let everything = folders.is_empty();
    let is_own = |module: &Module| everything || !module.embedded;
    let look = Look::at(&modules, pack.data.keys().cloned().collect());
    pack.find_rules(&modules, Some(&look), &mut found);
    found.extend(look.found().cloned());
    found.extend(pack.notes.iter().filter(|note| note.code == Some(codes::METADATA_INCOMPLETE.code)).cloned());
    for (at, unit) in look.world.units.iter().enumerate() {
        if is_own(unit.module) {
            found.extend(usage::check(at, &look.world, &look.inferred));
            found.extend(tests::empty(at, &look.world, &look.inferred.uses));
            found.extend(tests::repeated(at, &look.world));
        }
    }
    for rule in pack.rules.values() {
        let Some(module) = modules.iter().find(|module| module.file == rule.file).filter(|module| is_own(module))
        else {
            continue;
        };
        let reads = look.reads(&rule.package);
        found.extend(incomplete(module, rule));
        found.extend(misnamed(module, rule));
        found.extend(requires::check(module, rule, &reads));
        found.extend(requires::helpers(module, rule, &reads));
        found.extend(findings::evidence(module, rule, &reads, &look.inferred.findings, &look.world));
        found.extend(tests::untested(module, rule, &look.world, &look.inferred.uses));
    }
    let own: BTreeSet<&str> =
        modules.iter().filter(|module| is_own(module)).map(|module| module.file.as_str()).collect();
    found.retain(|one| one.level == Level::Error || one.file.as_deref().is_none_or(|file| own.contains(file)));
    sort(&mut found);
    let files = own.len();
    let rules = pack.rules.values().filter(|rule| own.contains(rule.file.as_str())).count();
    Ok(Findings { diagnostics: found, rules, files })
}

/// In the order of files and lines, each once.
pub(super) fn sort(found: &mut Vec<Diagnostic>) {
    found.sort_by(|one, other| {
        let key = |one: &Diagnostic| (one.file.clone(), one.place, one.level, one.code, one.message.clone());
        key(one).cmp(&key(other))
    });
    found.dedup();
}

/// A file that is not called as its rule.
fn misnamed(module: &Module, rule: &super::Rule) -> Option<Diagnostic> {
    let stem = Path::new(&module.file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let expected = rule.id.replace('-', "_");
    if stem == expected {
        return None;
    }
    let message = format!("the file is called `{stem}.rego`, but holds the rule `{}`", rule.id);
    let range = metadata::word_range(&module.text, "id", &rule.id);
    let error = Diagnostic::error(message).in_file(&module.file).underline(&module.text, range, "");
    Some(error.code(codes::RULE_ID.code).help(format!("call it `{expected}.rego`")))
}

/// What METADATA may leave out, and a reader of a report misses.
fn incomplete(module: &Module, rule: &super::Rule) -> Option<Diagnostic> {
    let custom = &rule.metadata.custom;
    let missing: BTreeMap<&str, bool> = BTreeMap::from([
        ("title", rule.metadata.title.trim().is_empty()),
        ("description", rule.metadata.description.trim().is_empty()),
        ("remediation", custom.remediation.trim().is_empty()),
    ]);
    let missing: Vec<&str> = missing.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name).collect();
    if missing.is_empty() {
        return None;
    }
    let message = format!("METADATA says nothing under `{}`", missing.join("`, `"));
    let range = metadata::member_range(&module.text, "custom");
    let diagnostic = Diagnostic::warning(message).in_file(&module.file).underline(&module.text, range, "");
    Some(diagnostic.code(codes::METADATA_INCOMPLETE.code).help(codes::METADATA_INCOMPLETE.remedy))
}
