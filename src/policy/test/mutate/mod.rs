//! Changes rules one place at a time and runs the tests that concern them: a change that no test notices shows what
//! the tests do not prove.

mod cache;
mod changes;
mod extent;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use regorus::unstable::{Module as Ast, NodeRef};

use self::cache::Cache;
use self::changes::{Alike, Edit};
use super::cases::{Case, Kind};
use super::{Runner, cases, is_testing, query, verdict};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Excerpt, Level, suggestion};
use crate::mutated::{Fate, Mutant, Mutated, Mutation};
use crate::policy::concern::Concern;
use crate::policy::engine::bench::{Bench, Broken};
use crate::policy::lint::Look;
use crate::policy::pack::{Module, Pack};
use crate::tested::{Status, Test};

/// How often results are kept, so that a run that is interrupted loses little.
const KEPT_EVERY: Duration = Duration::from_secs(1);

/// The kills that are expected of a module's own tests before any is known.
const OWN_TESTS: usize = 4;

/// What is changed, and how.
#[derive(Debug, Clone)]
pub struct Options {
    /// Ids or aliases of the rules that are changed; without one, all of them and the helpers.
    pub rules: Vec<String>,
    /// Whether the helpers that ship are changed, too, where what ships is looked at.
    pub library: bool,
    /// The time that one test may take.
    pub timeout: Duration,
    /// Folder in which results are kept.
    pub cache: Option<PathBuf>,
}

/// What came of a run.
#[derive(Debug)]
pub enum Outcome {
    /// The mutants and what became of them.
    Ran(Mutation),
    /// Tests that do not pass as it is, so that nothing can be told from them.
    TestsFail(Vec<Test>),
}

/// Changes the rules of a pack that was loaded with its tests. `told` hears how many mutants are done, of how many.
///
/// # Errors
/// When there is nothing to change, a rule is not there, or a module is not valid Rego.
pub fn run(pack: &Pack, options: &Options, told: &(dyn Fn(usize, usize) + Sync)) -> Result<Outcome, Vec<Diagnostic>> {
    let config = Config::default();
    let mut bench = Bench::new(pack, &config, options.timeout, &BTreeMap::new())?;
    let trees = bench.syntax_trees();
    if trees.len() != pack.modules.len() + pack.tests.len() {
        return Err(vec![Diagnostic::error("the engine has another number of modules than it was given")]);
    }
    let of_users = pack.modules.iter().chain(&pack.tests).any(|module| !module.embedded);
    let is_own = |module: &Module| !of_users || !module.embedded;
    let chosen = chosen(pack, options)?;
    let is_changed = |module: &Module| match &chosen {
        Some(files) => files.contains(&module.file),
        None => {
            let is_rule = pack.rules.values().any(|rule| rule.file == module.file);
            is_own(module) && !is_testing(module) && (is_rule || of_users || options.library)
        }
    };
    let (cases, _) = cases::of(pack, &trees, is_own);
    let concern = Concern::of(pack);
    let alike = Look::without_engine(&pack.modules, pack.data.keys().cloned().collect());
    let mut targets = Vec::new();
    for (at, module) in pack.modules.iter().enumerate().filter(|(_, module)| is_changed(module)) {
        targets.push(Target::of(pack, module, &trees[at], &alike.alike(at), &cases, &concern, options)?);
    }
    drop(alike);
    if targets.iter().all(|target| target.edits.is_empty()) {
        let help = "name the folder that holds the rules; `--mutate-library` changes the helpers that ship";
        return Err(vec![Diagnostic::error("there is nothing to change: no rule and no helper was found").help(help)]);
    }
    if let Some(target) = targets.iter().find(|target| of_users && target.module.embedded) {
        let message = "the rule ships with cordon, and its tests are in none of the folders";
        let help = "leave the folders out to change what ships, or copy the rule and its tests into one";
        return Err(vec![Diagnostic::error(message).in_file(&target.module.file).help(help)]);
    }
    let runner = Runner { pack, trees, bench, timeout: options.timeout };
    let ran = runner.all(&cases, None);
    let failing: Vec<Test> =
        ran.tests.into_iter().filter(|test| !matches!(test.status, Status::Passed | Status::Todo)).collect();
    if !failing.is_empty() {
        return Ok(Outcome::TestsFail(failing));
    }
    drop(runner);
    let concerned: BTreeSet<usize> = targets.iter().flat_map(|target| target.cases.iter().copied()).collect();
    let times: Vec<Duration> = concerned.iter().filter_map(|at| ran.times.get(*at).copied()).collect();
    let mut kept: Vec<Option<Case<'_>>> = cases.into_iter().map(Some).collect();
    let taken = concerned.iter().filter_map(|at| kept[*at].take()).collect::<Vec<_>>();
    let place: BTreeMap<usize, usize> = concerned.iter().enumerate().map(|(new, old)| (*old, new)).collect();
    for target in &mut targets {
        target.cases = target.cases.iter().filter_map(|old| place.get(old).copied()).collect();
    }
    let work: Vec<(usize, usize)> = targets
        .iter()
        .enumerate()
        .flat_map(|(target, found)| (0..found.edits.len()).map(move |edit| (target, edit)))
        .collect();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(work.len());
    let judge = || {
        while let Some((target, edit)) = work.get(next.fetch_add(1, Ordering::Relaxed)) {
            targets[*target].judge(*edit, &taken, &times);
            told(done.fetch_add(1, Ordering::Relaxed) + 1, work.len());
        }
    };
    std::thread::scope(|scope| {
        let (working, ended) = mpsc::channel::<()>();
        for _ in 0..workers {
            let working = working.clone();
            scope.spawn(move || {
                judge();
                drop(working);
            });
        }
        drop(working);
        // A mutant may take its time, so nobody who judges them can do this besides.
        while ended.recv_timeout(KEPT_EVERY) == Err(RecvTimeoutError::Timeout) {
            targets.iter().for_each(|target| target.cache.write());
        }
    });
    let mut mutation = Mutation::default();
    for target in targets {
        mutation.known += target.cache.known();
        mutation.files.push(target.mutated(pack));
    }
    mutation.files.sort_by(|one, other| one.file.cmp(&other.file));
    Ok(Outcome::Ran(mutation))
}

