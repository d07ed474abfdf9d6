//! Ad hoc questions: a query is a module with the one set `rows`, whose elements are arrays with a value a column.
//!
//! [`text`] makes the module from what somebody typed, [`saved`] finds it in a pack. Either is looked at by lint
//! before anything is evaluated, so a misspelled name is an error and not an empty table.

pub mod complete;
pub mod saved;
mod text;
pub mod unfinished;

use std::collections::BTreeSet;

use super::engine::{Engine, RuleError};
use super::lint::{self, Look, codes};
use super::pack::{Module, Pack};
use crate::diagnostic::{Diagnostic, Level, offset_of};
use crate::snapshot::schema::short;
use crate::snapshot::{More, Section, Snapshot, Tree, tree};

/// Packages of queries begin with this.
pub(super) const QUERIES: &str = "cordon.queries.";

/// The rule that gives the answer.
pub(super) const ROWS: &str = "rows";

/// A query that lint has nothing against.
#[derive(Debug, Clone)]
pub struct Query {
    module: Module,
    typed: Option<text::Typed>,
    /// Names of the columns, in order.
    pub columns: Vec<String>,
    /// Sections of the snapshot that it reads, itself or through helpers.
    pub sections: BTreeSet<Section>,
    /// Whether it reads the policy file.
    pub reads_policy_file: bool,
    /// Whether it reads the facts beside the snapshot.
    pub reads_facts: bool,
    /// What the author should know.
    pub notes: Vec<Diagnostic>,
    with_rules: bool,
}

/// What a query found, and what it printed.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// Rows with a value a column, sorted, each once.
    pub rows: Vec<Vec<Tree>>,
    /// What the query printed.
    pub prints: Vec<String>,
}

impl Query {
    /// The query that somebody typed.
    ///
    /// # Errors
    /// What is wrong with it, in places of the text.
    pub fn of_text(text: &str, pack: &Pack) -> Result<Self, Vec<Diagnostic>> {
        let made = text::module(text, pack)?;
        Self::checked(made.module, Some(made.typed), made.columns, made.notes, pack)
    }

    fn checked(
        module: Module,
        typed: Option<text::Typed>,
        columns: Vec<String>,
        notes: Vec<Diagnostic>,
        pack: &Pack,
    ) -> Result<Self, Vec<Diagnostic>> {
        let with_rules = module.text.contains("cordon.rules");
        let mut query = Self {
            module,
            typed,
            columns,
            sections: BTreeSet::new(),
            reads_policy_file: false,
            reads_facts: false,
            notes,
            with_rules,
        };
        let mut modules = query.pack(pack).modules;
        modules.push(query.module.clone());
        let look = Look::at(&modules, pack.data.keys().cloned().collect());
        let own = look.found().filter(|one| one.file.as_deref() == Some(query.module.file.as_str()));
        let (errors, doubts): (Vec<_>, Vec<_>) =
            own.map(|one| query.in_own_text(one.clone())).partition(|one| one.level == Level::Error);
        if !errors.is_empty() {
            let mut errors: Vec<_> = errors.into_iter().map(|error| query.in_own_words(error)).collect();
            lint::sort(&mut errors);
            return Err(errors);
        }
        if let Some(error) = look.found().find(|one| one.level == Level::Error) {
            return Err(vec![error.clone()]);
        }
        let reads = look.reads_of(&query.module.package, ROWS);
        // Of a rule's findings, helpers say which sections make no difference to them; of an answer nobody can.
        query.sections = reads.needed();
        query.sections.extend(&reads.optional);
        query.reads_policy_file = reads.policy_file;
        query.reads_facts = reads.facts;
        query.notes.extend(doubts);
        Ok(query)
    }

    /// The part of a pack that the query needs: rules only where it speaks of them.
    pub fn pack(&self, pack: &Pack) -> Pack {
        if self.with_rules { pack.clone() } else { pack.helpers() }
    }

    /// Whether it needs the rules of the pack besides its helpers.
    pub fn needs_rules(&self) -> bool {
        self.with_rules
    }

