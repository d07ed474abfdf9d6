//! Validation against `schemas/snapshot.schema.json`, and the wording of violations of any of our
//! schemas: what was found, what was expected.

use std::collections::BTreeMap;

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{ValidationError, Validator};
use serde_json::Value as Json;

use super::path::JsonPath;
use super::tree::{self, EngineJson, Tree, TreeNode};
use super::{source_map, tree::to_json};
use crate::diagnostic::{Diagnostic, Excerpt, suggestion};

/// The snapshot's schema, as it ships.
pub const SNAPSHOT_SCHEMA: &str = include_str!("../../schemas/snapshot.schema.json");

/// The schema of what is worked out of a snapshot and put beside it.
pub const FACTS_SCHEMA: &str = include_str!("../../schemas/facts.schema.json");

/// Number of violations that are shown one by one.
pub const MOST_SHOWN: usize = 20;

/// Compiles one of the schemas that ship with cordon.
///
/// # Errors
/// The reason why the schema is not one; shipped schemas are proven by a test.
pub fn compile(schema: &str) -> Result<Validator<EngineJson>, String> {
    compile_json(&serde_json::from_str(schema).map_err(|error| error.to_string())?)
}

fn compile_json(schema: &Json) -> Result<Validator<EngineJson>, String> {
    let options = jsonschema::options_for::<EngineJson>().should_validate_formats(true);
    options.build(schema).map_err(|error| error.to_string())
}

/// One violation: where, what was found, what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The place that is wrong; for an unknown member, the member itself.
    pub path: JsonPath,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What was expected, or what to do.
    pub help: Option<String>,
}

/// What is wrong with a document.
#[derive(Debug, Clone, Default)]
pub struct Violations {
    /// The first of them, in the order of the document.
    pub shown: Vec<Violation>,
    /// How many there are, as far as they were counted.
    pub count: usize,
    /// Whether counting stopped early, so that there are more.
    pub more: bool,
}

/// Counting stops somewhere beyond this many: nobody reads on, and each violation takes memory.
const MOST_COUNTED: usize = 10_000;

/// A map with more entries is looked at in parts of so many, since the validator gathers all violations of
/// what it is given before it hands out the first.
const PART: usize = 1_000;

/// All violations of `schema` in `tree`, of which `most` are kept.
///
/// # Errors
/// Like [`compile`].
pub fn violations_of(schema: &str, tree: &Tree, most: usize) -> Result<Violations, String> {
    let mut violations = Violations::default();
    if compile(schema)?.is_valid(TreeNode(tree)) {
        return Ok(violations);
    }
    let schema: Json = serde_json::from_str(schema).map_err(|error| error.to_string())?;
    let (large, rest): (Vec<_>, Vec<_>) = tree::members(tree).partition(|(name, value)| {
        matches!(value, Tree::Object(members) if members.len() > PART) && schema["properties"].get(name).is_some()
    });
    if large.is_empty() {
        violations.add(&schema, &JsonPath::default(), tree, most)?;
        return Ok(violations);
    }
    // The document with the large maps empty, then each of those in parts.
    let emptied = large.iter().map(|(name, _)| (Tree::from(*name), tree::object([])));
    let rest = rest.into_iter().map(|(name, value)| (Tree::from(name), value.clone()));
    violations.add(&schema, &JsonPath::default(), &tree::object(rest.chain(emptied)), most)?;
    for (name, map) in large {
        let mut part_of_schema = schema["properties"][name].clone();
        part_of_schema["$defs"] = schema["$defs"].clone();
        let members: Vec<_> = tree::members(map).collect();
        for part in members.chunks(PART) {
            let part = tree::object(part.iter().map(|(id, entry)| (Tree::from(*id), (*entry).clone())));
            violations.add(&part_of_schema, &JsonPath::of_keys([name]), &part, most)?;
            if violations.more {
                return Ok(violations);
            }
        }
    }
    Ok(violations)
}

impl Violations {
    /// Adds those of a part of the document, which stands at `place`.
    fn add(&mut self, schema: &Json, place: &JsonPath, part: &Tree, most: usize) -> Result<(), String> {
        let validator = compile_json(schema)?;
        if validator.is_valid(TreeNode(part)) {
            return Ok(());
        }
        for error in validator.iter_errors(TreeNode(part)) {
            if self.count >= MOST_COUNTED {
                self.more = true;
                return Ok(());
            }
            let found = describe(&error, place, part, schema);
            self.count += found.len();
            self.shown.extend(found.into_iter().take(most.saturating_sub(self.shown.len())));
        }
        Ok(())
    }

