//! No secret leaves the process, however much it is asked to say.

use crate::mock::{Behaviour, CLIENT_SECRET, Fault, LISTED_SECRET, Mock, Org, TOKEN};
use crate::support::{export, export_command};

fn assert_clean(what: &str, bytes: &[u8]) {
    use base64::Engine;
    let pair = format!("{}:{CLIENT_SECRET}", crate::mock::CLIENT_ID);
    let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
    let text = String::from_utf8_lossy(bytes);
    for planted in [CLIENT_SECRET, TOKEN, LISTED_SECRET, encoded.as_str()] {
        assert!(!text.contains(planted), "{what} gives away {planted}");
    }
}

#[test]
fn planted_secrets_appear_nowhere() {
    let org = Org::generated(300);
    let cases = [
        Behaviour::default(),
        Behaviour {
            faults: Fault::ALL.map(|fault| (fault, 4)).to_vec(),
            refused: [("/api/v2/scripts".to_owned(), String::new())].into(),
            ..Behaviour::default()
        },
        Behaviour { faults: vec![(Fault::ServerError, 100)], ..Behaviour::default() },
    ];
    for behaviour in cases {
        let mock = Mock::start(&org, behaviour);
        let dir = tempfile::tempdir().unwrap();
        let mut stopped = export_command(&mock, dir.path(), &["-vv", "--progress", "json"])
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        while mock.count() < 15 && stopped.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        let _ = stopped.kill();
        stopped.wait().unwrap();
        let look = || {
            for entry in std::fs::read_dir(dir.path()).unwrap() {
                let path = entry.unwrap().path();
                assert_clean(&path.display().to_string(), &std::fs::read(&path).unwrap());
            }
        };
        look();
        let output = export_command(&mock, dir.path(), &["-vv", "--progress", "json", "--resume"]).output().unwrap();
        assert_clean("standard output", &output.stdout);
        assert_clean("standard error", &output.stderr);
        assert!(!output.stderr.is_empty());
        look();
    }
}

#[test]
fn a_secret_in_the_form_of_a_permission_is_none() {
    let org = Org::generated(60);
    let message = format!("You must have one of a:{CLIENT_SECRET}:b, x:{}:y", CLIENT_SECRET.replace('-', "_"));
    let body = serde_json::json!({"message": message, "status": 403}).to_string();
    let instead = [("/api/v2/oauth/clients".to_owned(), (403, None, body))].into();
    let exported = export(&Mock::start(&org, Behaviour { instead, ..Behaviour::default() }), &["-vv"]);
    assert_eq!(exported.code(), 3);
    let all = format!("{}{}", exported.stderr(), String::from_utf8(exported.bytes()).unwrap());
    assert!(!all.contains(CLIENT_SECRET), "{all}");
}
