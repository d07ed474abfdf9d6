//! Requests in, answers out.

#![allow(clippy::result_large_err, reason = "a refusal is a whole answer")]

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, StreamBody, combinators::UnsyncBoxBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::{HeaderValue, RETRY_AFTER};
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};

use super::fault::{Fault, hit};
use super::org::{Answer, Style};
use super::{CLIENT_ID, CLIENT_SECRET, Seen, Shared, TOKEN};

type Body = UnsyncBoxBody<Bytes, std::io::Error>;

pub(super) async fn serve(
    listener: std::net::TcpListener,
    shared: Arc<Shared>,
    mut stopped: tokio::sync::oneshot::Receiver<()>,
) {
    let listener = tokio::net::TcpListener::from_std(listener).unwrap();
    loop {
        let stream = tokio::select! {
            accepted = listener.accept() => accepted.unwrap().0,
            _ = &mut stopped => return,
        };
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = hyper::service::service_fn(|request| {
                let shared = Arc::clone(&shared);
                async move { Ok::<_, Infallible>(answer(&shared, request).await) }
            });
            // A client that goes away is no fault of the server.
            let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(shared: &Shared, request: Request<Incoming>) -> Response<Body> {
    shared.count.fetch_add(1, Ordering::SeqCst);
    let (parts, body) = request.into_parts();
    let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
    let uri = parts.uri.path_and_query().unwrap().to_string();
    let mut seen = Seen {
        method: parts.method.to_string(),
        uri: uri.clone(),
        status: 0,
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect(),
        body: String::from_utf8_lossy(&body).into_owned(),
        answer: None,
    };
    let key = format!("{} {uri} {}", seen.method, seen.body);
    let attempt = {
        let mut tries = shared.tries.lock().unwrap();
        let tries = tries.entry(key.clone()).or_default();
        *tries += 1;
        *tries - 1
    };
    let in_turn = shared.behaviour.in_turn.get(attempt as usize).copied();
    let fault = in_turn.or_else(|| hit(&shared.behaviour.faults, &key, attempt));
    let response = if uri == "/oauth/token" { token(shared, &seen, fault) } else { api(shared, &mut seen, fault) };
    seen.status = response.status().as_u16();
    shared.seen.lock().unwrap().push(seen);
    if fault == Some(Fault::SlowBody) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    response
}

fn whole(status: u16, content_type: &str, body: impl Into<Bytes>) -> Response<Body> {
    let body = http_body_util::Full::new(body.into()).map_err(|never| match never {}).boxed_unsync();
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    let headers = response.headers_mut();
    headers.insert("content-type", HeaderValue::from_str(content_type).unwrap());
    headers.insert("inin-correlation-id", HeaderValue::from_static("c0rre1at10n"));
    response
}

fn error(status: u16, code: &str, message: &str) -> Response<Body> {
    let body = json!({
        "message": message, "code": code, "status": status, "contextId": "c0rre1at10n", "details": [], "errors": [],
    });
    whole(status, "application/json", body.to_string())
}

fn token(shared: &Shared, seen: &Seen, fault: Option<Fault>) -> Response<Body> {
    match fault {
        Some(Fault::ServerError) => return error(503, "service.unavailable", "try again"),
        Some(Fault::HtmlPage) => return whole(200, "text/html", "<!DOCTYPE html><p>proxy</p>"),
        _ => {}
    }
    use base64::Engine;
    let pair = base64::engine::general_purpose::STANDARD.encode(format!("{CLIENT_ID}:{CLIENT_SECRET}"));
    let good = seen.method == "POST"
        && seen.header("authorization") == Some(&format!("Basic {pair}"))
        && seen.header("content-type") == Some("application/x-www-form-urlencoded")
        && seen.body == "grant_type=client_credentials";
    if !good {
        let body = json!({"error": "invalid_client", "description": "authentication failed"});
        return whole(401, "application/json", body.to_string());
    }
    let mut tokens = shared.tokens.lock().unwrap();
    let token = format!("{TOKEN}-{}", tokens.len());
    tokens.push(token.clone());
    let life = shared.behaviour.token_life.unwrap_or(86_400.0);
    let body = json!({"access_token": token, "token_type": "bearer", "expires_in": life});
    whole(200, "application/json", body.to_string())
}

fn api(shared: &Shared, seen: &mut Seen, fault: Option<Fault>) -> Response<Body> {
    let current = shared.tokens.lock().unwrap().last().map(|token| format!("Bearer {token}"));
    if current.is_none() || seen.header("authorization") != current.as_deref() {
        return error(401, "bad.credentials", "Invalid login credentials.");
    }
    let limit = match limited(shared) {
        Ok(headers) => headers,
        Err(response) => return response,
    };
    if shared.storm.load(Ordering::SeqCst) > 0 {
        shared.storm.fetch_sub(1, Ordering::SeqCst);
        return at_limit(1);
    }
    match fault {
        Some(Fault::Storm) => {
            shared.storm.store(3, Ordering::SeqCst);
            return at_limit(2);
        }
        Some(Fault::ServerError) => {
            let status = [500, 502, 503, 504][seen.uri.len() % 4];
            return error(status, "internal.server.error", "something broke");
        }
        Some(Fault::ExpiredToken) => {
            shared.tokens.lock().unwrap().push(format!("{TOKEN}-gone"));
            return error(401, "bad.credentials", "The token has expired.");
        }
        Some(Fault::Forbidden) => return error(403, "forbidden", "Not now."),
        Some(Fault::HtmlPage) => {
            let status = [200, 502][seen.uri.len() % 2];
            return whole(status, "text/html", "<!DOCTYPE html><html><body>A proxy says hello</body></html>");
        }
        _ => {}
    }
    let refused = shared.behaviour.refused.iter().find(|(path, _)| {
        let pattern: Vec<&str> = path.split("{}").collect();
        match pattern[..] {
            [whole] => seen.path() == whole,
            [start, end] => seen.path().starts_with(start) && seen.path().ends_with(end),
            _ => false,
        }
    });
    if let Some((_, permission)) = refused {
        let message = if permission.is_empty() {
            "You are not allowed to do that.".to_owned()
        } else {
            format!("Unable to perform the requested action. You must have the permission: [{permission}]")
        };
        return error(403, "missing.permissions", &message);
    }
    if let Some((status, pause, body)) = shared.behaviour.instead.get(seen.path()) {
        let kind = if body.starts_with('<') { "text/html" } else { "application/json" };
        let mut response = whole(*status, kind, body.clone());
        if let Some(pause) = pause {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_str(pause).unwrap());
        }
        return response;
    }
    let mut response = match content(shared, seen, fault) {
        Ok(value) => {
            let text = value.to_string();
            seen.answer = Some(value);
            deliver(text, fault)
        }
        Err(response) => response,
    };
    for (name, value) in limit {
        response.headers_mut().insert(name, HeaderValue::from_str(&value).unwrap());
    }
    response
}

fn at_limit(seconds: u64) -> Response<Body> {
    let message = format!("Rate limit exceeded the maximum. Retry the request in [{seconds}] seconds");
    let mut response = error(429, "too.many.requests.retry.after", &message);
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

/// Counts a request against the limit; the headers that say so, or the refusal.
fn limited(shared: &Shared) -> Result<Vec<(&'static str, String)>, Response<Body>> {
    let Some((allowed, millis)) = shared.behaviour.limit else { return Ok(Vec::new()) };
    let mut window = shared.window.lock().unwrap();
    let length = Duration::from_millis(millis);
    let now = Instant::now();
    if window.0.is_none_or(|began| now >= began + length) {
        *window = (Some(now), 0);
    }
    window.1 += 1;
    let left = window.0.unwrap() + length - now;
    if window.1 > allowed {
        return Err(at_limit(left.as_secs() + 1));
    }
    Ok(vec![
        ("inin-ratelimit-count", window.1.to_string()),
        ("inin-ratelimit-allowed", allowed.to_string()),
        ("inin-ratelimit-reset", format!("{:.3}", left.as_secs_f64())),
    ])
}

fn deliver(text: String, fault: Option<Fault>) -> Response<Body> {
    match fault {
        Some(Fault::TruncatedJson) => {
            let mut half = text.len() / 2;
            while !text.is_char_boundary(half) {
                half -= 1;
            }
            whole(200, "application/json", text[..half].to_owned())
        }
        Some(Fault::WrongContentType) => whole(200, "text/plain", text),
        Some(Fault::Reset) => {
            let length = text.len();
            let half = Bytes::from(text).slice(..length / 2);
            let frames = [Ok(Frame::data(half)), Err(std::io::Error::other("reset"))];
            let body = BodyExt::boxed_unsync(StreamBody::new(futures_util::stream::iter(frames)));
            let mut response = Response::new(body);
            response.headers_mut().insert("content-length", HeaderValue::from(length));
            response
        }
        Some(Fault::SlowBody) => {
            let bytes = Bytes::from(text);
            let third = bytes.len() / 3;
            let parts = [bytes.slice(..third), bytes.slice(third..2 * third), bytes.slice(2 * third..)];
            let frames = futures_util::stream::unfold(parts.into_iter(), |mut parts| async move {
                let part = parts.next()?;
                tokio::time::sleep(Duration::from_millis(30)).await;
                Some((Ok(Frame::data(part)), parts))
            });
            Response::new(BodyExt::boxed_unsync(StreamBody::new(frames)))
        }
        _ => whole(200, "application/json", text),
    }
}

/// The content of an answer.
fn content(shared: &Shared, seen: &Seen, fault: Option<Fault>) -> Result<Value, Response<Body>> {
    let path = seen.path().to_owned();
    match (seen.method.as_str(), path.as_str()) {
        ("POST", "/api/v2/audits/query") => return Ok(json!({"id": "q1", "state": "Queued"})),
        ("GET", "/api/v2/audits/query/q1") => {
            let polled = shared.tries.lock().unwrap().get(&format!("GET {} ", seen.uri)).copied().unwrap_or(0);
            let state = if polled % 2 == 1 { "Running" } else { "Succeeded" };
            return Ok(json!({"id": "q1", "state": state}));
        }
        ("POST", "/api/v2/usage/query") => {
            return Ok(json!({"executionId": "u1", "resultsUri": "/api/v2/usage/query/u1/results"}));
        }
        ("GET", "/api/v2/usage/query/u1/results") => {
            let ids = shared.org.truth["oauth_clients"].as_object().unwrap().keys();
            let rows: Vec<Value> = ids
                .enumerate()
                .flat_map(|(at, id)| {
                    let row =
                        |day| json!({"clientId": id, "requests": 3, "date": format!("2026-10-{day:02}T00:00:00Z")});
                    [row(1 + at % 20), row(2 + at % 20)]
                })
                .collect();
            return Ok(json!({"results": rows, "queryStatus": "Complete"}));
        }
        _ => {}
    }
    let Some(answer) = shared.org.answers.get(&path) else {
        return Err(error(404, "not.found", "The requested operation failed with status 404"));
    };
    let posted = answer.style == Style::Posted;
    if (seen.method == "POST") != posted {
        return Err(error(405, "method.not.allowed", "HTTP 405 Method Not Allowed"));
    }
    page(shared, seen, answer, fault)
}

fn page(shared: &Shared, seen: &Seen, answer: &Answer, fault: Option<Fault>) -> Result<Value, Response<Body>> {
    let behaviour = &shared.behaviour;
    let query: Vec<(String, String)> =
        url::form_urlencoded::parse(seen.uri.split_once('?').map_or("", |(_, query)| query).as_bytes())
            .map(|(key, value)| (key.into_owned(), value.into_owned()))
            .collect();
    let posted: Value = serde_json::from_str(&seen.body).unwrap_or_default();
    let get = |key: &str| {
        let in_query = query.iter().find(|(held, _)| held == key).map(|(_, value)| value.clone());
        in_query.or_else(|| posted.get(key).map(|value| value.as_str().map_or(value.to_string(), str::to_owned)))
    };
    let all = &answer.entities;
    match answer.style {
        Style::One => return Ok(all[0].clone()),
        Style::Bare => return Ok(json!({"entities": all})),
        Style::Whole => {
            let mut shown = all.clone();
            if fault == Some(Fault::ShrunkPage) {
                shown.truncate(shown.len() / 2);
            }
            return Ok(json!({"entities": shown, "total": all.len(), "selfUri": seen.path()}));
        }
        _ => {}
    }
    // Users are active ones only unless it is said otherwise, and counts are counted unless it is not wished.
    let shown: Vec<&Value> = if seen.path() == "/api/v2/users/query" && get("state").as_deref() != Some("any") {
        all.iter().filter(|user| user["state"] == "active").collect()
    } else {
        all.iter().collect()
    };
    let strict = match seen.path() {
        "/api/v2/authorization/roles" => get("userCount").as_deref() == Some("false"),
        "/api/v2/authorization/divisions" => get("objectCount").as_deref() == Some("true"),
        _ => true,
    };
    if !strict {
        return Err(error(504, "gateway.timeout", "counting took too long"));
    }
    let asked: usize = get("pageSize").and_then(|size| size.parse().ok()).unwrap_or(25);
    let (largest, refuses) = behaviour.page.unwrap_or((answer.largest, false));
    let largest = largest.min(answer.largest);
    if asked > largest && refuses {
        return Err(error(400, "bad.request", &format!("pageSize must be less than or equal to {largest}")));
    }
    let size = asked.min(largest);
    let pages = shown.len().div_ceil(size).max(1);
    let mut number = match answer.style {
        Style::Number => get("pageNumber").and_then(|number| number.parse().ok()).unwrap_or(1),
        Style::Cursor => get("cursor").map_or(1, |cursor| cursor.trim_start_matches('c').parse().unwrap()),
        _ => get("after").map_or(1, |after| after.trim_start_matches("a=").parse().unwrap()),
    };
    if fault == Some(Fault::RepeatedPage) && number > 1 {
        number -= 1;
    }
    let mut rows: Vec<Value> = shown.iter().skip((number - 1) * size).take(size).map(|row| (*row).clone()).collect();
    if fault == Some(Fault::ShrunkPage) {
        rows.truncate(rows.len() / 2);
    }
    let follows = number < pages;
    let host = if behaviour.foreign_next_uri { "https://api.elsewhere.example" } else { "" };
    let next = |parameter: &str| {
        let encoded: String =
            url::form_urlencoded::byte_serialize(parameter.split_once('=').unwrap().1.as_bytes()).collect();
        format!("{host}{}?pageSize={size}&{}={encoded}", seen.path(), parameter.split_once('=').unwrap().0)
    };
    let mut value = json!({"entities": rows});
    let audits = seen.path().starts_with("/api/v2/audits/");
    if !audits {
        value["selfUri"] = seen.uri.as_str().into();
    }
    match answer.style {
        Style::Number => {
            value["pageSize"] = size.into();
            value["pageNumber"] = number.into();
            if !behaviour.no_totals {
                value["total"] = shown.len().into();
                value["pageCount"] = pages.into();
            }
            if follows && !behaviour.no_next_uri {
                value["nextUri"] = next(&format!("pageNumber={}", number + 1)).into();
            }
        }
        Style::Cursor if follows => {
            value["cursor"] = format!("c{}", number + 1).into();
            if !audits {
                value["nextUri"] = next(&format!("cursor=c{}", number + 1)).into();
            }
        }
        Style::After if follows => value["nextUri"] = next(&format!("after=a={}", number + 1)).into(),
        Style::Posted if follows => value["after"] = format!("a={}", number + 1).into(),
        _ => {}
    }
    Ok(value)
}
