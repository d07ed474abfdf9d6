//! Checks that what the policy file names is there: rules, partners, divisions, permissions. A name
//! that is not would make a rule look at nothing and pass.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::idle;
use super::pack::{Pack, Rule};
use crate::config::{Partner, PolicyFile};
use crate::diagnostic::{Diagnostic, Level, suggestion};
use crate::patterns::fold;
use crate::snapshot::{JsonPath, Section, Snapshot, Status, tree};

/// Checks a policy file against a pack of rules alone.
pub fn check_rules(policy: &PolicyFile, pack: &Pack) -> Vec<Diagnostic> {
    let mut report = Report { policy, found: Vec::new() };
    let unknown_rule = |id: &str| {
        let error = Diagnostic::error(format!("there is no rule `{id}`"));
        error.help(suggestion(id, pack.names(), "`cordon rules` lists the rules"))
    };
    let mut settled: BTreeMap<&str, &String> = BTreeMap::new();
    for id in policy.config.rules.keys() {
        let Some(rule) = pack.rule(id) else {
            report.key(unknown_rule(id), &keys(["rules", id]));
            continue;
        };
        if let Some(other) = settled.insert(&rule.id, id) {
            let error = Diagnostic::error(format!("`{other}` and `{id}` are names of one rule, which is set twice"));
            report.key(error.help("keep one of the two tables"), &keys(["rules", id]));
        }
        report.params(id, rule);
    }
    report.found
}

/// What somebody asked for: permissions by name, pattern or `@set`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The names that it stands for, in order.
    pub names: Vec<String>,
    /// What is doubtful about it.
    pub doubts: Vec<Diagnostic>,
}

/// The permissions that a name, a pattern or an `@set` stands for, as in a policy file.
///
/// # Errors
/// Where there is none of that name; the nearest ones are offered.
pub fn permissions_of(asked: &str, snapshot: &Snapshot, pack: &Pack) -> Result<Asked, Vec<Diagnostic>> {
    if !asked.is_empty() && asked.chars().all(|c| c == '*') {
        let error = Diagnostic::error(format!("`{asked}` is no pattern of permissions"));
        return Err(vec![error.help("`*:*:*` stands for all; a permission has the parts domain:entity:action")]);
    }
    let known = KnownPermissions::of(snapshot, pack);
    let doubts = match known.judge(asked) {
        Some(error) if error.level == Level::Error => return Err(vec![error]),
        doubt => doubt.into_iter().collect(),
    };
    let names = if let Some(set) = asked.strip_prefix('@') {
        let members = pack.data.get("permission_sets").and_then(|sets| sets.get(set)?.get("permissions")?.as_array());
        let names = members.into_iter().flatten().filter_map(serde_json::Value::as_str);
        names.map(str::to_owned).collect::<BTreeSet<String>>().into_iter().collect()
    } else if is_pattern(asked) {
        known.names.iter().filter(|name| matches_by_part(asked, name)).map(|name| (*name).to_owned()).collect()
    } else {
        vec![asked.to_owned()]
    };
    Ok(Asked { names, doubts })
}

/// Whether a name of a permission is a pattern.
fn is_pattern(name: &str) -> bool {
    name.contains(['*', '?'])
}

/// Checks a policy file against a snapshot: divisions, permissions, what is given to two partners.
/// Names that could be in a part of the org that the snapshot does not have are warnings.
pub fn check_snapshot(policy: &PolicyFile, snapshot: &Snapshot, pack: &Pack) -> Vec<Diagnostic> {
    let mut report = Report { policy, found: Vec::new() };
    let divisions = Divisions::of(snapshot);
    report.divisions(&divisions);
    report.permissions(snapshot, pack);
    report.shared(&divisions, snapshot);
    report.restricted(&divisions);
    report.home(&divisions);
    report.found.extend(idle::check(policy, snapshot));
    report.found.sort_by_key(|diagnostic| (diagnostic.level, diagnostic.place));
    report.found
}

pub(super) fn keys<'a>(path: impl IntoIterator<Item = &'a str>) -> JsonPath {
    JsonPath::of_keys(path)
}

/// The divisions of a snapshot, by id and by name.
struct Divisions<'s> {
    by_name: BTreeMap<String, Vec<&'s str>>,
    ids: BTreeSet<&'s str>,
    home: BTreeSet<&'s str>,
    complete: bool,
}