    /// Says what is not shown, of a document that is called so; nothing where all is shown.
    pub fn rest(&self, of_what: &str) -> Option<String> {
        let unseen = self.count - self.shown.len();
        match (unseen, self.more) {
            (0, false) => None,
            (_, true) => Some(format!("more than {} violations of {of_what} in all", self.count)),
            (unseen, false) => Some(format!("{unseen} more violations of {of_what}, {} in all", self.count)),
        }
    }
}

/// Checks a snapshot and says where it breaks its schema.
pub fn violations(snapshot: &Tree, text: &str, name: &str) -> Vec<Diagnostic> {
    let violations = match violations_of(SNAPSHOT_SCHEMA, snapshot, MOST_SHOWN) {
        Ok(violations) => violations,
        Err(reason) => {
            return vec![Diagnostic::error(format!("the snapshot schema of this build is broken: {reason}"))];
        }
    };
    let rest = violations.rest("the snapshot schema");
    let found = violations.shown;
    let paths: Vec<JsonPath> = found.iter().flat_map(|violation| source_map::with_ancestors(&violation.path)).collect();
    let regions = source_map::locate(text, &paths);
    let mut diagnostics: Vec<Diagnostic> =
        found.into_iter().map(|violation| at_place(violation, text, name, &regions)).collect();
    diagnostics.sort_by_key(|diagnostic| diagnostic.place);
    diagnostics.extend(rest.map(|rest| Diagnostic::error(rest).in_file(name)));
    diagnostics
}

fn at_place(
    violation: Violation,
    text: &str,
    name: &str,
    regions: &BTreeMap<JsonPath, source_map::Region>,
) -> Diagnostic {
    let mut diagnostic = Diagnostic::error(violation.message).in_file(name);
    diagnostic.help = violation.help;
    if let Some(region) = source_map::nearest(regions, &violation.path) {
        diagnostic.place = Some((region.start_line, region.start_column));
        let range = region.start..region.end;
        diagnostic.excerpts.push(Excerpt::at(
            text,
            (region.start_line, region.start_column),
            range,
            violation.path.to_string(),
        ));
    }
    diagnostic
}

/// The part of the schema that a validation error comes from.
fn schema_at<'s>(schema: &'s Json, error: &ValidationError<'_>) -> Option<&'s Json> {
    let pointer = error.schema_path().as_str();
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    schema.pointer(parent)
}

