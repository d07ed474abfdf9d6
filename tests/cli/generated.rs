//! The generated org, on which others measure and test: it is sound, the same each time, and has an earlier state.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{Folder, cordon};

/// The org and its earlier state, as they were written.
fn generate(folder: &Folder, seed: &str) -> [String; 2] {
    let generator = Path::new(env!("CARGO_BIN_EXE_cordon")).with_file_name("examples").join("gen-org");
    let paths = ["org.json", "earlier.json"].map(|name| folder.path(name));
    let args = ["--users", "300", "--seed", seed, "--output", &paths[0], "--earlier", &paths[1]];
    assert!(Command::new(generator).args(args).status().unwrap().success());
    paths.map(|path| std::fs::read_to_string(path).unwrap())
}

#[test]
fn it_is_sound_and_the_same_each_time() {
    for seed in ["1", "2", "3"] {
        let folder = Folder::of_bytes(b"");
        let texts = generate(&folder, seed);
        assert!(texts == generate(&folder, seed), "seed {seed}");
        for name in ["org.json", "earlier.json"] {
            let output = cordon(&["validate", &folder.path(name)]);
            let said = [output.stdout, output.stderr].concat();
            let said = String::from_utf8(said).unwrap();
            assert_eq!(output.status.code(), Some(0), "{said}");
            // An account that was deleted for good may have left its grants.
            let doubts = said.lines().filter(|line| line.starts_with("warning") || line.contains(" missing"));
            let other: Vec<&str> = doubts.filter(|line| !line.contains("a grant's subject is not in")).collect();
            assert!(other.is_empty(), "{said}");
        }
    }
}

#[test]
fn a_month_earlier_no_role_permitted_more_and_some_permitted_less() {
    let folder = Folder::of_bytes(b"");
    let [now, earlier] = generate(&folder, "4").map(|text| serde_json::from_str::<Value>(&text).unwrap());
    assert_eq!(now["organization"], earlier["organization"]);
    assert_eq!(earlier["exported_at"], "2026-10-02T03:15:00Z");
    let roles = |org: &Value| org["roles"].as_object().unwrap().clone();
    let (mut grown, now) = (0, roles(&now));
    for (id, role) in roles(&earlier) {
        let held = now[&id]["permissions"].as_object().unwrap();
        let before = role["permissions"].as_object().unwrap();
        assert!(before.keys().all(|name| held.contains_key(name)), "{id}");
        grown += usize::from(before.len() < held.len());
    }
    assert!(grown > 0 && grown * 4 < now.len(), "{grown} of {}", now.len());
}
