//! Questions that the server works on for a while: the audit trail, and which clients use the API.

use std::collections::BTreeMap;
use std::time::Duration;

use super::lack::Lack;
use super::source::{Origin, Source};
use crate::genesys::client::Request;
use crate::genesys::endpoint::{self, Endpoint};
use crate::genesys::model::{AuditMessage, AuditServices, Execution, Row, Usage};
use crate::genesys::{Client, Listing};

/// Times that is asked whether a query is done: for ten minutes.
const POLLS: u32 = 150;
/// Time between two of them.
const POLL: Duration = Duration::from_secs(4);

/// Parts of names of services whose audits are about access.
const ABOUT_ACCESS: [&str; 7] = ["permission", "auth", "directory", "people", "group", "trust", "division"];

/// Audit messages of services that are about access, over all intervals.
///
/// # Errors
/// Why they could not be had.
pub(super) async fn audits(source: &Source, intervals: &[String]) -> Result<Listing<AuditMessage>, Lack> {
    let client = match &source.origin {
        Origin::Live(client) => client,
        Origin::Saved(saved) => return saved.audits(),
    };
    let services: AuditServices = source.one(&endpoint::AUDIT_SERVICES, "").await?;
    let named = |name: &str| ABOUT_ACCESS.iter().any(|part| name.to_ascii_lowercase().contains(part));
    let mut names: Vec<String> =
        services.services.into_iter().map(|service| service.name).filter(|name| !name.is_empty()).collect();
    names.sort();
    names.dedup();
    if names.iter().any(|name| named(name)) {
        names.retain(|name| named(name));
    }
    if names.is_empty() {
        return Err(Lack::because("the org names no service whose audits could be asked for"));
    }
    let mut all = Listing::default();
    let (mut doubts, mut lacks, mut done) = (Vec::new(), Vec::new(), 0);
    let steps = (names.len() * intervals.len()) as u64;
    for service in &names {
        for interval in intervals {
            let whole = |listing: &Listing<AuditMessage>| listing.doubt.is_none();
            match source
                .kept(&format!("audits {service} {interval}"), whole, audits_of(client, service, interval))
                .await
            {
                Ok(part) => {
                    all.rows.extend(part.rows);
                    doubts.extend(part.doubt.map(|doubt| format!("audits of {service}: {doubt}")));
                }
                Err(lack) if lack.ends_the_run => return Err(lack),
                // One service that can't be asked takes nothing from the others.
                Err(lack) => {
                    doubts.push(format!("audits of {service}: {}", lack.reason));
                    lacks.push(lack);
                }
            }
            done += 1;
            (source.progress)("audit_events", done, steps);
        }
    }
    if lacks.len() as u64 == steps
        && let Some(lack) = lacks.into_iter().next()
    {
        return Err(lack);
    }
    doubts.dedup();
    all.doubt = Some(doubts.join("; ")).filter(|doubt| !doubt.is_empty());
    all.rows.sort_by(|a, b| a.id().cmp(b.id()));
    all.rows.dedup_by(|a, b| a.id() == b.id());
    Ok(all)
}

async fn audits_of(client: &Client, service: &str, interval: &str) -> Result<Listing<AuditMessage>, Lack> {
    let body = serde_json::json!({
        "interval": interval,
        "serviceName": service,
        "filters": [],
        "sort": [{"name": "Timestamp", "sortOrder": "ascending"}],
    });
    let begun: Execution = ask(client, Request::post(endpoint::AUDIT_QUERY.path, body), &endpoint::AUDIT_QUERY).await?;
    let Some(id) = begun.id.filter(|id| !id.is_empty()) else {
        return Err(Lack::because("the org began a query of audits but did not say which"));
    };
    for _ in 0..POLLS {
        let request = Request::get(endpoint::AUDIT_STATUS.path(&id), vec![]);
        let status: Execution = ask(client, request, &endpoint::AUDIT_STATUS).await?;
        match status.state.as_deref() {
            Some("Succeeded") => {
                let results = client.list(&endpoint::AUDIT_RESULTS, &id).await;
                return results.map_err(|error| Lack::of(&error, &endpoint::AUDIT_RESULTS));
            }
            Some(state @ ("Failed" | "Cancelled")) => {
                return Err(Lack::because(format!("the query of audits of {service} ended as {state}")));
            }
            _ => client.pause(POLL).await,
        }
    }
    Err(Lack::because(format!("the query of audits of {service} was not done in time")))
}

/// When each client last called the API, to the day, in an interval.
///
/// # Errors
/// Why it could not be had.
pub(super) async fn last_use(source: &Source, interval: &str) -> Result<BTreeMap<String, String>, Lack> {
    let key = format!("usage {interval}");
    source
        .kept(&key, |_| true, async {
            let client = match &source.origin {
                Origin::Live(client) => client,
                Origin::Saved(_) => return Err(Lack::because("saved responses do not tell when clients were used")),
            };
            let body = serde_json::json!({
                "interval": interval,
                "granularity": "Day",
                "metrics": ["Requests"],
                "groupBy": ["OAuthClientId"],
            });
            let begun: Execution =
                ask(client, Request::post(endpoint::USAGE_QUERY.path, body), &endpoint::USAGE_QUERY).await?;
            let Some(id) = begun.execution_id.clone().or(begun.id.clone()).filter(|id| !id.is_empty()) else {
                return Err(Lack::because("the org began a query of usage but did not say which"));
            };
            // Only the path of what the server names is used: the token goes to no other host.
            let named = begun.results_uri.as_deref().and_then(|uri| uri.find("/api/v2/usage/").map(|at| &uri[at..]));
            let named =
                named.and_then(|uri| uri.split(['?', '#']).next()).filter(|uri| is_plain(uri)).map(str::to_owned);
            let path = named.unwrap_or_else(|| endpoint::USAGE_RESULTS.path(&id));
            let mut last: BTreeMap<String, String> = BTreeMap::new();
            let mut after: Option<String> = None;
            for _ in 0..POLLS * 2 {
                let query = after.iter().map(|after| ("after".to_owned(), after.clone())).collect();
                let request = Request::get(&path, query);
                let usage: Usage = ask(client, request, &endpoint::USAGE_RESULTS).await?;
                let status = usage.query_status.as_deref().unwrap_or_default().to_ascii_lowercase();
                match status.as_str() {
                    "complete" | "completed" | "succeeded" => {}
                    "failed" | "cancelled" => return Err(Lack::because("the query of usage failed")),
                    // Rows are an answer, whatever it says of itself.
                    _ if !usage.results.is_empty() && status != "running" => {}
                    _ => {
                        client.pause(POLL).await;
                        continue;
                    }
                }
                for row in usage.results {
                    let Some(date) = row.date.filter(|_| row.requests.is_none_or(|requests| requests > 0)) else {
                        continue;
                    };
                    let held = last.entry(row.client_id).or_default();
                    if *held < date {
                        *held = date;
                    }
                }
                let next = usage.cursors.and_then(|cursors| cursors.after).filter(|next| !next.is_empty());
                if next.is_none() || next == after {
                    return Ok(last);
                }
                after = next;
            }
            Err(Lack::because("the query of usage was not done in time"))
        })
        .await
}

/// Whether a path has nothing in it that leads out of it.
fn is_plain(path: &str) -> bool {
    path.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_'))
}

async fn ask<T: serde::de::DeserializeOwned>(
    client: &Client,
    request: Request,
    endpoint: &Endpoint,
) -> Result<T, Lack> {
    client.json(&request).await.map_err(|error| Lack::of(&error, endpoint))
}
