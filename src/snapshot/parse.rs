//! Text → tree. One pass that refuses what JSON leaves open and a snapshot must not have: a key given
//! twice, a number beyond what a program can hold, nesting without end.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::Arc;

use regorus::Value;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::path::{JsonPath, Segment};
use super::tree;

/// Why a text is not a JSON document that cordon accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// What is wrong, without the place.
    pub message: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in bytes, from 1.
    pub column: usize,
    /// The innermost member or element that was being read.
    pub inside: JsonPath,
    /// True when the text ends before the document does.
    pub truncated: bool,
    /// True when the text is not JSON at all here, rather than JSON that cordon refuses.
    pub syntax: bool,
}

/// Parses a whole JSON document.
///
/// # Errors
/// The first place at which `text` is not JSON, gives a key twice in one object, nests deeper than
/// 128 levels or holds a number that is out of range.
pub fn parse(text: &str) -> Result<Value, ParseError> {
    let mut state = State::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let result = Seed(&mut state).deserialize(&mut deserializer).and_then(|tree| {
        deserializer.end()?;
        Ok(tree)
    });
    result.map_err(|error| {
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        ParseError {
            message: message.strip_suffix(&place).unwrap_or(&message).to_owned(),
            line: error.line().max(1),
            column: error.column().max(1),
            inside: state.path(),
            truncated: error.is_eof(),
            syntax: error.is_syntax(),
        }
    })
}

#[derive(Debug)]
enum Step {
    Key(Arc<str>),
    Index(usize),
}

/// What is shared over a whole parse: the way to where it is (left as it was when the parse fails,
/// which tells where), the members of the objects that are open, and the texts seen last.
#[derive(Debug, Default)]
struct State {
    at: Vec<Step>,
    entries: Vec<(Value, Value)>,
    texts: Texts,
}

/// Texts seen before, so that what an org repeats a hundred thousand times (member names, ids of roles and
/// divisions, states) is one allocation. A text has one slot, by its hash, and the last one there wins.
#[derive(Debug)]
struct Texts {
    slots: Vec<Option<Arc<str>>>,
    hasher: foldhash::fast::FixedState,
}

/// Number of slots, a power of two.
const SLOTS: usize = 1 << 12;

/// Longer texts are seldom repeated.
const LONGEST_SHARED: usize = 64;

impl Default for Texts {
    fn default() -> Self {
        Self { slots: vec![None; SLOTS], hasher: foldhash::fast::FixedState::default() }
    }
}

impl Texts {
    fn shared(&mut self, text: &str) -> Arc<str> {
        if text.len() > LONGEST_SHARED {
            return Arc::from(text);
        }
        let hash = usize::try_from(self.hasher.hash_one(text) % SLOTS as u64).unwrap_or_default();
        match &mut self.slots[hash] {
            Some(known) if **known == *text => Arc::clone(known),
            slot => Arc::clone(slot.insert(Arc::from(text))),
        }
    }
}

impl State {
    fn path(&self) -> JsonPath {
        let segments = self.at.iter().map(|step| match step {
            Step::Key(key) => Segment::Key(key.to_string()),
            Step::Index(index) => Segment::Index(*index),
        });
        JsonPath(segments.collect())
    }
}

struct Seed<'s>(&'s mut State);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

struct KeySeed<'s>(&'s mut State);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Arc<str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Arc<str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Arc<str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Arc<str>, E> {
        Ok(self.0.texts.shared(key))
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Value, E> {
        Ok(Value::Bool(boolean))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Value, E> {
        if number.is_finite() { Ok(Value::from(number)) } else { Err(E::custom("number out of range")) }
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(self.0.texts.shared(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            self.0.at.push(Step::Index(items.len()));
            match elements.next_element_seed(Seed(self.0))? {
                Some(item) => items.push(item),
                None => break,
            }
            self.0.at.pop();
        }
        self.0.at.pop();
        Ok(Value::from(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        // Members are gathered on one stack for the whole parse, above those of the objects around.
        let start = self.0.entries.len();
        // Snapshots are written with sorted keys, so comparing with the last one is enough to see
        // that a key is new. The set is built at the first key that is out of order.
        let mut seen: Option<BTreeSet<Arc<str>>> = None;
        while let Some(key) = members.next_key_seed(KeySeed(self.0))? {
            let own = &self.0.entries[start..];
            let in_order = match own.last() {
                Some((Value::String(last), _)) => **last < *key,
                _ => true,
            };
            if seen.is_none() && !in_order {
                seen = Some(own.iter().filter_map(|(key, _)| as_key(key)).collect());
            }
            if let Some(seen) = &mut seen
                && !seen.insert(Arc::clone(&key))
            {
                return Err(A::Error::custom(format!("the key {} is given twice in one object", quoted(&key))));
            }
            self.0.at.push(Step::Key(key));
            let value = members.next_value_seed(Seed(self.0))?;
            if let Some(Step::Key(key)) = self.0.at.pop() {
                self.0.entries.push((Value::String(key), value));
            }
        }
        Ok(tree::object(self.0.entries.drain(start..)))
    }
}

fn as_key(key: &Value) -> Option<Arc<str>> {
    match key {
        Value::String(key) => Some(Arc::clone(key)),
        _ => None,
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_given_twice_is_refused_where_it_stands() {
        for text in ["{\"a\": {\"x\": 1,\n \"x\": 2}}", "{\"a\": {\"y\": 0, \"x\": 1,\n \"x\": 2}}"] {
            let error = parse(text).unwrap_err();
            assert_eq!(error.message, "the key \"x\" is given twice in one object");
            assert_eq!(error.line, 2);
            assert_eq!(error.inside.to_string(), "$.a");
        }
    }

    #[test]
    fn keys_may_stand_in_any_order() {
        let tree = parse(r#"{"b": 1, "a": [true, null, 2.5, "x"], "c": {}}"#).unwrap();
        assert_eq!(tree.to_string(), r#"{"a":[true,null,2.5,"x"],"b":1,"c":{}}"#);
    }

    #[test]
    fn a_truncated_text_says_so_and_where_it_was() {
        let error = parse("{\"users\": {\"u1\": {\"name\": \"Mi").unwrap_err();
        assert!(error.truncated);
        assert_eq!(error.inside.to_string(), "$.users.u1.name");
    }

    #[test]
    fn nesting_without_end_is_refused() {
        let error = parse(&"[".repeat(100_000)).unwrap_err();
        assert!(error.message.contains("recursion limit"), "{}", error.message);
    }
}
