//! Runs the tests of a pack: its `test_` rules and the examples of its rules, side by side.

mod cases;
mod coverage;
pub mod mutate;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use regex::Regex;
use regorus::unstable::{Module as Ast, NodeRef};

use self::cases::{Case, Kind};
use self::coverage::Plan;
use super::engine::bench::{Asked, Bench, Broken};
use super::engine::{Watch, guarded};
use super::metadata::Example;
use super::pack::{Module, Pack, Rule};
use super::params;
use super::why::{Modules, Why};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Excerpt, offset_of, suggestion};
use crate::snapshot::schema::short;
use crate::snapshot::{Tree, tree};
use crate::tested::{Failure, Status, Test, TestRun};

/// Builders of the good org, which nobody ships a rule with.
const TESTING: &str = "cordon.lib.testing";

/// What is run, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Only the tests whose names it matches.
    pub filter: Option<Regex>,
    /// Whether covered lines are recorded.
    pub coverage: bool,
    /// The time that one test may take.
    pub timeout: Duration,
    /// Who watches over the tests.
    pub watch: Option<&'static dyn Watch>,
}

/// Runs the tests of a pack that was loaded with them: those of users' folders where there are any, and else those that
/// ship. Returns what came of them, and what looks like a test and is none.
///
/// # Errors
/// When there is no test, none that the filter matches, or a module is not valid Rego.
pub fn run(pack: &Pack, options: &Options) -> Result<(TestRun, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut bench = Bench::new(pack, &Config::default(), options.timeout, &BTreeMap::new())?;
    bench.set_watch(options.watch);
    let trees = bench.syntax_trees();
    if trees.len() != pack.modules.len() + pack.tests.len() {
        return Err(vec![Diagnostic::error("the engine has another number of modules than it was given")]);
    }
    let of_users = pack.modules.iter().chain(&pack.tests).any(|module| !module.embedded);
    let is_own = |module: &Module| !of_users || !module.embedded;
    let (mut cases, doubts) = cases::of(pack, &trees, is_own);
    if cases.is_empty() {
        let message = "there are no tests: no rule is called `test_…`, and no rule's METADATA has examples";
        let help = "write `<rule_id>_test.rego` beside the rule; docs/testing.md has an example";
        return Err(vec![Diagnostic::error(message).help(help)]);
    }
    if let Some(filter) = &options.filter {
        let names: Vec<String> = cases.iter().map(|case| case.name.clone()).collect();
        cases.retain(|case| filter.is_match(&case.name));
        if cases.is_empty() {
            let message = format!("`--run {filter}` matches none of the {} tests", names.len());
            let last = |name: &'_ String| name.rsplit('.').next().unwrap_or_default().to_owned();
            let short: Vec<String> = names.iter().map(last).collect();
            let known = names.iter().chain(&short).map(String::as_str);
            let help = suggestion(filter.as_str(), known, "names are `package.test_name`, as `--verbose` lists them");
            return Err(vec![Diagnostic::error(message).help(help)]);
        }
    }
    let runner = Runner { pack, trees, bench, timeout: options.timeout };
    let mut run = TestRun::default();
    if options.coverage {
        let mut plan = Plan::default();
        for (module, tree) in pack.modules.iter().zip(&runner.trees) {
            if is_own(module) && !is_testing(module) {
                plan.add(&module.file, &module.text, tree);
            }
        }
        let marks = plan.marks();
        let unmeasured = |file: Option<String>, reason: String| {
            let message = format!("coverage can't be measured, which is a fault of cordon's: {reason}");
            vec![Diagnostic { file, ..Diagnostic::error(message).help("run without `--coverage`") }]
        };
        let mut marked = Bench::new(pack, &Config::default(), options.timeout, &plan.texts).map_err(|errors| {
            errors.into_iter().flat_map(|error| unmeasured(error.file, error.message)).collect::<Vec<_>>()
        })?;
        marked.set_watch(options.watch);
        marked.record(coverage::FUNCTION, &marks).map_err(|error| unmeasured(None, error.message))?;
        let ran = runner.all(&cases, Some(&marked));
        run.tests = ran.tests;
        run.coverage = Some(plan.measured(&marks, &ran.reached));
    } else {
        run.tests = runner.all(&cases, None).tests;
    }
    Ok((run, doubts))
}

