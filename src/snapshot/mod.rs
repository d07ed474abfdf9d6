//! The snapshot: one org's authorization model at one moment, read from a file or standard input,
//! checked against its schema, with lines and columns on demand.

pub mod check;
pub mod index;
pub mod parse;
pub mod path;
pub mod read;
pub mod schema;
pub mod section;
pub mod source_map;
pub mod tree;

use std::collections::BTreeMap;

pub use path::{JsonPath, Segment};
pub use read::{Origin, ReadError};
pub use section::{Section, Status};
pub use source_map::Region;
pub use tree::Tree;

use crate::diagnostic::{Diagnostic, offset_of};

/// A snapshot that was read, parsed and found valid.
#[derive(Debug)]
pub struct Snapshot {
    /// Where it comes from.
    pub origin: Origin,
    /// The document.
    pub tree: Tree,
    /// The document turned round, for rules; see [`index`].
    pub index: Tree,
    /// The moment that it is looked at for, where that is not the one of the export.
    pub as_of: Option<jiff::Timestamp>,
    sections: BTreeMap<Section, section::State>,
    source: read::Source,
}

/// What lies beside a snapshot at `data.cordon`, by name.
#[derive(Debug, Clone)]
pub struct Beside(Tree);

/// What can lie beside a snapshot besides its index.
#[derive(Debug, Clone, Default)]
pub struct More {
    /// Facts, where a rule reads them.
    pub facts: Option<Tree>,
    /// The earlier snapshot that this one is compared with.
    pub since: Option<Tree>,
}

impl Beside {
    /// As data of the engine, from its root.
    pub fn data(&self) -> Tree {
        tree::object([(Tree::from("cordon"), self.0.clone())])
    }
}

impl Snapshot {
    /// Reads, parses and validates a snapshot of at most `max_bytes` of text.
    ///
    /// # Errors
    /// All that is wrong with it, as diagnostics with file, line and column: one for what can't be
    /// read or parsed, up to 20 and a count for violations of the schema.
    pub fn load(origin: Origin, max_bytes: u64) -> Result<Self, Vec<Diagnostic>> {
        let name = origin.display();
        let source = read::read(&origin, max_bytes).map_err(|error| vec![unreadable(&name, &error)])?;
        let tree = parse::parse(&source.text).map_err(|error| vec![not_parsed(&name, &source.text, &error)])?;
        // The tree is looked at from two sides at once: is it right, and how is it indexed?
        let (errors, index) = std::thread::scope(|scope| {
            let index = scope.spawn(|| index::of(&tree));
            let errors = schema::violations(&tree, &source.text, &name);
            index.join().map(|index| (errors, index))
        })
        .map_err(|_| vec![Diagnostic::error("indexing the snapshot broke").in_file(&name)])?;
        if !errors.is_empty() {
            return Err(errors);
        }
        let sections = section::states(&tree);
        Ok(Self { origin, tree, index, as_of: None, sections, source })
    }

    /// One that shares nothing with it, so that two threads can look at the same document without counting references
    /// to the same values. None where it is too large for that to be worth the time.
    pub fn copy(&self) -> Option<Self> {
        let source = self.source.small_copy()?;
        let tree = parse::parse(&source.text).ok()?;
        let index = index::of(&tree);
        let (origin, sections) = (self.origin.clone(), self.sections.clone());
        Some(Self { origin, tree, index, as_of: self.as_of, sections, source })
    }

    /// What rules see beside it at `data.cordon`: the index, and what else there is.
    pub fn beside(&self, more: &More) -> Beside {
        let now = self.as_of.map(|moment| Tree::from(moment.to_string()));
        let more = [("facts", &more.facts), ("now", &now), ("since", &more.since)];
        let more = more.into_iter().filter_map(|(name, value)| Some((Tree::from(name), value.clone()?)));
        Beside(tree::object([(Tree::from("index"), self.index.clone())].into_iter().chain(more)))
    }

    /// Doubts that don't stop a run: dangling references, counts that don't match, names not in NFC.
    pub fn warnings(&self) -> Vec<Diagnostic> {
        check::warnings(&self.tree, &self.sections, &self.source.text, &self.origin.display())
    }

    /// The doubts of [`Self::warnings`] about a document that is not in a file yet.
    pub fn doubts(tree: &Tree, text: &str, name: &str) -> Vec<Diagnostic> {
        check::warnings(tree, &section::states(tree), text, name)
    }

    /// SHA-256 of the file as it is on disk, in lower-case hexadecimal.
    pub fn sha256(&self) -> String {
        self.source.sha256()
    }

