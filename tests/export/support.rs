//! One small way to run an export against a server.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::mock::{CLIENT_ID, CLIENT_SECRET, Mock};

/// The moment of all exports.
pub(crate) const NOW: &str = "2026-11-02T03:15:00Z";

/// The binary, with nothing of the environment that could matter.
pub(crate) fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cordon"));
    command.current_dir(dir).env_clear().env("NO_COLOR", "1").stdin(Stdio::null());
    command
}

/// `cordon export` of an org into `snapshot.json` in a folder.
pub(crate) fn export_command(mock: &Mock, dir: &Path, args: &[&str]) -> Command {
    let mut command = command(dir);
    command
        .env("GENESYSCLOUD_OAUTHCLIENT_ID", CLIENT_ID)
        .env("GENESYSCLOUD_OAUTHCLIENT_SECRET", CLIENT_SECRET)
        .args(["export", "--output", "snapshot.json", "--now", NOW, "--region", "eu-central-1"])
        .args(["--api-url", &mock.url(), "--login-url", &mock.url()])
        .args(args);
    if !args.contains(&"--wait-scale") {
        command.args(["--wait-scale", "0.005"]);
    }
    command
}

/// What an export left.
pub(crate) struct Exported {
    pub(crate) output: Output,
    pub(crate) dir: tempfile::TempDir,
}

impl Exported {
    pub(crate) fn code(&self) -> i32 {
        self.output.status.code().unwrap()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.dir.path().join("snapshot.json")
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.path()).unwrap_or_else(|error| panic!("{error}: {}", self.stderr()))
    }

    pub(crate) fn snapshot(&self) -> Value {
        serde_json::from_slice(&self.bytes()).unwrap()
    }

    /// The status of a section, and why.
    pub(crate) fn section(&self, name: &str) -> (String, String) {
        let state = &self.snapshot()["sections"][name];
        (state["status"].as_str().unwrap().to_owned(), state["reason"].as_str().unwrap_or_default().to_owned())
    }
}

/// Exports an org.
pub(crate) fn export(mock: &Mock, args: &[&str]) -> Exported {
    let dir = tempfile::tempdir().unwrap();
    let output = export_command(mock, dir.path(), args).output().unwrap();
    Exported { output, dir }
}

/// What `cordon check` finds in a snapshot: rule, subject and partner of each finding.
pub(crate) fn findings(snapshot: &[u8], policy: &str) -> Vec<String> {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("snapshot.json"), snapshot).unwrap();
    std::fs::write(dir.path().join("cordon.toml"), policy).unwrap();
    let args = ["check", "--now", "2026-11-02", "--format", "json", "snapshot.json"];
    let output = command(dir.path()).args(args).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let rules = report["runs"][0]["rules"].as_array().unwrap().iter();
    let not_evaluated = rules.filter(|rule| rule["status"] == "not_evaluated").map(|rule| rule.to_string());
    let found = report["runs"][0]["findings"].as_array().unwrap().iter().map(|finding| {
        let text = |key: &str| finding[key].as_str().unwrap_or("-").to_owned();
        let subject = &finding["subject"];
        format!("{} {}/{} {} {}", text("rule"), subject["type"], subject["id"], text("partner"), text("fingerprint"))
    });
    found.chain(not_evaluated).collect()
}
