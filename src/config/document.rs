//! `cordon.toml` as a document: its values as JSON for the schema, and the place of each of them for
//! error messages that underline it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use serde_json::{Map, Value as Json};
use toml_edit::{Item, Value as Toml};
use unicode_normalization::UnicodeNormalization;

use super::{CONFIG_SCHEMA, Config};
use crate::diagnostic::Diagnostic;
use crate::snapshot::schema::{MOST_SHOWN, Violations, violations_of};
use crate::snapshot::{JsonPath, Tree, read};

/// A policy file that was read and is valid in itself. Whether the names in it exist is for
/// [`crate::policy::names`] to say.
#[derive(Debug, Clone, Default)]
pub struct PolicyFile {
    /// The file, as the user knows it.
    pub name: String,
    /// The policy.
    pub config: Config,
    text: String,
    values: BTreeMap<JsonPath, Range<usize>>,
    keys: BTreeMap<JsonPath, Range<usize>>,
}

impl PolicyFile {
    /// Reads and validates a policy file.
    ///
    /// # Errors
    /// All that is wrong with it: one diagnostic where it is not TOML, up to 20 and a count where it
    /// breaks the schema.
    pub fn load(path: &Path) -> Result<Self, Vec<Diagnostic>> {
        let name = path.display().to_string().replace('\\', "/");
        let bytes = read::small_file(path).map_err(|error| {
            let message = format!("cannot read the policy file: {}", crate::snapshot::plain(&error));
            vec![Diagnostic::error(message).in_file(&name)]
        })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count() + 1;
            let message = format!("the policy file is not UTF-8 on line {line}");
            vec![Diagnostic::error(message).in_file(&name).at(line, 1).help("save the file as UTF-8")]
        })?;
        Self::parse(&name, &text)
    }

    /// Reads and validates the text of a policy file; `name` is used in messages.
    ///
    /// # Errors
    /// As [`PolicyFile::load`].
    pub fn parse(name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = toml_edit::Document::parse(text.to_owned()).map_err(|error| {
            let message = format!("the policy file is not valid TOML: {}", error.message().trim().replace('\n', ", "));
            let diagnostic = Diagnostic::error(message).in_file(name);
            vec![match error.span() {
                Some(span) => diagnostic.underline(text, span, ""),
                None => diagnostic,
            }]
        })?;
        let mut file = Self { name: name.to_owned(), text: text.to_owned(), ..Self::default() };
        let json = file.item(document.as_item(), &JsonPath::default());
        let violations = violations_of(CONFIG_SCHEMA, &Tree::from(json.clone()), MOST_SHOWN).map_err(|reason| {
            vec![Diagnostic::error(format!("the policy file schema of this build is broken: {reason}"))]
        })?;
        if violations.count > 0 {
            return Err(file.violations(violations));
        }
        file.config = serde_json::from_value(json).map_err(|error| {
            vec![Diagnostic::error(format!("the policy file can't be used: {error}")).in_file(name)]
        })?;
        for (short_name, partner) in &mut file.config.partners {
            if partner.name.is_empty() {
                partner.name.clone_from(short_name);
            }
        }
        Ok(file)
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

    fn range(&self, path: &JsonPath) -> Option<Range<usize>> {
        let mut path = path.clone();
        loop {
            if let Some(range) = self.values.get(&path).or_else(|| self.keys.get(&path)) {
                return Some(range.clone());
            }
            path.0.pop()?;
        }
    }

    fn violations(&self, violations: Violations) -> Vec<Diagnostic> {
        let rest = violations.rest("the policy file's schema");
        let mut diagnostics: Vec<Diagnostic> = violations
            .shown
            .into_iter()
            .map(|violation| {
                let unknown_member =
                    violation.message.contains("unknown member") || violation.message.contains("member name");
                let message = violation
                    .message
                    .replace("the document", "the policy file")
                    .replace("$.", "")
                    .replace("unknown member", "unknown key");
                let diagnostic = Diagnostic::error(message).in_file(&self.name);
                let key = self.keys.get(&violation.path).filter(|_| unknown_member).cloned();
                let mut diagnostic = match key.or_else(|| self.range(&violation.path)) {
                    Some(range) => diagnostic.underline(&self.text, range, ""),
                    None => diagnostic,
                };
                diagnostic.help = violation.help;
                diagnostic
            })
            .collect();
        diagnostics.sort_by_key(|diagnostic| diagnostic.place);
        diagnostics.extend(rest.map(|rest| Diagnostic::error(rest).in_file(&self.name)));
        diagnostics
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

fn nfc(text: &str) -> String {
    text.nfc().collect()
}
