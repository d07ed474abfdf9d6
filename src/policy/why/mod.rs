//! Why something is as it is: bodies of rules and tests, statement by statement.

mod chain;
mod failing;
mod fired;
pub(in crate::policy) mod names;
pub(in crate::policy) mod needs;
pub(in crate::policy) mod place;
mod refer;
mod stopped;
pub mod subject;
pub(in crate::policy) mod syntax;
mod value;

use std::collections::BTreeMap;

use regorus::unstable::{Module as Ast, NodeRef};

pub(in crate::policy) use self::failing::Why;
pub(in crate::policy) use self::refer::rule_name;
use super::engine::bench::Bench;
use super::pack::{Module, Pack, Rule};
use super::prepared::Prepared;
use super::run::{Setup, sections_needed};
use crate::diagnostic::Diagnostic;
use crate::finding::Finding;
use crate::finding::outcome::Run;
use crate::snapshot::{JsonPath, Section, Snapshot, Status, Tree, tree};
use crate::traced::{Explained, Stop, Subject, Traced};

/// The modules of a pack and its tests, with their syntax trees.
#[derive(Clone, Copy)]
pub(in crate::policy) struct Modules<'p> {
    /// The pack.
    pub(in crate::policy) pack: &'p Pack,
    /// The trees, in the order of its modules and its tests.
    pub(in crate::policy) trees: &'p [NodeRef<Ast>],
}

impl<'p> Modules<'p> {
    fn all(self) -> impl Iterator<Item = (&'p Module, &'p Ast)> {
        self.pack.modules.iter().chain(&self.pack.tests).zip(self.trees.iter().map(AsRef::as_ref))
    }

    /// The module with a number.
    pub(in crate::policy) fn get(self, at: usize) -> Option<(&'p Module, &'p Ast)> {
        self.all().nth(at)
    }

    /// The modules of a package.
    fn of_package(self, package: &str) -> impl Iterator<Item = (&'p Module, &'p Ast)> {
        self.all().filter(move |(module, _)| module.package == package)
    }

    /// The numbers of the modules of a package.
    fn numbers_of(self, package: &str) -> Vec<usize> {
        let of_it = self.all().enumerate().filter(|(_, (module, _))| module.package == package);
        of_it.map(|(at, _)| at).collect()
    }
}

/// Says what ids in values stand for.
#[derive(Clone, Copy)]
struct Named<'s>(&'s Snapshot);

impl<'s> Named<'s> {
    /// A value's text, with the name of what has it as its id.
    fn name(self, value: &Tree, text: String) -> String {
        match tree::text(value) {
            Some(id) => self.name_id(id, text),
            None => text,
        }
    }

    /// The same for the values of a failure.
    fn stop(self, stop: &mut Stop) {
        for value in stop.failure.values.iter_mut().filter_map(|(_, value)| value.as_mut()) {
            if let Some(id) = value.json.as_str() {
                value.text = self.name_id(id, std::mem::take(&mut value.text));
            }
        }
        if let Some(difference) = &mut stop.failure.difference {
            for value in [&mut difference.expected, &mut difference.actual] {
                if let Some(id) = value.json.as_str() {
                    value.text = self.name_id(id, std::mem::take(&mut value.text));
                }
            }
        }
        stop.through.iter_mut().for_each(|inner| self.stop(inner));
    }

    /// The name of a user or group of a trusted org.
    fn name_in_trustees(self, id: &str) -> Option<&'s str> {
        let snapshot = self.0;
        tree::members(tree::member(&snapshot.tree, "trustees")?).find_map(|(_, trustee)| {
            ["users", "groups"].iter().find_map(|part| {
                let entry = tree::member(tree::member(trustee, part)?, id)?;
                tree::text_member(entry, "name").filter(|name| *name != id)
            })
        })
    }

    fn name_id(self, id: &str, text: String) -> String {
        let sections = ["users", "groups", "oauth_clients", "roles", "divisions", "objects", "trustees"];
        let found = sections.iter().find_map(|section| {
            let entry = JsonPath::of_keys([*section, id]).find(&self.0.tree)?;
            tree::text_member(entry, "name").filter(|name| *name != id)
        });
        let found = found.or_else(|| self.name_in_trustees(id));
        match found {
            Some(name) => format!("{text} (\"{name}\")"),
            None => text,
        }
    }
}

