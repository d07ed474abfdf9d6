//! What somebody typed → a module: the text is the body of `rows`, its variables are the columns.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::lint::codes;
use super::super::lint::query::{Anatomy, anatomy, functions};
use super::super::pack::{Module, Pack};
use super::super::source;
use super::unfinished::is_unfinished;
use super::{QUERIES, ROWS};
use crate::diagnostic::{Diagnostic, Excerpt, offset_of, suggestion};

/// What messages call the text.
pub(super) const SHOWN: &str = "query";

/// The column of an expression without variables.
pub(super) const VALUE: &str = "value";

/// Name of the package that typed queries get.
pub(super) const AD_HOC: &str = "ad_hoc";

/// Packages of helpers that go by their short names.
const LIBRARY: &str = "cordon.lib.";

/// A module that was made from a text.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) module: Module,
    pub(super) typed: Typed,
    pub(super) columns: Vec<String>,
    pub(super) notes: Vec<Diagnostic>,
}

/// A text, and where it lies in the module that was made from it.
#[derive(Debug, Clone)]
pub(super) struct Typed {
    text: String,
    /// Lines before it.
    lines: usize,
    /// What was put into it: where, in bytes of the text, and how much.
    inserted: Option<(usize, usize)>,
    /// What the module begins with, and how the rule ends.
    pub(super) imports: Vec<String>,
    pub(super) body: String,
}

impl Typed {
    /// Lines of the module before it.
    pub(super) fn lines(&self) -> usize {
        self.lines
    }

    /// A message about the module as one about the text.
    pub(super) fn translate(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        if diagnostic.file.as_deref() != Some(SHOWN) {
            return diagnostic;
        }
        let excerpts = std::mem::take(&mut diagnostic.excerpts);
        diagnostic.place = None;
        if excerpts.is_empty() {
            return diagnostic;
        }
        for excerpt in excerpts {
            let range = self.range_of(&excerpt);
            diagnostic = diagnostic.underline(&self.text, range, excerpt.label);
        }
        diagnostic
    }

    /// The byte range of the text that an excerpt of the module underlines. What lies before or behind the text is
    /// shown at its beginning or end.
    fn range_of(&self, excerpt: &Excerpt) -> Range<usize> {
        let Some(line) = excerpt.first_line.checked_sub(self.lines).filter(|line| *line > 0) else { return 0..0 };
        if line > self.text.lines().count().max(1) {
            let end = self.text.trim_end().len();
            return end..end;
        }
        let start = offset_of(&self.text, line, 1);
        // With what was put in, the line is longer than in the text.
        let shift = match self.inserted {
            Some((at, length)) if offset_of(&self.text, line, 1) <= at && !self.text[start..at].contains('\n') => {
                Some((self.text[start..at].chars().count(), length))
            }
            _ => None,
        };
        let column = excerpt.column.saturating_sub(1);
        let column = match shift {
            Some((before, length)) if column >= before + length => column - length,
            Some((before, _)) if column >= before => before,
            _ => column,
        };
        let rest = &self.text[start..];
        let begin = start + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at);
        let end = (begin + excerpt.underlined.len()).min(self.text.len());
        begin..end
    }
}

