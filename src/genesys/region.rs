//! Regions and hosts: which host answers for which AWS region, and to which hosts plain HTTP may go.

use url::Url;

/// AWS region and the domain that follows `api.` and `login.`.
const REGIONS: [(&str, &str); 18] = [
    ("us-east-1", "mypurecloud.com"),
    ("us-east-2", "use2.us-gov-pure.cloud"),
    ("us-west-2", "usw2.pure.cloud"),
    ("ca-central-1", "cac1.pure.cloud"),
    ("mx-central-1", "mxc1.pure.cloud"),
    ("sa-east-1", "sae1.pure.cloud"),
    ("eu-west-1", "mypurecloud.ie"),
    ("eu-west-2", "euw2.pure.cloud"),
    ("eu-central-1", "mypurecloud.de"),
    ("eu-central-2", "euc2.pure.cloud"),
    ("eusc-de-east-1", "edee1.eusc-pure.cloud"),
    ("me-central-1", "mec1.pure.cloud"),
    ("ap-south-1", "aps1.pure.cloud"),
    ("ap-southeast-1", "apse1.pure.cloud"),
    ("ap-southeast-2", "mypurecloud.com.au"),
    ("ap-northeast-1", "mypurecloud.jp"),
    ("ap-northeast-2", "apne2.pure.cloud"),
    ("ap-northeast-3", "apne3.pure.cloud"),
];

/// Why no host can be named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegionError {
    /// The region is not one of Genesys Cloud.
    #[error("`{given}` is no Genesys Cloud region{nearest}; known are {}", known())]
    Unknown {
        /// What was given.
        given: String,
        /// The nearest known name, as a question.
        nearest: String,
    },
    /// Not a URL of a host.
    #[error("`{given}` is no URL of a host; expected e.g. `https://api.mypurecloud.ie`")]
    NotAUrl {
        /// What was given.
        given: String,
    },
    /// Credentials would cross a network in the clear.
    #[error("`{given}` is not https; plain http is allowed to this machine only (127.0.0.1, ::1, localhost)")]
    PlainHttp {
        /// What was given.
        given: String,
    },
}

fn known() -> String {
    REGIONS.map(|(name, _)| name).join(", ")
}

/// Where to sign in and where to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hosts {
    /// AWS region, or the host where that is no known region's.
    pub region: String,
    /// Base of API requests; a path in it (of a gateway) is kept.
    pub api: Url,
    /// Base of sign-in requests.
    pub login: Url,
}

impl Hosts {
    /// The hosts of a region, given as AWS name (`eu-west-1`), domain (`mypurecloud.ie`) or host
    /// (`api.mypurecloud.ie`), with or without `https://`.
    ///
    /// # Errors
    /// When no region is called so; the error names the nearest.
    pub fn of_region(given: &str) -> Result<Self, RegionError> {
        let plain = given.trim().to_ascii_lowercase();
        let plain = plain.strip_prefix("https://").unwrap_or(&plain).trim_end_matches('/');
        let domain = ["api.", "login.", "apps."].iter().find_map(|prefix| plain.strip_prefix(prefix)).unwrap_or(plain);
        let Some((name, domain)) = REGIONS.iter().find(|(name, host)| *name == plain || *host == domain) else {
            let nearest = REGIONS
                .iter()
                .flat_map(|(name, host)| [*name, *host])
                .map(|name| (strsim::damerau_levenshtein(name, plain), name))
                .min()
                .filter(|(distance, _)| *distance <= 3)
                .map_or_else(String::new, |(_, name)| format!(", did you mean `{name}`?"));
            return Err(RegionError::Unknown { given: given.to_owned(), nearest });
        };
        Ok(Self {
            region: (*name).to_owned(),
            api: base(&format!("https://api.{domain}"))?,
            login: base(&format!("https://login.{domain}"))?,
        })
    }

