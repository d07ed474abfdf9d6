//! What is made of rules and policy before there is a snapshot, so that it can be done while one is read.

use super::concern::Concern;
use super::engine::{Apart, Engine, Limits};
use super::pack::{Pack, Rule};
use super::partners::{PARTNERS, Partners};
use super::run::config_of;
use super::shares::{self, Share};
use crate::config::{Config, PolicyFile};
use crate::diagnostic::Diagnostic;

/// Rules that are ready to look at snapshots under one policy.
#[derive(Debug)]
pub struct Prepared<'a> {
    /// The rules and helpers.
    pub pack: &'a Pack,
    /// The rules that run.
    pub rules: Vec<&'a Rule>,
    /// The policy file, where there is one.
    pub policy: Option<&'a PolicyFile>,
    /// Bounds of the evaluation.
    pub limits: Limits,
    /// The policy, with settings under aliases moved to the rule's id.
    pub config: Config,
    pub(super) concern: Concern<'a>,
    pub(super) shares: Vec<Ready<'a>>,
    /// Who belongs to which partner, where a rule reads the facts.
    pub(super) partners: Option<Partners>,
    /// On how many cores they are evaluated.
    pub(super) cores: usize,
    /// Whether each share has a copy of the snapshot.
    pub(super) copies: bool,
}

/// How rules are evaluated.
#[derive(Debug, Clone, Copy)]
pub struct Workers {
    /// On how many cores side by side.
    pub cores: usize,
    /// Whether each may have a copy of the snapshot, which is worth it where copying it takes no time to speak of.
    pub copies: bool,
}

/// A share of the rules and what evaluates it.
#[derive(Debug)]
pub(super) struct Ready<'a> {
    pub(super) share: Share<'a>,
    /// The modules that it needs.
    pub(super) pack: Pack,
    pub(super) engine: Engine,
}

impl<'a> Prepared<'a> {
    /// Reads the rules, to be evaluated by `workers`.
    ///
    /// # Errors
    /// Every module that is not valid Rego, with its place.
    pub fn new(
        pack: &'a Pack,
        rules: Vec<&'a Rule>,
        policy: Option<&'a PolicyFile>,
        limits: Limits,
        workers: Workers,
    ) -> Result<Self, Vec<Diagnostic>> {
        let config = config_of(policy, pack);
        let concern = Concern::of_rules(pack);
        // A rule that is looked for by running rules one by one must be the only one that runs.
        let is_searched = limits.watch.is_some_and(|watch| watch.apart() != Apart::None);
        let shares = shares::of(&concern, &rules, if is_searched { 1 } else { workers.cores }, workers.copies);
        let is_alone = shares.len() == 1;
        let copies = workers.copies && !is_alone;
        let ready = |share: Share<'a>| {
            // Facts begin with the question who belongs to which partner, which this engine is then asked, too.
            let partners = share.on_facts.then_some(PARTNERS);
            let pack = pack.reduced_to(&concern.needs(share.packages(pack).chain(partners)));
            let engine = Engine::new(&pack, &config, limits)?;
            Ok(Ready { share, pack, engine })
        };
        let shares: Vec<Ready<'a>> = std::thread::scope(|scope| {
            let threads: Vec<_> = shares.into_iter().map(|share| scope.spawn(|| ready(share))).collect();
            let broke = |_| Err(vec![Diagnostic::error("reading the rules broke; this is a fault of cordon's")]);
            let read = threads.into_iter().map(|thread| thread.join().unwrap_or_else(broke));
            read.collect::<Result<_, Vec<Diagnostic>>>()
        })?;
        let partners = match shares.iter().find(|ready| ready.share.on_facts) {
            // Where it holds all rules, they would be made ready for one small question.
            Some(_) if is_alone => Some(Partners::new(pack, &concern, &config, limits)?),
            Some(ready) => Some(Partners::in_engine(ready.engine.clone())),
            None => None,
        };
        Ok(Self { pack, rules, policy, limits, config, concern, shares, partners, cores: workers.cores, copies })
    }
}
