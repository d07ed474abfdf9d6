//! Effective access against a page of plain code that was written without it, over small random orgs.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where something is not as it must be")]

mod orgs;
mod plain;

use std::collections::{BTreeMap, BTreeSet};

use cordon::access::{Access, Acts, Kind, Names, PermissionId, SubjectId, Via};
use cordon::config::PolicyFile;
use cordon::policy::{Engine, Limits, Pack};
use cordon::snapshot::{More, Origin, Snapshot, Tree, read, tree};
use serde_json::Value;

const ORGS: u64 = 1000;
const RULE: &str = "partner-excluded-permission";

/// The scopes of the random orgs' clients, as the data of a rule pack.
fn scopes() -> Value {
    serde_json::json!({
        "scopes": {"routing": ["routing"], "analytics": ["analytics"], "recordings": ["recording:recording"]},
        "reading_actions": ["view"],
        "without_scopes": "none",
    })
}

/// Reads an org as any snapshot is read.
fn load(org: &Value, folder: &std::path::Path) -> Snapshot {
    let path = folder.join("snapshot.json");
    std::fs::write(&path, serde_json::to_vec(org).unwrap()).unwrap();
    Snapshot::load(Origin::from_arg(&path), read::DEFAULT_MAX_BYTES).unwrap_or_else(|errors| panic!("{errors:?}"))
}

#[test]
fn a_thousand_random_orgs_are_read_as_plain_code_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    let scopes = scopes();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..ORGS {
        let org = orgs::random(seed);
        let snapshot = load(&org, folder.path());
        let asked: Vec<String> = orgs::ASKED.iter().map(|name| (*name).to_owned()).collect();
        let names = Names { asked: &asked, oauth_scopes: Some(&scopes), ..Names::default() };
        let access = Access::of(&snapshot, &names);
        let plain = plain::Org::of(&org, &scopes);
        let subjects: BTreeSet<(String, String)> = access
            .subjects()
            .all()
            .map(|subject| access.subjects().get(subject))
            .map(|subject| (subject.kind.name().to_owned(), subject.id.to_owned()))
            .collect();
        assert_eq!(subjects, plain.subjects(), "seed {seed}");
        let permissions: Vec<&str> = access.permissions().all().map(|id| access.permissions().name(id)).collect();
        for name in plain.permissions().iter().chain(&asked) {
            assert!(permissions.contains(&name.as_str()), "seed {seed}: {name}");
        }
        let mut by_question: BTreeSet<(SubjectId, PermissionId)> = BTreeSet::new();
        access.who_can(&access.permissions().every(), |subject, permission, _| {
            by_question.insert((subject, permission));
        });
        for subject in access.subjects().all() {
            let of = access.subjects().get(subject);
            let set = access.everything(subject);
            for permission in access.permissions().all() {
                let name = access.permissions().name(permission);
                let effective = access.effective(subject, permission);
                let reach = effective.as_ref().map(|found| found.reach.clone()).unwrap_or_default();
                let place = format!("seed {seed}: {} {name}", of.reference());
                assert_eq!(reach, set.reach(permission), "{place}");
                assert_eq!(effective.is_some(), by_question.contains(&(subject, permission)), "{place}");
                // Somewhere that no grant names: what is held there is held in the whole org.
                let elsewhere = plain.may(of.kind.name(), of.id, name, "elsewhere");
                assert_eq!(reach.whole_org.map(|given| given.conditional), elsewhere, "{place}, whole org");
                if let Some(given) = reach.whole_org {
                    *seen.entry(if given.leak { "leak" } else { "whole org" }).or_default() += 1;
                }
                for division in access.divisions().all() {
                    let id = access.divisions().id(division);
                    let expected = plain.may(of.kind.name(), of.id, name, id);
                    let found = reach.at(division).map(|given| given.conditional);
                    assert_eq!(found, expected, "{place}, {id}");
                    assert_eq!(set.gives(permission, division), expected, "{place}, {id}");
                    let kind = match expected {
                        Some(true) => "under a condition",
                        Some(false) => of.kind.name(),
                        None => "nothing",
                    };
                    *seen.entry(kind).or_default() += 1;
                }
            }
        }
    }
    // The orgs are of use only where every case occurs in them.
    for case in ["leak", "whole org", "under a condition", "nothing", "user", "group", "oauth_client", "trustee_user"] {
        assert!(seen.get(case).is_some_and(|count| *count > 1000), "{case}: {seen:?}");
    }
}

