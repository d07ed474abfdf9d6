//! Which packages a package needs, through others too, so that a change is put to the tests that could notice it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::policy::pack::Pack;

/// What a package can be told by: a path below `data`.
#[allow(clippy::unwrap_used, reason = "the pattern is a constant, which a test compiles")]
static PATH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bdata\.[A-Za-z_][A-Za-z0-9_.]*").unwrap());

/// Package → the packages that it needs, itself among them.
pub(super) struct Concern {
    needs: BTreeMap<String, BTreeSet<String>>,
    nothing: BTreeSet<String>,
}

impl Concern {
    /// Reads it from the sources. Where these leave it open, more is needed rather than less.
    pub(super) fn of(pack: &Pack) -> Self {
        let modules = || pack.modules.iter().chain(&pack.tests);
        let packages: BTreeSet<String> = modules().map(|module| module.package.clone()).collect();
        let mut direct: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for module in modules() {
            let paths: BTreeSet<&str> = PATH.find_iter(&module.text).map(|found| found.as_str()).collect();
            let is_any = module.text.contains("data[") || module.text.contains("import data\n");
            let is_meant = |package: &&String| {
                let whole = format!("data.{package}");
                let leads = |one: &str, other: &str| {
                    one.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                };
                is_any || paths.iter().any(|path| leads(path, &whole) || leads(&whole, path.trim_end_matches('.')))
            };
            let needed = direct.entry(module.package.clone()).or_default();
            needed.insert(module.package.clone());
            needed.extend(packages.iter().filter(is_meant).cloned());
        }
        let needs = direct.keys().map(|package| (package.clone(), reached(package, &direct))).collect();
        Self { needs, nothing: BTreeSet::new() }
    }

    /// The packages that a package needs.
    pub(super) fn needs(&self, package: &str) -> &BTreeSet<String> {
        self.needs.get(package).unwrap_or(&self.nothing)
    }
}

fn reached(from: &str, direct: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<String> {
    let mut reached = BTreeSet::from([from.to_owned()]);
    let mut open = vec![from.to_owned()];
    while let Some(package) = open.pop() {
        for next in direct.get(&package).into_iter().flatten() {
            if reached.insert(next.clone()) {
                open.push(next.clone());
            }
        }
    }
    reached
}
