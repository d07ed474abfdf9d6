//! A saved query → a rule: its body, and a finding for each of its rows.

use regex::Regex;
use regorus::unstable::{Expr, NodeRef, Rule, RuleHead};

use super::quoted;
use crate::diagnostic::Diagnostic;
use crate::policy::metadata;
use crate::policy::query::ROWS;
use crate::policy::why::place::range;

/// A saved query, taken apart.
#[derive(Debug, Clone)]
pub struct Query {
    /// Its title, where it has one.
    pub title: Option<String>,
    description: Option<String>,
    columns: Vec<String>,
    /// The statements of its body, as they are written.
    body: String,
    /// What else is in the file: imports and helpers.
    rest: String,
    subject: Subject,
}

/// Whom its rows are about.
#[derive(Debug, Clone)]
enum Subject {
    /// An entry of a section, by the variable of its id.
    Entry { section: String, variable: String },
    /// A holder of grants, by the variables of its type and its id.
    Holder { kind: String, id: String },
}

/// Where a holder stands in the snapshot. Trustees stand in their org, whose id is not at hand: their grants do.
const PLACE_OF: &str = "
place_of(type, id) := [\"users\", id] if {
\ttype == \"user\"
\tinput.users[id]
} else := [\"groups\", id] if {
\ttype == \"group\"
\tinput.groups[id]
} else := [\"oauth_clients\", id] if {
\ttype == \"oauth_client\"
\tinput.oauth_clients[id]
} else := [\"grants\", id]
";

/// Section, and type of its entries; a grant says its own.
const TYPES: [(&str, &str); 9] = [
    ("users", "user"),
    ("groups", "group"),
    ("oauth_clients", "oauth_client"),
    ("roles", "role"),
    ("divisions", "division"),
    ("objects", "object"),
    ("trustees", "trustee"),
    ("access_policies", "access_policy"),
    ("grants", ""),
];

/// Takes the file of a saved query apart.
///
/// # Errors
/// When it is none, or nothing says whom its rows are about.
pub fn read(file: &str, text: &str) -> Result<Query, Vec<Diagnostic>> {
    let wrong = |message: &str, help: &str| vec![Diagnostic::error(message).in_file(file).help(help)];
    let form = "a saved query is a file with `rows contains [a, b] if { … }`, as `cordon query --save` writes it";
    let mut engine = regorus::Engine::new();
    engine
        .add_policy(file.to_owned(), text.to_owned())
        .map_err(|error| vec![crate::policy::engine::not_compiled(file, text, &error.to_string())])?;
    let modules = engine.get_modules().clone();
    let Some(module) = modules.first() else { return Err(wrong("the file holds nothing", form)) };
    let rows: Vec<(&RuleHead, &Rule)> = module
        .policy
        .iter()
        .filter_map(|rule| match rule.as_ref() {
            Rule::Spec { head, .. } => Some((head, rule.as_ref())),
            Rule::Default { .. } => None,
        })
        .filter(|(head, _)| crate::policy::why::rule_name(head) == Some(ROWS))
        .collect();
    let [(RuleHead::Set { span, key: Some(key), .. }, Rule::Spec { bodies, .. })] = rows.as_slice() else {
        let message = if rows.is_empty() { "the file defines no `rows`" } else { "the file has several `rows`" };
        return Err(wrong(message, form));
    };
    let (Some(columns), [body]) = (columns(key), bodies.as_slice()) else {
        return Err(wrong("the columns of `rows` are no array of variables, or it has several bodies", form));
    };
    let (Some(first), Some(last)) = (body.query.stmts.first(), body.query.stmts.last()) else {
        return Err(wrong("the body of `rows` is empty", form));
    };
    let (start, end) = (range(text, &first.span).0, range(text, &last.span).1);
    let statements = text.get(start..end).unwrap_or_default();
    let lines = statements.lines().map(|line| line.strip_prefix('\t').unwrap_or(line).trim_end());
    // A raw string may go on over lines, which must stay as they are.
    let body = if statements.contains('`') {
        format!("\t{statements}")
    } else {
        lines
            .map(|line| if line.is_empty() { String::new() } else { format!("\t{line}") })
            .collect::<Vec<_>>()
            .join("\n")
    };
    let head = range(text, span).0;
    let package = text.lines().find(|line| line.starts_with("package ")).unwrap_or_default();
    let after_package = text.find(package).map_or(0, |at| at + package.len());
    let before = text.get(after_package..head).unwrap_or_default();
    let behind = text.get(end..).unwrap_or_default();
    let is_braced = text.get(head..start).is_some_and(|between| between.trim_end().ends_with('{'));
    let behind = if is_braced { behind_bracket(behind) } else { behind };
    let rest = format!("{}\n{}", before.trim(), behind.trim()).trim().to_owned();
    let (body, subject) = match subject(statements, &columns) {
        Some(subject) => (body, Some(subject)),
        None => with_key(&body, text).map_or((body.clone(), None), |(body, subject)| (body, Some(subject))),
    };
    let Some(subject) = subject else {
        let message = "nothing says whom the rows are about, and a finding needs a subject";
        let help = "write `some id, user in input.users`, `input.users[id]` or the same with another section, or \
                    `describe.subject(type, id)` of what holds grants";
        return Err(wrong(message, help));
    };
    let (title, description) = metadata::title_and_description(text);
    let [title, description] = [title, description].map(|text| Some(text).filter(|text| !text.is_empty()));
    Ok(Query { title, description, columns, body, rest, subject })
}

/// What stands behind the bracket that closes a body, whose last statement may have a comment.
fn behind_bracket(text: &str) -> &str {
    let mut in_comment = false;
    for (at, c) in text.char_indices() {
        match c {
            '#' => in_comment = true,
            '\n' => in_comment = false,
            '}' if !in_comment => return text.get(at + 1..).unwrap_or_default(),
            _ => {}
        }
    }
    ""
}

fn columns(key: &NodeRef<Expr>) -> Option<Vec<String>> {
    let Expr::Array { items, .. } = key.as_ref() else { return None };
    let name = |item: &NodeRef<Expr>| match item.as_ref() {
        Expr::Var { span, .. } => Some(span.text().to_owned()),
        _ => None,
    };
    items.iter().map(name).collect()
}

/// A body that walks through a section without naming ids, with a name for them.
fn with_key(body: &str, text: &str) -> Option<(String, Subject)> {
    let sections = TYPES.map(|(section, _)| section).join("|");
    let walked = Regex::new(&format!(r"\bsome\s+(?P<entry>\w+)\s+in\s+input\.(?P<section>{sections})\b")).ok()?;
    let captures = walked.captures(body)?;
    let (whole, entry) = (captures.get(0)?, captures.name("entry")?);
    let is_taken = |name: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
    let variable = ["id".to_owned(), format!("{}_id", entry.as_str())].into_iter().find(|name| !is_taken(name))?;
    let named = whole.as_str().replacen(entry.as_str(), &format!("{variable}, {}", entry.as_str()), 1);
    let with = format!("{}{named}{}", body.get(..whole.start())?, body.get(whole.end()..)?);
    Some((with, Subject::Entry { section: captures["section"].to_owned(), variable }))
}

/// The variable that is the key of a section: one that is a column before one that is none. Without one, a holder that
/// is described.
fn subject(body: &str, columns: &[String]) -> Option<Subject> {
    let sections = TYPES.map(|(section, _)| section).join("|");
    let walked =
        Regex::new(&format!(r"\bsome\s+(?P<variable>\w+)\s*,\s*\w+\s+in\s+input\.(?P<section>{sections})\b")).ok()?;
    let looked_up = Regex::new(&format!(r"\binput\.(?P<section>{sections})\[(?P<variable>[A-Za-z]\w*)\]")).ok()?;
    let named = Regex::new(r"\bdescribe\.subject\((?P<kind>[A-Za-z]\w*), *(?P<id>[A-Za-z]\w*)\)").ok()?;
    let asked =
        Regex::new(&format!(r"\bobject\.get\(input\.(?P<section>{sections}), *\[(?P<variable>[A-Za-z]\w*)\b")).ok()?;
    let mut found: Vec<(usize, usize, Subject)> = Vec::new();
    for captures in walked.captures_iter(body).chain(looked_up.captures_iter(body)) {
        let (section, variable) = (captures["section"].to_owned(), captures["variable"].to_owned());
        let column = columns.iter().position(|column| *column == variable).unwrap_or(usize::MAX);
        let at = captures.get(0).map_or(0, |whole| whole.start());
        if variable != "_" {
            found.push((column, at, Subject::Entry { section, variable }));
        }
    }
    let entry = found.into_iter().min_by_key(|(column, at, _)| (*column, *at)).map(|(.., subject)| subject);
    let holder = || {
        let captures = named.captures(body)?;
        Some(Subject::Holder { kind: captures["kind"].to_owned(), id: captures["id"].to_owned() })
    };
    // What is asked for its name alone is what the row is about only where nothing else is.
    let asked_for = || {
        let captures = asked.captures(body)?;
        Some(Subject::Entry { section: captures["section"].to_owned(), variable: captures["variable"].to_owned() })
    };
    entry.or_else(holder).or_else(asked_for)
}

impl Query {
    /// The text of the rule. `requires` is left out where it is not known yet.
    pub(super) fn rule(&self, title: &str, head: &Head<'_>, requires: Option<&str>) -> String {
        let Head { area, id, name, severity } = head;
        let description = self.description.as_deref().unwrap_or("EDIT: why it matters.");
        let mut text = format!(
            "# METADATA\n# title: {}\n# description: {}\n# schemas:\n#   - input: schema[\"snapshot.schema\"]\n# custom:\n\
             #   id: {id}\n#   severity: {severity}\n",
            quoted(title),
            quoted(&description.split_whitespace().collect::<Vec<_>>().join(" ")),
        );
        if let Some(requires) = requires {
            text.push_str(&format!("#   requires: [{requires}]\n"));
        }
        if ["partners", "access", "reach"].iter().any(|lib| self.draws_on(lib)) {
            text.push_str("#   requires_policy: [partners]\n");
        }
        text.push_str(&format!("#   tags: [{area}]\n#   remediation: \"EDIT: what to do about it.\"\n"));
        text.push_str(&format!("package cordon.rules.{area}.{name}\n\n"));
        let (imports, helpers): (Vec<&str>, Vec<&str>) =
            self.rest.lines().partition(|line| line.starts_with("import ") && !line.starts_with("import rego.v1"));
        if !imports.is_empty() {
            text.push_str(&format!("{}\n\n", imports.join("\n")));
        }
        let (kind, variable, path) = match &self.subject {
            Subject::Holder { kind, id } => (kind.clone(), id, format!("place_of({kind}, {id})")),
            Subject::Entry { section, variable } => {
                let kind = match TYPES.iter().find(|(known, _)| known == section) {
                    Some((_, kind)) if !kind.is_empty() => format!("\"{kind}\""),
                    _ => format!("input.grants[{variable}][0].subject_type"),
                };
                (kind, variable, format!("[\"{section}\", {variable}]"))
            }
        };
        let values = self.columns.join(", ");
        let wording = self.columns.iter().map(|column| format!("{column} %v")).collect::<Vec<_>>().join(", ");
        let message = serde_json::Value::from(format!("{}: {wording}.", title.replace('%', "%%"))).to_string();
        let data = self.columns.iter().map(|column| format!("\"{column}\": {column}")).collect::<Vec<_>>().join(", ");
        text.push_str(&format!(
            "findings contains finding if {{\n{}\n\t# EDIT: the message, and a `key` where a subject may have several findings.\n\
             \tfinding := {{\n\t\t\"subject\": {{\"type\": {kind}, \"id\": {variable}}},\n\
             \t\t\"message\": sprintf({message}, [{values}]),\n\t\t\"path\": {path},\n\
             \t\t\"related\": [{path}],\n\t\t\"data\": {{{data}}},\n\t}}\n}}\n",
            self.body
        ));
        let helpers = helpers.join("\n");
        let helpers = helpers.replace("import rego.v1", "");
        if !helpers.trim().is_empty() {
            text.push_str(&format!("\n{}\n", helpers.trim()));
        }
        if let Subject::Holder { .. } = self.subject {
            text.push_str(PLACE_OF);
        }
        text
    }

    fn draws_on(&self, lib: &str) -> bool {
        let path = format!("data.cordon.lib.{lib}");
        [&self.rest, &self.body].iter().any(|text| text.contains(&path))
    }

    /// The tests: nobody but the author knows a case in which the query has rows.
    pub(super) fn tests(&self, area: &str, name: &str) -> String {
        let (named, sections) = match &self.subject {
            Subject::Entry { section, .. } => (section.as_str(), format!("\"{section}\"")),
            Subject::Holder { .. } => ("grants", "\"grants\", \"oauth_clients\", \"trustees\"".to_owned()),
        };
        format!(
            "package cordon.rules.{area}.{name}_test\n\n\
             import data.cordon.lib.testing\nimport data.cordon.rules.{area}.{name} as rule\n\n\
             test_nothing_without_{named} if {{\n\tinput_without := testing.org_without([{sections}])\n\
             \tcount(rule.findings) == 0 with input as input_without with data.cordon.config as testing.config\n}}\n\n\
             # EDIT: change the good org so that the rule fires, and call the test `test_fires`.\n\
             todo_test_fires if {{\n\tpatch := {{}}\n\
             \tcount(rule.findings) > 0 with input as testing.org_with(patch) with data.cordon.config as testing.config\n}}\n"
        )
    }
}

/// What stands at the head of a rule.
pub(super) struct Head<'a> {
    pub(super) area: &'a str,
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) severity: crate::finding::Severity,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_is_a_column_where_one_is() {
        let columns = ["role_id".to_owned(), "name".to_owned()];
        let body = "some id, user in input.users\nrole := input.roles[role_id]";
        let found = subject(body, &columns).unwrap();
        assert!(matches!(found, Subject::Entry { section, variable } if section == "roles" && variable == "role_id"));
        let found = subject("some id, u in input.users", &[]).unwrap();
        assert!(matches!(found, Subject::Entry { variable, .. } if variable == "id"));
        assert!(subject("input.settings.default_role_backfill", &columns).is_none());
        assert!(subject("some _, u in input.users", &columns).is_none());
    }
}
