//! What makes a module a rule: its METADATA, and what it must have besides.

use super::{Module, RULES, line_of};
use crate::config;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::control::Control;
use crate::finding::outcome::RuleSummary;
use crate::policy::controls;
use crate::policy::lint::{Reads, codes};
use crate::policy::metadata::{self, Metadata, Shipped};
use crate::snapshot::Section;

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
    /// The controls that it helps to keep, by framework and in order of id.
    pub controls: Vec<Control>,
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
            controls: self.controls.clone(),
        }
    }
}

/// Reads the rule of a module, whose package is `place` behind `cordon.rules`. Its controls must be among those of
/// the pack's data.
pub(super) fn rule_of(
    module: &Module,
    place: &str,
    reads: &Reads,
    shipped: &Shipped,
    data: &serde_json::Map<String, serde_json::Value>,
    notes: &mut Vec<Diagnostic>,
) -> Result<Rule, Box<Diagnostic>> {
    let at = |range: std::ops::Range<usize>, message: String| {
        Diagnostic::error(message).in_file(&module.file).underline(&module.text, range, "")
    };
    let Some((area, name)) = place.split_once('.').filter(|(_, name)| !name.contains('.')) else {
        let message = format!("a rule's package is `{RULES}<area>.<rule_id>`, but this one is `{}`", module.package);
        let line = line_of(&module.text, "package ");
        return Err(Box::new(module.error_at(line, message).code(codes::PACKAGE.code)));
    };
    let known = module.embedded.then(|| shipped.of(&module.file)).flatten();
    let metadata = known.map_or_else(|| metadata::read(&module.text), Ok).map_err(|error| {
        let help = "see docs/rules.md for what METADATA must say";
        // What is missing has no line of its own: it belongs below `custom`, or else at the top.
        let is_of_block = ["title", "custom"].iter().any(|name| error.message.contains(&format!("field `{name}`")));
        let diagnostic = match error.message.contains("missing field") {
            true if is_of_block => at(metadata::member_range(&module.text, ""), error.message),
            true => at(metadata::member_range(&module.text, "custom"), error.message),
            false => module.error_at(error.line, error.message),
        };
        Box::new(diagnostic.code(codes::METADATA.code).help(help))
    })?;
    let id = metadata.custom.id.clone();
    if id.replace('-', "_") != name {
        let message = format!("the rule id `{id}` does not go with the package, which ends in `{name}`");
        let help = format!("expected the id `{}`", name.replace('_', "-"));
        let range = metadata::word_range(&module.text, "id", &id);
        return Err(Box::new(at(range, message).code(codes::RULE_ID.code).help(help)));
    }
    let section = |member: &str, name: &str| {
        Section::from_name(name).ok_or_else(|| {
            let known = Section::ALL.map(Section::name);
            let help = suggestion(name, known, &format!("expected one of: {}", known.join(", ")));
            let range = metadata::word_range(&module.text, member, name);
            let message = format!("`{member}` names `{name}`, which is no section of a snapshot");
            Box::new(at(range, message).code(codes::SECTION.code).help(help))
        })
    };
    let custom = &metadata.custom;
    let requires_if = custom.requires_if.iter().map(|(name, paths)| Ok((section("requires_if", name)?, paths.clone())));
    let requires_if = requires_if.collect::<Result<Vec<_>, Box<Diagnostic>>>()?;
    custom.optional.iter().try_for_each(|name| section("optional", name).map(drop))?;
    let requires = match &custom.requires {
        Some(names) => {
            let declared = names.iter().map(|name| section("requires", name)).collect::<Result<Vec<_>, _>>()?;
            let is_known = |section: &Section| {
                let optional = custom.optional.iter().any(|name| name == section.name());
                optional || declared.contains(section) || requires_if.iter().any(|(known, _)| known == section)
            };
            let left_out: Vec<Section> = reads.own.keys().copied().filter(|section| !is_known(section)).collect();
            if !left_out.is_empty() {
                let named = left_out.iter().map(|section| section.name()).collect::<Vec<_>>().join(", ");
                let message =
                    format!("the rule `{id}` reads [{named}] but does not require it; it is taken as required");
                let range = metadata::member_range(&module.text, "requires");
                notes.push(at(range, message).warn().help(format!("add {named} to `requires`")));
            }
            declared.into_iter().chain(left_out).collect()
        }
        None => {
            let read: Vec<Section> = reads.needed().into_iter().collect();
            let named = read.iter().map(|section| section.name()).collect::<Vec<_>>().join(", ");
            let message =
                format!("the rule `{id}` does not say which sections it requires; taking those it reads: [{named}]");
            let help = format!("add `requires: [{named}]` under `custom`");
            let range = metadata::member_range(&module.text, "custom");
            notes.push(at(range, message).warn().code(codes::METADATA_INCOMPLETE.code).help(help));
            read
        }
    };
    let conditions = custom.requires_if.values().flatten().map(|path| ("requires_if", path));
    for (member, path) in conditions.chain(custom.requires_policy.iter().map(|path| ("requires_policy", path))) {
        if !config::has_place(path) {
            let message = format!("the rule asks for `{path}`, which is no place of a policy file");
            let help = "expected the like of `partners`, `partners.*.divisions` or `permissions.excluded`";
            let range = metadata::word_range(&module.text, member, path);
            return Err(Box::new(at(range, message).code(codes::SECTION.code).help(help)));
        }
    }
    for (name, param) in &custom.params {
        if let Some(fault) = param.fault() {
            let range = metadata::word_range(&module.text, "params", name);
            let help = "see docs/rules.md for what a parameter must say";
            let message = format!("the parameter `{name}` {fault}");
            return Err(Box::new(at(range, message).code(codes::METADATA.code).help(help)));
        }
    }
    if let Some(unknown) = controls::unknown(&custom.controls, data) {
        let range = metadata::word_range(&module.text, "controls", &unknown.word);
        return Err(Box::new(at(range, unknown.message).code(codes::METADATA.code).help(unknown.help)));
    }
    let (area, package, file) = (area.to_owned(), module.package.clone(), module.file.clone());
    let findings_line = line_of(&module.text, "findings");
    let controls = controls::named(&custom.controls, data);
    Ok(Rule { id, area, package, file, metadata, requires, requires_if, controls, findings_line })
}

/// What a rule's file must have besides what makes it one.
pub(super) fn form(module: &Module, rule: &Rule) -> Vec<Diagnostic> {
    let unknown = metadata::unknown_members(&module.text).into_iter().map(|(range, message, help)| {
        let error = Diagnostic::error(message).in_file(&module.file).underline(&module.text, range, "");
        error.code(codes::METADATA_UNKNOWN.code).help(help)
    });
    let mut found: Vec<Diagnostic> = unknown.collect();
    if !module.text.lines().any(|line| line.starts_with("findings")) {
        let message = format!("the rule `{}` defines no `findings`", rule.id);
        let error = module.error_at(line_of(&module.text, "package "), message);
        found.push(error.code(codes::NO_FINDINGS.code).help("write `findings contains finding if { … }`"));
    }
    found
}

/// Whether a resource is a page that a report can link to; it may also be the title of a book.
fn is_page(address: &&str) -> bool {
    (address.starts_with("https://") || address.starts_with("http://")) && !address.contains(char::is_whitespace)
}
