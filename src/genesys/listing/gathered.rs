//! The rows of all pages, each once, and whether they add up.

use std::collections::{BTreeMap, HashSet};

use super::page::Page;
use crate::genesys::model::Row;

/// The rows of a listing.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Listing<T> {
    /// Each row once, sorted by identity.
    pub rows: Vec<T>,
    /// How many the server says there are, where it does.
    pub total: Option<u64>,
    /// Why these may not be all.
    pub doubt: Option<String>,
}

impl<T> Default for Listing<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), total: None, doubt: None }
    }
}

/// Rows by identity, and what could not be read as one.
#[derive(Debug)]
pub struct Gathered<T> {
    pub(super) rows: BTreeMap<String, T>,
    pub(super) ids: HashSet<String>,
    pub(super) unreadable: usize,
    pub(super) total: Option<u64>,
    pub(super) totals_differ: bool,
    /// Whether one id stands in several rows: so the server has it, or a row changed while the list was read and took
    /// the place of another.
    pub(super) repeated: bool,
    /// What speaks against these being all, although the rows add up.
    pub(super) broken_off: Option<String>,
    /// Lengths of pages that others follow, the shortest and the longest: where nothing is said of sizes and totals,
    /// a page that is shorter than others may have been cut.
    pub(super) lengths: Option<(usize, usize)>,
}

impl<T: Row> Gathered<T> {
    /// Nothing yet.
    pub fn new() -> Self {
        Self {
            rows: BTreeMap::new(),
            ids: HashSet::new(),
            unreadable: 0,
            total: None,
            totals_differ: false,
            repeated: false,
            broken_off: None,
            lengths: None,
        }
    }

    /// Adds a page; returns how many of its rows were new.
    pub fn add(&mut self, page: &Page) -> usize {
        if let Some(total) = page.total.and_then(|total| u64::try_from(total).ok()) {
            self.totals_differ |= self.total.is_some_and(|before| before != total);
            self.total = Some(self.total.unwrap_or(0).max(total));
        }
        let mut new = 0;
        for raw in page.entities.iter().flatten() {
            match serde_json::from_str::<T>(raw.get()) {
                // Ids stand in paths of further requests, where these two would lead elsewhere.
                Ok(row) if !matches!(row.id(), "" | "." | "..") => {
                    let key = row.identity();
                    match self.rows.get(&key) {
                        // Of two versions of one row the same one is kept, in whatever order they come.
                        Some(held) if text(held) >= text(&row) => {}
                        held => {
                            new += usize::from(held.is_none());
                            self.repeated |= held.is_none() && !self.ids.insert(row.id().to_owned());
                            self.rows.insert(key, row);
                        }
                    }
                }
                _ => self.unreadable += 1,
            }
        }
        new
    }

    pub(super) fn adds_up(&self) -> bool {
        self.unreadable == 0 && !self.totals_differ && self.total.is_none_or(|total| self.rows.len() as u64 >= total)
    }

    pub(super) fn is_uneven(&self) -> bool {
        self.total.is_none() && self.lengths.is_some_and(|(shortest, longest)| shortest < longest)
    }

    /// The listing, with a doubt where it does not add up.
    pub fn finish(self) -> Listing<T> {
        let held = self.rows.len();
        let doubt = if self.unreadable > 0 {
            Some(format!("{} entries have no id or another form than expected", self.unreadable))
        } else if let Some(total) = self.total.filter(|total| *total > held as u64) {
            Some(format!("the server says that there are {total} but lists {held}"))
        } else if self.totals_differ {
            Some("the list kept changing while it was read".to_owned())
        } else {
            // A total that is reached says that nothing is missing.
            self.broken_off.filter(|_| self.total.is_none())
        };
        Listing { rows: self.rows.into_values().collect(), total: self.total, doubt }
    }
}

impl<T: Row> Default for Gathered<T> {
    fn default() -> Self {
        Self::new()
    }
}

fn text<T: serde::Serialize>(row: &T) -> String {
    serde_json::to_string(row).unwrap_or_default()
}
