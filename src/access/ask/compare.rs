//! What can one subject do that another can't?

use super::{About, Place};
use crate::access::{Access, EffectiveSet, Given, PermissionId, Reach, Scope, SubjectId};

/// A permission that one of the two may use at a place and the other may not, or only under a condition.
#[derive(Debug, Clone)]
pub struct Row {
    /// The permission.
    pub permission: String,
    /// Whether it follows divisions; none where the catalogue does not say.
    pub division_aware: Option<bool>,
    /// Where.
    pub place: Place,
    /// How the first may use it there.
    pub first: Option<Given>,
    /// How the second may use it there.
    pub second: Option<Given>,
}

impl Row {
    /// Whether it is the first that may more.
    pub fn is_of_first(&self) -> bool {
        more(self.first, self.second)
    }
}

/// How two subjects differ.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The first.
    pub first: About,
    /// The second.
    pub second: About,
    /// Where they differ, in the order of permissions.
    pub rows: Vec<Row>,
    /// Number of permissions that both may use in the same places.
    pub same: usize,
    /// What is to be said of the first.
    pub notes_on_first: Vec<String>,
    /// What is to be said of the second.
    pub notes_on_second: Vec<String>,
}

/// Answers it.
pub fn ask(access: &Access<'_>, first: SubjectId, second: SubjectId) -> Compared {
    let (one, other) = (access.everything(first), access.everything(second));
    let mut all = one.permissions();
    all.union_with(&other.permissions());
    let (mut rows, mut same) = (Vec::new(), 0);
    for permission in all.ones().map(PermissionId::of_bit) {
        let differences = differences(&one, &other, permission);
        if differences.is_empty() {
            same += 1;
        }
        rows.extend(differences.into_iter().map(|(scope, first, second)| Row {
            permission: access.permissions().name(permission).to_owned(),
            division_aware: access.permissions().awareness(permission).is_aware(),
            place: access.place(scope),
            first,
            second,
        }));
    }
    Compared {
        first: access.about(first),
        second: access.about(second),
        rows,
        same,
        notes_on_first: access.notes_on(first),
        notes_on_second: access.notes_on(second),
    }
}

/// Whether the first gives more: without a condition, or at all.
fn more(first: Option<Given>, second: Option<Given>) -> bool {
    match (first, second) {
        (Some(first), Some(second)) => second.conditional && !first.conditional,
        (first, _) => first.is_some(),
    }
}

type Difference = (Scope, Option<Given>, Option<Given>);

/// Where two subjects differ in a permission. What follows from a difference in the whole org is not repeated for
/// divisions.
fn differences(one: &EffectiveSet, other: &EffectiveSet, permission: PermissionId) -> Vec<Difference> {
    let (one, other) = (one.reach(permission), other.reach(permission));
    let mut found = Vec::new();
    let whole = (one.whole_org, other.whole_org);
    let in_whole = (more(whole.0, whole.1), more(whole.1, whole.0));
    if in_whole.0 || in_whole.1 {
        found.push((Scope::All, whole.0, whole.1));
    }
    let mut divisions: Vec<_> = one.divisions.keys().chain(other.divisions.keys()).copied().collect();
    divisions.sort_unstable();
    divisions.dedup();
    for division in divisions {
        let by_whole = |reach: &Reach| !reach.divisions.contains_key(&division);
        let (first, second) = (one.at(division), other.at(division));
        let told = (in_whole.0 && by_whole(&one) && more(first, second))
            || (in_whole.1 && by_whole(&other) && more(second, first));
        if !told && (more(first, second) || more(second, first)) {
            found.push((Scope::In(division), first, second));
        }
    }
    found
}
