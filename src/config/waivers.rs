//! The waivers of a file: `[[waivers]]` of the policy file, or a file of waivers alone.
//!
//! A malformed waiver never stops a run and never accepts anything: the findings that it was to accept count, and the
//! run says what is wrong with it. A file that can't be read at all stops the run, since nobody knows what is in it.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::CONFIG_SCHEMA;
use super::toml_file::{self, TomlFile};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::waiver::Waiver;
use crate::snapshot::schema::{MOST_SHOWN, violations_of};
use crate::snapshot::{JsonPath, Segment, Tree};

const WHAT: &str = "waivers file";

/// The key of the waivers.
pub(super) const KEY: &str = "waivers";

/// The waivers of one file.
#[derive(Debug, Clone, Default)]
pub struct WaiverFile {
    /// Where they stand.
    pub file: TomlFile,
    /// In the order of the file: each waiver, or what is wrong with it.
    pub entries: Vec<Result<Waiver, Vec<Diagnostic>>>,
    /// What is wrong with the file as a whole, so that none of its waivers is in force.
    pub broken: Vec<Diagnostic>,
}

impl WaiverFile {
    /// Reads a file of waivers.
    ///
    /// # Errors
    /// Where it can't be read at all. What is wrong inside it is part of the result.
    pub fn load(path: &Path) -> Result<Self, Vec<Diagnostic>> {
        let text = toml_file::read_text(path, WHAT)?;
        Self::parse(&path.display().to_string().replace('\\', "/"), &text)
    }

    /// Reads the text of a file of waivers; `name` is used in messages.
    ///
    /// # Errors
    /// Where the schema of this build is broken.
    pub fn parse(name: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        let (file, json, unreadable) = match TomlFile::parse_without(name, text, WHAT, KEY) {
            Ok(parsed) => parsed,
            Err(errors) => {
                let help = "none of its waivers is in force until it is corrected";
                let broken = errors.into_iter().map(|error| error.help(help)).collect();
                return Ok(Self { file: TomlFile::unread(name), entries: Vec::new(), broken });
            }
        };
        let others = json.as_object().into_iter().flatten().map(|(key, _)| key).filter(|key| *key != KEY);
        let foreign = |key: &String| {
            let message = format!("a waivers file holds `[[{KEY}]]` and nothing else, but this one has `{key}`");
            let help = suggestion(key, [KEY], "keep the rest of the policy in `cordon.toml`");
            file.underline_key(Diagnostic::error(message).help(help), &JsonPath::of_keys([key.as_str()]))
        };
        let broken: Vec<Diagnostic> = others.map(foreign).collect();
        let mut waivers = Self::of(&file, json.get(KEY).unwrap_or(&Json::Null))
            .map_err(|reason| vec![Diagnostic::error(reason).in_file(name)])?;
        waivers.broken.extend(broken);
        waivers.add_unreadable(unreadable);
        Ok(waivers)
    }

    /// Reads the value of `waivers` in a file; null where it has none.
    pub(super) fn of(file: &TomlFile, waivers: &Json) -> Result<Self, String> {
        let mut read = Self { file: file.clone(), ..Self::default() };
        match waivers {
            Json::Null => {}
            Json::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    read.entries.push(entry(file, index, item)?);
                }
            }
            _ => {
                let error = Diagnostic::error(format!("`{KEY}` is not a list, so no waiver of this file is in force"));
                let error = error.help(format!("write each waiver under a line `[[{KEY}]]`, with two brackets"));
                read.broken.push(file.underline_key(error, &JsonPath::of_keys([KEY])));
            }
        }
        Ok(read)
    }

    /// Adds waivers of which the text is not TOML.
    pub(super) fn add_unreadable(&mut self, errors: Vec<Diagnostic>) {
        self.entries.extend(errors.into_iter().map(|mut error| {
            error.message.push_str(", so this waiver is not in force");
            Err(vec![error])
        }));
    }

    /// The waivers that can be read.
    pub fn readable(&self) -> impl Iterator<Item = &Waiver> {
        self.entries.iter().filter_map(|entry| entry.as_ref().ok())
    }

    /// A diagnostic that underlines a member of the waiver with this index.
    #[must_use]
    pub fn underline(&self, diagnostic: Diagnostic, index: usize, member: &str, label: &str) -> Diagnostic {
        self.file.underline(diagnostic, &place(index).key(member), label)
    }
}

fn place(index: usize) -> JsonPath {
    JsonPath::of_keys([KEY]).index(index)
}

fn entry(file: &TomlFile, index: usize, item: &Json) -> Result<Result<Waiver, Vec<Diagnostic>>, String> {
    // Each waiver by itself: one that is wrong must not hide what is wrong with the next.
    let alone = json!({KEY: [item]});
    let violations = violations_of(CONFIG_SCHEMA, &Tree::from(alone), MOST_SHOWN)
        .map_err(|reason| format!("the policy file schema of this build is broken: {reason}"))?;
    let mut wrong: Vec<Diagnostic> = violations
        .shown
        .into_iter()
        .map(|mut violation| {
            if let Some(Segment::Index(at)) = violation.path.0.get_mut(1) {
                *at = index;
            }
            violation.message = violation.message.replace(&format!("{KEY}[0]"), &format!("{KEY}[{index}]"));
            let mut diagnostic = file.violation(violation, WHAT);
            diagnostic.message = format!("{}, so this waiver is not in force", diagnostic.message);
            diagnostic
        })
        .collect();
    wrong.sort_by_key(|diagnostic| diagnostic.place);
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    Ok(serde_json::from_value(item.clone()).map_err(|error| {
        let error = Diagnostic::error(format!("this waiver can't be used: {error}"));
        vec![file.underline(error, &place(index), "")]
    }))
}
