//! Running again whenever a file changes, until the process is ended.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecursiveMode, Watcher};

use crate::cli::{Outcome, Terminal};
use crate::diagnostic::Diagnostic;

/// Editors write a file in several steps, so what follows within this time belongs to the same change.
const SETTLED: Duration = Duration::from_millis(150);

/// Runs something now, and again after each change of a Rego or JSON file in the folders. What is wrong with a file is
/// said, and the next change is waited for. Ends only where changes can't be noticed; Ctrl-C ends the process.
pub(super) fn run(folders: &[PathBuf], terminal: &Terminal, mut once: impl FnMut() -> Outcome) -> Outcome {
    let (sender, events) = mpsc::channel();
    let failed = |error: &notify::Error| {
        vec![Diagnostic::error(format!("changes can't be watched: {error}")).help("run without `--watch`")]
    };
    let mut watcher = notify::recommended_watcher(sender).map_err(|error| failed(&error))?;
    for folder in folders {
        // An editor replaces a file by another of its name, which only the folder around it shows.
        let around = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let watched = if folder.is_file() { around } else { folder };
        watcher.watch(watched, RecursiveMode::Recursive).map_err(|error| failed(&error))?;
    }
    loop {
        if let Err(diagnostics) = once() {
            terminal.report(&diagnostics);
        }
        terminal.note("watching for changes; Ctrl-C ends it");
        let changed = wait(&events, folders).map_err(|error| match error {
            Some(error) => failed(&error),
            None => vec![Diagnostic::error("changes are not reported any more")],
        })?;
        terminal.note(&format!("{changed} changed"));
    }
}

/// Waits for a change and for the end of what belongs to it. Returns the file.
///
/// # Errors
/// When changes can't be noticed any more; with the reason where there is one.
fn wait(events: &Receiver<notify::Result<Event>>, folders: &[PathBuf]) -> Result<String, Option<notify::Error>> {
    loop {
        let event = events.recv().map_err(|_| None)??;
        if let Some(path) = changed(&event, folders) {
            let name = path.display().to_string();
            // Something else in the folder may never settle.
            let until = Instant::now() + 4 * SETTLED;
            while Instant::now() < until && events.recv_timeout(SETTLED).is_ok() {}
            return Ok(name);
        }
    }
}

/// The file of a pack that an event is about. Reading a file is an event, too, but no change.
fn changed<'e>(event: &'e Event, folders: &[PathBuf]) -> Option<&'e PathBuf> {
    if matches!(event.kind, EventKind::Access(_)) {
        return None;
    }
    let of_pack = |path: &&PathBuf| {
        let extension = path.extension().unwrap_or_default();
        let is_named = folders.iter().any(|folder| folder.canonicalize().is_ok_and(|folder| **path == folder));
        // A folder that comes or goes brings its files along, and has no event for each.
        extension == "rego" || extension == "json" || path.is_dir() || is_named || is_gone_folder(event)
    };
    event.paths.iter().find(of_pack)
}

fn is_gone_folder(event: &Event) -> bool {
    matches!(event.kind, EventKind::Remove(notify::event::RemoveKind::Folder))
}
