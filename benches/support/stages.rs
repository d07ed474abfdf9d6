//! The stages of `cordon check`, one by one, through the library.

use std::path::Path;

use cordon::access::escalation::{Bounds, Model};
use cordon::access::{Access, Kind, Names, PermissionId, SubjectId, facts};
use cordon::config::{Config, PolicyFile};
use cordon::finding::outcome::{Report, Run};
use cordon::policy::partners::Partners;
use cordon::policy::prepared::Workers;
use cordon::policy::run::{FactsOf, Setup, config_of, run};
use cordon::policy::select::{Wanted, select};
use cordon::policy::{Limits, Pack, Prepared, Rule};
use cordon::report::{Format, Profile, Style};
use cordon::snapshot::{Origin, Snapshot, Tree, read};
use serde::Deserialize as _;

/// What a check starts with.
pub(crate) struct Check {
    pub(crate) pack: Pack,
    pub(crate) policy: PolicyFile,
}

fn told(errors: Vec<cordon::diagnostic::Diagnostic>) -> String {
    errors.into_iter().map(|error| error.message).collect::<Vec<_>>().join("; ")
}

impl Check {
    pub(crate) fn load(folder: &Path) -> Result<Self, String> {
        let pack = Pack::load(&[] as &[&str]).map_err(told)?;
        let policy = PolicyFile::load(&folder.join("cordon.toml")).map_err(told)?;
        Ok(Self { pack, policy })
    }

    /// Every shipped rule that looks at one snapshot.
    pub(crate) fn rules(&self) -> Result<Vec<&Rule>, String> {
        self.rules_of("strict")
    }

    /// The rules of a set.
    pub(crate) fn rules_of(&self, set: &str) -> Result<Vec<&Rule>, String> {
        let wanted = Wanted { set: Some(set), chosen: &[], skipped: &[], with_earlier: false };
        select(&self.pack, &wanted).map_err(told)
    }

    /// Evaluates the rules, with all that happens beside it: facts, doubts about the snapshot, its hash.
    pub(crate) fn evaluate(&self, rules: &[&Rule], snapshot: &Snapshot) -> Result<Run, String> {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let workers = Workers { cores, copies: snapshot.origin.is_small() };
        let prepared = Prepared::new(&self.pack, rules.to_vec(), Some(&self.policy), Limits::default(), workers);
        let prepared = prepared.map_err(told)?;
        let config = config_of(Some(&self.policy), &self.pack);
        let facts = |partners: &Partners, snapshot: &Snapshot, threads| {
            self.facts(partners, &config, snapshot, Bounds { until: None, threads })
        };
        let setup = Setup {
            prepared: &prepared,
            waivers: &[],
            artifact_uri: "snapshot.json".to_owned(),
            today: jiff::civil::date(2026, 11, 25),
            facts: FactsOf(&facts),
            since: None,
        };
        run(&setup, snapshot).map_err(told)
    }

    /// What `cordon facts` works out.
    fn facts(&self, partners: &Partners, config: &Config, snapshot: &Snapshot, bounds: Bounds) -> Result<Tree, String> {
        let data = |name: &str| self.pack.data.get(name).ok_or_else(|| format!("there are no data of the name {name}"));
        let texts = |list: &serde_json::Value| Vec::<String>::deserialize(list).map_err(|error| error.to_string());
        let model = Model::read(data("escalation")?).map_err(told)?;
        let known = texts(data("known_permissions")?)?;
        let targets = texts(&data("permission_sets")?["escalation"]["permissions"])?;
        let mut asked: Vec<String> = model.permissions().into_iter().map(str::to_owned).collect();
        asked.extend(targets.iter().cloned());
        let members = partners.subjects(snapshot, config).map_err(told)?;
        let names = Names { asked: &asked, known: &known, oauth_scopes: self.pack.data.get("oauth_scopes") };
        let access = Access::of(snapshot, &names);
        let mut subjects: std::collections::BTreeMap<SubjectId, Vec<String>> = std::collections::BTreeMap::new();
        for (partner, of) in &members {
            for (kind, id) in of.iter().filter(|(kind, _)| kind != "group") {
                let subject = Kind::from_name(kind).and_then(|kind| access.subjects().by_id(kind, id));
                if let Some(subject) = subject {
                    subjects.entry(subject).or_default().push(partner.clone());
                }
            }
        }
        let subjects: Vec<(SubjectId, Vec<String>)> = subjects.into_iter().collect();
        let targets: Vec<PermissionId> = targets.iter().filter_map(|name| access.permissions().by_name(name)).collect();
        let found = facts::of(&access, &model, &subjects, &targets, bounds);
        found.map(Tree::from).map_err(|_| "the search ran out of time".to_owned())
    }
}

/// Loads a snapshot: reads, parses, validates and indexes it.
pub(crate) fn load(folder: &Path) -> Result<Snapshot, String> {
    Snapshot::load(Origin::File(folder.join("snapshot.json")), read::DEFAULT_MAX_BYTES).map_err(told)
}

/// Writes the report to nowhere.
pub(crate) fn write(report: &Report) -> Result<(), String> {
    let format = Format::from_name("json").unwrap_or(Format::TEXT);
    let style = Style { colour: false, most_per_rule: usize::MAX, keep_waived: true, profile: Profile::Full };
    (format.render)(report, style, &mut std::io::sink()).map(drop).map_err(|error| error.to_string())
}
