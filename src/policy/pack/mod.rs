//! Rule packs: the one embedded in the binary and those given with `--policy`.

mod files;
mod rule;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

pub use self::rule::Rule;

use self::files::{RawFile, folder_files};
use self::rule::{form, rule_of};
use super::lint::{self, Look, codes};
use super::query::QUERIES;
use super::{controls, metadata, params, source};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level, offset_of};

/// Folder of helpers that only tests and `cordon explain` need.
const TESTING: &str = "lib/testing/";

/// Files of tests end with this.
const TEST: &str = "_test.rego";

/// Packages of rules begin with this.
const RULES: &str = "cordon.rules.";

/// One Rego file.
#[derive(Debug, Clone)]
pub struct Module {
    /// Name in messages: the path as the user knows it, or `rego/…` for embedded ones.
    pub file: String,
    /// Package, with dots.
    pub package: String,
    /// Source.
    pub text: String,
    /// Whether it ships with cordon.
    pub embedded: bool,
}

impl Module {
    /// Whether it holds tests.
    pub(super) fn is_test(&self) -> bool {
        self.file.ends_with(TEST)
    }

    /// An error that underlines one of its lines (from 1).
    pub(super) fn error_at(&self, line: usize, message: impl Into<String>) -> Diagnostic {
        let start = offset_of(&self.text, line, 1);
        let end = self.text[start..].find('\n').map_or(self.text.len(), |newline| start + newline);
        Diagnostic::error(message).in_file(&self.file).underline(&self.text, start..end, "")
    }
}

/// Everything that is evaluated: modules, the rules among them, and data.
#[derive(Debug, Clone, Default)]
pub struct Pack {
    /// All modules, in the order in which they are loaded.
    pub modules: Vec<Module>,
    /// Tests: the files ending in `_test.rego`, where they were asked for.
    pub tests: Vec<Module>,
    /// Saved queries, which no run of rules looks at. A later one takes the place of an earlier one of its name.
    pub queries: Vec<Module>,
    /// All rules, by id.
    pub rules: BTreeMap<String, Rule>,
    /// `data.cordon.data`: file stem → content.
    pub data: serde_json::Map<String, serde_json::Value>,
    /// The files that were read from users' folders.
    pub files: Vec<PathBuf>,
    /// What the user should know: shipped modules that were replaced, rules that say too little.
    pub notes: Vec<Diagnostic>,
}

/// What is read besides rules, helpers and data.
#[derive(Debug, Clone, Copy)]
pub(super) struct Contents {
    /// The good org of `rego/lib/testing`.
    pub(super) testing: bool,
    /// Tests: those that ship, or those of the folders.
    pub(super) tests: bool,
    /// Whether a folder may hold tests alone.
    pub(super) tests_alone: bool,
}

impl Pack {
    /// The pack with the modules of some packages alone, as far as they ship: what others wrote stays, so that it is
    /// looked at whole.
    #[must_use]
    pub fn reduced_to(&self, packages: &BTreeSet<&str>) -> Self {
        let is_needed = |module: &&Module| !module.embedded || packages.contains(module.package.as_str());
        Self {
            modules: self.modules.iter().filter(is_needed).cloned().collect(),
            data: self.data.clone(),
            rules: self.rules.clone(),
            ..Self::default()
        }
    }

    /// The pack without its rules: what questions need that are not about findings.
    #[must_use]
    pub fn helpers(&self) -> Self {
        let is_helper = |module: &&Module| !module.package.starts_with("cordon.rules.");
        Self {
            modules: self.modules.iter().filter(is_helper).cloned().collect(),
            data: self.data.clone(),
            rules: self.rules.clone(),
            ..Self::default()
        }
    }

    /// Loads the embedded pack and those in the given folders (or single `.rego` files). A module in
    /// a folder replaces the embedded modules of the same package, and a note says so.
    ///
    /// # Errors
    /// Everything that is wrong with the files, in one go.
    pub fn load(folders: &[impl AsRef<Path>]) -> Result<Self, Vec<Diagnostic>> {
        Self::load_with(folders, Contents { testing: false, tests: false, tests_alone: false })
    }

