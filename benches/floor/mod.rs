//! The floor: what `cordon check --rules strict` finds, written by hand. The snapshot is parsed into structs that
//! borrow from its text, and every shipped rule is plain Rust over hash maps, on one thread. It says how fast the same
//! answers can be had by whoever gives up rules that can be changed, validation, places in the file and reports.
//!
//! What it leaves out: `permission-creep`, which needs an earlier snapshot; reasons for rules that can't be evaluated,
//! since it takes complete snapshots alone; the paths of evidence. `partner-escalation-path` asks cordon's own
//! search for chains (see [`chains`]): that is Rust already.

pub(crate) mod chains;
mod document;
pub(crate) mod org;
mod permissions;
mod rules;
mod text;

use std::collections::BTreeMap;

use cordon::config::Config;

use document::Document;
use org::Org;

/// A hash map that is quick for short keys.
type Map<K, V> = std::collections::HashMap<K, V, foldhash::fast::RandomState>;
type Set<K> = std::collections::HashSet<K, foldhash::fast::RandomState>;

/// One fact that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) rule: &'static str,
    /// What it is about.
    pub(crate) kind: &'static str,
    pub(crate) id: String,
    /// The partner that it is judged for.
    pub(crate) partner: Option<String>,
    /// What tells it apart from others of the rule on the subject.
    pub(crate) key: String,
    pub(crate) message: String,
}

/// The named permission sets, as they ship.
pub(crate) struct Data {
    sets: BTreeMap<String, Vec<String>>,
}

impl Data {
    pub(crate) fn read() -> Result<Self, String> {
        #[derive(serde::Deserialize)]
        struct PermissionSet {
            permissions: Vec<String>,
        }
        let text = include_str!("../../rego/data/permission_sets.json");
        let sets: BTreeMap<String, PermissionSet> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        Ok(Self { sets: sets.into_iter().map(|(name, set)| (name, set.permissions)).collect() })
    }

    fn set(&self, name: &str) -> &[String] {
        self.sets.get(name).map_or(&[], Vec::as_slice)
    }
}

/// A parsed snapshot.
pub(crate) struct Parsed<'a>(Document<'a>);

/// Parses the text of a snapshot.
pub(crate) fn parse(text: &str) -> Result<Parsed<'_>, String> {
    serde_json::from_str(text).map(Parsed).map_err(|error| error.to_string())
}

/// Everything that the rules find, but for `partner-escalation-path`, and the org for that.
pub(crate) fn check<'d>(
    parsed: &'d Parsed<'d>,
    config: &'d Config,
    data: &'d Data,
) -> Result<(Org<'d>, Vec<Finding>), String> {
    let org = Org::of(&parsed.0, config, data)?;
    let mut found = Vec::new();
    rules::all(&org, &mut found)?;
    found.sort_unstable();
    Ok((org, found))
}
