//! What a supervised process tells of itself: lines in a file, which are there however it ends.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

/// One line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Event {
    /// These are evaluated: rules by id, or something that is no rule.
    Begins { number: u64, what: Vec<String> },
    /// They are done.
    Ends { number: u64 },
    /// The process ended itself, because these took too long.
    OutOfTime { what: Vec<String> },
    /// The process ended itself, because it took too much memory, of which it had a part `before`, while these were evaluated.
    OutOfMemory { what: Vec<String>, taken: u64, limit: u64, before: u64 },
}

/// The file, for who writes it.
#[derive(Debug)]
pub(super) struct Report(File);

impl Report {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        OpenOptions::new().append(true).open(path).map(Self)
    }

    /// Adds a line. Where that fails the process can only go on.
    pub(super) fn tell(&mut self, event: &Event) {
        if let Ok(mut line) = serde_json::to_vec(event) {
            line.push(b'\n');
            let _ = self.0.write_all(&line);
        }
    }
}

/// What a report says at its end.
#[derive(Debug, Default)]
pub(super) struct Ending {
    /// Why the process ended itself.
    pub(super) stopped: Option<Event>,
    /// What was being evaluated.
    pub(super) at: Vec<String>,
}

/// Reads a report.
pub(super) fn read(text: &str) -> Ending {
    let mut open: Vec<(u64, Vec<String>)> = Vec::new();
    for line in text.lines() {
        match serde_json::from_str(line) {
            Ok(Event::Begins { number, what }) => open.push((number, what)),
            Ok(Event::Ends { number }) => open.retain(|(other, _)| *other != number),
            Ok(event @ (Event::OutOfTime { .. } | Event::OutOfMemory { .. })) => {
                let (Event::OutOfTime { what } | Event::OutOfMemory { what, .. }) = &event else { continue };
                return Ending { at: what.clone(), stopped: Some(event) };
            }
            // Cut off where the process was.
            Err(_) => {}
        }
    }
    Ending { stopped: None, at: open.into_iter().flat_map(|(_, what)| what).collect() }
}