    /// Like [`Pack::load`], with the good org of `rego/lib/testing`, which examples and tests use.
    ///
    /// # Errors
    /// As [`Pack::load`].
    pub fn load_for_testing(folders: &[impl AsRef<Path>]) -> Result<Self, Vec<Diagnostic>> {
        Self::load_with(folders, Contents { testing: true, tests: false, tests_alone: false })
    }

    /// Like [`Pack::load_for_testing`], with the tests of the folders; without a folder, with those of the
    /// embedded pack.
    ///
    /// # Errors
    /// As [`Pack::load`].
    pub fn load_with_tests(folders: &[impl AsRef<Path>]) -> Result<Self, Vec<Diagnostic>> {
        Self::load_with(folders, Contents { testing: true, tests: true, tests_alone: true })
    }

    fn load_with(folders: &[impl AsRef<Path>], contents: Contents) -> Result<Self, Vec<Diagnostic>> {
        let (mut pack, mut errors) = Self::gather(folders, contents)?;
        let modules = std::mem::take(&mut pack.modules);
        // The shipped pack by itself is proven by its tests.
        let is_shipped = modules.iter().all(|module| module.embedded);
        let data = pack.data.keys().cloned().collect();
        let look = (!is_shipped && errors.is_empty()).then(|| Look::at(&modules, data));
        for found in look.iter().flat_map(Look::found) {
            match found.level {
                // That is told of each finding as it comes, and the other rules keep theirs.
                Level::Error if found.code == Some(codes::FINDING_FORM.code) => {}
                Level::Error => errors.push(found.clone()),
                // Most warnings are for the author, who has `cordon lint`; this one says what a run is worth.
                Level::Warning if found.code == Some(codes::UNREPEATABLE.code) => pack.notes.push(found.clone()),
                Level::Warning => {}
            }
        }
        pack.find_rules(&modules, look.as_ref(), &mut errors);
        // Of a package in several files the engine forgets the rules, seen through an import, where the first file has
        // functions alone. So such files come last.
        let functions: Vec<bool> =
            (0..modules.len()).map(|at| look.as_ref().is_some_and(|look| look.has_functions_alone(at))).collect();
        drop(look);
        let mut ordered: Vec<(bool, Module)> = functions.into_iter().zip(modules).collect();
        ordered.sort_by_key(|(functions, _)| *functions);
        let modules = ordered.into_iter().map(|(_, module)| module);
        (pack.tests, pack.modules) = modules.partition(Module::is_test);
        pack.note_folders_without_effect(folders);
        lint::sort(&mut errors);
        if errors.is_empty() { Ok(pack) } else { Err(errors) }
    }

