//! API responses that were saved before, in place of the API.
//!
//! A folder of files, each one response or JSON lines. A line or file is either an envelope that names its request
//! (`{"method", "url" or "path", "status", "body"}`, or an entry of an HTTP archive), or a bare body, whose request
//! is told by its `selfUri` or by the name of the file (`api/v2/authorization/roles.json`).

mod form;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use self::form::{Archive, ArchiveEntry, Envelope, ErrorBody, Inner, api_request, is_read, path_of_name, unquoted};
use super::lack::Lack;
use crate::genesys::listing::{Gathered, Page};
use crate::genesys::model::{AuditMessage, Organization, Row};
use crate::genesys::{Listing, endpoint};

/// Why saved responses can't be used.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// The operating system refused.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is nothing to use.
    #[error(
        "{0} holds no saved response of the API; expected JSON files whose names or members tell the request, e.g. api/v2/authorization/roles.json"
    )]
    Nothing(PathBuf),
    /// The responses are of several orgs.
    #[error("{folder} holds responses of several orgs: {}; keep those of one in it", ids.join(", "))]
    SeveralOrgs {
        /// The folder.
        folder: PathBuf,
        /// Their ids.
        ids: Vec<String>,
    },
    /// A file is no JSON.
    #[error("{path}:{line}: not JSON: {message}")]
    NotJson {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// What is wrong.
        message: String,
    },
}

#[derive(Debug)]
struct Response {
    status: u16,
    body: Box<RawValue>,
    /// Parameters of the request, where they are known.
    query: Option<Query>,
}

type Query = Vec<(String, String)>;

/// Parameters that leave out no row.
const HARMLESS: [&str; 15] = [
    "pageSize",
    "pageNumber",
    "cursor",
    "after",
    "before",
    "expand",
    "sortBy",
    "sortOrder",
    "sortDirection",
    "userCount",
    "objectCount",
    "previousPage",
    "nextPage",
    "deleted",
    "includeFullRoles",
];

/// Saved responses by path.
#[derive(Debug, Default)]
pub struct Saved {
    responses: BTreeMap<String, Vec<Response>>,
    /// Files that are no response.
    pub ignored: Vec<PathBuf>,
}

/// Largest file that is read.
const LARGEST_FILE: u64 = 1 << 30;

