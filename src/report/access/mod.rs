//! Answers about effective access: one file a question, each as text, JSON and CSV; and graphs of evidence.

pub mod compare;
pub mod graph;
pub mod matrix;
pub mod paths;
pub mod what_can;
pub mod who_can;

use std::io;

use serde_json::{Value, json};

use crate::access::ask::{About, Found, Place};
use crate::access::{Access, Given, Standing, Step};
use crate::report::printable::printable;

/// A format of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people, with the lines of the snapshot
    Text,
    /// One document, versioned; see docs/access.md
    Json,
    /// For spreadsheets
    Csv,
}

/// How an answer looks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Columns of the terminal; `None` where lines may be as long as they like.
    pub width: Option<u16>,
}

/// A snapshot that was asked, and what it can't tell.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its name, as given.
    pub snapshot: String,
    /// Id of the org.
    pub organization_id: String,
    /// Name of the org.
    pub organization_name: String,
    /// The policy file, where one was used.
    pub policy_file: Option<String>,
    /// Sections that are not complete: name, `partial` or `missing`, and why.
    pub incomplete: Vec<(String, &'static str, String)>,
    /// What holds for every answer.
    pub notes: Vec<String>,
}

impl Asked {
    /// What there is to say of the snapshot behind some tables.
    pub fn of(access: &Access<'_>, policy_file: Option<String>) -> Self {
        let snapshot = access.snapshot();
        let gaps = access.gaps().into_iter();
        Self {
            snapshot: snapshot.origin.display(),
            organization_id: snapshot.organization_id().to_owned(),
            organization_name: snapshot.organization_name().to_owned(),
            policy_file,
            incomplete: gaps
                .map(|gap| (gap.section.name().to_owned(), gap.state.status.name(), gap.state.reason))
                .collect(),
            notes: access.notes(),
        }
    }

    fn json(&self) -> Value {
        let incomplete = |(section, status, reason): &(String, &str, String)| json!({"section": section, "status": status, "reason": reason});
        json!({
            "snapshot": self.snapshot,
            "organization": {"id": self.organization_id, "name": self.organization_name},
            "policy_file": self.policy_file,
            "incomplete": self.incomplete.iter().map(incomplete).collect::<Vec<_>>(),
            "notes": self.notes,
        })
    }

    /// What an empty answer must not be read without: the sections that were not looked at.
    fn not_looked_at(&self) -> String {
        let sections: Vec<String> =
            self.incomplete.iter().map(|(section, status, _)| format!("{section} ({status})")).collect();
        match sections.is_empty() {
            true => String::new(),
            false => format!(" as far as the snapshot shows it; not looked at as a whole: {}", sections.join(", ")),
        }
    }
}

/// Writes a JSON document with a line break behind it.
fn document(value: &Value, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// Writes a document of rows, one made after the other: of a large org there are many.
fn document_of_rows<I: Iterator<Item = Value>>(
    question: Value,
    rows: impl Fn() -> I,
    snapshots: Value,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    /// Members in the order of their names, as in the other documents.
    #[derive(serde::Serialize)]
    struct Document<R> {
        question: Value,
        rows: R,
        schema_version: &'static str,
        snapshots: Value,
    }
    struct Rows<F>(F);
    impl<F: Fn() -> I, I: Iterator<Item = Value>> serde::Serialize for Rows<F> {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_seq((self.0)())
        }
    }
    let document = Document { question, rows: Rows(rows), schema_version: "1", snapshots };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn subject_json(subject: &About) -> Value {
    let mut value = json!({
        "type": subject.kind.name(),
        "id": subject.id,
        "name": subject.name,
        "email": subject.email,
        "state": standing_word(&subject.standing),
    });
    if let Standing::Inactive(reason) = &subject.standing {
        value["inactive_because"] = reason.as_str().into();
    }
    if let Some((id, name)) = &subject.cloned_from {
        value["cloned_from"] = json!({"id": id, "name": name});
    }
    value
}

/// `active`, `inactive` or `not_in_snapshot`
fn standing_word(standing: &Standing) -> &'static str {
    match standing {
        Standing::Active => "active",
        Standing::Inactive(_) => "inactive",
        Standing::NotInSnapshot => "not_in_snapshot",
    }
}

fn place_json(place: &Place) -> Value {
    match place {
        Place::WholeOrg => json!({"whole_org": true}),
        Place::Division { name, id } => json!({"whole_org": false, "division": {"id": id, "name": name}}),
    }
}

fn found_json(found: &Found) -> Value {
    let mut value = place_json(&found.place);
    value["conditional"] = found.given.conditional.into();
    value["leak"] = found.given.leak.into();
    value["paths"] = found.ways.iter().map(|way| way.iter().map(step_json).collect::<Value>()).collect();
    value
}

/// A step of a way.
pub fn step_json(step: &Step) -> Value {
    json!({"kind": step.kind, "text": step.text, "to": step.to, "path": step.path, "line": step.line})
}

/// A place and how a permission is given there, for people.
fn place_text(place: &Place, given: Given) -> String {
    let mut text = match place {
        Place::WholeOrg => "in the whole org".to_owned(),
        Place::Division { name, .. } => format!("in division \"{}\"", printable(name)),
    };
    if given.conditional {
        text.push_str(", under a condition");
    }
    if given.leak {
        text.push_str(", though granted in single divisions only");
    }
    text
}

/// A way as lines, each with the line of the snapshot.
fn way_text(way: &[Step], out: &mut dyn io::Write) -> io::Result<()> {
    for step in way {
        match step.line {
            Some(line) => writeln!(out, "    {line:>8}  {}", printable(&step.text))?,
            None => writeln!(out, "    {:>8}  {}", "-", printable(&step.text))?,
        }
    }
    Ok(())
}

/// A way in one line: `a > b (line 3) > c (line 5)`.
fn way_line(way: &[Step]) -> String {
    let step = |step: &Step| match step.line {
        Some(line) => format!("{} (line {line})", step.text),
        None => step.text.clone(),
    };
    way.iter().map(step).collect::<Vec<_>>().join(" > ")
}

/// `true`, `false`, or nothing.
fn yes_or_no(value: Option<bool>) -> &'static str {
    match value {
        Some(true) => "true",
        Some(false) => "false",
        None => "",
    }
}

/// Writes rows of cells for spreadsheets.
fn table<const N: usize>(
    header: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(header)?;
    for row in rows {
        table.write_record(row.map(|text| crate::report::csv::cell(&text)))?;
    }
    table.flush()
}
