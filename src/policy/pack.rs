//! Rule packs: the one embedded in the binary and those given with `--policy`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use super::engine::not_compiled;
use super::metadata::{self, Metadata};
use super::syntax::{self, Syntax};
use super::{recursion, references, source};
use crate::config;
use crate::diagnostic::{Diagnostic, Level, offset_of, suggestion};
use crate::finding::outcome::RuleSummary;
use crate::snapshot::Section;
use crate::snapshot::read::small_file;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rego");

/// Folder of helpers that only tests and `cordon explain` need.
const TESTING: &str = "lib/testing/";

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
    /// An error that underlines one of its lines (from 1).
    pub(super) fn error_at(&self, line: usize, message: impl Into<String>) -> Diagnostic {
        let start = offset_of(&self.text, line, 1);
        let end = self.text[start..].find('\n').map_or(self.text.len(), |newline| start + newline);
        Diagnostic::error(message).in_file(&self.file).underline(&self.text, start..end, "")
    }
}

/// A rule: a module that says what it is.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Id, from METADATA.
    pub id: String,
    /// Area, from the package.
    pub area: String,
    /// Package, with dots.
    pub package: String,
    /// File of the module.
    pub file: String,
    /// METADATA.
    pub metadata: Metadata,
    /// Sections without which it can't be evaluated.
    pub requires: Vec<Section>,
    /// Sections that are needed only when one of these places of the policy file is not empty.
    pub requires_if: Vec<(Section, Vec<String>)>,
    /// Line of the file that defines `findings`, from 1.
    pub findings_line: usize,
}

impl Rule {
    /// File, line and column that messages about what the rule returns point at.
    pub fn place(&self) -> (String, usize, usize) {
        (self.file.clone(), self.findings_line, 1)
    }

    /// What reports say of the rule.
    pub fn summary(&self) -> RuleSummary {
        RuleSummary {
            id: self.id.clone(),
            area: self.area.clone(),
            title: self.metadata.title.trim().to_owned(),
            description: self.metadata.description.trim().to_owned(),
            remediation: self.metadata.custom.remediation.trim().to_owned(),
            severity: self.metadata.custom.severity,
            tags: self.metadata.custom.tags.clone(),
            help_uri: self
                .metadata
                .related_resources
                .iter()
                .map(metadata::Resource::address)
                .find(is_page)
                .map(str::to_owned),
        }
    }
}

/// Everything that is evaluated: modules, the rules among them, and data.
#[derive(Debug, Clone, Default)]
pub struct Pack {
    /// All modules, in the order in which they are loaded.
    pub modules: Vec<Module>,
    /// Tests: the files ending in `_test.rego`, where they were asked for.
    pub tests: Vec<Module>,
    /// All rules, by id.
    pub rules: BTreeMap<String, Rule>,
    /// `data.cordon.data`: file stem → content.
    pub data: serde_json::Map<String, serde_json::Value>,
    /// The files that were read from users' folders.
    pub files: Vec<PathBuf>,
    /// What the user should know: shipped modules that were replaced, rules that say too little.
    pub notes: Vec<Diagnostic>,
}

/// What a pack is loaded for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To check snapshots.
    Check,
    /// To show or prove examples, with the good org.
    Examples,
    /// To run its tests.
    Tests,
}

/// A file of a pack before it is understood.
struct RawFile {
    name: String,
    text: String,
    embedded: bool,
}

impl Pack {
    /// Loads the embedded pack and those in the given folders (or single `.rego` files). A module in
    /// a folder replaces the embedded modules of the same package, and a note says so.
    ///
    /// # Errors
    /// Everything that is wrong with the files, in one go.
    pub fn load(folders: &[impl AsRef<Path>]) -> Result<Self, Vec<Diagnostic>> {
        Self::load_with(folders, Purpose::Check)
    }

    /// Like [`Pack::load`], with the good org of `rego/lib/testing`, which examples and tests use.
    ///
    /// # Errors
    /// As [`Pack::load`].
    pub fn load_for_testing(folders: &[impl AsRef<Path>]) -> Result<Self, Vec<Diagnostic>> {
        Self::load_with(folders, Purpose::Examples)
    }

    /// Like [`Pack::load_for_testing`], with the tests of the folders; without a folder, with those of the
    /// embedded pack.
    ///
    /// # Errors
    /// As [`Pack::load`].
    pub fn load_with_tests(folders: &[impl AsRef<Path>]) -> Result<Self, Vec<Diagnostic>> {
        Self::load_with(folders, Purpose::Tests)
    }

