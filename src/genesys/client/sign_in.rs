//! Signing in: a token is had when there is none, renewed before it expires and when it is refused.

use std::time::Duration;

use base64::Engine;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;
use url::Url;

use super::answer::{found, retry_after, said};
use super::retry::{TRIES_OF_UNREACHABLE, backoff};
use super::{Client, Event, Token};
use crate::genesys::credentials::OauthClient;
use crate::genesys::error::{ApiError, Correlation};
use crate::genesys::model::ErrorBody;

/// Longest life of a token that is believed; a longer one can't be added to a moment.
const LONGEST_LIFE: Duration = Duration::from_secs(450 * 24 * 3600);

impl Client {
    pub(super) async fn current_token(&self) -> Result<(SecretString, u64), ApiError> {
        let mut token = self.token.lock().await;
        let due = token.renew_at.is_some_and(|moment| Instant::now() >= moment);
        if token.generation == 0 || (due && self.settings.credentials.client.is_some()) {
            self.sign_in(&mut token).await?;
        }
        Ok((token.secret.clone(), token.generation))
    }

    /// Gets a new token, unless another request has got one since `generation`; whether it did.
    pub(super) async fn renew(&self, generation: u64) -> Result<bool, ApiError> {
        let mut token = self.token.lock().await;
        if token.generation != generation {
            return Ok(false);
        }
        self.sign_in(&mut token).await?;
        Ok(true)
    }

    async fn sign_in(&self, token: &mut Token) -> Result<(), ApiError> {
        let request = "POST /oauth/token".to_owned();
        let Some(client) = &self.settings.credentials.client else {
            let message = "the access token has expired".to_owned();
            return Err(ApiError::Unauthorized { request, message, correlation: Correlation::default() });
        };
        let mut delays = backoff();
        let mut unreachable = 0;
        loop {
            if Instant::now() >= self.deadline {
                return Err(ApiError::OutOfTime { request, limit: self.settings.total_timeout, asked: None });
            }
            let (error, wait) = match self.ask_for_token(&request, client).await {
                Ok((secret, lives)) => {
                    if let Ok(mut issued) = self.issued.lock() {
                        // Requests with an older one may still be on their way.
                        issued.push(secret.clone());
                        let old = issued.len().saturating_sub(16);
                        issued.drain(..old);
                    }
                    token.secret = secret;
                    token.generation += 1;
                    // Renewed a little early, so that few requests find it expired.
                    token.renew_at =
                        lives.map(|lives| Instant::now() + lives - (lives / 10).min(Duration::from_secs(60)));
                    (self.observer)(&Event::SignedIn);
                    return Ok(());
                }
                Err((error, false, _)) => return Err(error),
                Err((error, true, pause)) => {
                    unreachable += usize::from(self.is_unreachable(&error));
                    match delays.next() {
                        Some(wait) if unreachable < TRIES_OF_UNREACHABLE => (error, pause.unwrap_or(wait)),
                        _ => return Err(error),
                    }
                }
            };
            if self.is_too_late(wait) {
                return Err(self.out_of_time(request, wait));
            }
            (self.observer)(&Event::Again { request: request.clone(), why: error.to_string(), wait });
            self.waiting.pause(wait).await;
        }
    }

    /// One try; an error comes with whether another one may help, and after which pause.
    async fn ask_for_token(
        &self,
        request: &str,
        client: &OauthClient,
    ) -> Result<(SecretString, Option<Duration>), (ApiError, bool, Option<Duration>)> {
        #[derive(serde::Deserialize)]
        struct Granted {
            access_token: SecretString,
            #[serde(default)]
            expires_in: serde_json::Value,
        }
        let encoded = basic(client);
        let Ok(mut basic) = HeaderValue::from_str(&format!("Basic {}", encoded.expose_secret())) else {
            let message = "the credentials can't be sent in a header".to_owned();
            let correlation = Correlation::default();
            return Err((ApiError::Unauthorized { request: request.to_owned(), message, correlation }, false, None));
        };
        basic.set_sensitive(true);
        let url: Url = token_url(&self.settings.hosts.login);
        let builder = self
            .http
            .post(url)
            .header(AUTHORIZATION, basic)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .body("grant_type=client_credentials");
        let (status, headers, body) = self.exchange(request, builder).await.map_err(|error| (error, true, None))?;
        let correlation = headers.get("inin-correlation-id").and_then(|value| value.to_str().ok());
        let correlation = Correlation(correlation.map(|id| self.safe(id, 80)));
        if status.is_success() {
            let granted: Granted = serde_json::from_slice(&body).map_err(|_| {
                let found = "an answer without `access_token`".to_owned();
                (ApiError::NotJson { request: request.to_owned(), found, correlation: correlation.clone() }, true, None)
            })?;
            let lives = granted.expires_in.as_f64().or_else(|| granted.expires_in.as_str()?.trim().parse().ok());
            let lives = lives.filter(|seconds: &f64| *seconds > 0.0);
            let lives = lives.map(|lives| Duration::try_from_secs_f64(lives).unwrap_or(LONGEST_LIFE).min(LONGEST_LIFE));
            return Ok((granted.access_token, lives));
        }
        let parsed: Option<ErrorBody> = serde_json::from_slice(&body).ok();
        let words = parsed.as_ref().map_or_else(|| found(&body), said);
        let message = self.safe(&words, 400);
        let transient = matches!(status.as_u16(), 408 | 429 | 500..) || (parsed.is_none() && status != 401);
        let error = if matches!(status.as_u16(), 400 | 401 | 403) {
            let message = format!(
                "signing in was refused: {message}; check {}, {} and the region",
                crate::genesys::credentials::variable::CLIENT_ID,
                crate::genesys::credentials::variable::CLIENT_SECRET
            );
            ApiError::Unauthorized { request: request.to_owned(), message, correlation }
        } else {
            ApiError::Status { request: request.to_owned(), status: status.as_u16(), message, correlation }
        };
        Err((error, transient, retry_after(&headers, jiff::Timestamp::now())))
    }
}

/// Id and secret in the form of the Basic scheme.
pub(super) fn basic(client: &OauthClient) -> SecretString {
    let pair = SecretString::from(format!("{}:{}", client.id, client.secret.expose_secret()));
    base64::engine::general_purpose::STANDARD.encode(pair.expose_secret()).into()
}

fn token_url(login: &Url) -> Url {
    let mut url = login.clone();
    url.set_path(&format!("{}/oauth/token", login.path().trim_end_matches('/')));
    url
}
