//! One request and its answer: signing in, pace, retries, timeouts, and what a refusal means.

mod answer;
mod sign_in;

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::Instant;

use crate::genesys::credentials::Credentials;
use crate::genesys::error::{ApiError, Correlation};
use crate::genesys::pace::Pace;
use crate::genesys::region::Hosts;
use crate::genesys::wait::Waiting;

/// Requests on their way at one time.
const CONCURRENT: usize = 8;
/// Largest body that is read.
const LARGEST_BODY: usize = 256 << 20;
/// Times that one request is tried when the server or the network fails.
const TRIES: usize = 9;
/// Times that one request is tried when the server says that the limit is reached.
const TRIES_AT_LIMIT: usize = 60;
/// Times that a host is tried which can't be reached and never answered: a wrong region, or no network.
const TRIES_OF_UNREACHABLE: usize = 4;
/// Times in a row that a refusal must be said before it is believed.
const REFUSALS: usize = 2;
/// Times that a request is tried which gets a page that is not the API's.
const FOREIGN_PAGES: usize = 4;
/// Retries that a run may spend before it got an answer.
const RETRY_BUDGET: u64 = 200;
/// Retries that each answer adds to that.
const RETRIES_AN_ANSWER: u64 = 10;

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

/// How one try ended.
enum Try {
    Done(Answer),
    /// Another try may help, after the pause that the server asks for, if it does.
    Transient(Option<Duration>, ApiError),
    AtLimit(Option<Duration>, ApiError),
    Expired(ApiError),
    Refused(ApiError),
    Foreign(ApiError),
    Failed(ApiError),
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
        let http = builder.build().map_err(|error| ApiError::Network {
            request: "setting up the connection".to_owned(),
            message: chain(&error),
            connecting: false,
        })?;
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
        self.parsed(request, |answer| parse(request, answer)).await
    }

    /// Asks until `parse` accepts the answer, within bounds.
    pub(in crate::genesys) async fn parsed<T>(
        &self,
        request: &Request,
        parse: impl Fn(&Answer) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let mut delays = backoff();
        loop {
            match parse(&self.send(request).await?) {
                Ok(value) => return Ok(value),
                Err(error) => match delays.next() {
                    Some(wait) if self.may_retry() => self.again(request, &error, wait).await,
                    _ => return Err(error),
                },
            }
        }
    }

    /// Sends a request until there is an answer that is worth parsing or no hope.
    ///
    /// # Errors
    /// See [`ApiError`].
    pub async fn send(&self, request: &Request) -> Result<Answer, ApiError> {
        let mut delays = backoff();
        let (mut limited, mut expired, mut refused, mut foreign, mut unreachable) = (0, 0, 0, 0, 0);
        loop {
            if Instant::now() >= self.deadline {
                return Err(ApiError::OutOfTime {
                    request: request.name(),
                    limit: self.settings.total_timeout,
                    asked: None,
                });
            }
            let (secret, generation) = self.current_token().await?;
            let outcome = self.once(request, &secret).await;
            if !matches!(outcome, Try::Refused(_)) {
                refused = 0;
            }
            let (error, wait) = match outcome {
                Try::Done(answer) => {
                    self.accepted.fetch_max(generation, std::sync::atomic::Ordering::Relaxed);
                    return Ok(answer);
                }
                Try::Failed(error) => return Err(error),
                Try::AtLimit(pause, error) => {
                    limited += 1;
                    if limited >= TRIES_AT_LIMIT {
                        return Err(error);
                    }
                    let pause = pause.unwrap_or(Duration::from_secs(1 << limited.min(5)));
                    if self.is_too_late(pause) {
                        return Err(self.out_of_time(request.name(), pause));
                    }
                    self.pace.close_for(pause);
                    (error, pause)
                }
                Try::Expired(error) => {
                    if self.settings.credentials.client.is_none() {
                        return Err(error);
                    }
                    // A token that another request has replaced since says nothing; one that nobody ever got an
                    // answer with was never any good.
                    let unused = self.accepted.load(std::sync::atomic::Ordering::Relaxed) < generation;
                    expired += match self.renew(generation).await? {
                        true if unused => 4,
                        true => 2,
                        false => 1,
                    };
                    if expired > 50 {
                        return Err(error);
                    }
                    continue;
                }
                Try::Refused(error) => {
                    refused += 1;
                    if refused >= REFUSALS {
                        return Err(error);
                    }
                    (error, Duration::from_millis(250))
                }
                Try::Foreign(error) => {
                    foreign += 1;
                    match delays.next() {
                        Some(wait) if foreign < FOREIGN_PAGES && self.may_retry() => (error, wait),
                        _ => return Err(error),
                    }
                }
                Try::Transient(pause, error) => {
                    unreachable += usize::from(self.is_unreachable(&error));
                    match delays.next() {
                        Some(wait) if unreachable < TRIES_OF_UNREACHABLE && self.may_retry() => {
                            let wait = pause.map_or(wait, |pause| pause.max(wait));
                            if self.is_too_late(wait) {
                                return Err(self.out_of_time(request.name(), wait));
                            }
                            (error, wait)
                        }
                        _ => return Err(error),
                    }
                }
            };
            self.again(request, &error, wait).await;
        }
    }

    /// Whether a pause would last longer than the run may.
    fn is_too_late(&self, pause: Duration) -> bool {
        Instant::now().checked_add(self.waiting.of(pause)).is_none_or(|then| then >= self.deadline)
    }

    fn out_of_time(&self, request: String, asked: Duration) -> ApiError {
        ApiError::OutOfTime { request, limit: self.settings.total_timeout, asked: Some(asked) }
    }

    /// Whether no host was reached, neither now nor before.
    fn is_unreachable(&self, error: &ApiError) -> bool {
        matches!(error, ApiError::Network { connecting: true, .. })
            && self.answers.load(std::sync::atomic::Ordering::Relaxed) == 0
    }

    async fn again(&self, request: &Request, error: &ApiError, wait: Duration) {
        (self.observer)(&Event::Again { request: request.name(), why: error.to_string(), wait });
        // When the limit is reached the pace waits for everybody.
        if !matches!(error, ApiError::Status { status: 429, .. }) {
            self.waiting.pause(wait).await;
        }
    }

    /// Spends a retry of the run's budget, which every answer fills up.
    fn may_retry(&self) -> bool {
        use std::sync::atomic::Ordering::Relaxed;
        self.retries.fetch_add(1, Relaxed) < RETRY_BUDGET + RETRIES_AN_ANSWER * self.answers.load(Relaxed)
    }

    async fn once(&self, request: &Request, secret: &SecretString) -> Try {
        let name = request.name();
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
                return Err(broken(format!("the answer has more than {LARGEST_BODY} bytes")));
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
            text = text.replace(secret, "…");
        }
        match text.char_indices().nth(longest) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    }
}