impl<'s> Divisions<'s> {
    fn of(snapshot: &'s Snapshot) -> Self {
        let mut by_name: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        let (mut ids, mut home) = (BTreeSet::new(), BTreeSet::new());
        for (id, division) in tree::member(&snapshot.tree, "divisions").into_iter().flat_map(tree::members) {
            ids.insert(id);
            if tree::member(division, "home") == Some(&tree::Tree::Bool(true)) {
                home.insert(id);
            }
            let name = tree::text_member(division, "name").unwrap_or_default();
            by_name.entry(name.to_owned()).or_default().push(id);
        }
        Self { by_name, ids, home, complete: snapshot.section(Section::Divisions).status == Status::Complete }
    }

    /// Id of a division given by id or name.
    fn id<'n>(&'n self, name: &'n str) -> Option<&'n str> {
        self.ids.get(name).copied().or_else(|| self.by_name.get(name).and_then(|ids| ids.first().copied()))
    }
}

/// A list of what is a partner's: its key in the policy file, what an element is called, the list.
type Belongings = (&'static str, &'static str, fn(&Partner) -> &[String]);

/// The lists whose elements belong to one partner only.
const EXCLUSIVE: [Belongings; 7] = [
    ("divisions", "division", |partner| &partner.divisions),
    ("email_domains", "e-mail domain", |partner| &partner.email_domains),
    ("users", "user", |partner| &partner.users),
    ("oauth_clients", "OAuth client", |partner| &partner.oauth_clients),
    ("oauth_client_names", "pattern", |partner| &partner.oauth_client_names),
    ("resource_names", "pattern", |partner| &partner.resource_names),
    ("trustee_orgs", "trustee org", |partner| &partner.trustee_orgs),
];

/// Id of a trustee org given by id or name.
pub(super) fn trustee_id<'s>(snapshot: &'s Snapshot, name: &str) -> Option<&'s str> {
    let trustees = tree::member(&snapshot.tree, "trustees").into_iter().flat_map(tree::members);
    let mut named = trustees.filter(|(id, trustee)| *id == name || tree::text_member(trustee, "name") == Some(name));
    named.next().map(|(id, _)| id)
}

struct Report<'p> {
    policy: &'p PolicyFile,
    found: Vec<Diagnostic>,
}

