//! JSON Schema → [`Type`]: what a document that obeys a schema can hold. Snapshot and policy file are validated
//! before anything is evaluated, so what the schema excludes is never there.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use serde_json::Value as Json;

use super::types::{Member, Members, Shape, Texts, Type};
use crate::config::CONFIG_SCHEMA;
use crate::snapshot::schema::SNAPSHOT_SCHEMA;

/// The snapshot: `input`.
pub(super) static SNAPSHOT: LazyLock<Type> = LazyLock::new(|| document(SNAPSHOT_SCHEMA, "a snapshot"));

/// The policy file: `data.cordon.config`.
pub(super) static CONFIG: LazyLock<Type> = LazyLock::new(|| document(CONFIG_SCHEMA, "a policy file"));

/// What cordon works out beside a snapshot: `data.cordon.facts`.
pub(super) static FACTS: LazyLock<Type> =
    LazyLock::new(|| document(crate::snapshot::schema::FACTS_SCHEMA, "the facts"));

/// What a rule returns: an element of its `findings`.
pub(super) static FINDING: LazyLock<Type> =
    LazyLock::new(|| document(crate::policy::findings::FINDING_SCHEMA, "a finding"));

/// How deep references are followed; a schema that goes deeper is one that refers to itself.
const DEEPEST: usize = 24;

/// The type of a document. A schema that can't be read says nothing of it.
fn document(schema: &str, what: &str) -> Type {
    let Ok(root) = serde_json::from_str::<Json>(schema) else { return Type::Any };
    of(&root, &root, what, 0)
}

fn of(schema: &Json, root: &Json, what: &str, depth: usize) -> Type {
    if depth > DEEPEST {
        return Type::Any;
    }
    if let Some(reference) = schema.get("$ref").and_then(Json::as_str) {
        let Some(target) = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer)) else {
            return Type::Any;
        };
        let name = reference.rsplit('/').next().unwrap_or_default().replace('_', " ");
        return of(target, root, &with_article(&name), depth + 1);
    }
    if let Some(value) = schema.get("const") {
        return constant(value);
    }
    if let Some(values) = schema.get("enum").and_then(Json::as_array) {
        return Type::any_of(values.iter().map(constant));
    }
    let kind = |name: &str| of_kind(name, schema, root, what, depth);
    match schema.get("type") {
        Some(Json::String(name)) => kind(name),
        Some(Json::Array(names)) => Type::any_of(names.iter().filter_map(Json::as_str).map(kind)),
        _ if schema.get("properties").is_some() || schema.get("patternProperties").is_some() => kind("object"),
        _ => {
            let choices = ["oneOf", "anyOf"].iter().find_map(|name| schema.get(name)).and_then(Json::as_array);
            choices.map_or(Type::Any, |choices| Type::any_of(choices.iter().map(|one| of(one, root, what, depth + 1))))
        }
    }
}

fn constant(value: &Json) -> Type {
    match value {
        Json::Null => Type::one(Shape::Null),
        Json::Bool(_) => Type::bool(),
        Json::Number(_) => Type::number(),
        Json::String(text) => Type::one(Shape::String(Texts::Enumeration(Arc::new(BTreeSet::from([text.clone()]))))),
        Json::Array(_) | Json::Object(_) => Type::Any,
    }
}

fn of_kind(kind: &str, schema: &Json, root: &Json, what: &str, depth: usize) -> Type {
    let below = |part: &Json, what: &str| of(part, root, what, depth + 1);
    match kind {
        "null" => Type::one(Shape::Null),
        "boolean" => Type::bool(),
        "integer" | "number" => Type::number(),
        "string" => Type::string(),
        "array" => {
            let first: Vec<Type> =
                schema["prefixItems"].as_array().into_iter().flatten().map(|one| below(one, what)).collect();
            let rest = match schema.get("items") {
                Some(Json::Bool(false)) => None,
                Some(items) => Some(below(items, what)),
                None => Some(Type::Any),
            };
            Type::one(Shape::Array(Arc::new(super::types::List { first, rest })))
        }
        "object" => {
            let named = schema["properties"].as_object().into_iter().flatten();
            let named = named.map(|(name, part)| (name.clone(), Member::of(below(part, &format!("`{name}`")))));
            let others = schema.get("additionalProperties");
            let by_pattern = schema["patternProperties"].as_object().into_iter().flatten();
            let mut values: Vec<Type> = by_pattern.map(|(_, part)| below(part, what)).collect();
            match others {
                Some(Json::Bool(false)) => {}
                Some(part) => values.push(below(part, what)),
                None => values.push(Type::Any),
            }
            let rest = (!values.is_empty()).then(|| (Type::string(), Type::any_of(values)));
            Type::object(Members { what: Some(what.into()), named: named.collect(), rest })
        }
        _ => Type::Any,
    }
}

fn with_article(name: &str) -> String {
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u']) && !name.starts_with("user") { "an" } else { "a" };
    format!("{article} {name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::lint::types::Found;

    #[test]
    fn all_that_a_schema_can_say_is_read() {
        let schema = r##"{"type": "object", "additionalProperties": false,
            "properties": {"a": {"$ref": "#/$defs/x"}, "e": {"enum": ["p", "q"]}, "n": {"type": ["string", "null"]}},
            "patternProperties": {"^x": {"type": "integer"}},
            "$defs": {"x": {"anyOf": [{"type": "array", "items": {"type": "boolean"}}, {"const": "1"}]}}}"##;
        let document = document(schema, "a thing");
        let member = |name: &str| match document.member(name) {
            Found::Value(value) => value,
            Found::Never => Type::NEVER,
        };
        assert_eq!(member("a").items(), Type::bool());
        assert!(member("e").is_disjoint(&Type::constant("r")) && !member("e").is_disjoint(&Type::constant("p")));
        assert!(!member("n").is_disjoint(&Type::one(Shape::Null)) && member("n").is_disjoint(&Type::number()));
        assert_eq!(member("x1"), Type::number());
    }

    #[test]
    fn the_shipped_schemas_are_known_to_their_depths() {
        for document in [&*SNAPSHOT, &*CONFIG] {
            assert!(document.is_known());
        }
    }
}