/// Makes the module of a text.
///
/// # Errors
/// Where the text is no body of a rule, or speaks of names that are not there.
pub(super) fn module(text: &str, pack: &Pack) -> Result<Made, Vec<Diagnostic>> {
    let text = text.trim_end();
    if text.trim().is_empty() {
        let error = Diagnostic::error("the query is empty");
        return Err(vec![error.help("ask the like of `some id, user in input.users; user.state == \"inactive\"`")]);
    }
    if is_unfinished(text) {
        let end = text.len();
        let error = Diagnostic::error("the query is not finished").in_file(SHOWN).underline(text, end..end, "");
        return Err(vec![error.help("a bracket is not closed, or an operator lacks its right side")]);
    }
    let prefix = format!("package {QUERIES}{AD_HOC}\n\n{ROWS} if {{\n");
    let skeleton = own(format!("{prefix}{text}\n}}\n"));
    let typed = Typed { text: text.to_owned(), lines: 3, inserted: None, imports: Vec::new(), body: String::new() };
    let refused = source::refusal(&skeleton.text, &skeleton.package, source::Kind::Tests);
    if !refused.is_empty() {
        return Err(refused.into_iter().map(|one| typed.translate(one.in_file(SHOWN))).collect());
    }
    let anatomy = anatomy(&skeleton).map_err(|error| vec![typed.translate(*error)])?.ok_or_else(|| {
        let error = Diagnostic::error("the text is more than the body of one rule").in_file(SHOWN);
        vec![error.help("separate statements with `;` or line breaks; a file can hold more (see docs/query.md)")]
    })?;
    let place = |range: &Range<usize>| range.start.saturating_sub(prefix.len())..range.end.saturating_sub(prefix.len());
    let imports = imports(&anatomy, pack);
    let unknown = unknown(&anatomy, &imports, pack);
    if !unknown.is_empty() {
        let show = |(range, message, help): (Range<usize>, String, String)| {
            let error = Diagnostic::error(message).in_file(SHOWN).underline(text, place(&range), "");
            error.code(codes::UNRESOLVED.code).help(help)
        };
        return Err(unknown.into_iter().map(show).collect());
    }
    if !anatomy.unbound.is_empty() {
        let show = |(name, range): &(String, Range<usize>)| {
            let error = Diagnostic::error(format!("nothing gives `{name}` a value")).in_file(SHOWN);
            let error = error.underline(text, place(range), "").code(codes::UNRESOLVED.code);
            error.help(format!("look something up by it, such as `input.users[{name}]`, or say what it is with `:=`"))
        };
        return Err(anatomy.unbound.iter().map(show).collect());
    }
    let notes = anatomy.idle.iter().map(|(name, range)| {
        let warning = Diagnostic::warning(format!("nothing binds `{name}`, so it is no column")).in_file(SHOWN);
        warning.underline(text, place(range), "").help("use it in the query, or leave it out")
    });
    let notes = notes.collect();
    let (columns, inserted, body) = body(text, &anatomy, prefix.len());
    let mut head: Vec<String> = vec![format!("package {QUERIES}{AD_HOC}"), String::new()];
    head.extend(imports.iter().cloned());
    if !imports.is_empty() {
        head.push(String::new());
    }
    head.push(format!("{ROWS} contains [{}] if {{", columns.join(", ")));
    let lines = head.len();
    let module = own(format!("{}\n{body}\n}}\n", head.join("\n")));
    let typed = Typed { lines, inserted, imports, body, ..typed };
    Ok(Made { module, typed, columns, notes })
}

fn own(text: String) -> Module {
    Module { file: SHOWN.to_owned(), package: format!("{QUERIES}{AD_HOC}"), text, embedded: false }
}

/// Columns, what is put into the text, and the text with it.
fn body(text: &str, anatomy: &Anatomy, before: usize) -> (Vec<String>, Option<(usize, usize)>, String) {
    if !anatomy.bound.is_empty() {
        return (anatomy.bound.clone(), None, text.to_owned());
    }
    let columns = vec![VALUE.to_owned()];
    let at = anatomy.value.and_then(|at| at.checked_sub(before)).filter(|at| text.is_char_boundary(*at));
    // The place of a text is that behind its quotation mark.
    let at = at.map(|at| if text[..at].ends_with(['"', '`']) { at - 1 } else { at });
    match at {
        Some(at) => {
            let inserted = format!("{VALUE} := ");
            let body = format!("{}{inserted}{}", &text[..at], &text[at..]);
            (columns, Some((at, inserted.len())), body)
        }
        None => (columns, None, format!("{text}\n{VALUE} := true")),
    }
}

/// Imports of the packages of helpers, and of the policy file, that a text mentions.
fn imports(anatomy: &Anatomy, pack: &Pack) -> Vec<String> {
    let mentioned = |name: &&str| anatomy.free.iter().any(|(free, _)| free == name);
    let config = ["config"].into_iter().filter(mentioned).map(|name| format!("import data.cordon.{name}"));
    let names = library(pack);
    let library = names.into_iter().filter(mentioned).map(|name| format!("import data.{LIBRARY}{name}"));
    config.chain(library).collect()
}

/// Short names of the packages of helpers.
pub(super) fn library(pack: &Pack) -> BTreeSet<&str> {
    let packages = pack.modules.iter().filter_map(|module| module.package.strip_prefix(LIBRARY));
    packages.filter(|name| !name.contains('.')).collect()
}

/// Names that nothing binds and that are no package of helpers.
fn unknown(anatomy: &Anatomy, imports: &[String], pack: &Pack) -> Vec<(Range<usize>, String, String)> {
    let imported = |name: &str| imports.iter().any(|import| import.rsplit('.').next() == Some(name));
    let mut found = Vec::new();
    for (name, range) in &anatomy.free {
        if ["input", "data"].contains(&name.as_str()) || imported(name) {
            continue;
        }
        if let Some((dotted, whole)) = anatomy.calls.iter().find(|(_, whole)| whole.start == range.start) {
            let own = functions().filter(|known| known.contains('.'));
            let help =
                suggestion(dotted, own, "see the functions of the language; helpers are called by their package");
            found.push((whole.clone(), format!("there is no function `{dotted}`"), help));
            continue;
        }
        let known = library(pack).into_iter().chain(["input", "data", "config"]);
        let known = known.chain(anatomy.bound.iter().map(String::as_str));
        let otherwise = format!("declare a variable with `some {name}`, or begin with `input` for the snapshot");
        let help = suggestion(name, known, &otherwise);
        found.push((range.clone(), format!("nothing binds `{name}`"), help));
    }
    found
}
