//! Options and settings of commands that talk to Genesys Cloud.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::{Terminal, exit};
use crate::diagnostic::Diagnostic;
use crate::genesys::client::{Event, Observer};
use crate::genesys::credentials::variable;
use crate::genesys::region::RegionError;
use crate::genesys::{Client, Credentials, Hosts, Settings};

/// Where and how to connect.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Connection")]
pub(super) struct Connection {
    /// AWS region (`eu-central-1`) or host; otherwise GENESYSCLOUD_REGION, otherwise us-east-1
    #[arg(long, value_name = "REGION")]
    pub(super) region: Option<String>,

    /// Base of the API, for a gateway; plain http to this machine only
    #[arg(long, value_name = "URL")]
    pub(super) api_url: Option<String>,

    /// Base of the sign-in host, for a gateway
    #[arg(long, value_name = "URL")]
    pub(super) login_url: Option<String>,

    /// Seconds for connecting
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = seconds())]
    connect_timeout: u64,

    /// Longest silence in the middle of an answer, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = seconds())]
    read_timeout: u64,

    /// Seconds for one request
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = seconds())]
    request_timeout: u64,

    /// Seconds for the whole run
    #[arg(long, value_name = "SECONDS", default_value_t = 4 * 3600, value_parser = seconds())]
    total_timeout: u64,

    /// Part of every pause that is really made, for tests
    #[arg(long, value_name = "PART", default_value_t = 1.0, hide = true)]
    wait_scale: f64,

    /// Log every request to standard error; twice: with retries and sign-in too
    #[arg(short, long, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
}

/// A span of time: at least a second, at most a month.
fn seconds() -> clap::builder::RangedU64ValueParser<u64> {
    clap::value_parser!(u64).range(1..=31 * 24 * 3600)
}

/// A pause from which on the user is told of it in any case.
const LONG_PAUSE: Duration = Duration::from_secs(60);

impl Connection {
    /// The hosts, of options and environment.
    pub(super) fn hosts(&self) -> Result<Hosts, Vec<Diagnostic>> {
        let variable = std::env::var(variable::REGION).ok().filter(|region| !region.trim().is_empty());
        let region = self.region.clone().or(variable);
        Hosts::of_urls(region.as_deref(), self.api_url.as_deref(), self.login_url.as_deref()).map_err(|error| {
            let help = match error {
                RegionError::Unknown { .. } => {
                    "name the region with --region or GENESYSCLOUD_REGION, or a host with --api-url"
                }
                RegionError::NotAUrl { .. } | RegionError::PlainHttp { .. } => "correct --api-url or --login-url",
            };
            vec![Diagnostic::error(error.to_string()).help(help)]
        })
    }

    /// Whether what the command line says of hosts can't be used; says so.
    pub(super) fn refuse(&self, terminal: &Terminal) -> Option<u8> {
        let given = self.region.is_some() || self.api_url.is_some() || self.login_url.is_some();
        let diagnostics = self.hosts().err().filter(|_| given)?;
        terminal.report(&diagnostics);
        Some(exit::USAGE)
    }

    /// A client that has not signed in yet.
    pub(super) fn client(&self, observer: Observer) -> Result<Client, Vec<Diagnostic>> {
        let hosts = self.hosts()?;
        let credentials = Credentials::from_variables(|name| std::env::var(name).ok()).map_err(|error| {
            vec![Diagnostic::error(error.to_string()).help("create an OAuth client with the grant type Client Credentials; `cordon doctor --role` prints the role it needs")]
        })?;
        let seconds = Duration::from_secs;
        let settings = Settings {
            hosts,
            credentials,
            connect_timeout: seconds(self.connect_timeout),
            read_timeout: seconds(self.read_timeout),
            request_timeout: seconds(self.request_timeout),
            total_timeout: seconds(self.total_timeout),
            wait_scale: self.wait_scale,
        };
        Client::new(settings, observer).map_err(|error| vec![Diagnostic::error(error.to_string())])
    }

    /// Logs to standard error as much as was asked for; `print` writes a line.
    pub(super) fn observer(&self, print: impl Fn(&str) + Send + Sync + 'static) -> Observer {
        let verbose = self.verbose;
        let told = Mutex::new(None::<Instant>);
        // Many requests wait for one limit: it is said once.
        let is_news = move |wait: Duration| {
            let Ok(mut told) = told.lock() else { return false };
            let now = Instant::now();
            let news = told.is_none_or(|until| now >= until);
            if news {
                *told = now.checked_add(wait / 2);
            }
            news
        };
        Arc::new(move |event| match event {
            Event::Answered { request, status, took } if verbose > 0 => {
                print(&format!("{request}: {status} in {} ms", took.as_millis()));
            }
            Event::Again { request, why, wait } if verbose > 1 => {
                print(&format!("{request}: again in {:.1} s, because {why}", wait.as_secs_f64()));
            }
            Event::Again { why, wait, .. } if *wait >= LONG_PAUSE && is_news(*wait) => {
                print(&format!("waiting for {} s, because {why}", wait.as_secs()));
            }
            Event::SignedIn if verbose > 1 => print("signed in: a new access token"),
            _ => {}
        })
    }
}

/// Runs a future to its end.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Vec<Diagnostic>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| vec![Diagnostic::error(format!("cannot start: {}", crate::snapshot::plain(&error)))])?;
    Ok(runtime.block_on(future))
}
