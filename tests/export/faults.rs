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
