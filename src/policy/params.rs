//! Parameters of rules: METADATA declares them with their defaults, the policy file sets them, and rules read what
//! holds at `data.cordon.params[rule id]`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Number, Value};

use super::pack::Pack;
use crate::config::Config;

/// A parameter, as METADATA declares it. Its kind is that of its default.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Param {
    /// What it does, with its unit.
    pub description: String,
    /// Its value where the policy file sets none.
    pub default: Value,
    /// The least that a number may be.
    #[serde(default)]
    pub minimum: Option<Number>,
    /// The most that a number may be.
    #[serde(default)]
    pub maximum: Option<Number>,
}

/// Parameters by name.
pub type Params = BTreeMap<String, Param>;

impl Param {
    /// What may be set, in words: `a whole number from 1 to 365`.
    pub fn expected(&self) -> String {
        let kind = match &self.default {
            Value::Bool(_) => "true or false",
            Value::Number(number) if number.is_i64() || number.is_u64() => "a whole number",
            Value::Number(_) => "a number",
            Value::Array(_) => "a list of texts",
            _ => "a text",
        };
        match (&self.minimum, &self.maximum) {
            (Some(least), Some(most)) => format!("{kind} from {least} to {most}"),
            (Some(least), None) => format!("{kind} from {least}"),
            (None, Some(most)) => format!("{kind} up to {most}"),
            (None, None) => kind.to_owned(),
        }
    }

    /// Whether a value may be set.
    pub fn takes(&self, value: &Value) -> bool {
        let within = |number: &Number| {
            let above = |least: &Number| number.as_f64() >= least.as_f64();
            let below = |most: &Number| number.as_f64() <= most.as_f64();
            self.minimum.as_ref().is_none_or(above) && self.maximum.as_ref().is_none_or(below)
        };
        let is_whole = |number: &Number| number.is_i64() || number.is_u64();
        match (&self.default, value) {
            (Value::Bool(_), Value::Bool(_)) | (Value::String(_), Value::String(_)) => true,
            (Value::Number(default), Value::Number(number)) => {
                (is_whole(number) || !is_whole(default)) && within(number)
            }
            (Value::Array(_), Value::Array(items)) => items.iter().all(Value::is_string),
            _ => false,
        }
    }

    /// What is wrong with the declaration itself.
    pub(super) fn fault(&self) -> Option<String> {
        let is_number = self.default.is_number();
        if !is_number && (self.minimum.is_some() || self.maximum.is_some()) {
            return Some("has `minimum` or `maximum`, which only numbers have".to_owned());
        }
        if matches!(self.default, Value::Null | Value::Object(_)) || !self.takes(&self.default) {
            let expected =
                if is_number { self.expected() } else { "a text, number, boolean or list of texts".to_owned() };
            return Some(format!("has the default {}; expected {expected}", self.default));
        }
        None
    }
}

/// The values of a rule's parameters: those that are set, and the defaults of the others.
pub fn values(params: &Params, set: Option<&Map<String, Value>>) -> Map<String, Value> {
    let value = |(name, param): (&String, &Param)| {
        let own = set.and_then(|set| set.get(name)).unwrap_or(&param.default);
        (name.clone(), own.clone())
    };
    params.iter().map(value).collect()
}

/// `data.cordon.params`: rule id → parameter → value, of the rules that have parameters.
pub(super) fn document(pack: &Pack, config: &Config) -> Value {
    let with_params = pack.rules.values().filter(|rule| !rule.metadata.custom.params.is_empty());
    let of_rule = |id: &String, params: &Params| {
        Value::Object(values(params, config.rules.get(id).map(|settings| &settings.params)))
    };
    with_params
        .map(|rule| (rule.id.clone(), of_rule(&rule.id, &rule.metadata.custom.params)))
        .collect::<Map<_, _>>()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn param(declaration: Value) -> Param {
        serde_json::from_value(declaration).unwrap()
    }

    #[test]
    fn a_value_is_taken_by_kind_and_bounds() {
        let days = param(json!({"description": "d", "default": 90, "minimum": 1, "maximum": 365}));
        for (value, taken) in [
            (json!(1), true),
            (json!(365), true),
            (json!(0), false),
            (json!(366), false),
            (json!(1.5), false),
            (json!("90"), false),
            (json!(null), false),
        ] {
            assert_eq!(days.takes(&value), taken, "{value}");
        }
        assert_eq!(days.expected(), "a whole number from 1 to 365");
        let share = param(json!({"description": "d", "default": 0.5}));
        assert!(share.takes(&json!(1)) && share.takes(&json!(0.25)));
        let patterns = param(json!({"description": "d", "default": ["a*"]}));
        assert!(patterns.takes(&json!([])) && !patterns.takes(&json!([1])) && !patterns.takes(&json!("a")));
    }

    #[test]
    fn a_declaration_that_contradicts_itself_is_found() {
        for (declaration, faulty) in [
            (json!({"description": "d", "default": 0, "minimum": 1}), true),
            (json!({"description": "d", "default": "x", "minimum": 1}), true),
            (json!({"description": "d", "default": null}), true),
            (json!({"description": "d", "default": {"a": 1}}), true),
            (json!({"description": "d", "default": [1]}), true),
            (json!({"description": "d", "default": []}), false),
            (json!({"description": "d", "default": false}), false),
        ] {
            assert_eq!(param(declaration.clone()).fault().is_some(), faulty, "{declaration}");
        }
    }
}
