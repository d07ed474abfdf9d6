//! A server that answers as Genesys Cloud does, in the shapes of `tests/data/genesys-endpoints.json`, with faults on
//! demand. It listens on the loopback address only.

mod fault;
pub(crate) mod org;
mod serve;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::Value;

pub(crate) use fault::Fault;
pub(crate) use org::Org;

/// The credentials that the server accepts, planted so that a test can look for them.
pub(crate) const CLIENT_ID: &str = "0f4c7a52-mock-client";
pub(crate) const CLIENT_SECRET: &str = "pl4nted-client-s3cret";
/// Each token begins so.
pub(crate) const TOKEN: &str = "pl4nted-t0ken";
/// The secret that the list of OAuth clients gives away.
pub(crate) const LISTED_SECRET: &str = "pl4nted-listed-s3cret";

/// How the server behaves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Behaviour {
    /// Faults, each with how many in a hundred requests it hits.
    pub(crate) faults: Vec<(Fault, u64)>,
    /// Faults that hit every single request one after the other, before it gets its answer.
    pub(crate) in_turn: Vec<Fault>,
    /// Paths that are refused, by their beginning, with the permission that the message names; none where empty.
    pub(crate) refused: BTreeMap<String, String>,
    /// Requests that a window of this many milliseconds allows, and that length.
    pub(crate) limit: Option<(u64, u64)>,
    /// The largest page, by path; a larger one that is asked for is cut down or, where true, refused.
    pub(crate) page: Option<(usize, bool)>,
    /// Leaves out `nextUri` where the server may.
    pub(crate) no_next_uri: bool,
    /// Leaves out `total` and `pageCount`.
    pub(crate) no_totals: bool,
    /// `nextUri` names another host, as behind a gateway.
    pub(crate) foreign_next_uri: bool,
    /// Seconds that a token lives, as it says.
    pub(crate) token_life: Option<f64>,
    /// Answers of paths in place of their own: status, `Retry-After`, body.
    pub(crate) instead: BTreeMap<String, (u16, Option<String>, String)>,
}

/// What the server was asked and answered.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) uri: String,
    pub(crate) status: u16,
    /// Header names and values.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// The whole answer, where it is JSON without a fault.
    pub(crate) answer: Option<Value>,
}

impl Seen {
    pub(crate) fn path(&self) -> &str {
        self.uri.split('?').next().unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }
}

/// What requests share.
struct Shared {
    org: Org,
    behaviour: Behaviour,
    seen: Mutex<Vec<Seen>>,
    tries: Mutex<HashMap<String, u64>>,
    tokens: Mutex<Vec<String>>,
    storm: AtomicU64,
    window: Mutex<(Option<std::time::Instant>, u64)>,
    count: AtomicU64,
    port: u16,
}

/// A running server, which ends with the test.
pub(crate) struct Mock {
    shared: Arc<Shared>,
    _stop: tokio::sync::oneshot::Sender<()>,
}

impl Mock {
    /// Starts a server that behaves well.
    pub(crate) fn of(org: &Org) -> Self {
        Self::start(org, Behaviour::default())
    }

    pub(crate) fn start(org: &Org, behaviour: Behaviour) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let shared = Arc::new(Shared {
            org: org.clone(),
            behaviour,
            seen: Mutex::default(),
            tries: Mutex::default(),
            tokens: Mutex::default(),
            storm: AtomicU64::new(0),
            window: Mutex::new((None, 0)),
            count: AtomicU64::new(0),
            port: listener.local_addr().unwrap().port(),
        });
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let for_thread = Arc::clone(&shared);
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(serve::serve(listener, for_thread, stopped));
        });
        Self { shared, _stop: stop }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.shared.port)
    }

    /// All requests so far, those for tokens too.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// How many requests there were, for tokens too.
    pub(crate) fn count(&self) -> u64 {
        self.shared.count.load(Ordering::SeqCst)
    }
}
