//! What can one subject do?

use super::{About, Found, Place, locate};
use crate::access::{Access, Holdings, Kind, PermissionId, Scope, Step, SubjectId, Via};

/// A permission that the subject may use.
#[derive(Debug, Clone)]
pub struct Row {
    /// The permission.
    pub permission: String,
    /// Whether it follows divisions; none where the catalogue does not say.
    pub division_aware: Option<bool>,
    /// Only a scope of which nothing is known lets it through.
    pub doubtful: bool,
    /// Where.
    pub places: Vec<Found>,
}

/// A role that the subject holds somewhere, or a partner org's full access.
#[derive(Debug, Clone)]
pub struct Through {
    /// The steps to it, without the subject itself.
    pub steps: Vec<Step>,
    /// Number of permissions in it; none where it is any.
    pub permissions: Option<usize>,
}

/// All that one subject may.
#[derive(Debug, Clone)]
pub struct WhatCan {
    /// The subject.
    pub subject: About,
    /// The user that a client acts as, where one was asked for.
    pub as_user: Option<About>,
    /// It may do anything in the whole org.
    pub superuser: bool,
    /// What it may, in the order of permissions.
    pub rows: Vec<Row>,
    /// What that comes from.
    pub through: Vec<Through>,
    /// What is to be said of it.
    pub notes: Vec<String>,
}

impl WhatCan {
    /// The divisions of its rows, in order of names.
    pub fn divisions(&self) -> Vec<Place> {
        let places = self.rows.iter().flat_map(|row| &row.places).map(|found| &found.place);
        let mut divisions: Vec<Place> = places.filter(|place| **place != Place::WholeOrg).cloned().collect();
        divisions.sort();
        divisions.dedup();
        divisions
    }
}

/// Answers it, for a client with one user signed in where one is named.
pub fn ask(access: &Access<'_>, subject: SubjectId, as_user: Option<SubjectId>, all_paths: bool) -> WhatCan {
    let holdings = match as_user {
        Some(user) => access.holdings_as(subject, user),
        None => access.holdings(subject),
    };
    let everything = access.everything_of(&holdings);
    let mut rows: Vec<Row> = everything
        .permissions()
        .ones()
        .map(PermissionId::of_bit)
        .filter_map(|permission| {
            let effective = access.effective_of(&holdings, permission)?;
            let places = effective.reach.places();
            Some(Row {
                permission: access.permissions().name(permission).to_owned(),
                division_aware: access.permissions().awareness(permission).is_aware(),
                doubtful: effective.doubtful,
                places: places.map(|place| access.found(subject, permission, &effective, place, all_paths)).collect(),
            })
        })
        .collect();
    let mut through = through(access, subject, &holdings);
    let steps = rows.iter_mut().flat_map(|row| &mut row.places).flat_map(|found| &mut found.ways).flatten();
    let steps = steps.chain(through.iter_mut().flat_map(|through| &mut through.steps));
    locate(access.snapshot(), steps);
    let mut notes = access.notes_on(subject);
    if let Some(user) = as_user {
        notes.extend(access.notes_on(user).into_iter().map(|note| format!("of the user: {note}")));
    }
    WhatCan {
        subject: access.about(subject),
        as_user: as_user.map(|user| access.about(user)),
        superuser: everything.superuser,
        rows,
        through,
        notes,
    }
}

/// The grants behind it; for a client that acts as any user, there are too many to be of use.
fn through(access: &Access<'_>, subject: SubjectId, holdings: &Holdings) -> Vec<Through> {
    let is_any_user = access.subjects().get(subject).kind == Kind::OauthClient
        && holdings.limit.is_some()
        && holdings.held.iter().any(|holding| holding.bearer != holdings.held[0].bearer);
    if is_any_user {
        return Vec::new();
    }
    let mut held = holdings.held.clone();
    held.sort_by_key(|holding| (holding.role.map(|role| access.roles().get(role).name()), holding.scope == Scope::All));
    held.iter()
        .map(|holding| Through {
            steps: access.way_to(holding),
            permissions: match (holding.via, holding.role) {
                (Via::FullAccess(_), _) | (_, None) => None,
                (_, Some(role)) => {
                    let role = access.roles().get(role);
                    (!role.superuser).then(|| role.plain.count_ones(..) + role.conditional.count_ones(..))
                }
            },
        })
        .collect()
}
