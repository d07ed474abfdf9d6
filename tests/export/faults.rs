//! A bad day: whatever goes wrong on the way, the same org gives the same bytes.

use crate::mock::{Behaviour, Fault, Mock, Org};
use crate::support::{export, findings};

#[test]
fn each_fault_alone_changes_no_byte() {
    let org = Org::generated(1_200);
    let wanted = export(&Mock::of(&org), &[]).bytes();
    for fault in Fault::ALL {
        let rate = if fault == Fault::Storm { 5 } else { 25 };
        let mock = Mock::start(
            &org,
            Behaviour { faults: vec![(fault, rate)], page: Some((100, false)), ..Behaviour::default() },
        );
        let exported = export(&mock, &["-vv"]);
        assert_eq!(exported.code(), 0, "{fault:?}: {}", exported.stderr());
        assert!(exported.bytes() == wanted, "{fault:?} changes the snapshot");
    }
}

#[test]
fn all_faults_at_once_change_no_byte_of_a_large_org() {
    let org = Org::generated(5_000);
    let wanted = export(&Mock::of(&org), &[]).bytes();
    let faults = Fault::ALL.map(|fault| (fault, if fault == Fault::Storm { 1 } else { 3 })).to_vec();
    let mock = Mock::start(&org, Behaviour { faults, ..Behaviour::default() });
    let exported = export(&mock, &[]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    assert!(exported.bytes() == wanted);
    assert!(findings(&exported.bytes(), &org.policy).len() > 50);
}

#[test]
fn a_server_that_is_down_is_given_up_on_in_bounded_tries() {
    let org = Org::generated(60);
    let mock = Mock::start(&org, Behaviour { faults: vec![(Fault::ServerError, 100)], ..Behaviour::default() });
    let exported = export(&mock, &[]);
    assert_eq!(exported.code(), 2, "{}", exported.stderr());
    assert!(!exported.path().exists());
    assert!(mock.count() < 100, "{} requests", mock.count());
}

#[test]
fn every_request_may_fail_in_many_ways_in_a_row() {
    let org = Org::generated(120);
    let wanted = export(&Mock::of(&org), &[]).bytes();
    let in_turn = vec![
        Fault::Forbidden,
        Fault::ServerError,
        Fault::HtmlPage,
        Fault::TruncatedJson,
        Fault::Reset,
        Fault::ServerError,
        Fault::RepeatedPage,
    ];
    let mock = Mock::start(&org, Behaviour { in_turn, page: Some((50, false)), ..Behaviour::default() });
    let exported = export(&mock, &[]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    assert!(exported.bytes() == wanted);
    let mock =
        Mock::start(&org, Behaviour { in_turn: vec![Fault::ExpiredToken, Fault::ShrunkPage], ..Behaviour::default() });
    let exported = export(&mock, &[]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
    assert!(exported.bytes() == wanted);
}

#[test]
fn a_wait_that_the_run_does_not_leave_is_not_begun() {
    let org = Org::generated(60);
    let body = r#"{"message": "Rate limit exceeded", "status": 429}"#;
    for (status, pause) in [(429, "99999999999"), (503, "100000")] {
        let instead =
            [("/api/v2/organizations/me".to_owned(), (status, Some(pause.to_owned()), body.to_owned()))].into();
        let mock = Mock::start(&org, Behaviour { instead, ..Behaviour::default() });
        let exported = export(&mock, &["--wait-scale", "1"]);
        assert_eq!(exported.code(), 2, "{}", exported.stderr());
        assert!(exported.stderr().contains("asks to wait"), "{}", exported.stderr());
        assert_eq!(mock.count(), 2);
    }
}

#[test]
fn a_host_that_is_not_there_is_given_up_on_soon() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let dir = tempfile::tempdir().unwrap();
    let mut command = crate::support::command(dir.path());
    command.env("GENESYSCLOUD_OAUTHCLIENT_ID", "id").env("GENESYSCLOUD_OAUTHCLIENT_SECRET", "a secret");
    command.args(["export", "--api-url", &url, "--wait-scale", "0.01", "-vv"]);
    let output = command.output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert_eq!(stderr.matches("again in").count(), 3, "{stderr}");
}

#[test]
fn a_token_that_lives_for_ever_is_a_token() {
    let org = Org::generated(60);
    let mock = Mock::start(&org, Behaviour { token_life: Some(1e300), ..Behaviour::default() });
    let exported = export(&mock, &[]);
    assert_eq!(exported.code(), 0, "{}", exported.stderr());
}

#[test]
fn a_proxy_that_is_none_is_an_error() {
    let org = Org::generated(60);
    let mock = Mock::of(&org);
    let dir = tempfile::tempdir().unwrap();
    let mut command = crate::support::export_command(&mock, dir.path(), &[]);
    let output = command.env("GENESYSCLOUD_PROXY_HOST", "pr xy").env("GENESYSCLOUD_PROXY_PORT", "x").output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("GENESYSCLOUD_PROXY_HOST") && !stderr.contains("pr xy"), "{stderr}");
    assert_eq!(mock.count(), 0);
}
