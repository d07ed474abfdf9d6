//! Names come from whoever may edit them, so no name may act on a terminal or forge a line of a report.

use crate::support::{Folder, check, cordon, sample, stderr, stdout};

#[test]
fn names_can_not_act_on_the_terminal_or_forge_lines() {
    const EVIL: &str = "x\u{1b}[2J\u{9b}31m\r\nerror: forged\u{2028}\u{202e}\u{7}";
    let mut snapshot = sample("acme");
    snapshot["organization"]["name"] = EVIL.into();
    for section in ["users", "roles", "divisions", "oauth_clients", "objects", "groups"] {
        for entry in snapshot[section].as_object_mut().unwrap().values_mut() {
            let name = entry["name"].as_str().unwrap();
            entry["name"] = if section == "divisions" { name.into() } else { format!("{name}{EVIL}").into() };
        }
    }
    snapshot["sections"]["objects"] = serde_json::json!({"status": "partial", "reason": EVIL});
    let folder = Folder::of(&snapshot);
    let path = folder.snapshot();
    for output in [check(&[&path]), check(&[&path, "--format", "json"]), cordon(&["validate", &path])] {
        for text in [stdout(&output), stderr(&output)] {
            let acting = text.chars().find(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{2028}' | '\u{202e}'));
            let is_json = text.starts_with('{');
            assert!(is_json || acting.is_none(), "{acting:?}");
            assert!(!text.lines().any(|line| line.starts_with("error: forged")));
        }
    }
}

#[test]
fn colours_only_where_they_are_wanted() {
    let coloured =
        |args: &[&str]| stdout(&check(&[&["snapshots/acme/snapshot.json"], args].concat())).contains('\u{1b}');
    assert!(!coloured(&[]));
    assert!(coloured(&["--color", "always"]));
    assert!(!coloured(&["--color", "never"]));
}