    /// Hosts given one by one, for gateways and tests. What is not given comes from the region, or from the other
    /// host by exchanging `api.` for `login.`.
    ///
    /// # Errors
    /// When a URL is none, or is plain http to another machine.
    pub fn of_urls(region: Option<&str>, api: Option<&str>, login: Option<&str>) -> Result<Self, RegionError> {
        let mut hosts = match (region, api) {
            (Some(region), _) => Self::of_region(region).or_else(|error| match api {
                Some(api) => Ok(Self { region: region.to_owned(), api: base(api)?, login: login_of(&base(api)?) }),
                None => Err(error),
            })?,
            (None, Some(api)) => {
                let url = base(api)?;
                let host = url.host_str().unwrap_or_default();
                let region = Self::of_region(host).map_or_else(|_| host.to_owned(), |hosts| hosts.region);
                Self { region, login: login_of(&url), api: url }
            }
            (None, None) => Self::of_region("us-east-1")?,
        };
        if let Some(api) = api {
            hosts.api = base(api)?;
            hosts.login = login_of(&hosts.api);
        }
        if let Some(login) = login {
            hosts.login = base(login)?;
        }
        Ok(hosts)
    }
}

fn login_of(api: &Url) -> Url {
    let mut login = api.clone();
    if let Some(domain) = api.host_str().and_then(|host| host.strip_prefix("api.")) {
        // The host was valid with another label in front, so this one is.
        let _ = login.set_host(Some(&format!("login.{domain}")));
    }
    login
}

fn base(given: &str) -> Result<Url, RegionError> {
    // What stands before `@` may be a password.
    let shown = given.rsplit_once('@').map_or_else(|| given.to_owned(), |(_, rest)| format!("…@{rest}"));
    let bad = || RegionError::NotAUrl { given: shown.clone() };
    let mut url = Url::parse(given.trim()).map_err(|_| bad())?;
    if !url.has_host() || !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() {
        return Err(bad());
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(RegionError::PlainHttp { given: shown });
    }
    url.set_query(None);
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    url.set_path(&path);
    Ok(url)
}

/// Whether a URL leads to this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_named_in_any_usual_way() {
        for given in ["eu-west-1", "EU-WEST-1", "mypurecloud.ie", "api.mypurecloud.ie", "https://login.mypurecloud.ie/"]
        {
            let hosts = Hosts::of_region(given).unwrap();
            assert_eq!(hosts.region, "eu-west-1");
            assert_eq!(hosts.api.as_str(), "https://api.mypurecloud.ie/");
            assert_eq!(hosts.login.as_str(), "https://login.mypurecloud.ie/");
        }
        for (name, _) in REGIONS {
            assert_eq!(Hosts::of_region(name).unwrap().region, name);
        }
        assert!(Hosts::of_region("eu-west-9").unwrap_err().to_string().contains("did you mean `eu-west-"));
    }

    #[test]
    fn plain_http_goes_to_this_machine_only() {
        assert!(Hosts::of_urls(None, Some("http://127.0.0.1:8080"), None).is_ok());
        assert!(Hosts::of_urls(None, Some("http://[::1]:8080"), None).is_ok());
        let refused = |url: &str| Hosts::of_urls(None, Some(url), None).unwrap_err();
        assert!(matches!(refused("http://api.mypurecloud.ie"), RegionError::PlainHttp { .. }));
        assert!(matches!(refused("http://127.0.0.1.example"), RegionError::PlainHttp { .. }));
        assert!(matches!(refused("ftp://api.example"), RegionError::NotAUrl { .. }));
    }

    #[test]
    fn a_gateway_keeps_its_path_and_a_login_host_follows_the_api_host() {
        let hosts = Hosts::of_urls(None, Some("https://api.mypurecloud.de/"), None).unwrap();
        assert_eq!((hosts.region.as_str(), hosts.login.as_str()), ("eu-central-1", "https://login.mypurecloud.de/"));
        let hosts = Hosts::of_urls(Some("eu-west-1"), Some("https://gateway.example/genesys/"), None).unwrap();
        assert_eq!((hosts.region.as_str(), hosts.api.as_str()), ("eu-west-1", "https://gateway.example/genesys"));
    }
}
