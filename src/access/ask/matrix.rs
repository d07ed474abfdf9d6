//! What can partners do where? Permissions are sorted into a few capabilities, which come as data.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;
use serde::Deserialize;

use super::Place;
use crate::access::{Access, Acts, Held, Kind, PermissionId, Permissions, Scope, Standing, SubjectId};
use crate::patterns::glob_folded;

/// A kind of thing that permissions let somebody do.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Capability {
    /// Its name in JSON and CSV.
    pub id: String,
    /// Its name in text.
    pub title: String,
    /// One sentence.
    pub description: String,
    /// Named sets of permissions that belong to it.
    #[serde(default)]
    pub sets: Vec<String>,
    /// Names and patterns of permissions that belong to it.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// Patterns of actions: a permission with such an action belongs to it, unless a set or name puts it elsewhere.
    #[serde(default)]
    pub actions: Vec<String>,
    /// It takes what no other takes.
    #[serde(default)]
    pub rest: bool,
}

impl Capability {
    /// Reads the data of a rule pack.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(data: Option<&serde_json::Value>) -> Result<Vec<Self>, String> {
        let data = data.ok_or("the rule pack has no data `capabilities`")?;
        Vec::deserialize(data).map_err(|error| format!("the data `capabilities` can't be used: {error}"))
    }
}

/// The permissions of each capability. A permission that a set or a name puts into some is in these; the others go by
/// their action, and what is left to those that take the rest.
pub fn sorted(
    capabilities: &[Capability],
    sets: &serde_json::Value,
    permissions: &Permissions<'_>,
) -> Vec<FixedBitSet> {
    let named = |capability: &Capability| {
        let members = capability.sets.iter().filter_map(|set| sets.get(set)?.get("permissions")?.as_array());
        let members = members.flatten().filter_map(serde_json::Value::as_str);
        let names: BTreeSet<&str> = members.chain(capability.permissions.iter().map(String::as_str)).collect();
        permissions.matching(|name| {
            names.contains(name) || names.iter().any(|pattern| pattern.contains('*') && matches(pattern, name))
        })
    };
    let mut found: Vec<FixedBitSet> = capabilities.iter().map(named).collect();
    let union = |sets: &[FixedBitSet]| {
        let mut all = permissions.none();
        sets.iter().for_each(|set| all.union_with(set));
        all
    };
    let placed = union(&found);
    for (capability, set) in capabilities.iter().zip(&mut found) {
        let mut by_action = permissions.matching(|name| {
            let action = name.split(':').nth(2);
            action.is_some_and(|action| capability.actions.iter().any(|pattern| glob_folded(pattern, action)))
        });
        by_action.difference_with(&placed);
        set.union_with(&by_action);
    }
    let mut rest = permissions.every();
    rest.difference_with(&union(&found));
    for (_, set) in capabilities.iter().zip(&mut found).filter(|(capability, _)| capability.rest) {
        set.union_with(&rest);
    }
    found
}

/// Part by part, as everywhere.
fn matches(pattern: &str, name: &str) -> bool {
    let (patterns, parts): (Vec<&str>, Vec<&str>) = (pattern.split(':').collect(), name.split(':').collect());
    patterns.len() == parts.len() && patterns.iter().zip(parts).all(|(pattern, part)| glob_folded(pattern, part))
}

/// What a partner can do of one kind at one place.
#[derive(Debug, Clone)]
pub struct Cell {
    /// The permissions that some subject of the partner holds there.
    pub permissions: Vec<String>,
    /// Whether all of them are held under a condition only.
    pub conditional: bool,
    /// Number of subjects that hold some.
    pub subjects: usize,
    /// How many of these can use it at present.
    pub active: usize,
    /// Those of the permissions that are there only because they do not follow divisions.
    pub leaks: Vec<String>,
}

/// One place of a partner, with a cell for each capability; none where it can do nothing of the kind there.
#[derive(Debug, Clone)]
pub struct Row {
    /// Where.
    pub place: Place,
    /// What the division is to the partner: `own`, `authorized`, `restricted`, `other partner` or nothing.
    pub standing: Option<&'static str>,
    /// The cells, in the order of capabilities.
    pub cells: Vec<Option<Cell>>,
}

/// What one partner can do.
#[derive(Debug, Clone)]
pub struct OfPartner {
    /// Its short name.
    pub partner: String,
    /// Its name.
    pub name: String,
    /// Number of its subjects, by kind.
    pub subjects: Vec<(Kind, usize)>,
    /// Places where it can do something, the whole org first.
    pub rows: Vec<Row>,
    /// Its clients that act as the user who signs in, which are not counted.
    pub acting_as_users: Vec<String>,
    /// Its subjects with roles that the snapshot lacks.
    pub unknown_roles: Vec<String>,
}

