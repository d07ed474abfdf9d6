//! How often and after which pauses a request is made again, within the budget and the time of the run.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use tokio::time::Instant;

use super::{Answer, Client, Event, Request};
use crate::genesys::error::ApiError;

/// Times that one request is tried when the server or the network fails.
const TRIES: usize = 9;
/// Times that one request is tried when the server says that the limit is reached.
const TRIES_AT_LIMIT: usize = 60;
/// Times that a host is tried which can't be reached and never answered: a wrong region, or no network.
pub(super) const TRIES_OF_UNREACHABLE: usize = 4;
/// Times in a row that a refusal must be said before it is believed.
const REFUSALS: usize = 2;
/// Times that a request is tried which gets a page that is not the API's.
const FOREIGN_PAGES: usize = 4;
/// Retries that a run may spend before it got an answer.
const RETRY_BUDGET: u64 = 200;
/// Retries that each answer adds to that.
const RETRIES_AN_ANSWER: u64 = 10;

/// How one try ended.
pub(super) enum Try {
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
        match tokio::time::timeout_at(self.deadline, self.tries(request)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(ApiError::OutOfTime {
                request: self.name_of(request),
                limit: self.settings.total_timeout,
                asked: None,
            }),
        }
    }

    async fn tries(&self, request: &Request) -> Result<Answer, ApiError> {
        let mut delays = backoff();
        let (mut limited, mut expired, mut refused, mut foreign, mut unreachable) = (0, 0, 0, 0, 0);
        loop {
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
                        return Err(self.out_of_time(self.name_of(request), pause));
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
                                return Err(self.out_of_time(self.name_of(request), wait));
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
    pub(super) fn is_too_late(&self, pause: Duration) -> bool {
        Instant::now().checked_add(self.waiting.of(pause)).is_none_or(|then| then >= self.deadline)
    }

    pub(super) fn out_of_time(&self, request: String, asked: Duration) -> ApiError {
        ApiError::OutOfTime { request, limit: self.settings.total_timeout, asked: Some(asked) }
    }

    /// Whether no host was reached, neither now nor before.
    pub(super) fn is_unreachable(&self, error: &ApiError) -> bool {
        matches!(error, ApiError::Network { connecting: true, .. })
            && self.answers.load(std::sync::atomic::Ordering::Relaxed) == 0
    }

    async fn again(&self, request: &Request, error: &ApiError, wait: Duration) {
        (self.observer)(&Event::Again { request: self.name_of(request), why: error.to_string(), wait });
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
}

/// Delays between tries: growing, with jitter, bounded in number.
pub(super) fn backoff() -> backon::ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(250))
        .with_max_delay(Duration::from_secs(30))
        .with_max_times(TRIES - 1)
        .with_jitter()
        .build()
}
