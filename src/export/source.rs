//! Where answers come from: the live API, its saved responses, or the journal of an export that was stopped.

use std::sync::{Arc, Mutex};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::journal::Journal;
use super::lack::Lack;
use super::saved::Saved;
use crate::genesys::client::Request;
use crate::genesys::endpoint::Endpoint;
use crate::genesys::model::Row;
use crate::genesys::{Client, Listing};

/// Where answers come from.
pub enum Origin {
    /// The API.
    Live(Box<Client>),
    /// Responses that were saved.
    Saved(Box<Saved>),
}

/// Told when something of a section was read: the section, how much is done, and of how much.
pub type Progress = Arc<dyn Fn(&str, u64, u64) + Send + Sync>;

/// An origin with a journal before it.
pub struct Source {
    /// Where answers come from.
    pub origin: Origin,
    /// What was read before.
    pub journal: Option<Journal>,
    /// Who is told.
    pub progress: Progress,
    fatal: Mutex<Option<Lack>>,
}

/// Times that a listing is read which has no count itself and nothing else vouches for.
const PASSES: usize = 5;
/// Length up to which that is cheap.
const SHORT: usize = 2_000;

impl Source {
    /// A source of which nothing was asked yet.
    pub fn new(origin: Origin, journal: Option<Journal>, progress: Progress) -> Self {
        Self { origin, journal, progress, fatal: Mutex::default() }
    }

    /// What ended the run, if something did.
    pub fn fatal(&self) -> Option<Lack> {
        self.fatal.lock().ok()?.clone()
    }

    fn note_fatal<T>(&self, answer: Result<T, Lack>) -> Result<T, Lack> {
        if let Err(lack) = &answer
            && lack.ends_the_run
            && let Ok(mut fatal) = self.fatal.lock()
        {
            fatal.get_or_insert_with(|| lack.clone());
        }
        answer
    }

    /// One thing that is no listing. `id` stands in the path.
    ///
    /// # Errors
    /// Why it could not be had.
    pub async fn one<T>(&self, endpoint: &Endpoint, id: &str) -> Result<T, Lack>
    where
        T: Serialize + DeserializeOwned,
    {
        let path = endpoint.path(id);
        self.kept(&path, |_| true, self.ask_one(endpoint, &path)).await
    }

    /// The same, asked for anew although it was read before: what the caller itself is and may see.
    ///
    /// # Errors
    /// Why it could not be had.
    pub async fn fresh<T: DeserializeOwned>(&self, endpoint: &Endpoint) -> Result<T, Lack> {
        self.note_fatal(self.ask_one(endpoint, endpoint.path).await)
    }

    async fn ask_one<T: DeserializeOwned>(&self, endpoint: &Endpoint, path: &str) -> Result<T, Lack> {
        match &self.origin {
            Origin::Live(client) => {
                client.json(&Request::get(path, Vec::new())).await.map_err(|error| Lack::of(&error, endpoint))
            }
            Origin::Saved(saved) => saved.one(path),
        }
    }

    /// A whole listing. `expected` is how many rows the org's own count says there are, where it does. Where the
    /// listing itself has no count, one that is shorter, or that nothing can be held against, is read again until two
    /// agree. A listing that does not add up is not kept, so that an export that is resumed reads it again.
    ///
    /// # Errors
    /// Why it could not be had.
    pub async fn list<T: Row>(&self, endpoint: &Endpoint, id: &str, expected: u64) -> Result<Listing<T>, Lack> {
        let path = endpoint.path(id);
        let whole = |listing: &Listing<T>| listing.doubt.is_none() && listing.rows.len() as u64 >= expected;
        self.kept(&path, whole, async {
            let client = match &self.origin {
                Origin::Saved(saved) => return saved.list(&path),
                Origin::Live(client) => client,
            };
            let mut listing: Listing<T> =
                client.list(endpoint, id).await.map_err(|error| Lack::of(&error, endpoint))?;
            // One of many ids is not worth it, nor is a long list that nothing speaks against.
            let worth = !endpoint.path.contains("{}") && (expected > 0 || listing.rows.len() <= SHORT);
            let doubtful = |listing: &Listing<T>| {
                listing.total.is_none() && (expected == 0 || (listing.rows.len() as u64) < expected)
            };
            let mut agreed = 0;
            for _ in 1..PASSES {
                if !worth || !doubtful(&listing) {
                    break;
                }
                let again: Listing<T> = client.list(endpoint, id).await.map_err(|error| Lack::of(&error, endpoint))?;
                let ids = |listing: &Listing<T>| listing.rows.iter().map(Row::identity).collect::<Vec<_>>();
                let agree = ids(&again) == ids(&listing);
                if again.rows.len() >= listing.rows.len() {
                    listing = again;
                }
                // Against the org's own count one agreement more is asked for.
                agreed = if agree { agreed + 1 } else { 0 };
                if agreed > usize::from(expected > 0) {
                    break;
                }
            }
            Ok(listing)
        })
        .await
    }

    /// The journal's answer, or else that of `ask`, which is put in the journal when it is `whole`.
    pub(super) async fn kept<T>(
        &self,
        key: &str,
        whole: impl Fn(&T) -> bool,
        ask: impl Future<Output = Result<T, Lack>>,
    ) -> Result<T, Lack>
    where
        T: Serialize + DeserializeOwned,
    {
        let Some(journal) = &self.journal else { return self.note_fatal(ask.await) };
        if let Some(held) = journal.get(key) {
            return Ok(held);
        }
        let value = self.note_fatal(ask.await)?;
        if !whole(&value) {
            return Ok(value);
        }
        let put = journal.put(key, &value);
        self.note_fatal(put.map_err(|error| Lack { ends_the_run: true, ..Lack::because(error.to_string()) }))?;
        Ok(value)
    }
}
