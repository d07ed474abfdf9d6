//! The program `opa`, where there is one: its stricter compiler, its test runner, and its own way to load a bundle.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Failed;

use crate::exact::Doc;
use crate::findings::bundle_folder;
use crate::root;

/// The program on the path.
pub(crate) fn find() -> Option<PathBuf> {
    let name = format!("opa{}", std::env::consts::EXE_SUFFIX);
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(&name)).find(|file| file.is_file())
}

fn run(opa: &Path, arguments: &[&str]) -> Result<String, Failed> {
    let output = Command::new(opa).current_dir(root()).args(arguments).output()?;
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() { Ok(said) } else { Err(format!("opa {}: {said}", arguments.join(" ")).into()) }
}

pub(crate) fn check_strict(opa: &Path) -> Result<(), Failed> {
    run(opa, &["check", "--strict", "--schema", "schemas/", "rego"]).map(|_| ())
}

pub(crate) fn tests_pass(opa: &Path) -> Result<(), Failed> {
    run(opa, &["test", "rego"]).map(|_| ())
}

/// A manifest that OPA refuses would be noticed here.
pub(crate) fn bundle_is_loaded(opa: &Path) -> Result<(), Failed> {
    let (folder, place) = bundle_folder(Some(&std::fs::read_to_string(root().join("snapshots/acme/cordon.toml"))?));
    let place = place.display().to_string();
    let query = "count(data.cordon.rules.grant.partner_grant_all_divisions.findings)";
    let arguments = ["eval", "--bundle", &place, "--input", "snapshots/acme/snapshot.json", "--format", "raw", query];
    let count = run(opa, &arguments)?;
    drop(folder);
    if Doc::parse(count.trim())? == Doc::Number("0".to_owned()) {
        return Err("OPA finds nothing in the sample org".into());
    }
    Ok(())
}
