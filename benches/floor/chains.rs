//! `partner-escalation-path`: the search for chains is cordon's own, which is Rust without Rego, over tables that it
//! builds from cordon's tree of the snapshot. Reading that tree is not the floor's: whoever measures it leaves it out.

use cordon::access::escalation::{Bounds, Model};
use cordon::access::{Access, Kind as Of, Names, PermissionId, SubjectId, facts};
use cordon::policy::Pack;
use cordon::snapshot::Snapshot;
use serde::Deserialize;

use super::Finding;
use super::document::Kind;
use super::org::{Org, each};
use super::text::first_names;

#[derive(Deserialize)]
struct Chain {
    gives: Vec<String>,
    everything: bool,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    edge: String,
    title: String,
    permissions: Vec<String>,
    from: Stop,
    to: Stop,
}

#[derive(Deserialize)]
struct Stop {
    label: String,
}

impl Chain {
    fn leads_to_all(&self) -> bool {
        self.everything || self.gives.iter().any(|name| name == "admin")
    }
}

/// What the rule finds.
pub(crate) fn find(org: &Org<'_>, pack: &Pack, snapshot: &Snapshot) -> Result<Vec<Finding>, String> {
    let data = |name: &str| pack.data.get(name).ok_or_else(|| format!("the pack has no data of the name {name}"));
    let model = Model::read(data("escalation")?).map_err(|errors| format!("{errors:?}"))?;
    let known: Vec<String> = Vec::deserialize(data("known_permissions")?).map_err(|error| error.to_string())?;
    let sets = data("permission_sets")?;
    let targets = Vec::<String>::deserialize(&sets["escalation"]["permissions"]).map_err(|error| error.to_string())?;
    let mut asked: Vec<String> = model.permissions().into_iter().map(str::to_owned).collect();
    asked.extend(targets.iter().cloned());
    let names = Names { asked: &asked, known: &known, oauth_scopes: pack.data.get("oauth_scopes") };
    let access = Access::of(snapshot, &names);
    let subjects = org.subjects().into_iter().filter(|(kind, _, _)| *kind != Kind::Group);
    let mut subjects: Vec<(SubjectId, Vec<String>)> = subjects
        .filter_map(|(kind, id, few)| {
            let subject = access.subjects().by_id(Of::from_name(kind.name())?, id)?;
            Some((subject, each(few).map(|at| org.short[at].to_owned()).collect()))
        })
        .collect();
    subjects.sort_unstable_by_key(|(subject, _)| *subject);
    let targets: Vec<PermissionId> = targets.iter().filter_map(|name| access.permissions().by_name(name)).collect();
    let facts = facts::of(&access, &model, &subjects, &targets, Bounds::until(None))
        .map_err(|_| "the search ran out of time")?;
    let mut found = Vec::new();
    for (kind, id, few) in org.subjects() {
        let chains = &facts["subjects"][kind.name()][id]["chains"];
        if chains.is_null() || kind == Kind::User && org.users.get(id).is_some_and(|user| &*user.state != "active") {
            continue;
        }
        let chains = Vec::<Chain>::deserialize(chains).map_err(|error| error.to_string())?;
        let told = |chain: &&Chain| !matches!(chain.steps.as_slice(), [step] if step.edge == "own-group");
        let chains: Vec<&Chain> = chains.iter().filter(told).collect();
        let Some(chain) = chains.iter().find(|chain| chain.leads_to_all()).or(chains.first()) else { continue };
        let said = told_chain(chain);
        let others = match chains.len() - 1 {
            0 => String::new(),
            1 => " 1 more chain leads to other permissions.".to_owned(),
            n => format!(" {n} more chains lead to other permissions."),
        };
        for partner in each(few) {
            found.push(Finding {
                rule: "partner-escalation-path",
                kind: kind.name(),
                id: id.to_owned(),
                partner: Some(org.short[partner].to_owned()),
                key: org.short[partner].to_owned(),
                message: format!(
                    "{} can get more access than it was given: {said}{others}",
                    org.holder(kind, id, partner)
                ),
            });
        }
    }
    found.sort_unstable();
    Ok(found)
}

fn told_chain(chain: &Chain) -> String {
    let steps: Vec<String> =
        (chain.steps.iter()).map(|step| format!("{} ({})", step.from.label, step.title.to_lowercase())).collect();
    let last = chain.steps.last().map_or("", |step| step.to.label.as_str());
    let outcome =
        if chain.leads_to_all() { "everything in the whole org".to_owned() } else { first_names(&chain.gives) };
    let ending = if last == outcome { String::new() } else { format!(" It comes to {outcome}.") };
    let opening = match chain.steps.first().map_or(&[][..], |step| step.permissions.as_slice()) {
        [] => "The first step takes no permission.".to_owned(),
        names => format!("The first step takes {}.", names.join(" and ")),
    };
    format!("{} → {last}.{ending} {opening}", steps.join(" → "))
}
