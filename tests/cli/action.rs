//! The action, run step by step as a runner would: what it gives to cordon, what it uploads, how it ends.
//! Only the steps of others (cache, upload) and the installation are left out.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::root;

/// How a job ended.
struct Ended {
    code: i32,
    log: String,
    summary: String,
    uploads: Vec<PathBuf>,
    outputs: BTreeMap<String, String>,
    _folder: tempfile::TempDir,
}

/// A job with one step: the action with these inputs and this program in cordon's place.
struct Job<'j> {
    program: &'j str,
    inputs: &'j [(&'j str, &'j str)],
    workspace: &'j Path,
}

/// Replaces each expression by its value.
fn evaluated(text: &str, value: impl Fn(&str) -> String) -> String {
    let mut parts = text.split("${{");
    let mut result = parts.next().unwrap().to_owned();
    for part in parts {
        let (expression, rest) = part.split_once("}}").unwrap();
        result.push_str(&value(expression.trim()));
        result.push_str(rest);
    }
    result
}

/// The lines `name=value` that a step wrote.
fn pairs(path: &Path) -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| line.split_once('=').unwrap()).map(|(name, value)| (name.into(), value.into())).collect()
}

impl Job<'_> {
    fn run(&self) -> Ended {
        let action = std::fs::read_to_string(root().join("action.yml")).unwrap();
        let action: Value = serde_saphyr::from_str(&action).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("cordon-install/bin")).unwrap();
        let program = at("cordon-install/bin/cordon");
        std::fs::write(&program, self.program).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::write(at("summary"), "").unwrap();

        let mut steps: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        let mut uploads = Vec::new();
        let mut log = String::new();
        let mut code = 0;
        for step in action["runs"]["steps"].as_array().unwrap() {
            let value = |expression: &str| {
                if expression == "runner.temp" {
                    folder.path().to_str().unwrap().to_owned()
                } else if let Some(name) = expression.strip_prefix("inputs.") {
                    let given = self.inputs.iter().find(|(input, _)| *input == name);
                    let default = || action["inputs"][name]["default"].as_str().unwrap_or_default();
                    given.map_or_else(default, |(_, value)| value).to_owned()
                } else {
                    let (step, output) = expression.strip_prefix("steps.").unwrap().split_once(".outputs.").unwrap();
                    steps.get(step).and_then(|outputs| outputs.get(output)).cloned().unwrap_or_default()
                }
            };
            if step["uses"].as_str().is_some_and(|action| action.starts_with("github/codeql-action/upload-sarif@")) {
                let sarif = evaluated(step["with"]["sarif_file"].as_str().unwrap(), value);
                // The step's condition, whose form is the same for each.
                let output = step["with"]["sarif_file"].as_str().unwrap().trim_matches(['$', '{', '}', ' ']);
                assert_eq!(step["if"], format!("inputs.upload == 'true' && {output} != ''"));
                if value("inputs.upload") == "true" && !sarif.is_empty() {
                    let checkout = evaluated(step["with"]["checkout_path"].as_str().unwrap(), value);
                    assert!(std::fs::read_dir(checkout).unwrap().next().is_none());
                    uploads.push(PathBuf::from(sarif));
                }
            }
            let Some(script) = step["run"].as_str().filter(|script| !script.contains("cargo install")) else {
                continue;
            };
            std::fs::write(at("script"), script).unwrap();
            std::fs::write(at("output"), "").unwrap();
            let mut shell = Command::new("bash");
            shell.args(["--noprofile", "--norc", "-eo", "pipefail"]).arg(at("script"));
            let working_directory = evaluated(step["working-directory"].as_str().unwrap_or("."), value);
            shell.current_dir(self.workspace.join(working_directory));
            shell.env("RUNNER_TEMP", folder.path()).env("GITHUB_ACTION_PATH", root()).env("GITHUB_ACTIONS", "true");
            shell.env("GITHUB_OUTPUT", at("output")).env("GITHUB_STEP_SUMMARY", at("summary"));
            for (name, text) in step["env"].as_object().into_iter().flatten() {
                shell.env(name, evaluated(text.as_str().unwrap(), value));
            }
            let output = shell.output().unwrap();
            code = output.status.code().unwrap();
            log += &String::from_utf8_lossy(&output.stdout);
            log += &String::from_utf8_lossy(&output.stderr);
            let id = step["id"].as_str().or(step["name"].as_str()).unwrap();
            steps.insert(id.to_owned(), pairs(&at("output")));
            if code != 0 {
                break;
            }
        }
        let value = |expression: &str| {
            let (step, output) = expression.strip_prefix("steps.").unwrap().split_once(".outputs.").unwrap();
            steps.get(step).and_then(|outputs| outputs.get(output)).cloned().unwrap_or_default()
        };
        let outputs = action["outputs"].as_object().unwrap().iter();
        let outputs = outputs.map(|(name, output)| (name.clone(), evaluated(output["value"].as_str().unwrap(), value)));
        let outputs = outputs.collect();
        let summary = std::fs::read_to_string(at("summary")).unwrap();
        Ended { code, log, summary, uploads, outputs, _folder: folder }
    }
}

