//! The one tree that a snapshot is parsed into: the rule engine's own value, which JSON Schema
//! validation reads through [`jsonschema`]'s `Json` trait, so nothing is parsed or copied twice.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jsonschema::JsonType;
use jsonschema::json::{Array, Json, JsonNumber, Node, NodeIdentity, Object};
use regorus::Value;

/// A JSON value as the engine holds it. Cloning is cheap: containers and strings are shared.
pub type Tree = Value;

/// Returns the member `key` of an object, or `None` where `tree` is no object or has no such member.
pub fn member<'a>(tree: &'a Tree, key: &str) -> Option<&'a Tree> {
    match tree {
        // A look-up needs a key of the engine's own, which is allocated: in a small object looking costs less.
        Value::Object(members) if members.len() <= SMALL => {
            members.iter_sorted().find(|(name, _)| text(name) == Some(key)).map(|(_, value)| value)
        }
        Value::Object(members) => members.get(&Value::from(key)),
        _ => None,
    }
}

/// Objects of up to this many members are searched one by one.
const SMALL: usize = 16;

/// Returns the text of a string.
pub fn text(tree: &Tree) -> Option<&str> {
    match tree {
        Value::String(text) => Some(text),
        _ => None,
    }
}

/// Returns the text of the string member `key`.
pub fn text_member<'a>(tree: &'a Tree, key: &str) -> Option<&'a str> {
    member(tree, key).and_then(text)
}

/// Makes an object of members. They are gathered in a `BTreeMap` first, which is built in bulk: the
/// engine's own way from an iterator inserts one by one.
pub fn object(members: impl IntoIterator<Item = (Value, Value)>) -> Tree {
    let members: BTreeMap<Value, Value> = members.into_iter().collect();
    regorus::value::Object::from(members).into_value()
}

/// Iterates over the members of an object in key order; over nothing for any other value.
pub fn members(tree: &Tree) -> impl Iterator<Item = (&str, &Tree)> {
    let object = match tree {
        Value::Object(members) => Some(members.iter_sorted()),
        _ => None,
    };
    object.into_iter().flatten().filter_map(|(key, value)| text(key).map(|key| (key, value)))
}

/// Iterates over the elements of an array; over nothing for any other value.
pub fn elements(tree: &Tree) -> impl Iterator<Item = &Tree> {
    let array = match tree {
        Value::Array(items) => Some(items.iter()),
        _ => None,
    };
    array.into_iter().flatten()
}

/// Number of members of an object or elements of an array; 0 for any other value.
pub fn len(tree: &Tree) -> usize {
    match tree {
        Value::Object(members) => members.len(),
        Value::Array(items) => items.len(),
        _ => 0,
    }
}

/// Copies a tree into `serde_json`'s type. For cold paths: messages and reports.
pub fn to_json(tree: &Tree) -> serde_json::Value {
    serde_json::to_value(tree).unwrap_or(serde_json::Value::Null)
}

/// The marker type under which `jsonschema` knows this representation.
#[derive(Debug)]
pub struct EngineJson;

/// A borrowed value, as `jsonschema` walks it.
#[derive(Debug, Clone, Copy)]
pub struct TreeNode<'a>(pub &'a Tree);

impl Json for EngineJson {
    type Node<'a> = TreeNode<'a>;
    type PreparedKey = Value;
    type StringBuffer = ();
    const KEYS_PER_LOOKUP: usize = 2;
    const ACYCLIC: bool = true;

    fn prepare_key(key: &str) -> Value {
        Value::from(key)
    }

    fn with_string_node<T>((): &mut (), string: &str, f: impl FnOnce(TreeNode<'_>) -> T) -> T {
        f(TreeNode(&Value::from(string)))
    }
}

impl<'a> Node<'a, EngineJson> for TreeNode<'a> {
    type Object = &'a regorus::value::Object;
    type Array = &'a regorus::value::Array;
    type Number = TreeNumber;

    fn as_object(&self) -> Option<Self::Object> {
        match self.0 {
            Value::Object(members) => Some(members),
            _ => None,
        }
    }

