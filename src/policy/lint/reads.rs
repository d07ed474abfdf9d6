//! The sections of the snapshot that a rule reads, through helpers too.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::infer::Uses;
use super::tree::Head;
use super::tree::{Rule, extent};
use super::world::{ItemId, World};
use crate::policy::metadata;
use crate::snapshot::Section;

/// The rule that says what could not be looked at.
pub(super) const NOT_EVALUATED: &str = "not_evaluated";

/// One read of a section.
#[derive(Debug, Clone)]
pub(in crate::policy) struct Read {
    /// Module and byte range.
    pub(super) place: (usize, Range<usize>),
    /// Package and name of what reads it.
    pub(super) by: (String, String),
}

/// What a rule reads.
#[derive(Debug, Default)]
pub(in crate::policy) struct Reads {
    /// In its own package.
    pub(in crate::policy) own: BTreeMap<Section, Read>,
    /// In helpers of other packages.
    pub(in crate::policy) through: BTreeMap<Section, Read>,
    /// Only where it makes no difference, as the METADATA of a helper says.
    pub(in crate::policy) optional: BTreeSet<Section>,
    /// Asked for how complete it is.
    pub(in crate::policy) asked: BTreeSet<Section>,
    /// Whether anything is known, which it is not of a file that can't be read or has no `findings`.
    pub(in crate::policy) is_known: bool,
    /// Whether it may read any section, so that no list is complete.
    pub(in crate::policy) anything: bool,
    /// Whether it reads the policy file.
    pub(in crate::policy) policy_file: bool,
    /// Whether it reads the facts beside the snapshot.
    pub(in crate::policy) facts: bool,
    /// Whether it reads an earlier snapshot.
    pub(in crate::policy) since: bool,
}

impl Reads {
    /// The sections that it can't do without.
    pub(in crate::policy) fn needed(&self) -> BTreeSet<Section> {
        let all: &[Section] = if self.anything { &Section::ALL } else { &[] };
        self.own.keys().chain(self.through.keys()).chain(all).copied().collect()
    }
}

/// What a package reads through some of its rules, of which the first must be there.
pub(super) fn of(package: &str, entries: &[&str], world: &World<'_>, uses: &BTreeMap<ItemId, Uses>) -> Reads {
    let is_known = entries.first().is_some_and(|name| world.item(package, name).is_some());
    let mut reads = Reads { is_known, ..Reads::default() };
    let mut seen = BTreeSet::new();
    let mut next: Vec<ItemId> = entries.iter().filter_map(|name| world.item(package, name)).collect();
    while let Some(item) = next.pop() {
        if !seen.insert(item) {
            continue;
        }
        let Some(uses) = uses.get(&item) else { continue };
        let (owner, name) = (&world.items[item].package, &world.items[item].name);
        let optional = optional(item, world);
        for (section, place) in &uses.sections {
            let read = || Read { place: place.clone(), by: (owner.clone(), name.clone()) };
            if optional.contains(section) {
                reads.optional.insert(*section);
            } else if owner == package {
                reads.own.entry(*section).or_insert_with(read);
            } else {
                reads.through.entry(*section).or_insert_with(read);
            }
        }
        reads.asked.extend(&uses.asked);
        reads.anything |= uses.anything;
        reads.policy_file |= uses.policy_file;
        reads.facts |= uses.facts;
        reads.since |= uses.since;
        next.extend(&uses.items);
    }
    reads
}

/// Sections that an item reads where they are there: by its own METADATA or that of its package.
fn optional(item: ItemId, world: &World<'_>) -> BTreeSet<Section> {
    let mut names: Vec<String> = Vec::new();
    for (unit, rule) in world.definitions(item) {
        let text = &world.units[unit].module.text;
        names.extend(metadata::optional_of_package(text));
        names.extend(metadata::optional_before(text, start(rule)));
    }
    names.iter().filter_map(|name| Section::from_name(name)).collect()
}

fn start(rule: &Rule) -> usize {
    match rule {
        Rule::Default { span, .. } => super::tree::range(span).start,
        Rule::Spec { .. } => extent(Head::of(rule).chain.root).start,
    }
}
