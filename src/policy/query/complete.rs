//! What may stand at a place of a query: keys of the snapshot and the policy file, helpers, functions, and inside
//! quotes what the snapshot holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::super::lint::Look;
use super::super::lint::query::{Document, functions, keys_at};
use super::super::pack::Pack;
use super::text::library;
use crate::snapshot::{Snapshot, tree};

/// Words of the language.
const WORDS: [&str; 10] = ["some ", "every ", "not ", "in ", "with ", "as ", "true", "false", "input", "config"];

/// How often a variable is followed to where it comes from.
const DEEPEST: usize = 8;

/// A reference that ends in a dot and the beginning of a name.
static MEMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"([A-Za-z_]\w*(?:\.\w+|\[[^\[\]]*\])*)\.(\w*)$"#).ok());

/// The beginning of a word.
static WORD: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[A-Za-z_]\w*$").ok());

/// One step of a reference.
static STEP: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"\.(\w+)|\["([^"]*)"\]|(\[[^\[\]]*\])"#).ok());

/// Everything that is offered.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// Package of helpers by its short name → names, with a bracket behind those of functions.
    helpers: BTreeMap<String, BTreeSet<String>>,
    functions: BTreeSet<String>,
    /// Ids, e-mail addresses, names of roles and divisions, permissions.
    values: BTreeSet<String>,
}

impl Vocabulary {
    /// The helpers of a pack and what snapshots hold.
    pub fn of<'s>(pack: &Pack, snapshots: impl IntoIterator<Item = &'s Snapshot>) -> Self {
        let pack = pack.helpers();
        let look = Look::at(&pack.modules, pack.data.keys().cloned().collect());
        let mut vocabulary = Self { functions: functions().map(str::to_owned).collect(), ..Self::default() };
        for name in library(&pack) {
            let package = format!("cordon.lib.{name}");
            let own = look.helpers().filter(|(of, ..)| *of == package);
            let shown = own.map(|(_, name, arity)| if arity.is_some() { format!("{name}(") } else { name.to_owned() });
            vocabulary.helpers.insert(name.to_owned(), shown.collect());
        }
        for snapshot in snapshots {
            vocabulary.add(snapshot);
        }
        vocabulary
    }

    fn add(&mut self, snapshot: &Snapshot) {
        for section in ["divisions", "users", "groups", "roles", "oauth_clients", "objects", "trustees", "permissions"]
        {
            let entries = tree::member(&snapshot.tree, section).into_iter().flat_map(tree::members);
            for (id, entry) in entries {
                self.values.insert(id.to_owned());
                let texts = ["email", "name"].into_iter().filter_map(|key| tree::text_member(entry, key));
                self.values.extend(texts.filter(|text| !text.is_empty()).map(str::to_owned));
            }
        }
    }

    /// Where what is completed begins, and what may stand there.
    pub fn complete(&self, line: &str, at: usize) -> (usize, Vec<String>) {
        let before = line.get(..at).unwrap_or_default();
        if let Some(start) = open_quote(before) {
            let typed = before[start..].to_lowercase();
            let close = if line[at..].starts_with('"') { "" } else { "\"" };
            let fits = |value: &&String| value.to_lowercase().starts_with(&typed) && !value.contains(['"', '\\']);
            return (start, self.values.iter().filter(fits).map(|value| format!("{value}{close}")).collect());
        }
        if let Some(found) = MEMBER.as_ref().and_then(|member| member.captures(before)) {
            let (path, typed) = (&found[1], &found[2]);
            let start = at - typed.len();
            let names = self.members(path, line);
            return (start, names.into_iter().filter(|name| name.starts_with(typed)).collect());
        }
        let start = WORD.as_ref().and_then(|word| word.find(before)).map_or(at, |word| word.start());
        let typed = &before[start..];
        if typed.is_empty() {
            return (at, Vec::new());
        }
        let helpers = self.helpers.keys().map(String::as_str);
        let names = WORDS.into_iter().chain(helpers).map(str::to_owned);
        let functions = self.functions.iter().map(|name| format!("{name}("));
        (start, names.chain(functions).filter(|name| name.starts_with(typed)).collect())
    }

    /// Names behind the dot of a reference.
    fn members(&self, path: &str, line: &str) -> BTreeSet<String> {
        if let Some(names) = self.helpers.get(path) {
            return names.clone();
        }
        if let Some((document, path)) = resolve(path, line, 0) {
            return keys_at(document, &path);
        }
        let dotted = format!("{path}.");
        let rest = |name: &String| name.strip_prefix(&dotted).map(|rest| format!("{rest}("));
        self.functions.iter().filter_map(rest).collect()
    }
}

/// Where the text in quotes that is not closed yet begins.
fn open_quote(text: &str) -> Option<usize> {
    let mut open = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            '"' if !escaped => open = if open.is_some() { None } else { Some(at + 1) },
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    open
}

/// The place of a document that a reference leads to, through the variables of the query.
fn resolve(path: &str, line: &str, depth: usize) -> Option<(Document, Vec<Option<String>>)> {
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (root, rest) = path.split_at(end);
    let steps = STEP
        .as_ref()?
        .captures_iter(rest)
        .map(|step| step.get(1).or_else(|| step.get(2)).map(|name| name.as_str().to_owned()));
    let (document, mut whole) = match root {
        "input" => (Document::Snapshot, Vec::new()),
        "config" => (Document::Config, Vec::new()),
        _ if depth > DEEPEST => return None,
        _ => {
            let reference = r#"([A-Za-z_]\w*(?:\.\w+|\[[^\[\]]*\])*)"#;
            let name = regex::escape(root);
            let walked = Regex::new(&format!(r"some\s+(?:[\w\[\], ]+,\s*)?{name}\s+in\s+{reference}")).ok()?;
            let assigned = Regex::new(&format!(r"\b{name}\s*:?=\s*{reference}")).ok()?;
            if let Some(found) = walked.captures(line) {
                let (document, mut path) = resolve(&found[1], line, depth + 1)?;
                path.push(None);
                (document, path)
            } else {
                let found = assigned.captures(line)?;
                resolve(&found[1], line, depth + 1)?
            }
        }
    };
    whole.extend(steps);
    Some((document, whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(line: &str) -> Vec<String> {
        Vocabulary::of(&Pack::load(&[] as &[&str]).unwrap(), []).complete(line, line.len()).1
    }

    #[test]
    fn keys_helpers_and_functions_are_offered() {
        assert_eq!(completed("input.us"), ["users"]);
        assert_eq!(completed("input.users[id].em"), ["email"]);
        assert_eq!(completed("some id, user in input.users; user.sta"), ["state"]);
        assert_eq!(completed("some g in input.grants[_]; g.div"), ["division_id"]);
        assert_eq!(completed("org := config.org; org.restr"), ["restricted_divisions"]);
        assert_eq!(completed("partners.members_"), ["members_of("]);
        assert_eq!(completed("permissions.excluded"), ["excluded", "excluded_in"]);
        assert_eq!(completed("object.ge"), ["get("]);
        assert_eq!(completed("divis"), ["divisions"]);
        assert_eq!(completed("nothing.at"), [] as [&str; 0]);
    }
}
