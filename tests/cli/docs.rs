//! A reader trusts the documents, so they show what the tool does.

use crate::support::{check, cordon, root, stdout};

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
        "docs/lint.md",
        "docs/sarif.md",
        "docs/json.md",
        "docs/ci.md",
        "docs/export.md",
        "docs/opa.md",
        "docs/access.md",
        "docs/query.md",
        "docs/rego.md",
        "docs/testing.md",
        "docs/authoring.md",
        "docs/mutation.md",
        "docs/editors.md",
        "docs/escalation.md",
        "docs/facts.md",
        "docs/library.md",
        "docs/rules/README.md",
    ];
    for page in pages {
        let text = std::fs::read_to_string(root().join(page)).unwrap();
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let target = root().join(page).parent().unwrap().join(link);
            assert!(link.starts_with("https://") || target.exists(), "{page}: {link}");
        }
    }
}

/// Completions and man pages are made from the one definition of the arguments. `UPDATE_DOCS=1 cargo test` writes
/// them anew.
#[test]
fn completions_and_man_pages_are_current() {
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let current = |path: &std::path::Path, made: &str| {
        if update {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, made).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(kept == made, "{} is not what cordon makes", path.display());
    };
    for (shell, file) in
        [("bash", "cordon.bash"), ("zsh", "_cordon"), ("fish", "cordon.fish"), ("powershell", "_cordon.ps1")]
    {
        let script = stdout(&cordon(&["completions", shell]));
        assert!(script.contains("fail-on-new") && script.contains("waive"), "{shell}");
        current(&root().join("docs/completions").join(file), &script);
    }
    let folder = tempfile::tempdir().unwrap();
    let output = cordon(&["man", "--output", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", crate::support::stderr(&output));
    let mut made: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    made.sort();
    let names: Vec<String> = made.iter().map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    assert!(names.contains(&"cordon.1".to_owned()) && names.contains(&"cordon-check.1".to_owned()), "{names:?}");
    for (path, name) in made.iter().zip(&names) {
        let page = std::fs::read_to_string(path).unwrap().replace(env!("CARGO_PKG_VERSION"), "VERSION");
        current(&root().join("docs/man").join(name), &page);
    }
    let mut kept: Vec<String> = std::fs::read_dir(root().join("docs/man"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_str().unwrap().to_owned())
        .collect();
    kept.sort();
    assert_eq!(kept, names, "a page of a command that there is no more");
    let check = stdout(&cordon(&["man", "check"]));
    assert!(check.contains("baseline"));
    let unknown = cordon(&["man", "chek"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(crate::support::stderr(&unknown).contains("did you mean `check`"));
}

/// Pages about rules and helpers are made from METADATA. `UPDATE_DOCS=1 cargo test` writes them anew.
#[test]
fn pages_of_rules_and_of_the_library_are_current() {
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let pages = root().join("docs/rules");
    let made = tempfile::tempdir().unwrap();
    let folder = if update { pages.as_path() } else { made.path() };
    let output = cordon(&["rules", "--pages", folder.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0), "{}", crate::support::stderr(&output));
    let names = |folder: &std::path::Path| -> Vec<String> {
        let files = std::fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = files.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&pages), names(folder), "a page of a rule that there is no more, or none");
    for name in names(folder) {
        let (kept, made) = (std::fs::read_to_string(pages.join(&name)), std::fs::read_to_string(folder.join(&name)));
        assert!(kept.unwrap() == made.unwrap(), "docs/rules/{name} is not what cordon makes");
    }
    for rule in crate::support::shipped_rules() {
        let page = std::fs::read_to_string(folder.join(format!("{}.md", rule["id"].as_str().unwrap()))).unwrap();
        for part in ["## Why", "## How to fix it", "## Fires", "## Stays quiet", "| severity |", "## Read on"] {
            assert!(page.contains(part), "{}: {part}", rule["id"]);
        }
    }
    let library = stdout(&cordon(&["rules", "--library"]));
    assert!(library.contains("## cordon.lib.testing") && library.contains("`fold(text)`"));
    let path = root().join("docs/library.md");
    if update {
        std::fs::write(&path, &library).unwrap();
    }
    assert!(std::fs::read_to_string(path).unwrap_or_default() == library, "docs/library.md is not what cordon makes");
}

/// The tables of the escalation model are made from its data. `UPDATE_DOCS=1 cargo test` writes them anew.
#[test]
fn the_table_of_the_escalation_model_is_current() {
    let data = std::fs::read_to_string(root().join("rego/data/escalation.json")).unwrap();
    let model = cordon::access::escalation::Model::read(&serde_json::from_str(&data).unwrap()).unwrap();
    let code = |names: &[String], between: &str| {
        names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(between)
    };
    let mut table =
        "| edge | what | permissions | limited by | leads to | why |\n|---|---|---|---|---|---|\n".to_owned();
    for edge in &model.edges {
        let any = code(&edge.permissions, " or ");
        let all = code(&edge.all_of, " and ");
        let needed = match (any.is_empty(), all.is_empty()) {
            (true, true) => "none".to_owned(),
            (false, false) => format!("{any}, and {all}"),
            _ => format!("{any}{all}"),
        };
        table.push_str(&format!(
            "| `{}` | {} | {needed} | {} | {} | {} |\n",
            edge.id,
            edge.title,
            edge.limited_by.describe(),
            edge.effect.describe(),
            edge.explanation,
        ));
    }
    let sources: String = model.sources.iter().map(|(key, text)| format!("- `{key}`: {text}\n")).collect();
    let path = root().join("docs/escalation.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let made = [("model", &table), ("sources", &sources)].into_iter().fold(page.clone(), |page, (name, text)| {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let (from, to) = (page.find(&begin).unwrap() + begin.len(), page.find(&end).unwrap());
        format!("{}\n{text}\n{}", &page[..from], &page[to..])
    });
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &made).unwrap();
    } else {
        assert!(page == made, "docs/escalation.md does not show the model in rego/data/escalation.json");
    }
}

/// Every permission of the model is one that the public API names, or a word of its own.
#[test]
fn the_escalation_model_names_known_permissions() {
    let read = |name: &str| -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(root().join("rego/data").join(name)).unwrap()).unwrap()
    };
    let model = cordon::access::escalation::Model::read(&read("escalation.json")).unwrap();
    let known = read("known_permissions.json");
    let known: Vec<&str> = known.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    for name in model.permissions() {
        assert!(name == "admin" || known.contains(&name), "{name}");
    }
    // What the sets call an escalation, the model has an opinion of.
    let sets = read("permission_sets.json");
    for name in sets["escalation"]["permissions"].as_array().unwrap() {
        assert!(model.permissions().contains(name.as_str().unwrap()), "{name}");
    }
}