/// Whether a module holds builders of orgs.
fn is_testing(module: &Module) -> bool {
    module.package == TESTING || module.package.starts_with(&format!("{TESTING}."))
}

/// File → lines that were looked at.
type Reached = BTreeMap<String, BTreeSet<usize>>;

/// What came of tests, in the order of the cases.
#[derive(Default)]
struct Ran {
    tests: Vec<Test>,
    /// How long each of them took.
    times: Vec<Duration>,
    /// The lines that all of them looked at, where that is recorded.
    reached: Reached,
}

struct Runner<'p> {
    pack: &'p Pack,
    trees: Vec<NodeRef<Ast>>,
    bench: Bench,
    timeout: Duration,
}

impl Runner<'_> {
    /// All tests; with marks, the lines that they looked at, too.
    fn all(&self, cases: &[Case<'_>], marked: Option<&Bench>) -> Ran {
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(cases.len());
        let next = AtomicUsize::new(0);
        let done = Mutex::new((Vec::with_capacity(cases.len()), Reached::new()));
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while let Some((at, case)) = {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        cases.get(at).map(|case| (at, case))
                    } {
                        let started = Instant::now();
                        let (test, lines) = guarded(|| self.one(case, marked)).unwrap_or_else(|| {
                            let message = "running it broke; this is a fault of cordon's".to_owned();
                            (Test { message: Some(message), ..test(case, Status::Error) }, Reached::new())
                        });
                        let took = started.elapsed();
                        let mut done = done.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                        done.0.push((at, test, took));
                        for (file, lines) in lines {
                            done.1.entry(file).or_default().extend(lines);
                        }
                    }
                });
            }
        });
        let (mut tests, reached) = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        tests.sort_by_key(|(at, ..)| *at);
        let (tests, times) = tests.into_iter().map(|(_, test, took)| (test, took)).unzip();
        Ran { tests, times, reached }
    }

    fn one(&self, case: &Case<'_>, marked: Option<&Bench>) -> (Test, Reached) {
        let Some(query) = query(case) else {
            let message = Some("it is yet to be written".to_owned());
            return (Test { message, ..test(case, Status::Todo) }, Reached::new());
        };
        let mut reached = Reached::new();
        if let Some(marked) = marked {
            let asked = marked.ask(&query);
            reached = asked.reached;
            let outcome = self.judged(case, asked.value, asked.prints);
            if outcome.status == Status::Passed {
                return (outcome, reached);
            }
        }
        // Places in a source with marks are not those that its author knows.
        let Asked { value, prints, .. } = self.bench.ask(&query);
        let mut test = self.judged(case, value, prints);
        if let (Kind::Test { definitions, .. }, Status::Failed) = (&case.kind, test.status) {
            match self.failures(definitions) {
                Ok(failures) => test.failures = failures,
                Err(reason) => {
                    let message = test.message.unwrap_or_default();
                    test.message = Some(format!("{message}; which expression failed could not be found: {reason}"));
                }
            }
        }
        (test, reached)
    }

    fn judged(&self, case: &Case<'_>, value: Result<Option<Tree>, Broken>, prints: Vec<String>) -> Test {
        let test = Test { prints, ..test(case, Status::Passed) };
        let value = match value {
            Ok(value) => value,
            Err(Broken::TimedOut) => {
                let seconds = self.timeout.as_secs_f64();
                let message = format!("it was stopped after {seconds} s (`--timeout`)");
                return Test { status: Status::Error, message: Some(message), ..test };
            }
            Err(Broken::At(error)) => {
                let place = error.place.as_ref().and_then(|(file, line, column)| self.excerpt(file, *line, *column));
                let place_file = place.as_ref().and(error.place).map(|(file, ..)| file);
                return Test { status: Status::Error, message: Some(error.message), place, place_file, ..test };
            }
        };
        match verdict(case, value.as_ref()) {
            None => test,
            Some(message) => Test { status: Status::Failed, message: Some(message), ..test },
        }
    }

    /// The expressions that failed, one for each body of a test's definitions.
    fn failures(&self, definitions: &[(usize, usize)]) -> Result<Vec<Failure>, String> {
        let modules = Modules { pack: self.pack, trees: &self.trees };
        let mut found = Vec::new();
        for (at, index) in definitions {
            found.extend(Why::new(&self.bench, &modules, *at)?.failures(*index)?);
        }
        Ok(found)
    }

    /// The character at a place that the engine names.
    fn excerpt(&self, file: &str, line: usize, column: usize) -> Option<Excerpt> {
        let module = self.pack.modules.iter().chain(&self.pack.tests).find(|module| module.file == file)?;
        let start = offset_of(&module.text, line, column);
        let end = module.text[start..].chars().next().map_or(start, |c| start + c.len_utf8());
        Some(Excerpt::new(&module.text, start..end, ""))
    }
}