    fn load_with(folders: &[impl AsRef<Path>], purpose: Purpose) -> Result<Self, Vec<Diagnostic>> {
        let mut pack = Self::default();
        let mut errors = Vec::new();
        let mut files = Vec::new();
        embedded_files(&EMBEDDED, &mut files);
        for folder in folders {
            match folder_files(folder.as_ref(), purpose) {
                Ok(found) => files.extend(found),
                Err(error) => errors.push(*error),
            }
        }
        pack.files = files.iter().filter(|file| !file.embedded).map(|file| PathBuf::from(&file.name)).collect();
        for file in files {
            let is_testing = file.embedded && file.name.contains(TESTING);
            if file.name.ends_with(".json") {
                pack.add_data(file, &mut errors);
            } else if is_test_file(&file.name) {
                let wanted = purpose == Purpose::Tests && (folders.is_empty() || !file.embedded);
                if wanted {
                    pack.add_test(file, &mut errors);
                }
            } else if purpose != Purpose::Check || !is_testing {
                pack.add_module(file, &mut errors);
            }
        }
        let syntaxes = if errors.is_empty() { pack.syntaxes(&mut errors) } else { Vec::new() };
        pack.find_rules(&syntaxes, &mut errors);
        pack.note_folders_without_effect(folders);
        if errors.is_empty() { Ok(pack) } else { Err(errors) }
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
            let diagnostic = Diagnostic::error("the file has no package line").in_file(&file.name);
            errors.push(
                diagnostic.help("begin it with `package cordon.rules.<area>.<rule_id>`, or keep it out of the folder"),
            );
            return;
        };
        if !file.embedded {
            let refused = source::refusal(&text, &package, source::Kind::Rules);
            if !refused.is_empty() {
                errors.extend(refused.into_iter().map(|diagnostic| diagnostic.in_file(&file.name)));
                return;
            }
            let replaced = |module: &Module| module.embedded && module.package == package;
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

    fn add_test(&mut self, file: RawFile, errors: &mut Vec<Diagnostic>) {
        let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text).to_owned();
        let Some(package) = source::package_of(&text) else {
            let diagnostic = Diagnostic::error("the file has no package line").in_file(&file.name);
            errors.push(diagnostic.help("begin it with the package of the rule that it tests, and `_test`"));
            return;
        };
        let refused = source::refusal(&text, &package, source::Kind::Tests);
        errors.extend(refused.into_iter().map(|diagnostic| diagnostic.in_file(&file.name)));
        self.tests.push(Module { file: file.name, package, text, embedded: file.embedded });
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

    /// The syntax trees of all modules, in their order, where there is a user's module among them; the shipped
    /// pack by itself is proven by its tests.
    fn syntaxes(&mut self, errors: &mut Vec<Diagnostic>) -> Vec<Syntax> {
        let modules: Vec<Module> = self.modules.iter().chain(&self.tests).cloned().collect();
        if modules.iter().all(|module| module.embedded) {
            return Vec::new();
        }
        let mut engine = regorus::Engine::new();
        for module in &modules {
            if let Err(error) = engine.add_policy(module.file.clone(), module.text.clone()) {
                errors.push(not_compiled(&module.file, &module.text, &error.to_string()));
            }
        }
        if !errors.is_empty() {
            return Vec::new();
        }
        match syntax::of(&engine, &modules) {
            Ok(mut syntaxes) => {
                errors.extend(recursion::cycles(&syntaxes, &modules));
                let (wrong, doubts): (Vec<_>, Vec<_>) = references::check(&syntaxes, &modules)
                    .into_iter()
                    .partition(|diagnostic| diagnostic.level == Level::Error);
                errors.extend(wrong);
                self.notes.extend(doubts);
                syntaxes.truncate(self.modules.len());
                self.functions_last(syntaxes)
            }
            Err(reason) => {
                errors.push(Diagnostic::error(format!("the rule pack can't be looked through: {reason}")));
                Vec::new()
            }
        }
    }

    /// Of a package in several files the engine forgets the rules, seen through an import, where the first file has
    /// functions alone. So such files come last.
    fn functions_last(&mut self, syntaxes: Vec<Syntax>) -> Vec<Syntax> {
        let mut both: Vec<(Module, Syntax)> = std::mem::take(&mut self.modules).into_iter().zip(syntaxes).collect();
        both.sort_by_key(|(_, syntax)| syntax.defines.iter().all(|name| syntax.functions.contains_key(name)));
        let (modules, syntaxes) = both.into_iter().unzip();
        self.modules = modules;
        syntaxes
    }

    fn find_rules(&mut self, syntaxes: &[Syntax], errors: &mut Vec<Diagnostic>) {
        let mut packages = BTreeSet::new();
        for module in &self.modules {
            let Some(place) = module.package.strip_prefix(RULES) else { continue };
            if !packages.insert(&module.package) {
                let message = format!("the package `{}` is in two files, and a rule is one file", module.package);
                errors.push(Diagnostic::error(message).in_file(&module.file));
                continue;
            }
            let reads = |module: &Module| sections_read(module, &self.modules, syntaxes);
            match rule_of(module, place, reads, &mut self.notes) {
                Ok(rule) => {
                    if let Some(other) = self.rules.insert(rule.id.clone(), rule) {
                        let message = format!("the rule id `{}` is taken by {}", other.id, other.file);
                        errors.push(
                            Diagnostic::error(message).in_file(&module.file).help("give the rule an id of its own"),
                        );
                    }
                }
                Err(diagnostic) => errors.push(*diagnostic),
            }
        }
        let ids: BTreeSet<&String> = self.rules.keys().collect();
        let mut aliases: BTreeMap<&String, &Rule> = BTreeMap::new();
        for rule in self.rules.values() {
            for alias in &rule.metadata.custom.aliases {
                if ids.contains(alias) {
                    let message = format!("the alias `{alias}` is the id of another rule");
                    errors.push(Diagnostic::error(message).in_file(&rule.file));
                }
                if let Some(other) = aliases.insert(alias, rule).filter(|other| other.id != rule.id) {
                    let message = format!("the alias `{alias}` is also one of the rule `{}`", other.id);
                    errors.push(Diagnostic::error(message).in_file(&rule.file));
                }
            }
        }
    }
}

fn rule_of(
    module: &Module,
    place: &str,
    reads: impl Fn(&Module) -> Reads,
    notes: &mut Vec<Diagnostic>,
) -> Result<Rule, Box<Diagnostic>> {
    let at_line = |line: usize, message: String| module.error_at(line, message);
    let Some((area, name)) = place.split_once('.').filter(|(_, name)| !name.contains('.')) else {
        let message = format!("a rule's package is `{RULES}<area>.<rule_id>`, but this one is `{}`", module.package);
        return Err(Box::new(at_line(line_of(&module.text, "package "), message)));
    };
    let metadata = metadata::read(&module.text).map_err(|error| {
        let help = "see docs/rules.md for what METADATA must say";
        Box::new(at_line(error.line, error.message).help(help))
    })?;
    let id = metadata.custom.id.clone();
    if id.replace('-', "_") != name {
        let message = format!("the rule id `{id}` does not go with the package, which ends in `{name}`");
        let help = format!("expected the id `{}`", name.replace('_', "-"));
        return Err(Box::new(at_line(line_of(&module.text, "#   id:"), message).help(help)));
    }
    let section = |name: &str| {
        Section::from_name(name).ok_or_else(|| {
            let known = Section::ALL.map(Section::name);
            let help = suggestion(name, known, &format!("expected one of: {}", known.join(", ")));
            let line = line_of(&module.text, "#   requires");
            Box::new(at_line(line, format!("the rule requires `{name}`, which is no section of a snapshot")).help(help))
        })
    };
    let requires_if = metadata.custom.requires_if.iter().map(|(name, paths)| Ok((section(name)?, paths.clone())));
    let requires_if = requires_if.collect::<Result<Vec<_>, Box<Diagnostic>>>()?;
    let declared = metadata.custom.requires.as_ref();
    let declared = declared.map(|names| names.iter().map(|name| section(name)).collect::<Result<Vec<_>, _>>());
    let requires = match declared.transpose()? {
        Some(declared) => {
            let known: Vec<Section> =
                declared.iter().copied().chain(requires_if.iter().map(|(section, _)| *section)).collect();
            let left_out: Vec<Section> =
                reads(module).itself.into_iter().filter(|section| !known.contains(section)).collect();
            if !left_out.is_empty() {
                let named = names_of(&left_out);
                let message =
                    format!("the rule `{id}` reads [{named}] but does not require it; it is taken as required");
                let line = line_of(&module.text, "#   requires");
                notes.push(at_line(line, message).warn().help(format!("add {named} to `requires`")));
            }
            declared.into_iter().chain(left_out).collect()
        }
        None => {
            let read: Vec<Section> = reads(module).with_imports.into_iter().collect();
            let named = names_of(&read);
            let message =
                format!("the rule `{id}` does not say which sections it requires; taking those it reads: [{named}]");
            let help = format!("add `requires: [{named}]` under `custom`");
            notes.push(Diagnostic::warning(message).in_file(&module.file).help(help));
            read
        }
    };
    let paths = metadata.custom.requires_if.values().flatten().chain(&metadata.custom.requires_policy);
    for path in paths {
        if !config::has_place(path) {
            let message = format!("the rule asks for `{path}`, which is no place of a policy file");
            let help = "expected the like of `partners`, `partners.*.divisions` or `permissions.excluded`";
            return Err(Box::new(at_line(line_of(&module.text, "#   requires"), message).help(help)));
        }
    }
    if !module.embedded {
        notes.extend(
            metadata::unknown_members(&module.text)
                .into_iter()
                .map(|(line, message, help)| at_line(line, message).warn().help(help)),
        );
    }
    let (area, package, file) = (area.to_owned(), module.package.clone(), module.file.clone());
    let findings_line = line_of(&module.text, "findings");
    Ok(Rule { id, area, package, file, metadata, requires, requires_if, findings_line })
}

/// The sections that a rule reads.
struct Reads {
    /// In its own module.
    itself: BTreeSet<Section>,
    /// In what it imports, too; every section where a module uses `input` as a whole.
    with_imports: BTreeSet<Section>,
}

fn sections_read(module: &Module, modules: &[Module], syntaxes: &[Syntax]) -> Reads {
    let of_package = |package: &str| -> Vec<&Syntax> {
        modules.iter().zip(syntaxes).filter(|(other, _)| other.package == package).map(|(_, syntax)| syntax).collect()
    };
    let named = |syntax: &Syntax| -> Vec<Section> {
        syntax.inputs.iter().filter_map(|input| Section::from_name(&input.value)).collect()
    };
    let itself = of_package(&module.package).into_iter().flat_map(named).collect();
    let mut seen = BTreeSet::new();
    let mut to_read = vec![module.package.clone()];
    let mut with_imports = BTreeSet::new();
    while let Some(package) = to_read.pop() {
        if !seen.insert(package.clone()) {
            continue;
        }
        for syntax in of_package(&package) {
            with_imports.extend(named(syntax));
            if syntax.reads_anything {
                with_imports.extend(Section::ALL);
            }
            to_read.extend(syntax.imports.iter().map(|import| import.value.join(".")));
        }
    }
    Reads { itself, with_imports }
}

/// Whether a resource is a page that a report can link to; it may also be the title of a book.
fn is_page(address: &&str) -> bool {
    (address.starts_with("https://") || address.starts_with("http://")) && !address.contains(char::is_whitespace)
}

fn names_of(sections: &[Section]) -> String {
    sections.iter().map(|section| section.name()).collect::<Vec<_>>().join(", ")
}

/// Line (from 1) of the first line with this beginning, or 1.
fn line_of(text: &str, beginning: &str) -> usize {
    text.lines().position(|line| line.starts_with(beginning)).map_or(1, |line| line + 1)
}

fn embedded_files(dir: &Dir<'static>, files: &mut Vec<RawFile>) {
    for file in dir.files() {
        let name = file.path().display().to_string().replace('\\', "/");
        if let Some(text) = file.contents_utf8().filter(|_| is_pack_file(&name)) {
            files.push(RawFile { name: format!("rego/{name}"), text: text.to_owned(), embedded: true });
        }
    }
    for dir in dir.dirs() {
        embedded_files(dir, files);
    }
}

/// Rego files, and the JSON files of a folder called `data`.
fn is_pack_file(name: &str) -> bool {
    let is_data = name.ends_with(".json") && (name.starts_with("data/") || name.contains("/data/"));
    is_data || name.ends_with(".rego")
}

fn is_test_file(name: &str) -> bool {
    name.ends_with("_test.rego")
}

fn folder_files(folder: &Path, purpose: Purpose) -> Result<Vec<RawFile>, Box<Diagnostic>> {
    let shown = folder.display().to_string().replace('\\', "/");
    let failed = |file: &str, reason: String| {
        Box::new(Diagnostic::error(format!("cannot read the policy folder: {reason}")).in_file(file))
    };
    let mut files = Vec::new();
    let visible =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    for entry in walkdir::WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(visible)
    {
        let entry = entry.map_err(|error| {
            let reason = error.io_error().map_or_else(|| error.to_string(), crate::snapshot::plain);
            failed(&shown, reason)
        })?;
        let name = entry.path().display().to_string().replace('\\', "/");
        let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path()).display().to_string().replace('\\', "/");
        // A folder may be given by the path of one file, which then is all of it.
        let inside = if inside.is_empty() { entry.file_name().to_string_lossy().into_owned() } else { inside };
        let is_wanted = is_pack_file(&inside) && (purpose == Purpose::Tests || !is_test_file(&inside));
        if entry.file_type().is_file() && is_wanted {
            let bytes = small_file(entry.path()).map_err(|error| failed(&name, crate::snapshot::plain(&error)))?;
            let text = String::from_utf8(bytes).map_err(|error| {
                let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
                failed(&name, format!("it is not UTF-8 on line {line}"))
            })?;
            files.push(RawFile { name, text, embedded: false });
        }
    }
    if !files.is_empty() {
        return Ok(files);
    }
    let message = if purpose == Purpose::Tests {
        "the policy folder holds neither rules nor tests: no `.rego` file was found"
    } else {
        "the policy folder holds no rule: no `.rego` file other than tests was found"
    };
    Err(Box::new(Diagnostic::error(message).in_file(shown).help("name the folder that holds `<area>/<rule_id>.rego`")))
}
