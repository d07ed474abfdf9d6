//! Facts about the access of partners, put beside a snapshot for rules: what Rego can't well work out itself. The
//! document is that of `schemas/facts.schema.json`; rules see it at `data.cordon.facts`.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::ask::paths::{StepTold, Teller};
use super::escalation::{Answer, Bounds, Chain, Escalation, Model, OpenEnd, OutOfTime, Question};
use super::{Access, PermissionId, SubjectId};
use crate::snapshot::JsonPath;

/// A subject with the short names of its partners.
pub type OfPartner = (SubjectId, Vec<String>);

/// What the subjects of partners can become, for the permissions that are looked for.
///
/// # Errors
/// When the time has run out.
pub fn of(
    access: &Access<'_>,
    model: &Model,
    subjects: &[OfPartner],
    targets: &[PermissionId],
    bounds: Bounds,
) -> Result<Value, OutOfTime> {
    let escalation = Escalation::of(access, model);
    let partners: BTreeMap<SubjectId, &Vec<String>> =
        subjects.iter().map(|(subject, partners)| (*subject, partners)).collect();
    let ids: Vec<SubjectId> = partners.keys().copied().collect();
    let question = Question { targets: targets.to_vec(), division: None, of_each: true, bounds };
    let told = Telling { access, teller: Teller { access }, partners: &partners };
    let mut found: BTreeMap<&'static str, Map<String, Value>> = BTreeMap::new();
    let mut add = |subject: SubjectId, fact: Value| {
        let of = access.subjects().get(subject);
        found.entry(of.kind.name()).or_default().insert(of.id.to_owned(), fact);
    };
    for answer in escalation.paths(&ids, &question)? {
        if let Some(first) = answer.sources.first() {
            add(*first, told.subject(*first, &answer, &answer.chains));
        }
        for (subject, chains) in &answer.of_others {
            add(*subject, told.subject(*subject, &answer, chains));
        }
    }
    for subject in ids.into_iter().filter(|subject| !escalation.can_begin(*subject)) {
        add(subject, told.nothing(subject, "it acts as the user who signs in"));
    }
    Ok(json!({
        "schema_version": "1",
        "targets": names(access, targets),
        "subjects": found.into_iter().map(|(kind, of)| (kind.to_owned(), Value::Object(of))).collect::<Map<_, _>>(),
    }))
}

fn names(access: &Access<'_>, ids: &[PermissionId]) -> Vec<String> {
    ids.iter().map(|id| access.permissions().name(*id).to_owned()).collect()
}

struct Telling<'a, 's> {
    access: &'a Access<'s>,
    teller: Teller<'a, 's>,
    partners: &'a BTreeMap<SubjectId, &'a Vec<String>>,
}

impl Telling<'_, '_> {
    fn subject(&self, subject: SubjectId, answer: &Answer, chains: &[Chain]) -> Value {
        json!({
            "partners": self.partners.get(&subject),
            "held": names(self.access, &answer.held),
            "chains": chains.iter().map(|chain| self.chain(chain)).collect::<Vec<_>>(),
            "open_ends": answer.open_ends.iter().map(|end| self.open_end(end)).collect::<Vec<_>>(),
        })
    }

    fn nothing(&self, subject: SubjectId, reason: &str) -> Value {
        json!({
            "partners": self.partners.get(&subject), "held": [], "chains": [], "open_ends": [], "not_looked_at": reason,
        })
    }

    fn chain(&self, chain: &Chain) -> Value {
        let steps = self.teller.steps(&chain.steps);
        json!({
            "gives": names(self.access, &chain.gives),
            "everything": steps.last().is_some_and(StepTold::is_everything),
            "steps": steps.iter().map(step).collect::<Vec<_>>(),
        })
    }

    fn open_end(&self, end: &OpenEnd) -> Value {
        json!({
            "edge": end.edge.id,
            "permission": self.access.permissions().name(end.permission),
            "steps": end.steps.len(),
        })
    }
}

fn step(step: &StepTold) -> Value {
    let stop = |id: &str, label: &str| json!({"id": id, "label": label});
    let mut paths: Vec<&JsonPath> = Vec::new();
    for path in step.evidence.iter().filter_map(|fact| fact.path.as_ref()) {
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    json!({
        "edge": step.edge.id,
        "title": step.edge.title,
        "permissions": step.permissions,
        "from": stop(&step.from.id, &step.from.label),
        "to": stop(&step.to.id, &step.to.label),
        "explanation": step.edge.explanation,
        "paths": paths,
    })
}
