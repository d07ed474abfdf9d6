//! What bounds an evaluation: its time, what rules print, how much they return. The engine minds the time by itself;
//! what it can't mind (memory, and a builtin that never looks at the clock) is for a [`Watch`] outside of it.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::time::{Duration, Instant};

use super::{Answer, Results, RuleError};
use crate::policy::pack::Rule;
use crate::snapshot::{Tree, tree};

/// How long an evaluation may take, and who watches it.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For all rules together, the search for one that does not end included.
    pub evaluation: Duration,
    /// For one rule.
    pub rule: Duration,
    /// Is told what is evaluated.
    pub watch: Option<&'static dyn Watch>,
}

impl Limits {
    /// Seconds that an evaluation may take where nobody says.
    pub const EVALUATION_SECONDS: u64 = 600;
    /// Seconds that a rule may take where nobody says.
    pub const RULE_SECONDS: u64 = 120;
}

impl Default for Limits {
    fn default() -> Self {
        let (evaluation, rule) =
            (Duration::from_secs(Self::EVALUATION_SECONDS), Duration::from_secs(Self::RULE_SECONDS));
        Self { evaluation, rule, watch: None }
    }
}

/// Looks on from outside, and ends what the engine can't end.
pub trait Watch: Debug + Sync {
    /// Is told what is evaluated until the guard is dropped, rules by id and anything else in backticks, and how long
    /// the engine lets it.
    fn begins(&self, what: &[&str], limit: Duration) -> Box<dyn Any>;

    /// Why a rule must not be evaluated: it was found to bring the process down.
    fn refused(&self, rule: &str) -> Option<String>;

    /// Which rules are evaluated one by one, so that one that brings the process down is known by name.
    fn apart(&self) -> Apart;
}

/// Which rules are evaluated one by one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Apart {
    /// None: all run together, which is fastest.
    #[default]
    None,
    /// Those that don't ship.
    Own,
    /// All of them.
    All,
}

impl Limits {
    /// Tells the watch that rules are read, which takes no time where they are sound.
    pub fn begins_to_read(&self) -> Option<Box<dyn Any>> {
        self.begins(&["`reading the rules`"], self.evaluation.max(READING))
    }

    /// Tells the watch that an evaluation begins. It ends with what is returned.
    pub(super) fn begins(&self, what: &[&str], limit: Duration) -> Option<Box<dyn Any>> {
        self.watch.map(|watch| watch.begins(what, limit))
    }

    /// Leaves out the rules that must not be evaluated.
    pub(super) fn let_in<'r>(&self, rules: &[&'r Rule], results: &mut Results) -> Vec<&'r Rule> {
        let Some(watch) = self.watch else { return rules.to_vec() };
        let mut rest = Vec::new();
        for rule in rules {
            match watch.refused(&rule.id) {
                Some(message) => {
                    results.insert(rule.id.clone(), Err(RuleError { message, place: Some(rule.place()) }));
                }
                None => rest.push(*rule),
            }
        }
        rest
    }

    /// What all rules together may take of the time: no more than one of them may, and so little that enough is left
    /// to find the one that does not end.
    pub(super) fn together(&self, started: Instant) -> Duration {
        (self.evaluation / 2).saturating_sub(started.elapsed()).min(self.rule).max(LEAST_SHARE)
    }
}

/// What reading the rules may take at least.
const READING: Duration = Duration::from_secs(60);

/// What a rule gets at least when the time is shared out.
pub(super) const LEAST_SHARE: Duration = Duration::from_millis(100);

const OUT_OF_TIME: &str = "it took longer than ";

/// Says that the time ran out.
pub(super) fn out_of_time(limit: Duration, whose: &str) -> RuleError {
    RuleError { message: format!("{OUT_OF_TIME}{} s, {whose}", seconds(limit)), place: None }
}

/// Whether it says so.
pub(super) fn is_out_of_time(error: &RuleError) -> bool {
    error.message.starts_with(OUT_OF_TIME)
}

