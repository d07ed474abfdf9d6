//! Where the history of the prompt is kept: what somebody asks of an org is nobody else's business.

use std::io;
use std::path::{Path, PathBuf};

/// The file, in the folder of the user for state; `None` where there is no such folder.
pub(super) fn place() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || set("HOME").map(|home| home.join(".local/state"));
    let folder = set("XDG_STATE_HOME").or_else(|| set("LOCALAPPDATA")).or_else(home)?;
    Some(folder.join("cordon").join("query-history"))
}

/// Makes the file, if it is not there, and lets nobody but its owner read it.
pub(super) fn open(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    drop(file);
    Ok(())
}
