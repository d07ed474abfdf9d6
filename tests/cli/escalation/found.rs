//! What the library finds in an org.

use cordon::access::ask::paths::{self, Paths};
use cordon::access::escalation::Model;
use cordon::access::{Access, Kind, Names, SubjectId};
use cordon::policy::Pack;
use cordon::snapshot::{Origin, Snapshot};
use serde_json::Value;

/// The model that ships.
pub(crate) fn model() -> Model {
    let none: [&std::path::Path; 0] = [];
    Model::read(&Pack::load(&none).unwrap().data["escalation"]).unwrap()
}

/// Loads a snapshot and asks it: from a subject given as `type/id`, to some permissions, in a division or anywhere.
pub(crate) struct Loaded {
    snapshot: Snapshot,
    names: Vec<String>,
    model: Model,
}

impl Loaded {
    pub(crate) fn of(snapshot: &Value, targets: &[&str], model: &Model) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("snapshot.json");
        std::fs::write(&path, serde_json::to_vec_pretty(snapshot).unwrap()).unwrap();
        let snapshot = Snapshot::load(Origin::File(path), 100_000_000).unwrap_or_else(|errors| panic!("{errors:?}"));
        let mut names: Vec<String> = model.permissions().into_iter().map(str::to_owned).collect();
        names.extend(targets.iter().map(|target| (*target).to_owned()));
        Self { snapshot, names, model: model.clone() }
    }

    pub(crate) fn access(&self) -> Access<'_> {
        Access::of(&self.snapshot, &Names { asked: &self.names, ..Names::default() })
    }

    pub(crate) fn ask(&self, from: &str, targets: &[&str], division: Option<&str>) -> Paths {
        let access = self.access();
        self.ask_of(&access, from, targets, division)
    }

    pub(crate) fn ask_of(&self, access: &Access<'_>, from: &str, targets: &[&str], division: Option<&str>) -> Paths {
        let targets: Vec<_> = targets.iter().map(|target| access.permissions().by_name(target).unwrap()).collect();
        let division = division.map(|id| access.divisions().by_id(id).unwrap());
        paths::ask(access, &self.model, &[(subject(access, from), Vec::new())], &targets, division, None).unwrap()
    }
}

fn subject(access: &Access<'_>, reference: &str) -> SubjectId {
    let (kind, id) = reference.split_once('/').unwrap();
    access.subjects().by_id(Kind::from_name(kind).unwrap(), id).unwrap()
}

/// `edge to-id` of each step.
pub(crate) fn steps(chain: &paths::Told) -> Vec<String> {
    chain.steps.iter().map(|step| format!("{} {}", step.edge.id, step.to.id)).collect()
}

#[test]
fn a_search_ends_when_its_time_has_run_out() {
    let org = super::org::Org::new()
        .role("Setter", &["directory:user:setPassword"])
        .user("ana", "north")
        .user("marc", "north")
        .grant("user", "ana", "Setter", "north");
    let names = ["authorization:grant:add"];
    let made = Loaded::of(&org.snapshot(&names), &names, &model());
    let access = made.access();
    let target = access.permissions().by_name("authorization:grant:add").unwrap();
    let sources = [(subject(&access, "user/ana"), Vec::new())];
    let until = Some(std::time::Instant::now());
    assert!(paths::ask(&access, &made.model, &sources, &[target], None, until).is_err());
    assert!(paths::ask(&access, &made.model, &sources, &[target], None, None).is_ok());
}
