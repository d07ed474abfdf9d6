//! Listings in all the ways in which servers page them.

use crate::mock::org::Style;
use crate::mock::{Behaviour, CLIENT_ID, CLIENT_SECRET, Mock, Org, TOKEN};
use crate::support::{export, export_command};

#[test]
fn every_way_of_paging_gives_the_same_bytes() {
    let org = Org::generated(1_200);
    let wanted = export(&Mock::of(&org), &[]).bytes();
    let ways = [
        Behaviour { page: Some((100, false)), ..Behaviour::default() },
        Behaviour { page: Some((100, true)), ..Behaviour::default() },
        Behaviour { page: Some((25, false)), no_next_uri: true, ..Behaviour::default() },
        Behaviour { page: Some((50, false)), no_totals: true, ..Behaviour::default() },
        Behaviour { page: Some((50, false)), no_totals: true, no_next_uri: true, ..Behaviour::default() },
        Behaviour { page: Some((100, false)), foreign_next_uri: true, ..Behaviour::default() },
        Behaviour { token_life: Some(0.3), ..Behaviour::default() },
    ];
    for behaviour in ways {
        let mock = Mock::start(&org, behaviour.clone());
        let exported = export(&mock, &["-v"]);
        assert_eq!(exported.code(), 0, "{behaviour:?}: {}", exported.stderr());
        let same = exported.bytes() == wanted;
        // Where nothing is said of totals, nothing is expected.
        let text = |bytes: &[u8]| -> Vec<String> {
            let lines = String::from_utf8(bytes.to_vec()).unwrap();
            lines.lines().filter(|line| !line.contains("\"expected\":")).map(str::to_owned).collect()
        };
        assert!(same || behaviour.no_totals && text(&exported.bytes()) == text(&wanted), "{behaviour:?}");
    }
}

#[test]
fn the_pace_keeps_below_the_limit_that_the_headers_tell() {
    let org = Org::generated(60);
    let mock = Mock::start(&org, Behaviour { limit: Some((60, 400)), ..Behaviour::default() });
    let exported = export(&mock, &["--wait-scale", "1"]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    let refused = mock.seen().iter().filter(|seen| seen.status == 429).count();
    assert_eq!(refused, 0, "of {} requests", mock.count());
}

#[test]
fn requests_are_what_the_documentation_asks_for() {
    let org = Org::generated(60);
    let mock = Mock::of(&org);
    assert_eq!(export(&mock, &[]).code(), 0);
    let seen = mock.seen();
    let token: Vec<_> = seen.iter().filter(|seen| seen.uri == "/oauth/token").collect();
    assert_eq!(token.len(), 1);
    assert_eq!(token[0].body, "grant_type=client_credentials");
    for request in seen.iter().filter(|seen| seen.uri != "/oauth/token") {
        assert_eq!(request.header("authorization"), Some(format!("Bearer {TOKEN}-0").as_str()));
        assert!(request.header("user-agent").unwrap().starts_with("cordon/"));
        assert!(!request.uri.contains(CLIENT_ID) && !request.uri.contains(CLIENT_SECRET));
    }
    let has = |part: &str| assert!(seen.iter().any(|seen| seen.uri.contains(part)), "{part}");
    has("/api/v2/authorization/roles?userCount=false&pageSize=500&pageNumber=1");
    has("/api/v2/authorization/divisions?objectCount=true&pageSize=500&pageNumber=1");
    has("/api/v2/users/query?state=any&");
}

#[test]
fn a_ready_token_is_used_and_named_when_it_is_refused() {
    let org = Org::generated(60);
    let mock = Mock::of(&org);
    // The mock accepts the last token that it gave.
    assert_eq!(export(&mock, &["--sections", "divisions"]).code(), 0);
    let dir = tempfile::tempdir().unwrap();
    let run = |token: &str| {
        let mut command = export_command(&mock, dir.path(), &[]);
        command.env_remove("GENESYSCLOUD_OAUTHCLIENT_ID").env_remove("GENESYSCLOUD_OAUTHCLIENT_SECRET");
        command.env("GENESYSCLOUD_ACCESS_TOKEN", token).output().unwrap()
    };
    assert_eq!(run(&format!("{TOKEN}-0")).status.code(), Some(0));
    let refused = run("stale");
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("GENESYSCLOUD_ACCESS_TOKEN"));
}

#[test]
fn a_server_that_caps_pages_without_saying_so_is_not_asked_twice_for_each() {
    let org = Org::generated(5_000);
    let mock = Mock::start(&org, Behaviour { page: Some((100, false)), ..Behaviour::default() });
    assert_eq!(export(&mock, &["--sections", "users"]).code(), 0);
    let users = mock.seen().iter().filter(|seen| seen.path() == "/api/v2/users/query").count();
    assert!(users <= 52, "{users} requests for 50 pages");
}

#[test]
fn a_server_that_goes_on_in_another_way_than_documented_is_followed() {
    let org = Org::generated(300);
    // How many there are is known only where the server says it.
    let without_totals = |mut snapshot: serde_json::Value| {
        for state in snapshot["sections"].as_object_mut().unwrap().values_mut() {
            state.as_object_mut().unwrap().remove("expected");
        }
        snapshot
    };
    let wanted = without_totals(export(&Mock::of(&org), &[]).snapshot());
    // Users that go on with `after`, policies with `cursor`, groups that say nothing of how many there are.
    let mut odd = org.clone();
    let style = |org: &mut Org, path: &str, style| org.answers.get_mut(path).unwrap().style = style;
    style(&mut odd, "/api/v2/users/query", Style::After);
    style(&mut odd, "/api/v2/authorization/policies", Style::Cursor);
    let behaviour = Behaviour { page: Some((50, false)), no_totals: true, no_next_uri: true, ..Behaviour::default() };
    let exported = export(&Mock::start(&odd, behaviour), &[]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    assert!(without_totals(exported.snapshot()) == wanted);
}
