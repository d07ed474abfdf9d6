//! Resources of an export and its state, and what expressions in them refer to.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use serde_json::{Map as Members, Value};

use super::CxAsCodeError;

/// Resources by type and label, and ids by address.
#[derive(Debug, Default)]
pub(super) struct Export {
    pub(super) resources: BTreeMap<String, BTreeMap<String, Members<String, Value>>>,
    pub(super) ids: HashMap<String, String>,
    pub(super) home: Option<String>,
    /// Addresses that stand in several files with different attributes.
    pub(super) repeated: BTreeSet<String>,
}

/// The blocks under a key: Terraform's JSON writes one of them bare, several as an array.
pub(super) fn blocks(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (many, one) = match value {
        Some(Value::Array(items)) => (items.as_slice(), None),
        Some(Value::Null) | None => (&[][..], None),
        Some(one) => (&[][..], Some(one)),
    };
    many.iter().chain(one)
}

impl Export {
    pub(super) fn load(path: &Path) -> Result<Self, CxAsCodeError> {
        let mut export = Self::default();
        for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
            let entry = entry.map_err(|error| CxAsCodeError::Io { path: path.to_owned(), source: error.into() })?;
            let file = entry.path();
            let name = entry.file_name().to_string_lossy();
            let given = file == path;
            if !entry.file_type().is_file() || !(given || name.ends_with(".tf.json") || name.ends_with(".tfstate")) {
                continue;
            }
            let text =
                std::fs::read_to_string(file).map_err(|source| CxAsCodeError::Io { path: file.to_owned(), source })?;
            let value: Value = serde_json::from_str(&text).map_err(|error| CxAsCodeError::NotJson {
                path: file.to_owned(),
                line: error.line(),
                message: error.to_string(),
            })?;
            export.add_resources(&value);
            export.add_state(&value);
        }
        if export.resources.is_empty() {
            return Err(CxAsCodeError::Nothing(path.to_owned()));
        }
        Ok(export)
    }

    fn add_resources(&mut self, value: &Value) {
        let kinds = blocks(value.get("resource")).filter_map(Value::as_object).flatten();
        for (kind, labelled) in kinds.filter(|(kind, _)| kind.starts_with("genesyscloud_")) {
            for (label, attributes) in blocks(Some(labelled)).filter_map(Value::as_object).flatten() {
                let attributes = blocks(Some(attributes)).find_map(Value::as_object).cloned().unwrap_or_default();
                let held = self.resources.entry(kind.clone()).or_default();
                if let Some(other) = held.insert(label.clone(), attributes.clone())
                    && other != attributes
                {
                    self.repeated.insert(format!("{kind}.{label}"));
                }
            }
        }
    }

    /// Ids, and resources that only the state has.
    fn add_state(&mut self, value: &Value) {
        for resource in value.get("resources").and_then(Value::as_array).into_iter().flatten() {
            let text = |key: &str| resource.get(key).and_then(Value::as_str).unwrap_or_default();
            let kind = text("type");
            if !kind.starts_with("genesyscloud_") {
                continue;
            }
            // What stands in a module has a name of its own, whatever the root calls so.
            let module = if text("module").is_empty() { String::new() } else { format!("{}.", text("module")) };
            let data = if text("mode") == "data" { "data." } else { "" };
            for instance in resource.get("instances").and_then(Value::as_array).into_iter().flatten() {
                let Some(attributes) = instance.get("attributes").and_then(Value::as_object) else { continue };
                let index = instance.get("index_key").filter(|key| !key.is_null());
                let index = index.map_or_else(String::new, |key| format!("[{key}]"));
                let label = format!("{}{index}", text("name"));
                if let Some(id) = attributes.get("id").and_then(Value::as_str).filter(|id| !id.is_empty()) {
                    self.ids.insert(format!("{module}{data}{kind}.{label}"), id.to_owned());
                    if kind == "genesyscloud_auth_division_home" {
                        self.home = Some(id.to_owned());
                    }
                }
                if data.is_empty() {
                    let label = if module.is_empty() { label } else { format!("{module}{kind}.{label}") };
                    let held = self.resources.entry(kind.to_owned()).or_default();
                    // One of several instances is described by the state alone.
                    held.entry(label).or_insert_with(|| attributes.clone());
                }
            }
        }
    }

    /// The id of a resource.
    pub(super) fn id(&self, kind: &str, label: &str) -> String {
        let address = if label.starts_with("module.") { label.to_owned() } else { format!("{kind}.{label}") };
        self.ids.get(&address).cloned().unwrap_or(address)
    }

    /// The id that a value stands for: an id, or an expression that refers to one.
    pub(super) fn reference(&self, value: &Value) -> Option<String> {
        let text = value.as_str().filter(|text| !text.is_empty())?;
        let Some(expression) = text.strip_prefix("${").and_then(|text| text.strip_suffix('}')) else {
            return Some(text.to_owned());
        };
        let address = expression.trim().strip_suffix(".id").unwrap_or(expression.trim());
        if address.starts_with("data.genesyscloud_auth_division_home.") {
            return Some(self.home_id());
        }
        Some(self.ids.get(address).cloned().unwrap_or_else(|| address.to_owned()))
    }

    pub(super) fn home_id(&self) -> String {
        let divisions = self.resources.get("genesyscloud_auth_division").into_iter().flatten();
        let marked = divisions
            .filter(|(_, attributes)| attributes.get("home").and_then(Value::as_bool) == Some(true))
            .map(|(label, _)| self.id("genesyscloud_auth_division", label))
            .next();
        marked.or_else(|| self.home.clone()).unwrap_or_else(|| "genesyscloud_auth_division_home".to_owned())
    }

    pub(super) fn references(&self, value: Option<&Value>) -> Vec<String> {
        let ids: BTreeSet<String> = blocks(value).filter_map(|item| self.reference(item)).collect();
        ids.into_iter().collect()
    }

    pub(super) fn division(&self, attributes: &Members<String, Value>) -> String {
        attributes.get("division_id").and_then(|id| self.reference(id)).unwrap_or_else(|| self.home_id())
    }

    pub(super) fn each<'e>(&'e self, kind: &'e str) -> impl Iterator<Item = (String, &'e Members<String, Value>)> {
        let labelled = self.resources.get(kind).into_iter().flatten();
        labelled.map(move |(label, attributes)| (self.id(kind, label), attributes))
    }
}
