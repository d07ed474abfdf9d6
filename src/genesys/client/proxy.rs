//! Proxies of the environment. One that can't be read is an error: a request must not go another way than was asked.

use crate::genesys::error::ApiError;

/// Whether the usual variables of proxies hold addresses: the HTTP library passes over one that it can't read.
pub(super) fn usual_proxies() -> Result<(), ApiError> {
    let names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
    for name in names {
        let value = std::env::var(name).unwrap_or_default();
        let value = value.trim();
        let with_scheme = if value.contains("://") { value.to_owned() } else { format!("http://{value}") };
        if !value.is_empty() && !is_proxy(&with_scheme) {
            // The value is not repeated: it may hold a password.
            let message = format!("{name} is no address of a proxy; expected e.g. `http://proxy.example:8080`");
            return Err(set_up(message));
        }
    }
    Ok(())
}

fn is_proxy(url: &str) -> bool {
    let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    url::Url::parse(url).is_ok_and(|url| schemes.contains(&url.scheme()) && url.has_host())
}

pub(super) fn set_up(message: String) -> ApiError {
    ApiError::Network { request: "setting up the connection".to_owned(), message, connecting: false }
}

/// The proxy of CX as Code's variables; the usual ones (`HTTPS_PROXY`, …) are read by the HTTP library.
pub(super) fn proxy_of_variables() -> Result<Option<reqwest::Proxy>, ApiError> {
    let set = |name: &str| std::env::var(name).ok().map(|value| value.trim().to_owned()).filter(|it| !it.is_empty());
    let Some(host) = set("GENESYSCLOUD_PROXY_HOST") else { return Ok(None) };
    let port = set("GENESYSCLOUD_PROXY_PORT").map_or_else(String::new, |port| format!(":{port}"));
    let scheme = set("GENESYSCLOUD_PROXY_PROTOCOL").unwrap_or_else(|| "http".to_owned());
    let url = format!("{scheme}://{host}{port}");
    // The value is not repeated: it may hold a password.
    let refused = || {
        set_up(
            "GENESYSCLOUD_PROXY_HOST, _PORT and _PROTOCOL make no address of a proxy; expected e.g. `proxy.example`, \
             `8080` and `http`"
                .to_owned(),
        )
    };
    if !is_proxy(&url) {
        return Err(refused());
    }
    reqwest::Proxy::all(url).map(Some).map_err(|_| refused())
}
