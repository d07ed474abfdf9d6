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

/// Number of violations that are shown one by one.
pub const MOST_SHOWN: usize = 20;

/// Compiles one of the schemas that ship with cordon.
///
/// # Errors
/// The reason why the schema is not one; shipped schemas are proven by a test.
pub fn compile(schema: &str) -> Result<Validator<EngineJson>, String> {
    let schema: Json = serde_json::from_str(schema).map_err(|error| error.to_string())?;
    jsonschema::options_for::<EngineJson>()
        .should_validate_formats(true)
        .build(&schema)
        .map_err(|error| error.to_string())
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

/// All violations of `schema` in `tree`, in the order of the document, and their number before
/// the cut to `most`.
///
/// # Errors
/// Like [`compile`].
pub fn violations_of(schema: &str, tree: &Tree, most: usize) -> Result<(Vec<Violation>, usize), String> {
    let validator = compile(schema)?;
    if validator.is_valid(TreeNode(tree)) {
        return Ok((Vec::new(), 0));
    }
    let schema: Json = serde_json::from_str(schema).map_err(|error| error.to_string())?;
    let mut count = 0;
    let mut shown = Vec::new();
    for error in validator.iter_errors(TreeNode(tree)) {
        let found = describe(&error, tree, &schema);
        count += found.len();
        shown.extend(found.into_iter().take(most.saturating_sub(shown.len())));
    }
    Ok((shown, count))
}

/// Checks a snapshot and says where it breaks its schema.
pub fn violations(snapshot: &Tree, text: &str, name: &str) -> Vec<Diagnostic> {
    let (found, count) = match violations_of(SNAPSHOT_SCHEMA, snapshot, MOST_SHOWN) {
        Ok(found) => found,
        Err(reason) => {
            return vec![Diagnostic::error(format!("the snapshot schema of this build is broken: {reason}"))];
        }
    };
    let paths: Vec<JsonPath> = found.iter().flat_map(|violation| source_map::with_ancestors(&violation.path)).collect();
    let regions = source_map::locate(text, &paths);
    let mut diagnostics: Vec<Diagnostic> =
        found.into_iter().map(|violation| at_place(violation, text, name, &regions)).collect();
    diagnostics.sort_by_key(|diagnostic| diagnostic.place);
    if count > diagnostics.len() {
        let more = count - diagnostics.len();
        diagnostics.push(
            Diagnostic::error(format!("{more} more violations of the snapshot schema, {count} in all")).in_file(name),
        );
    }
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

fn describe(error: &ValidationError<'_>, tree: &Tree, schema: &Json) -> Vec<Violation> {
    let path = JsonPath::from_pointer(error.instance_path().as_str(), tree);
    let found = path.find(tree).map_or_else(|| "nothing".to_owned(), short);
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
            let near = path.find(tree).and_then(tree::text).map(|text| suggestion(text, options.iter().copied(), ""));
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
fn short(value: &Tree) -> String {
    match value {
        Tree::Object(members) => format!("an object of {} members", members.len()),
        Tree::Array(items) => format!("an array of {} elements", items.iter().len()),
        scalar => {
            let text = to_json(scalar).to_string();
            if text.chars().count() > 60 { format!("{}…", text.chars().take(59).collect::<String>()) } else { text }
        }
    }
}
