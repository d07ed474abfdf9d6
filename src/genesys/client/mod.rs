//! One request and its answer: where it goes, with which token, how much of an answer is read, and what may be said
//! of it.

mod answer;
mod proxy;
mod retry;
mod sign_in;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::Instant;

use self::proxy::{proxy_of_variables, set_up, usual_proxies};
use self::retry::Try;
use crate::genesys::credentials::Credentials;
use crate::genesys::error::{ApiError, Correlation};
use crate::genesys::pace::Pace;
use crate::genesys::region::Hosts;
use crate::genesys::wait::Waiting;

/// Characters by which a secret is recognised that was cut short.
const RECOGNISED: usize = 12;
/// Requests on their way at one time.
const CONCURRENT: usize = 8;
/// Largest body that is read: a page of 500 roles that each hold every permission has less.
const LARGEST_BODY: usize = 96 << 20;

/// How the client behaves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to ask.
    pub hosts: Hosts,
    /// With what to sign in.
    pub credentials: Credentials,
    /// Time for connecting.
    pub connect_timeout: Duration,
    /// Longest silence in the middle of an answer.
    pub read_timeout: Duration,
    /// Time for one request.
    pub request_timeout: Duration,
    /// Time for the whole run.
    pub total_timeout: Duration,
    /// Part of each wait that is really waited; below 1 in tests only.
    pub wait_scale: f64,
}

pub(in crate::genesys) use answer::parse;

/// What happens on the wire, for a log. It holds no header and no body.
#[derive(Debug, Clone)]
pub enum Event {
    /// An answer came.
    Answered {
        /// Method, path and query.
        request: String,
        /// Status code.
        status: u16,
        /// How long it took.
        took: Duration,
    },
    /// The request will be sent again.
    Again {
        /// Method, path and query.
        request: String,
        /// What was wrong.
        why: String,
        /// How long is waited first.
        wait: Duration,
    },
    /// A new token was had.
    SignedIn,
}

/// Called for every event.
pub type Observer = Arc<dyn Fn(&Event) + Send + Sync>;

/// A question to the API.
#[derive(Debug, Clone)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Path below the API's base, beginning with `/`.
    pub path: String,
    /// Query parameters.
    pub query: Vec<(String, String)>,
    /// JSON body.
    pub body: Option<serde_json::Value>,
}

impl Request {
    /// A GET.
    pub fn get(path: impl Into<String>, query: Vec<(String, String)>) -> Self {
        Self { method: Method::GET, path: path.into(), query, body: None }
    }

    /// A POST that asks for something and changes nothing.
    pub fn post(path: impl Into<String>, body: serde_json::Value) -> Self {
        Self { method: Method::POST, path: path.into(), query: Vec::new(), body: Some(body) }
    }

    /// Method, path and query, for people.
    pub fn name(&self) -> String {
        let mut text = format!("{} {}", self.method, self.path);
        for (at, (key, value)) in self.query.iter().enumerate() {
            text.push(if at == 0 { '?' } else { '&' });
            text.push_str(&format!("{key}={value}"));
        }
        text
    }
}

/// The body of an answer.
#[derive(Debug)]
pub struct Answer {
    /// As it came, decompressed.
    pub body: Vec<u8>,
    /// Correlation id.
    pub correlation: Correlation,
    /// The `Date` header, for comparing clocks.
    pub date: Option<String>,
}

struct Token {
    secret: SecretString,
    /// Counts tokens, so that of many requests that find the same one expired only one gets another.
    generation: u64,
    renew_at: Option<Instant>,
}

/// The API of one org.
pub struct Client {
    http: reqwest::Client,
    settings: Settings,
    pace: Pace,
    waiting: Waiting,
    token: Mutex<Token>,
    /// The last tokens that were given, so that none is ever printed.
    issued: std::sync::Mutex<Vec<SecretString>>,
    free: Semaphore,
    deadline: Instant,
    retries: std::sync::atomic::AtomicU64,
    answers: std::sync::atomic::AtomicU64,
    /// The last token with which an answer was had.
    accepted: std::sync::atomic::AtomicU64,
    observer: Observer,
    granted: std::sync::Mutex<std::collections::HashMap<&'static str, u32>>,
    seen: std::sync::Mutex<std::collections::HashMap<&'static str, usize>>,
}