fn describe(error: &ValidationError<'_>, at: &JsonPath, tree: &Tree, schema: &Json) -> Vec<Violation> {
    let below = JsonPath::from_pointer(error.instance_path().as_str(), tree);
    let value = below.find(tree);
    let path = JsonPath(at.0.iter().chain(&below.0).cloned().collect());
    let found = value.map_or_else(|| "nothing".to_owned(), short);
    let one = |path: JsonPath, message: String, help: Option<String>| vec![Violation { path, message, help }];
    let meaning = || {
        let description = schema_at(schema, error).and_then(|part| part.get("description"));
        description.and_then(Json::as_str).map(str::to_owned)
    };
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let known: Vec<&str> = schema_at(schema, error)
                .and_then(|part| part.get("properties"))
                .and_then(Json::as_object)
                .map(|properties| properties.keys().map(String::as_str).collect())
                .unwrap_or_default();
            let one_unknown = |name: &String| Violation {
                path: path.key(name),
                message: format!("{} has the unknown member `{name}`", place(&path)),
                help: Some(suggestion(name, known.iter().copied(), &format!("expected one of: {}", known.join(", ")))),
            };
            unexpected.iter().map(one_unknown).collect()
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            let help = schema_at(schema, error)
                .and_then(|part| part.get("properties")?.get(name)?.get("description")?.as_str())
                .map(|description| format!("`{name}`: {description}"));
            one(path.clone(), format!("{} lacks the required member `{name}`", place(&path)), help)
        }
        ValidationErrorKind::Type { kind } => {
            let expected = match kind {
                TypeKind::Single(one) => article(&one.to_string()),
                TypeKind::Multiple(many) => {
                    many.iter().map(|one| article(&one.to_string())).collect::<Vec<_>>().join(" or ")
                }
            };
            one(path.clone(), format!("{} is {found}, expected {expected}", place(&path)), meaning())
        }
        ValidationErrorKind::Enum { options } => {
            let options: Vec<&str> =
                options.as_array().map(|all| all.iter().filter_map(Json::as_str).collect()).unwrap_or_default();
            let expected = options.iter().map(|option| format!("`{option}`")).collect::<Vec<_>>().join(", ");
            let near = value.and_then(tree::text).map(|text| suggestion(text, options.iter().copied(), ""));
            let help = near.filter(|near| !near.is_empty()).or_else(meaning);
            one(path.clone(), format!("{} is {found}, expected one of {expected}", place(&path)), help)
        }
        ValidationErrorKind::Constant { expected_value } => {
            one(path.clone(), format!("{} is {found}, expected {expected_value}", place(&path)), meaning())
        }
        ValidationErrorKind::MinLength { .. } => {
            one(path.clone(), format!("{} is empty, expected a text", place(&path)), meaning())
        }
        ValidationErrorKind::MinItems { limit } => {
            one(path.clone(), format!("{} has too few elements, expected at least {limit}", place(&path)), meaning())
        }
        ValidationErrorKind::Minimum { limit } => {
            one(path.clone(), format!("{} is {found}, expected {limit} or more", place(&path)), meaning())
        }
        ValidationErrorKind::Format { format } => {
            let expected = match format.as_str() {
                "date-time" => "an RFC 3339 timestamp such as 2027-03-31T08:00:00Z",
                "date" => "a date such as 2027-03-31",
                other => other,
            };
            one(path.clone(), format!("{} is {found}, expected {expected}", place(&path)), meaning())
        }
        ValidationErrorKind::Pattern { pattern } if pattern == r"\S" => {
            one(path.clone(), format!("{} is empty, expected a text", place(&path)), meaning())
        }
        ValidationErrorKind::Pattern { pattern } => {
            one(path.clone(), format!("{} is {found}, expected text of the form {pattern}", place(&path)), meaning())
        }
        ValidationErrorKind::PropertyNames { error: inner } => {
            let name = match inner.instance().as_ref() {
                Json::String(name) => name.clone(),
                other => other.to_string(),
            };
            let what = match inner.kind() {
                ValidationErrorKind::Pattern { pattern } => format!("expected names of the form {pattern}"),
                ValidationErrorKind::MinLength { .. } => "a member name can't be empty".to_owned(),
                _ => inner.to_string(),
            };
            one(
                path.key(&name),
                format!("{} has the member name {}", place(&path), Json::from(name.as_str())),
                Some(what),
            )
        }
        ValidationErrorKind::AnyOf { .. } => {
            let needed = |one: &Json| Some(format!("`{}`", one.get("required")?.get(0)?.as_str()?));
            let choices = schema_at(schema, error).and_then(|part| part.get("anyOf")).and_then(Json::as_array);
            let choices: Vec<String> = choices.into_iter().flatten().filter_map(needed).collect();
            one(path.clone(), format!("{} has none of {}", place(&path), choices.join(", ")), meaning())
        }
        ValidationErrorKind::Maximum { limit } => {
            one(path.clone(), format!("{} is {found}, expected {limit} or less", place(&path)), meaning())
        }
        ValidationErrorKind::UniqueItems => {
            one(path.clone(), format!("{} names the same thing twice", place(&path)), meaning())
        }
        _ => one(path.clone(), format!("{}: {error}", place(&path)), meaning()),
    }
}

fn place(path: &JsonPath) -> String {
    if path.0.is_empty() { "the document".to_owned() } else { path.to_string() }
}

fn article(kind: &str) -> String {
    match kind {
        "object" | "array" | "integer" => format!("an {kind}"),
        "null" => kind.to_owned(),
        _ => format!("a {kind}"),
    }
}

/// A value in a message: whole when short, by its kind and size when not.
pub(crate) fn short(value: &Tree) -> String {
    match value {
        Tree::Object(members) => format!("an object of {} members", members.len()),
        Tree::Array(items) => format!("an array of {} elements", items.iter().len()),
        scalar => {
            let text = to_json(scalar).to_string();
            if text.chars().count() > 60 { format!("{}…", text.chars().take(59).collect::<String>()) } else { text }
        }
    }
}
