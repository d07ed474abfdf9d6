//! What came of changing rules to see whether their tests notice: values that [`crate::policy::test::mutate`] makes and
//! [`crate::report::mutated`] writes.

use serde::{Deserialize, Serialize};

/// What was done to a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// A condition holds where it did not, and the other way round.
    Negated,
    /// A condition was left out.
    Dropped,
    /// A comparison became another.
    Comparison,
    /// A constant became another.
    Constant,
    /// A member became another of the same kind.
    Member,
    /// A definition never gives anything.
    Emptied,
}

impl Change {
    /// In words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Negated => "negated",
            Self::Dropped => "dropped",
            Self::Comparison => "comparison",
            Self::Constant => "constant",
            Self::Member => "member",
            Self::Emptied => "emptied",
        }
    }
}

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// A test did not pass, broke or did not end.
    Killed,
    /// All tests passed.
    Survived,
    /// It is not valid, or lint refuses it: nobody could have written it unnoticed.
    NotViable,
}

/// A source with one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutant {
    /// What was done.
    pub change: Change,
    /// Line, from 1.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
    /// The line before the change.
    pub original: String,
    /// The line after it.
    pub mutated: String,
    /// What became of it.
    pub fate: Fate,
}

/// The mutants of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mutated {
    /// The file.
    pub file: String,
    /// Id of the rule in it; `None` for helpers.
    pub rule: Option<String>,
    /// How many tests concern it.
    pub tests: usize,
    /// In the order of their places.
    pub mutants: Vec<Mutant>,
}

impl Mutated {
    /// How many mutants ended so.
    pub fn count(&self, fate: Fate) -> usize {
        self.mutants.iter().filter(|mutant| mutant.fate == fate).count()
    }
}

/// Everything that came of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mutation {
    /// By file.
    pub files: Vec<Mutated>,
    /// How many mutants were known from an earlier run.
    pub known: usize,
}

impl Mutation {
    /// How many mutants ended so.
    pub fn count(&self, fate: Fate) -> usize {
        self.files.iter().map(|file| file.count(fate)).sum()
    }

    /// Whether at least this share of the viable mutants was killed.
    pub fn reaches(&self, percent: f64) -> bool {
        let (killed, survived) = (self.count(Fate::Killed), self.count(Fate::Survived));
        as_float(killed) * 100.0 >= percent * as_float(killed + survived)
    }
}

#[allow(clippy::cast_precision_loss, reason = "packs do not have that many mutants")]
fn as_float(count: usize) -> f64 {
    count as f64
}
