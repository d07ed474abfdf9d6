//! What holdings come to: where a permission can be used, under a condition or not, and where that comes from.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::divisions::{DivisionId, Scope};
use super::holdings::{Holding, Holdings, Via};
use super::permissions::{Awareness, PermissionId};
use super::subjects::{Acts, Kind, SubjectId};
use super::{Access, ScopeLimit};

/// How a permission is given at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// Every source that gives it there gives it under a condition.
    pub conditional: bool,
    /// It reaches the whole org only because it does not follow divisions: every grant behind it names one division.
    pub leak: bool,
}

/// Where a permission can be used. A division is listed only where it adds something to the whole org.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// In the whole org.
    pub whole_org: Option<Given>,
    /// In single divisions.
    pub divisions: BTreeMap<DivisionId, Given>,
}

impl Reach {
    /// Whether it can be used nowhere.
    pub fn is_empty(&self) -> bool {
        self.whole_org.is_none() && self.divisions.is_empty()
    }

    /// How it is given in one division, be it through the whole org.
    pub fn at(&self, division: DivisionId) -> Option<Given> {
        self.divisions.get(&division).copied().or(self.whole_org)
    }

    /// The places, the whole org first.
    pub fn places(&self) -> impl Iterator<Item = (Scope, Given)> {
        let whole = self.whole_org.map(|given| (Scope::All, given));
        whole.into_iter().chain(self.divisions.iter().map(|(division, given)| (Scope::In(*division), *given)))
    }

    fn add(&mut self, place: Scope, given: Given) {
        let merged = |before: Option<Given>| match before {
            None => given,
            Some(before) => {
                Given { conditional: before.conditional && given.conditional, leak: before.leak && given.leak }
            }
        };
        match place {
            Scope::All => self.whole_org = Some(merged(self.whole_org)),
            Scope::In(division) => {
                let merged = merged(self.divisions.get(&division).copied());
                self.divisions.insert(division, merged);
            }
        }
    }

    /// Leaves out divisions that add nothing to the whole org.
    fn settle(&mut self) {
        if let Some(whole) = self.whole_org {
            self.divisions.retain(|_, given| whole.conditional && !given.conditional);
        }
    }
}

/// One holding that gives a permission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// What is held.
    pub holding: Holding,
    /// Where it gives the permission: the whole org also where the grant names a division and that makes no
    /// difference.
    pub place: Scope,
    /// Under a condition or not.
    pub given: Given,
    /// The role may do anything, since it holds the one-word `admin`, or the partner org may; the permission need not
    /// be in the role.
    pub superuser: bool,
}

/// What one subject may of one permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// Where.
    pub reach: Reach,
    /// How the permission stands to divisions.
    pub awareness: Awareness,
    /// Only a scope of which nothing is known lets it through.
    pub doubtful: bool,
    /// Everything that gives it, the shortest way first.
    pub sources: Vec<Source>,
}

impl Effective {
    /// The shortest way to a place of its reach: one that gives it as the reach says.
    pub fn source_at(&self, place: Scope) -> Option<&Source> {
        self.sources.iter().filter(|source| source.place == place).min_by_key(|source| source.given.conditional)
    }

    /// Whether every source gives it under a condition, wherever it is.
    pub fn is_conditional(&self) -> bool {
        self.reach.places().all(|(_, given)| given.conditional)
    }
}

/// Permissions at one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// Without a condition.
    pub plain: FixedBitSet,
    /// Under a condition only.
    pub conditional: FixedBitSet,
}

impl Held {
    fn add(&mut self, plain: &FixedBitSet, conditional: &FixedBitSet) {
        self.plain.union_with(plain);
        self.conditional.union_with(conditional);
    }

    /// Both together.
    pub fn all(&self) -> FixedBitSet {
        let mut all = self.plain.clone();
        all.union_with(&self.conditional);
        all
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.plain.is_clear() && self.conditional.is_clear()
    }

    fn gives(&self, permission: PermissionId) -> Option<bool> {
        if self.plain.contains(permission.bit()) {
            return Some(false);
        }
        self.conditional.contains(permission.bit()).then_some(true)
    }
}

/// All that a subject may: sets of permissions by place. A division holds only what it adds to the whole org.
#[derive(Debug, Clone, Default)]
pub struct EffectiveSet {
    /// In the whole org.
    pub whole_org: Held,
    /// Those of the whole org that are there only because they do not follow divisions.
    pub leaks: FixedBitSet,
    /// In single divisions, only those that hold something.
    pub divisions: BTreeMap<DivisionId, Held>,
    /// What only a scope lets through of which nothing is known.
    pub doubtful: FixedBitSet,
    /// It may do anything in the whole org: by the one-word `admin`, or as a partner org with full access.
    pub superuser: bool,
}

