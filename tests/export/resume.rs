//! An export that is stopped goes on where it was.

use std::time::Duration;

use crate::mock::{Behaviour, Fault, Mock, Org};
use crate::support::{export, export_command};

fn slow() -> Behaviour {
    Behaviour { faults: vec![(Fault::SlowBody, 30)], page: Some((100, false)), ..Behaviour::default() }
}

#[test]
fn killing_it_at_twenty_points_and_resuming_gives_the_same_bytes() {
    let org = Org::generated(1_200);
    let undisturbed = Mock::start(&org, slow());
    let wanted = export(&undisturbed, &[]).bytes();
    let all = undisturbed.count();
    let mut saved = 0;
    for point in 0..20 {
        let mock = Mock::start(&org, slow());
        let dir = tempfile::tempdir().unwrap();
        let mut child = export_command(&mock, dir.path(), &[]).spawn().unwrap();
        // A different number of requests each time, spread over the whole run.
        let stop_at = 1 + (point * 7919 + 13) % all;
        while mock.count() < stop_at && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        let _ = child.kill();
        child.wait().unwrap();
        let before = mock.count();
        let output = export_command(&mock, dir.path(), &["--resume"]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(std::fs::read(dir.path().join("snapshot.json")).unwrap() == wanted, "stopped at {stop_at}");
        assert!(!dir.path().join("snapshot.json.state").exists());
        saved += all.saturating_sub(mock.count() - before);
    }
    assert!(saved > 5 * all, "resuming saved {saved} requests of {}", 20 * all);
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_a_state_and_no_snapshot() {
    let org = Org::generated(1_200);
    let mock = Mock::start(&org, slow());
    let dir = tempfile::tempdir().unwrap();
    let mut command = export_command(&mock, dir.path(), &[]);
    let child = command.stderr(std::process::Stdio::piped()).spawn().unwrap();
    while mock.count() < 60 {
        std::thread::sleep(Duration::from_millis(1));
    }
    let interrupted = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(interrupted.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("--resume"));
    assert!(!dir.path().join("snapshot.json").exists());
    let state = dir.path().join("snapshot.json.state");
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(state).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn after_a_permission_was_given_only_what_was_missing_is_read() {
    let org = Org::generated(300);
    let wanted = export(&Mock::of(&org), &[]).bytes();
    let refused = [("/api/v2/oauth/clients".to_owned(), String::new())].into();
    let mock = Mock::start(&org, Behaviour { refused, ..Behaviour::default() });
    let dir = tempfile::tempdir().unwrap();
    let output = export_command(&mock, dir.path(), &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    // The state is of one API: the second server must be at the same address.
    let state = dir.path().join("snapshot.json.state");
    let other = Mock::of(&org);
    let text = std::fs::read_to_string(&state).unwrap();
    std::fs::write(&state, text.replacen(&mock.url(), &other.url(), 1)).unwrap();
    let output = export_command(&other, dir.path(), &["--resume"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(std::fs::read(dir.path().join("snapshot.json")).unwrap() == wanted);
    assert!(other.count() < 10, "{} requests", other.count());
}

#[test]
fn a_state_of_another_export_is_not_mixed_in() {
    let org = Org::generated(60);
    let refused = [("/api/v2/oauth/clients".to_owned(), String::new())].into();
    let mock = Mock::start(&org, Behaviour { refused, ..Behaviour::default() });
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(export_command(&mock, dir.path(), &[]).output().unwrap().status.code(), Some(3));
    let other = Mock::of(&org);
    let output = export_command(&other, dir.path(), &["--resume"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("another API"));
}

#[test]
fn the_state_of_one_org_is_not_mixed_with_another_org() {
    let org = Org::generated(60);
    let refused = [("/api/v2/oauth/clients".to_owned(), String::new())].into();
    let mock = Mock::start(&org, Behaviour { refused, ..Behaviour::default() });
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(export_command(&mock, dir.path(), &[]).output().unwrap().status.code(), Some(3));
    let before = std::fs::read(dir.path().join("snapshot.json")).unwrap();
    // The same host, but the credentials open another org.
    let mut another = Org::generated(60);
    another.change("/api/v2/organizations/me", |me| me[0]["id"] = serde_json::json!("another-org"));
    let other = Mock::of(&another);
    let state = dir.path().join("snapshot.json.state");
    let text = std::fs::read_to_string(&state).unwrap();
    std::fs::write(&state, text.replacen(&mock.url(), &other.url(), 1)).unwrap();
    let output = export_command(&other, dir.path(), &["--resume"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("another-org") && stderr.contains("without --resume"), "{stderr}");
    assert!(std::fs::read(dir.path().join("snapshot.json")).unwrap() == before);
}

#[test]
fn a_list_that_did_not_add_up_is_read_again() {
    let mut org = Org::generated(300);
    let wanted = export(&Mock::of(&org), &[]).bytes();
    let whole = org.clone();
    org.change("/api/v2/users/query", |users| users.truncate(200));
    let mock = Mock::of(&org);
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(export_command(&mock, dir.path(), &[]).output().unwrap().status.code(), Some(3));
    let mended = Mock::of(&whole);
    let state = dir.path().join("snapshot.json.state");
    let text = std::fs::read_to_string(&state).unwrap();
    std::fs::write(&state, text.replacen(&mock.url(), &mended.url(), 1)).unwrap();
    let output = export_command(&mended, dir.path(), &["--resume"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(std::fs::read(dir.path().join("snapshot.json")).unwrap() == wanted);
}