    /// Reads the files of a pack and tells what can be told of each by itself.
    ///
    /// # Errors
    /// Where a folder can't be read or holds no rules. What is wrong with files is returned beside the pack.
    pub(super) fn gather(
        folders: &[impl AsRef<Path>],
        contents: Contents,
    ) -> Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut pack = Self::default();
        let mut errors = Vec::new();
        let mut unreadable = Vec::new();
        let mut read = files::embedded(contents.tests && folders.is_empty());
        for folder in folders {
            match folder_files(folder.as_ref(), contents) {
                Ok(found) => read.extend(found),
                Err(error) => unreadable.push(*error),
            }
        }
        if !unreadable.is_empty() {
            return Err(unreadable);
        }
        pack.files = read.iter().filter(|file| !file.embedded).map(|file| PathBuf::from(&file.name)).collect();
        for file in read {
            let is_testing = file.embedded && file.name.contains(TESTING);
            if file.name.ends_with(".json") {
                pack.add_data(file, &mut errors);
            } else if contents.testing || !is_testing {
                pack.add_module(file, &mut errors);
            }
        }
        Ok((pack, errors))
    }

    /// The text of a file that ships, by its place in `rego`.
    pub fn shipped_file(path: &str) -> Option<&'static str> {
        files::shipped(path)
    }

    /// What rules see below `data.cordon` besides modules: the policy, the data files and the rules' parameters.
    pub(super) fn documents(&self, config: &Config) -> serde_json::Map<String, serde_json::Value> {
        let documents = [
            ("config", config.to_json()),
            ("data", self.data.clone().into()),
            ("params", params::document(self, config)),
        ];
        documents.into_iter().map(|(name, document)| (name.to_owned(), document)).collect()
    }

    /// Finds a rule by id or alias.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules
            .get(id)
            .or_else(|| self.rules.values().find(|rule| rule.metadata.custom.aliases.iter().any(|alias| alias == id)))
    }

    /// Ids and aliases of all rules.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.rules.values().flat_map(|rule| {
            std::iter::once(rule.id.as_str()).chain(rule.metadata.custom.aliases.iter().map(String::as_str))
        })
    }

    fn add_data(&mut self, file: RawFile, errors: &mut Vec<Diagnostic>) {
        let stem =
            Path::new(&file.name).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        match serde_json::from_str(&file.text) {
            Ok(value) => {
                if stem == controls::FILE {
                    let (all, replaced) = controls::with_own(self.data.get(&stem), value);
                    let note = |key| format!("this file replaces the framework `{key}`, which another file gave");
                    let notes = replaced.into_iter().map(|key| Diagnostic::warning(note(key)).in_file(&file.name));
                    self.notes.extend(notes);
                    self.data.insert(stem, all);
                    return;
                }
                let before = self.data.insert(stem.clone(), value);
                if before.is_some() && before.as_ref() != self.data.get(&stem) {
                    let message = format!("this file replaces the data `{stem}`, which another file gave");
                    self.notes.push(Diagnostic::warning(message).in_file(&file.name));
                }
            }
            Err(error) => {
                let offset = offset_of(&file.text, error.line(), error.column());
                let diagnostic = Diagnostic::error("the data file is not valid JSON").in_file(&file.name);
                errors.push(diagnostic.underline(&file.text, offset..offset + 1, error.to_string()));
            }
        }
    }

    fn add_module(&mut self, file: RawFile, errors: &mut Vec<Diagnostic>) {
        let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text).to_owned();
        let Some(package) = source::package_of(&text) else {
            let diagnostic = Diagnostic::error("the file has no package line").in_file(&file.name).at(1, 1);
            errors.push(
                diagnostic
                    .code(codes::PACKAGE.code)
                    .help("begin it with `package cordon.rules.<area>.<rule_id>`, or keep it out of the folder"),
            );
            return;
        };
        let is_test = file.name.ends_with(TEST);
        if package.starts_with(QUERIES) && !is_test {
            self.add_query(Module { file: file.name, package, text, embedded: file.embedded }, errors);
            return;
        }
        if !file.embedded {
            let kind = if is_test { source::Kind::Tests } else { source::Kind::Rules };
            let refused = source::refusal(&text, &package, kind);
            if !refused.is_empty() {
                errors.extend(refused.into_iter().map(|one| one.in_file(&file.name).code(codes::PACKAGE.code)));
                return;
            }
            // A test may stand in the package of what it tests, which it does not replace.
            let replaced = |module: &Module| !is_test && module.embedded && module.package == package;
            // A copy of what ships changes nothing, so there is nothing to say of it.
            let changes = self.modules.iter().any(|module| replaced(module) && module.text != text);
            self.modules.retain(|module| !replaced(module));
            if changes {
                let message = format!("this file replaces the shipped package `{package}`");
                self.notes.push(Diagnostic::warning(message).in_file(&file.name));
            }
        }
        self.modules.push(Module { file: file.name, package, text, embedded: file.embedded });
    }

    fn add_query(&mut self, module: Module, errors: &mut Vec<Diagnostic>) {
        let refused = source::refusal(&module.text, &module.package, source::Kind::Tests);
        errors.extend(refused.into_iter().map(|one| one.in_file(&module.file).code(codes::PACKAGE.code)));
        if !module.embedded {
            if self.queries.iter().any(|other| other.embedded && other.package == module.package) {
                let message = "this file replaces the saved query of the same name that ships";
                self.notes.push(Diagnostic::warning(message).in_file(&module.file));
            }
            if let Err(error) = metadata::annotations(&module.text) {
                self.notes.push(module.error_at(error.line, error.message).warn());
            }
        }
        self.queries.retain(|other| other.package != module.package);
        self.queries.push(module);
    }

    /// Adds the saved queries of a folder, which may hold nothing else; none where there is no folder.
    ///
    /// # Errors
    /// Where a file can't be read or is none.
    pub fn add_queries(&mut self, folder: &Path) -> Result<(), Vec<Diagnostic>> {
        if !folder.is_dir() {
            return Ok(());
        }
        let contents = Contents { testing: false, tests: false, tests_alone: true };
        let files = folder_files(folder, contents).map_err(|error| vec![*error])?;
        let mut errors = Vec::new();
        for file in files {
            let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text).to_owned();
            if let Some(package) = source::package_of(&text).filter(|package| package.starts_with(QUERIES)) {
                self.add_query(Module { file: file.name, package, text, embedded: false }, &mut errors);
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// A folder that was given to add rules and adds none is a mistake more often than not.
    fn note_folders_without_effect(&mut self, folders: &[impl AsRef<Path>]) {
        for folder in folders {
            let shown = folder.as_ref().display().to_string().replace('\\', "/");
            let inside = |module: &&Module| !module.embedded && Path::new(&module.file).starts_with(&shown);
            let matters = |module: &Module| module.package.starts_with("cordon.");
            if !self.modules.iter().filter(inside).any(matters) && self.modules.iter().any(|module| inside(&module)) {
                let message =
                    "the policy folder adds no rule: no file in it is in a package `cordon.rules.<area>.<rule_id>`";
                self.notes.push(Diagnostic::warning(message).in_file(shown));
            }
        }
    }

    /// Finds the rules among modules. What they read is known where these were looked at.
    pub(super) fn find_rules(&mut self, modules: &[Module], look: Option<&Look<'_>>, errors: &mut Vec<Diagnostic>) {
        let mut packages = BTreeSet::new();
        let shipped = metadata::Shipped::find();
        for module in modules.iter().filter(|module| !module.is_test()) {
            let Some(place) = module.package.strip_prefix(RULES) else { continue };
            if !packages.insert(&module.package) {
                let message = format!("the package `{}` is in two files, and a rule is one file", module.package);
                let line = line_of(&module.text, "package ");
                errors.push(module.error_at(line, message).code(codes::DUPLICATE.code));
                continue;
            }
            let reads = look.map(|look| look.reads(&module.package)).unwrap_or_default();
            match rule_of(module, place, &reads, &shipped, &self.data, &mut self.notes) {
                Ok(rule) => {
                    if look.is_some() {
                        errors.extend(form(module, &rule));
                        errors.extend(lint::examples(module, &rule));
                    }
                    if let Some(other) = self.rules.insert(rule.id.clone(), rule) {
                        let message = format!("the rule id `{}` is taken by {}", other.id, other.file);
                        let range = metadata::member_range(&module.text, "id");
                        let error = Diagnostic::error(message).in_file(&module.file);
                        let error = error.underline(&module.text, range, "").code(codes::DUPLICATE.code);
                        errors.push(error.help("give the rule an id of its own"));
                    }
                }
                Err(diagnostic) => errors.push(*diagnostic),
            }
        }
        let ids: BTreeSet<&String> = self.rules.keys().collect();
        let mut aliases: BTreeMap<&String, &Rule> = BTreeMap::new();
        let taken = |rule: &Rule, alias: &str, message: String| {
            let error = Diagnostic::error(message).in_file(&rule.file).code(codes::DUPLICATE.code);
            match modules.iter().find(|module| module.file == rule.file) {
                Some(module) => error.underline(&module.text, metadata::word_range(&module.text, "aliases", alias), ""),
                None => error,
            }
        };
        for rule in self.rules.values() {
            for alias in &rule.metadata.custom.aliases {
                if ids.contains(alias) {
                    errors.push(taken(rule, alias, format!("the alias `{alias}` is the id of another rule")));
                }
                if let Some(other) = aliases.insert(alias, rule).filter(|other| other.id != rule.id) {
                    let message = format!("the alias `{alias}` is also one of the rule `{}`", other.id);
                    errors.push(taken(rule, alias, message));
                }
            }
        }
    }
}

/// Line (from 1) of the first line with this beginning, or 1.
fn line_of(text: &str, beginning: &str) -> usize {
    text.lines().position(|line| line.starts_with(beginning)).map_or(1, |line| line + 1)
}
