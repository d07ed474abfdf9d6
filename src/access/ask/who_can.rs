//! Who can use some permissions?

use fixedbitset::FixedBitSet;

use super::{About, Found, locate};
use crate::access::{Access, Acts, DivisionId, Effective, Given, Kind, Map, PermissionId, Scope, Standing};

/// The question.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The permissions.
    pub wanted: &'a FixedBitSet,
    /// The division in which; none for anywhere.
    pub division: Option<DivisionId>,
    /// The kinds of subjects; empty for all.
    pub kinds: &'a [Kind],
    /// Every way, and not the shortest alone.
    pub all_paths: bool,
}

/// A subject that can use a permission.
#[derive(Debug, Clone)]
pub struct Row {
    /// The subject.
    pub subject: About,
    /// The permission.
    pub permission: String,
    /// Whether it follows divisions; none where the catalogue does not say.
    pub division_aware: Option<bool>,
    /// Only a scope of which nothing is known lets it through.
    pub doubtful: bool,
    /// Where.
    pub places: Vec<Found>,
    /// For a client that acts as the user who signs in: how many users hold the permission who could.
    pub users: Option<usize>,
}

/// Rows that an answer has at most: each has its evidence, which nobody reads of more, and which takes memory.
pub const MOST_ROWS: usize = 200_000;

/// An answer would have more rows than [`MOST_ROWS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooMany {
    /// How many it would have.
    pub rows: usize,
}

/// Answers it. Rows are in the order of permissions, kinds and ids.
///
/// # Errors
/// When there are too many.
pub fn ask(access: &Access<'_>, question: &Question<'_>) -> Result<Vec<Row>, TooMany> {
    let mut found = Vec::new();
    let mut count = 0_usize;
    let mut users: Map<PermissionId, usize> = Map::default();
    access.who_can(question.wanted, |subject, permission, effective| {
        let places = places(&effective, question.division);
        if places.is_empty() {
            return;
        }
        let kind = access.subjects().get(subject).kind;
        if kind == Kind::User && !matches!(access.subjects().standing(subject), Standing::Inactive(_)) {
            *users.entry(permission).or_default() += 1;
        }
        if question.kinds.is_empty() || question.kinds.contains(&kind) {
            count += 1;
            if count > MOST_ROWS {
                return;
            }
            let places: Vec<Found> = places
                .into_iter()
                .map(|place| access.found(subject, permission, &effective, place, question.all_paths))
                .collect();
            found.push((permission, kind, subject, effective.doubtful, places));
        }
    });
    if count > MOST_ROWS {
        return Err(TooMany { rows: count });
    }
    found.sort_by(|one, other| {
        let key = |(permission, kind, subject, ..): &(PermissionId, Kind, _, _, _)| {
            (*permission, *kind, access.subjects().get(*subject).id)
        };
        key(one).cmp(&key(other))
    });
    let mut rows: Vec<Row> = found
        .into_iter()
        .map(|(permission, _, subject, doubtful, places)| Row {
            subject: access.about(subject),
            permission: access.permissions().name(permission).to_owned(),
            division_aware: access.permissions().awareness(permission).is_aware(),
            doubtful,
            places,
            users: (access.subjects().get(subject).acts() == Acts::AsTheUser)
                .then(|| users.get(&permission).copied().unwrap_or_default()),
        })
        .collect();
    let steps = rows.iter_mut().flat_map(|row| &mut row.places).flat_map(|found| &mut found.ways).flatten();
    locate(access.snapshot(), steps);
    Ok(rows)
}

/// The places of a permission; in one division, what gives it there, be it in the whole org.
fn places(effective: &Effective, division: Option<DivisionId>) -> Vec<(Scope, Given)> {
    let Some(division) = division else { return effective.reach.places().collect() };
    let there = effective.reach.divisions.get(&division).map(|given| (Scope::In(division), *given));
    there.or_else(|| effective.reach.whole_org.map(|given| (Scope::All, given))).into_iter().collect()
}
