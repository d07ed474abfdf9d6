//! The `# METADATA` block of a rule. The engine drops comments, so it is read from the source.

mod block;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use self::block::{block, comment};
use super::params::Params;
use crate::diagnostic::suggestion;
use crate::finding::Severity;

/// A rule's METADATA, as OPA's annotations define it, with cordon's own part under `custom`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Metadata {
    /// One line: what the rule finds.
    pub title: String,
    /// Why it matters.
    #[serde(default)]
    pub description: String,
    /// Pages to read on.
    #[serde(default)]
    pub related_resources: Vec<Resource>,
    /// cordon's own part.
    pub custom: Custom,
}

/// A page to read on: a plain address, or an address with a description.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Resource {
    /// Only the address.
    Plain(String),
    /// Address and description.
    Described {
        /// The address.
        r#ref: String,
        /// What is there.
        #[serde(default)]
        description: String,
    },
}

impl Resource {
    /// The address.
    pub fn address(&self) -> &str {
        match self {
            Self::Plain(address) => address,
            Self::Described { r#ref, .. } => r#ref,
        }
    }

    /// What is there; may be empty.
    pub fn description(&self) -> &str {
        match self {
            Self::Plain(_) => "",
            Self::Described { description, .. } => description,
        }
    }
}

/// The `custom` member of a rule's METADATA.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Custom {
    /// Id of the rule, with hyphens.
    pub id: String,
    /// Severity unless the policy file says otherwise.
    pub severity: Severity,
    /// Earlier ids, which keep working in waivers and on the command line.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Sections without which the rule can't be evaluated; `None` where the rule does not say.
    pub requires: Option<Vec<String>>,
    /// Sections that are needed only when one of these places of the policy file is not empty.
    #[serde(default)]
    pub requires_if: BTreeMap<String, Vec<String>>,
    /// Sections that are read where they are there, without which the findings are the same.
    #[serde(default)]
    pub optional: Vec<String>,
    /// The sets that it is in; `None` where the rule does not say, which puts it in those of [`SETS_OF_A_RULE`].
    #[serde(default)]
    pub sets: Option<Vec<String>>,
    /// Whether it compares the snapshot with an earlier one (`--since`), without which it is not evaluated.
    #[serde(default)]
    pub requires_since: bool,
    /// Places of the policy file that must not be empty, e.g. `partners` or `partners.*.resource_names`.
    #[serde(default)]
    pub requires_policy: Vec<String>,
    /// Tags, for selection and for code scanning.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What to do about a finding.
    #[serde(default)]
    pub remediation: String,
    /// Parameters that a policy file may set, by name.
    #[serde(default)]
    pub params: Params,
    /// The controls that it helps to keep: framework, as in `rego/data/controls.json`, → ids.
    #[serde(default)]
    pub controls: BTreeMap<String, Vec<String>>,
    /// Cases that are proven by test and shown by `cordon explain`.
    #[serde(default)]
    pub examples: Examples,
}

impl Custom {
    /// The names of the sets that the rule is in.
    pub fn sets(&self) -> Vec<&str> {
        match &self.sets {
            Some(names) => names.iter().map(String::as_str).collect(),
            None => SETS_OF_A_RULE.to_vec(),
        }
    }
}

/// The sets of a rule that does not say which it is in.
pub const SETS_OF_A_RULE: [&str; 2] = ["default", "strict"];

/// Cases in which a rule fires and in which it does not.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Examples {
    /// It fires.
    pub fires: Vec<Example>,
    /// It stays quiet.
    pub quiet: Vec<Example>,
}

/// A change to the good org of `rego/lib/testing`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Example {
    /// What happened in the org.
    pub why: String,
    /// The change to the snapshot.
    #[serde(default)]
    pub snapshot: Option<serde_json::Value>,
    /// The change to the policy file.
    #[serde(default)]
    pub config: Option<serde_json::Value>,
    /// The facts beside the snapshot, of rules that read them.
    #[serde(default)]
    pub facts: Option<serde_json::Value>,
    /// The change that leads from the good org to the earlier snapshot, of rules that compare with one.
    #[serde(default)]
    pub since: Option<serde_json::Value>,
}

/// What is wrong with a METADATA block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetadataError {
    /// Line in the file, from 1.
    pub line: usize,
    /// One sentence.
    pub message: String,
}

/// Reads the METADATA block that stands before the package line.
///
/// # Errors
/// When there is none, when it is not YAML, or when a member is missing or not of its kind.
pub fn read(source: &str) -> Result<Metadata, MetadataError> {
    let (before, text) = block(source).ok_or_else(|| MetadataError {
        line: source.lines().position(|line| line.starts_with("package ")).unwrap_or_default() + 1,
        message: "there is no `# METADATA` block before the package line, so the rule has no id and no severity"
            .to_owned(),
    })?;
    serde_saphyr::from_str(&text).map_err(|error| {
        let line = error.location().map_or(1, |location| usize::try_from(location.line()).unwrap_or(1));
        let message = error.without_snippet().to_string();
        // The place is that of the block, which nobody has before them.
        let message = message.split(" at line ").next().unwrap_or_default().trim();
        MetadataError { line: before + line, message: format!("the METADATA block can't be read: {message}") }
    })
}

