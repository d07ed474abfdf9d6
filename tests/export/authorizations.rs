//! An analyst wants to know which apps of other companies the org let in. The permission for looking lets one authorize
//! apps, too, so an org may well keep it, and its export is whole without.

use serde_json::{Value, json};

use crate::mock::{Behaviour, LISTED_SECRET, Mock, Org};
use crate::support::{command, export, export_command};

const PATH: &str = "/api/v2/oauth/authorizations";
const PERMISSION: &str = "oauth:client:authorize";

fn refusing(permission: &str) -> Behaviour {
    Behaviour { refused: [(PATH.to_owned(), permission.to_owned())].into(), ..Behaviour::default() }
}

/// The authorizations and what the export said, of these entities.
fn of(entities: Value) -> (Value, String) {
    let mut org = Org::generated(60);
    org.change(PATH, |held| *held = entities.as_array().unwrap().clone());
    let exported = export(&Mock::of(&org), &[]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    let output = command(exported.dir.path()).args(["validate", "snapshot.json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let mut snapshot = exported.snapshot();
    assert_eq!(snapshot["sections"]["oauth_authorizations"]["status"], "complete");
    (snapshot["oauth_authorizations"].take(), exported.stderr())
}

#[test]
fn each_app_is_found_with_what_it_may_do_and_who_let_it_in() {
    let (found, _) = of(json!([{
        "client": {"id": "app", "name": "Voicecraft"},
        "scope": ["users", "analytics:readonly", "users"],
        "roles": ["role-b", {"id": "role-a", "name": "Agent"}, "role-b"],
        "resourceOwner": {"id": "ada"},
        "dateCreated": "2025-02-03T10:00:00.000Z",
        "pending": false,
        "state": "Authorized",
    }]));
    let wanted = json!({"app": {
        "name": "Voicecraft", "state": "authorized", "pending": false, "scopes": ["analytics:readonly", "users"],
        "role_ids": ["role-a", "role-b"], "resource_owner_id": "ada", "created_at": "2025-02-03T10:00:00Z",
    }});
    assert_eq!(found, wanted);
}

#[test]
fn each_state_has_its_word_and_one_that_is_none_reads_as_authorized() {
    let states = ["Unauthorized", "Requested", "Authorized", "Revoked", "REVOKED", "Suspended", ""];
    let entities =
        states.iter().enumerate().map(|(at, state)| json!({"client": {"id": at.to_string()}, "state": state}));
    let (found, said) = of(entities.collect());
    let words = ["unauthorized", "requested", "authorized", "revoked", "revoked", "authorized", "authorized"];
    for (at, word) in words.iter().enumerate() {
        assert_eq!(found[at.to_string()]["state"], **word, "{}", states[at]);
    }
    assert_eq!(found["5"]["unmapped"], json!({"state": "Suspended"}));
    assert!(found["2"].get("unmapped").is_none() && found["6"].get("unmapped").is_none());
    // What is not said is left open, and the id stands in for a name.
    for member in ["pending", "created_at", "resource_owner_id"] {
        assert!(found["0"].get(member).is_none(), "{member}");
    }
    assert_eq!(found["0"]["name"], "0");
    assert!(said.contains("Suspended") && said.contains("an authorization is not one that cordon knows"), "{said}");
}

#[test]
fn an_org_without_apps_has_none() {
    assert_eq!(of(json!([])).0, json!({}));
}

#[test]
fn what_names_no_client_makes_the_list_partial() {
    let mut org = Org::generated(60);
    org.change(PATH, |held| held.push(json!({"state": "Authorized", "scope": []})));
    let exported = export(&Mock::of(&org), &[]);
    assert_eq!((exported.code(), exported.section("oauth_authorizations").0.as_str()), (3, "partial"));
}

#[test]
fn a_refusal_leaves_the_export_whole_and_names_the_permission() {
    let org = Org::generated(60);
    for (named, wanted) in [("", PERMISSION), ("special:entity:view", "special:entity:view")] {
        let exported = export(&Mock::start(&org, refusing(named)), &[]);
        assert_eq!(exported.code(), 0, "{}", exported.stderr());
        let (status, reason) = exported.section("oauth_authorizations");
        assert_eq!(status, "missing");
        assert!(reason.contains(wanted), "{reason}");
        assert!(exported.stderr().contains(wanted), "{}", exported.stderr());
        assert!(exported.snapshot().get("oauth_authorizations").is_none());
        assert!(!exported.dir.path().join("snapshot.json.state").exists());
        let sections = exported.snapshot()["sections"].as_object().unwrap().clone();
        assert!(sections.values().all(|state| state.get("spared").is_none()));
    }
    // Who asks for it by name wants it.
    let exported = export(&Mock::start(&org, refusing("")), &["--sections", "oauth_authorizations"]);
    assert_eq!(exported.code(), 3, "{}", exported.stderr());
    // A server that breaks has refused nothing.
    let broken = (500, None, "{}".to_owned());
    let behaviour = Behaviour { instead: [(PATH.to_owned(), broken)].into(), ..Behaviour::default() };
    let exported = export(&Mock::start(&org, behaviour), &[]);
    assert_eq!((exported.code(), exported.section("oauth_authorizations").0.as_str()), (3, "missing"));
}

#[test]
fn it_is_a_section_like_others() {
    let org = Org::generated(60);
    let mock = Mock::of(&org);
    let exported = export(&mock, &["--skip", "oauth_authorizations"]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    assert_eq!(exported.section("oauth_authorizations").1, "not asked for (--skip)");
    assert!(mock.seen().iter().all(|seen| seen.path() != PATH));
    let exported = export(&mock, &["--sections", "oauth_authorizations"]);
    assert_eq!((exported.code(), exported.section("oauth_authorizations").0.as_str()), (0, "complete"));
    assert!(mock.seen().iter().filter(|seen| seen.path() == PATH).count() == 1);
    let dir = tempfile::tempdir().unwrap();
    let plan = command(dir.path()).args(["export", "--dry-run"]).output().unwrap();
    let plan = String::from_utf8(plan.stdout).unwrap();
    assert!(plan.contains(&format!("GET {PATH}")), "{plan}");
    assert!(plan.contains(&format!("{PERMISSION} (can be left out")), "{plan}");
}

#[test]
fn what_was_refused_is_asked_for_again_when_an_export_goes_on() {
    let org = Org::generated(60);
    let wanted = export(&Mock::of(&org), &[]).bytes();
    let refused = [(PATH.to_owned(), String::new()), ("/api/v2/scripts".to_owned(), String::new())].into();
    let refusing = Mock::start(&org, Behaviour { refused, ..Behaviour::default() });
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(export_command(&refusing, dir.path(), &[]).output().unwrap().status.code(), Some(3));
    // The state is of one API: the second server must be at the same address.
    let state = dir.path().join("snapshot.json.state");
    let other = Mock::of(&org);
    let text = std::fs::read_to_string(&state).unwrap();
    std::fs::write(&state, text.replacen(&refusing.url(), &other.url(), 1)).unwrap();
    let output = export_command(&other, dir.path(), &["--resume"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(std::fs::read(dir.path().join("snapshot.json")).unwrap() == wanted);
    assert!(other.seen().iter().any(|seen| seen.path() == PATH));
    assert!(other.count() < 10, "{} requests", other.count());
}

#[test]
fn a_secret_that_is_sent_along_ends_there() {
    let mut org = Org::generated(60);
    org.change(PATH, |held| {
        for entity in held {
            entity["secret"] = json!(LISTED_SECRET);
            entity["resourceOwner"]["secret"] = json!(LISTED_SECRET);
            entity["roles"] = json!([{"id": "role", "clientSecret": LISTED_SECRET}]);
            assert_eq!(entity["client"]["secret"], LISTED_SECRET);
        }
    });
    // Something else is lacking, so that the state stays.
    let refused = [("/api/v2/scripts".to_owned(), String::new())].into();
    let mock = Mock::start(&org, Behaviour { refused, ..Behaviour::default() });
    let exported = export(&mock, &["-vv"]);
    assert_eq!(exported.code(), 3);
    assert_eq!(exported.section("oauth_authorizations").0, "complete");
    let state = std::fs::read(exported.dir.path().join("snapshot.json.state")).unwrap();
    for (what, bytes) in [("snapshot", exported.bytes()), ("state", state), ("output", exported.output.stderr.clone())]
    {
        assert!(!String::from_utf8_lossy(&bytes).contains(LISTED_SECRET), "{what}");
    }
}

#[test]
fn the_name_of_a_person_in_that_of_an_app_is_a_pseudonym() {
    let mut org = Org::generated(60);
    let person = org.answers["/api/v2/users/query"].entities[0]["name"].as_str().unwrap().to_owned();
    org.change(PATH, |held| held[0]["client"]["name"] = json!(format!("{person}'s helper")));
    let dir = tempfile::tempdir().unwrap();
    let mock = Mock::of(&org);
    let mut command = export_command(&mock, dir.path(), &["--pseudonymize"]);
    let output = command.env("CORDON_PSEUDONYM_KEY", "a key for pseudonyms that is long").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(dir.path().join("snapshot.json")).unwrap();
    assert!(text.contains("'s helper") && !text.contains(&person));
}

#[test]
fn saved_responses_are_whole_without() {
    let org = Org::generated(60);
    let mock = Mock::of(&org);
    export(&mock, &[]);
    for (keep, status) in [(true, "complete"), (false, "missing")] {
        let dir = tempfile::tempdir().unwrap();
        let seen = mock.seen();
        let lines = seen.iter().filter(|seen| keep || seen.path() != PATH).filter_map(|seen| {
            let body = seen.answer.as_ref()?;
            Some(format!("{}\n", json!({"method": seen.method, "url": seen.uri, "status": 200, "body": body})))
        });
        std::fs::write(dir.path().join("all.jsonl"), lines.collect::<String>()).unwrap();
        let output = command(dir.path()).args(["export", "--from-responses", "."]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        let snapshot: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(snapshot["sections"]["oauth_authorizations"]["status"], status);
    }
}

#[test]
fn whether_a_role_needs_an_update_is_what_the_org_says() {
    let mut org = Org::generated(60);
    org.change("/api/v2/authorization/roles", |roles| {
        roles[0]["roleNeedsUpdate"] = json!(true);
        roles[1]["roleNeedsUpdate"] = json!(false);
        roles[2].as_object_mut().unwrap().remove("roleNeedsUpdate");
    });
    let snapshot = export(&Mock::of(&org), &[]).snapshot();
    let role = |at: usize| {
        let id = org.answers["/api/v2/authorization/roles"].entities[at]["id"].as_str().unwrap();
        snapshot["roles"][id].get("needs_update").cloned()
    };
    assert_eq!([role(0), role(1), role(2)], [Some(json!(true)), Some(json!(false)), None]);
}
