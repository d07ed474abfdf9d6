//! A TOML file that a person wrote: its values as JSON for the schema, and the place of each of them for error
//! messages that underline it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use serde_json::{Map, Value as Json};
use toml_edit::{Item, Value as Toml};
use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Diagnostic;
use crate::snapshot::schema::Violation;
use crate::snapshot::{JsonPath, read};

/// The text of a file and where its values stand.
#[derive(Debug, Clone, Default)]
pub struct TomlFile {
    /// The file, as the user knows it.
    pub name: String,
    text: String,
    values: BTreeMap<JsonPath, Range<usize>>,
    keys: BTreeMap<JsonPath, Range<usize>>,
}

/// Reads the text of a file; `what` it is begins the messages, e.g. `policy file`.
///
/// # Errors
/// As the operating system says, for what is not UTF-8, and for more than 16 MiB.
pub fn read_text(path: &Path, what: &str) -> Result<String, Vec<Diagnostic>> {
    let name = path.display().to_string().replace('\\', "/");
    let bytes = read::small_file(path).map_err(|error| {
        let message = format!("cannot read the {what}: {}", crate::snapshot::plain(&error));
        vec![Diagnostic::error(message).in_file(&name)]
    })?;
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count() + 1;
        let message = format!("the {what} is not UTF-8 on line {line}");
        vec![Diagnostic::error(message).in_file(&name).at(line, 1).help("save the file as UTF-8")]
    })
}

impl TomlFile {
    /// A file of which only the name is known.
    pub fn unread(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// Takes a text apart. `name` and `what` it is are used in messages.
    ///
    /// # Errors
    /// Where it is not TOML, with the place.
    pub fn parse(name: &str, text: &str, what: &str) -> Result<(Self, Json), Vec<Diagnostic>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = toml_edit::Document::parse(text.to_owned()).map_err(|error| {
            let message = format!("the {what} is not valid TOML: {}", error.message().trim().replace('\n', ", "));
            let diagnostic = Diagnostic::error(message).in_file(name);
            vec![match error.span() {
                Some(span) => diagnostic.underline(text, span, ""),
                None => diagnostic,
            }]
        })?;
        let mut file = Self { name: name.to_owned(), text: text.to_owned(), ..Self::default() };
        let json = file.item(document.as_item(), &JsonPath::default());
        Ok((file, json))
    }

