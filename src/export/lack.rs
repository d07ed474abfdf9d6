//! What could not be had, in words that say what to do.

use crate::genesys::{ApiError, Endpoint};

/// Why one thing could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// In words that say what to do, the same whenever the same thing happens: this goes in the snapshot.
    pub reason: String,
    /// What the server said and the correlation id, for the one who looks into it now.
    pub detail: Option<String>,
    /// The permission that would have given it.
    pub permission: Option<String>,
    /// The server says that it has no such thing.
    pub not_found: bool,
    /// The server does not know this kind of request.
    pub unknown_request: bool,
    /// The response is not among those that were saved.
    pub not_saved: bool,
    /// Trying again later may help.
    pub transient: bool,
    /// Nothing else can be had either.
    pub ends_the_run: bool,
}

impl Lack {
    /// A lack with nothing but a reason.
    pub fn because(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            detail: None,
            permission: None,
            not_found: false,
            unknown_request: false,
            not_saved: false,
            transient: false,
            ends_the_run: false,
        }
    }

    /// Whether it was refused, or the server has no such thing to ask for.
    pub fn is_refusal(&self) -> bool {
        self.permission.is_some() || (self.unknown_request && !self.not_saved)
    }

    /// What an error of the API means for whom asked `endpoint`. A refusal names the permission that the server
    /// names, or else the documented one.
    pub fn of(error: &ApiError, endpoint: &Endpoint) -> Self {
        let path = endpoint.path.replace("{}", "{id}");
        let mut permission = None;
        let reason = match error {
            ApiError::Forbidden { permissions, .. } => {
                let documented = endpoint.permission().into_iter().map(str::to_owned).collect();
                let wanted = if permissions.is_empty() { documented } else { permissions.clone() };
                permission = wanted.first().cloned();
                match wanted.as_slice() {
                    [] => format!("{path} was refused (HTTP 403)"),
                    [one] => format!("needs the permission {one} ({path} was refused)"),
                    several => format!("needs one of the permissions {} ({path} was refused)", several.join(", ")),
                }
            }
            ApiError::Status { status, .. } | ApiError::NotTheApi { status, .. } => {
                format!("{path} was answered with HTTP {status}")
            }
            ApiError::NotJson { .. } => format!("{path} was not answered with JSON of the expected form"),
            ApiError::Network { .. } => format!("{path} could not be read whole, the connection kept breaking"),
            ApiError::TooLarge { limit, .. } => format!("{path} was answered with more than {limit} bytes"),
            ApiError::Paging { .. } => format!("the pages of {path} lead back to pages that were read, or do not end"),
            ApiError::Unauthorized { .. } | ApiError::OutOfTime { .. } => error.to_string(),
        };
        let transient = match error.status() {
            Some(status) => status == 429 || status >= 500,
            None => true,
        };
        Self {
            detail: Some(error.to_string()),
            permission,
            not_found: matches!(error, ApiError::Status { status: 404, .. }),
            unknown_request: matches!(error.status(), Some(404 | 405 | 501)),
            transient,
            ends_the_run: error.ends_the_run(),
            ..Self::because(reason)
        }
    }
}
