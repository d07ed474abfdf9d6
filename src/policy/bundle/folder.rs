//! A bundle as a folder. It is written beside its place and moved there when it is whole, so that nobody ever reads
//! half a bundle, and nothing that is not a bundle of cordon's is replaced.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

use super::{Bundle, MANIFEST};

/// Why a bundle was not written.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// A file system that can't or won't.
    #[error("{}", crate::snapshot::plain(.0))]
    Io(#[from] io::Error),
    /// The folder is there and holds something else.
    #[error("the folder is not empty and is no bundle that cordon wrote")]
    Foreign,
    /// The folder is a bundle with something in it that cordon did not write.
    #[error("the folder is a bundle, but `{0}` in it is not part of it")]
    Mixed(String),
    /// The folder can't be replaced while somebody is in it.
    #[error("the folder is the working directory or above it, so it can't be replaced")]
    Occupied,
}

pub(super) fn write(bundle: &Bundle, folder: &Path) -> Result<(), Refusal> {
    // A link keeps pointing at its folder.
    let place = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let old = what_is_there(&place)?;
    let parent = match place.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let new = builder().tempdir_in(&parent)?;
    for (name, bytes) in bundle.files() {
        let path = new.path().join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, bytes)?;
    }
    match old {
        There::Nothing => fs::rename(new.path(), &place)?,
        There::Empty => {
            fs::remove_dir(&place)?;
            fs::rename(new.path(), &place)?;
        }
        There::Bundle => {
            let aside = builder().tempdir_in(&parent)?;
            let kept = aside.path().join("bundle");
            fs::rename(&place, &kept)?;
            if let Err(error) = fs::rename(new.path(), &place) {
                // Better the old bundle than none.
                fs::rename(&kept, &place)?;
                return Err(error.into());
            }
        }
    }
    // What was moved away must not be cleaned up under its former name, which is free for anybody.
    let _ = new.keep();
    Ok(())
}

fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cordon-");
    // A bundle is readable like any other new folder, which a temporary one is not; the umask still applies.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder
}

enum There {
    Nothing,
    Empty,
    Bundle,
}

fn what_is_there(place: &Path) -> Result<There, Refusal> {
    match place.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(There::Nothing),
        Err(error) => return Err(error.into()),
        Ok(metadata) if !metadata.is_dir() => return Err(io::Error::from(io::ErrorKind::NotADirectory).into()),
        Ok(_) => {}
    }
    if std::env::current_dir().is_ok_and(|current| current.starts_with(place)) {
        return Err(Refusal::Occupied);
    }
    if fs::read_dir(place)?.next().is_none() {
        return Ok(There::Empty);
    }
    let known = fs::read(place.join(MANIFEST)).ok().and_then(|bytes| files_of(&bytes)).ok_or(Refusal::Foreign)?;
    for entry in walkdir::WalkDir::new(place).sort_by_file_name() {
        let entry = entry.map_err(io::Error::from)?;
        let name = entry.path().strip_prefix(place).unwrap_or(entry.path()).display().to_string().replace('\\', "/");
        if !entry.file_type().is_dir() && !known.contains(&name) {
            return Err(Refusal::Mixed(name));
        }
    }
    Ok(There::Bundle)
}

/// The files of a bundle, as its manifest lists them, where cordon wrote it.
fn files_of(manifest: &[u8]) -> Option<BTreeSet<String>> {
    let manifest: Json = serde_json::from_slice(manifest).ok()?;
    let files = manifest.pointer("/metadata/cordon/files")?.as_array()?;
    let names = files.iter().map(|name| name.as_str().map(str::to_owned)).collect::<Option<BTreeSet<_>>>()?;
    Some(names.into_iter().chain([MANIFEST.to_owned()]).collect())
}
