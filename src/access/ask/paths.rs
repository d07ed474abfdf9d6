//! What can subjects become, and by which steps?

use std::collections::BTreeMap;

use std::time::Instant;

use super::{About, Place};
use crate::access::escalation::{
    Actor, Answer, Bounds, Chain, ChainStep, Edge, Escalation, Model, OpenEnd, OutOfTime, Outcome, Places, Question,
};
use crate::access::{Access, DivisionId, PermissionId, Scope, Step, SubjectId};

/// A subject that chains begin at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Who.
    pub about: About,
    /// The partners that it belongs to.
    pub partners: Vec<String>,
}

/// The answer.
#[derive(Debug, Clone)]
pub struct Paths {
    /// The permissions that were looked for.
    pub targets: Vec<String>,
    /// Where they were to count; anywhere without.
    pub division: Option<Place>,
    /// The subjects, those with the same access together.
    pub found: Vec<OfSources>,
    /// Subjects that nothing can be said of, with why.
    pub left_out: Vec<(Source, String)>,
}

/// What subjects with the same access can become. Steps are told of the first.
#[derive(Debug, Clone)]
pub struct OfSources {
    /// The subjects.
    pub sources: Vec<Source>,
    /// The permissions that they hold without a step.
    pub held: Vec<String>,
    /// The chains, the shortest first.
    pub chains: Vec<Told>,
    /// The permissions that no chain gives.
    pub unreached: Vec<String>,
    /// What leads nobody knows where.
    pub open_ends: Vec<OpenEndTold>,
}

/// A chain, told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its steps.
    pub steps: Vec<StepTold>,
    /// The permissions that were looked for and that no shorter chain gives.
    pub gives: Vec<String>,
}

/// An open end, told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenEndTold {
    /// The edge of the model.
    pub edge: Edge,
    /// The permission that opens it.
    pub permission: String,
    /// Who holds it: the label of the subject, or of whom the steps lead to.
    pub holder: String,
    /// The steps before; none where the subject itself holds it.
    pub steps: Vec<StepTold>,
}

/// Somebody or something that a chain goes through.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stop {
    /// Stable: `type/id` of a subject, `any-role/…`, `account`, `grants`.
    pub id: String,
    /// For people.
    pub label: String,
}

/// A step, told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepTold {
    /// The edge of the model.
    pub edge: Edge,
    /// Who takes it.
    pub from: Stop,
    /// The step, from 1, that gave it any role and with that the permissions; none where the evidence says how they
    /// are held.
    pub through: Option<usize>,
    /// The permissions that allow it; none where it needs none.
    pub permissions: Vec<String>,
    /// Where the first of them counts.
    pub place: Option<Place>,
    /// What it leads to.
    pub to: Stop,
    /// Others that it leads to just as well: users with the same access in the same division.
    pub alike: usize,
    /// Any permission in these places; the whole org alone is everything.
    pub any_role: Option<Vec<Place>>,
    /// What of the org makes it possible, beside the explanation of the edge.
    pub because: Option<String>,
    /// How the permissions are held, and what is so of the target.
    pub evidence: Vec<Step>,
}

impl StepTold {
    /// Whether it leads to everything in the whole org.
    pub fn is_everything(&self) -> bool {
        self.any_role.as_deref() == Some(&[Place::WholeOrg])
    }
}

/// Answers it. Sources come with the partners that they belong to.
///
/// # Errors
/// When the time has run out.
pub fn ask(
    access: &Access<'_>,
    model: &Model,
    sources: &[(SubjectId, Vec<String>)],
    targets: &[PermissionId],
    division: Option<DivisionId>,
    until: Option<Instant>,
) -> Result<Paths, OutOfTime> {
    let escalation = Escalation::of(access, model);
    let partners: BTreeMap<SubjectId, &Vec<String>> =
        sources.iter().map(|(subject, partners)| (*subject, partners)).collect();
    let source = |subject: SubjectId| Source {
        about: access.about(subject),
        partners: partners.get(&subject).map(|partners| (*partners).clone()).unwrap_or_default(),
    };
    let subjects: Vec<SubjectId> = sources.iter().map(|(subject, _)| *subject).collect();
    let question = Question { targets: targets.to_vec(), division, of_each: false, bounds: Bounds::until(until) };
    let answers = escalation.paths(&subjects, &question)?;
    let names = |ids: &[PermissionId]| ids.iter().map(|id| access.permissions().name(*id).to_owned()).collect();
    let told = Teller { access };
    let found = answers.iter().map(|answer: &Answer| OfSources {
        sources: answer.sources.iter().map(|subject| source(*subject)).collect(),
        held: names(&answer.held),
        chains: answer
            .chains
            .iter()
            .map(|chain: &Chain| Told { steps: told.steps(&chain.steps), gives: names(&chain.gives) })
            .collect(),
        unreached: names(&answer.unreached),
        open_ends: answer.open_ends.iter().map(|end| told.open_end(end, answer)).collect(),
    });
    let left_out = subjects.iter().filter(|subject| !escalation.can_begin(**subject));
    let why = "it acts as the user who signs in: ask for the users instead";
    Ok(Paths {
        targets: names(targets),
        division: division.map(|division| access.place(Scope::In(division))),
        found: found.collect(),
        left_out: left_out.map(|subject| (source(*subject), why.to_owned())).collect(),
    })
}

