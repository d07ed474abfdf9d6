//! A team copies what stands in `docs/ci.md` and pins what is in `action.yml`, so all of it is linted and true.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::support::{command, cordon, root, stderr, stdout};

/// The files that a runner reads, relative to the root of the repository.
const RUN: [&str; 4] = ["action.yml", ".github/workflows/ci.yml", ".github/dependabot.yml", ".pre-commit-hooks.yaml"];

const PAGE: &str = "docs/ci.md";

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn yaml(name: &str, text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// An example of the page: the file that it is for, as its first line says, and its text.
struct Example {
    file: String,
    text: String,
}

/// The examples of the page that are whole files.
fn examples() -> Vec<Example> {
    let page = text(PAGE);
    let fenced: Vec<&str> = page.split("```").skip(1).step_by(2).collect();
    assert!(page.matches("```").count() == 2 * fenced.len(), "{PAGE}: a fence is not closed");
    fenced
        .into_iter()
        .map(|fence| {
            let (_, text) = fence.split_once('\n').unwrap();
            let first = text.lines().next().unwrap();
            let file = first.strip_prefix("# ").or_else(|| first.strip_prefix("// "));
            let file = file.unwrap_or_else(|| panic!("{PAGE}: {first} should name the example's file"));
            Example { file: file.to_owned(), text: text.to_owned() }
        })
        .collect()
}

/// Whether an example is of this kind of file.
fn is_yaml(example: &Example) -> bool {
    example.file.ends_with(".yml") || example.file.ends_with(".yaml")
}

/// `zizmor`, where it is installed.
fn zizmor() -> Option<PathBuf> {
    let named = std::env::var_os("ZIZMOR").map(PathBuf::from);
    if named.is_some() {
        return named;
    }
    let found = Command::new("zizmor").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success()).then(|| PathBuf::from("zizmor"))
}

#[test]
fn zizmor_finds_nothing_in_what_a_runner_reads() {
    let Some(zizmor) = zizmor() else {
        // Not with a macro: those are shown only when the test fails.
        let _ = writeln!(std::io::stderr(), "skipped: zizmor is not installed; .ci/tools installs it, ZIZMOR names it");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for (number, example) in examples().iter().enumerate().filter(|(_, example)| is_yaml(example)) {
        let path = folder.path().join(number.to_string()).join(&example.file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &example.text).unwrap();
    }
    let output = Command::new(zizmor)
        .args(["--offline", "--no-progress", "--no-ignores", "--color=never", "--persona=auditor"])
        .args(["--strict-collection", "--collect=all"])
        .args(RUN)
        .arg(folder.path())
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}{}", stdout(&output), stderr(&output));
    // It says what it looked at: a file that it does not recognise must not pass for a clean one.
    let looked_at = stderr(&output);
    for file in RUN {
        assert!(looked_at.contains(&format!("completed {file}")), "{file}: {looked_at}");
    }
    let examples = examples();
    let workflows = examples.iter().filter(|example| example.file.starts_with(".github/workflows/")).count();
    assert!(workflows > 0);
    assert_eq!(looked_at.matches("/.github/workflows/access.yml").count(), workflows, "{looked_at}");
}

#[test]
fn every_action_is_pinned_by_commit() {
    let mut commits = BTreeMap::new();
    for file in ["action.yml", ".github/workflows/ci.yml", PAGE] {
        let mut count = 0;
        for line in text(file).lines() {
            let line = line.trim_start().trim_start_matches("- ");
            let Some(used) = line.strip_prefix("uses:") else { continue };
            count += 1;
            let (action, version) = used.split_once(" # ").unwrap_or_else(|| panic!("{file}: {line}: no version"));
            let (name, commit) = action.trim().split_once('@').unwrap_or_else(|| panic!("{file}: {line}"));
            let is_commit = commit.len() == 40 && commit.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            assert!(is_commit, "{file}: {line}: not a full commit");
            let numbers = version.strip_prefix('v').unwrap_or_default().split('.').map(str::parse::<u32>);
            assert!(numbers.clone().count() == 3 && numbers.clone().all(|n| n.is_ok()), "{file}: {line}: {version}");
            let known = commits.entry(name.to_owned()).or_insert_with(|| commit.to_owned());
            assert_eq!(known, commit, "{file}: {name} is pinned to another commit elsewhere");
        }
        assert!(count > 0, "{file} uses no action");
    }
    // The other ways to take cordon from its repository name the same commit as the action's.
    let own = &commits["cordon-policy/cordon"];
    let page = text(PAGE);
    let others: Vec<&str> = page
        .lines()
        .filter_map(|line| line.trim_start().split_once(": ").filter(|(key, _)| ["rev", "CORDON_COMMIT"].contains(key)))
        .map(|(_, commit)| commit.split_once(" # v").unwrap_or_else(|| panic!("{PAGE}: {commit}: no version")).0)
        .collect();
    assert!(others.len() > 2 && others.iter().all(|commit| commit == own), "{PAGE}: {others:?}");
}

