//! JSON path → place in the text, found when it is needed.
//!
//! Nothing is recorded while a snapshot is parsed. When findings need their lines, one pass walks the
//! text along the wanted paths only and skips everything else.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::path::{JsonPath, Segment};

/// A stretch of text: byte offsets from the beginning of the document, and lines and columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Region {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
    /// Line of the first character, from 1.
    pub start_line: usize,
    /// Column of the first character in Unicode code points, from 1.
    pub start_column: usize,
    /// Line of the last character, from 1.
    pub end_line: usize,
    /// Column behind the last character in Unicode code points, from 1.
    pub end_column: usize,
}

/// Finds the regions of `paths` in `text`, which must be valid JSON. The region of a member starts
/// at its key; that of an element or of the root is the value. A path that leads nowhere is not in
/// the answer; [`nearest`] looks further up.
pub fn locate<'p>(text: &str, paths: impl IntoIterator<Item = &'p JsonPath>) -> BTreeMap<JsonPath, Region> {
    let mut wanted = Wanted::default();
    for path in paths {
        wanted.add(path);
    }
    let mut walk = Walk { text, found: Vec::new() };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // The text was parsed before, so this can't fail; were it to, the paths behind stay unfound.
    let _ = WantedSeed { walk: &mut walk, wanted: &wanted }.deserialize(&mut deserializer);
    if wanted.here.is_some() {
        let end = text.trim_end().len();
        let start = text.len() - text.trim_start().len();
        walk.found.push((JsonPath::default(), start, end));
    }
    let places = places(text, walk.found.iter().flat_map(|(_, start, end)| [*start, *end]));
    let region = |start, end| {
        let (start_line, start_column) = places[&start];
        let (end_line, end_column) = places[&end];
        Region { start, end, start_line, start_column, end_line, end_column }
    };
    walk.found.into_iter().map(|(path, start, end)| (path, region(start, end))).collect()
}

/// The region of `path`, or else of the nearest place above it that has one.
pub fn nearest<'m>(regions: &'m BTreeMap<JsonPath, Region>, path: &JsonPath) -> Option<&'m Region> {
    let mut path = path.clone();
    loop {
        if let Some(region) = regions.get(&path) {
            return Some(region);
        }
        path.0.pop()?;
    }
}

/// `path` and every place above it, for looking them up in one go.
pub fn with_ancestors(path: &JsonPath) -> impl Iterator<Item = JsonPath> {
    let segments = path.0.clone();
    (0..=segments.len()).map(move |depth| JsonPath(segments[..depth].to_vec()))
}

#[derive(Debug, Default)]
struct Wanted {
    here: Option<JsonPath>,
    below: BTreeMap<Segment, Wanted>,
}

impl Wanted {
    fn add(&mut self, path: &JsonPath) {
        let mut at = self;
        for segment in &path.0 {
            at = at.below.entry(segment.clone()).or_default();
        }
        at.here = Some(path.clone());
    }
}

struct Walk<'t> {
    text: &'t str,
    found: Vec<(JsonPath, usize, usize)>,
}

impl Walk<'_> {
    fn offset(&self, part: &str) -> usize {
        part.as_ptr() as usize - self.text.as_ptr() as usize
    }

    /// Records one member or element whose text is `value`, with its region beginning at `start`, and
    /// looks into it.
    fn visit(&mut self, wanted: &Wanted, start: usize, value: &str) {
        if let Some(path) = &wanted.here {
            self.found.push((path.clone(), start, self.offset(value) + value.len()));
        }
        if !wanted.below.is_empty() {
            let mut deserializer = serde_json::Deserializer::from_str(value);
            let _ = WantedSeed { walk: self, wanted }.deserialize(&mut deserializer);
        }
    }
}

struct WantedSeed<'w, 't> {
    walk: &'w mut Walk<'t>,
    wanted: &'w Wanted,
}

impl<'de> DeserializeSeed<'de> for WantedSeed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for WantedSeed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        for index in 0.. {
            let more = match self.wanted.below.get(&Segment::Index(index)) {
                // What is not wanted itself is walked straight through: its text is scanned once only.
                Some(wanted) if wanted.here.is_none() => {
                    elements.next_element_seed(WantedSeed { walk: self.walk, wanted })?.is_some()
                }
                Some(wanted) => {
                    let value: Option<&RawValue> = elements.next_element()?;
                    if let Some(value) = value {
                        self.walk.visit(wanted, self.walk.offset(value.get()), value.get());
                    }
                    value.is_some()
                }
                None => elements.next_element::<IgnoredAny>()?.is_some(),
            };
            if !more {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(key) = members.next_key::<&RawValue>()? {
            let name: String = serde_json::from_str(key.get()).map_err(serde::de::Error::custom)?;
            match self.wanted.below.get(&Segment::Key(name)) {
                Some(wanted) if wanted.here.is_none() => {
                    members.next_value_seed(WantedSeed { walk: self.walk, wanted })?;
                }
                Some(wanted) => {
                    let value: &RawValue = members.next_value()?;
                    self.walk.visit(wanted, self.walk.offset(key.get()), value.get());
                }
                None => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Offset → (line, column in code points), both from 1: one pass over the text, however many offsets.
fn places(text: &str, offsets: impl Iterator<Item = usize>) -> BTreeMap<usize, (usize, usize)> {
    let mut sorted: Vec<usize> = offsets.collect();
    sorted.sort_unstable();
    sorted.dedup();
    let mut places = BTreeMap::new();
    let (mut line, mut column, mut from) = (1, 1, 0);
    for offset in sorted {
        let part = &text[from..offset];
        match memchr::memrchr(b'\n', part.as_bytes()) {
            Some(last) => {
                line += memchr::memchr_iter(b'\n', part.as_bytes()).count();
                column = part[last + 1..].chars().count() + 1;
            }
            None => column += part.chars().count(),
        }
        from = offset;
        places.insert(offset, (line, column));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(json: &str) -> JsonPath {
        JsonPath::from_json(&serde_json::from_str(json).unwrap()).unwrap()
    }

    #[test]
    fn members_start_at_their_key_and_elements_at_their_value() {
        let text = "{\n  \"a\": [10, {\n    \"ü\\u0041\": \"ß\" }],\n  \"b\": 1\n}\n";
        let paths = [path("[\"a\", 1, \"üA\"]"), path("[\"a\", 1]"), path("[\"b\"]"), path("[]"), path("[\"no\"]")];
        let regions = locate(text, &paths);
        let slice = |path: &JsonPath| &text[regions[path].start..regions[path].end];
        assert_eq!(slice(&paths[0]), "\"ü\\u0041\": \"ß\"");
        assert_eq!(slice(&paths[1]), "{\n    \"ü\\u0041\": \"ß\" }");
        assert_eq!(slice(&paths[2]), "\"b\": 1");
        assert_eq!(slice(&paths[3]), text.trim());
        assert!(!regions.contains_key(&paths[4]));
        let region = regions[&paths[0]];
        assert_eq!((region.start_line, region.start_column, region.end_line, region.end_column), (3, 5, 3, 19));
        assert_eq!(nearest(&regions, &path("[\"b\", \"c\", 3]")), Some(&regions[&paths[2]]));
    }
}
