//! Controls of published frameworks that rules help to keep: rules name them in METADATA, and the data file
//! `controls.json` says what they are called.

use std::collections::BTreeMap;

use serde_json::Value;

use super::pack::{Pack, Rule};
use crate::diagnostic::suggestion;

/// Stem of the data file.
const FILE: &str = "controls";

/// A control that a rule helps to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control<'p> {
    /// Name of the framework, with its version.
    pub framework: String,
    /// Id within the framework.
    pub id: &'p str,
    /// What it is called.
    pub title: &'p str,
}

/// The controls of a rule, by framework and id.
pub fn of<'p>(rule: &'p Rule, pack: &'p Pack) -> Vec<Control<'p>> {
    let frameworks = pack.data.get(FILE);
    let text = |value: &'p Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default();
    let mut found = Vec::new();
    for (name, ids) in &rule.metadata.custom.controls {
        let Some(framework) = frameworks.and_then(|all| all.get(name)) else { continue };
        let known = framework.get("controls");
        found.extend(ids.iter().map(|id| Control {
            framework: format!("{} {}", text(framework, "title"), text(framework, "version")).trim().to_owned(),
            id,
            title: known.map(|known| text(known, id)).unwrap_or_default(),
        }));
    }
    found
}

/// A name in METADATA that the data file does not have.
pub(super) struct Unknown {
    /// The name.
    pub(super) word: String,
    /// One sentence.
    pub(super) message: String,
    /// What to do.
    pub(super) help: String,
}

/// The first framework or control that the data file does not have.
pub(super) fn unknown(
    controls: &BTreeMap<String, Vec<String>>,
    data: &serde_json::Map<String, Value>,
) -> Option<Unknown> {
    let frameworks = data.get(FILE);
    let known = keys(frameworks);
    controls.iter().find_map(|(framework, ids)| {
        if !known.contains(&framework.as_str()) {
            let message = format!("`controls` names the framework `{framework}`, which is not known");
            return Some(Unknown { word: framework.clone(), message, help: nearest(framework, &known) });
        }
        let of_framework = keys(frameworks.and_then(|all| all.get(framework)?.get("controls")));
        let id = ids.iter().find(|id| !of_framework.contains(&id.as_str()))?;
        let message = format!("`controls` names `{id}`, which is no known control of `{framework}`");
        Some(Unknown { word: id.clone(), message, help: nearest(id, &of_framework) })
    })
}

fn keys(value: Option<&Value>) -> Vec<&str> {
    value.and_then(Value::as_object).map(|own| own.keys().map(String::as_str).collect()).unwrap_or_default()
}

fn nearest(word: &str, known: &[&str]) -> String {
    let otherwise = format!("there are {}; a data file `{FILE}.json` can hold others", known.join(", "));
    suggestion(word, known.iter().copied(), &otherwise)
}