#[test]
fn every_file_and_example_parses() {
    for file in RUN {
        assert!(!yaml(file, &text(file)).is_null());
    }
    let examples = examples();
    for example in examples.iter().filter(|example| is_yaml(example)) {
        assert!(yaml(&format!("{PAGE}: {}", example.file), &example.text).is_object());
    }
    let files: BTreeSet<&str> = examples.iter().map(|example| &*example.file).collect();
    let expected = [
        ".github/workflows/access.yml",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
        "Jenkinsfile",
        "azure-pipelines.yml",
    ];
    assert_eq!(files.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn scripts_take_inputs_from_the_environment() {
    let action = yaml("action.yml", &text("action.yml"));
    for step in action["runs"]["steps"].as_array().unwrap() {
        let script = step["run"].as_str().unwrap_or_default();
        assert!(!script.contains("${{"), "{}: an expression becomes code", step["name"]);
    }
}

#[test]
fn the_page_has_the_inputs_of_the_action() {
    let source = text("action.yml");
    let action = yaml("action.yml", &source);
    let declared: BTreeMap<String, String> = action["inputs"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, input)| (name.clone(), input["default"].as_str().unwrap_or_default().to_owned()))
        .collect();
    let page = text(PAGE);
    let table = page.split("| input | default | meaning |").nth(1).unwrap();
    let documented: BTreeMap<String, String> = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
            (cells[1].to_owned(), cells[2].to_owned())
        })
        .collect();
    assert_eq!(documented, declared);
    let used: BTreeSet<&str> = source
        .split("inputs.")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '-').next().unwrap())
        .collect();
    assert_eq!(used, declared.keys().map(String::as_str).collect(), "inputs used are not the inputs declared");
}

/// The long options in a text.
fn options(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .filter(|word| word.len() > 2 && word.starts_with("--") && word.as_bytes()[2].is_ascii_lowercase())
        .collect()
}

/// The options that `cordon SUBCOMMAND --help` describes.
fn known_options(subcommand: &str) -> BTreeSet<String> {
    let output = cordon(&[subcommand, "--help"]);
    assert!(output.status.success(), "{}", stderr(&output));
    let help = stdout(&output);
    let described = help.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
    described.flat_map(options).map(str::to_owned).collect()
}

#[test]
fn the_page_names_only_options_that_there_are() {
    let page = text(PAGE).replace("\\\n", " ");
    let known: BTreeMap<&str, BTreeSet<String>> =
        ["check", "waive"].into_iter().map(|subcommand| (subcommand, known_options(subcommand))).collect();
    let mut seen = BTreeSet::new();
    for line in page.lines().filter(|line| !line.contains("cargo install")) {
        let subcommand = if line.contains("cordon waive") { "waive" } else { "check" };
        for option in options(line) {
            assert!(known[subcommand].contains(option), "{PAGE}: cordon {subcommand} has no {option}: {line}");
            seen.insert(option);
        }
    }
    for option in ["--fail-on", "--output", "--format", "--reason", "--expires"] {
        assert!(seen.contains(option), "{option} is on no line that was looked at");
    }
}

#[test]
fn hooks_are_commands_and_the_examples_name_them() {
    let hooks = yaml(".pre-commit-hooks.yaml", &text(".pre-commit-hooks.yaml"));
    let hooks = hooks.as_array().unwrap();
    let entry = |id: &str| {
        let hook = hooks.iter().find(|hook| hook["id"] == id).unwrap_or_else(|| panic!("there is no hook {id}"));
        hook["entry"].as_str().unwrap().to_owned()
    };
    let runs = |id: &str, args: &[&str]| {
        let entry = entry(id);
        let mut words = entry.split(' ');
        assert_eq!(words.next(), Some("cordon"), "{id}");
        let output = command().args(words).args(args).arg("--help").output().unwrap();
        assert!(output.status.success(), "{id}: {}", stderr(&output));
    };
    for hook in hooks {
        runs(hook["id"].as_str().unwrap(), &[]);
    }
    assert_eq!(hooks.len(), 2);
    let mut named = 0;
    for example in examples().iter().filter(|example| example.file == ".pre-commit-config.yaml") {
        for hook in yaml(PAGE, &example.text)["repos"][0]["hooks"].as_array().unwrap() {
            let args = hook["args"].as_array().map(Vec::as_slice).unwrap_or_default();
            runs(hook["id"].as_str().unwrap(), &args.iter().map(|arg| arg.as_str().unwrap()).collect::<Vec<_>>());
            named += 1;
        }
    }
    assert!(named > 0);
}