    fn as_array(&self) -> Option<Self::Array> {
        match self.0 {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    fn as_string(&self) -> Option<Cow<'a, str>> {
        text(self.0).map(Cow::Borrowed)
    }

    fn as_number(&self) -> Option<TreeNumber> {
        to_json_number(self.0).map(TreeNumber)
    }

    fn is_number(&self) -> bool {
        matches!(self.0, Value::Number(_))
    }

    fn as_boolean(&self) -> Option<bool> {
        match self.0 {
            Value::Bool(boolean) => Some(*boolean),
            _ => None,
        }
    }

    fn is_null(&self) -> bool {
        matches!(self.0, Value::Null)
    }

    fn json_type(&self) -> JsonType {
        match self.0 {
            Value::Null | Value::Undefined => JsonType::Null,
            Value::Bool(_) => JsonType::Boolean,
            Value::Number(_) => JsonType::Number,
            Value::String(_) => JsonType::String,
            Value::Array(_) | Value::Set(_) => JsonType::Array,
            Value::Object(_) => JsonType::Object,
        }
    }

    fn equals_value(&self, expected: &serde_json::Value) -> bool {
        match (self.0, expected) {
            (Value::String(found), serde_json::Value::String(expected)) => **found == **expected,
            (Value::Bool(found), serde_json::Value::Bool(expected)) => found == expected,
            (Value::Null, serde_json::Value::Null) => true,
            (Value::String(_) | Value::Bool(_) | Value::Null, _) => false,
            _ => *self.0 == Value::from(expected.clone()),
        }
    }

    /// Only error construction asks for it. Our messages describe the value from the tree itself, so
    /// containers are given empty: an error near the root must not copy the whole snapshot.
    fn to_value(&self) -> Cow<'a, serde_json::Value> {
        Cow::Owned(match self.0 {
            Value::Object(_) => serde_json::Value::Object(serde_json::Map::new()),
            Value::Array(_) | Value::Set(_) => serde_json::Value::Array(Vec::new()),
            scalar => to_json(scalar),
        })
    }

    fn identity(&self) -> Option<NodeIdentity> {
        Some(NodeIdentity::new(std::ptr::from_ref(self.0) as usize))
    }
}

fn to_json_number(tree: &Tree) -> Option<serde_json::Number> {
    match tree {
        Value::Number(_) => match to_json(tree) {
            serde_json::Value::Number(number) => Some(number),
            _ => None,
        },
        _ => None,
    }
}

/// A number on its way through validation. Snapshots hold few, so each is converted when asked for.
#[derive(Debug)]
pub struct TreeNumber(serde_json::Number);

impl JsonNumber for TreeNumber {
    fn as_u64(&self) -> Option<u64> {
        self.0.as_u64()
    }

    fn as_i64(&self) -> Option<i64> {
        self.0.as_i64()
    }

    fn as_f64(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn as_str(&self) -> Cow<'_, str> {
        Cow::Owned(self.0.to_string())
    }

    fn to_number(&self) -> Cow<'_, serde_json::Number> {
        Cow::Borrowed(&self.0)
    }
}

/// Iterates over an object's members for `jsonschema`.
#[derive(Debug)]
pub struct TreeMembers<'a>(regorus::value::Iter<'a>);

impl<'a> Iterator for TreeMembers<'a> {
    type Item = (Cow<'a, str>, TreeNode<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (Cow::Borrowed(text(key).unwrap_or_default()), TreeNode(value)))
    }
}

impl<'a> Object<'a, EngineJson> for &'a regorus::value::Object {
    type Node = TreeNode<'a>;
    type MemberName = Cow<'a, str>;
    type MembersIter = TreeMembers<'a>;

    fn len(&self) -> usize {
        regorus::value::Object::len(self)
    }

    fn get(&self, key: &Value) -> Option<TreeNode<'a>> {
        let object: &'a regorus::value::Object = self;
        object.get(key).map(TreeNode)
    }

    fn members(&self) -> TreeMembers<'a> {
        TreeMembers(self.iter_sorted())
    }
}

/// Iterates over an array's elements for `jsonschema`.
#[derive(Debug)]
pub struct TreeElements<'a>(regorus::value::ArrayIter<'a>);

impl<'a> Iterator for TreeElements<'a> {
    type Item = TreeNode<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(TreeNode)
    }
}

impl<'a> Array<'a, EngineJson> for &'a regorus::value::Array {
    type Node = TreeNode<'a>;
    type ElementsIter = TreeElements<'a>;

    fn len(&self) -> usize {
        self.iter().len()
    }

    fn elements(&self) -> TreeElements<'a> {
        TreeElements(self.iter())
    }
}
