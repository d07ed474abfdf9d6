//! The forms in which responses are saved, and how each tells its request.

use std::path::Path;

use serde_json::Value;
use serde_json::value::RawValue;

use super::Query;

/// A body that was saved as a JSON string of its text.
pub(super) fn unquoted(body: Box<RawValue>) -> Box<RawValue> {
    let text = serde_json::from_str::<String>(body.get()).ok();
    text.and_then(|text| RawValue::from_string(text).ok()).unwrap_or(body)
}

/// The path of an API URL or path, without host and query.
pub(super) fn api_path(uri: &str) -> Option<String> {
    let from = uri.find("/api/v2/").or_else(|| uri.starts_with("api/v2/").then_some(0))?;
    let path = uri[from..].split(['?', '#']).next()?.trim_end_matches('/');
    Some(if path.starts_with('/') { path.to_owned() } else { format!("/{path}") })
}

/// Path and parameters of an API URL; without a `?` nobody knows the parameters.
pub(super) fn api_request(uri: &str) -> Option<(String, Option<Query>)> {
    let query = uri.split_once('?').map(|(_, query)| query.split('#').next().unwrap_or_default());
    let pairs = query.map(|query| url::form_urlencoded::parse(query.as_bytes()).into_owned().collect());
    Some((api_path(uri)?, pairs))
}

/// The path that the name of a file tells: `api/v2/…` as folders, or with `_` or `__` in place of `/`. What follows
/// `?`, `@` or `+` tells pages apart.
pub(super) fn path_of_name(name: &Path) -> Option<String> {
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

/// Whether a request asks for something and changes nothing.
pub(super) fn is_read(method: Option<&String>, path: Option<&str>) -> bool {
    match method.map(|method| method.to_ascii_uppercase()).as_deref() {
        None | Some("GET") => true,
        Some("POST") => path.is_some_and(|path| path.ends_with("/query")),
        Some(_) => false,
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Envelope {
    pub(super) method: Option<String>,
    pub(super) url: Option<String>,
    pub(super) path: Option<String>,
    #[serde(default)]
    pub(super) uri: Option<String>,
    pub(super) status: Option<u16>,
    pub(super) body: Option<Box<RawValue>>,
    pub(super) request: Option<Box<Asked>>,
    pub(super) response: Option<Box<RawValue>>,
    pub(super) self_uri: Option<String>,
}

#[derive(serde::Deserialize)]
pub(super) struct Asked {
    pub(super) method: Option<String>,
    pub(super) url: Option<String>,
    pub(super) path: Option<String>,
    pub(super) uri: Option<String>,
}

#[derive(serde::Deserialize)]
pub(super) struct Inner {
    pub(super) status: Option<u16>,
    pub(super) body: Option<Box<RawValue>>,
}

#[derive(serde::Deserialize)]
pub(super) struct ErrorBody {
    pub(super) status: Option<u16>,
    pub(super) code: Option<Value>,
}

#[derive(serde::Deserialize)]
pub(super) struct Archive {
    pub(super) log: Log,
}

#[derive(serde::Deserialize)]
pub(super) struct Log {
    pub(super) entries: Vec<ArchiveEntry>,
}

#[derive(serde::Deserialize)]
pub(super) struct ArchiveEntry {
    pub(super) request: Asked,
    pub(super) response: Archived,
}

#[derive(serde::Deserialize)]
pub(super) struct Archived {
    pub(super) status: Option<u16>,
    pub(super) content: Content,
}

#[derive(serde::Deserialize)]
pub(super) struct Content {
    pub(super) text: Option<String>,
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