/// What is to be looked into.
#[derive(Debug, Clone)]
pub struct Wish<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Only this subject.
    pub subject: Option<Subject>,
    /// Only the finding with this fingerprint.
    pub fingerprint: Option<&'a str>,
    /// How many findings are looked into at most.
    pub most: usize,
}

/// Looks into a rule on a snapshot, given the run over it.
///
/// # Errors
/// When the pack can't be made ready for questions.
pub fn look_into(
    setup: &Setup<'_>,
    snapshot: &Snapshot,
    run: &Run,
    wish: &Wish<'_>,
) -> Result<Traced, Vec<Diagnostic>> {
    let rule = wish.rule;
    let Prepared { pack, config, limits, .. } = setup.prepared;
    let broken = |reason: String| vec![Diagnostic::error(format!("the rule can't be looked into: {reason}"))];
    let mut bench = Bench::new(pack, config, limits.evaluation, &BTreeMap::new())?;
    bench.set_watch(limits.watch);
    let trees = bench.syntax_trees();
    bench
        .look_at(&snapshot.tree, &snapshot.beside(&setup.more_for(rule, snapshot)))
        .map_err(|error| broken(error.message))?;
    let modules = Modules { pack, trees: &trees };
    let at = pack.modules.iter().position(|module| module.file == rule.file && module.package == rule.package);
    let at = at.ok_or_else(|| broken("its module is gone".to_owned()))?;
    let why = Why::new(&bench, &modules, at).map_err(broken)?;
    let is_meant = |finding: &&Finding| {
        finding.rule == rule.id
            && wish.subject.as_ref().is_none_or(|subject| subject.of == finding.subject)
            && wish.fingerprint.is_none_or(|print| finding.fingerprint == print)
    };
    let meant: Vec<&Finding> = run.findings.iter().filter(is_meant).collect();
    let outcome = run.rules.iter().find(|outcome| outcome.rule.id == rule.id);
    let reason = outcome.and_then(|outcome| outcome.reason.clone());
    let found = meant.iter().take(wish.most).map(|finding| Explained {
        finding: (*finding).clone(),
        body: why.fired(&modules, finding, Named(snapshot)),
        chain: chain::of(finding, snapshot),
    });
    let found: Vec<Explained> = found.collect();
    let is_blocked = reason.is_some() && run.findings.iter().all(|finding| finding.rule != rule.id);
    let stops = if !found.is_empty() {
        Ok(Vec::new())
    } else if is_blocked {
        Err("the rule did not come to an answer, so nothing is known of its conditions".to_owned())
    } else {
        let mut stops = why.stopped(&modules, wish.subject.as_ref().map(|subject| &subject.of));
        stops.iter_mut().flatten().for_each(|stop| Named(snapshot).stop(stop));
        stops
    };
    let optional = rule.metadata.custom.optional.iter().filter_map(|name| Section::from_name(name));
    let mut sections: Vec<Section> = sections_needed(rule, config).into_iter().chain(optional).collect();
    sections.sort_unstable();
    sections.dedup();
    let states = sections.into_iter().map(|section| (section, snapshot.section(section)));
    let gaps = states
        .filter(|(_, state)| state.status != Status::Complete)
        .map(|(section, state)| format!("the section `{section}` is {}: {}", state.status.name(), state.reason));
    Ok(Traced {
        rule: rule.id.clone(),
        title: rule.metadata.title.trim().to_owned(),
        file: rule.file.clone(),
        snapshot: snapshot.origin.display(),
        subject: wish.subject.clone(),
        reason,
        gaps: gaps.collect(),
        left_out: meant.len() - found.len(),
        found,
        stops,
    })
}