/// A program in cordon's place that prints its arguments, writes what `reports` says and exits with this code.
fn stand_in(reports: &str, code: u8) -> String {
    format!(
        "#!/usr/bin/env bash\nprintf '<%s>\\n' \"$@\"\nfor argument in \"$@\"; do case \"$argument\" in\n\
         sarif=*) sarif=${{argument#sarif=}} ;;\nmarkdown=*) markdown=${{argument#markdown=}} ;;\nesac; done\n\
         {reports}\nexit {code}\n"
    )
}

const REPORTS: &str =
    r##"echo '{"runs":[{"results":[1,2]},{"results":[3]}]}' > "$sarif"; echo "# Summary" > "$markdown""##;

#[test]
fn a_job_with_findings_uploads_and_then_fails() {
    let workspace = tempfile::tempdir().unwrap();
    let ended =
        Job { program: &stand_in(REPORTS, 1), inputs: &[("snapshots", "snapshot.json")], workspace: workspace.path() }
            .run();
    assert_eq!(ended.code, 1, "{}", ended.log);
    assert_eq!(ended.uploads.len(), 1);
    assert!(ended.uploads[0].exists());
    assert_eq!(ended.summary, "# Summary\n");
    assert_eq!(ended.outputs["exit-code"], "1");
    assert_eq!(Path::new(&ended.outputs["sarif"]), ended.uploads[0]);
    assert!(["3", ""].contains(&&*ended.outputs["findings"]));
    assert!(ended.log.contains("::error title=cordon::There are findings"), "{}", ended.log);
}

#[test]
fn a_clean_job_passes_and_uploads_unless_told_otherwise() {
    let workspace = tempfile::tempdir().unwrap();
    for (upload, uploads) in [("true", 1), ("false", 0)] {
        let inputs = [("snapshots", "snapshot.json"), ("upload", upload)];
        let ended = Job { program: &stand_in(REPORTS, 0), inputs: &inputs, workspace: workspace.path() }.run();
        assert_eq!((ended.code, ended.uploads.len()), (0, uploads), "{}", ended.log);
    }
}

#[test]
fn a_failed_run_says_whether_there_is_a_report() {
    let workspace = tempfile::tempdir().unwrap();
    for (reports, uploads, message) in [("", 0, "(exit code 2) without a report"), (REPORTS, 1, "is not complete")] {
        let inputs = [("snapshots", "snapshot.json")];
        let ended = Job { program: &stand_in(reports, 2), inputs: &inputs, workspace: workspace.path() }.run();
        assert_eq!((ended.code, ended.uploads.len()), (2, uploads), "{}", ended.log);
        assert!(ended.log.contains(message), "{}", ended.log);
    }
}