/// Tells of chains in words.
pub(in crate::access) struct Teller<'a, 's> {
    pub(in crate::access) access: &'a Access<'s>,
}

impl Teller<'_, '_> {
    pub(in crate::access) fn steps(&self, steps: &[ChainStep]) -> Vec<StepTold> {
        let mut told: Vec<StepTold> = Vec::new();
        for step in steps {
            let (to, alike, any_role) = self.outcome(step);
            told.push(StepTold {
                edge: step.edge.clone(),
                from: self.actor(step.actor),
                through: step.through,
                permissions: step.permissions.iter().map(|id| self.access.permissions().name(*id).to_owned()).collect(),
                place: step.place.map(|place| self.access.place(place)),
                to,
                alike,
                any_role,
                because: step.because.clone(),
                evidence: step.evidence.clone(),
            });
        }
        told
    }

    fn open_end(&self, end: &OpenEnd, answer: &Answer) -> OpenEndTold {
        let steps = self.steps(&end.steps);
        let holder = match (steps.last(), answer.sources.first()) {
            (Some(step), _) => step.to.label.clone(),
            (None, Some(source)) => self.access.subjects().get(*source).label().to_owned(),
            (None, None) => String::new(),
        };
        let permission = self.access.permissions().name(end.permission).to_owned();
        OpenEndTold { edge: end.edge.clone(), permission, holder, steps }
    }

    fn actor(&self, actor: Actor) -> Stop {
        match actor {
            Actor::Subject(subject) => self.subject(subject),
            Actor::MemberOf(group) => self.member(group),
            Actor::Outsider => Stop { id: "outsider".to_owned(), label: "an account of another org".to_owned() },
        }
    }

    fn subject(&self, subject: SubjectId) -> Stop {
        let of = self.access.subjects().get(subject);
        Stop { id: of.reference(), label: of.label().to_owned() }
    }

    fn member(&self, group: SubjectId) -> Stop {
        let of = self.access.subjects().get(group);
        Stop { id: of.reference(), label: format!("member of {}", of.label()) }
    }

    fn outcome(&self, step: &ChainStep) -> (Stop, usize, Option<Vec<Place>>) {
        let stop = |id: &str, label: String| Stop { id: id.to_owned(), label };
        match &step.outcome {
            Outcome::User(user, alike) => (self.subject(*user), *alike, None),
            Outcome::Client(client) => (self.subject(*client), 0, None),
            Outcome::Group(group) => (self.member(*group), 0, None),
            Outcome::Account => (stop("account", "a user account of its own".to_owned()), 0, None),
            Outcome::GrantsEverywhere => (stop("grants", "grants in all divisions".to_owned()), 0, None),
            Outcome::AnyRole(Places::Everywhere) => {
                (stop("everything", "everything in the whole org".to_owned()), 0, Some(vec![Place::WholeOrg]))
            }
            Outcome::AnyRole(places @ Places::In(divisions)) => {
                let ids: Vec<&str> = divisions.iter().map(|division| self.access.divisions().id(*division)).collect();
                let all = divisions.iter().map(|division| self.access.place(Scope::In(*division))).collect();
                let label = format!("any role in {}", self.access.places_name(places));
                (stop(&format!("any-role/{}", ids.join(",")), label), 0, Some(all))
            }
            Outcome::Moved(from, to) => {
                let place = self.access.place(Scope::In(*from));
                let label =
                    format!("what is in {}, moved to {}", place.name(), self.access.place(Scope::In(*to)).name());
                (stop(&format!("moved/{}", place.id()), label), 0, None)
            }
        }
    }
}

impl Paths {
    /// Every step of every chain and open end, with its evidence.
    pub fn evidence_mut(&mut self) -> impl Iterator<Item = &mut Step> {
        fn of(found: &mut OfSources) -> Vec<&mut Step> {
            let chains = found.chains.iter_mut().flat_map(|chain| chain.steps.iter_mut());
            let ends = found.open_ends.iter_mut().flat_map(|end| end.steps.iter_mut());
            chains.chain(ends).flat_map(|step| step.evidence.iter_mut()).collect()
        }
        self.found.iter_mut().flat_map(of)
    }
}
