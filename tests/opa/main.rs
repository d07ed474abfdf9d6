//! The policy team's proof: OPA gives the same findings as cordon, from the bundle that `cordon bundle` writes.
//!
//! OPA's engine is a shared library, and `OPA_LIBRARY` says where it lies (`.ci/tools` gets it). Without it what needs
//! it is shown as ignored, with a line that says so; the conformance corpus still runs against what OPA gave when it
//! was recorded. An `opa` program on the path is asked as well.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test ends where something is not as it must be, and says what it measured"
)]

mod bundle;
mod conformance;
mod exact;
mod findings;
#[path = "../../examples/gen-org.rs"]
#[allow(dead_code, unreachable_pub, reason = "it is a program of its own")]
mod gen_org;
mod library;
mod orgs;
mod program;
mod rego_tests;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};

use library::Library;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A test that needs OPA's engine.
type WithLibrary = fn(&'static Library) -> Result<(), Failed>;

/// A test that needs the program `opa`.
type WithProgram = fn(&Path) -> Result<(), Failed>;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let library = match std::env::var_os("OPA_LIBRARY").filter(|path| !path.is_empty()) {
        Some(path) => match Library::load(Path::new(&path)) {
            Ok(library) => Some(library),
            Err(error) => {
                eprintln!("OPA_LIBRARY is set, but {} can't be loaded: {error}", path.display());
                return ExitCode::FAILURE;
            }
        },
        None => None,
    };
    let program = program::find();
    let mut trials = vec![
        Trial::test("conformance::cordon_gives_what_is_recorded", conformance::cordon_gives_what_is_recorded),
        Trial::test("conformance::differences_are_documented", conformance::differences_are_documented),
        Trial::test("bundle::outcomes_are_those_of_check", bundle::outcomes_are_those_of_check),
    ];
    let with_library: [(&str, WithLibrary); 7] = [
        ("conformance::opa_gives_what_is_recorded", conformance::opa_gives_what_is_recorded),
        ("findings::sample_orgs", findings::sample_orgs),
        ("findings::generated_orgs", findings::generated_orgs),
        ("findings::a_large_org", findings::a_large_org),
        ("findings::rules_of_a_user", findings::rules_of_a_user),
        ("findings::facts_of_cordon", findings::facts_of_cordon),
        ("rego_tests::shipped_tests_pass", rego_tests::shipped_tests_pass),
    ];
    let with_program: [(&str, WithProgram); 3] = [
        ("program::check_strict", program::check_strict),
        ("program::tests_pass", program::tests_pass),
        ("program::bundle_is_loaded", program::bundle_is_loaded),
    ];
    trials.extend(with_library.map(|(name, test)| match library {
        Some(library) => Trial::test(name, move || test(library)),
        None => {
            Trial::test(name, || Err("OPA_LIBRARY does not say where OPA's engine is".into())).with_ignored_flag(true)
        }
    }));
    trials.extend(with_program.map(|(name, test)| match program.clone() {
        Some(program) => Trial::test(name, move || test(&program)),
        None => Trial::test(name, || Err("there is no `opa` on the path".into())).with_ignored_flag(true),
    }));
    if library.is_none() {
        eprintln!("skipped: OPA is not asked for its findings, because OPA_LIBRARY does not say where its engine is");
    }
    if program.is_none() {
        eprintln!("skipped: `opa check` and `opa test` do not run, because there is no `opa` on the path");
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}
