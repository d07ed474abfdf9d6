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
    pub fn needs(&self, package: &str) -> &BTreeSet<String> {
        self.needs.get(package).unwrap_or(&self.nothing)
    }
}

/// Whether rules read the facts beside a snapshot, themselves or through helpers. Facts cost a search, so only what is
/// named counts: a rule that takes all of `data` finds none there.
pub fn reads_facts(pack: &Pack, rules: &[&Rule]) -> bool {
    let codes: Vec<(&str, String)> =
        pack.modules.iter().map(|module| (module.package.as_str(), code(&module.text))).collect();
    let named: Vec<(&str, BTreeSet<&str>)> = codes.iter().map(|(package, code)| (*package, paths(code))).collect();
    let is_read = |paths: &BTreeSet<&str>| paths.iter().any(|path| leads(path, FACTS));
    if !named.iter().any(|(_, paths)| is_read(paths)) {
        return false;
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&str> = rules.iter().map(|rule| rule.package.as_str()).collect();
    while let Some(package) = open.pop() {
        if !seen.insert(package) {
            continue;
        }
        for (_, paths) in named.iter().filter(|(name, _)| *name == package) {
            if is_read(paths) {
                return true;
            }
            let needed = named.iter().filter(|(name, _)| paths.iter().any(|path| leads(path, &format!("data.{name}"))));
            open.extend(needed.map(|(name, _)| *name));
        }
    }
    false
}

/// Where facts are.
const FACTS: &str = "data.cordon.facts";

/// A text without its lines of comments.
fn code(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with('#')).collect::<Vec<_>>().join("\n")
}

/// Whether a path lies at another one or below it.
fn leads(one: &str, other: &str) -> bool {
    one.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
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
    use super::{Pack, paths, reads_facts};

    /// A check pays for facts only where it runs a rule that reads them.
    #[test]
    fn facts_are_worked_out_for_rules_that_read_them_alone() {
        let mut pack = Pack::load(&[] as &[&std::path::Path]).unwrap();
        let rules = pack.rules.clone();
        assert!(reads_facts(&pack, &[&rules["partner-escalation-path"]]));
        assert!(reads_facts(&pack, &rules.values().collect::<Vec<_>>()));
        let seed = ["partner-default-role", "partner-excluded-permission", "partner-master-role"];
        assert!(!reads_facts(&pack, &seed.map(|id| &rules[id])));
        let rule = &rules["partner-default-role"];
        for (line, reads) in [
            ("# data.cordon.facts", false),
            ("import data.cordon.lib.escalation", true),
            ("x := data.cordon.facts.targets", true),
            ("x := data.cordon.factsheet", false),
        ] {
            let module = pack.modules.iter_mut().find(|module| module.file == rule.file).unwrap();
            let before = module.text.clone();
            module.text.push_str(&format!("\n{line}\n"));
            assert_eq!(reads_facts(&pack, &[rule]), reads, "{line}");
            pack.modules.iter_mut().find(|module| module.file == rule.file).unwrap().text = before;
        }
    }

    #[test]
    fn paths_below_data_are_found() {
        let text = "import data.a.b as c\nx if mydata.y == data.d.e[\"f\"]; z.data.q";
        assert_eq!(paths(text), ["data.a.b", "data.d.e"].into());
    }
}
