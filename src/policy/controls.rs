//! Controls of published frameworks that rules help to keep: rules name them in METADATA, and the data file
//! `controls.json` says what they are called.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::pack::Pack;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::control::{Control, Framework, by_id};

/// Stem of the data file.
pub(super) const FILE: &str = "controls";

/// The frameworks of a data file beside those that are there, and the keys of those that it replaces by others: a team adds
/// its own framework without a copy of the shipped ones, which the shipped rules name.
pub(super) fn with_own(there: Option<&Value>, own: Value) -> (Value, Vec<String>) {
    let (Some(Value::Object(there)), Value::Object(own)) = (there, &own) else { return (own, Vec::new()) };
    let other = |(key, framework): &(&String, &Value)| there.get(*key).is_some_and(|before| before != *framework);
    let replaced = own.iter().filter(other).map(|(key, _)| key.clone()).collect();
    let mut all = there.clone();
    all.extend(own.clone());
    (all.into(), replaced)
}

/// The controls that a rule names, by framework and in order of id.
pub(super) fn named(controls: &BTreeMap<String, Vec<String>>, data: &Map<String, Value>) -> Vec<Control> {
    let mut found = Vec::new();
    for (key, ids) in controls {
        let Some((framework, known)) = framework(key, data) else { continue };
        let of_rule = |one: &Control| ids.contains(&one.id);
        found.extend(controls_of(&framework, known).into_iter().filter(of_rule));
    }
    found
}

/// All controls of a framework of the pack, in order of id.
///
/// # Errors
/// When there is no such framework.
pub fn of_framework(pack: &Pack, key: &str) -> Result<(Framework, Vec<Control>), Vec<Diagnostic>> {
    let Some((framework, known)) = framework(key, &pack.data) else {
        let keys = keys(pack.data.get(FILE));
        let error = Diagnostic::error(format!("there is no framework `{key}`"));
        let all = format!("there are {}", keys.join(", "));
        return Err(vec![error.help(suggestion(key, keys.iter().copied(), &all))]);
    };
    let controls = controls_of(&framework, known);
    Ok((framework, controls))
}

/// A framework, and the titles of its controls by id, where it has any.
fn framework<'d>(key: &str, data: &'d Map<String, Value>) -> Option<(Framework, Option<&'d Map<String, Value>>)> {
    let found = data.get(FILE)?.get(key)?;
    let text = |member: &str| found.get(member).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let title = Some(text("title")).filter(|title| !title.is_empty()).unwrap_or_else(|| key.to_owned());
    let framework = Framework {
        key: key.to_owned(),
        title,
        version: text("version"),
        organization: text("organization"),
        url: text("url"),
    };
    Some((framework, found.get("controls").and_then(Value::as_object)))
}

fn controls_of(framework: &Framework, known: Option<&Map<String, Value>>) -> Vec<Control> {
    let control = |(id, title): (&String, &Value)| Control {
        framework: framework.clone(),
        id: id.clone(),
        title: title.as_str().unwrap_or_default().trim().to_owned(),
    };
    let mut controls: Vec<Control> = known.into_iter().flatten().map(control).collect();
    controls.sort_by(|one, other| by_id(&one.id, &other.id));
    controls
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
pub(super) fn unknown(controls: &BTreeMap<String, Vec<String>>, data: &Map<String, Value>) -> Option<Unknown> {
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
