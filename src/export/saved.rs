//! API responses that were saved before, in place of the API.
//!
//! A folder of files, each one response or JSON lines. A line or file is either an envelope that names its request
//! (`{"method", "url" or "path", "status", "body"}`, or an entry of an HTTP archive), or a bare body, whose request
//! is told by its `selfUri` or by the name of the file (`api/v2/authorization/roles.json`).

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use super::lack::Lack;
use crate::genesys::Listing;
use crate::genesys::listing::{Gathered, Page};
use crate::genesys::model::{AuditMessage, Row};

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
}

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
        let uri = [&envelope.url, &envelope.path, &envelope.uri]
            .into_iter()
            .chain(request.into_iter().flat_map(|request| [&request.url, &request.path, &request.uri]))
            .flatten()
            .find_map(|uri| api_path(uri));
        let response = envelope.response.as_ref().and_then(|response| {
            serde_json::from_str::<Inner>(response.get()).ok().filter(|inner| inner.body.is_some())
        });
        let status = envelope.status.or(response.as_ref().and_then(|response| response.status));
        let body = envelope.body.or(response.and_then(|response| response.body)).or(envelope.response);
        match (uri, body) {
            (Some(path), Some(body)) => self.insert(path, status, unquoted(body)),
            _ => match envelope.self_uri.as_deref().and_then(api_path).or(named.map(str::to_owned)) {
                Some(path) => self.insert(path, None, raw.to_owned()),
                None => return false,
            },
        }
        true
    }

    fn add_archived(&mut self, entry: &ArchiveEntry) -> bool {
        let path = entry.request.url.as_deref().and_then(api_path);
        let body = entry.response.content.text.as_ref().and_then(|text| RawValue::from_string(text.clone()).ok());
        match (path, body) {
            (Some(path), Some(body)) => self.insert(path, entry.response.status, body),
            _ => return false,
        }
        true
    }

    fn insert(&mut self, path: String, status: Option<u16>, body: Box<RawValue>) {
        // A bare body of an error says its own status.
        let own = || {
            let error: ErrorBody = serde_json::from_str(body.get()).ok()?;
            error.code.is_some().then_some(error.status?)
        };
        let status = status.or_else(own).unwrap_or(200);
        self.responses.entry(path).or_default().push(Response { status, body });
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
        let (mut pages, mut last_page) = (std::collections::BTreeSet::new(), 0);
        for response in self.good(path)? {
            let page = Page::of(response.body.get().as_bytes())
                .map_err(|found| Lack::because(format!("a saved response of {path} is no page of a list: {found}")))?;
            ended |= !page.leads_on();
            gathered.add(&page);
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

/// A body that was saved as a JSON string of its text.
fn unquoted(body: Box<RawValue>) -> Box<RawValue> {
    let text = serde_json::from_str::<String>(body.get()).ok();
    text.and_then(|text| RawValue::from_string(text).ok()).unwrap_or(body)
}

/// The path of an API URL or path, without host and query.
fn api_path(uri: &str) -> Option<String> {
    let from = uri.find("/api/v2/").or_else(|| uri.starts_with("api/v2/").then_some(0))?;
    let path = uri[from..].split(['?', '#']).next()?.trim_end_matches('/');
    Some(if path.starts_with('/') { path.to_owned() } else { format!("/{path}") })
}

/// The path that the name of a file tells: `api/v2/…` as folders, or with `_` or `__` in place of `/`. What follows
/// `?`, `@` or `+` tells pages apart.
fn path_of_name(name: &Path) -> Option<String> {
    let name = name.with_extension("").to_str()?.replace('\\', "/");
    let name = name.strip_prefix("GET ").or_else(|| name.strip_prefix("GET_")).unwrap_or(&name);
    let name = name.split(['?', '@', '+']).next()?;
    let name = if name.starts_with("api__v2__") {
        name.replace("__", "/")
    } else if name.starts_with("api_v2_") {
        name.replace('_', "/")
    } else {
        name.to_owned()
    };
    api_path(&name)
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    url: Option<String>,
    path: Option<String>,
    #[serde(default)]
    uri: Option<String>,
    status: Option<u16>,
    body: Option<Box<RawValue>>,
    request: Option<Box<Asked>>,
    response: Option<Box<RawValue>>,
    self_uri: Option<String>,
}

#[derive(serde::Deserialize)]
struct Asked {
    url: Option<String>,
    path: Option<String>,
    uri: Option<String>,
}

#[derive(serde::Deserialize)]
struct Inner {
    status: Option<u16>,
    body: Option<Box<RawValue>>,
}

#[derive(serde::Deserialize)]
struct ErrorBody {
    status: Option<u16>,
    code: Option<Value>,
}

#[derive(serde::Deserialize)]
struct Archive {
    log: Log,
}

#[derive(serde::Deserialize)]
struct Log {
    entries: Vec<ArchiveEntry>,
}

#[derive(serde::Deserialize)]
struct ArchiveEntry {
    request: Asked,
    response: Archived,
}

#[derive(serde::Deserialize)]
struct Archived {
    status: Option<u16>,
    content: Content,
}

#[derive(serde::Deserialize)]
struct Content {
    text: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_tells_the_request() {
        for name in [
            "api/v2/authorization/roles.json",
            "api_v2_authorization_roles@2.json",
            "api__v2__authorization__roles.json",
        ] {
            assert_eq!(path_of_name(Path::new(name)).as_deref(), Some("/api/v2/authorization/roles"), "{name}");
        }
        assert_eq!(path_of_name(Path::new("notes.json")), None);
        assert_eq!(api_path("https://api.example/api/v2/users/query?x=1").as_deref(), Some("/api/v2/users/query"));
    }
}
