//! Snapshots that are open, and questions to all of them.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::Args;
use crate::cli::evaluate::{load, working_dir};
use crate::cli::{Terminal, facts};
use crate::config::{PolicyFile, discover};
use crate::diagnostic::{Diagnostic, Level};
use crate::policy::query::Answer as Found;
use crate::policy::{Engine, Limits, Pack, Query, names, run};
use crate::report::query::{Answer, Asked, SNAPSHOT};
use crate::snapshot::{More, Origin, Snapshot, Tree};

/// Snapshots with their policy files.
pub(super) struct Session {
    opened: Vec<Opened>,
    failures: Vec<Diagnostic>,
    limits: Limits,
}

/// One snapshot.
pub(super) struct Opened {
    pub(super) snapshot: Snapshot,
    policy: Option<PolicyFile>,
    /// What names in the policy file are not there: an error only where the policy file is read.
    doubts: Vec<Diagnostic>,
    /// The helpers alone, and all with the rules, each compiled when it is first needed.
    engines: [OnceLock<Result<Engine, Vec<Diagnostic>>>; 2],
    /// What is worked out beside it, once a question reads that.
    facts: OnceLock<Result<Tree, Vec<Diagnostic>>>,
}

/// What came of a question.
pub(super) struct AskedAll {
    pub(super) answer: Answer,
    pub(super) doubts: Vec<Diagnostic>,
    pub(super) prints: Vec<String>,
    pub(super) failures: Vec<Diagnostic>,
}

impl Session {
    /// Reads snapshots. One that can't be read does not stop the others.
    pub(super) fn open(snapshots: &[PathBuf], args: &Args, pack: &Pack) -> Result<Self, Vec<Diagnostic>> {
        let working_dir = working_dir()?;
        let limits = args.memory.watched(args.timeout);
        let (mut opened, mut failures) = (Vec::new(), Vec::new());
        for path in snapshots {
            match Opened::open(path, args, pack, &working_dir) {
                Ok(one) => opened.push(one),
                Err(errors) => failures.extend(errors),
            }
        }
        if opened.is_empty() { Err(failures) } else { Ok(Self { opened, failures, limits }) }
    }

    /// Says what could not be read.
    pub(super) fn tell(&self, terminal: &Terminal) {
        terminal.report(&self.failures);
    }

    /// Whether a snapshot could not be read.
    pub(super) fn failed(&self) -> bool {
        !self.failures.is_empty()
    }

    /// The snapshots that are open.
    pub(super) fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        self.opened.iter().map(|one| &one.snapshot)
    }

    /// Asks all snapshots.
    ///
    /// # Errors
    /// Where the question can't be put.
    pub(super) fn ask(&self, query: &Query, text: &str, pack: &Pack) -> Result<AskedAll, Vec<Diagnostic>> {
        let several = self.opened.len() + self.failures.len() > 1;
        let mut columns = query.columns.clone();
        if several {
            if columns.iter().any(|name| name == SNAPSHOT) {
                let message = format!("the column `{SNAPSHOT}` says which snapshot a row is from");
                return Err(vec![Diagnostic::error(message).help("give the variable another name")]);
            }
            columns.insert(0, SNAPSHOT.to_owned());
        }
        let answer = Answer { query: text.to_owned(), columns, rows: Vec::new(), asked: Vec::new() };
        let mut all = AskedAll { answer, doubts: Vec::new(), prints: Vec::new(), failures: Vec::new() };
        for one in &self.opened {
            match one.ask(query, pack, self.limits, &mut all.doubts) {
                Ok((asked, Found { rows, prints })) => {
                    let name = || several.then(|| Tree::from(asked.snapshot.as_str()));
                    all.answer.rows.extend(rows.into_iter().map(|row| name().into_iter().chain(row).collect()));
                    all.answer.asked.push(asked);
                    all.prints.extend(prints);
                }
                Err(errors) => all.failures.extend(errors),
            }
        }
        all.failures.dedup();
        Ok(all)
    }
}

impl Opened {
    fn open(path: &Path, args: &Args, pack: &Pack, working_dir: &Path) -> Result<Self, Vec<Diagnostic>> {
        let origin = Origin::from_arg(path);
        let policy = args.config.clone().or_else(|| discover::find(&origin, working_dir));
        let policy = policy.map(|path| PolicyFile::load(&path)).transpose()?;
        let snapshot = load(origin, args.max_size)?;
        let doubts = policy.as_ref().map(|policy| names::check_snapshot(policy, &snapshot, pack)).unwrap_or_default();
        Ok(Self { snapshot, policy, doubts, engines: [OnceLock::new(), OnceLock::new()], facts: OnceLock::new() })
    }

    fn ask(
        &self,
        query: &Query,
        pack: &Pack,
        limits: Limits,
        doubts: &mut Vec<Diagnostic>,
    ) -> Result<(Asked, Found), Vec<Diagnostic>> {
        let name = self.snapshot.origin.display();
        if query.reads_policy_file {
            let errors: Vec<Diagnostic> = self.doubts.iter().filter(|one| one.level == Level::Error).cloned().collect();
            if !errors.is_empty() {
                return Err(errors);
            }
            if self.policy.is_none() {
                let warning =
                    Diagnostic::warning("there is no policy file, so nothing is known of partners and the like");
                let help = "name one with `--config`; what the query asks of it is empty";
                doubts.push(warning.in_file(&name).help(help));
            }
        }
        let blind = query.blind(&self.snapshot);
        for one in &blind {
            let message = format!(
                "the query reads the section `{}`, which is {}: {}",
                one.section,
                one.status(),
                one.state.reason
            );
            let help = "rows may be missing: what could not be looked at is not the same as nothing found";
            doubts.push(Diagnostic::warning(message).in_file(&name).help(help));
        }
        let engine = self.engines[usize::from(query.needs_rules())]
            .get_or_init(|| Engine::new(&query.pack(pack), &run::config_of(self.policy.as_ref(), pack), limits));
        let engine = engine.as_ref().map_err(Clone::clone)?;
        let config = || run::config_of(self.policy.as_ref(), pack);
        let facts = || self.facts.get_or_init(|| facts::of(&self.snapshot, &config(), pack, limits));
        let facts = query.reads_facts.then(|| facts().as_ref().map_err(Clone::clone)).transpose()?;
        let more = More { facts: facts.cloned(), ..More::default() };
        let found = query.ask(engine, &self.snapshot, &more).map_err(|error| vec![*error])?;
        let asked = Asked {
            snapshot: name,
            organization_id: self.snapshot.organization_id().to_owned(),
            organization_name: self.snapshot.organization_name().to_owned(),
            policy_file: self.policy.as_ref().map(|policy| policy.name.clone()),
            rows: found.rows.len(),
            incomplete: blind
                .iter()
                .map(|one| (one.section.name().to_owned(), one.status(), one.state.reason.clone()))
                .collect(),
        };
        Ok((asked, found))
    }
}
