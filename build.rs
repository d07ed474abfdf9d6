//! Rebuilds when a rule is added or removed: the pack is embedded from the folder `rego`.

fn main() {
    println!("cargo:rerun-if-changed=rego");
    println!("cargo:rerun-if-changed=build.rs");
}