impl Client {
    /// A client that has not signed in yet.
    ///
    /// # Errors
    /// When the system's certificates or proxy settings can't be used.
    pub fn new(settings: Settings, observer: Observer) -> Result<Self, ApiError> {
        // An error means that it is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("cordon/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(settings.connect_timeout)
            .read_timeout(settings.read_timeout)
            .timeout(settings.request_timeout)
            // A token goes to the host that it was meant for and nowhere else.
            .redirect(reqwest::redirect::Policy::none());
        if crate::genesys::region::is_loopback(&settings.hosts.api) {
            builder = builder.no_proxy();
        }
        if let Some(proxy) = proxy_of_variables()? {
            builder = builder.proxy(proxy);
        }
        usual_proxies()?;
        let http = builder.build().map_err(|error| set_up(chain(&error)))?;
        let waiting = Waiting::scaled(settings.wait_scale);
        let given = settings.credentials.token.clone();
        Ok(Self {
            http,
            // A gateway or test on this machine that says nothing of a limit refuses when it has one.
            pace: Pace::new(waiting, !crate::genesys::region::is_loopback(&settings.hosts.api)),
            waiting,
            token: Mutex::new(Token {
                generation: u64::from(given.is_some()),
                secret: given.unwrap_or_default(),
                renew_at: None,
            }),
            issued: std::sync::Mutex::default(),
            free: Semaphore::new(CONCURRENT),
            deadline: Instant::now() + settings.total_timeout,
            retries: 0.into(),
            answers: 0.into(),
            accepted: 0.into(),
            observer,
            granted: std::sync::Mutex::default(),
            seen: std::sync::Mutex::default(),
            settings,
        })
    }

    /// Where it asks.
    pub fn hosts(&self) -> &Hosts {
        &self.settings.hosts
    }

    /// What the server said of its limit: requests allowed in a window, and used.
    pub fn limit(&self) -> Option<(u64, u64)> {
        self.pace.said()
    }

    /// Waits as a poll does.
    pub async fn pause(&self, duration: Duration) {
        self.waiting.pause(duration).await;
    }

    /// The page size that the server is known to grant at an endpoint.
    pub(in crate::genesys) fn granted(&self, path: &'static str) -> Option<u32> {
        self.granted.lock().ok()?.get(path).copied()
    }

    /// The longest page that an endpoint has sent with others after it.
    pub(in crate::genesys) fn longest_seen(&self, path: &'static str) -> Option<usize> {
        self.seen.lock().ok()?.get(path).copied()
    }

    pub(in crate::genesys) fn remember_seen(&self, path: &'static str, length: usize) {
        if let Ok(mut seen) = self.seen.lock() {
            let held = seen.entry(path).or_default();
            *held = length.max(*held);
        }
    }

    pub(in crate::genesys) fn remember_granted(&self, path: &'static str, size: u32) {
        if let Ok(mut granted) = self.granted.lock() {
            granted.insert(path, size);
        }
    }

    /// Asks, and parses the answer.
    ///
    /// # Errors
    /// See [`ApiError`]; an answer that can't be parsed is asked for again first.
    pub async fn json<T: serde::de::DeserializeOwned>(&self, request: &Request) -> Result<T, ApiError> {
        let name = self.name_of(request);
        self.parsed(request, |answer| parse(&name, answer)).await
    }

    /// Method, path and query of a request, for people: a cursor is whatever the server made it.
    pub(in crate::genesys) fn name_of(&self, request: &Request) -> String {
        self.safe(&request.name(), 400)
    }