const POLICY: &str = r#"
[permissions]
excluded = ["routing:queue:edit", "@bulk-export", "authorization:grant:add", "fax:line:use"]

[partners.acme]
email_domains = ["acme.example"]
oauth_clients = ["c0", "c1", "c2", "c3"]
trustee_orgs = ["o0", "o1"]
"#;

/// The rule looks at roles that partner subjects hold; the model at what comes of them. Names of excluded permissions
/// are the same for every partner subject: a user has what the rule finds on it and on its groups.
#[test]
fn a_thousand_random_orgs_are_read_as_the_rule_on_excluded_permissions_reads_them() {
    let whole = Pack::load(&[] as &[&std::path::Path]).unwrap();
    let rule = whole.rule(RULE).unwrap().clone();
    let superuser = whole.rule("partner-superuser").unwrap().clone();
    let mut pack = whole.helpers();
    for rule in [&rule, &superuser] {
        pack.modules.extend(whole.modules.iter().find(|module| module.file == rule.file).cloned());
        pack.rules.insert(rule.id.clone(), rule.clone());
    }
    let policy = PolicyFile::parse("cordon.toml", POLICY).unwrap();
    let engine = Engine::new(&pack, &policy.config, Limits::default()).unwrap();
    let mut excluded: Vec<String> =
        ["routing:queue:edit", "authorization:grant:add", "fax:line:use"].map(str::to_owned).to_vec();
    let set = pack.data["permission_sets"]["bulk-export"]["permissions"].as_array().unwrap();
    excluded.extend(set.iter().map(|name| name.as_str().unwrap().to_owned()));
    let folder = tempfile::tempdir().unwrap();
    let (mut compared, mut with_findings) = (0, 0);
    for seed in 0..ORGS {
        let org = orgs::random(seed);
        let snapshot = load(&org, folder.path());
        let beside = snapshot.beside(&More::default());
        let mut evaluated = engine.evaluate(&pack, &policy.config, &[&rule, &superuser], &snapshot.tree, Some(&beside));
        let answer = evaluated.results.remove(RULE).unwrap().unwrap();
        let of_superusers = evaluated.results.remove(&superuser.id).unwrap().unwrap();
        let mut findings: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
        for finding in answer.findings.iter().chain(&of_superusers.findings) {
            let finding = cordon::snapshot::tree::to_json(finding);
            let text = |key: &str| finding["subject"][key].as_str().unwrap().to_owned();
            let names = finding["data"]["permissions"].as_array();
            let names: BTreeSet<String> = match names {
                Some(names) => names.iter().map(|name| name.as_str().unwrap().to_owned()).collect(),
                None => BTreeSet::from(["admin".to_owned()]),
            };
            findings.entry((text("type"), text("id"))).or_default().extend(names);
        }
        let scopes = scopes();
        let access =
            Access::of(&snapshot, &Names { asked: &excluded, oauth_scopes: Some(&scopes), ..Names::default() });
        for subject in access.subjects().all() {
            let of = access.subjects().get(subject);
            if !orgs::is_acme(&org, of.kind.name(), of.id) || of.acts() == Acts::AsTheUser {
                // A client that acts as the user does not use the roles that the rule finds on it.
                continue;
            }
            let found_on = |kind: &str, id: &str| findings.get(&(kind.to_owned(), id.to_owned())).cloned();
            let mut by_rule = found_on(of.kind.name(), of.id).unwrap_or_default();
            if of.kind == Kind::User {
                for (group, _) in access.groups_of(subject) {
                    by_rule.extend(found_on("group", access.subjects().get(group).id).unwrap_or_default());
                }
            }
            // Of a partner org's full access, the rule on excluded permissions says nothing.
            let granted = || access.each_holding(subject).filter(|held| !matches!(held.via, Via::FullAccess(_)));
            let held = excluded.iter().filter(|name| {
                let permission = access.permissions().by_name(name).unwrap();
                access.effective_from(granted(), None, permission).is_some()
            });
            let mut by_model: BTreeSet<String> = held.cloned().collect();
            if access.everything_from(granted(), None).superuser {
                // The rule on superusers names `admin` in place of all that it stands for.
                assert!(by_rule.remove("admin"), "seed {seed}: {}", of.reference());
                assert!(by_rule.is_subset(&by_model), "seed {seed}: {}", of.reference());
                by_model.clone_from(&by_rule);
            }
            assert_eq!(by_model, by_rule, "seed {seed}: {}", of.reference());
            compared += 1;
            with_findings += usize::from(!by_rule.is_empty());
        }
    }
    assert!(compared > 3000 && with_findings > 1000, "{compared} compared, {with_findings} with findings");
}

