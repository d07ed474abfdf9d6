//! What fits into a SARIF file: code scanning's limits, and what is said where they leave something out.

use std::collections::BTreeMap;
use std::io;

use super::tags_of;
use crate::finding::Finding;
use crate::finding::outcome::{Report, Run};
use crate::report::{Profile, Style};

/// Code scanning keeps so many results of a run, the most severe; it rejects a run with more than 25,000.
pub(super) const MOST_KEPT: usize = 5_000;
/// Code scanning rejects a file of more than 10 MB under gzip. What compresses it there may do a little worse.
pub(super) const MOST_GZIPPED: usize = 9_500_000;
/// Code scanning rejects a file with more runs.
pub const MOST_RUNS: usize = 20;
/// Code scanning rejects a result with more locations; the primary one is counted in.
pub(super) const MOST_LOCATIONS: usize = 1_000;
/// Code scanning rejects a rule with more tags.
pub(super) const MOST_TAGS: usize = 20;

/// Takes a report apart where one file could not hold it: code scanning accepts 20 runs a file.
pub fn split(report: &Report, style: Style) -> Vec<Report> {
    if style.profile == Profile::Full || report.runs.len() <= MOST_RUNS {
        return Vec::new();
    }
    let part = |runs: &[Run]| Report { runs: runs.to_vec(), failures: report.failures.clone() };
    report.runs.chunks(MOST_RUNS).map(part).collect()
}

/// How much a file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    /// Results of a run.
    pub(super) results: usize,
    /// Places of a result, the primary one not counted in.
    pub(super) places: usize,
    /// Runs.
    pub(super) runs: usize,
    /// Tags of a rule.
    pub(super) tags: usize,
}

impl Room {
    /// As much as there is.
    pub(super) const FULL: Self = Self { results: usize::MAX, places: usize::MAX, runs: usize::MAX, tags: usize::MAX };
    /// What code scanning keeps or accepts.
    pub(super) const GITHUB: Self =
        Self { results: MOST_KEPT, places: MOST_LOCATIONS - 1, runs: MOST_RUNS, tags: MOST_TAGS };

    /// Makes less room for a file that came to `size` bytes: evidence goes before results. False when there is
    /// nothing left to leave out.
    pub(super) fn shrink(&mut self, size: usize) -> bool {
        match (self.places, self.results) {
            (1.., _) => self.places = if self.places > 10 { self.places / 10 } else { 0 },
            (0, 0) => return false,
            // Sizes go with the number of results, roughly, so a little more than the share in excess.
            (0, results) => self.results = (results * (MOST_GZIPPED / 100) / (size / 90).max(1)).min(results - 1),
        }
        true
    }
}

/// Bytes of a text under gzip, as the upload compresses it.
pub(super) fn gzipped(text: &str) -> io::Result<usize> {
    if text.len() <= MOST_GZIPPED {
        return Ok(text.len());
    }
    let mut encoder = flate2::write::GzEncoder::new(Counter(0), flate2::Compression::default());
    io::Write::write_all(&mut encoder, text.as_bytes())?;
    Ok(encoder.finish()?.0)
}

/// Counts what is written to it.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The findings that become results, and those for which there is no room.
pub(super) fn share(run: &Run, style: Style, room: Room) -> (Vec<&Finding>, Vec<&Finding>) {
    let reported = run.findings.iter().filter(|finding| style.keep_waived || finding.waived.is_none());
    let mut shown: Vec<&Finding> = reported.collect();
    let left_out = shown.split_off(shown.len().min(room.results));
    (shown, left_out)
}

/// Says what is left out of a file, where anything is: how much, of which rules, and what to do.
pub(super) fn capped(
    run: &Run,
    report: &Report,
    shown: &[&Finding],
    left_out: &[&Finding],
    room: Room,
) -> Vec<(&'static str, String)> {
    let mut notes = Vec::new();
    if !left_out.is_empty() {
        let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
        for finding in left_out {
            *by_rule.entry(&finding.rule).or_default() += 1;
        }
        let rules = by_rule.iter().map(|(rule, count)| format!("{rule}: {count}")).collect::<Vec<_>>().join(", ");
        let (count, all) = (left_out.len(), left_out.len() + shown.len());
        let why = if room.results == MOST_KEPT {
            format!("code scanning keeps {MOST_KEPT}")
        } else {
            "code scanning refuses a file of more than 10 MB".to_owned()
        };
        let text = format!("{count} of {all} results were left out, the least severe ones, because {why} ({rules}).");
        notes.push(("error", text));
    }
    let with_too_many = shown.iter().filter(|finding| finding.related.len() > room.places).count();
    if with_too_many > 0 {
        let text = format!(
            "{with_too_many} results name more places than code scanning accepts; the first {} of each are kept.",
            room.places
        );
        notes.push(("warning", text));
    }
    for outcome in run.rules.iter().filter(|outcome| tags_of(&outcome.rule).len() > room.tags) {
        let text = format!(
            "The rule {} has more tags than code scanning accepts; the first {} are kept.",
            outcome.rule.id, room.tags
        );
        notes.push(("warning", text));
    }
    if report.runs.len() > room.runs {
        let names: Vec<&str> = report.runs[room.runs..].iter().map(|run| run.snapshot.as_str()).collect();
        let text = format!(
            "{} of {} runs were left out, because code scanning accepts {} in a file: {}.",
            names.len(),
            report.runs.len(),
            room.runs,
            names.join(", ")
        );
        notes.push(("error", text));
    }
    notes
}
