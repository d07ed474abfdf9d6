//! Chains as one JSON document.

use std::io;

use serde_json::{Value, json};

use super::Answer;
use crate::access::ask::paths::{OpenEndTold, Paths, Source, StepTold, Stop, Told};
use crate::report::access::{Asked, document_of_rows, place_json, step_json, subject_json};

pub(super) fn write(answer: &Answer, out: &mut dyn io::Write) -> io::Result<()> {
    let rows = || {
        answer.asked.iter().flat_map(|(asked, paths)| {
            paths.found.iter().map(|found| {
                json!({
                    "snapshot": asked.snapshot,
                    "sources": found.sources.iter().map(source_json).collect::<Vec<_>>(),
                    "held": found.held,
                    "chains": found.chains.iter().map(chain_json).collect::<Vec<_>>(),
                    "unreached": found.unreached,
                    "open_ends": found.open_ends.iter().map(open_end_json).collect::<Vec<_>>(),
                })
            })
        })
    };
    let snapshot = |(asked, paths): &(Asked, Paths)| {
        let mut value = asked.json();
        value["rows"] = paths.found.len().into();
        value["targets"] = json!(paths.targets);
        value["division"] = paths.division.as_ref().map_or(Value::Null, place_json);
        let left_out = paths.left_out.iter().map(|(source, why)| {
            let mut value = source_json(source);
            value["left_out_because"] = why.as_str().into();
            value
        });
        value["left_out"] = left_out.collect();
        value
    };
    let question = json!({
        "kind": "paths",
        "from": answer.from,
        "partner": answer.partner,
        "to": answer.to,
        "division": answer.division,
    });
    document_of_rows(question, rows, answer.asked.iter().map(snapshot).collect(), out)
}

fn source_json(source: &Source) -> Value {
    let mut value = subject_json(&source.about);
    value["partners"] = json!(source.partners);
    value
}

fn chain_json(chain: &Told) -> Value {
    json!({
        "length": chain.steps.len(),
        "steps": chain.steps.iter().map(told_json).collect::<Vec<_>>(),
        "gives": chain.gives,
        "gives_everything": chain.steps.last().is_some_and(StepTold::is_everything),
    })
}

fn open_end_json(end: &OpenEndTold) -> Value {
    json!({
        "edge": end.edge.id,
        "title": end.edge.title,
        "permission": end.permission,
        "why": end.edge.explanation,
        "steps": end.steps.iter().map(told_json).collect::<Vec<_>>(),
    })
}

fn told_json(step: &StepTold) -> Value {
    let stop = |stop: &Stop| json!({"id": stop.id, "label": stop.label});
    json!({
        "edge": step.edge.id,
        "title": step.edge.title,
        "from": stop(&step.from),
        "through_step": step.through,
        "permissions": step.permissions,
        "place": step.place.as_ref().map_or(Value::Null, place_json),
        "to": stop(&step.to),
        "alike": step.alike,
        "any_role": step.any_role.as_ref().map(|places| places.iter().map(place_json).collect::<Vec<_>>()),
        "why": step.edge.explanation,
        "because": step.because,
        "operations": step.edge.operations,
        "evidence": step.evidence.iter().map(step_json).collect::<Vec<_>>(),
    })
}
