//! One small way to run the binary and to make files for it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The day on which all tests run.
const TODAY: &str = "2026-11-02";

/// The binary in the root of the repository, ready to be given arguments.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
    command.current_dir(root()).env("NO_COLOR", "1").env_remove("GITHUB_ACTIONS").stdin(Stdio::null());
    command
}

/// Runs `cordon` with arguments.
pub(crate) fn cordon(args: &[&str]) -> Output {
    command().args(args).output().unwrap()
}

/// Runs `cordon check` on the day of the tests.
pub(crate) fn check(args: &[&str]) -> Output {
    command().args(["check", "--now", TODAY]).args(args).output().unwrap()
}

/// Runs `cordon check` and reads its JSON report.
pub(crate) fn report(args: &[&str]) -> Value {
    let output = check(&[args, &["--format", "json"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
}

/// The findings of the first run of a report.
pub(crate) fn findings(report: &Value) -> &[Value] {
    report["runs"][0]["findings"].as_array().unwrap()
}

/// All rules that ship, as `cordon rules` lists them.
pub(crate) fn shipped_rules() -> Vec<Value> {
    let listed: Value = serde_json::from_str(&stdout(&cordon(&["rules", "--format", "json"]))).unwrap();
    listed["rules"].as_array().unwrap().clone()
}

/// The rules that run where no set is named.
pub(crate) fn default_rules() -> Vec<Value> {
    let is_default = |rule: &Value| rule["sets"].as_array().unwrap().iter().any(|set| set == "default");
    shipped_rules().into_iter().filter(is_default).collect()
}

/// How many findings the sample org acme has under the rules that ship.
pub(crate) fn acme_findings() -> usize {
    findings(&report(&["snapshots/acme/snapshot.json"])).len()
}

/// How a rule of the first run ended.
pub(crate) fn rule<'r>(report: &'r Value, id: &str) -> &'r Value {
    report["runs"][0]["rules"].as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A sample org's snapshot.
pub(crate) fn sample(name: &str) -> Value {
    let path = root().join("snapshots").join(name).join("snapshot.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A folder of its own with `snapshot.json` and the policy file of the sample org acme.
pub(crate) struct Folder {
    dir: tempfile::TempDir,
}

impl Folder {
    /// With a snapshot of these bytes.
    pub(crate) fn of_bytes(snapshot: &[u8]) -> Self {
        let folder = Self { dir: tempfile::tempdir().unwrap() };
        folder.write("snapshot.json", snapshot);
        let policy = std::fs::read(root().join("snapshots/acme/cordon.toml")).unwrap();
        folder.write("cordon.toml", &policy);
        folder
    }

    /// With this snapshot, one member a line.
    pub(crate) fn of(snapshot: &Value) -> Self {
        Self::of_bytes(&serde_json::to_vec_pretty(snapshot).unwrap())
    }

    /// Writes a file into the folder and returns its path.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(Path::new(&path).parent().unwrap()).unwrap();
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// The path of a file in the folder.
    pub(crate) fn path(&self, name: &str) -> String {
        self.dir.path().join(name).to_str().unwrap().to_owned()
    }

    /// The path of the snapshot.
    pub(crate) fn snapshot(&self) -> String {
        self.path("snapshot.json")
    }

    /// The path of the folder.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Adds lines to the policy file.
    pub(crate) fn add_policy(&self, lines: &str) {
        let policy = std::fs::read_to_string(self.path("cordon.toml")).unwrap();
        self.write("cordon.toml", format!("{policy}\n{lines}").as_bytes());
    }

    /// What is printed, with the folder's path replaced.
    pub(crate) fn scrubbed(&self, text: &str) -> String {
        text.replace(self.dir.path().to_str().unwrap(), "FOLDER")
    }
}

/// Writes a generated org and its policy file into a folder.
pub(crate) fn generate(folder: &Folder, users: &str, seed: &str) {
    let generator = Path::new(env!("CARGO_BIN_EXE_cordon")).with_file_name("examples").join("gen-org");
    assert!(generator.exists(), "`cargo test` builds the example gen-org, but it is not there");
    let (snapshot, config) = (folder.snapshot(), folder.path("cordon.toml"));
    let args = ["--users", users, "--seed", seed, "--output", &snapshot, "--config", &config];
    assert!(Command::new(generator).args(args).status().unwrap().success());
}

/// The SARIF log that `cordon check` writes.
pub(crate) fn sarif(args: &[&str]) -> Value {
    let output = check(&[args, &["--format", "sarif"]].concat());
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
}

/// The results of the first run of a SARIF log.
pub(crate) fn results(log: &Value) -> &[Value] {
    log["runs"][0]["results"].as_array().unwrap()
}

/// Runs a command with bytes on its standard input.
pub(crate) fn with_stdin(command: &mut Command, bytes: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that has seen enough closes the pipe, which is no fault of the test.
    let _ = child.stdin.take().unwrap().write_all(bytes);
    child.wait_with_output().unwrap()
}

/// The rule `test-rule` with this body after the package line.
pub(crate) fn test_rule(requires: &str, body: &str) -> String {
    format!(
        "# METADATA\n# title: Test rule\n# description: Why it matters.\n# custom:\n#   id: test-rule\n\
         #   severity: low\n#   requires: [{requires}]\n#   remediation: Fix it.\n\
         package cordon.rules.test.test_rule\n\n{body}\n"
    )
}
