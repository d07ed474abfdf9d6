//! What a subject can become: the shortest chains of steps, each open to whom the step before led to, from a
//! subject's access to permissions that it does not hold.
//!
//! Which permission leads to what is data: [`Model`]. A chain is a path through identities: each step is taken with
//! the access that the step before led to. What is carried along is a user account that is at hand, that grants are
//! no longer limited to divisions, and who on the chain may add grants and members of groups. The roles of two
//! identities are not put together in any other way.

mod chain;
mod identities;
mod model;
mod places;
mod search;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use fixedbitset::FixedBitSet;

pub use chain::{Actor, Chain, ChainStep, Outcome};
pub use model::{Edge, Effect, Limit, Model, Need};
pub use places::Places;

use super::{Access, Acts, DivisionId, PermissionId, SubjectId};
use crate::patterns::glob_folded;
use identities::Identities;
use search::{Node, Search, Setting};

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Question {
    /// The permissions to come to.
    pub targets: Vec<PermissionId>,
    /// Where they are to count; anywhere without.
    pub division: Option<DivisionId>,
    /// Whether chains are told of every subject, and not of the first of those with the same access alone.
    pub of_each: bool,
    /// Bounds of the search.
    pub bounds: Bounds,
}

/// What a search may take.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// When it must have ended.
    pub until: Option<Instant>,
    /// On how many threads it may run, from 1.
    pub threads: usize,
}

impl Bounds {
    /// A search that has all cores for itself.
    pub fn until(until: Option<Instant>) -> Self {
        Self { until, threads: std::thread::available_parallelism().map_or(1, usize::from) }
    }
}

/// What subjects with the same access can become.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The subjects, by id. Chains are told of the first.
    pub sources: Vec<SubjectId>,
    /// The permissions that were asked for and are held without a step.
    pub held: Vec<PermissionId>,
    /// The chains, the shortest first.
    pub chains: Vec<Chain>,
    /// The same chains told of each other subject, where that was asked for.
    pub of_others: Vec<(SubjectId, Vec<Chain>)>,
    /// Those that no chain gives.
    pub unreached: Vec<PermissionId>,
    /// Edges that are open and lead nobody knows where, each with the steps before it.
    pub open_ends: Vec<OpenEnd>,
}

/// An edge that runs with credentials that a snapshot does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenEnd {
    /// The edge.
    pub edge: Edge,
    /// The permission that opens it.
    pub permission: PermissionId,
    /// The steps that come before; none where the subject itself holds the permission.
    pub steps: Vec<ChainStep>,
}

/// Finds chains in one org.
#[derive(Debug)]
pub struct Escalation<'a, 's> {
    access: &'a Access<'s>,
    model: &'a Model,
    setting: Setting<'s>,
}

impl<'a, 's> Escalation<'a, 's> {
    /// Looks at an org with a model.
    pub fn of(access: &'a Access<'s>, model: &'a Model) -> Self {
        Self { access, model, setting: Setting::of(access) }
    }

    /// Whether a subject is one that chains can begin at: a client that acts as the user who signs in is nobody by
    /// itself.
    pub fn can_begin(&self, subject: SubjectId) -> bool {
        self.access.subjects().get(subject).acts() == Acts::AsItself
    }

