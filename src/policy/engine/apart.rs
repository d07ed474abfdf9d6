//! Rules one by one: to find the one that does not end, or that brings the process down.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::limits::{Apart, LEAST_SHARE, Limits, is_out_of_time, out_of_time};
use super::{Engine, Evaluation, RuleError, undefined};
use crate::policy::pack::{Pack, Rule};
use crate::snapshot::{Beside, Tree};

impl Limits {
    /// Tells the rules that the watch wants to see apart from the rest.
    pub(super) fn set_apart<'r>(&self, pack: &Pack, rules: Vec<&'r Rule>) -> (Vec<&'r Rule>, Vec<&'r Rule>) {
        match self.watch.map(|watch| watch.apart()).unwrap_or_default() {
            Apart::None => (Vec::new(), rules),
            Apart::Own => Self::tell_apart(pack, rules),
            Apart::All => (rules, Vec::new()),
        }
    }

    /// Tells the rules that don't ship from those that do.
    fn tell_apart<'r>(pack: &Pack, rules: Vec<&'r Rule>) -> (Vec<&'r Rule>, Vec<&'r Rule>) {
        let shipped: BTreeSet<&str> =
            pack.modules.iter().filter(|one| one.embedded).map(|one| one.file.as_str()).collect();
        rules.into_iter().partition(|rule| !shipped.contains(rule.file.as_str()))
    }
}

impl Engine {
    /// Evaluates rules apart that did not work together, because of the clock or a helper. Those that ship stay
    /// together if they can: alone, each would do for itself what helpers do for all.
    #[allow(clippy::too_many_arguments, reason = "all that an evaluation is about")]
    pub(super) fn find_culprit(
        &mut self,
        pack: &Pack,
        rules: &[&Rule],
        error: &RuleError,
        limits: Limits,
        started: Instant,
        (snapshot, beside): (&Tree, Option<&Beside>),
        evaluation: &mut Evaluation,
    ) {
        if let ([rule], true) = (rules, is_out_of_time(error) && self.limits.evaluation == limits.rule) {
            evaluation.results.insert(rule.id.clone(), Err(of_one_rule(limits.rule)));
            return;
        }
        let (mut own, shipped) = Limits::tell_apart(pack, rules.to_vec());
        if own.is_empty() || shipped.is_empty() {
            self.one_by_one(rules, limits, started, (snapshot, beside), evaluation);
            return;
        }
        let left = limits.evaluation.saturating_sub(started.elapsed());
        self.set_limit((left * 3 / 4).min(limits.rule).max(LEAST_SHARE));
        match self.together(&shipped, snapshot, beside) {
            Ok((found, prints)) => {
                evaluation.results.extend(found);
                evaluation.prints.extend(prints);
            }
            Err(_) => own.extend(shipped),
        }
        self.one_by_one(&own, limits, started, (snapshot, beside), evaluation);
    }

    /// Evaluates each rule by itself, in its share of the time that is left. One that takes longer gets another try
    /// when the others are done, which leave the time that they don't need.
    pub(super) fn one_by_one(
        &mut self,
        rules: &[&Rule],
        limits: Limits,
        started: Instant,
        (snapshot, beside): (&Tree, Option<&Beside>),
        evaluation: &mut Evaluation,
    ) {
        let mut waiting: Vec<&Rule> = rules.to_vec();
        for last in [false, true] {
            let mut late = Vec::new();
            for (done, rule) in waiting.iter().enumerate() {
                let left = limits.evaluation.saturating_sub(started.elapsed());
                let share = left / u32::try_from(waiting.len() - done).unwrap_or(u32::MAX);
                let limit = share.max(LEAST_SHARE).min(limits.rule);
                self.set_limit(limit);
                let answer = self.together(&[rule], snapshot, beside).and_then(|(mut found, prints)| {
                    evaluation.prints.extend(prints);
                    found.remove(&rule.id).unwrap_or_else(|| Err(undefined(rule)))
                });
                let answer = match answer {
                    Err(error) if is_out_of_time(&error) && limit == limits.rule => Err(of_one_rule(limit)),
                    Err(error) if is_out_of_time(&error) => {
                        if !last {
                            late.push(*rule);
                        }
                        Err(out_of_time(limit, "its share of the time limit (`--timeout`)"))
                    }
                    answer => answer,
                };
                evaluation.results.insert(rule.id.clone(), answer);
            }
            waiting = late;
        }
    }
}

fn of_one_rule(limit: Duration) -> RuleError {
    out_of_time(limit, "which is what one rule may take (`--rule-timeout`)")
}
