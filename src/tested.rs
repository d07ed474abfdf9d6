//! What came of running a pack's tests: values that [`crate::policy::test`] makes and [`crate::report::tested`] writes.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Excerpt;

/// How a test ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is true.
    Passed,
    /// It is false, undefined or something that is not true.
    Failed,
    /// It could not be evaluated to its end.
    Error,
    /// It is yet to be written, and does not run.
    Todo,
}

impl Status {
    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Error => "error",
            Self::Todo => "todo",
        }
    }
}

/// One test.
#[derive(Debug, Clone)]
pub struct Test {
    /// Package, with dots.
    pub package: String,
    /// `package.test_name`, or `package#fires_1` for an example of METADATA.
    pub name: String,
    /// File of the test.
    pub file: String,
    /// Its line in the file, from 1.
    pub line: usize,
    /// How it ended.
    pub status: Status,
    /// Why it did not pass, in one sentence.
    pub message: Option<String>,
    /// Where it broke.
    pub place: Option<Excerpt>,
    /// File of `place`.
    pub place_file: Option<String>,
    /// The expressions that failed, one a body of the test.
    pub failures: Vec<Failure>,
    /// What it printed, each with its place.
    pub prints: Vec<String>,
}

/// An expression that did not hold.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The file.
    pub file: String,
    /// The expression and where it is.
    pub excerpt: Excerpt,
    /// The expression as it is written.
    pub expression: String,
    /// What became of it, e.g. `is false`.
    pub what: String,
    /// The variables and parts of the expression: their text and their value; `None` where it is undefined.
    pub values: Vec<(String, Option<Shown>)>,
    /// Expected against actual, where the expression compares for equality.
    pub difference: Option<Difference>,
    /// With how many combinations of variables it was reached. The values are those of the first.
    pub solutions: usize,
}

/// A value, as text in Rego's notation and, where JSON has it, as JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// In Rego's notation, over several lines where it is long. Members of sets and objects are sorted.
    pub text: String,
    /// As JSON; a set is an array.
    pub json: serde_json::Value,
}

/// The two sides of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// What the test expects.
    pub expected: Shown,
    /// What there was.
    pub actual: Shown,
}

/// Everything that came of a run of tests.
#[derive(Debug, Clone, Default)]
pub struct TestRun {
    /// The tests, sorted by name.
    pub tests: Vec<Test>,
    /// Which lines they covered, where that was asked for.
    pub coverage: Option<Coverage>,
}

impl TestRun {
    /// How many tests ended so.
    pub fn count(&self, status: Status) -> usize {
        self.tests.iter().filter(|test| test.status == status).count()
    }

    /// In how many packages they are.
    pub fn packages(&self) -> usize {
        self.tests.iter().map(|test| &test.package).collect::<BTreeSet<_>>().len()
    }
}

/// Which lines of rules and helpers tests covered, by file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The files, sorted.
    pub files: BTreeMap<String, FileCoverage>,
}

/// The lines of a file that can be covered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileCoverage {
    /// Lines that tests covered, from 1.
    pub covered: BTreeSet<usize>,
    /// Lines that they did not.
    pub not_covered: BTreeSet<usize>,
}

impl FileCoverage {
    /// How many lines there are to cover.
    pub fn lines(&self) -> usize {
        self.covered.len() + self.not_covered.len()
    }

    /// The lines that were not covered as ranges, both ends included. Lines between that can't be covered join them.
    pub fn gaps(&self) -> Vec<(usize, usize)> {
        let mut gaps: Vec<(usize, usize)> = Vec::new();
        for line in &self.not_covered {
            match gaps.last_mut() {
                Some((_, end)) if self.covered.range(*end..*line).next().is_none() => *end = *line,
                _ => gaps.push((*line, *line)),
            }
        }
        gaps
    }
}

impl Coverage {
    /// Lines that were covered, and lines that there are to cover.
    pub fn totals(&self) -> (usize, usize) {
        self.files.values().fold((0, 0), |(covered, lines), file| (covered + file.covered.len(), lines + file.lines()))
    }

    /// Whether at least this share of the lines is covered; `None` where there is no line to cover.
    pub fn reaches(&self, percent: f64) -> Option<bool> {
        let (covered, lines) = self.totals();
        (lines > 0).then(|| as_float(covered) * 100.0 >= percent * as_float(lines))
    }
}

/// A share in percent with one decimal, rounded down: 100.0 is said only where all is covered.
pub fn percent(covered: usize, lines: usize) -> String {
    let tenths = (covered * 1000).checked_div(lines).unwrap_or(1000);
    format!("{}.{}", tenths / 10, tenths % 10)
}

#[allow(clippy::cast_precision_loss, reason = "files do not have that many lines")]
fn as_float(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_join_lines_that_nothing_covered_lies_between() {
        let file = FileCoverage { covered: [1, 5].into(), not_covered: [2, 4, 7, 8].into() };
        assert_eq!(file.gaps(), [(2, 4), (7, 8)]);
    }

    #[test]
    fn a_hundred_percent_is_all() {
        assert_eq!(percent(9_999, 10_000), "99.9");
        assert_eq!(percent(3, 3), "100.0");
        let coverage = |covered: &[usize], not_covered: &[usize]| {
            let file = FileCoverage {
                covered: covered.iter().copied().collect(),
                not_covered: not_covered.iter().copied().collect(),
            };
            Coverage { files: [("a".to_owned(), file)].into() }
        };
        assert_eq!(coverage(&[1], &[2]).reaches(50.0), Some(true));
        assert_eq!(coverage(&[1], &[2]).reaches(50.1), Some(false));
        assert_eq!(coverage(&[], &[]).reaches(0.0), None);
    }
}
