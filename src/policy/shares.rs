//! Rules on two cores: those that read the facts beside a snapshot have one of their own, where facts are worked out
//! meanwhile. No others are taken apart, since what helpers work out is known within one evaluation only, and two
//! evaluations over one tree slow each other down, because both count the references to its values. Where a snapshot is so
//! small that each share can have a copy, those go along with them that need few helpers besides theirs.

use super::concern::Concern;
use super::pack::{Pack, Rule};

/// Rules that are evaluated together.
#[derive(Debug)]
pub(super) struct Share<'r> {
    pub(super) rules: Vec<&'r Rule>,
    /// Whether some of them read the facts beside the snapshot, which are worked out first.
    pub(super) on_facts: bool,
}

impl Share<'_> {
    /// The packages that its evaluation is about: those of its rules, and what doesn't ship, so that what is wrong with
    /// it is noticed.
    pub(super) fn packages<'a>(&'a self, pack: &'a Pack) -> impl Iterator<Item = &'a str> {
        let own = pack.modules.iter().filter(|module| !module.embedded).map(|module| module.package.as_str());
        self.rules.iter().map(|rule| rule.package.as_str()).chain(own)
    }
}

/// Shares rules out among as many workers as there are. Every share has rules. Where there are `copies` of the snapshot,
/// the rules that read facts are not alone.
pub(super) fn of<'r>(concern: &Concern<'_>, rules: &[&'r Rule], workers: usize, copies: bool) -> Vec<Share<'r>> {
    let (mut on_facts, mut others): (Vec<&Rule>, Vec<&Rule>) = rules.iter().partition(|rule| concern.reads_facts(rule));
    if copies && !on_facts.is_empty() {
        let helpers = concern.needs(on_facts.iter().map(|rule| rule.package.as_str()));
        let goes_along = |rule: &mut &Rule| {
            let needs = concern.needs([rule.package.as_str()]);
            needs.iter().all(|package| *package == rule.package || helpers.contains(package))
        };
        on_facts.extend(others.extract_if(.., goes_along));
    }
    let mut shares = if workers > 1 {
        vec![Share { rules: others, on_facts: false }, Share { rules: on_facts, on_facts: true }]
    } else {
        let any = !on_facts.is_empty();
        vec![Share { rules: others.into_iter().chain(on_facts).collect(), on_facts: any }]
    };
    shares.retain(|share| !share.rules.is_empty());
    shares
}

#[cfg(test)]
mod tests {
    use super::{Concern, Pack, of};

    #[test]
    fn every_rule_is_in_one_share_and_facts_are_worked_out_once() {
        let pack = Pack::load(&[] as &[&std::path::Path]).unwrap();
        let concern = Concern::of_rules(&pack);
        let rules: Vec<_> = pack.rules.values().collect();
        for (workers, number, copies) in [(1, 1, false), (1, 1, true), (2, 2, false), (2, 2, true), (8, 2, true)] {
            let shares = of(&concern, &rules, workers, copies);
            assert_eq!(shares.len(), number);
            assert_eq!(shares.iter().filter(|share| share.on_facts).count(), 1);
            let mut ids: Vec<&str> =
                shares.iter().flat_map(|share| &share.rules).map(|rule| rule.id.as_str()).collect();
            ids.sort_unstable();
            assert_eq!(ids, pack.rules.keys().map(String::as_str).collect::<Vec<_>>());
        }
        let without: Vec<_> = rules.iter().copied().filter(|rule| !concern.reads_facts(rule)).collect();
        let shares = of(&concern, &without, 2, true);
        assert_eq!(shares.iter().map(|share| share.on_facts).collect::<Vec<_>>(), [false]);
        assert!(of(&concern, &[], 2, true).is_empty());
    }
}