/// What is asked for a test; nothing for one that is yet to be written.
fn query(case: &Case<'_>) -> Option<String> {
    match &case.kind {
        Kind::Todo => None,
        Kind::Test { name, .. } => Some(format!("data.{}.{name}", case.package)),
        Kind::Example { rule, example, .. } => Some(example_query(rule, example)),
    }
}

/// Why a test does not pass, given the value of what was asked.
fn verdict(case: &Case<'_>, value: Option<&Tree>) -> Option<String> {
    match (&case.kind, value) {
        (Kind::Example { example, fires, .. }, value) => example_verdict(example, *fires, value),
        (_, Some(Tree::Bool(true))) => None,
        (_, Some(Tree::Bool(false))) => Some("it is false".to_owned()),
        (_, None) => Some("it is undefined".to_owned()),
        (_, Some(other)) => Some(format!("it is {}, and a test must be true", short(other))),
    }
}

fn test(case: &Case<'_>, status: Status) -> Test {
    Test {
        package: case.package.clone(),
        name: case.name.clone(),
        file: case.file.clone(),
        line: case.line,
        status,
        message: None,
        place: None,
        place_file: None,
        failures: Vec::new(),
        prints: Vec::new(),
    }
}

/// What the rule finds in the good org with the change of an example.
fn example_query(rule: &Rule, example: &Example) -> String {
    let change =
        |change: &Option<serde_json::Value>| change.as_ref().map_or_else(|| "{}".to_owned(), ToString::to_string);
    let id = &rule.id;
    let set = example.config.as_ref().and_then(|config| config.get("rules")?.get(id)?.get("params")?.as_object());
    let params = params::values(&rule.metadata.custom.params, set);
    let params = match params.is_empty() {
        true => String::new(),
        false => format!(" with data.cordon.params as {}", serde_json::json!({ id: params })),
    };
    let facts = example.facts.as_ref().map_or_else(String::new, |facts| format!(" with data.cordon.facts as {facts}"));
    let since = match &example.since {
        Some(_) => format!(" with data.cordon.since as data.{TESTING}.org_with({})", change(&example.since)),
        None => String::new(),
    };
    format!(
        "data.{}.findings with input as data.{TESTING}.org_with({}) with data.cordon.config as \
         data.{TESTING}.config_with({}){params}{facts}{since}",
        rule.package,
        change(&example.snapshot),
        change(&example.config),
    )
}

/// Why an example is not true.
fn example_verdict(example: &Example, fires: bool, findings: Option<&Tree>) -> Option<String> {
    let why = example.why.trim();
    match findings {
        Some(Tree::Set(findings)) if findings.is_empty() && fires => {
            Some(format!("the rule finds nothing, but METADATA says that it fires: {why}"))
        }
        Some(Tree::Set(findings)) if !findings.is_empty() && !fires => {
            let messages = findings.iter_sorted().filter_map(|finding| tree::text_member(finding, "message"));
            let messages = messages.collect::<Vec<_>>().join(" / ");
            Some(format!("the rule fires, but METADATA says that it stays quiet: {why}. It says: {messages}"))
        }
        Some(Tree::Set(_)) => None,
        Some(other) => Some(format!("`findings` is {}, and must be a set", short(other))),
        None => Some("`findings` is undefined".to_owned()),
    }
}
