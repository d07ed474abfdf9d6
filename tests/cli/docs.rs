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

#[test]
fn the_example_of_a_policy_file_is_one() {
    let page = std::fs::read_to_string(root().join("docs/policy.md")).unwrap();
    let example: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("    ")).collect();
    let policy = cordon::config::PolicyFile::parse("docs/policy.md", &example.join("\n")).unwrap();
    assert_eq!(policy.config.partners["acme"].name, "Acme Support");
    assert_eq!(policy.config.waivers.len(), 1);
    let sets: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(root().join("rego/data/permission_sets.json")).unwrap()).unwrap();
    for name in sets.as_object().unwrap().keys() {
        assert!(page.contains(&format!("`@{name}`")), "{name}");
    }
}

#[test]
fn pages_link_to_what_is_there() {
    let pages = [
        "README.md",
        "CONTRIBUTING.md",
        "docs/policy.md",
        "docs/rules.md",
        "docs/sarif.md",
        "docs/json.md",
        "docs/export.md",
    ];
    for page in pages {
        let text = std::fs::read_to_string(root().join(page)).unwrap();
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let target = root().join(page).parent().unwrap().join(link);
            assert!(link.starts_with("https://") || target.exists(), "{page}: {link}");
        }
    }
}
