//! Which policy file goes with a snapshot.

use std::path::{Path, PathBuf};

use crate::snapshot::Origin;

/// The name of a policy file.
pub const FILE_NAME: &str = "cordon.toml";

/// Finds the policy file of a snapshot: the one beside it, else the first one on the way up from
/// `working_dir` to the root of the repository that `working_dir` is in. Outside a repository only
/// `working_dir` itself is looked at, so that a stray file far above never decides.
pub fn find(origin: &Origin, working_dir: &Path) -> Option<PathBuf> {
    if let Origin::File(snapshot) = origin {
        let beside = match snapshot.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.join(FILE_NAME),
            _ => PathBuf::from(FILE_NAME),
        };
        if is_there(&beside) {
            return Some(beside);
        }
    }
    let root = repository_root(working_dir);
    working_dir
        .ancestors()
        .take_while(|dir| dir.starts_with(root))
        .map(|dir| dir.join(FILE_NAME))
        .find(|candidate| is_there(candidate))
        .map(|found| found.strip_prefix(working_dir).map(Path::to_owned).unwrap_or(found))
}

/// The root of the repository that a folder is in, or else the folder.
pub fn repository_root(working_dir: &Path) -> &Path {
    working_dir.ancestors().find(|dir| dir.join(".git").exists()).unwrap_or(working_dir)
}

/// A directory or a link to nowhere of that name is there, too: reading it says what is wrong, while passing over
/// it would judge the snapshot by another policy.
fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
