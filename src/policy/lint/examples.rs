//! Whether the examples of a rule's METADATA change what an org and a policy file can have: a change with a typo changes
//! nothing that the rule looks at, so that an example of its silence proves nothing.

use serde_json::Value;

use super::codes;
use super::schema;
use super::types::{Found, Type, listed};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::policy::metadata::word_range;
use crate::policy::pack::{Module, Rule};

/// Members in the changes of examples that the documents never have.
pub(in crate::policy) fn check(module: &Module, rule: &Rule) -> Vec<Diagnostic> {
    let examples = &rule.metadata.custom.examples;
    let mut found = Vec::new();
    for example in examples.fires.iter().chain(&examples.quiet) {
        let documents = [
            ("snapshot", &example.snapshot, &*schema::SNAPSHOT),
            ("config", &example.config, &*schema::CONFIG),
            ("facts", &example.facts, &*schema::FACTS),
            ("since", &example.since, &*schema::SNAPSHOT),
        ];
        for (name, patch, document) in documents {
            if let Some(patch) = patch {
                walk(patch, document, name, &mut |path, name, base| {
                    let known = listed(&base.keys());
                    let message =
                        format!("an example changes `{path}.{name}`: {} has no member `{name}`", base.described());
                    let all = format!("there are {}", known.iter().cloned().collect::<Vec<_>>().join(", "));
                    let help = suggestion(name, known.iter().map(String::as_str), &all);
                    let range = word_range(&module.text, "examples", name);
                    let error = Diagnostic::error(message).in_file(&module.file).underline(&module.text, range, "");
                    found.push(error.code(codes::MEMBER.code).help(help));
                });
            }
        }
    }
    found
}

/// Calls `say` with the path, name and owner of each member that its owner never has.
fn walk(value: &Value, of: &Type, path: &str, say: &mut impl FnMut(&str, &str, &Type)) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                match of.member(name) {
                    Found::Never => say(path, name, of),
                    Found::Value(member) => walk(value, &member, &format!("{path}.{name}"), say),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, &of.items(), path, say)),
        _ => {}
    }
}