/// `cordon.lib.effective` in Rego says the same of partner subjects, but for what only a partner org's full access gives.
#[test]
fn random_orgs_are_read_as_the_library_reads_them() {
    let pack = Pack::load(&[] as &[&std::path::Path]).unwrap().helpers();
    let policy = PolicyFile::parse("cordon.toml", POLICY).unwrap();
    let engine = Engine::new(&pack, &policy.config, Limits::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (mut compared, mut leaking) = (0, 0);
    for seed in 0..ORGS {
        let org = orgs::random(seed);
        let snapshot = load(&org, folder.path());
        let ask =
            |name: &str| engine.query(&format!("data.cordon.lib.effective.{name}"), Some(&snapshot.tree)).unwrap();
        let [reach, unconditional, superusers, leaks] = ["reach", "unconditional", "superusers", "leaks"].map(ask);
        let access = Access::of(&snapshot, &Names::default());
        for subject in access.subjects().all() {
            let of = access.subjects().get(subject);
            let is_other = of.kind == Kind::Group || of.acts() == Acts::AsTheUser;
            if is_other || !orgs::is_acme(&org, of.kind.name(), of.id) {
                continue;
            }
            let key = Tree::from(serde_json::json!([of.kind.name(), of.id]));
            let at = format!("seed {seed}: {}", of.reference());
            let granted = || access.each_holding(subject).filter(|held| !matches!(held.via, Via::FullAccess(_)));
            let set = access.everything_from(granted(), None);
            let has = |tree: &Tree| matches!(tree, Tree::Set(found) if found.contains(&key));
            let full = access.each_holding(subject).any(|held| matches!(held.via, Via::FullAccess(_)));
            if !full {
                assert_eq!(has(&superusers), set.superuser, "{at}");
            }
            if set.superuser {
                continue;
            }
            let member = |tree: &Tree| match tree {
                Tree::Object(members) => members.get(&key).map(tree::to_json),
                _ => None,
            };
            let (by_name, plain) = (member(&reach), member(&unconditional));
            let leaks_of = |name: &str| {
                tree::to_json(&leaks).as_array().unwrap().iter().any(|leak| {
                    leak["type"] == of.kind.name()
                        && leak["id"] == of.id
                        && leak["names"].as_array().unwrap().iter().any(|one| one == name)
                })
            };
            for permission in access.permissions().all() {
                let name = access.permissions().name(permission);
                let found = set.reach(permission);
                let places: BTreeSet<String> = by_name
                    .as_ref()
                    .and_then(|by_name| by_name.get(name)?.as_array())
                    .map(|places| places.iter().map(|place| place.as_str().unwrap().to_owned()).collect())
                    .unwrap_or_default();
                assert_eq!(places.contains("*"), found.whole_org.is_some(), "{at} {name}");
                for division in access.divisions().all() {
                    let id = access.divisions().id(division);
                    let there = places.contains("*") || places.contains(id);
                    assert_eq!(there, found.at(division).is_some(), "{at} {name} {id}");
                }
                let is_plain = found.places().any(|(_, given)| !given.conditional);
                let said =
                    plain.as_ref().and_then(Value::as_array).is_some_and(|names| names.iter().any(|one| one == name));
                assert_eq!(said, is_plain, "{at} {name}");
                if found.whole_org.is_some_and(|given| given.leak) {
                    assert!(leaks_of(name), "{at} {name}");
                    leaking += 1;
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 20_000 && leaking > 500, "{compared} compared, {leaking} leak");
}
