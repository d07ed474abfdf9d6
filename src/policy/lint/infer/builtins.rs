//! Functions of the language: what they expect where that is certain, and what they give.

use std::sync::Arc;

use super::super::types::{List, Members, Shape, Type};

/// A kind of argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Text,
    /// A string, or an array or set of strings.
    Texts,
    Number,
    Object,
    /// Whatever can be counted.
    Countable,
    /// An array or a set.
    Sequence,
    Array,
    Set,
    Anything,
}

impl Wanted {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Texts => "a string, or an array or set of them",
            Self::Number => "a number",
            Self::Object => "an object",
            Self::Countable => "a collection or a string",
            Self::Sequence => "an array or a set",
            Self::Array => "an array",
            Self::Set => "a set",
            Self::Anything => "anything",
        }
    }

    pub(super) fn fits(self, shape: &Shape) -> bool {
        match self {
            Self::Text => matches!(shape, Shape::String(_)),
            Self::Texts => matches!(shape, Shape::String(_) | Shape::Array(_) | Shape::Set(_)),
            Self::Number => matches!(shape, Shape::Number),
            Self::Object => matches!(shape, Shape::Object(_)),
            Self::Countable => {
                matches!(shape, Shape::String(_) | Shape::Array(_) | Shape::Set(_) | Shape::Object(_))
            }
            Self::Sequence => matches!(shape, Shape::Array(_) | Shape::Set(_)),
            Self::Array => matches!(shape, Shape::Array(_)),
            Self::Set => matches!(shape, Shape::Set(_)),
            Self::Anything => true,
        }
    }
}

/// What the arguments of a function must be, in order; those that are left out may be anything.
pub(super) fn wants(name: &str) -> &'static [Wanted] {
    use Wanted::{Anything, Array, Countable, Number, Object, Sequence, Set, Text, Texts};
    match name {
        "startswith" | "endswith" | "contains" | "split" | "trim" | "trim_left" | "trim_right" | "trim_prefix"
        | "trim_suffix" | "indexof" | "indexof_n" | "strings.count" => &[Text, Text],
        "replace" | "regex.replace" => &[Text, Text, Text],
        "lower" | "upper" | "trim_space" | "strings.reverse" => &[Text],
        "substring" => &[Text, Number, Number],
        "sprintf" => &[Text, Array],
        "concat" => &[Text, Sequence],
        "regex.match" | "regex.split" | "regex.is_valid" => &[Text, Text],
        "regex.find_n" => &[Text, Text, Number],
        "glob.match" => &[Text, Anything, Text],
        "strings.any_prefix_match" | "strings.any_suffix_match" => &[Texts, Texts],
        "time.parse_rfc3339_ns" | "time.parse_duration_ns" | "base64.encode" | "base64.decode" | "json.unmarshal" => {
            &[Text]
        }
        "time.parse_ns" => &[Text, Text],
        "abs" | "ceil" | "floor" | "round" => &[Number],
        "numbers.range" | "format_int" => &[Number, Number],
        "count" => &[Countable],
        "sum" | "product" | "max" | "min" | "sort" => &[Sequence],
        "array.concat" => &[Array, Array],
        "array.slice" => &[Array, Number, Number],
        "array.reverse" => &[Array],
        "object.keys" => &[Object],
        "object.remove" | "object.filter" => &[Object],
        "object.union" => &[Object, Object],
        "object.union_n" => &[Array],
        "union" | "intersection" => &[Set],
        _ => &[],
    }
}

