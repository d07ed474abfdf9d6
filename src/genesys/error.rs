//! Why an answer could not be had, with the correlation id that support asks for.

use std::fmt;
use std::time::Duration;

/// The correlation id of a response, rendered as the end of a sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correlation(pub Option<String>);

impl fmt::Display for Correlation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(id) => write!(f, " (correlation id {id})"),
            None => Ok(()),
        }
    }
}

/// Why a request failed for good, after the retries that it is worth.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ApiError {
    /// The caller lacks a permission.
    #[error("{request} was refused: {message}{correlation}")]
    Forbidden {
        /// Method and path.
        request: String,
        /// What the server says, in its own words where it has any.
        message: String,
        /// Permissions that the server's message names.
        permissions: Vec<String>,
        /// Correlation id.
        correlation: Correlation,
    },
    /// The credentials are not accepted, or not any more.
    #[error("{request}: {message}{correlation}")]
    Unauthorized {
        /// Method and path.
        request: String,
        /// What is wrong and what to do.
        message: String,
        /// Correlation id.
        correlation: Correlation,
    },
    /// Another answer than success.
    #[error("{request} was answered with HTTP {status}: {message}{correlation}")]
    Status {
        /// Method and path.
        request: String,
        /// The status code.
        status: u16,
        /// What the server says.
        message: String,
        /// Correlation id.
        correlation: Correlation,
    },
    /// Another answer than success, and not one of the API's: a gateway or proxy says so.
    #[error("{request} was answered with HTTP {status}: {message}{correlation}")]
    NotTheApi {
        /// Method and path.
        request: String,
        /// The status code.
        status: u16,
        /// What came.
        message: String,
        /// Correlation id.
        correlation: Correlation,
    },
    /// The answer is no JSON of the expected form.
    #[error("{request} was answered with {found}{correlation}; expected JSON")]
    NotJson {
        /// Method and path.
        request: String,
        /// What came instead.
        found: String,
        /// Correlation id.
        correlation: Correlation,
    },
    /// No whole answer came.
    #[error("{request}: {message}")]
    Network {
        /// Method and path.
        request: String,
        /// What happened.
        message: String,
        /// Whether no connection came about at all.
        connecting: bool,
    },
    /// The answer is larger than any that is expected.
    #[error("{request}: the answer has more than {limit} bytes")]
    TooLarge {
        /// Method and path.
        request: String,
        /// The limit, in bytes.
        limit: usize,
    },
    /// Pages lead back to pages that were read, or never end.
    #[error("{request}: {message}{correlation}")]
    Paging {
        /// Method and path.
        request: String,
        /// What happened.
        message: String,
        /// Correlation id.
        correlation: Correlation,
    },
    /// The export took longer than it may.
    #[error("{request}: {}", out_of_time(*limit, *asked))]
    OutOfTime {
        /// Method and path.
        request: String,
        /// The limit.
        limit: Duration,
        /// How long the server asks to wait, where that is what the limit does not leave.
        asked: Option<Duration>,
    },
}

fn out_of_time(limit: Duration, asked: Option<Duration>) -> String {
    let limit = limit.as_secs();
    match asked {
        Some(asked) => format!(
            "the server asks to wait {} s, which the time limit of {limit} s for the whole run does not leave",
            asked.as_secs()
        ),
        None => format!("the time limit of {limit} s for the whole run is over"),
    }
}

impl ApiError {
    /// The status code, where there was an answer with one.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Forbidden { .. } => Some(403),
            Self::Unauthorized { .. } => Some(401),
            Self::Status { status, .. } | Self::NotTheApi { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// Whether no other request can fare better, so that the run ends here and can be resumed.
    pub fn ends_the_run(&self) -> bool {
        matches!(self, Self::Unauthorized { .. } | Self::OutOfTime { .. })
    }
}