    /// Like [`TomlFile::parse`], but what is not TOML inside a table of the list `key` costs that table only: it is
    /// taken out, and what is wrong with it is returned. A bare date such as `2027-02-30` is such a mistake.
    ///
    /// # Errors
    /// Where something else is not TOML.
    pub fn parse_without(
        name: &str,
        text: &str,
        what: &str,
        key: &str,
    ) -> Result<(Self, Json, Vec<Diagnostic>), Vec<Diagnostic>> {
        let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let mut wrong = Vec::new();
        loop {
            let errors = match Self::parse(name, &rest, what) {
                Ok((mut file, json)) => {
                    // Excerpts show the text as it stands in the file; the offsets are the same.
                    text.strip_prefix('\u{feff}').unwrap_or(text).clone_into(&mut file.text);
                    return Ok((file, json, wrong));
                }
                Err(errors) => errors,
            };
            let line = errors.first().and_then(|error| error.place).map(|(line, _)| line);
            match line.and_then(|line| table_at(&rest, line, key)) {
                Some(table) => {
                    let blank: String =
                        rest[table.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
                    rest.replace_range(table, &blank);
                    wrong.extend(errors);
                }
                None => return Err(errors),
            }
        }
    }

    /// A diagnostic that underlines a value, or the nearest place above it that stands in the file.
    #[must_use]
    pub fn underline(&self, diagnostic: Diagnostic, path: &JsonPath, label: impl Into<String>) -> Diagnostic {
        let diagnostic = if diagnostic.file.is_none() { diagnostic.in_file(&self.name) } else { diagnostic };
        match self.range(path) {
            Some(range) => diagnostic.underline(&self.text, range, label),
            None => diagnostic,
        }
    }

    /// A diagnostic that underlines the key of a member.
    #[must_use]
    pub fn underline_key(&self, diagnostic: Diagnostic, path: &JsonPath) -> Diagnostic {
        match self.keys.get(path) {
            Some(range) => diagnostic.in_file(&self.name).underline(&self.text, range.clone(), ""),
            None => self.underline(diagnostic, path, ""),
        }
    }

    /// What breaks the schema, in the words of a TOML file.
    pub fn violation(&self, violation: Violation, what: &str) -> Diagnostic {
        let of_a_key = violation.message.contains("unknown member") || violation.message.contains("member name");
        let message = violation
            .message
            .replace("the document", &format!("the {what}"))
            .replace("$.", "")
            .replace("unknown member", "unknown key")
            .replace("required member", "required key");
        let diagnostic = Diagnostic::error(message).in_file(&self.name);
        let key = self.keys.get(&violation.path).filter(|_| of_a_key).cloned();
        let mut diagnostic = match key.or_else(|| self.range(&violation.path)) {
            Some(range) => diagnostic.underline(&self.text, range, ""),
            None => diagnostic,
        };
        diagnostic.help = violation.help;
        diagnostic
    }

    fn range(&self, path: &JsonPath) -> Option<Range<usize>> {
        let mut path = path.clone();
        loop {
            if let Some(range) = self.values.get(&path).or_else(|| self.keys.get(&path)) {
                return Some(range.clone());
            }
            path.0.pop()?;
        }
    }

    fn item(&mut self, item: &Item, path: &JsonPath) -> Json {
        if let Some(span) = item.span() {
            self.values.insert(path.clone(), span);
        }
        match item {
            Item::None => Json::Null,
            Item::Value(value) => self.value(value, path),
            Item::Table(table) => {
                let entries =
                    table.iter().map(|(key, item)| (key, table.key(key).and_then(toml_edit::Key::span), item));
                let entries: Vec<_> = entries.collect();
                let mut members = Map::new();
                for (key, span, item) in entries {
                    let below = self.member(path, key, span);
                    members.insert(nfc(key), self.item(item, &below));
                }
                Json::Object(members)
            }
            Item::ArrayOfTables(tables) => {
                let mut items = Vec::new();
                for (index, table) in tables.iter().enumerate() {
                    items.push(self.item(&Item::Table(table.clone()), &path.index(index)));
                    if let Some(span) = table.span() {
                        self.values.insert(path.index(index), span);
                    }
                }
                Json::Array(items)
            }
        }
    }

    fn member(&mut self, path: &JsonPath, key: &str, span: Option<Range<usize>>) -> JsonPath {
        let below = path.key(&nfc(key));
        if let Some(span) = span {
            self.keys.insert(below.clone(), span);
        }
        below
    }

    fn value(&mut self, value: &Toml, path: &JsonPath) -> Json {
        if let Some(span) = value.span() {
            self.values.insert(path.clone(), span);
        }
        match value {
            Toml::String(text) => Json::String(nfc(text.value())),
            Toml::Integer(number) => Json::from(*number.value()),
            Toml::Float(number) => Json::from(*number.value()),
            Toml::Boolean(boolean) => Json::Bool(*boolean.value()),
            Toml::Datetime(datetime) => Json::String(datetime.value().to_string()),
            Toml::Array(items) => {
                let mut all = Vec::new();
                for (index, item) in items.iter().enumerate() {
                    all.push(self.value(item, &path.index(index)));
                }
                Json::Array(all)
            }
            Toml::InlineTable(table) => {
                let mut members = Map::new();
                for (key, value) in table.iter() {
                    let span = table.key(key).and_then(toml_edit::Key::span);
                    let below = self.member(path, key, span);
                    members.insert(nfc(key), self.value(value, &below));
                }
                Json::Object(members)
            }
        }
    }
}

/// The bytes of the table `[[key]]` that a line (from 1) is in.
fn table_at(text: &str, line: usize, key: &str) -> Option<Range<usize>> {
    let mut starts = vec![0];
    starts.extend(text.match_indices('\n').map(|(at, _)| at + 1));
    let line_at = |number: usize| text[starts[number]..].lines().next().unwrap_or_default().trim();
    let is_header = |number: &usize| line_at(*number).starts_with('[');
    let last = line.saturating_sub(1).min(starts.len() - 1);
    let first = (0..=last).rev().find(is_header)?;
    let header: String = line_at(first).chars().filter(|c| !c.is_whitespace()).collect();
    if !header.starts_with(&format!("[[{key}]]")) {
        return None;
    }
    let end = (first + 1..starts.len()).find(is_header).map_or(text.len(), |number| starts[number]);
    Some(starts[first]..end)
}

fn nfc(text: &str) -> String {
    text.nfc().collect()
}