impl EffectiveSet {
    /// The permissions that it may use anywhere.
    pub fn permissions(&self) -> FixedBitSet {
        let mut all = self.whole_org.all();
        for held in self.divisions.values() {
            all.union_with(&held.plain);
            all.union_with(&held.conditional);
        }
        all
    }

    /// Where it may use a permission.
    pub fn reach(&self, permission: PermissionId) -> Reach {
        let leak = self.leaks.contains(permission.bit());
        let given = |conditional| Given { conditional, leak: false };
        Reach {
            whole_org: self.whole_org.gives(permission).map(|conditional| Given { conditional, leak }),
            divisions: self
                .divisions
                .iter()
                .filter_map(|(division, held)| Some((*division, given(held.gives(permission)?))))
                .collect(),
        }
    }

    /// Whether it may use a permission in a division, and if so whether under a condition only.
    pub fn gives(&self, permission: PermissionId, division: DivisionId) -> Option<bool> {
        let there = self.divisions.get(&division).and_then(|held| held.gives(permission));
        there.or_else(|| self.whole_org.gives(permission))
    }

    /// The permissions that it may use in one division, be it through the whole org.
    pub fn in_division(&self, division: DivisionId) -> FixedBitSet {
        let mut all = self.whole_org.all();
        if let Some(held) = self.divisions.get(&division) {
            all.union_with(&held.plain);
            all.union_with(&held.conditional);
        }
        all
    }
}