/// Delays between tries: growing, with jitter, bounded in number.
fn backoff() -> backon::ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(250))
        .with_max_delay(Duration::from_secs(30))
        .with_max_times(TRIES - 1)
        .with_jitter()
        .build()
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

/// The proxy of CX as Code's variables; the usual ones (`HTTPS_PROXY`, …) are read by the HTTP library.
fn proxy_of_variables() -> Result<Option<reqwest::Proxy>, ApiError> {
    let set = |name: &str| std::env::var(name).ok().map(|value| value.trim().to_owned()).filter(|it| !it.is_empty());
    let Some(host) = set("GENESYSCLOUD_PROXY_HOST") else { return Ok(None) };
    let port = set("GENESYSCLOUD_PROXY_PORT").map_or_else(String::new, |port| format!(":{port}"));
    let scheme = set("GENESYSCLOUD_PROXY_PROTOCOL").unwrap_or_else(|| "http".to_owned());
    let proxy = reqwest::Proxy::all(format!("{scheme}://{host}{port}"));
    // The value is not repeated: it may hold a password.
    let message = "GENESYSCLOUD_PROXY_HOST, _PORT and _PROTOCOL make no address of a proxy; expected e.g. \
                   `proxy.example`, `8080` and `http`";
    proxy.map(Some).map_err(|_| ApiError::Network {
        request: "setting up the connection".to_owned(),
        message: message.to_owned(),
        connecting: false,
    })
}
