//! A new rule author follows the tutorial, command by command.

use std::path::Path;
use std::process::Command;

use crate::support::{Folder, root};

/// Runs a command of the tutorial in a folder and gives what it prints.
fn run(command: &str, folder: &Path) -> String {
    let bin = Path::new(env!("CARGO_BIN_EXE_cordon")).parent().unwrap();
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .env("PATH", path)
        .env("NO_COLOR", "1")
        .env_remove("GITHUB_ACTIONS")
        .output()
        .unwrap();
    let code = output.status.code().unwrap();
    assert!(code < 2, "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What the commands print is compared with the page; `UPDATE_DOCS=1 cargo test` writes it anew.
#[test]
#[cfg(unix)]
fn the_tutorial_does_what_it_says() {
    let path = root().join("docs/authoring.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let snapshot = std::fs::read(root().join("snapshots/acme/snapshot.json")).unwrap();
    let folder = Folder::of_bytes(&snapshot);
    let (mut made, mut lines, mut commands) = (String::new(), page.lines(), 0);
    while let Some(line) = lines.next() {
        made.push_str(line);
        made.push('\n');
        let Some(block) = line.strip_prefix("```").filter(|block| !block.is_empty()) else { continue };
        let inside: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match block.split_once(' ') {
            Some((_, file)) => {
                let text = format!("{}\n", inside.join("\n"));
                folder.write(file, text.as_bytes());
                made.push_str(&text);
            }
            None => {
                assert_eq!(block, "console");
                for command in inside.iter().filter_map(|line| line.strip_prefix("$ ")) {
                    commands += 1;
                    made.push_str(&format!("$ {command}\n{}", run(command, folder.dir())));
                }
            }
        }
        made.push_str("```\n");
    }
    assert!(commands > 5, "{commands}");
    for (file, results) in [("cordon.sarif", 1), ("waived.sarif", 0)] {
        let sarif: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.path(file)).unwrap()).unwrap();
        assert_eq!(crate::support::results(&sarif).len(), results, "{file}");
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), made);
}
