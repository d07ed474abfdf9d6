//! The pack, its data and a resolved policy file as an OPA bundle, for those who evaluate rules elsewhere.
//!
//! What `check` does outside Rego is not in it, but one thing is: OPA would take a section that was never exported
//! for one that is empty, so the bundle holds a module that says which rules could not look (`outcomes.rego`).

mod archive;
mod folder;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use super::engine::{Engine, Limits};
use super::pack::{Module, Pack, Rule};
use super::run::{config_of, sections_needed, summary, unset_places};
use crate::config::{Config, PolicyFile};
use crate::diagnostic::Diagnostic;

pub use folder::Refusal;

/// What OPA looks for first in a bundle.
const MANIFEST: &str = ".manifest";

/// The package that the bundle adds.
const OWN_PACKAGE: &str = "cordon";

const OUTCOMES: &str = include_str!("outcomes.rego");

/// An OPA bundle: names and contents of its files, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    files: BTreeMap<String, Vec<u8>>,
    revision: String,
}

impl Bundle {
    /// Puts a bundle of the given rules together.
    ///
    /// # Errors
    /// A pack that does not compile, one that has a package which the bundle fills, and a rule that reads one which is
    /// not among the given.
    pub fn of(pack: &Pack, rules: &[&Rule], policy: Option<&PolicyFile>) -> Result<Self, Vec<Diagnostic>> {
        let config = config_of(policy, pack);
        // Whatever is no Rego, or no rule, is refused here as it is when a snapshot is checked.
        Engine::new(pack, &config, Limits::default())?;
        let modules = chosen_modules(pack, rules)?;
        let mut files = BTreeMap::new();
        files.insert("cordon/answers.rego".to_owned(), answers(rules).into_bytes());
        files.insert("cordon/outcomes.rego".to_owned(), OUTCOMES.as_bytes().to_vec());
        for module in &modules {
            let name = free_name(&module.package, &files);
            files.insert(name, module.text.clone().into_bytes());
        }
        let catalogue: serde_json::Map<String, Json> =
            rules.iter().map(|rule| (rule.id.clone(), entry(rule, &config))).collect();
        let mut data = pack.documents(&config);
        data.insert("catalogue".to_owned(), catalogue.into());
        let data = json!({"cordon": data});
        files.insert("data.json".to_owned(), text_of(data));
        let revision = revision_of(&files);
        let names: Vec<&String> = files.keys().collect();
        let manifest = json!({
            "revision": revision,
            "roots": roots(&modules),
            "rego_version": 1,
            "metadata": {"cordon": {"version": env!("CARGO_PKG_VERSION"), "files": names}},
        });
        files.insert(MANIFEST.to_owned(), text_of(manifest));
        Ok(Self { files, revision })
    }

    /// The hash of all that decides over findings: the same policy has the same revision.
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// Names and contents, in order.
    pub fn files(&self) -> impl ExactSizeIterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
    }

    /// Writes the bundle as a compressed archive, the same bytes each time.
    ///
    /// # Errors
    /// What writing says.
    pub fn write_archive(&self, out: &mut dyn io::Write) -> io::Result<()> {
        archive::write(self, out)
    }

    /// Writes the bundle as a folder, whole or not at all. A bundle that is there is replaced.
    ///
    /// # Errors
    /// Where something else is there, and what writing says.
    pub fn write_folder(&self, folder: &Path) -> Result<(), Refusal> {
        folder::write(self, folder)
    }
}

/// All modules but those of rules that were not chosen.
fn chosen_modules<'p>(pack: &'p Pack, rules: &[&Rule]) -> Result<Vec<&'p Module>, Vec<Diagnostic>> {
    let chosen: BTreeSet<&str> = rules.iter().map(|rule| rule.package.as_str()).collect();
    let left_out: Vec<&Rule> = pack.rules.values().filter(|rule| !chosen.contains(rule.package.as_str())).collect();
    let is_left_out = |module: &&Module| left_out.iter().any(|rule| rule.package == module.package);
    let modules: Vec<&Module> = pack.modules.iter().filter(|module| !is_left_out(module)).collect();
    let mut errors = Vec::new();
    for module in &modules {
        if is_own(&module.package) {
            let message = format!("the package `{}` is one that the bundle fills itself", module.package);
            errors.push(Diagnostic::error(message).in_file(&module.file).help("give the package a name of its own"));
        }
        for rule in left_out.iter().filter(|rule| mentions(&module.text, &rule.package)) {
            let message = format!("the file reads the rule `{}`, which would not be in the bundle", rule.id);
            errors.push(Diagnostic::error(message).in_file(&module.file).help(format!("add `--rule {}`", rule.id)));
        }
    }
    if errors.is_empty() { Ok(modules) } else { Err(errors) }
}

