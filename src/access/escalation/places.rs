//! Where something counts: in some divisions, or everywhere.

use std::collections::BTreeSet;

use crate::access::{DivisionId, Reach, Scope};

/// A set of divisions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Places {
    /// The whole org.
    Everywhere,
    /// These divisions; none of them is nowhere.
    In(BTreeSet<DivisionId>),
}

impl Places {
    /// No place at all.
    pub fn nowhere() -> Self {
        Self::In(BTreeSet::new())
    }

    /// Whether it is no place at all.
    pub fn is_nowhere(&self) -> bool {
        matches!(self, Self::In(divisions) if divisions.is_empty())
    }

    /// Whether what is in a division is in one of them. What is in no known division is only everywhere.
    pub fn cover(&self, division: Option<DivisionId>) -> bool {
        match self {
            Self::Everywhere => true,
            Self::In(divisions) => division.is_some_and(|division| divisions.contains(&division)),
        }
    }

    /// Adds a place.
    pub fn add(&mut self, place: Scope) {
        match (&mut *self, place) {
            (Self::Everywhere, _) => {}
            (_, Scope::All) => *self = Self::Everywhere,
            (Self::In(divisions), Scope::In(division)) => {
                divisions.insert(division);
            }
        }
    }

    /// Adds all places of another set.
    pub fn add_all(&mut self, other: &Self) {
        match other {
            Self::Everywhere => *self = Self::Everywhere,
            Self::In(divisions) => divisions.iter().for_each(|division| self.add(Scope::In(*division))),
        }
    }

    /// Where something can be used without a condition.
    pub fn of(reach: &Reach) -> Self {
        let mut places = Self::nowhere();
        for (place, _) in reach.places().filter(|(_, given)| !given.conditional) {
            places.add(place);
        }
        places
    }
}
