//! Which packages a package needs, through others too, so that a change is put to the tests that could notice it.

use super::pack::{Pack, Rule};
use std::collections::{BTreeMap, BTreeSet};

/// Package → the packages that it needs, itself among them.
pub struct Concern {
    needs: BTreeMap<String, BTreeSet<String>>,
    nothing: BTreeSet<String>,
}

impl Concern {
    /// Reads it from the sources. Where these leave it open, more is needed rather than less.
    pub fn of(pack: &Pack) -> Self {
        let modules = || pack.modules.iter().chain(&pack.tests);
        let packages: BTreeSet<String> = modules().map(|module| module.package.clone()).collect();
        let mut direct: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for module in modules() {
            let paths = paths(&module.text);
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

    /// Whether rules read the facts beside a snapshot, themselves or through helpers.
    pub fn reads_facts(pack: &Pack, rules: &[&Rule]) -> bool {
        const FACTS: &str = "cordon.facts";
        let reading: BTreeSet<&str> = pack
            .modules
            .iter()
            .filter(|module| module.text.contains(FACTS))
            .map(|module| module.package.as_str())
            .collect();
        if reading.is_empty() {
            return false;
        }
        let concern = Self::of(pack);
        rules.iter().any(|rule| concern.needs(&rule.package).iter().any(|package| reading.contains(package.as_str())))
    }

    /// The packages that a package needs.
    pub fn needs(&self, package: &str) -> &BTreeSet<String> {
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

/// The paths below `data` that a text names.
fn paths(text: &str) -> BTreeSet<&str> {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let whole = |(at, _): (usize, &str)| {
        let begins = !text[..at].ends_with(|c: char| is_of_name(c) || c == '.');
        let end = text[at..].find(|c: char| !is_of_name(c) && c != '.').map_or(text.len(), |length| at + length);
        begins.then_some(&text[at..end])
    };
    text.match_indices("data.").filter_map(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::paths;

    #[test]
    fn paths_below_data_are_found() {
        let text = "import data.a.b as c\nx if mydata.y == data.d.e[\"f\"]; z.data.q";
        assert_eq!(paths(text), ["data.a.b", "data.d.e"].into());
    }
}
