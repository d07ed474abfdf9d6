//! The questions that people ask, answered in plain data with the places of the evidence.

pub mod compare;
pub mod matrix;
pub mod paths;
pub mod what_can;
pub mod who_can;

use std::collections::BTreeMap;

use super::{Access, Effective, Given, Kind, PermissionId, Scope, Source, Standing, Step, SubjectId};
use crate::snapshot::{JsonPath, Snapshot};

/// A subject, for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its e-mail address.
    pub email: Option<String>,
    /// Whether it can use what it holds.
    pub standing: Standing,
    /// The org that a cloned user comes from: id and name.
    pub cloned_from: Option<(String, String)>,
}

impl About {
    /// `type/id`
    pub fn reference(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }

    /// Kind, name and address, for people: `User Ana Duarte (ana@acme.example)`.
    pub fn title(&self) -> String {
        let details = self.email.as_deref().unwrap_or(&self.id);
        let mut text = match &self.name {
            Some(name) => format!("{} {name} ({details}", self.kind.title()),
            None => format!("{} {} (no name in the snapshot", self.kind.title(), self.id),
        };
        match &self.standing {
            Standing::Active => {}
            Standing::Inactive(reason) => text.push_str(&format!(", {reason}")),
            Standing::NotInSnapshot => text.push_str(", not in the snapshot"),
        }
        if let Some((_, org)) = &self.cloned_from {
            text.push_str(&format!(", cloned from {org}"));
        }
        text.push(')');
        text
    }
}

/// Where a permission can be used.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// In the whole org.
    WholeOrg,
    /// In one division: name and id.
    Division {
        /// Its name, or its id where the snapshot lacks it.
        name: String,
        /// Its id.
        id: String,
    },
}

impl Place {
    /// For people.
    pub fn name(&self) -> &str {
        match self {
            Self::WholeOrg => "whole org",
            Self::Division { name, .. } => name,
        }
    }

    /// Id of the division, or `*`.
    pub fn id(&self) -> &str {
        match self {
            Self::WholeOrg => "*",
            Self::Division { id, .. } => id,
        }
    }
}

/// A place where a permission can be used, and the way that leads there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where.
    pub place: Place,
    /// Under a condition or not; by a leak or not.
    pub given: Given,
    /// The shortest way, or all ways where all were asked for.
    pub ways: Vec<Vec<Step>>,
}

impl Access<'_> {
    /// A subject, for reports.
    pub fn about(&self, subject: SubjectId) -> About {
        let of = self.subjects().get(subject);
        About {
            kind: of.kind,
            id: of.id.to_owned(),
            name: of.name().map(str::to_owned),
            email: of.email().map(str::to_owned),
            standing: self.subjects().standing(subject),
            cloned_from: of.cloned_from().map(|org| (org.to_owned(), self.org_name(org).to_owned())),
        }
    }

    /// A place, for reports.
    pub fn place(&self, scope: Scope) -> Place {
        match scope {
            Scope::All => Place::WholeOrg,
            Scope::In(division) => Place::Division {
                name: self.divisions().name(division).to_owned(),
                id: self.divisions().id(division).to_owned(),
            },
        }
    }

    /// A place of an effective permission, with the shortest way there or all ways.
    fn found(
        &self,
        subject: SubjectId,
        permission: PermissionId,
        effective: &Effective,
        (scope, given): (Scope, Given),
        all_paths: bool,
    ) -> Found {
        let sources: Vec<&Source> = match all_paths {
            true => effective.sources.iter().filter(|source| source.place == scope).collect(),
            false => effective.source_at(scope).into_iter().collect(),
        };
        let ways = sources.into_iter().map(|source| self.evidence(subject, source, permission)).collect();
        Found { place: self.place(scope), given, ways }
    }
}

/// Writes the line of each step into it: one pass over the text, however many there are.
pub fn locate<'a>(snapshot: &Snapshot, steps: impl IntoIterator<Item = &'a mut Step>) {
    let mut steps: Vec<&mut Step> = steps.into_iter().collect();
    let regions: BTreeMap<JsonPath, _> = snapshot.locate(steps.iter().filter_map(|step| step.path.as_ref()));
    for step in &mut steps {
        let region = step.path.as_ref().and_then(|path| regions.get(path));
        step.line = region.map(|region| region.start_line);
    }
}
