//! Rebuilds when a rule is added or removed: the pack is embedded from the folder `rego`. What its METADATA says is
//! embedded as JSON, which is read faster than YAML.

#[path = "src/policy/metadata/block.rs"]
mod block;

use std::error::Error;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=rego");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/policy/metadata/block.rs");
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("metadata.json"), serde_json::to_string(&metadata()?)?)?;
    Ok(())
}

/// METADATA of the rules, by file. One that can't be read is left out: cordon says what is wrong with it.
fn metadata() -> Result<serde_json::Map<String, serde_json::Value>, Box<dyn Error>> {
    let mut found = serde_json::Map::new();
    for entry in walkdir::WalkDir::new("rego/rules").sort_by_file_name() {
        let entry = entry?;
        let name = entry.path().to_string_lossy().replace('\\', "/");
        if !name.ends_with(".rego") || name.ends_with("_test.rego") {
            continue;
        }
        let source = fs::read_to_string(entry.path())?;
        let read = block::block(&source).and_then(|(_, text)| serde_saphyr::from_str(&text).ok());
        found.extend(read.map(|read| (name, read)));
    }
    Ok(found)
}