/// The files of the rules that were asked for; nothing where all were.
fn chosen(pack: &Pack, options: &Options) -> Result<Option<BTreeSet<String>>, Vec<Diagnostic>> {
    if options.rules.is_empty() {
        return Ok(None);
    }
    let (mut files, mut errors) = (BTreeSet::new(), Vec::new());
    for id in &options.rules {
        match pack.rule(id) {
            Some(rule) => drop(files.insert(rule.file.clone())),
            None => {
                let help = suggestion(id, pack.names(), "`cordon rules` lists the rules");
                errors.push(Diagnostic::error(format!("there is no rule `{id}`")).help(help));
            }
        }
    }
    if errors.is_empty() { Ok(Some(files)) } else { Err(errors) }
}

/// A module that is changed, with what it takes to judge the changes.
struct Target {
    module: Module,
    edits: Vec<Edit>,
    /// The tests that concern it.
    cases: Vec<usize>,
    /// How often each of them killed a mutant. Those that did come first.
    kills: Vec<AtomicUsize>,
    /// The modules that it needs for lint, itself among them.
    modules: Vec<Module>,
    /// Names at `data.cordon.data`.
    data: BTreeSet<String>,
    /// What the tests need, without the modules of its package …
    base: Bench,
    /// … which are these.
    package: Vec<Module>,
    fates: Mutex<BTreeMap<usize, Fate>>,
    cache: Cache,
}

impl Target {
    fn of(
        pack: &Pack,
        module: &Module,
        tree: &NodeRef<Ast>,
        alike: &Alike,
        cases: &[Case<'_>],
        concern: &Concern<'_>,
        options: &Options,
    ) -> Result<Self, Vec<Diagnostic>> {
        let concerned = |case: &Case<'_>| {
            let has_it = |package: &str| concern.needs([package]).contains(module.package.as_str());
            !matches!(case.kind, Kind::Todo) && has_it(&case.package)
        };
        let of_module: Vec<usize> = (0..cases.len()).filter(|at| concerned(&cases[*at])).collect();
        let mut named: BTreeSet<&str> = BTreeSet::from([module.package.as_str()]);
        for at in &of_module {
            named.insert(&cases[*at].package);
            if matches!(cases[*at].kind, Kind::Example { .. }) {
                named.insert(super::TESTING);
            }
        }
        let packages = concern.needs(named);
        let needed = |modules: &[Module], packages: &BTreeSet<&str>| -> Vec<Module> {
            modules.iter().filter(|module| packages.contains(module.package.as_str())).cloned().collect()
        };
        let rules = needed(&pack.modules, &packages);
        let tests = needed(&pack.tests, &packages);
        let cache = Cache::open(options, &module.file, rules.iter().chain(&tests), &pack.data);
        let (package, others): (Vec<Module>, Vec<Module>) =
            rules.into_iter().partition(|other| other.package == module.package);
        // A module's own tests were written to notice what is wrong with it.
        let own = format!("{}_test", module.package);
        let expected = |package: &str| if package == own { OWN_TESTS } else { 0 };
        let (data, rules) = (pack.data.clone(), pack.rules.clone());
        let smaller = Pack { modules: others, tests, data, rules, ..Pack::default() };
        let base = Bench::unprepared(&smaller, &Config::default(), options.timeout, &BTreeMap::new())?;
        Ok(Self {
            module: module.clone(),
            edits: changes::of(&module.text, tree, alike),
            kills: of_module.iter().map(|at| AtomicUsize::new(expected(&cases[*at].package))).collect(),
            cases: of_module,
            modules: needed(&pack.modules, &concern.needs([module.package.as_str()])),
            data: pack.data.keys().cloned().collect(),
            base,
            package,
            fates: Mutex::default(),
            cache,
        })
    }

