//! An analyst exports a whole org with a client that may read everything.

use serde_json::{Value, json};

use crate::mock::{Mock, Org};
use crate::support::{export, findings};

/// The snapshot that the org was made of, as far as an API can tell it.
fn expected(org: &Org) -> Value {
    let mut truth = org.truth.clone();
    truth["exporter"] = json!({"name": "cordon", "version": env!("CARGO_PKG_VERSION")});
    truth.as_object_mut().unwrap().remove("audit_events");
    let audits = json!({"status": "missing", "reason": "not asked for; ask with --audit-days"});
    truth["sections"]["audit_events"] = audits;
    for group in truth["groups"].as_object_mut().unwrap().values_mut() {
        // Members are asked for only where the group may hold roles.
        if group["roles_enabled"] == false {
            group["member_ids"] = json!([]);
            group.as_object_mut().unwrap().remove("dynamic");
        }
    }
    for group in truth["groups"].as_object_mut().unwrap().values_mut().filter(|group| group["include_owners"] == true) {
        // Owners count anyhow, so nobody asks whether they are members too.
        let owners = group["owner_ids"].clone();
        let members = group["member_ids"].as_array_mut().unwrap();
        members.retain(|member| !owners.as_array().unwrap().contains(member));
    }
    for client in truth["oauth_clients"].as_object_mut().unwrap().values_mut() {
        let pairs = client["role_divisions"].as_array_mut().unwrap();
        pairs.sort_by_key(|pair| (pair["division_id"].to_string(), pair["role_id"].to_string()));
        client.as_object_mut().unwrap().remove("last_used_at");
    }
    truth
}

/// Where two values differ, the first few places.
fn differences(left: &Value, right: &Value, at: &str, out: &mut Vec<String>) {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            for key in left.keys().chain(right.keys().filter(|key| !left.contains_key(*key))) {
                let none = Value::Null;
                let (l, r) = (left.get(key).unwrap_or(&none), right.get(key).unwrap_or(&none));
                differences(l, r, &format!("{at}/{key}"), out);
            }
        }
        (left, right) if left != right && out.len() < 20 => out.push(format!("{at}: {left} is not {right}")),
        _ => {}
    }
}

#[test]
fn a_large_org_comes_whole_and_its_planted_findings_are_found() {
    let org = Org::generated(5_000);
    let mock = Mock::of(&org);
    let exported = export(&mock, &[]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    let mut expected = expected(&org);
    let mut snapshot = exported.snapshot();
    for (id, division) in snapshot["divisions"].as_object_mut().unwrap() {
        // The generator counts other types than the API lists.
        expected["divisions"][id]["object_counts"] = division["object_counts"].take();
        division["object_counts"] = expected["divisions"][id]["object_counts"].clone();
    }
    for section in snapshot["sections"].as_object_mut().unwrap().values_mut() {
        section.as_object_mut().unwrap().remove("expected");
    }
    let mut different = Vec::new();
    differences(&snapshot, &expected, "", &mut different);
    assert!(different.is_empty(), "{}", different.join("\n"));
    let truth = serde_json::to_vec_pretty(&org.truth).unwrap();
    let planted = findings(&truth, &org.policy);
    assert!(planted.len() > 50, "{}", planted.len());
    // What nobody asked the org for is not evaluated; everything else is found.
    let unasked = ["audit-change-by-shared-client", "audit-change-unattributable", "oauth-client-dormant"];
    let (unread, found): (Vec<String>, Vec<String>) =
        findings(&exported.bytes(), &org.policy).into_iter().partition(|line| line.starts_with('{'));
    assert_eq!(unread.len(), unasked.len(), "{unread:#?}");
    for rule in unasked {
        assert!(unread.iter().any(|line| line.contains(&format!("\"id\":\"{rule}\""))), "{rule}");
    }
    let others = planted.into_iter().filter(|line| !unasked.iter().any(|rule| line.starts_with(&format!("{rule} "))));
    assert_eq!(found, others.collect::<Vec<_>>());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(exported.path()).unwrap().permissions().mode() & 0o777, 0o600);
    }
    assert!(!exported.dir.path().join("snapshot.json.state").exists());
}

#[test]
fn the_requests_are_close_to_the_least_possible() {
    let org = Org::generated(5_000);
    let mock = Mock::of(&org);
    assert_eq!(export(&mock, &[]).code(), 0);
    let truth = &org.truth;
    let rows = |path: &str| org.answers[path].entities.len();
    let roles = truth["roles"].as_object().unwrap().keys();
    let grants: usize =
        roles.map(|role| rows(&format!("/api/v2/authorization/roles/{role}/subjectgrants")).div_ceil(500).max(1)).sum();
    let groups = truth["groups"].as_object().unwrap().values().filter(|group| group["roles_enabled"] == true).count();
    let objects: usize = org
        .answers
        .values()
        .filter(|answer| answer.entities.first().is_some_and(|entity| entity["division"].is_object()))
        .map(|answer| answer.entities.len().div_ceil(answer.largest.max(1)).max(1))
        .sum();
    let trustees = truth["trustees"].as_object().unwrap().len();
    let least = 5_000 / 500 + grants + 2 * groups + objects.max(22) + 3 * trustees + 15;
    assert!(mock.count() as usize * 10 <= least * 12, "{} requests, least {least}", mock.count());
}

#[test]
fn audits_and_last_use_come_when_they_are_asked_for() {
    let org = Org::generated(60);
    let mock = Mock::of(&org);
    let exported = export(&mock, &["--audit-days", "45", "--usage-days", "30"]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    let snapshot = exported.snapshot();
    assert_eq!(snapshot["audit_events"].as_array().unwrap().len(), org.truth["audit_events"].as_array().unwrap().len());
    assert_eq!(snapshot["sections"]["audit_events"]["status"], "complete");
    assert!(snapshot["oauth_clients"].as_object().unwrap().values().all(|client| client["last_used_at"].is_string()));
    let asked: Vec<String> =
        mock.seen().iter().filter(|seen| seen.path() == "/api/v2/audits/query").map(|seen| seen.body.clone()).collect();
    // 45 days are two stretches, and only services that are about access are asked.
    assert_eq!(asked.len(), 2);
    assert!(asked.iter().all(|body| body.contains("PeoplePermissions")));
    assert!(asked[0].contains("2026-10-03T03:15:00Z/2026-11-02T03:15:00Z"), "{asked:?}");
}

#[test]
fn sections_can_be_chosen() {
    let org = Org::generated(60);
    let mock = Mock::of(&org);
    let exported = export(&mock, &["--sections", "grants"]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    assert_eq!(exported.section("grants").0, "complete");
    assert_eq!(exported.section("users"), ("missing".to_owned(), "not asked for (--sections)".to_owned()));
    assert!(mock.seen().iter().all(|seen| !seen.uri.contains("/users")));
    let exported = export(&mock, &["--skip", "objects,trustees"]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    assert_eq!(exported.section("objects").1, "not asked for (--skip)");
    assert!(exported.snapshot().get("objects").is_none());
    assert_eq!(export(&mock, &["--skip", "wings"]).code(), 64);
}
