//! Modules that queries are put to one by one, each in a state of its own: what tests run on.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use regorus::Value;
use regorus::unstable::{Module as Ast, NodeRef};
use regorus::utils::limits::PolicyLengthConfig;

use super::{Limits, RuleError, Watch, limits, located, not_compiled, ran_out_of_time, timer};
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::policy::pack::Pack;
use crate::snapshot::{Beside, Tree};

/// Modules, analysed once. Every query gets a copy, which shares them.
pub(in crate::policy) struct Bench {
    engine: regorus::Engine,
    limit: Duration,
    watch: Option<&'static dyn Watch>,
}

/// Why a query has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::policy) enum Broken {
    /// The time ran out.
    TimedOut,
    /// The engine gave up at a place.
    At(RuleError),
}

/// What came of a query.
#[derive(Debug)]
pub(in crate::policy) struct Asked {
    /// Its value; `None` where it is undefined.
    pub(in crate::policy) value: Result<Option<Tree>, Broken>,
    /// What was printed, each with its place.
    pub(in crate::policy) prints: Vec<String>,
    /// File → lines that were looked at, where that is recorded.
    pub(in crate::policy) reached: BTreeMap<String, BTreeSet<usize>>,
}

impl Bench {
    /// With the modules of a pack and its tests under a policy. `texts` replaces the source of files.
    ///
    /// # Errors
    /// Every module that is not valid Rego.
    pub(in crate::policy) fn new(
        pack: &Pack,
        config: &Config,
        limit: Duration,
        texts: &BTreeMap<String, String>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut bench = Self::unprepared(pack, config, limit, texts)?;
        bench.prepare().map_err(|error| {
            let diagnostic = Diagnostic::error(format!("the rule pack can't be analysed: {}", error.message));
            vec![match error.place {
                Some((file, line, column)) => diagnostic.in_file(file).at(line, column),
                None => diagnostic,
            }]
        })?;
        Ok(bench)
    }

    /// The same without the analysis: for packs that lack a module, which [`Bench::with_modules`] adds.
    ///
    /// # Errors
    /// Every module that is not valid Rego.
    pub(in crate::policy) fn unprepared(
        pack: &Pack,
        config: &Config,
        limit: Duration,
        texts: &BTreeMap<String, String>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut engine = regorus::Engine::new();
        engine.set_strict_builtin_errors(true);
        engine.set_execution_timer_config(timer(limit));
        engine.set_gather_prints(true);
        if !texts.is_empty() {
            // A replaced source has longer lines than the one that somebody wrote.
            engine.clear_policy_length_config();
        }
        let mut errors = Vec::new();
        for module in pack.modules.iter().chain(&pack.tests) {
            let text = texts.get(&module.file).unwrap_or(&module.text);
            if let Err(error) = engine.add_policy(module.file.clone(), text.clone()) {
                errors.push(not_compiled(&module.file, text, &error.to_string()));
            }
        }
        let data = serde_json::json!({"cordon": pack.documents(config)});
        if let Err(error) = engine.add_data(Tree::from(data)) {
            errors.push(Diagnostic::error(format!("the data of the rule pack can't be used: {error}")));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Self { engine, limit, watch: None })
    }

    /// The syntax trees, in the order of the pack's modules and its tests.
    pub(in crate::policy) fn syntax_trees(&mut self) -> Vec<NodeRef<Ast>> {
        self.engine.get_modules().clone()
    }

    /// The same with one module more.
    ///
    /// # Errors
    /// When it is not valid Rego.
    pub(in crate::policy) fn with_module(&self, file: &str, text: String) -> Result<Self, RuleError> {
        self.with_modules([(file.to_owned(), text)])
    }