    /// Finds out what becomes of a change.
    fn judge(&self, edit: usize, cases: &[Case<'_>], times: &[Duration]) {
        let text = self.edits[edit].applied(&self.module.text);
        let fate = self.cache.get(&text).unwrap_or_else(|| {
            let judged = AssertUnwindSafe(|| self.fate(&text, cases, times));
            // A few builtins panic on odd arguments (docs/rego.md), which a run would have reported.
            let (fate, late) = catch_unwind(judged).unwrap_or((Fate::Killed, false));
            self.cache.put(&text, fate, late);
            fate
        });
        self.fates.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(edit, fate);
    }

    /// The same, and whether a test took too long.
    fn fate(&self, text: &str, cases: &[Case<'_>], times: &[Duration]) -> (Fate, bool) {
        let changed = |modules: &[Module]| -> Vec<Module> {
            let change = |module: &Module| match module.file == self.module.file {
                true => Module { text: text.to_owned(), ..module.clone() },
                false => module.clone(),
            };
            modules.iter().map(change).collect()
        };
        let package = changed(&self.package).into_iter().map(|module| (module.file, module.text));
        let Ok(bench) = self.base.with_modules(package) else { return (Fate::NotViable, false) };
        let modules = changed(&self.modules);
        if Look::without_engine(&modules, self.data.clone()).found().any(|found| found.level == Level::Error) {
            return (Fate::NotViable, false);
        }
        for at in self.order(times) {
            let Some(case) = cases.get(self.cases[at]) else { continue };
            let Some(query) = query(case) else { continue };
            let answer = bench.ask(&query).value;
            let late = matches!(answer, Err(Broken::TimedOut));
            if !answer.is_ok_and(|value| verdict(case, value.as_ref()).is_none()) {
                self.kills[at].fetch_add(1, Ordering::Relaxed);
                return (Fate::Killed, late);
            }
        }
        (Fate::Survived, false)
    }

    /// The tests, those first that kill the most for the time that they take.
    fn order(&self, times: &[Duration]) -> Vec<usize> {
        let cost = |at: usize| {
            let time = self.cases.get(at).and_then(|case| times.get(*case)).map_or(1, Duration::as_micros).max(1);
            let kills = u128::try_from(self.kills[at].load(Ordering::Relaxed)).unwrap_or(u128::MAX);
            time.saturating_mul(1_000) / kills.saturating_add(1)
        };
        let mut order: Vec<(u128, usize)> = (0..self.cases.len()).map(|at| (cost(at), at)).collect();
        order.sort_unstable();
        order.into_iter().map(|(_, at)| at).collect()
    }

    fn mutated(self, pack: &Pack) -> Mutated {
        self.cache.write();
        let fates = self.fates.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        let text = &self.module.text;
        let mutant = |(at, edit): (usize, &Edit)| {
            let excerpt = Excerpt::new(text, edit.at..edit.at, "");
            let changed = edit.applied(text);
            let line = excerpt.first_line;
            Mutant {
                change: edit.change,
                line,
                column: excerpt.column,
                original: line_at(text, line),
                mutated: line_at(&changed, line),
                fate: fates.get(&at).copied().unwrap_or(Fate::NotViable),
            }
        };
        Mutated {
            rule: pack.rules.values().find(|rule| rule.file == self.module.file).map(|rule| rule.id.clone()),
            tests: self.cases.len(),
            mutants: self.edits.iter().enumerate().map(mutant).collect(),
            file: self.module.file,
        }
    }
}

/// A line, from 1, without what it is indented with.
fn line_at(text: &str, line: usize) -> String {
    text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim().to_owned()
}

/// The folder in which results are kept unless another is named: that of the user's caches.
pub fn cache_folder(variable: impl Fn(&str) -> Option<std::ffi::OsString>) -> Option<PathBuf> {
    let absolute = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = absolute("XDG_CACHE_HOME").or_else(|| absolute("LOCALAPPDATA")).or_else(|| {
        let home = absolute("HOME")?;
        Some(home.join(Path::new(if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" })))
    });
    base.map(|base| base.join("cordon").join("mutants"))
}
