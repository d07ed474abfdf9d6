//! Generated orgs, kept in the build folder under the seed and what generates them.

use std::fmt::Write as _;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

#[path = "../../examples/gen-org.rs"]
#[allow(dead_code, unreachable_pub, reason = "it is a program of its own")]
mod gen_org;

pub(crate) const SEED: u64 = 7;

/// The sources of the generator: another generator, other orgs.
const GENERATOR: [&str; 4] = [
    include_str!("../../examples/gen-org.rs"),
    include_str!("../../examples/support/catalogue.rs"),
    include_str!("../../examples/support/life.rs"),
    include_str!("../../examples/support/snapshot.rs"),
];

/// The folder of an org of so many users, made if it is not there, with `snapshot.json` and `cordon.toml`.
pub(crate) fn folder(users: usize) -> io::Result<PathBuf> {
    let mut digest = Sha256::new();
    for source in GENERATOR {
        digest.update(source);
    }
    let mut version = String::new();
    for byte in digest.finalize().iter().take(6) {
        let _ = write!(version, "{byte:02x}");
    }
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("orgs").join(format!("{version}-{users}-{SEED}"));
    if place.join("cordon.toml").is_file() {
        return Ok(place);
    }
    let (snapshot, policy) = gen_org::texts(users, SEED)?;
    std::fs::create_dir_all(&place)?;
    std::fs::write(place.join("snapshot.json"), snapshot)?;
    // What comes last says that all is there.
    std::fs::write(place.join("cordon.toml"), policy)?;
    Ok(place)
}
