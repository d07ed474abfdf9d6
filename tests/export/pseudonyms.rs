//! A snapshot that may live in a repository: people can be told apart but not named.

use crate::mock::{Mock, Org};
use crate::support::{export, export_command};

const KEY: &str = "a key for pseudonyms that is long";

#[test]
fn names_and_addresses_are_pseudonyms_that_stay() {
    let org = Org::generated(300);
    let mock = Mock::of(&org);
    let run = |key: &str| {
        let dir = tempfile::tempdir().unwrap();
        let mut command = export_command(&mock, dir.path(), &["--pseudonymize", "--audit-days", "9"]);
        let output = command.env("CORDON_PSEUDONYM_KEY", key).output().unwrap();
        let text = std::fs::read_to_string(dir.path().join("snapshot.json")).unwrap_or_default();
        (output.status.code().unwrap(), text, String::from_utf8(output.stderr).unwrap())
    };
    let (code, text, stderr) = run(KEY);
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains("match nobody"), "{stderr}");
    for user in org.truth["users"].as_object().unwrap().values() {
        let name = user["name"].as_str().unwrap();
        assert!(!text.contains(name), "{name}");
        if let Some(email) = user["email"].as_str() {
            assert!(!text.contains(email), "{email}");
            let domain = email.split_once('@').unwrap().1;
            assert!(text.contains(&format!("@{domain}")), "{domain}");
        }
    }
    assert_eq!(run(KEY).1, text);
    assert_ne!(run("another key for pseudonyms").1, text);
    assert_eq!(run("").0, 2);
    assert_eq!(run("short").0, 2);
    assert!(export(&mock, &["--pseudonymize"]).stderr().contains("CORDON_PSEUDONYM_KEY"));
}