    /// What each of some subjects can become. Those with the same access share an answer; answers are in the order of
    /// their first subjects.
    ///
    /// # Errors
    /// When the question's time has run out.
    pub fn paths(&self, sources: &[SubjectId], question: &Question) -> Result<Vec<Answer>, OutOfTime> {
        let mut sources: Vec<SubjectId> = sources.iter().copied().filter(|source| self.can_begin(*source)).collect();
        sources.sort_unstable();
        sources.dedup();
        let identities = Identities::of(self.access, &sources);
        let mut alike: BTreeMap<usize, Vec<SubjectId>> = BTreeMap::new();
        for source in sources {
            if let Some(id) = identities.of_subject(source) {
                alike.entry(id).or_default().push(source);
            }
        }
        let enough = self.enough(&identities, question, alike.len());
        let alike: Vec<(usize, Vec<SubjectId>)> = alike.into_iter().collect();
        let next = AtomicUsize::new(0);
        let done: Mutex<Vec<Answer>> = Mutex::default();
        let work = || -> Result<(), OutOfTime> {
            while let Some((id, sources)) = alike.get(next.fetch_add(1, Ordering::Relaxed)) {
                let search = Search::run(
                    self.access,
                    self.model,
                    &identities,
                    &self.setting,
                    *id,
                    &enough,
                    question.bounds.until,
                )?;
                let answer = Asked { search: &search, question }.answer(sources.clone());
                done.lock().unwrap_or_else(PoisonError::into_inner).push(answer);
            }
            Ok(())
        };
        let workers = question.bounds.threads.min(alike.len());
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
            let own = work();
            // A worker that broke down has told of it.
            others.into_iter().map(|other| other.join().unwrap_or(Err(OutOfTime))).fold(own, Result::and)
        })?;
        let mut answers = done.into_inner().unwrap_or_else(PoisonError::into_inner);
        answers.sort_by_key(|answer| answer.sources.first().copied());
        Ok(answers)
    }

    /// What a search can stop at: the targets that somebody holds, where nobody can come to any role, which would give
    /// the others. It takes a look at everybody, so it is for many sources.
    fn enough(&self, identities: &Identities, question: &Question, sources: usize) -> Option<FixedBitSet> {
        if sources < MANY || question.division.is_some() {
            return None;
        }
        let mut held = self.access.permissions().none();
        for id in identities.ids() {
            let abilities = identities.abilities(id, self.access, self.model);
            if abilities.superuser
                || abilities.opens.edges().any(|edge| leads_to_any_role(self.model.edges[edge].effect))
            {
                return None;
            }
            held.union_with(&abilities.anywhere);
        }
        let mut wanted = self.access.permissions().none();
        wanted.extend(question.targets.iter().map(|target| target.bit()));
        held.intersect_with(&wanted);
        Some(held)
    }
}

/// Sources from which on it is worth to look at everybody first.
const MANY: usize = 16;

fn leads_to_any_role(effect: Effect) -> bool {
    matches!(effect, Effect::AnyRole | Effect::EditHeldRole | Effect::OrgTrust)
}

/// The time for a search has run out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the time for the search ran out")]
pub struct OutOfTime;

/// A search that is asked a question.
struct Asked<'q, 'a, 's> {
    search: &'q Search<'a, 's>,
    question: &'q Question,
}

/// A visit that gives something, directly or by a move of objects.
#[derive(Debug, Clone, Copy)]
struct Candidate {
    visit: usize,
    by_move: Option<(usize, DivisionId, DivisionId)>,
}

