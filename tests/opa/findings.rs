//! Every shipped rule over the same orgs, in OPA and in cordon: what each rule returns is compared finding by finding.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use cordon::config::PolicyFile;
use cordon::finding::outcome::RuleStatus;
use cordon::policy::engine::Answer;
use cordon::policy::prepared::Workers;
use cordon::policy::run::{FactsOf, Setup, run};
use cordon::policy::{Limits, Pack, Prepared, Rule};
use cordon::snapshot::{More, Origin, Snapshot, Tree, read};
use libtest_mimic::Failed;

use crate::exact::Doc;
use crate::library::{Engine, Library};
use crate::orgs::{self, CHANGES, Org};
use crate::root;

/// What the issue asks for at least.
const FEWEST_ORGS: usize = 200;

/// Sizes of the generated orgs. Each is made with every change.
const SIZES: [usize; 16] = [20, 24, 28, 32, 36, 40, 45, 50, 56, 62, 70, 80, 90, 100, 120, 150];

/// Writes the bundle of a policy file into a folder with the built binary.
pub(crate) fn bundle_folder(policy: Option<&str>) -> (tempfile::TempDir, PathBuf) {
    bundle_with(policy, &[])
}

fn bundle_with(policy: Option<&str>, arguments: &[&str]) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("bundle");
    let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
    // Away from the repository, no policy file is found where none is given.
    command.current_dir(folder.path()).args(["bundle", "--quiet", "--output"]).arg(&place).args(arguments);
    if let Some(policy) = policy {
        let file = folder.path().join("cordon-policy.toml");
        std::fs::write(&file, policy).unwrap();
        command.arg("--config").arg(file);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (folder, place)
}

/// An engine with what a bundle holds, loaded as OPA loads it: modules under their paths, and `data.json`.
pub(crate) fn engine_of(library: &'static Library, bundle: &Path) -> Engine {
    let engine = library.engine();
    for (name, text) in files_of(bundle) {
        match name.as_str() {
            "data.json" => engine.add_data(&text).unwrap(),
            ".manifest" => {}
            name => engine.add_policy(name, &text).unwrap_or_else(|error| panic!("{name}: {error}")),
        }
    }
    engine
}

