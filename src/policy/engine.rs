//! The one place that evaluates Rego: `regorus`, its interpreter, pinned.
//!
//! All rules run through one generated entry rule, because helper results are shared within one
//! evaluation only. When that fails, the rule that failed is found and left out, and the others run
//! again: one broken rule never takes the results of the others with it.

mod apart;
pub(super) mod bench;
pub(super) mod limits;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use regorus::utils::limits::ExecutionTimerConfig;

pub use limits::{Apart, Limits, Watch};

use super::pack::{Module, Pack, Rule};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::snapshot::schema::short;
use crate::snapshot::{Beside, Tree, tree};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread is where a panic becomes an error of a rule or test, of which the user is told in other words.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// What `work` gives, or nothing where it panics.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work)).ok();
    GUARDED.set(before);
    done
}

/// Why a rule has no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct RuleError {
    /// One sentence.
    pub message: String,
    /// File, line and column where it happened, when the engine says so.
    pub place: Option<(String, usize, usize)>,
}

/// What a rule returned.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// The elements of its `findings`, in order.
    pub findings: Vec<Tree>,
    /// The elements of its `not_evaluated`: what it could not look at.
    pub not_evaluated: Vec<String>,
}

/// What each rule returned, or why it has no answer, by rule id.
pub type Results = BTreeMap<String, Result<Answer, RuleError>>;

/// What came of evaluating rules.
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    /// The answer of each rule.
    pub results: Results,
    /// What rules printed, each with its place.
    pub prints: Vec<String>,
}

/// A pack, compiled for one policy and ready to look at snapshots.
#[derive(Clone)]
pub struct Engine {
    base: regorus::Engine,
    limits: Limits,
    /// Module file → rule id, for naming the rule when the engine names a file.
    rules_by_file: BTreeMap<String, String>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("limits", &self.limits).finish_non_exhaustive()
    }
}

const FINDINGS: &str = "findings";
const NOT_EVALUATED: &str = "not_evaluated";
const ENTRY_FILE: &str = "cordon-entry.rego";
const ENTRY_RULE: &str = "data.cordon.entry.results";

impl Engine {
    /// Compiles a pack.
    ///
    /// # Errors
    /// Every module that is not valid Rego, with its place.
    pub fn new(pack: &Pack, config: &Config, limits: Limits) -> Result<Self, Vec<Diagnostic>> {
        Self::without(pack, config, limits, &BTreeSet::new())
    }