    /// How much of a section is there.
    pub fn section(&self, section: Section) -> &section::State {
        &self.sections[&section]
    }

    /// Number of bytes that were read, compressed ones where the file is compressed.
    pub fn read_bytes(&self) -> u64 {
        self.source.read_bytes
    }

    /// The text, for excerpts.
    pub fn text(&self) -> &str {
        &self.source.text
    }

    /// Places of the given paths in the text.
    pub fn locate<'p>(&self, paths: impl IntoIterator<Item = &'p JsonPath>) -> BTreeMap<JsonPath, Region> {
        source_map::locate(&self.source.text, paths)
    }

    /// What counts as now: the moment that it is looked at for, or else that of the export.
    pub fn now(&self) -> Option<jiff::Timestamp> {
        self.as_of.or_else(|| self.exported_at())
    }

    /// When the export ended, where it says so.
    pub fn exported_at(&self) -> Option<jiff::Timestamp> {
        tree::text_member(&self.tree, "exported_at")?.parse().ok()
    }

    /// Id of the org.
    pub fn organization_id(&self) -> &str {
        self.organization("id").unwrap_or_default()
    }

    /// Display name of the org.
    pub fn organization_name(&self) -> &str {
        self.organization("name").unwrap_or_default()
    }

    /// Short name of the org, or its id where it has none.
    pub fn organization_short_name(&self) -> &str {
        let given = self.organization("short_name").filter(|name| !name.is_empty());
        given.unwrap_or_else(|| self.organization_id())
    }

    fn organization(&self, key: &str) -> Option<&str> {
        tree::member(&self.tree, "organization").and_then(|org| tree::text_member(org, key))
    }

    /// Display name of what stands at a place, or of the nearest thing around it that has one.
    pub fn name_at(&self, path: &JsonPath) -> Option<&str> {
        let on_the_way = (1..=path.0.len()).rev().map(|depth| JsonPath(path.0[..depth].to_vec()));
        on_the_way.filter_map(|path| tree::text_member(path.find(&self.tree)?, "name")).next()
    }

    /// Display name of a subject (`user`, `oauth_client`, …), where the snapshot has it.
    pub fn subject_name(&self, subject_type: &str, id: &str) -> Option<&str> {
        let in_map = |map: &str| tree::member(&self.tree, map).and_then(|map| tree::member(map, id));
        let in_trustees = |map: &str| {
            tree::members(tree::member(&self.tree, "trustees")?)
                .find_map(|(_, trustee)| tree::member(tree::member(trustee, map)?, id))
        };
        let subject = match subject_type {
            "user" => in_map("users"),
            "group" => in_map("groups"),
            "oauth_client" => in_map("oauth_clients"),
            "trustee" => in_map("trustees"),
            "trustee_user" => in_trustees("users"),
            "trustee_group" => in_trustees("groups"),
            "role" => in_map("roles"),
            "division" => in_map("divisions"),
            "object" => in_map("objects"),
            "access_policy" => in_map("access_policies"),
            "organization" => tree::member(&self.tree, "organization"),
            _ => None,
        };
        subject.and_then(|subject| tree::text_member(subject, "name"))
    }
}

fn unreadable(name: &str, error: &ReadError) -> Diagnostic {
    match error {
        ReadError::Io(error) => Diagnostic::error(format!("cannot read the snapshot: {}", plain(error)))
            .in_file(name)
            .help("name an exported snapshot file, or `-` for standard input"),
        other => Diagnostic::error(format!("the input {other}")).in_file(name),
    }
}

/// An I/O error without Rust's `(os error 2)`.
pub(crate) fn plain(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.find(" (os error") {
        Some(at) => text[..at].to_lowercase(),
        None => text,
    }
}

fn not_parsed(name: &str, text: &str, error: &parse::ParseError) -> Diagnostic {
    // serde_json counts columns in bytes and points at the last byte it took.
    let offset = offset_of(text, error.line, error.column);
    let message = if error.truncated {
        format!("the snapshot ends in the middle of {}", error.inside)
    } else if error.message == "recursion limit exceeded" {
        "the snapshot is nested more than 128 levels deep".to_owned()
    } else if error.syntax {
        format!("the snapshot is not valid JSON: {}", error.message)
    } else {
        format!("the snapshot can't be used: {}", error.message)
    };
    let help = if error.truncated {
        "the file was cut off or is still being written; export it again"
    } else {
        "correct the place, or export the snapshot again"
    };
    let end = (offset + 1).min(text.len());
    Diagnostic::error(message).in_file(name).underline(text, offset..end, format!("in {}", error.inside)).help(help)
}