impl Access<'_> {
    /// What a subject may of a permission; `None` where it may not use it anywhere.
    pub fn effective(&self, subject: SubjectId, permission: PermissionId) -> Option<Effective> {
        match self.subjects().get(subject).acts() {
            // No copy of the holdings is made: this is asked of every subject of an org.
            Acts::AsItself => self.effective_from(self.each_holding(subject), None, permission),
            Acts::AsTheUser => {
                let limit = self.limit_of(subject);
                self.effective_from(self.of_any_user().iter().copied(), Some(&limit), permission)
            }
        }
    }

    /// What holdings give of a permission; `None` where nothing.
    pub fn effective_of(&self, holdings: &Holdings, permission: PermissionId) -> Option<Effective> {
        self.effective_from(holdings.held.iter().copied(), holdings.limit.as_ref(), permission)
    }

    /// What some holdings give of a permission, limited by the scopes of a client; `None` where nothing.
    pub fn effective_from(
        &self,
        held: impl Iterator<Item = Holding>,
        limit: Option<&ScopeLimit>,
        permission: PermissionId,
    ) -> Option<Effective> {
        if limit.is_some_and(|limit| !limit.allowed.contains(permission.bit())) {
            return None;
        }
        let awareness = self.permissions().awareness(permission);
        let mut sources: Vec<Source> = held.filter_map(|holding| self.source(holding, permission)).collect();
        if sources.is_empty() {
            return None;
        }
        sources.sort_by_key(|source| (steps(source), source.holding.grant, source.holding.via));
        let mut reach = Reach::default();
        for source in &sources {
            reach.add(source.place, source.given);
        }
        reach.settle();
        let doubtful = limit.is_some_and(|limit| limit.doubtful.contains(permission.bit()));
        Some(Effective { reach, awareness, doubtful, sources })
    }

    /// What one holding gives of a permission.
    fn source(&self, holding: Holding, permission: PermissionId) -> Option<Source> {
        let Some(role) = holding.role else {
            let given = Given { conditional: false, leak: false };
            return Some(Source { holding, place: Scope::All, given, superuser: true });
        };
        let role = self.roles().get(role);
        let conditional = role.gives(permission)?;
        let everywhere = role.superuser || self.permissions().awareness(permission) == Awareness::OrgWide;
        let place = if everywhere { Scope::All } else { holding.scope };
        let leak = everywhere && holding.scope != Scope::All;
        let by_name = role.plain.contains(permission.bit());
        let org_wide = self.org_wide.contains(permission.bit()) || holding.scope == Scope::All;
        let superuser = role.superuser && !(by_name && org_wide);
        Some(Source { holding, place, given: Given { conditional, leak }, superuser })
    }

    /// All that a subject may.
    pub fn everything(&self, subject: SubjectId) -> EffectiveSet {
        self.everything_of(&self.holdings(subject))
    }

    /// All that holdings give.
    pub fn everything_of(&self, holdings: &Holdings) -> EffectiveSet {
        self.everything_from(holdings.held.iter().copied(), holdings.limit.as_ref())
    }

    /// All that some holdings give, limited by the scopes of a client.
    pub fn everything_from(&self, held: impl Iterator<Item = Holding>, limit: Option<&ScopeLimit>) -> EffectiveSet {
        let org_wide = &self.org_wide;
        let none = || self.permissions().none();
        let held_nothing = || Held { plain: none(), conditional: none() };
        let mut seen: Vec<_> = held.map(|holding| (holding.scope, holding.role)).collect();
        seen.sort_unstable();
        seen.dedup();
        // What is given in all divisions, and what only leaks out of one.
        let (mut whole, mut leaking, mut superuser) = (held_nothing(), held_nothing(), false);
        let mut divisions: BTreeMap<DivisionId, Held> = BTreeMap::new();
        for (scope, role) in seen {
            let role = role.map(|role| self.roles().get(role));
            if role.is_none_or(|role| role.superuser) {
                superuser = true;
                let target = if scope == Scope::All { &mut whole } else { &mut leaking };
                target.plain.set_range(.., true);
            }
            let Some(role) = role else { continue };
            match scope {
                Scope::All => whole.add(&role.plain, &role.conditional),
                Scope::In(division) => {
                    let there = divisions.entry(division).or_insert_with(held_nothing);
                    there.add(&role.plain, &role.conditional);
                }
            }
        }
        for held in divisions.values_mut() {
            for (own, leak) in
                [(&mut held.plain, &mut leaking.plain), (&mut held.conditional, &mut leaking.conditional)]
            {
                let mut out = own.clone();
                out.intersect_with(org_wide);
                own.difference_with(&out);
                leak.union_with(&out);
            }
        }
        let mut leaks = leaking.all();
        leaks.difference_with(&whole.all());
        whole.add(&leaking.plain, &leaking.conditional);
        let mut doubtful = none();
        if let Some(limit) = limit {
            let parts = divisions.values_mut().chain(std::iter::once(&mut whole));
            for set in parts.flat_map(|held| [&mut held.plain, &mut held.conditional]) {
                set.intersect_with(&limit.allowed);
            }
            leaks.intersect_with(&limit.allowed);
            doubtful = limit.doubtful.clone();
            superuser &= limit.allowed.count_ones(..) == self.permissions().len();
        }
        whole.conditional.difference_with(&whole.plain);
        let everywhere = whole.all();
        divisions.retain(|_, held| {
            held.conditional.difference_with(&held.plain);
            held.conditional.difference_with(&everywhere);
            held.plain.difference_with(&whole.plain);
            !held.is_empty()
        });
        let mut set = EffectiveSet { whole_org: whole, leaks, divisions, doubtful, superuser };
        let all = set.permissions();
        set.doubtful.intersect_with(&all);
        set
    }

    /// Asks all subjects for some permissions, one after the other, in the order of the tables. The answer is given to
    /// `each` and not kept.
    pub fn who_can(&self, wanted: &FixedBitSet, mut each: impl FnMut(SubjectId, PermissionId, Effective)) {
        let gives: Vec<bool> = self
            .roles()
            .all()
            .map(|(_, role)| role.superuser || !role.plain.is_disjoint(wanted) || !role.conditional.is_disjoint(wanted))
            .collect();
        let relevant =
            |holding: &Holding| holding.role.is_none_or(|role| gives.get(role.0 as usize).copied().unwrap_or(true));
        for subject in self.subjects().all() {
            let as_user = self.subjects().get(subject).acts() == Acts::AsTheUser;
            let limit = as_user.then(|| self.limit_of(subject));
            let held: Vec<Holding> = if as_user {
                self.of_any_user().iter().copied().filter(relevant).collect()
            } else {
                self.each_holding(subject).filter(relevant).collect()
            };
            if held.is_empty() {
                continue;
            }
            for permission in wanted.ones().map(PermissionId::of_bit) {
                if let Some(found) = self.effective_from(held.iter().copied(), limit.as_ref(), permission) {
                    each(subject, permission, found);
                }
            }
        }
    }

    /// Subjects with grants of roles that the snapshot lacks: what they may is not known.
    pub fn holders_of_unknown_roles(&self) -> impl Iterator<Item = SubjectId> {
        let kinds = if self.has_unknown_roles() { &Kind::ALL[..] } else { &[] };
        let unknown = |holding: Holding| holding.role.is_some_and(|role| !self.roles().get(role).is_known());
        self.subjects()
            .all()
            .filter(|subject| kinds.contains(&self.subjects().get(*subject).kind))
            .filter(move |subject| self.each_holding(*subject).any(unknown))
    }
}

/// Number of steps from a subject to a grant.
fn steps(source: &Source) -> u8 {
    match source.holding.via {
        Via::FullAccess(_) => 0,
        Via::Own => 1,
        Via::Group(..) => 2,
    }
}