    fn without(
        pack: &Pack,
        config: &Config,
        limits: Limits,
        left_out: &BTreeSet<String>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let _watched = limits.begins_to_read();
        let mut base = regorus::Engine::new();
        base.set_strict_builtin_errors(true);
        base.set_execution_timer_config(timer(limits.evaluation));
        base.set_gather_prints(true);
        let mut errors = Vec::new();
        let modules: Vec<&Module> = pack.modules.iter().filter(|module| !left_out.contains(&module.file)).collect();
        for module in &modules {
            if let Err(error) = base.add_policy(module.file.clone(), module.text.clone()) {
                errors.push(not_compiled(&module.file, &module.text, &error.to_string()));
            }
        }
        for module in modules {
            let rule = pack.rules.values().find(|rule| rule.file == module.file);
            let defines = module.text.lines().any(|line| line.starts_with("findings"));
            if let (Some(rule), false) = (rule, defines) {
                let diagnostic =
                    Diagnostic::error(format!("the rule `{}` defines no `findings`", rule.id)).in_file(&rule.file);
                errors.push(diagnostic.help("write `findings contains finding if { … }`"));
            }
        }
        let data = serde_json::json!({"cordon": pack.documents(config)});
        if let Err(error) = base.add_data(Tree::from(data)) {
            errors.push(Diagnostic::error(format!("the data of the rule pack can't be used: {error}")));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let rules_by_file = pack.rules.values().map(|rule| (rule.file.clone(), rule.id.clone())).collect();
        Ok(Self { base, limits, rules_by_file })
    }

    /// Evaluates rules over a snapshot. What lies beside it, at `data.cordon`, is its index and facts about it (see
    /// [`Snapshot::beside`](crate::snapshot::Snapshot::beside)); without an index, the rules work it out themselves.
    pub fn evaluate(
        &self,
        pack: &Pack,
        config: &Config,
        rules: &[&Rule],
        snapshot: &Tree,
        beside: Option<&Beside>,
    ) -> Evaluation {
        let started = Instant::now();
        let mut evaluation = Evaluation::default();
        let rest = self.limits.let_in(rules, &mut evaluation.results);
        let (apart, rest) = self.limits.set_apart(pack, rest);
        self.together_where_it_works(pack, config, rest, started, (snapshot, beside), &mut evaluation);
        self.clone().one_by_one(&apart, self.limits, started, (snapshot, beside), &mut evaluation);
        evaluation
    }

    /// Evaluates rules together. One that breaks is left out, and the others run again.
    fn together_where_it_works(
        &self,
        pack: &Pack,
        config: &Config,
        mut rest: Vec<&Rule>,
        started: Instant,
        (snapshot, beside): (&Tree, Option<&Beside>),
        evaluation: &mut Evaluation,
    ) {
        let mut left_out = BTreeSet::new();
        let mut engine = self.clone();
        let results = &mut evaluation.results;
        while !rest.is_empty() {
            engine.set_limit(self.limits.together(started));
            let error = match engine.together(&rest, snapshot, beside) {
                Ok((found, prints)) => {
                    results.extend(found);
                    evaluation.prints.extend(prints);
                    return;
                }
                Err(error) => error,
            };
            let culprit = error.place.as_ref().and_then(|(file, ..)| {
                let id = self.rules_by_file.get(file)?;
                rest.iter().position(|rule| rule.id == *id).map(|at| (at, file.clone()))
            });
            let Some((at, file)) = culprit else {
                // A helper or the clock stopped it, so each rule shows by itself whether it can do without.
                engine.find_culprit(pack, &rest, &error, self.limits, started, (snapshot, beside), evaluation);
                return;
            };
            results.insert(rest.remove(at).id.clone(), Err(error));
            left_out.insert(file);
            match Self::without(pack, config, self.limits, &left_out) {
                Ok(smaller) => engine = smaller,
                Err(errors) => {
                    let message = errors.first().map_or_else(String::new, |error| error.message.clone());
                    let failed =
                        |rule: &&Rule| (rule.id.clone(), Err(RuleError { message: message.clone(), place: None }));
                    results.extend(rest.iter().map(failed));
                    return;
                }
            }
        }
    }

    fn set_limit(&mut self, evaluation: Duration) {
        self.limits.evaluation = evaluation;
        self.base.set_execution_timer_config(timer(evaluation));
    }

    /// The results of all rules and what they printed; an error where any of them broke.
    fn together(
        &self,
        rules: &[&Rule],
        snapshot: &Tree,
        beside: Option<&Beside>,
    ) -> Result<(Results, Vec<String>), RuleError> {
        let failed = |error: &dyn std::fmt::Display| located(&error.to_string(), self.limits);
        let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
        let _watched = self.limits.begins(&ids, self.limits.evaluation);
        let mut engine = self.base.clone();
        // One object rule: a rule path with a bracket in its head can't be evaluated by name. What is undefined
        // is an empty array in it, so that a rule without an answer does not take the others' with it.
        let member = |rule: &&Rule| {
            let (id, package) = (&rule.id, &rule.package);
            format!(
                "\t{id:?}: {{{FINDINGS:?}: [x | x := data.{package}.{FINDINGS}], {NOT_EVALUATED:?}: [x | x := data.{package}.{NOT_EVALUATED}]}},\n"
            )
        };
        let members: Vec<String> = rules.iter().map(member).collect();
        let entry = format!("package cordon.entry\n\nresults := {{\n{}}}\n", members.concat());
        engine.add_policy(ENTRY_FILE.to_owned(), entry).map_err(|error| failed(&error))?;
        let (value, prints) = self.look(engine, ENTRY_RULE.to_owned(), snapshot, beside)?;
        Ok((rules.iter().map(|rule| (rule.id.clone(), answer_of(rule, &value))).collect(), prints))
    }

    /// Evaluates one rule of a module that is not in the pack over a snapshot, and returns what it printed, too.
    ///
    /// # Errors
    /// What the engine says.
    pub(super) fn ask(
        &self,
        module: &Module,
        rule: &str,
        snapshot: &Tree,
        beside: Option<&Beside>,
    ) -> Result<(Tree, Vec<String>), RuleError> {
        let _watched = self.limits.begins(&[&format!("`{}`", module.file)], self.limits.evaluation);
        let mut engine = self.base.clone();
        engine
            .add_policy(module.file.clone(), module.text.clone())
            .map_err(|error| located(&error.to_string(), self.limits))?;
        self.look(engine, format!("data.{}.{rule}", module.package), snapshot, beside)
    }

    /// Evaluates a rule that the engine has over a snapshot.
    fn look(
        &self,
        mut engine: regorus::Engine,
        rule: String,
        snapshot: &Tree,
        beside: Option<&Beside>,
    ) -> Result<(Tree, Vec<String>), RuleError> {
        let failed = |error: &dyn std::fmt::Display| located(&error.to_string(), self.limits);
        if let Some(beside) = beside {
            engine.add_data(beside.data()).map_err(|error| failed(&error))?;
        }
        engine.set_input(snapshot.clone());
        // A few builtins panic on odd arguments (docs/rego.md), which must cost a rule its result and not the run.
        let value = guarded(|| engine.eval_rule(rule))
            .ok_or_else(|| RuleError {
                message: "the engine broke down while it evaluated the rule".into(),
                place: None,
            })?
            .map_err(|error| failed(&error))?;
        let prints = engine.take_prints().map_err(|error| failed(&error))?;
        take_apart(engine);
        Ok((value, limits::shown(prints)))
    }

    /// Evaluates a query that has nothing to do with rules, e.g. one that builds an example.
    ///
    /// # Errors
    /// What the engine says.
    pub fn query(&self, query: &str, input: Option<&Tree>) -> Result<Tree, RuleError> {
        let _watched = self.limits.begins(&[&format!("`{query}`")], self.limits.evaluation);
        let mut engine = self.base.clone();
        if let Some(input) = input {
            engine.set_input(input.clone());
        }
        let found =
            engine.eval_query(query.to_owned(), false).map_err(|error| located(&error.to_string(), self.limits))?;
        let value = found
            .result
            .first()
            .and_then(|result| result.expressions.first())
            .map(|expression| expression.value.clone());
        value.ok_or_else(|| RuleError { message: format!("`{query}` is undefined"), place: None })
    }
}

/// Drops an engine without waiting for it: what it worked out and how it scheduled the rules are many small things.
fn take_apart(engine: regorus::Engine) {
    // Where there is no thread to be had, what it should have done has been done by now.
    drop(std::thread::Builder::new().spawn(move || drop(engine)));
}

fn answer_of(rule: &Rule, results: &Tree) -> Result<Answer, RuleError> {
    let given = |name: &str| {
        let members = tree::member(results, &rule.id).and_then(|answer| tree::member(answer, name));
        members.and_then(|members| tree::elements(members).next())
    };
    let set = |name: &str, form: &str, value: &Tree| match value {
        Tree::Set(elements) => Ok(elements.iter_sorted().cloned().collect::<Vec<_>>()),
        other => Err(RuleError {
            message: format!("`{name}` must be a set (`{form}`), but it is {}", short(other)),
            place: Some(rule.place()),
        }),
    };
    let findings = given(FINDINGS).ok_or_else(|| undefined(rule))?;
    let reasons = given(NOT_EVALUATED).map(|value| set(NOT_EVALUATED, "not_evaluated contains reason if { … }", value));
    let reasons = reasons.transpose()?.unwrap_or_default();
    Ok(Answer {
        findings: set(FINDINGS, "findings contains finding if { … }", findings)?,
        not_evaluated: reasons
            .iter()
            .map(|reason| tree::text(reason).map_or_else(|| reason.to_string(), str::to_owned))
            .collect(),
    })
}

fn undefined(rule: &Rule) -> RuleError {
    let message = "`findings` is undefined; write `findings contains finding if { … }`, which is a set even when empty";
    RuleError { message: message.to_owned(), place: Some(rule.place()) }
}

fn timer(limit: Duration) -> ExecutionTimerConfig {
    ExecutionTimerConfig { limit, check_interval: NonZeroU32::MIN.saturating_add(1023) }
}

/// Whether the engine's message says that the time ran out.
fn ran_out_of_time(text: &str) -> bool {
    text.contains("execution exceeded time limit (elapsed=")
}

/// Characters of the engine's message, which may hold a value of the rule's.
const LONGEST_MESSAGE: usize = 2_000;

/// Takes the engine's message apart: `\n--> file:line:column\n … error: message`.
fn located(text: &str, limits: Limits) -> RuleError {
    if ran_out_of_time(text) {
        return limits::out_of_time(limits.evaluation, "the time limit (`--timeout`)");
    }
    let place = text.lines().find_map(|line| {
        let (rest, column) = line.strip_prefix("--> ")?.rsplit_once(':')?;
        let (file, line) = rest.rsplit_once(':')?;
        Some((file.to_owned(), line.parse().ok()?, column.trim().parse().ok()?))
    });
    let message = text.lines().find_map(|line| line.strip_prefix("error: ")).map(str::to_owned);
    let first =
        || text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("the engine gave no reason").to_owned();
    let message: String = message.unwrap_or_else(first).chars().take(LONGEST_MESSAGE).collect();
    RuleError { message, place: place.filter(|(file, ..)| file != ENTRY_FILE) }
}

pub(super) fn not_compiled(file: &str, source: &str, text: &str) -> Diagnostic {
    let error = located(text, Limits::default());
    let diagnostic = Diagnostic::error(format!("not valid Rego: {}", error.message)).in_file(file);
    match error.place {
        Some((_, line, column)) => {
            let offset = crate::diagnostic::offset_of(source, line, column);
            let end = source[offset..].chars().next().map_or(offset, |c| offset + c.len_utf8());
            diagnostic.underline(source, offset..end, "")
        }
        None => diagnostic,
    }
}
