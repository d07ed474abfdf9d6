//! `cordon new-rule`: the text of a rule and its tests that already hold together.

pub mod query;
mod samples;

use self::samples::{ALL, Sample};
use super::pack::{Pack, Rule};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::Severity;
use crate::snapshot::Section;

/// What a new rule is to be.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Its area.
    pub area: &'a str,
    /// Its id, with hyphens.
    pub id: &'a str,
    /// Its title; made from the id where it is left out.
    pub title: Option<&'a str>,
    /// Its severity.
    pub severity: Severity,
    /// The sections that it reads; those that go with the area where there are none.
    pub reads: Vec<Section>,
    /// The saved query that it is made from, where it is.
    pub query: Option<query::Query>,
}

/// A file that is to be written: its place in the folder, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// `<area>/<rule_id>.rego`, with slashes.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Words that Rego keeps for itself, which can't be parts of a package.
const KEYWORDS: [&str; 17] = [
    "as", "contains", "data", "default", "else", "every", "false", "if", "import", "in", "input", "not", "null",
    "package", "some", "true", "with",
];

/// The rule and its tests.
///
/// # Errors
/// All that is wrong with area, id and title, and an id that another rule of the pack has.
pub fn files(wanted: &Wanted<'_>, pack: &Pack) -> Result<[File; 2], Vec<Diagnostic>> {
    let mut errors = Vec::new();
    if let Err(expected) = check_area(wanted.area) {
        errors.push(Diagnostic::error(format!("`{}` can't be an area", wanted.area)).help(expected));
    }
    if let Err(expected) = check_id(wanted.id) {
        errors.push(Diagnostic::error(format!("`{}` can't be the id of a rule", wanted.id)).help(expected));
    }
    if wanted.title.is_some_and(|title| title.trim().is_empty() || title.contains(char::is_control)) {
        let error = Diagnostic::error("the title is empty or takes several lines");
        errors.push(error.help("expected one line that says what the rule finds"));
    }
    // Words that select rules: with such an id, `--rule` would select others, too.
    let selects = |word: &str, severities_alone: bool| {
        let is_word = |rule: &Rule| rule.area == word || rule.metadata.custom.tags.iter().any(|tag| tag == word);
        Severity::ALL.iter().any(|severity| severity.name() == word)
            || (!severities_alone && (word == wanted.area || pack.rules.values().any(is_word)))
    };
    for (what, word, severities_alone) in [("an area", wanted.area, true), ("the id of a rule", wanted.id, false)] {
        if selects(word, severities_alone) {
            let error =
                Diagnostic::error(format!("`{word}` can't be {what}: it selects rules by severity, area or tag"));
            errors.push(error.help("give it a name that says what the rule finds, e.g. `dormant-partner-user`"));
        }
    }
    if let Some(other) = pack.rule(wanted.id) {
        let message = match other.id == wanted.id {
            true => format!("there is a rule `{}` already", other.id),
            false => format!("`{}` is an earlier id of the rule `{}`", wanted.id, other.id),
        };
        errors.push(Diagnostic::error(message).in_file(&other.file).help("give the rule an id of its own"));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let name = wanted.id.replace('-', "_");
    let place = format!("{}/{name}", wanted.area);
    if let Some(query) = &wanted.query {
        let head = query::Head { area: wanted.area, id: wanted.id, name: &name, severity: wanted.severity };
        let title = title(wanted);
        let requires = read_by(&query.rule(&title, &head, None), wanted.id)?;
        return Ok([
            File { path: format!("{place}.rego"), text: query.rule(&title, &head, Some(&requires)) },
            File { path: format!("{place}_test.rego"), text: query.tests(wanted.area, &name) },
        ]);
    }
    let (main, others) = sections(wanted);
    Ok([
        File { path: format!("{place}.rego"), text: rule(wanted, &name, main, &others) },
        File { path: format!("{place}_test.rego"), text: tests(wanted.area, &name, main) },
    ])
}

/// The sections that a rule reads, itself and through helpers.
fn read_by(text: &str, id: &str) -> Result<String, Vec<Diagnostic>> {
    let broken = |error: std::io::Error| {
        let reason = crate::snapshot::plain(&error);
        vec![Diagnostic::error(format!("what the query reads can't be found out: {reason}"))]
    };
    let folder = tempfile::tempdir().map_err(broken)?;
    let path = folder.path().join(format!("{}.rego", id.replace('-', "_")));
    std::fs::write(&path, text).map_err(broken)?;
    let as_written = |mut error: Diagnostic| {
        error.file = error.file.map(|_| format!("{}.rego, as it would be written", id.replace('-', "_")));
        error
    };
    let pack = Pack::load(&[&path]).map_err(|errors| errors.into_iter().map(as_written).collect::<Vec<_>>())?;
    let unknown = || vec![Diagnostic::error("the query does not become a rule, which is a fault of cordon's")];
    let rule = pack.rule(id).ok_or_else(unknown)?;
    Ok(rule.requires.iter().map(|section| section.name()).collect::<Vec<_>>().join(", "))
}

/// The section that an area goes with.
fn of_area(area: &str) -> &'static Sample {
    let goes_with = |sample: &&Sample| sample.section.name() == area || sample.areas.contains(&area);
    ALL.iter().find(goes_with).unwrap_or(&ALL[0])
}

/// The section that the rule walks through, and those that it reads besides.
fn sections(wanted: &Wanted<'_>) -> (&'static Sample, Vec<Section>) {
    let first = wanted.reads.first();
    let main = first.and_then(|section| ALL.iter().find(|sample| sample.section == *section));
    let main = main.unwrap_or_else(|| of_area(wanted.area));
    let mut others: Vec<Section> = Vec::new();
    for section in &wanted.reads {
        if *section != main.section && !others.contains(section) {
            others.push(*section);
        }
    }
    (main, others)
}

