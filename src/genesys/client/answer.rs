//! What an answer means: success, a refusal, something that passes, or nothing of the API's at all.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};

use super::retry::Try;
use super::{Answer, Client};
use crate::genesys::error::{ApiError, Correlation};
use crate::genesys::model::ErrorBody;

impl Client {
    pub(super) fn judge(&self, request: String, status: StatusCode, headers: &HeaderMap, body: Vec<u8>) -> Try {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let parsed: Option<ErrorBody> = if status.is_success() { None } else { serde_json::from_slice(&body).ok() };
        let correlation =
            text("inin-correlation-id").or_else(|| parsed.as_ref().and_then(|body| body.context_id.clone()));
        let correlation = Correlation(correlation.map(|id| self.safe(&id, 80)));
        if status.is_success() {
            self.answers.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            return Try::Done(Answer { body, correlation, date: text("date") });
        }
        let is_json = parsed.is_some();
        let message = match &parsed {
            Some(body) => self.safe(&said(body), 400),
            None => format!("{}, with {}", status.canonical_reason().unwrap_or("an error"), found(&body)),
        };
        match status.as_u16() {
            429 => Try::AtLimit(
                retry_after(headers, jiff::Timestamp::now()),
                ApiError::Status { request, status: 429, message, correlation },
            ),
            401 => {
                let message = if self.settings.credentials.client.is_some() {
                    format!("the access token is not accepted: {message}")
                } else {
                    format!(
                        "the access token is not accepted: {message}; put a new one in {}",
                        crate::genesys::credentials::variable::ACCESS_TOKEN
                    )
                };
                Try::Expired(ApiError::Unauthorized { request, message, correlation })
            }
            403 if is_json => {
                let mut permissions = parsed.as_ref().map(named_permissions).unwrap_or_default();
                // A server may repeat what it was sent.
                permissions.retain(|name| self.safe(name, usize::MAX) == *name);
                Try::Refused(ApiError::Forbidden { request, message, permissions, correlation })
            }
            403 => Try::Foreign(ApiError::Forbidden { request, message, permissions: Vec::new(), correlation }),
            408 | 425 | 500.. => {
                let pause = retry_after(headers, jiff::Timestamp::now());
                Try::Transient(pause, ApiError::Status { request, status: status.as_u16(), message, correlation })
            }
            code if !is_json => Try::Foreign(ApiError::NotTheApi { request, status: code, message, correlation }),
            code => Try::Failed(ApiError::Status { request, status: code, message, correlation }),
        }
    }
}

/// Longest pause that is believed; a longer one can't be added to a moment, and no run lasts as long.
const LONGEST_PAUSE: Duration = Duration::from_secs(10 * 366 * 24 * 3600);

/// How long the server asks to wait: seconds, or the moment until which.
pub(super) fn retry_after(headers: &HeaderMap, now: jiff::Timestamp) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        let pause = Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST_PAUSE);
        return (seconds >= 0.0).then(|| pause.min(LONGEST_PAUSE));
    }
    let until = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    Some(Duration::try_from(until.duration_since(now)).unwrap_or_default().min(LONGEST_PAUSE))
}

/// Parses a body, and says what it is instead when it is not what was expected.
pub(in crate::genesys) fn parse<T: serde::de::DeserializeOwned>(request: &str, answer: &Answer) -> Result<T, ApiError> {
    serde_json::from_slice(&answer.body).map_err(|error| {
        let found = match error.classify() {
            serde_json::error::Category::Eof => "JSON that breaks off".to_owned(),
            serde_json::error::Category::Data => "JSON of another form".to_owned(),
            _ => found(&answer.body),
        };
        ApiError::NotJson { request: request.to_owned(), found, correlation: answer.correlation.clone() }
    })
}

/// What a body is that is not JSON. Its text is not quoted: nobody knows what stands in it.
pub(super) fn found(body: &[u8]) -> String {
    let start: Vec<u8> = body.iter().copied().skip_while(u8::is_ascii_whitespace).take(64).collect();
    let start = String::from_utf8_lossy(&start).to_ascii_lowercase();
    if start.is_empty() {
        "an empty body".to_owned()
    } else if start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with('<') {
        "an HTML page, perhaps of a proxy".to_owned()
    } else {
        format!("{} bytes that are no JSON", body.len())
    }
}

pub(super) fn said(body: &ErrorBody) -> String {
    let words = [&body.message, &body.error_description, &body.description, &body.error, &body.code];
    words.into_iter().flatten().find(|text| !text.is_empty()).cloned().unwrap_or_else(|| "no reason given".to_owned())
}

/// Names of permissions in the message of a refusal, in order of appearance.
fn named_permissions(body: &ErrorBody) -> Vec<String> {
    let mut texts: Vec<String> = body.message.iter().cloned().collect();
    for value in body.message_params.values() {
        match value {
            serde_json::Value::String(text) => texts.push(text.clone()),
            other => texts.push(other.to_string()),
        }
    }
    let mut names = Vec::new();
    for text in &texts {
        for word in text.split(|one: char| !(one.is_ascii_alphanumeric() || matches!(one, ':' | '_' | '*'))) {
            let parts: Vec<&str> = word.split(':').collect();
            if parts.len() == 3 && parts.iter().all(|part| !part.is_empty()) && !names.iter().any(|name| name == word) {
                names.push(word.to_owned());
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_asked_for_in_seconds_or_until_a_moment() {
        let now: jiff::Timestamp = "2026-10-21T07:27:00Z".parse().unwrap();
        let asked = |text: &str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]);
            retry_after(&headers, now).map(|pause| pause.as_secs())
        };
        assert_eq!(asked("42"), Some(42));
        assert_eq!(asked("Wed, 21 Oct 2026 07:28:00 GMT"), Some(60));
        assert_eq!(asked("Wed, 21 Oct 2026 07:26:00 GMT"), Some(0));
        assert_eq!(asked("1e300"), Some(LONGEST_PAUSE.as_secs()));
        assert_eq!((asked("-1"), asked("NaN"), asked("soon")), (None, None, None));
    }

    #[test]
    fn the_permission_is_found_in_the_servers_words() {
        let body: ErrorBody = serde_json::from_str(
            r#"{"message": "You must have one of: [authorization:role:view, oauth:client:view].",
                "messageParams": {"permissions": "authorization:role:view"}}"#,
        )
        .unwrap();
        assert_eq!(named_permissions(&body), ["authorization:role:view", "oauth:client:view"]);
        assert_eq!(found(b"\n <!DOCTYPE html>"), "an HTML page, perhaps of a proxy");
    }
}