/// The METADATA of the rules that ship, as `build.rs` made JSON of it: YAML takes ten times as long.
static SHIPPED: &str = include_str!(concat!(env!("OUT_DIR"), "/metadata.json"));

/// The METADATA of the rules that ship, by file.
pub(super) struct Shipped(BTreeMap<&'static str, &'static RawValue>);

impl Shipped {
    /// Finds where that of each rule stands.
    pub(super) fn find() -> Self {
        Self(serde_json::from_str(SHIPPED).unwrap_or_default())
    }

    /// The METADATA of a file that ships, from `rego` on. None where it has none that can be read: `read` says why.
    pub(super) fn of(&self, file: &str) -> Option<Metadata> {
        serde_json::from_str(self.0.get(file)?.get()).ok()
    }
}

/// Members of METADATA, as OPA defines them.
const MEMBERS: [&str; 9] = [
    "scope",
    "title",
    "description",
    "related_resources",
    "authors",
    "organizations",
    "schemas",
    "entrypoint",
    "custom",
];

/// Members of `custom`.
const CUSTOM_MEMBERS: [&str; 14] = [
    "id",
    "severity",
    "aliases",
    "requires",
    "requires_if",
    "optional",
    "requires_policy",
    "requires_since",
    "sets",
    "tags",
    "remediation",
    "params",
    "controls",
    "examples",
];

/// Title and description of the block before the package line; empty where they are not there.
pub(super) fn title_and_description(source: &str) -> (String, String) {
    #[derive(Default, Deserialize)]
    #[serde(default)]
    struct Block {
        title: String,
        description: String,
    }
    let read = block(source).and_then(|(_, text)| serde_saphyr::from_str::<Block>(&text).ok()).unwrap_or_default();
    (read.title.trim().to_owned(), read.description.trim().to_owned())
}

/// Members that cordon does not know, with their place, what to say of them and what to do: a typo in the
/// name of one that may be left out would go unnoticed.
pub(super) fn unknown_members(source: &str) -> Vec<(std::ops::Range<usize>, String, String)> {
    let Some((_, text)) = block(source) else { return Vec::new() };
    let Ok(members) = serde_saphyr::from_str::<serde_json::Value>(&text) else { return Vec::new() };
    let names = |value: Option<&serde_json::Value>| -> Vec<String> {
        value
            .and_then(serde_json::Value::as_object)
            .map(|members| members.keys().cloned().collect())
            .unwrap_or_default()
    };
    let mut found = Vec::new();
    let examples = members.get("custom").and_then(|custom| custom.get("examples"));
    let kinds = ["fires", "quiet"].into_iter().filter_map(|kind| examples?.get(kind)?.as_array()).flatten();
    let of_examples = kinds.map(|example| {
        ("custom.examples.", names(Some(example)), &["why", "snapshot", "config", "facts", "since"][..])
    });
    let parts = [
        ("", names(Some(&members)), &MEMBERS[..]),
        ("custom.", names(members.get("custom")), &CUSTOM_MEMBERS[..]),
        ("custom.examples.", names(examples), &["fires", "quiet"][..]),
    ];
    for (parent, members, known) in parts.into_iter().chain(of_examples) {
        for name in members.iter().filter(|name| !known.contains(&name.as_str())) {
            let message = format!("METADATA has the member `{parent}{name}`, which cordon does not know");
            let help = suggestion(name, known.iter().copied(), &format!("known are: {}", known.join(", ")));
            found.push((member_range(source, name), message, help));
        }
    }
    found
}

/// The sections that the METADATA of a package of helpers calls optional.
pub(super) fn optional_of_package(source: &str) -> Vec<String> {
    block(source).map(|(_, text)| optional_in(&text)).unwrap_or_default()
}

/// The sections that the METADATA directly above a place calls optional.
pub(super) fn optional_before(source: &str, offset: usize) -> Vec<String> {
    let before = source.get(..offset).unwrap_or_default();
    let comments: Vec<&str> = before.lines().rev().map_while(comment).collect();
    let Some(start) = comments.iter().position(|line| line.trim() == "METADATA") else { return Vec::new() };
    optional_in(&comments[..start].iter().rev().copied().collect::<Vec<_>>().join("\n"))
}

/// Whether a METADATA block stands directly above a place.
pub(super) fn is_annotated(source: &str, offset: usize) -> bool {
    let before = source.get(..offset).unwrap_or_default();
    before.lines().rev().map_while(comment).any(|line| line.trim() == "METADATA")
}