impl Report<'_> {
    fn value(&mut self, diagnostic: Diagnostic, path: &JsonPath, label: &str) {
        self.found.push(self.policy.underline(diagnostic, path, label));
    }

    fn key(&mut self, diagnostic: Diagnostic, path: &JsonPath) {
        self.found.push(self.policy.underline_key(diagnostic, path));
    }

    /// Parameters that a rule does not have, and values that they can't have.
    fn params(&mut self, id: &str, rule: &Rule) {
        let declared = &rule.metadata.custom.params;
        for (name, value) in &self.policy.config.rules[id].params {
            let place = keys(["rules", id, "params", name]);
            match declared.get(name) {
                None if declared.is_empty() => {
                    let warning = Diagnostic::warning(format!("the rule `{}` declares no parameters", rule.id));
                    let help = "leave `params` out, or declare them in the rule's METADATA (see docs/rules.md)";
                    self.key(warning.help(help), &place);
                }
                None => {
                    let error = Diagnostic::error(format!("the rule `{}` has no parameter `{name}`", rule.id));
                    let known = declared.keys().map(String::as_str);
                    let all = format!("it has {}", known.clone().collect::<Vec<_>>().join(", "));
                    self.key(error.help(suggestion(name, known, &all)), &place);
                }
                Some(param) if !param.takes(value) => {
                    let error = Diagnostic::error(format!("the parameter `{name}` can't be {value}"));
                    let help = format!("expected {}: {}", param.expected(), param.description.trim());
                    self.value(error.help(help), &place, "");
                }
                Some(_) => {}
            }
        }
    }

    /// Every place of the policy file that names a division, with the name.
    fn division_names(&self) -> Vec<(JsonPath, String)> {
        let config = &self.policy.config;
        let mut places = Vec::new();
        let mut list = |path: JsonPath, names: &[String]| {
            places.extend(names.iter().enumerate().map(|(index, name)| (path.index(index), name.clone())));
        };
        list(keys(["org", "restricted_divisions"]), &config.org.restricted_divisions);
        for (short, partner) in &config.partners {
            list(keys(["partners", short, "divisions"]), &partner.divisions);
            list(keys(["partners", short, "authorized_divisions"]), &partner.authorized_divisions);
        }
        for (index, authorization) in config.authorizations.iter().enumerate() {
            list(keys(["authorizations"]).index(index).key("divisions"), &authorization.divisions);
        }
        places
    }

    fn divisions(&mut self, divisions: &Divisions<'_>) {
        for (path, name) in self.division_names() {
            let ids = divisions.by_name.get(name.as_str()).map_or(&[][..], Vec::as_slice);
            if divisions.ids.contains(name.as_str()) || ids.len() == 1 {
                continue;
            }
            if ids.len() > 1 {
                let error = Diagnostic::error(format!("{} divisions are called `{name}`", ids.len()));
                self.value(
                    error.help(format!("give the id of the one that is meant: {}", ids.join(", "))),
                    &path,
                    "which one?",
                );
                continue;
            }
            if let Some((_, ids)) = divisions.by_name.iter().find(|(known, _)| known.nfc().eq(name.chars())) {
                let message =
                    format!("the division `{name}` is in the org under a name that is not in Unicode normal form C");
                let help =
                    format!("rules compare names as they are written; give the division's id: {}", ids.join(", "));
                self.value(Diagnostic::error(message).help(help), &path, "looks the same, but is not");
                continue;
            }
            let message = format!("there is no division `{name}` in the org");
            let known = divisions.by_name.keys().map(String::as_str);
            if divisions.complete {
                let help = suggestion(&name, known, "`*` can't be given; use a division's name or id");
                self.value(Diagnostic::error(message).help(help), &path, "no such division");
            } else {
                let warning = Diagnostic::warning(format!(
                    "{message} as far as the snapshot shows it, and it does not show all divisions"
                ));
                self.value(warning.help(suggestion(&name, known, "export the org with all its divisions")), &path, "");
            }
        }
    }

    fn permissions(&mut self, snapshot: &Snapshot, pack: &Pack) {
        let known = KnownPermissions::of(snapshot, pack);
        let config = &self.policy.config;
        let mut places = Vec::new();
        for (list, names) in [("excluded", &config.permissions.excluded), ("mandatory", &config.permissions.mandatory)]
        {
            for (index, name) in names.iter().enumerate() {
                places.push((keys(["permissions", list]).index(index), name.clone()));
            }
        }
        for (path, name) in places {
            if let Some(diagnostic) = known.judge(&name) {
                self.value(diagnostic, &path, "");
            }
        }
    }

    /// What belongs to one partner can't belong to another.
    fn shared(&mut self, divisions: &Divisions<'_>, snapshot: &Snapshot) {
        let policy = self.policy;
        for (list, kind, names_of) in EXCLUSIVE {
            let identity = |name: &str| match list {
                "divisions" => divisions.id(name).unwrap_or(name).to_owned(),
                "oauth_clients" => name.to_owned(),
                "trustee_orgs" => trustee_id(snapshot, name).unwrap_or(name).to_owned(),
                _ => fold(name),
            };
            let mut first: BTreeMap<String, (&str, JsonPath)> = BTreeMap::new();
            for (short, partner) in &policy.config.partners {
                for (index, name) in names_of(partner).iter().enumerate() {
                    let path = keys(["partners", short, list]).index(index);
                    match first.get(&identity(name)) {
                        Some((owner, other)) if owner != short => {
                            let message =
                                format!("the {kind} `{name}` is given to two partners, `{owner}` and `{short}`");
                            let error = Diagnostic::error(message).help("leave it with the partner that it belongs to");
                            let both = policy.underline(error, &path, format!("again for `{short}`"));
                            self.found.push(policy.underline(both, other, format!("first for `{owner}`")));
                        }
                        Some(_) => {}
                        None => {
                            first.insert(identity(name), (short, path));
                        }
                    }
                }
            }
        }
    }

    /// Home holds everything that nobody moved, so it is an odd division for a partner to own.
    fn home(&mut self, divisions: &Divisions<'_>) {
        for (short, partner) in &self.policy.config.partners {
            for (index, name) in partner.divisions.iter().enumerate() {
                if divisions.id(name).is_some_and(|id| divisions.home.contains(id)) {
                    let warning = Diagnostic::warning(format!("the Home division is given to the partner `{short}`"));
                    let warning =
                        warning.help("Home holds all that nobody moved elsewhere: give the partner a division");
                    let path = keys(["partners", short, "divisions"]).index(index);
                    self.found.push(self.policy.underline(warning, &path, "this is Home"));
                }
            }
        }
    }

    fn restricted(&mut self, divisions: &Divisions<'_>) {
        let restricted = keys(["org", "restricted_divisions"]);
        let identity = |name: &str| divisions.id(name).unwrap_or(name).to_owned();
        let places = self.division_names();
        let (restricted, allowed): (Vec<_>, Vec<_>) =
            places.into_iter().partition(|(path, _)| path.0.starts_with(&restricted.0));
        let restricted: BTreeMap<String, JsonPath> =
            restricted.into_iter().map(|(path, name)| (identity(&name), path)).collect();
        for (path, name) in allowed {
            if let Some(other) = restricted.get(&identity(&name)) {
                let error =
                    Diagnostic::error(format!("the division `{name}` is restricted and yet given to a partner"));
                let error =
                    error.help("no partner may reach a restricted division: take it out of one of the two lists");
                let both = self.policy.underline(error, &path, "given here");
                let both = self.policy.underline(both, other, "restricted here");
                self.found.push(both);
            }
        }
    }
}

