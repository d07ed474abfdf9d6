//! A reader trusts the documents, so they show what the tool does.

use crate::support::{check, root, stdout};

/// The picture in the README is the output of this command. `UPDATE_DOCS=1 cargo test` draws it anew.
const PICTURED: [&str; 5] =
    ["snapshots/acme/snapshot.json", "--rule", "partner-grant-all-divisions,oauth-implicit-grant", "--limit", "1"];

#[test]
fn the_picture_in_the_readme_is_current() {
    let output = stdout(&check(&[&PICTURED[..], &["--color", "always"]].concat()));
    let command = format!("\u{1b}[1m$ cordon check {}\u{1b}[0m\n\n", PICTURED.join(" "));
    let picture = anstyle_svg::Term::new().render_svg(&format!("{command}{output}"));
    let path = root().join("docs/check.svg");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &picture).unwrap();
    }
    assert!(std::fs::read_to_string(path).unwrap() == picture, "docs/check.svg is not what cordon prints");
}