    /// The sections that it reads and that are not complete, each with the reason.
    pub fn blind(&self, snapshot: &Snapshot) -> Vec<Blind> {
        let state = |section: &Section| Blind { section: *section, state: snapshot.section(*section).clone() };
        let blind = self.sections.iter().map(state);
        blind.filter(|blind| blind.state.status != crate::snapshot::Status::Complete).collect()
    }

    /// Asks a snapshot, with what lies beside it.
    ///
    /// # Errors
    /// What the engine says, in places of the text.
    pub fn ask(&self, engine: &Engine, snapshot: &Snapshot, more: &More) -> Result<Answer, Box<Diagnostic>> {
        let asked = engine.ask(&self.module, ROWS, &snapshot.tree, Some(&snapshot.beside(more)));
        let (value, prints) = asked.map_err(|error| Box::new(self.failed(&error)))?;
        let Tree::Set(elements) = &value else {
            let message = format!("`{ROWS}` must be a set of arrays, but it is {}", short(&value));
            return Err(Box::new(self.not_rows(message)));
        };
        let mut rows = Vec::new();
        for element in elements.iter_sorted() {
            let row: Vec<Tree> = tree::elements(element).cloned().collect();
            if !matches!(element, Tree::Array(_)) || row.len() != self.columns.len() {
                let count = self.columns.len();
                let message =
                    format!("an element of `{ROWS}` must be an array of {count}, but it is {}", short(element));
                return Err(Box::new(self.not_rows(message)));
            }
            rows.push(row);
        }
        let prints = prints.into_iter().map(|line| self.printed(line)).collect();
        Ok(Answer { rows, prints })
    }

    /// What was printed, with the line of what was typed.
    fn printed(&self, text: String) -> String {
        let in_module = self.typed.as_ref().and_then(|typed| {
            let rest = text.strip_prefix(&format!("{}:", self.module.file))?;
            let (line, rest) = rest.split_once(':')?;
            let line = line.parse::<usize>().ok()?.checked_sub(typed.lines())?;
            Some(format!("{}:{line}:{rest}", self.module.file))
        });
        in_module.unwrap_or(text)
    }

    /// What lint says of a rule, said of a query.
    fn in_own_words(&self, diagnostic: Diagnostic) -> Diagnostic {
        if self.typed.is_none() || diagnostic.code != Some(codes::RECURSION.code) {
            return diagnostic;
        }
        let mut own = Diagnostic::error("a query can't look at all of `data`, which it is a part of itself");
        own.excerpts.clone_from(&diagnostic.excerpts);
        own.file.clone_from(&diagnostic.file);
        own.code(codes::RECURSION.code).help("name what it is about, e.g. `data.cordon.config` or `partners.users`")
    }

    fn not_rows(&self, message: String) -> Diagnostic {
        let help = format!("write `{ROWS} contains [a, b] if {{ … }}`, with the columns in the array");
        Diagnostic::error(message).in_file(&self.module.file).help(help)
    }

    /// An error of the engine's as a message with its place.
    fn failed(&self, error: &RuleError) -> Diagnostic {
        let diagnostic = Diagnostic::error(format!("the query can't be evaluated: {}", error.message));
        match &error.place {
            Some((file, line, column)) if *file == self.module.file => {
                let source = &self.module.text;
                let offset = offset_of(source, *line, *column);
                let end = source[offset..].chars().next().map_or(offset, |c| offset + c.len_utf8());
                self.in_own_text(diagnostic.in_file(file).underline(source, offset..end, ""))
            }
            Some((file, line, column)) => diagnostic.in_file(file).at(*line, *column),
            None => diagnostic,
        }
    }

    /// A message about the module as one about what was typed.
    fn in_own_text(&self, diagnostic: Diagnostic) -> Diagnostic {
        match &self.typed {
            Some(typed) => typed.translate(diagnostic),
            None => diagnostic,
        }
    }
}

/// A section that is read and that is not complete.
#[derive(Debug, Clone)]
pub struct Blind {
    /// The section.
    pub section: Section,
    /// How much of it is there, and why not more.
    pub state: crate::snapshot::section::State,
}

impl Blind {
    /// `partial` or `missing`.
    pub fn status(&self) -> &'static str {
        self.state.status.name()
    }
}