fn check_area(area: &str) -> Result<(), String> {
    let good = "expected small letters, digits and `_`, e.g. `grant`";
    let begins = area.starts_with(|c: char| c.is_ascii_lowercase());
    if !begins || !area.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        return Err(good.to_owned());
    }
    if is_keyword(area) {
        return Err(format!("`{area}` is a word of Rego's own; {good}"));
    }
    Ok(())
}

fn check_id(id: &str) -> Result<(), String> {
    let good = "expected words of small letters and digits with hyphens between them, e.g. `dormant-partner-user`";
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    if !id.starts_with(|c: char| c.is_ascii_lowercase()) || !id.split('-').all(is_word) {
        let lower = id.to_lowercase();
        let nearest: Vec<&str> =
            lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let nearest = nearest.join("-");
        let is_good = nearest.starts_with(|c: char| c.is_ascii_lowercase()) && nearest != id;
        return Err(if is_good { format!("{good}; here `{nearest}`") } else { good.to_owned() });
    }
    if is_keyword(id) {
        return Err(format!("`{id}` is a word of Rego's own; {good}"));
    }
    if id.ends_with("-test") {
        return Err("files that end in `_test.rego` are tests; give the id another end".to_owned());
    }
    Ok(())
}

fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// The section with a name.
///
/// # Errors
/// The nearest names.
pub fn section_named(name: &str) -> Result<Section, String> {
    let names = Section::ALL.map(Section::name);
    Section::from_name(name).ok_or_else(|| suggestion(name, names, &format!("expected one of: {}", names.join(", "))))
}

/// A text as YAML takes it in one line, whatever is in it: JSON is YAML.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text.trim()).to_string()
}

fn title(wanted: &Wanted<'_>) -> String {
    let of_query = wanted.query.as_ref().and_then(|query| query.title.as_deref());
    if let Some(title) = wanted.title.or(of_query) {
        return title.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let words = wanted.id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn rule(wanted: &Wanted<'_>, name: &str, sample: &Sample, others: &[Section]) -> String {
    let mut requires = vec![sample.section];
    requires.extend(others);
    requires.sort_unstable();
    let requires = requires.iter().map(|section| section.name()).collect::<Vec<_>>().join(", ");
    let (area, id, severity) = (wanted.area, wanted.id, wanted.severity);
    let mut text = format!(
        "# METADATA\n# title: {}\n# description: {}\n# schemas:\n#   - input: schema[\"snapshot.schema\"]\n# custom:\n\
         #   id: {id}\n#   severity: {severity}\n#   requires: [{requires}]\n#   tags: [{area}]\n\
         #   remediation: {}\n",
        quoted(&title(wanted)),
        quoted(sample.description),
        quoted(sample.remediation),
    );
    let ((fires, change, ..), (quiet, calm, _)) = (sample.fires, sample.quiet);
    text.push_str(&format!(
        "#   examples:\n#     fires:\n#       - why: {}\n#         snapshot: {change}\n#     quiet:\n\
         #       - why: {}\n#         snapshot: {calm}\npackage cordon.rules.{area}.{name}\n\n",
        quoted(fires),
        quoted(quiet),
    ));
    text.push_str(
        "# EDIT: what the rule looks for. Title, description, remediation and examples above say the same.\n",
    );
    text.push_str("findings contains finding if {\n");
    for statement in sample.body {
        text.push_str(&format!("\t{statement}\n"));
    }
    if !others.is_empty() {
        text.push_str("\t# EDIT: what the rule needs of the other sections.\n\tread := {\n");
        for section in others {
            let empty = if *section == Section::AuditEvents { "[]" } else { "{}" };
            text.push_str(&format!("\t\t\"{section}\": count(object.get(input, \"{section}\", {empty})),\n"));
        }
        text.push_str("\t}\n");
    }
    let (kind, subject) = sample.subject;
    text.push_str(&format!(
        "\tfinding := {{\n\t\t\"subject\": {{\"type\": {kind}, \"id\": {subject}}},\n\t\t\"message\": {},\n\t\t\"path\": {},\n",
        sample.message, sample.path
    ));
    if !others.is_empty() {
        text.push_str("\t\t\"related\": [ # EDIT: the places of the evidence\n");
        for section in others {
            text.push_str(&format!("\t\t\t[\"{section}\"],\n"));
        }
        text.push_str("\t\t],\n\t\t\"data\": read,\n");
    }
    if let Some(key) = sample.key {
        text.push_str(&format!("\t\t\"key\": {key},\n"));
    }
    text.push_str("\t}\n}\n");
    text
}

fn tests(area: &str, name: &str, sample: &Sample) -> String {
    let ((.., fires, whom), (.., quiet)) = (sample.fires, sample.quiet);
    format!(
        "package cordon.rules.{area}.{name}_test\n\n\
         import data.cordon.lib.testing\nimport data.cordon.rules.{area}.{name} as rule\n\n\
         test_good_org_is_quiet if {{\n\
         \tcount(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config\n}}\n\n\
         # EDIT: one test for each reason to fire, and one for each to stay quiet. A test changes one thing.\n\
         test_fires if {{\n\tpatch := {fires}\n\
         \tfound := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config\n\
         \ttesting.about(found) == {{\"{whom}\"}}\n\ttesting.distinct(found)\n}}\n\n\
         test_stays_quiet if {{\n\tpatch := {quiet}\n\
         \tcount(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config\n}}\n"
    )
}