impl Saved {
    /// Reads all files in a folder and the folders in it.
    ///
    /// # Errors
    /// When one can't be read or is no JSON, or none is a response.
    pub fn load(folder: &Path) -> Result<Self, SavedError> {
        let failed = |path: &Path, source| SavedError::Io { path: path.to_owned(), source };
        let mut saved = Self::default();
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.map_err(|error| failed(folder, error.into()))?;
            let path = entry.path();
            let wanted = ["json", "jsonl", "ndjson", "har"];
            let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            if !entry.file_type().is_file() || !wanted.contains(&extension) {
                continue;
            }
            let length = entry.metadata().map_err(|error| failed(path, error.into()))?.len();
            if length > LARGEST_FILE {
                return Err(failed(path, io::Error::other(format!("it has more than {LARGEST_FILE} bytes"))));
            }
            let text = std::fs::read_to_string(path).map_err(|error| failed(path, error))?;
            let named = path.strip_prefix(folder).ok().and_then(path_of_name);
            if !saved.add_file(path, &text, named.as_deref())? {
                saved.ignored.push(path.to_owned());
            }
        }
        if saved.responses.is_empty() {
            return Err(SavedError::Nothing(folder.to_owned()));
        }
        let orgs = saved.responses.get(endpoint::ORGANIZATION.path).into_iter().flatten();
        let ids: BTreeSet<String> = orgs
            .filter_map(|response| serde_json::from_str::<Organization>(response.body.get()).ok())
            .map(|organization| organization.id)
            .filter(|id| !id.is_empty())
            .collect();
        if ids.len() > 1 {
            return Err(SavedError::SeveralOrgs { folder: folder.to_owned(), ids: ids.into_iter().collect() });
        }
        Ok(saved)
    }

    /// Adds the responses of a file; false when it holds none.
    fn add_file(&mut self, path: &Path, text: &str, named: Option<&str>) -> Result<bool, SavedError> {
        let text = text.trim_start_matches('\u{feff}');
        if let Ok(whole) = serde_json::from_str::<Box<RawValue>>(text) {
            return Ok(self.add(&whole, named));
        }
        let mut any = false;
        for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let value = serde_json::from_str::<Box<RawValue>>(line).map_err(|error| SavedError::NotJson {
                path: path.to_owned(),
                line: at + 1,
                message: error.to_string(),
            })?;
            any |= self.add(&value, named);
        }
        Ok(any)
    }

    fn add(&mut self, raw: &RawValue, named: Option<&str>) -> bool {
        let text = raw.get();
        if let Ok(many) = serde_json::from_str::<Vec<Box<RawValue>>>(text) {
            return many.iter().fold(false, |any, one| self.add(one, named) | any);
        }
        if let Ok(archive) = serde_json::from_str::<Archive>(text) {
            return archive.log.entries.iter().fold(false, |any, entry| self.add_archived(entry) | any);
        }
        let Ok(envelope) = serde_json::from_str::<Envelope>(text) else { return false };
        let request = envelope.request.as_ref();
        let method = envelope.method.as_ref().or(request.and_then(|request| request.method.as_ref()));
        let uri = [&envelope.url, &envelope.path, &envelope.uri]
            .into_iter()
            .chain(request.into_iter().flat_map(|request| [&request.url, &request.path, &request.uri]))
            .flatten()
            .find_map(|uri| api_request(uri));
        if !is_read(method, uri.as_ref().map(|(path, _)| path.as_str())) {
            return false;
        }
        let response = envelope.response.as_ref().and_then(|response| {
            serde_json::from_str::<Inner>(response.get()).ok().filter(|inner| inner.body.is_some())
        });
        let status = envelope.status.or(response.as_ref().and_then(|response| response.status));
        let body = envelope.body.or(response.and_then(|response| response.body)).or(envelope.response);
        match (uri, body) {
            (Some((path, query)), Some(body)) => self.insert(path, query, status, unquoted(body)),
            _ => match envelope.self_uri.as_deref().and_then(api_request).or(named.map(|path| (path.to_owned(), None)))
            {
                Some((path, query)) => self.insert(path, query, None, raw.to_owned()),
                None => return false,
            },
        }
        true
    }

    fn add_archived(&mut self, entry: &ArchiveEntry) -> bool {
        let request = entry.request.url.as_deref().and_then(api_request);
        if !is_read(entry.request.method.as_ref(), request.as_ref().map(|(path, _)| path.as_str())) {
            return false;
        }
        let body = entry.response.content.text.as_ref().and_then(|text| RawValue::from_string(text.clone()).ok());
        match (request, body) {
            (Some((path, query)), Some(body)) => self.insert(path, query, entry.response.status, body),
            _ => return false,
        }
        true
    }

    fn insert(&mut self, path: String, query: Option<Query>, status: Option<u16>, body: Box<RawValue>) {
        // A bare body of an error says its own status.
        let own = || {
            let error: ErrorBody = serde_json::from_str(body.get()).ok()?;
            error.code.is_some().then_some(error.status?)
        };
        let status = status.or_else(own).unwrap_or(200);
        self.responses.entry(path).or_default().push(Response { status, body, query });
    }

    /// One thing that is no listing.
    pub(super) fn one<T: DeserializeOwned>(&self, path: &str) -> Result<T, Lack> {
        let response = self.good(path)?;
        let last = response.last().ok_or_else(|| not_saved(path))?;
        serde_json::from_str(last.body.get())
            .map_err(|error| Lack::because(format!("the saved response of {path} has another form: {error}")))
    }

    /// A whole listing, of all its saved pages.
    pub(super) fn list<T: Row>(&self, path: &str) -> Result<Listing<T>, Lack> {
        let mut gathered = Gathered::<T>::new();
        let mut ended = false;
        let mut counted = false;
        let (mut pages, mut last_page) = (BTreeSet::new(), 0);
        let good = self.good(path)?;
        let mut doubts = doubts_of_requests(path, self.responses.get(path).map_or(&[][..], Vec::as_slice));
        let requests: Option<Vec<&Query>> = good.iter().map(|response| response.query.as_ref()).collect();
        for response in good {
            let page = Page::of(response.body.get().as_bytes())
                .map_err(|found| Lack::because(format!("a saved response of {path} is no page of a list: {found}")))?;
            ended |= !page.leads_on();
            gathered.add(&page);
            let next = page.leads_to();
            let there =
                |query: &&Query| next.iter().any(|(name, value)| query.iter().any(|(n, v)| n == name && v == value));
            if !next.is_empty() && requests.as_ref().is_some_and(|requests| !requests.iter().any(there)) {
                doubts.push("one of its pages is not among the saved responses".to_owned());
            }
            counted |= page.has_total();
            let (number, count) = page.place();
            pages.insert(number);
            last_page = count.max(last_page);
        }
        let mut listing = gathered.finish();
        if !ended && !counted {
            listing.doubt.get_or_insert_with(|| "its last page is not among the saved responses".to_owned());
        }
        if !counted && (pages.len() as i64) < last_page {
            let doubt = format!("{} of its {last_page} pages are among the saved responses", pages.len());
            listing.doubt.get_or_insert(doubt);
        }
        if let Some(doubt) = doubts.into_iter().next() {
            listing.doubt.get_or_insert(doubt);
        }
        Ok(listing)
    }

    /// Audit messages of whatever queries were saved.
    pub(super) fn audits(&self) -> Result<Listing<AuditMessage>, Lack> {
        let paths = self
            .responses
            .keys()
            .filter(|path| path.starts_with("/api/v2/audits/query/") && path.ends_with("/results"));
        let mut all: Option<Listing<AuditMessage>> = None;
        for path in paths {
            let part = self.list::<AuditMessage>(path)?;
            let all = all.get_or_insert_default();
            all.rows.extend(part.rows);
            all.doubt = all.doubt.take().or(part.doubt);
        }
        let mut all = all.ok_or_else(|| not_saved("/api/v2/audits/query/{id}/results"))?;
        all.rows.sort_by(|a, b| a.id().cmp(b.id()));
        all.rows.dedup_by(|a, b| a.id() == b.id());
        Ok(all)
    }

    fn good(&self, path: &str) -> Result<Vec<&Response>, Lack> {
        let all = self.responses.get(path).ok_or_else(|| not_saved(path))?;
        let good: Vec<&Response> = all.iter().filter(|response| (200..300).contains(&response.status)).collect();
        if good.is_empty() {
            let status = all.last().map_or(0, |response| response.status);
            let not_found = status == 404;
            let permission = all.iter().rev().find_map(|response| permission_in(response.body.get()));
            let needs = permission.as_ref().map_or_else(String::new, |name| format!("needs the permission {name}: "));
            let reason = format!("{needs}the saved response of {path} is HTTP {status}");
            return Err(Lack { permission, not_found, unknown_request: not_found, ..Lack::because(reason) });
        }
        Ok(good)
    }
}

