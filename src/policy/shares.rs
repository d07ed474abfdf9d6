//! Rules on several cores. What helpers work out is shared by the rules that are evaluated together only, so rules
//! that use the same helpers stay together as far as the shares come out even.

use std::collections::{BTreeMap, BTreeSet};

use super::concern::Concern;
use super::pack::{Pack, Rule};

/// Rules that are evaluated together.
#[derive(Debug, Default)]
pub(super) struct Share<'r> {
    pub(super) rules: Vec<&'r Rule>,
    /// Whether some of them read the facts beside the snapshot, which are worked out first.
    pub(super) on_facts: bool,
    /// The packages that their own code names.
    named: BTreeSet<&'r str>,
    weight: usize,
}

impl<'r> Share<'r> {
    /// The packages that its evaluation is about: those of its rules, and what doesn't ship, so that what is wrong with
    /// it is noticed.
    pub(super) fn packages<'a>(&'a self, pack: &'a Pack) -> impl Iterator<Item = &'a str> {
        let own = pack.modules.iter().filter(|module| !module.embedded).map(|module| module.package.as_str());
        self.rules.iter().map(|rule| rule.package.as_str()).chain(own)
    }

    /// What taking rules on would add.
    fn added(&self, rules: &[&Rule], named: &BTreeSet<&str>, lines: &Lines<'_>) -> usize {
        let own: usize = rules.iter().map(|rule| lines.of(&rule.package)).sum();
        own + named.iter().filter(|name| !self.named.contains(*name)).map(|name| lines.of(name)).sum::<usize>()
    }

    fn take(&mut self, rules: &[&'r Rule], named: &BTreeSet<&'r str>, lines: &Lines<'_>) {
        self.weight += self.added(rules, named, lines);
        self.named.extend(named);
        self.rules.extend(rules);
    }
}

/// Lines of code of each package: nothing better is known before of what it takes to work it out.
#[derive(Debug)]
struct Lines<'p>(BTreeMap<&'p str, usize>);

impl<'p> Lines<'p> {
    fn of_pack(pack: &'p Pack) -> Self {
        let mut lines = BTreeMap::new();
        for module in &pack.modules {
            let code = module.text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).count();
            *lines.entry(module.package.as_str()).or_default() += code;
        }
        Self(lines)
    }

    fn of(&self, package: &str) -> usize {
        self.0.get(package).copied().unwrap_or_default()
    }
}

/// What the heaviest share may weigh, in hundredths of what it would with one worker less. Rules that have most of their
/// helpers in common take more time apart.
const WORTH: usize = 70;

/// Shares rules out among as many workers as are of use. Every share has rules.
pub(super) fn of<'r>(pack: &'r Pack, concern: &Concern<'r>, rules: &[&'r Rule], workers: usize) -> Vec<Share<'r>> {
    let heaviest = |shares: &[Share<'_>]| shares.iter().map(|share| share.weight).max().unwrap_or_default();
    let mut shares = among(pack, concern, rules, 1);
    for workers in 2..=workers {
        let more = among(pack, concern, rules, workers);
        if heaviest(&more) * 100 > heaviest(&shares) * WORTH {
            break;
        }
        shares = more;
    }
    shares
}

fn among<'r>(pack: &'r Pack, concern: &Concern<'r>, rules: &[&'r Rule], workers: usize) -> Vec<Share<'r>> {
    let (on_facts, others): (Vec<&Rule>, Vec<&Rule>) = rules.iter().partition(|rule| concern.reads_facts(rule));
    let mut shares: Vec<Share<'r>> = (0..workers.max(1)).map(|_| Share::default()).collect();
    let lines = Lines::of_pack(pack);
    let mut alike: BTreeMap<BTreeSet<&'r str>, Vec<&'r Rule>> = BTreeMap::new();
    for rule in others {
        let mut named = concern.named_by(&rule.package);
        named.remove(rule.package.as_str());
        alike.entry(named).or_default().push(rule);
    }
    let mut groups: Vec<(BTreeSet<&str>, Vec<&Rule>)> = alike.into_iter().collect();
    groups.sort_by_key(|(named, rules)| std::cmp::Reverse(Share::default().added(rules, named, &lines)));
    if let (Some(last), false) = (shares.last_mut(), on_facts.is_empty()) {
        // Looking for facts takes about half as long as all other rules together.
        let all: BTreeSet<&str> = groups.iter().flat_map(|(named, _)| named).copied().collect();
        let of_groups = groups.iter().flat_map(|(_, rules)| rules).map(|rule| lines.of(&rule.package));
        last.weight = (of_groups.sum::<usize>() + all.iter().map(|name| lines.of(name)).sum::<usize>()) / 2;
        let named = on_facts.iter().flat_map(|rule| concern.named_by(&rule.package)).collect();
        last.take(&on_facts, &named, &lines);
        last.on_facts = true;
    }
    for (named, rules) in &groups {
        let lightest = shares.iter_mut().min_by_key(|share| share.weight + share.added(rules, named, &lines));
        if let Some(share) = lightest {
            share.take(rules, named, &lines);
        }
    }
    shares.retain(|share| !share.rules.is_empty());
    shares
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Concern, Pack, among, of};

    #[test]
    fn every_rule_is_in_one_share_and_no_share_is_much_larger() {
        let pack = Pack::load(&[] as &[&std::path::Path]).unwrap();
        let concern = Concern::of_rules(&pack);
        let rules: Vec<_> = pack.rules.values().collect();
        for workers in 1..4 {
            let shares = among(&pack, &concern, &rules, workers);
            assert_eq!(shares.len(), workers);
            assert_eq!(shares.iter().filter(|share| share.on_facts).count(), 1);
            let ids: Vec<&str> = shares.iter().flat_map(|share| &share.rules).map(|rule| rule.id.as_str()).collect();
            assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), rules.len());
            assert_eq!(ids.len(), rules.len());
            let weights = || shares.iter().map(|share| share.weight);
            assert!(
                weights().max() <= weights().min().map(|least| least * 3 / 2),
                "{:?}",
                weights().collect::<Vec<_>>()
            );
        }
        assert_eq!(of(&pack, &concern, &rules, 2).len(), 2);
        let seed: Vec<_> = rules.iter().copied().filter(|rule| rule.metadata.custom.sets().contains(&"seed")).collect();
        assert_eq!(of(&pack, &concern, &seed, 2).len(), 1, "they have most helpers in common");
        assert_eq!(of(&pack, &concern, &rules[..1], 8).len(), 1);
        assert!(of(&pack, &concern, &[], 2).is_empty());
    }
}