/// The files of a bundle by name.
pub(crate) fn files_of(bundle: &Path) -> BTreeMap<String, String> {
    let entries = walkdir::WalkDir::new(bundle).into_iter().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let name = entry.path().strip_prefix(bundle).unwrap().to_str().unwrap().replace('\\', "/");
            (name, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect()
}

/// How a rule ended: status and reasons.
pub(crate) type Outcomes = BTreeMap<String, (String, BTreeSet<String>)>;

/// What cordon makes of an org.
pub(crate) struct Cordon {
    /// What each rule returned, whether `check` would ask it or not.
    answers: BTreeMap<String, Answer>,
    /// What `check` says of each rule; nothing where it refuses to judge the org by this policy.
    pub(crate) outcomes: Option<Outcomes>,
}

fn of_json(value: &serde_json::Value) -> Tree {
    Tree::from_json_str(&value.to_string()).unwrap()
}

/// The org with the facts that `cordon facts` works out, where it has a policy file that can be used.
pub(crate) fn with_facts(mut org: Org) -> Org {
    let folder = tempfile::tempdir().unwrap();
    if let Some(policy) = &org.policy {
        std::fs::write(folder.path().join("cordon.toml"), policy).unwrap();
        std::fs::write(folder.path().join("snapshot.json"), org.snapshot.to_string()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
        let output = command.current_dir(folder.path()).args(["facts", "--quiet", "snapshot.json"]).output().unwrap();
        org.facts = serde_json::from_slice(&output.stdout).ok();
    }
    org
}

/// Asks cordon.
pub(crate) fn ask_cordon(org: &Org, pack: &Pack) -> Cordon {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("snapshot.json");
    std::fs::write(&file, org.snapshot.to_string()).unwrap();
    let loaded = Snapshot::load(Origin::File(file), read::DEFAULT_MAX_BYTES);
    let snapshot = loaded.unwrap_or_else(|errors| panic!("{}: {errors:#?}", org.name));
    let policy = org.policy.as_ref().map(|text| PolicyFile::parse("cordon.toml", text).unwrap());
    let config = policy.as_ref().map(|policy| policy.config.clone()).unwrap_or_default();
    let rules: Vec<&Rule> = pack.rules.values().collect();
    let engine = cordon::policy::Engine::new(pack, &config, Limits::default()).unwrap();
    let since = org.since.as_ref().map(|earlier| {
        let file = folder.path().join("earlier.json");
        std::fs::write(&file, earlier.to_string()).unwrap();
        Snapshot::load(Origin::File(file), read::DEFAULT_MAX_BYTES).unwrap()
    });
    let more = More { facts: org.facts.as_ref().map(of_json), since: since.as_ref().map(|since| since.tree.clone()) };
    let evaluation = engine.evaluate(pack, &config, &rules, &snapshot.tree, Some(&snapshot.beside(&more)));
    let answers = evaluation
        .results
        .into_iter()
        .map(|(id, answer)| {
            let answer = answer.unwrap_or_else(|error| panic!("{}: {id}: {error} at {:?}", org.name, error.place));
            (id, answer)
        })
        .collect();
    let workers = Workers { cores: 2, copies: true };
    let prepared = Prepared::new(pack, rules, policy.as_ref(), Limits::default(), workers).unwrap();
    let setup = Setup {
        prepared: &prepared,
        waivers: &[],
        artifact_uri: "snapshot.json".to_owned(),
        today: jiff::civil::date(2026, 11, 25),
        facts: FactsOf(&|_, _, _| org.facts.as_ref().map(of_json).ok_or_else(|| "there are none".to_owned())),
        since: since.as_ref(),
    };
    let outcomes = run(&setup, &snapshot).ok().map(|run| {
        let outcome = |outcome: cordon::finding::outcome::RuleOutcome| {
            let status = match outcome.status {
                RuleStatus::Passed => "passed",
                RuleStatus::Failed => "failed",
                RuleStatus::NotEvaluated => "not_evaluated",
                RuleStatus::Waived => "waived",
                RuleStatus::Error => "error",
            };
            let reasons = outcome.reason.unwrap_or_default();
            let reasons = reasons.split("; ").filter(|reason| !reason.is_empty()).map(said_by_bundle).collect();
            (outcome.rule.id, (status.to_owned(), reasons))
        };
        run.rules.into_iter().map(outcome).collect()
    });
    Cordon { answers, outcomes }
}

/// `check` names the policy file, which a bundle does not know.
fn said_by_bundle(reason: &str) -> String {
    match reason.split_once(" sets no ") {
        Some((_, place)) => format!("the policy file sets no {place}"),
        None => reason.replace("there is no policy file that sets", "the policy file sets no"),
    }
}

/// How the bundle's own module says that each rule ended.
pub(crate) fn outcomes_of(document: &Doc) -> Outcomes {
    let outcome = |(id, outcome): (&str, &Doc)| {
        let reasons = outcome.get("reasons").unwrap().elements().iter();
        let reasons = reasons.map(|reason| reason.text().unwrap().to_owned()).collect();
        (id.to_owned(), (outcome.get("status").unwrap().text().unwrap().to_owned(), reasons))
    };
    document.members().map(outcome).collect()
}

/// What a comparison came to.
#[derive(Default)]
struct Comparison {
    orgs: usize,
    findings: usize,
    /// Orgs of which the outcomes of `check` were compared, too.
    judged: usize,
    /// Findings by rule, and rules by how they ended.
    seen: BTreeMap<String, usize>,
    differences: Vec<String>,
}

impl Comparison {
    fn add(&mut self, other: Self) {
        self.orgs += other.orgs;
        self.findings += other.findings;
        self.judged += other.judged;
        for (what, count) in other.seen {
            *self.seen.entry(what).or_default() += count;
        }
        self.differences.extend(other.differences);
    }

    /// Compares one org.
    fn compare(&mut self, org: &Org, pack: &Pack, opa: &Engine) {
        let input = org.snapshot.to_string();
        let cordon = ask_cordon(org, pack);
        let found = opa.document("cordon.rules", &input).unwrap_or_else(|error| panic!("{}: {error}", org.name));
        let found = found.unwrap_or_else(|| panic!("{}: data.cordon.rules is undefined", org.name));
        self.orgs += 1;
        for (id, rule) in &pack.rules {
            let name = rule.package.rsplit('.').next().unwrap();
            let returned = found.get(&rule.area).and_then(|area| area.get(name));
            let answer = &cordon.answers[id];
            let ours: BTreeSet<Doc> =
                answer.findings.iter().map(|one| Doc::parse(&one.to_json_str().unwrap()).unwrap()).collect();
            let theirs: BTreeSet<Doc> = part(returned, "findings");
            self.findings += theirs.len();
            *self.seen.entry(id.clone()).or_default() += theirs.len();
            self.note(&format!("{}: {id}", org.name), &ours, &theirs);
            let ours: BTreeSet<Doc> = answer.not_evaluated.iter().cloned().map(Doc::Text).collect();
            self.note(&format!("{}: {id}, not evaluated", org.name), &ours, &part(returned, "not_evaluated"));
        }
        let outcomes = opa.document("cordon.outcomes", &input).unwrap().unwrap();
        if let Some(ours) = cordon.outcomes {
            self.judged += 1;
            for (status, _) in ours.values() {
                *self.seen.entry(status.clone()).or_default() += 1;
            }
            let theirs = outcomes_of(&outcomes);
            if ours != theirs {
                let of_rule = |id: &String| format!("  {id}: cordon {:?}, OPA {:?}", ours.get(id), theirs.get(id));
                let ids: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
                let lines: Vec<String> =
                    ids.into_iter().filter(|id| ours.get(*id) != theirs.get(*id)).map(of_rule).collect();
                self.differences.push(format!("{}: outcomes\n{}", org.name, lines.join("\n")));
            }
        }
    }

    fn note(&mut self, place: &str, ours: &BTreeSet<Doc>, theirs: &BTreeSet<Doc>) {
        if ours == theirs {
            return;
        }
        let mut text = format!("{place}: cordon has {}, OPA has {}\n", ours.len(), theirs.len());
        for (whose, these) in [("cordon", ours.difference(theirs)), ("OPA", theirs.difference(ours))] {
            for one in these.take(3) {
                let _ = writeln!(text, "  only {whose}: {one}");
            }
        }
        self.differences.push(text);
    }

    fn conclude(self, what: &str, started: Instant) -> Result<Self, Failed> {
        let seconds = started.elapsed().as_secs_f64();
        eprintln!(
            "{what}: {} orgs, {} findings compared one by one, outcomes of {} orgs, {} differences, {seconds:.1} s",
            self.orgs,
            self.findings,
            self.judged,
            self.differences.len()
        );
        if self.differences.is_empty() {
            return Ok(self);
        }
        let shown: Vec<&String> = self.differences.iter().take(10).collect();
        Err(format!("{} differences, the first of them:\n{shown:#?}", self.differences.len())
            .replace("\\n", "\n")
            .into())
    }
}

fn part(returned: Option<&Doc>, name: &str) -> BTreeSet<Doc> {
    returned.and_then(|rule| rule.get(name)).map(|part| part.elements().iter().cloned().collect()).unwrap_or_default()
}

/// Compares orgs, those of one policy file with one engine, on all processors.
fn compare(library: &'static Library, groups: &[Vec<Org>], pack: &Pack) -> Comparison {
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let work = || {
        let mut mine = Comparison::default();
        while let Some(group) = groups.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (_folder, place) = bundle_folder(group[0].policy.as_deref());
            for org in group {
                let opa = engine_of(library, &place);
                opa.add_data(&org.beside().to_string()).unwrap();
                mine.compare(org, pack, &opa);
            }
        }
        mine
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let mut all = Comparison::default();
        for worker in running {
            all.add(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        all
    })
}

fn by_policy(orgs: Vec<Org>) -> Vec<Vec<Org>> {
    let mut groups: BTreeMap<Option<String>, Vec<Org>> = BTreeMap::new();
    for org in orgs {
        groups.entry(org.policy.clone()).or_default().push(org);
    }
    groups.into_values().collect()
}

/// Every sample org, under its own policy file, under that of another org, and under none.
pub(crate) fn sample_orgs(library: &'static Library) -> Result<(), Failed> {
    let started = Instant::now();
    let pack = Pack::load(&[] as &[&str]).unwrap();
    let read =
        |name: &str, file: &str| std::fs::read_to_string(root().join("snapshots").join(name).join(file)).unwrap();
    let names: Vec<String> = std::fs::read_dir(root().join("snapshots"))?
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .collect();
    let policies = names.iter().map(|name| Some(read(name, "cordon.toml"))).chain([None]);
    let earlier: serde_json::Value = serde_json::from_str(&read("acme-october", "snapshot.json"))?;
    let earlier = &earlier;
    let orgs: Vec<Org> = policies
        .flat_map(|policy| {
            names.iter().map(move |name| Org {
                name: name.clone(),
                snapshot: serde_json::from_str(&read(name, "snapshot.json")).unwrap(),
                policy: policy.clone(),
                facts: None,
                since: (name == "acme").then(|| earlier.clone()),
            })
        })
        .map(with_facts)
        .collect();
    let found = compare(library, &by_policy(orgs), &pack).conclude("sample orgs", started)?;
    let silent: Vec<&String> =
        pack.rules.keys().filter(|id| found.seen.get(*id).is_none_or(|count| *count == 0)).collect();
    if silent.is_empty() { Ok(()) } else { Err(format!("no sample org makes these rules fire: {silent:?}").into()) }
}

/// Generated orgs, each as it is and with every change.
pub(crate) fn generated_orgs(library: &'static Library) -> Result<(), Failed> {
    let started = Instant::now();
    let pack = Pack::load(&[] as &[&str]).unwrap();
    let bases = SIZES.iter().zip(1..).map(|(users, seed)| (orgs::generated(*users, seed), seed));
    let orgs: Vec<Org> = bases
        .flat_map(|(base, seed)| CHANGES.map(|change| orgs::changed(&base, change, seed)).into_iter())
        .map(with_facts)
        .collect();
    let found = compare(library, &by_policy(orgs), &pack).conclude("generated orgs", started)?;
    // A comparison of nothing with nothing proves nothing.
    if found.orgs < FEWEST_ORGS {
        return Err(format!("only {} orgs", found.orgs).into());
    }
    // No generated org of these sizes trusts another one fully; a sample org does.
    let ids = pack.rules.keys().map(String::as_str).filter(|id| *id != "trustee-full-access");
    let wanted = ids.chain(["passed", "failed", "not_evaluated"]);
    let unseen: Vec<&str> = wanted.filter(|what| found.seen.get(*what).is_none_or(|count| *count == 0)).collect();
    if unseen.is_empty() { Ok(()) } else { Err(format!("never seen: {unseen:?}").into()) }
}

/// An org of a size at which loops of the one and indexes of the other could part.
pub(crate) fn a_large_org(library: &'static Library) -> Result<(), Failed> {
    let started = Instant::now();
    let pack = Pack::load(&[] as &[&str]).unwrap();
    let found =
        compare(library, &[vec![with_facts(orgs::generated(2_000, 7))]], &pack).conclude("2,000 users", started)?;
    if found.findings > 40 { Ok(()) } else { Err(format!("only {} findings", found.findings).into()) }
}

/// A user's own rule and helper go into the bundle and give the same findings; a rule that is left out does not.
pub(crate) fn rules_of_a_user(library: &'static Library) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("house.rego", "package house.names\n\nshown(user) := sprintf(\"%s (%s)\", [user.name, user.state])\n");
    write("data/house_rules.json", "{\"most\": 3}");
    write(
        "rule.rego",
        "# METADATA\n# title: A user's rule\n# description: Why.\n# custom:\n#   id: users-rule\n#   severity: low\n\
         #   requires: [users]\n#   remediation: Fix it.\npackage cordon.rules.house.users_rule\n\n\
         import data.house.names\n\n\
         findings contains finding if {\n\tsome id, user in input.users\n\
         \tcount(user.group_ids) < data.cordon.data.house_rules.most\n\
         \tfinding := {\"subject\": {\"type\": \"user\", \"id\": id}, \"message\": names.shown(user), \
         \"path\": [\"users\", id]}\n}\n",
    );
    let snapshot = std::fs::read_to_string(root().join("snapshots/acme/snapshot.json"))?;
    let rules = folder.path().to_str().unwrap();
    let chosen = ["users-rule", "oauth-implicit-grant"];
    let (_kept, place) = bundle_with(None, &["--policy", rules, "--rule", &chosen.join(",")]);
    let mut pack = Pack::load(&[rules]).unwrap();
    let opa = engine_of(library, &place);
    let areas = opa.document("cordon.rules", &snapshot)?.unwrap();
    let inside: Vec<&str> = areas.members().flat_map(|(_, area)| area.members().map(|(name, _)| name)).collect();
    if inside != ["users_rule", "oauth_implicit_grant"] {
        return Err(format!("the bundle has the rules {inside:?}").into());
    }
    pack.rules.retain(|id, _| chosen.contains(&id.as_str()));
    let org = Org {
        name: "acme".to_owned(),
        snapshot: serde_json::from_str(&snapshot)?,
        policy: None,
        facts: None,
        since: None,
    };
    let mut found = Comparison::default();
    found.compare(&org, &pack, &opa);
    let found = found.conclude("rules of a user", Instant::now())?;
    if found.seen["users-rule"] > 5 { Ok(()) } else { Err("the user's rule finds too little".into()) }
}

/// A rule that reads facts gives the same findings where OPA is given what `cordon facts` writes, and says that it could
/// not look where it is not.
pub(crate) fn facts_of_cordon(library: &'static Library) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let data = root().join("tests/data/facts");
    let mut snapshot: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(root().join("snapshots/acme/snapshot.json"))?)?;
    merge(&mut snapshot, &serde_json::from_str(&std::fs::read_to_string(data.join("patch.json"))?)?);
    std::fs::write(folder.path().join("snapshot.json"), snapshot.to_string())?;
    std::fs::create_dir(folder.path().join("rules"))?;
    std::fs::copy(data.join("partner_chain.rego"), folder.path().join("rules/partner_chain.rego"))?;
    let policy = std::fs::read_to_string(root().join("snapshots/acme/cordon.toml"))?;
    std::fs::write(folder.path().join("cordon.toml"), &policy)?;
    let cordon = |arguments: &[&str]| -> Result<serde_json::Value, Failed> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
        let output = command.current_dir(folder.path()).args(arguments).arg("snapshot.json").output()?;
        serde_json::from_slice(&output.stdout).map_err(|_| String::from_utf8_lossy(&output.stderr).into_owned().into())
    };
    let facts = cordon(&["facts", "--quiet"])?;
    let rules = folder.path().join("rules").display().to_string();
    let report = cordon(&["check", "--policy", &rules, "--rule", "partner-chain", "--format", "json", "--quiet"])?;
    let (_kept, place) = bundle_with(Some(&policy), &["--policy", &rules, "--rule", "partner-chain"]);
    let opa = engine_of(library, &place);
    let text = snapshot.to_string();
    let ask = |opa: &Engine| -> Result<(Vec<String>, usize), Failed> {
        let rule = opa.document("cordon.rules.test.partner_chain", &text)?.ok_or("the rule is undefined")?;
        let message = |finding: &Doc| finding.get("message").and_then(Doc::text).unwrap_or_default().to_owned();
        let mut messages: Vec<String> =
            rule.get("findings").ok_or("no findings")?.elements().iter().map(message).collect();
        messages.sort();
        Ok((messages, rule.get("not_evaluated").map_or(0, |reasons| reasons.elements().len())))
    };
    let blind = ask(&opa)?;
    opa.add_data(&serde_json::json!({"cordon": {"facts": facts}}).to_string())?;
    let found = ask(&opa)?;
    let findings = report["runs"][0]["findings"].as_array().ok_or("no findings in the report")?;
    let mut ours: Vec<String> =
        findings.iter().map(|one| one["message"].as_str().unwrap_or_default().to_owned()).collect();
    ours.sort();
    if ours.is_empty() || found != (ours.clone(), 0) || blind != (Vec::new(), 1) {
        return Err(format!("cordon: {ours:?}, OPA: {found:?}, without facts: {blind:?}").into());
    }
    Ok(())
}

fn merge(into: &mut serde_json::Value, patch: &serde_json::Value) {
    match (into, patch) {
        (serde_json::Value::Object(into), serde_json::Value::Object(patch)) => {
            patch.iter().for_each(|(key, value)| merge(into.entry(key).or_insert(serde_json::Value::Null), value));
        }
        (into, patch) => *into = patch.clone(),
    }
}
