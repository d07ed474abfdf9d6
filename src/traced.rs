//! Why a rule found something, or did not: values that [`crate::policy::why`] makes and [`crate::report::traced`]
//! writes.

use crate::finding::{Finding, SubjectRef};
use crate::tested::Failure;

/// A rule, looked into on one snapshot.
#[derive(Debug, Clone)]
pub struct Traced {
    /// Id of the rule.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Its file.
    pub file: String,
    /// The snapshot, as it was named.
    pub snapshot: String,
    /// Whose findings were asked for, where not all were.
    pub subject: Option<Subject>,
    /// Why the rule was not evaluated, broke, or could not look at everything.
    pub reason: Option<String>,
    /// Sections that it reads and that are not all there, with the reason.
    pub gaps: Vec<String>,
    /// The findings that were asked for, each with what made it true.
    pub found: Vec<Explained>,
    /// How many more there are.
    pub left_out: usize,
    /// Where there is no finding: how far each definition of `findings` comes, or why that can't be told.
    pub stops: Result<Vec<Stop>, String>,
}

/// A subject that was asked for.
#[derive(Debug, Clone)]
pub struct Subject {
    /// Type and id.
    pub of: SubjectRef,
    /// Display name.
    pub name: Option<String>,
}

/// A finding and why it is one.
#[derive(Debug, Clone)]
pub struct Explained {
    /// The finding.
    pub finding: Finding,
    /// The body that made it true, or why that can't be told.
    pub body: Result<Body, String>,
    /// Who holds what through which grant, from the subject to the permission.
    pub chain: Vec<Link>,
}

/// A body that holds.
#[derive(Debug, Clone)]
pub struct Body {
    /// What it defines, as it is written.
    pub head: String,
    /// File of the module.
    pub file: String,
    /// Line of the head, from 1.
    pub line: usize,
    /// Its statements, in order.
    pub steps: Vec<Step>,
    /// With how many combinations of variables it holds. The values are those of the first.
    pub solutions: usize,
}

/// One statement that holds.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its first line in the file, from 1.
    pub line: usize,
    /// The statement as it is written.
    pub text: String,
    /// The variables and parts of it and their values, short; `None` where it is undefined.
    pub values: Vec<(String, Option<String>)>,
    /// The helper that it draws on, where its body can be shown.
    pub through: Option<Box<Body>>,
}

/// How far a body comes before it holds for nobody, or not for the subject.
#[derive(Debug, Clone)]
pub struct Stop {
    /// What it defines, as it is written.
    pub head: String,
    /// How many of its statements hold.
    pub held: usize,
    /// The statement that does not.
    pub failure: Failure,
    /// The same for the helper that the statement draws on.
    pub through: Vec<Stop>,
}

/// A link of the chain of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// `user`, `group`, `grant`, `role`, `permission`, …
    pub kind: &'static str,
    /// What it says, with names.
    pub text: String,
    /// Line of the snapshot, from 1; `None` where the snapshot lacks it.
    pub line: Option<usize>,
}
