//! A place in a JSON document, as member names and indexes: symbolic, so that it survives
//! reformatting. [`super::source_map`] turns it into lines and columns.

use std::fmt;

use serde::{Serialize, Serializer};

/// One step of a [`JsonPath`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(untagged)]
pub enum Segment {
    /// Index into an array.
    Index(usize),
    /// Name of an object's member.
    Key(String),
}

/// A path from the root of a document. Displayed as `$.users["1f0c…"].division_id`.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JsonPath(pub Vec<Segment>);

impl JsonPath {
    /// The path made of the given member names.
    pub fn of_keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        Self(keys.into_iter().map(|key| Segment::Key(key.to_owned())).collect())
    }

    /// Its member names, with `#` for each index: what the path is of, whichever entry of a list it leads to.
    pub fn pattern(&self) -> Vec<&str> {
        self.0
            .iter()
            .map(|segment| match segment {
                Segment::Key(key) => key.as_str(),
                Segment::Index(_) => "#",
            })
            .collect()
    }

    /// This path and one member name more.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        let mut path = self.clone();
        path.0.push(Segment::Key(key.to_owned()));
        path
    }

    /// This path and one index more.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        let mut path = self.clone();
        path.0.push(Segment::Index(index));
        path
    }

    /// Reads a path from a JSON array of names and indexes; `None` where it is not one.
    pub fn from_json(value: &serde_json::Value) -> Option<Self> {
        let steps = value.as_array()?;
        let segments = steps.iter().map(|step| match step {
            serde_json::Value::String(key) => Some(Segment::Key(key.clone())),
            serde_json::Value::Number(index) => {
                index.as_u64().and_then(|index| usize::try_from(index).ok()).map(Segment::Index)
            }
            _ => None,
        });
        segments.collect::<Option<Vec<_>>>().map(Self)
    }

    /// Reads the JSON pointer of a validation error. Numbers count as indexes only where `tree`
    /// has an array at that place.
    pub fn from_pointer(pointer: &str, tree: &super::tree::Tree) -> Self {
        let mut segments = Vec::new();
        let mut at = Some(tree);
        for part in pointer.split('/').skip(1) {
            let part = part.replace("~1", "/").replace("~0", "~");
            let element = match (at, part.parse::<usize>()) {
                (Some(regorus::Value::Array(items)), Ok(index)) => Some((index, items.get(index))),
                _ => None,
            };
            if let Some((index, item)) = element {
                segments.push(Segment::Index(index));
                at = item;
            } else {
                at = at.and_then(|tree| super::tree::member(tree, &part));
                segments.push(Segment::Key(part));
            }
        }
        Self(segments)
    }

    /// The value at this path, or `None` where the document has none.
    pub fn find<'a>(&self, tree: &'a super::tree::Tree) -> Option<&'a super::tree::Tree> {
        self.0.iter().try_fold(tree, |at, segment| match (segment, at) {
            (Segment::Key(key), _) => super::tree::member(at, key),
            (Segment::Index(index), regorus::Value::Array(items)) => items.get(*index),
            (Segment::Index(_), _) => None,
        })
    }
}

fn is_plain(key: &str) -> bool {
    let mut chars = key.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

impl fmt::Display for JsonPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        for segment in &self.0 {
            match segment {
                Segment::Key(key) if is_plain(key) => write!(f, ".{key}")?,
                Segment::Key(key) => write!(f, "[{}]", serde_json::Value::from(key.as_str()))?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl Serialize for JsonPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