/// What a function gives.
pub(super) fn result(name: &str, given: &[Type]) -> Type {
    let argument = |at: usize| given.get(at).cloned().unwrap_or(Type::Any);
    match name {
        "count"
        | "sum"
        | "product"
        | "abs"
        | "ceil"
        | "floor"
        | "round"
        | "to_number"
        | "indexof"
        | "strings.count"
        | "time.parse_rfc3339_ns"
        | "time.parse_ns"
        | "time.parse_duration_ns"
        | "time.now_ns"
        | "time.add_date"
        | "units.parse"
        | "units.parse_bytes"
        | "bits.and"
        | "bits.or"
        | "rand.intn" => Type::number(),
        "concat" | "sprintf" | "lower" | "upper" | "trim" | "trim_left" | "trim_right" | "trim_prefix"
        | "trim_suffix" | "trim_space" | "replace" | "substring" | "strings.reverse" | "strings.replace_n"
        | "regex.replace" | "format_int" | "type_name" | "json.marshal" | "base64.encode" | "base64.decode"
        | "base64url.encode" | "base64url.decode" | "hex.encode" | "hex.decode" | "urlquery.encode"
        | "urlquery.decode" | "time.weekday" | "time.format" => Type::string(),
        "contains"
        | "startswith"
        | "endswith"
        | "regex.match"
        | "regex.is_valid"
        | "glob.match"
        | "strings.any_prefix_match"
        | "strings.any_suffix_match"
        | "object.subset"
        | "is_string"
        | "is_number"
        | "is_boolean"
        | "is_array"
        | "is_set"
        | "is_object"
        | "is_null"
        | "print"
        | "semver.is_valid"
        | "net.cidr_contains"
        | "json.is_valid" => Type::bool(),
        "split" | "regex.split" | "regex.find_n" => Type::list(Type::string()),
        "indexof_n" | "numbers.range" | "numbers.range_step" => Type::list(Type::number()),
        "max" | "min" => argument(0).items(),
        "sort" | "array.reverse" | "array.slice" => sequence(&argument(0)),
        "array.concat" => match (argument(0), argument(1)) {
            (Type::Any, _) | (_, Type::Any) => Type::Any,
            (one, other) => Type::list(one.items().or(other.items())),
        },
        "object.keys" => match argument(0) {
            Type::Any => Type::Any,
            object => Type::set(object.keys()),
        },
        "object.remove" | "object.filter" | "json.filter" => loosened(&argument(0)),
        "object.union" => united(&argument(0), &argument(1)),
        "object.union_n" => match argument(0).shapes() {
            [Shape::Array(list)] => {
                let first = list.first.iter().fold(Type::object(Members::default()), |all, one| united(&all, one));
                list.rest.as_ref().map_or(first.clone(), |rest| united(&first, rest))
            }
            _ => Type::Any,
        },
        "union" => argument(0).items(),
        "intersection" => argument(0).items(),
        _ => Type::Any,
    }
}

/// The elements of an array or set, as an array of any length.
fn sequence(of: &Type) -> Type {
    match of {
        Type::Any => Type::Any,
        known => Type::list(known.items()),
    }
}

/// An object that may have lost members and arrays that may have lost items.
fn loosened(of: &Type) -> Type {
    let Type::Of(shapes) = of else { return Type::Any };
    Type::any_of(shapes.iter().map(|shape| match shape {
        Shape::Array(list) => {
            let items = list.first.iter().chain(&list.rest).map(loosened);
            Type::one(Shape::Array(Arc::new(List { first: Vec::new(), rest: Some(Type::any_of(items)) })))
        }
        other => Type::one(other.clone()),
    }))
}

/// Two objects merged, deeply; the second wins.
fn united(one: &Type, other: &Type) -> Type {
    let (Type::Of(ones), Type::Of(others)) = (one, other) else { return Type::Any };
    let mut all = Type::NEVER;
    for one in ones {
        for other in others {
            all = all.or(match (one, other) {
                (Shape::Object(one), Shape::Object(other)) => Type::object(merged(one, other)),
                (_, other) => Type::one(other.clone()),
            });
        }
    }
    if all.is_never() && ones.is_empty() { other.clone() } else { all }
}

fn merged(one: &Members, other: &Members) -> Members {
    let mut all = Members { what: one.what.clone().or_else(|| other.what.clone()), ..Members::default() };
    let names = one.named.keys().chain(other.named.keys());
    for name in names {
        let (own, new) = (one.named.get(name), other.named.get(name));
        let member = match (own, new) {
            (Some(own), Some(new)) => {
                // The member of the second need not be there, where it comes from an object of several shapes.
                let value = united(&own.value, &new.value).or(own.value.clone());
                super::super::types::Member { value, at: new.at.or(own.at) }
            }
            (Some(only), None) | (None, Some(only)) => {
                let rest = if own.is_some() { &other.rest } else { &one.rest };
                let value = match rest {
                    Some((_, value)) => united(&only.value, value)
                        .or(united(value, &only.value))
                        .or(only.value.clone())
                        .or(value.clone()),
                    None => only.value.clone(),
                };
                super::super::types::Member { value, at: only.at }
            }
            (None, None) => continue,
        };
        all.named.insert(name.clone(), member);
    }
    all.rest = match (&one.rest, &other.rest) {
        (Some((key, value)), Some((other_key, other_value))) => Some((
            key.clone().or(other_key.clone()),
            united(value, other_value).or(value.clone()).or(other_value.clone()),
        )),
        (own, rest) => own.clone().or_else(|| rest.clone()),
    };
    // With a schema's object on one side, what the other adds by name is a member like its own.
    all
}
