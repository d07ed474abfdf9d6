//! Which packages a package needs, through others too, so that a change is put to the tests that could notice it.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::pack::{Module, Pack, Rule};

/// Package → the packages that it names, itself among them. Where the sources leave it open, it is more rather than less.
#[derive(Debug)]
pub struct Concern<'p> {
    named: BTreeMap<&'p str, BTreeSet<&'p str>>,
    /// The packages that name facts themselves.
    on_facts: BTreeSet<&'p str>,
}

impl<'p> Concern<'p> {
    /// Reads the sources of the rules and helpers of a pack.
    pub fn of_rules(pack: &'p Pack) -> Self {
        Self::of_modules(pack.modules.iter())
    }

    /// Reads all sources of a pack, its tests among them.
    pub fn of(pack: &'p Pack) -> Self {
        Self::of_modules(pack.modules.iter().chain(&pack.tests))
    }

    fn of_modules(modules: impl Iterator<Item = &'p Module> + Clone) -> Self {
        let packages: BTreeSet<&str> = modules.clone().map(|module| module.package.as_str()).collect();
        let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut on_facts = BTreeSet::new();
        for module in modules {
            let package = module.package.as_str();
            let names = named.entry(package).or_default();
            names.insert(package);
            for path in paths(&module.text) {
                if leads(path, FACTS) {
                    on_facts.insert(package);
                }
                names.extend(beginnings(path).filter_map(|beginning| packages.get(beginning)));
                names.extend(below(path, &packages));
            }
            if module.text.contains("data[") || module.text.contains("import data\n") {
                names.extend(&packages);
            }
        }
        Self { named, on_facts }
    }

    /// The packages that packages need, through others too, themselves among them.
    pub fn needs<'a>(&self, packages: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'p str> {
        let known = |package| self.named.get_key_value(package).map(|(package, _)| *package);
        let mut open: Vec<&'p str> = packages.into_iter().filter_map(known).collect();
        let mut reached: BTreeSet<&'p str> = open.iter().copied().collect();
        while let Some(package) = open.pop() {
            let next = self.named.get(package).into_iter().flatten().copied();
            open.extend(next.filter(|next| reached.insert(next)));
        }
        reached
    }

    /// Whether a rule reads the facts beside a snapshot, itself or through helpers. Facts cost a search, so only what
    /// is named counts: a rule that takes all of `data` finds none there.
    pub fn reads_facts(&self, rule: &Rule) -> bool {
        !self.on_facts.is_empty() && !self.needs([rule.package.as_str()]).is_disjoint(&self.on_facts)
    }
}

/// The packages that a path below `data` may lie in, the shortest first.
fn beginnings(path: &str) -> impl Iterator<Item = &str> {
    let path = path.strip_prefix("data.").unwrap_or_default();
    path.match_indices('.').map(|(at, _)| &path[..at]).chain(std::iter::once(path))
}

/// The packages below a path.
fn below<'s, 'p>(path: &'s str, packages: &'s BTreeSet<&'p str>) -> impl Iterator<Item = &'p str> {
    let path = path.strip_prefix("data.").unwrap_or_default().trim_end_matches('.');
    let after = packages.range::<str, _>((std::ops::Bound::Excluded(path), std::ops::Bound::Unbounded));
    after
        .copied()
        .take_while(move |package| package.starts_with(path))
        .filter(move |package| package.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
}

/// Where facts are.
const FACTS: &str = "data.cordon.facts";

/// Whether a path lies at another one or below it.
fn leads(one: &str, other: &str) -> bool {
    one.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The paths below `data` that the lines of a text name that are no comments.
fn paths(text: &str) -> BTreeSet<&str> {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let whole = |at: usize| {
        let begins = !text[..at].ends_with(|c: char| is_of_name(c) || c == '.');
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let is_code = !text[line..at].trim_start().starts_with('#');
        let end = text[at..].find(|c: char| !is_of_name(c) && c != '.').map_or(text.len(), |length| at + length);
        (begins && is_code).then_some(&text[at..end])
    };
    memmem::find_iter(text.as_bytes(), "data.").filter_map(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::{Concern, Pack, paths};

    /// A check pays for facts only where it runs a rule that reads them.
    #[test]
    fn facts_are_worked_out_for_rules_that_read_them_alone() {
        let mut pack = Pack::load(&[] as &[&std::path::Path]).unwrap();
        let rules = pack.rules.clone();
        let readers = Concern::of_rules(&pack);
        let reading: Vec<&str> =
            rules.values().filter(|rule| readers.reads_facts(rule)).map(|rule| rule.id.as_str()).collect();
        assert_eq!(reading, ["partner-escalation-path"]);
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
            assert_eq!(Concern::of_rules(&pack).reads_facts(rule), reads, "{line}");
            pack.modules.iter_mut().find(|module| module.file == rule.file).unwrap().text = before;
        }
    }

    #[test]
    fn paths_below_data_are_found() {
        let text = "# data.a.c\nimport data.a.b as c\n\t# or data.a.d\nx if mydata.y == data.d.e[\"f\"]; z.data.q";
        assert_eq!(paths(text), ["data.a.b", "data.d.e"].into());
    }
}
