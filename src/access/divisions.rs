//! Divisions as numbers, and where a grant reaches.

use super::Map;
use crate::patterns::fold;
use crate::snapshot::Tree;
use crate::snapshot::tree;

/// A division of [`Divisions`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionId(pub(super) u32);

/// The divisions that a grant names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// `*`
    All,
    /// One division.
    In(DivisionId),
}

/// Every division of the snapshot, and those that only grants name.
#[derive(Debug)]
pub struct Divisions<'s> {
    entries: Vec<(&'s str, Option<&'s Tree>)>,
    ids: Map<&'s str, DivisionId>,
}

impl<'s> Divisions<'s> {
    pub(super) fn of(snapshot: &'s Tree) -> Self {
        let mut divisions = Self { entries: Vec::new(), ids: Map::default() };
        for (id, entry) in tree::member(snapshot, "divisions").into_iter().flat_map(tree::members) {
            divisions.add(id, Some(entry));
        }
        divisions
    }

    fn add(&mut self, id: &'s str, entry: Option<&'s Tree>) -> DivisionId {
        let number = DivisionId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        self.entries.push((id, entry));
        self.ids.insert(id, number);
        number
    }

    /// The scope of a grant's `division_id`.
    pub(super) fn scope(&mut self, id: &'s str) -> Scope {
        if id == "*" {
            return Scope::All;
        }
        Scope::In(self.ids.get(id).copied().unwrap_or_else(|| self.add(id, None)))
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = DivisionId> + use<> {
        (0..u32::try_from(self.entries.len()).unwrap_or(u32::MAX)).map(DivisionId)
    }

    /// Its id in the org.
    pub fn id(&self, division: DivisionId) -> &'s str {
        self.entries[division.0 as usize].0
    }

    /// Its name, or its id where the snapshot lacks it.
    pub fn name(&self, division: DivisionId) -> &'s str {
        let (id, entry) = self.entries[division.0 as usize];
        entry.and_then(|entry| tree::text_member(entry, "name")).unwrap_or(id)
    }

    /// Whether the snapshot has it, or only grants name it.
    pub fn is_known(&self, division: DivisionId) -> bool {
        self.entries[division.0 as usize].1.is_some()
    }

    /// The division of an id.
    pub fn by_id(&self, id: &str) -> Option<DivisionId> {
        self.ids.get(id).copied()
    }

    /// The divisions of a reference: that with this id, or those with this name. A name is looked for as it is
    /// written first, then without case.
    pub fn matching(&self, reference: &str) -> Vec<DivisionId> {
        if let Some(found) = self.by_id(reference) {
            return vec![found];
        }
        let exact: Vec<DivisionId> = self.all().filter(|division| self.name(*division) == reference).collect();
        if !exact.is_empty() {
            return exact;
        }
        let folded = fold(reference);
        self.all().filter(|division| fold(self.name(*division)) == folded).collect()
    }
}