fn seconds(duration: Duration) -> String {
    let text = format!("{:.1}", duration.as_secs_f64());
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Findings that a rule may have.
const MOST_FINDINGS: usize = 500_000;
/// Bytes of JSON that a finding may have.
const MOST_BYTES_OF_FINDING: usize = 256 << 10;
/// Levels that values in a finding may be nested.
const DEEPEST: usize = 64;
/// Bytes of JSON that the findings of a rule may have together.
const MOST_BYTES: usize = 256 << 20;
/// Bytes that the reasons of a rule for what it could not look at may have together.
const MOST_BYTES_OF_REASONS: usize = 64 << 10;

/// Refuses an answer that nobody could read.
pub(in crate::policy) fn within(rule: &Rule, answer: Answer) -> Result<Answer, RuleError> {
    let too_much = |message: String| RuleError { message, place: Some(rule.place()) };
    let count = answer.findings.len();
    if count > MOST_FINDINGS {
        let help = "let it say once what holds for many subjects, and name them in `related`";
        return Err(too_much(format!("it has {count} findings, and a rule may have {MOST_FINDINGS}; {help}")));
    }
    let mut sum = 0;
    for finding in &answer.findings {
        let weight = weight(finding).map_err(|what| {
            let subject = tree::member(finding, "subject").and_then(|subject| tree::text_member(subject, "id"));
            let on = subject.map(|id| format!(" on `{}`", id.chars().take(100).collect::<String>()));
            let help = "name what it is about in `path` and `related`, and put less into `message` and `data`";
            too_much(format!("its finding{} {what}; {help}", on.unwrap_or_default()))
        })?;
        sum += weight;
    }
    if sum > MOST_BYTES {
        return Err(too_much(format!(
            "its {count} findings have more than {} MiB of JSON together; put less into `message` and `data`",
            MOST_BYTES >> 20
        )));
    }
    if answer.not_evaluated.iter().map(String::len).sum::<usize>() > MOST_BYTES_OF_REASONS {
        return Err(too_much(format!(
            "its `not_evaluated` has more than {} KiB of reasons; say each once, not for every subject",
            MOST_BYTES_OF_REASONS >> 10
        )));
    }
    Ok(answer)
}

/// About how many bytes of JSON a value has, or what is wrong with it. A value that holds another several times is as
/// large as what would be written, however little memory it takes.
fn weight(value: &Tree) -> Result<usize, String> {
    let (mut sum, mut rest) = (0_usize, vec![(value, 0_usize)]);
    while let Some((value, depth)) = rest.pop() {
        if depth > DEEPEST {
            return Err(format!("is nested more than {DEEPEST} levels deep"));
        }
        sum += match value {
            Tree::String(text) => text.len() + 3,
            Tree::Object(members) => {
                rest.extend(members.iter_sorted().flat_map(|(key, value)| [(key, depth + 1), (value, depth + 1)]));
                2
            }
            Tree::Array(elements) => {
                rest.extend(elements.iter().map(|element| (element, depth + 1)));
                2
            }
            Tree::Set(elements) => {
                rest.extend(elements.iter_sorted().map(|element| (element, depth + 1)));
                2
            }
            _ => 6,
        };
        if sum + rest.len() > MOST_BYTES_OF_FINDING {
            return Err(format!("has more than {} KiB of JSON", MOST_BYTES_OF_FINDING >> 10));
        }
    }
    Ok(sum)
}

/// Lines that are shown of what a rule prints.
const MOST_LINES: usize = 1_000;
/// Bytes that are shown of what a rule prints.
const MOST_PRINTED: usize = 1 << 20;

/// What is shown of what was printed, `file:line: text` each: so much of every file, and how much more there was.
pub(in crate::policy) fn shown(prints: Vec<String>) -> Vec<String> {
    let file = |line: &str| {
        let after = |at: usize| line[at + 1..].split(':').next().is_some_and(|part| part.parse::<usize>().is_ok());
        line.match_indices(':').find(|(at, _)| after(*at)).map_or_else(String::new, |(at, _)| line[..at].to_owned())
    };
    let mut of_file: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    let mut shown = Vec::new();
    for line in prints {
        let (lines, bytes, more) = of_file.entry(file(&line)).or_default();
        if *more == 0 && *lines < MOST_LINES && *bytes + line.len() <= MOST_PRINTED {
            *lines += 1;
            *bytes += line.len();
            shown.push(line);
        } else {
            *more += 1;
        }
    }
    let left_out = of_file.into_iter().filter(|(_, (.., more))| *more > 0);
    shown.extend(left_out.map(|(file, (.., more))| {
        let more = if more == 1 { "1 more line".to_owned() } else { format!("{more} more lines") };
        format!("{file}: {more} not shown, after {MOST_LINES} lines or {} MiB of one file", MOST_PRINTED >> 20)
    }));
    shown
}