fn optional_in(block: &str) -> Vec<String> {
    #[derive(Deserialize)]
    struct Block {
        #[serde(default)]
        custom: Part,
    }
    #[derive(Default, Deserialize)]
    struct Part {
        #[serde(default)]
        optional: Vec<String>,
    }
    // Most blocks have none, and YAML takes its time.
    if !block.contains("optional:") {
        return Vec::new();
    }
    serde_saphyr::from_str::<Block>(block).map(|block| block.custom.optional).unwrap_or_default()
}

/// Byte range of a member's name in the METADATA block before the package line, or of the block's first line.
pub(super) fn member_range(source: &str, name: &str) -> std::ops::Range<usize> {
    let lines = || {
        source.split_inclusive('\n').scan(0, |offset, line| {
            let start = *offset;
            *offset += line.len();
            Some((start, line.trim_end()))
        })
    };
    let end = lines().find(|(_, line)| line.starts_with("package ")).map_or(source.len(), |(start, _)| start);
    let in_block = lines().take_while(|(start, _)| *start < end);
    let found = in_block.clone().find_map(|(start, line)| {
        let rest = line.strip_prefix('#')?.trim_start();
        let at = start + line.len() - rest.len();
        rest.strip_prefix(name)?.starts_with(':').then(|| at..at + name.len())
    });
    let first = || in_block.clone().find(|(_, line)| line.starts_with("# METADATA"));
    found.or_else(|| first().map(|(start, line)| start..start + line.len())).unwrap_or(0..0)
}

/// Byte range of a word behind the name of a member, or of the name where the word is not there.
pub(super) fn word_range(source: &str, member: &str, word: &str) -> std::ops::Range<usize> {
    let name = member_range(source, member);
    let end = source.find("\npackage ").unwrap_or(source.len()).max(name.end);
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let rest = source.get(name.end..end).unwrap_or_default();
    let whole =
        |(at, _): &(usize, &str)| !rest[..*at].ends_with(is_part) && !rest[at + word.len()..].starts_with(is_part);
    match rest.match_indices(word).find(whole) {
        Some((at, _)) => name.end + at..name.end + at + word.len(),
        None => name,
    }
}

/// What METADATA says of a package or of a rule or function in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// What it is of: `package a.b`, or the head of a rule or function up to its value.
    pub of: String,
    /// One line.
    pub title: String,
    /// More; may be empty.
    pub description: String,
}

/// Every METADATA block of a source, in its order.
///
/// # Errors
/// When a block is not YAML or has no title.
pub fn annotations(source: &str) -> Result<Vec<Annotation>, MetadataError> {
    #[derive(Deserialize)]
    struct Block {
        title: String,
        #[serde(default)]
        description: String,
    }
    let lines: Vec<&str> = source.lines().collect();
    let mut found = Vec::new();
    for (at, _) in lines.iter().enumerate().filter(|(_, line)| line.trim_end() == "# METADATA") {
        let text: Vec<&str> = lines[at + 1..].iter().map_while(|line| comment(line)).collect();
        let block: Block = serde_saphyr::from_str(&text.join("\n")).map_err(|error| {
            let message = error.without_snippet().to_string();
            MetadataError { line: at + 2, message: format!("the METADATA block can't be read: {message}") }
        })?;
        let head = lines.get(at + 1 + text.len()).copied().unwrap_or_default();
        let end = [" := ", " if ", " contains ", " {"].iter().filter_map(|word| head.find(word)).min();
        found.push(Annotation {
            of: head[..end.unwrap_or(head.len())].trim().to_owned(),
            title: block.title.trim().to_owned(),
            description: block.description.trim().to_owned(),
        });
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "# METADATA\n# title: T\n# description: |\n#   one\n#\n#   two\n# custom:\n#   id: some-rule\n#   severity: high\n#   requires: [users]\npackage cordon.rules.a.some_rule\n";

    #[test]
    fn a_block_is_read() {
        let metadata = read(RULE).unwrap();
        assert_eq!(metadata.title, "T");
        assert_eq!(metadata.description, "one\n\ntwo\n");
        assert_eq!(metadata.custom.severity, Severity::High);
        assert_eq!(metadata.custom.requires.as_deref(), Some(&["users".to_owned()][..]));
    }

    /// What was read while cordon was built is what is read of the sources.
    #[test]
    fn what_ships_is_read_the_same() {
        let pack = crate::policy::Pack::load(&[] as &[&std::path::Path]).unwrap();
        let shipped = Shipped::find();
        let rules: Vec<_> = pack.modules.iter().filter(|module| module.package.starts_with("cordon.rules.")).collect();
        assert_eq!(rules.len(), pack.rules.len());
        for module in rules {
            assert_eq!(shipped.of(&module.file), read(&module.text).ok(), "{}", module.file);
            assert!(shipped.of(&module.file).is_some(), "{}", module.file);
        }
    }

    #[test]
    fn errors_name_the_line() {
        let error = read(&RULE.replace("severity: high", "severity: hihg")).unwrap_err();
        assert_eq!(error.line, 9, "{}", error.message);
        let error = read("package cordon.rules.a.b\n").unwrap_err();
        assert_eq!(error.line, 1);
    }
}
