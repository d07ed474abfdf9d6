//! Reading the files of a pack: those that ship, and those of folders.

use std::path::Path;

use include_dir::{Dir, include_dir};

use super::{Contents, TEST};
use crate::diagnostic::Diagnostic;
use crate::snapshot::read::small_file;

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/rego");

/// A file of a pack before it is understood.
pub(super) struct RawFile {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) embedded: bool,
}

/// The files that ship, with their tests where these are wanted.
pub(super) fn embedded(tests: bool) -> Vec<RawFile> {
    let mut files = Vec::new();
    embedded_files(&EMBEDDED, tests, &mut files);
    files
}

/// The text of a file that ships, by its place in `rego`.
pub(super) fn shipped(path: &str) -> Option<&'static str> {
    EMBEDDED.get_file(path)?.contents_utf8()
}

fn embedded_files(dir: &Dir<'static>, tests: bool, files: &mut Vec<RawFile>) {
    for file in dir.files() {
        let name = file.path().display().to_string().replace('\\', "/");
        if let Some(text) = file.contents_utf8().filter(|_| is_pack_file(&name) || (tests && name.ends_with(TEST))) {
            files.push(RawFile { name: format!("rego/{name}"), text: text.to_owned(), embedded: true });
        }
    }
    for dir in dir.dirs() {
        embedded_files(dir, tests, files);
    }
}

/// Rego files, and the JSON files of a folder called `data`.
fn is_pack_file(name: &str) -> bool {
    let is_data = name.ends_with(".json") && (name.starts_with("data/") || name.contains("/data/"));
    is_data || (name.ends_with(".rego") && !name.ends_with(TEST))
}

/// The files of a folder, or the one file that was given in place of one.
pub(super) fn folder_files(folder: &Path, contents: Contents) -> Result<Vec<RawFile>, Box<Diagnostic>> {
    let shown = folder.display().to_string().replace('\\', "/");
    let failed = |file: &str, reason: String| {
        Box::new(Diagnostic::error(format!("cannot read the policy folder: {reason}")).in_file(file))
    };
    let mut files = Vec::new();
    let mut holds_rules = false;
    let visible =
        |entry: &walkdir::DirEntry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.');
    for entry in walkdir::WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter().filter_entry(visible)
    {
        let entry = entry.map_err(|error| {
            let reason = error.io_error().map_or_else(|| error.to_string(), crate::snapshot::plain);
            failed(&shown, reason)
        })?;
        let name = entry.path().display().to_string().replace('\\', "/");
        let inside = entry.path().strip_prefix(folder).unwrap_or(entry.path()).display().to_string().replace('\\', "/");
        // A folder may be given by the path of one file, which then is all of it.
        let inside = if inside.is_empty() { entry.file_name().to_string_lossy().into_owned() } else { inside };
        if entry.file_type().is_file() && (is_pack_file(&inside) || (contents.tests && inside.ends_with(TEST))) {
            holds_rules |= contents.tests_alone || is_pack_file(&inside);
            let bytes = small_file(entry.path()).map_err(|error| failed(&name, crate::snapshot::plain(&error)))?;
            let text = String::from_utf8(bytes).map_err(|error| {
                let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
                failed(&name, format!("it is not UTF-8 on line {line}"))
            })?;
            files.push(RawFile { name, text, embedded: false });
        }
    }
    if holds_rules {
        return Ok(files);
    }
    let message = if contents.tests_alone {
        "the policy folder holds neither rules nor tests: no `.rego` file was found"
    } else {
        "the policy folder holds no rule: no `.rego` file other than tests was found"
    };
    Err(Box::new(Diagnostic::error(message).in_file(shown).help("name the folder that holds `<area>/<rule_id>.rego`")))
}