/// Whether a package is the one that the bundle adds, or one of the names in it.
fn is_own(package: &str) -> bool {
    let defined = |line: &'static str| line.split(|c: char| !c.is_alphanumeric() && c != '_').next();
    let mut names = OUTCOMES.lines().filter_map(defined).chain(["answers", "catalogue"]);
    match package.split('.').collect::<Vec<_>>()[..] {
        [OWN_PACKAGE] => true,
        [OWN_PACKAGE, first, ..] => names.any(|name| name == first),
        _ => false,
    }
}

fn mentions(text: &str, package: &str) -> bool {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    text.match_indices(&format!("data.{package}")).any(|(at, found)| ends(&text[at + found.len()..]))
}

/// A file's name by its package. A package in several files has several names.
fn free_name(package: &str, taken: &BTreeMap<String, Vec<u8>>) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' };
    let path: String = package.chars().map(safe).collect::<String>().replace('.', "/");
    let name = |number: usize| if number == 1 { format!("{path}.rego") } else { format!("{path}_{number}.rego") };
    (1..).map(name).find(|name| !taken.contains_key(name)).unwrap_or_default()
}

/// What the bundle owns of OPA's data. OPA refuses roots of which one is inside another.
fn roots(modules: &[&Module]) -> Vec<String> {
    // A package with brackets is inside of what stands before them.
    let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let path = |module: &&Module| {
        let end = module.package.find(|c| !plain(c)).unwrap_or(module.package.len());
        module.package[..end].replace('.', "/")
    };
    let all: BTreeSet<String> = modules.iter().map(path).chain([OWN_PACKAGE.to_owned()]).collect();
    let mut outer: Vec<String> = Vec::new();
    // In order of their parts, what is inside a root comes right after it.
    let mut sorted: Vec<String> = all.into_iter().collect();
    sorted.sort_by(|a, b| a.split('/').cmp(b.split('/')));
    for root in sorted {
        if outer.last().is_none_or(|last| !root.starts_with(&format!("{last}/"))) {
            outer.push(root);
        }
    }
    outer
}

/// A module that gathers what the rules return. What is undefined is an empty array in it.
fn answers(rules: &[&Rule]) -> String {
    let mut text = format!("package {OWN_PACKAGE}\n\n# Rule id → what the rule returns.\nanswers := {{\n");
    for Rule { id, package, .. } in rules {
        let part = |name: &str| format!("{name:?}: [x | x := data.{package}.{name}]");
        let _ = writeln!(text, "\t{id:?}: {{{}, {}}},", part("findings"), part("not_evaluated"));
    }
    text.push_str("}\n");
    text
}

/// What the bundle says of a rule.
fn entry(rule: &Rule, config: &Config) -> Json {
    let summary = summary(rule, config);
    json!({
        "package": rule.package,
        "title": summary.title,
        "severity": summary.severity,
        "tags": summary.tags,
        "requires": sections_needed(rule, config).iter().map(|section| section.name()).collect::<Vec<_>>(),
        "since": rule.metadata.custom.requires_since,
        "unset": unset_places(rule, config).collect::<Vec<_>>(),
    })
}

/// A document with its members in order, one a line.
fn text_of(document: Json) -> Vec<u8> {
    format!("{:#}\n", sorted(document)).into_bytes()
}

fn sorted(value: Json) -> Json {
    match value {
        Json::Object(members) => {
            let members: BTreeMap<String, Json> =
                members.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            Json::Object(members.into_iter().collect())
        }
        Json::Array(items) => Json::Array(items.into_iter().map(sorted).collect()),
        other => other,
    }
}

fn revision_of(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hash = Sha256::new();
    for (name, bytes) in files {
        // Lengths keep one file's end apart from the next one's beginning.
        hash.update(format!("{} {name} {} ", name.len(), bytes.len()));
        hash.update(bytes);
    }
    let mut text = String::new();
    for byte in hash.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_do_not_hold_one_another() {
        let module = |package: &str| Module {
            file: String::new(),
            package: package.to_owned(),
            text: String::new(),
            embedded: false,
        };
        let modules = ["acme", "cordon.lib.x", "acme.helpers", "acme_b.c", "beta[\"x y\"].z"].map(module);
        let roots = roots(&modules.iter().collect::<Vec<_>>());
        assert_eq!(roots, ["acme", "acme_b/c", "beta", "cordon"]);
    }

    #[test]
    fn what_the_bundle_fills_is_its_own() {
        for (package, own) in [
            ("cordon", true),
            ("cordon.outcomes", true),
            ("cordon.not_evaluated.x", true),
            ("cordon.catalogue", true),
            ("cordon.helpers", false),
            ("cordon.rules.a.b", false),
            ("cordonanswers", false),
        ] {
            assert_eq!(is_own(package), own, "{package}");
        }
    }

    #[test]
    fn a_mention_is_of_the_whole_package() {
        assert!(mentions("import data.cordon.rules.a.b\n", "cordon.rules.a.b"));
        assert!(mentions("x := data.cordon.rules.a.b.findings", "cordon.rules.a.b"));
        assert!(!mentions("import data.cordon.rules.a.b_c\n", "cordon.rules.a.b"));
    }
}