    async fn once(&self, request: &Request, secret: &SecretString) -> Try {
        let name = self.name_of(request);
        let closed =
            |_| ApiError::Network { request: name.clone(), message: "the run is ending".to_owned(), connecting: false };
        let permit = match self.free.acquire().await {
            Ok(permit) => permit,
            Err(error) => return Try::Failed(closed(error)),
        };
        self.pace.turn().await;
        let mut url = self.settings.hosts.api.clone();
        url.set_path(&format!("{}{}", url.path().trim_end_matches('/'), request.path));
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        let Ok(mut bearer) = HeaderValue::from_str(&format!("Bearer {}", secret.expose_secret())) else {
            let message = "the access token can't be sent in a header; get another one".to_owned();
            return Try::Failed(ApiError::Unauthorized { request: name, message, correlation: Correlation::default() });
        };
        bearer.set_sensitive(true);
        let mut builder = self
            .http
            .request(request.method.clone(), url)
            .header(AUTHORIZATION, bearer)
            .header(ACCEPT, "application/json");
        if let Some(body) = &request.body {
            builder = builder.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let outcome = self.exchange(&name, builder).await;
        drop(permit);
        let (status, headers, body) = match outcome {
            Ok(answer) => answer,
            Err(error @ ApiError::TooLarge { .. }) => return Try::Failed(error),
            Err(error) => return Try::Transient(None, error),
        };
        self.judge(name, status, &headers, body)
    }

    /// Sends and reads all of the answer.
    async fn exchange(
        &self,
        name: &str,
        builder: reqwest::RequestBuilder,
    ) -> Result<(StatusCode, HeaderMap, Vec<u8>), ApiError> {
        let broken = |message| ApiError::Network { request: name.to_owned(), message, connecting: false };
        let started = Instant::now();
        let mut response = builder.send().await.map_err(|error| {
            let connecting = error.is_connect();
            ApiError::Network { request: name.to_owned(), message: chain(&error.without_url()), connecting }
        })?;
        self.pace.learn(response.headers());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| broken(chain(&error.without_url())))? {
            if body.len() + chunk.len() > LARGEST_BODY {
                return Err(ApiError::TooLarge { request: name.to_owned(), limit: LARGEST_BODY });
            }
            body.extend_from_slice(&chunk);
        }
        let status = response.status();
        (self.observer)(&Event::Answered {
            request: name.to_owned(),
            status: status.as_u16(),
            took: started.elapsed(),
        });
        Ok((status, response.headers().clone(), body))
    }

    /// A text of the server's, cut to a length and without control characters, tokens and secrets.
    fn safe(&self, text: &str, longest: usize) -> String {
        let mut text: String = text.chars().map(|one| if one.is_control() { ' ' } else { one }).collect();
        let credentials = &self.settings.credentials;
        let mut held: Vec<SecretString> = credentials.token.iter().cloned().collect();
        if let Some(client) = &credentials.client {
            held.push(client.secret.clone());
            held.push(sign_in::basic(client));
        }
        if let Ok(issued) = self.issued.lock() {
            held.extend(issued.iter().cloned());
        }
        for secret in held.iter().map(|secret| secret.expose_secret()).filter(|secret| secret.len() >= 4) {
            text = without(&text, secret);
        }
        match text.char_indices().nth(longest) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    }
}

/// A text without a secret, and without what begins as the secret does: a server may repeat it cut short.
fn without(text: &str, secret: &str) -> String {
    let whole = text.replace(secret, "…");
    let Some(start) = secret.get(..RECOGNISED).filter(|_| secret.len() > RECOGNISED) else { return whole };
    let mut parts = whole.split(start);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push('…');
        out.push_str(part.trim_start_matches(|one: char| one.is_ascii_alphanumeric() || "-_.+/=~".contains(one)));
    }
    out
}

/// An error of the network with what caused it, without any address.
fn chain(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn a_secret_is_recognised_whole_and_cut_short() {
        let secret = "abcdefghijklmnop-qrst";
        assert_eq!(without("a abcdefghijklmnop-qrst b", secret), "a … b");
        assert_eq!(without("Bearer abcdefghijklmn: abcdefghijklm/x.", secret), "Bearer …: …");
        assert_eq!(without("abcdefghijk", secret), "abcdefghijk");
        assert_eq!(without("short and short", "short"), "… and …");
    }
}