impl Asked<'_, '_, '_> {
    fn answer(&self, sources: Vec<SubjectId>) -> Answer {
        let first = sources.first().copied();
        let mut wanted = self.search.access.permissions().none();
        wanted.extend(self.question.targets.iter().map(|target| target.bit()));
        let held = self.given(0, &wanted);
        wanted.difference_with(&held);
        let mut taken: Vec<(Candidate, Vec<PermissionId>)> = Vec::new();
        let deepest = self.search.visits.last().map_or(0, |visit| visit.depth);
        for depth in 1..=deepest + 1 {
            if wanted.is_clear() {
                break;
            }
            let candidates = self.candidates(depth, &wanted);
            // Of equally short chains, few that give much are better to read than many that give one each.
            while let Some((candidate, gives)) = candidates
                .iter()
                .map(|(candidate, gives)| (candidate, &wanted & gives))
                .rev()
                .max_by_key(|(_, gives)| gives.count_ones(..))
                .filter(|(_, gives)| !gives.is_clear())
            {
                wanted.difference_with(&gives);
                let gives = ids(&gives);
                taken.push((*candidate, gives));
            }
        }
        let told_of = |source: SubjectId| -> Vec<Chain> {
            let chain = |(candidate, gives): &(Candidate, Vec<PermissionId>)| Chain {
                steps: self.steps(*candidate, gives, source),
                gives: gives.clone(),
            };
            taken.iter().map(chain).collect()
        };
        let chains = first.map(told_of).unwrap_or_default();
        let others = sources.iter().skip(1).filter(|_| self.question.of_each);
        let of_others = others.map(|source| (*source, told_of(*source))).collect();
        let open_ends = first.map(|source| self.open_ends(source)).unwrap_or_default();
        Answer { sources, held: ids(&held), chains, of_others, unreached: ids(&wanted), open_ends }
    }

    fn steps(&self, candidate: Candidate, gives: &[PermissionId], source: SubjectId) -> Vec<ChainStep> {
        match (candidate.by_move, gives.first()) {
            (Some(moved), Some(first)) => self.search.steps_and_move(candidate.visit, moved, *first, source),
            _ => self.search.steps(candidate.visit, source),
        }
    }

    /// The permissions among some that are held at a visit.
    fn given(&self, visit: usize, wanted: &FixedBitSet) -> FixedBitSet {
        let access = self.search.access;
        let mut given = access.permissions().none();
        match self.search.visits[visit].node {
            Node::Identity(id) => {
                let abilities = self.search.identities.abilities(id, access, self.search.model);
                // Of very many most hold nothing that is wanted.
                if abilities.anywhere.is_disjoint(wanted) {
                    return FixedBitSet::new();
                }
                match self.question.division {
                    None => given.union_with(&abilities.anywhere),
                    Some(asked) => self.search.with_set(id, |set| {
                        given.union_with(&set.whole_org.plain);
                        set.divisions.get(&asked).into_iter().for_each(|held| given.union_with(&held.plain));
                    }),
                }
                given.intersect_with(wanted);
            }
            node @ Node::AnyRole(_) => {
                let enough = |permission: &PermissionId| {
                    let places = self.search.reach(node, *permission);
                    self.question.division.map_or(!places.is_nowhere(), |asked| places.cover(Some(asked)))
                };
                given.extend(ids(wanted).into_iter().filter(enough).map(PermissionId::bit));
            }
        }
        given
    }

    /// What gives some permissions with so many steps, the visits first.
    fn candidates(&self, depth: usize, wanted: &FixedBitSet) -> Vec<(Candidate, FixedBitSet)> {
        let at = |depth: usize| {
            let visits = self.search.visits.iter().enumerate();
            visits.filter(move |(_, visit)| visit.depth == depth).map(|(index, _)| index)
        };
        let direct = at(depth).map(|visit| (Candidate { visit, by_move: None }, self.given(visit, wanted)));
        let moved = at(depth - 1).flat_map(|visit| self.moves(visit, wanted));
        direct.chain(moved).filter(|(_, gives)| !gives.is_clear()).collect()
    }

    /// What is held elsewhere and can be used in the division that was asked for, once objects are moved out of it.
    fn moves(&self, visit: usize, wanted: &FixedBitSet) -> Vec<(Candidate, FixedBitSet)> {
        let (search, node) = (self.search, self.search.visits[visit].node);
        let Some(division) = self.question.division else { return Vec::new() };
        let Node::Identity(_) = node else { return Vec::new() };
        let mut found = Vec::new();
        for (index, edge) in
            search.model.edges.iter().enumerate().filter(|(_, edge)| edge.effect == Effect::MoveObjects)
        {
            let Some(movable) = search.opens(node, index).filter(|places| places.cover(Some(division))) else {
                continue;
            };
            let mut by_place: BTreeMap<DivisionId, FixedBitSet> = BTreeMap::new();
            for permission in ids(wanted) {
                let name = search.access.permissions().name(permission);
                if !edge.objects.iter().any(|pattern| matches(pattern, name)) {
                    continue;
                }
                let Places::In(held) = search.reach(node, permission) else { continue };
                if let Some(place) = held.into_iter().find(|place| movable.cover(Some(*place))) {
                    let there = by_place.entry(place).or_insert_with(|| search.access.permissions().none());
                    there.insert(permission.bit());
                }
            }
            for (place, gives) in by_place {
                found.push((Candidate { visit, by_move: Some((index, division, place)) }, gives));
            }
        }
        found
    }

    /// The edges that lead nobody knows where, each at the first identity that holds it.
    fn open_ends(&self, source: SubjectId) -> Vec<OpenEnd> {
        let search = self.search;
        let open = |(_, edge): &(usize, &Edge)| edge.effect == Effect::StoredCredentials;
        let edges = search.model.edges.iter().enumerate().filter(open);
        let found = edges.filter_map(|(index, edge)| {
            // Whoever may have any role may do this as well, which says nothing new.
            let holds = |visit: &usize| {
                search.opens(search.visits[*visit].node, index).is_some() && !search.goes_through_any_role(*visit)
            };
            let visit = (0..search.visits.len()).find(holds)?;
            let node = search.visits[visit].node;
            let permission = edge
                .permissions
                .iter()
                .filter_map(|name| search.access.permissions().by_name(name))
                .find(|permission| !search.reach(node, *permission).is_nowhere())?;
            Some(OpenEnd { edge: edge.clone(), permission, steps: search.steps(visit, source) })
        });
        found.collect()
    }
}

fn ids(set: &FixedBitSet) -> Vec<PermissionId> {
    set.ones().map(PermissionId::of_bit).collect()
}

/// Whether a pattern of the model stands for a name, part by part.
fn matches(pattern: &str, name: &str) -> bool {
    let (mut patterns, mut parts) = (pattern.split(':'), name.split(':'));
    loop {
        match (patterns.next(), parts.next()) {
            (None, None) => return true,
            (Some(pattern), Some(part)) if glob_folded(pattern, part) => {}
            _ => return false,
        }
    }
}