/// What the requests of a list say against it being whole.
fn doubts_of_requests(path: &str, responses: &[Response]) -> Vec<String> {
    let mut doubts = Vec::new();
    let is_good = |response: &&Response| (200..300).contains(&response.status);
    for response in responses.iter().filter(is_good) {
        let Some(query) = &response.query else { continue };
        let of_users = [endpoint::USERS.path, endpoint::USERS_BY_NUMBER.path].contains(&path);
        let state = query.iter().find(|(name, _)| name == "state").map(|(_, state)| state.as_str());
        if of_users && state != Some("any") {
            doubts.push("it was asked for without state=any, so users in other states are left out".to_owned());
        }
        let filter = query.iter().find(|(name, _)| !(HARMLESS.contains(&name.as_str()) || of_users && name == "state"));
        doubts.extend(filter.map(|(name, _)| format!("it was asked for with `{name}`, which may leave rows out")));
    }
    for response in responses.iter().filter(|response| !is_good(response)) {
        // A request that was repeated with success is whole, and so is one that the limit put off.
        let repeated = responses.iter().filter(is_good).any(|good| good.query == response.query);
        let passing = matches!(response.status, 401 | 408 | 429 | 500..);
        if !(repeated && (response.query.is_some() || passing)) {
            doubts.push(format!("one of its requests was answered with HTTP {}", response.status));
        }
    }
    doubts
}

fn not_saved(path: &str) -> Lack {
    Lack {
        not_found: true,
        unknown_request: true,
        not_saved: true,
        ..Lack::because(format!("no response of {path} was saved"))
    }
}

fn permission_in(body: &str) -> Option<String> {
    body.split(|one: char| !(one.is_ascii_alphanumeric() || one == ':')).find_map(|word| {
        let parts: Vec<&str> = word.split(':').collect();
        (parts.len() == 3 && parts.iter().all(|part| !part.is_empty())).then(|| word.to_owned())
    })
}