    /// The same with more modules, given by file and source.
    ///
    /// # Errors
    /// When they are not valid Rego.
    pub(in crate::policy) fn with_modules(
        &self,
        modules: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, RuleError> {
        let mut engine = self.engine.clone();
        // Nobody wrote it, so nobody has to keep its lines short.
        engine.set_policy_length_config(PolicyLengthConfig {
            max_col: NonZeroU32::MIN.saturating_add(1 << 20),
            ..PolicyLengthConfig::default()
        });
        for (file, text) in modules {
            let added = engine.add_policy(file, text);
            added.map_err(|error| located(&error.to_string(), Limits::default()))?;
        }
        let mut bench = Self { engine, limit: self.limit, watch: self.watch };
        bench.prepare()?;
        Ok(bench)
    }

    /// Gives every query a snapshot to look at, and what lies beside it.
    ///
    /// # Errors
    /// When the engine refuses.
    pub(in crate::policy) fn look_at(&mut self, snapshot: &Tree, beside: &Beside) -> Result<(), RuleError> {
        let added = self.engine.add_data(beside.data());
        added.map_err(|error| located(&error.to_string(), Limits::default()))?;
        self.engine.set_input(snapshot.clone());
        Ok(())
    }

    /// Lets somebody watch over the queries.
    pub(in crate::policy) fn set_watch(&mut self, watch: Option<&'static dyn Watch>) {
        self.watch = watch;
    }

    /// Sets the time that a query may take.
    pub(in crate::policy) fn set_limit(&mut self, limit: Duration) {
        self.limit = limit;
        self.engine.set_execution_timer_config(timer(limit));
    }

    /// Records lines that queries look at, and which of the marks they pass: calls of a function that gives its second
    /// parameter and whose first is the number of the mark.
    ///
    /// # Errors
    /// When the engine refuses.
    pub(in crate::policy) fn record(&mut self, function: &str, marks: &Arc<[AtomicBool]>) -> Result<(), RuleError> {
        self.engine.set_enable_coverage(true);
        let marks = Arc::clone(marks);
        let pass = move |parameters: Vec<Value>| {
            let mut parameters = parameters.into_iter();
            let mark =
                parameters.next().and_then(|mark| mark.as_u64().ok()).and_then(|mark| usize::try_from(mark).ok());
            if let Some(mark) = mark.and_then(|mark| marks.get(mark)) {
                mark.store(true, Ordering::Relaxed);
            }
            Ok(parameters.next().unwrap_or(Value::Undefined))
        };
        let added = self.engine.add_extension(function.to_owned(), 2, Box::new(pass));
        added.map_err(|error| located(&error.to_string(), Limits::default()))
    }

    /// Evaluates a query.
    pub(in crate::policy) fn ask(&self, query: &str) -> Asked {
        let _watched = self.watch.map(|watch| watch.begins(&[&format!("`{query}`")], self.limit));
        let mut engine = self.engine.clone();
        let answer = engine.eval_query(query.to_owned(), false);
        let value = match answer {
            Ok(results) => {
                let expressions = results.result.first().map(|result| &result.expressions);
                let value = expressions.and_then(|found| found.first()).map(|expression| expression.value.clone());
                Ok(value.filter(|value| *value != Value::Undefined))
            }
            Err(error) => {
                let text = error.to_string();
                Err(if ran_out_of_time(&text) {
                    Broken::TimedOut
                } else {
                    Broken::At(located(&text, Limits::default()))
                })
            }
        };
        let prints = limits::shown(engine.take_prints().unwrap_or_default());
        let mut reached: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
        for file in engine.get_coverage_report().map(|report| report.files).unwrap_or_default() {
            let lines = file.covered.into_iter().filter_map(|line| usize::try_from(line).ok());
            reached.entry(file.path).or_default().extend(lines);
        }
        Asked { value, prints, reached }
    }

    /// Analyses the modules now, because copies of an engine that has not would each do it again.
    fn prepare(&mut self) -> Result<(), RuleError> {
        let found = self.engine.eval_query("true".to_owned(), false);
        found.map(|_| ()).map_err(|error| located(&error.to_string(), Limits::default()))
    }
}