/// The permission names that a policy file may use.
struct KnownPermissions<'s> {
    names: BTreeSet<&'s str>,
    sets: BTreeSet<String>,
    catalogue: bool,
}

impl<'s> KnownPermissions<'s> {
    fn of(snapshot: &'s Snapshot, pack: &'s Pack) -> Self {
        let catalogue = snapshot.section(Section::Permissions).status == Status::Complete;
        let mut names = BTreeSet::new();
        names.extend(
            tree::member(&snapshot.tree, "permissions").into_iter().flat_map(tree::members).map(|(name, _)| name),
        );
        for (_, role) in tree::member(&snapshot.tree, "roles").into_iter().flat_map(tree::members) {
            names.extend(tree::member(role, "permissions").into_iter().flat_map(tree::members).map(|(name, _)| name));
            names.extend(
                tree::member(role, "general_permissions").into_iter().flat_map(tree::elements).filter_map(tree::text),
            );
        }
        let strings = |value: Option<&'s serde_json::Value>| {
            value.and_then(serde_json::Value::as_array).into_iter().flatten().filter_map(serde_json::Value::as_str)
        };
        names.extend(GENERAL_PERMISSIONS);
        if !catalogue {
            names.extend(strings(pack.data.get("known_permissions")));
        }
        let sets = pack.data.get("permission_sets").and_then(serde_json::Value::as_object);
        let sets = sets.map(|sets| sets.keys().map(|name| format!("@{name}")).collect()).unwrap_or_default();
        Self { names, sets, catalogue }
    }

    fn judge(&self, name: &str) -> Option<Diagnostic> {
        if name.starts_with('@') {
            if self.sets.contains(name) {
                return None;
            }
            let all = self.sets.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let help = suggestion(name, self.sets.iter().map(String::as_str), &format!("the sets are {all}"));
            return Some(Diagnostic::error(format!("there is no permission set `{name}`")).help(help));
        }
        let pattern = is_pattern(name);
        let known = if pattern {
            self.names.iter().any(|known| matches_by_part(name, known))
        } else {
            self.names.contains(name)
        };
        if known {
            return None;
        }
        let what = if pattern { "no permission matches" } else { "there is no permission" };
        let all = self.names.iter().copied().chain(self.sets.iter().map(String::as_str));
        let form = "a permission is `domain:entity:action`, a set is `@name`";
        Some(if self.catalogue || !name.contains(':') {
            Diagnostic::error(format!("{what} `{name}` in the org's catalogue")).help(suggestion(name, all, form))
        } else {
            let message = format!(
                "{what} `{name}` among those that cordon knows, and the snapshot does not hold the org's catalogue"
            );
            Diagnostic::warning(message).help(suggestion(name, all, form))
        })
    }
}

/// One-word permissions that any org has, whether or not a role holds them.
const GENERAL_PERMISSIONS: [&str; 3] = ["admin", "content_management_user", "group_creation"];

/// Matches `domain:entity:action` part by part, without case.
fn matches_by_part(pattern: &str, name: &str) -> bool {
    let (patterns, parts): (Vec<&str>, Vec<&str>) = (pattern.split(':').collect(), name.split(':').collect());
    patterns.len() == parts.len()
        && patterns.iter().zip(parts).all(|(pattern, part)| crate::patterns::glob(pattern, part))
}