#[test]
fn inputs_are_arguments_and_never_code() {
    let workspace = tempfile::tempdir().unwrap();
    for org in ["one org", "two"] {
        std::fs::create_dir_all(workspace.path().join("my snapshots").join(org)).unwrap();
        std::fs::write(workspace.path().join("my snapshots").join(org).join("snapshot.json"), "{}").unwrap();
    }
    let ended = Job {
        program: &stand_in(REPORTS, 0),
        inputs: &[
            ("snapshots", "my snapshots/*/snapshot.json\n$(touch ran).json\n"),
            ("config", "a policy.toml"),
            ("waivers", "one.toml\ntwo waivers.toml\n"),
            ("baseline", "`touch ran`"),
            ("fail-on", "high; touch ran"),
            ("fail-on-new", "true"),
            ("args", "--rule\n\"; touch ran; \"\n"),
        ],
        workspace: workspace.path(),
    }
    .run();
    let given: Vec<&str> = ended.log.lines().filter_map(|line| line.strip_prefix('<')?.strip_suffix('>')).collect();
    let given: Vec<&str> = given.into_iter().filter(|argument| !argument.contains("cordon-report.")).collect();
    let expected = [
        "check",
        "--fail-on",
        "high; touch ran",
        "--output",
        "--output",
        "--config",
        "a policy.toml",
        "--baseline",
        "`touch ran`",
        "--fail-on-new",
        "--waivers",
        "one.toml",
        "--waivers",
        "two waivers.toml",
        "--rule",
        "\"; touch ran; \"",
        "--",
        "my snapshots/one org/snapshot.json",
        "my snapshots/two/snapshot.json",
        "$(touch ran).json",
    ];
    assert_eq!(given, expected, "{}", ended.log);
    assert!(!workspace.path().join("ran").exists());
}

#[test]
fn a_pattern_that_matches_nothing_is_an_error() {
    let workspace = tempfile::tempdir().unwrap();
    for (snapshots, message) in [("*/snapshot.json", "No snapshot matches */snapshot.json"), ("\n", "names no file")] {
        let inputs = [("snapshots", snapshots)];
        let ended = Job { program: &stand_in(REPORTS, 0), inputs: &inputs, workspace: workspace.path() }.run();
        assert_eq!((ended.code, ended.uploads.len()), (64, 0), "{}", ended.log);
        assert!(ended.log.contains(message), "{}", ended.log);
    }
}

#[test]
fn each_file_is_an_upload_and_too_many_are_an_error() {
    let workspace = tempfile::tempdir().unwrap();
    for (files, uploads, code) in [("2", 2, 0), ("2 3 4 5", 5, 0), ("2 3 4 5 6", 5, 2)] {
        let reports = format!(r#"{REPORTS}; for n in {files}; do cp "$sarif" "${{sarif%.sarif}}-$n.sarif"; done"#);
        let inputs = [("snapshots", "snapshot.json")];
        let ended = Job { program: &stand_in(&reports, 0), inputs: &inputs, workspace: workspace.path() }.run();
        assert_eq!((ended.code, ended.uploads.len()), (code, uploads), "{}", ended.log);
    }
}

#[test]
fn a_long_summary_is_cut_and_says_so() {
    let workspace = tempfile::tempdir().unwrap();
    let reports = format!(r#"{REPORTS}; yes "| a row of a table — long |" | head -n 60000 > "$markdown" || true"#);
    let inputs = [("snapshots", "snapshot.json")];
    let ended = Job { program: &stand_in(&reports, 0), inputs: &inputs, workspace: workspace.path() }.run();
    assert_eq!(ended.code, 0, "{}", ended.log);
    assert!(ended.summary.len() < 1_000_000);
    assert!(ended.summary.ends_with("| a row of a table — long |\n\n\nThe rest is too long for a job summary.\n"));
}

/// With cordon itself, which must know all that the action gives to it.
#[test]
fn a_sample_org_is_checked() {
    let program = format!("#!/usr/bin/env bash\nexec '{}' \"$@\"\n", env!("CARGO_BIN_EXE_cordon"));
    for (snapshots, folder, code) in [
        ("snapshots/acme/snapshot.json", ".", 1),
        ("snapshots/clean/snapshot.json\nsnapshots/partial/snapshot.json", ".", 1),
        ("clean/snapshot.json", "snapshots", 0),
        ("snapshots/clean/snapshot.json\nsnapshots/none.json", ".", 2),
    ] {
        let inputs = [("snapshots", snapshots), ("working-directory", folder), ("args", "--now\n2026-11-02")];
        let ended = Job { program: &program, inputs: &inputs, workspace: &root() }.run();
        assert_eq!((ended.code, ended.uploads.len()), (code, 1), "{}", ended.log);
        let sarif: Value = serde_json::from_slice(&std::fs::read(&ended.uploads[0]).unwrap()).unwrap();
        assert!(!sarif["runs"].as_array().unwrap().is_empty());
        assert!(!ended.summary.is_empty());
    }
}
