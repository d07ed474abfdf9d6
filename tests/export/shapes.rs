//! The mock answers in the shapes of the API's own models, so that a test against it means something.

use serde_json::Value;

use crate::mock::{Mock, Org};
use crate::support::export;

struct Models(Value);

impl Models {
    /// Where a value is not of a type, e.g. `list[User]`.
    fn check(&self, value: &Value, kind: &str, at: &str, out: &mut Vec<String>) {
        let inner = |start: &str| {
            kind.strip_prefix(start).and_then(|rest| rest.strip_suffix(if start.ends_with('[') { ']' } else { ')' }))
        };
        if let Some(inner) = inner("list[") {
            match value.as_array() {
                Some(items) => {
                    items.iter().enumerate().for_each(|(i, item)| self.check(item, inner, &format!("{at}/{i}"), out))
                }
                None => out.push(format!("{at}: {value} is no {kind}")),
            }
            return;
        }
        if let Some(inner) = inner("dict(str, ") {
            match value.as_object() {
                Some(members) => {
                    members.iter().for_each(|(key, item)| self.check(item, inner, &format!("{at}/{key}"), out))
                }
                None => out.push(format!("{at}: {value} is no {kind}")),
            }
            return;
        }
        let good = match kind {
            "str" | "datetime" | "date" => value.is_string(),
            "int" => value.is_i64() || value.is_u64(),
            "float" => value.is_number(),
            "bool" => value.is_boolean(),
            "object" => true,
            model => {
                let Some(fields) = self.0["models"].get(model) else { return };
                let Some(members) = value.as_object() else {
                    out.push(format!("{at}: {value} is no {kind}"));
                    return;
                };
                for (key, member) in members {
                    match fields.get(key).and_then(Value::as_str) {
                        Some(kind) => {
                            self.check(member, kind, &format!("{at}/{key}"), out);
                            let known = self.0["enums"].get(format!("{model}.{key}")).and_then(Value::as_array);
                            if known.is_some_and(|known| !known.contains(member)) {
                                out.push(format!("{at}/{key}: {member} is not in the enumeration"));
                            }
                        }
                        None => out.push(format!("{at}: {model} has no {key}")),
                    }
                }
                true
            }
        };
        if !good {
            out.push(format!("{at}: {value} is no {kind}"));
        }
    }
}

#[test]
fn answers_have_the_shapes_of_the_models() {
    let models = Models(serde_json::from_str(include_str!("../data/genesys-endpoints.json")).unwrap());
    let mock = Mock::of(&Org::generated(120));
    assert_eq!(export(&mock, &["--audit-days", "7"]).code(), 0);
    let (mut wrong, mut checked) = (Vec::new(), std::collections::BTreeSet::new());
    for seen in mock.seen() {
        let Some(answer) = seen.answer.as_ref().filter(|_| seen.status == 200) else { continue };
        let parts: Vec<&str> = seen.path().split('/').collect();
        let fits = |template: &str| {
            let (method, path) = template.split_once(' ').unwrap();
            let template: Vec<&str> = path.split('/').collect();
            method == seen.method
                && template.len() == parts.len()
                && template.iter().zip(&parts).all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
        };
        let endpoints = models.0["endpoints"].as_object().unwrap();
        // A literal path goes before one with an id in its place.
        let found =
            endpoints.iter().filter(|(template, _)| fits(template)).min_by_key(|(template, _)| template.contains('{'));
        let Some((template, endpoint)) = found else {
            wrong.push(format!("{} {} is not documented", seen.method, seen.path()));
            continue;
        };
        checked.insert(template.clone());
        for (name, _) in url::form_urlencoded::parse(seen.uri.split_once('?').map_or("", |(_, query)| query).as_bytes())
        {
            let known = endpoint["query"].as_array().unwrap();
            if !known.iter().any(|parameter| parameter == &*name) {
                wrong.push(format!("{template} has no parameter {name}"));
            }
        }
        for (key, member) in answer.as_object().unwrap() {
            match endpoint["fields"].get(key).and_then(Value::as_str) {
                Some(kind) => models.check(member, kind, &format!("{template}/{key}"), &mut wrong),
                None => wrong.push(format!("{template} has no {key}")),
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong.truncate(20);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(checked.len() > 38, "{checked:?}");
}