/// A partner and its subjects, as the policy file and the rules' library say it.
#[derive(Debug, Clone, Default)]
pub struct Partner {
    /// Its name.
    pub name: String,
    /// Its subjects: type and id.
    pub subjects: BTreeSet<(String, String)>,
    /// Ids of divisions that mean something to it.
    pub divisions: BTreeMap<String, &'static str>,
}

/// Answers it.
pub fn ask(access: &Access<'_>, partners: &BTreeMap<String, Partner>, sorted: &[FixedBitSet]) -> Vec<OfPartner> {
    partners.iter().map(|(short, partner)| of_partner(access, short, partner, sorted)).collect()
}

/// The sum of what several subjects hold at one place.
struct Sum {
    held: Held,
    subjects: Vec<(usize, usize)>,
}

fn of_partner(access: &Access<'_>, short: &str, partner: &Partner, sorted: &[FixedBitSet]) -> OfPartner {
    let subjects = partner.subjects.iter().filter_map(|(kind, id)| {
        let kind = Kind::from_name(kind)?;
        Some((kind, access.subjects().by_id(kind, id)?))
    });
    let subjects: Vec<(Kind, SubjectId)> = subjects.collect();
    let unknown: BTreeSet<SubjectId> = access.holders_of_unknown_roles().collect();
    let mut sums: BTreeMap<Scope, Sum> = BTreeMap::new();
    let mut firmly = access.permissions().none();
    let (mut acting_as_users, mut unknown_roles) = (Vec::new(), Vec::new());
    for (_, subject) in &subjects {
        let of = access.subjects().get(*subject);
        if unknown.contains(subject) {
            unknown_roles.push(of.reference());
        }
        if of.acts() == Acts::AsTheUser {
            acting_as_users.push(of.reference());
            continue;
        }
        let everything = access.everything_from(access.each_holding(*subject), None);
        let is_active = !matches!(access.subjects().standing(*subject), Standing::Inactive(_));
        let mut own = everything.whole_org.all();
        own.difference_with(&everything.leaks);
        firmly.union_with(&own);
        let whole = Some((Scope::All, &everything.whole_org)).filter(|(_, held)| !held.is_empty());
        let divisions = everything.divisions.iter().map(|(division, held)| (Scope::In(*division), held));
        for (scope, held) in whole.into_iter().chain(divisions) {
            let sum = sums.entry(scope).or_insert_with(|| Sum {
                held: Held { plain: access.permissions().none(), conditional: access.permissions().none() },
                subjects: vec![(0, 0); sorted.len()],
            });
            sum.held.plain.union_with(&held.plain);
            sum.held.conditional.union_with(&held.conditional);
            for (set, (all, active)) in sorted.iter().zip(&mut sum.subjects) {
                if !set.is_disjoint(&held.plain) || !set.is_disjoint(&held.conditional) {
                    *all += 1;
                    *active += usize::from(is_active);
                }
            }
        }
    }
    let rows = sums.into_iter().map(|(scope, sum)| row(access, partner, scope, &sum, &firmly, sorted));
    let mut rows: Vec<Row> = rows.collect();
    rows.sort_by(|one, other| one.place.cmp(&other.place));
    let count = |kind: Kind| (kind, subjects.iter().filter(|(other, _)| *other == kind).count());
    OfPartner {
        partner: short.to_owned(),
        name: partner.name.clone(),
        subjects: Kind::ALL.into_iter().map(count).filter(|(_, count)| *count > 0).collect(),
        rows,
        acting_as_users,
        unknown_roles,
    }
}

fn row(
    access: &Access<'_>,
    partner: &Partner,
    scope: Scope,
    sum: &Sum,
    firmly: &FixedBitSet,
    sorted: &[FixedBitSet],
) -> Row {
    let names = |set: &FixedBitSet| -> Vec<String> {
        set.ones().map(|bit| access.permissions().name(PermissionId::of_bit(bit)).to_owned()).collect()
    };
    let all = sum.held.all();
    let cell = |(set, (subjects, active)): (&FixedBitSet, &(usize, usize))| {
        let mut here = all.clone();
        here.intersect_with(set);
        let mut leaks = here.clone();
        leaks.difference_with(firmly);
        (!here.is_clear()).then(|| Cell {
            permissions: names(&here),
            conditional: here.is_disjoint(&sum.held.plain),
            subjects: *subjects,
            active: *active,
            leaks: if scope == Scope::All { names(&leaks) } else { Vec::new() },
        })
    };
    let standing = match scope {
        Scope::All => None,
        Scope::In(division) => partner.divisions.get(access.divisions().id(division)).copied(),
    };
    Row { place: access.place(scope), standing, cells: sorted.iter().zip(&sum.subjects).map(cell).collect() }
}
