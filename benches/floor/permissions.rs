//! Permissions as bits: what roles give, and what the policy file's lists stand for.

use std::collections::BTreeSet;

use cordon::config::Config;
use cordon::patterns::{fold, glob_folded};
use fixedbitset::FixedBitSet;

use super::document::Document;
use super::{Data, Map, Set};

/// Permissions that open recordings, and those that may work in the whole org, unless the policy file says otherwise.
const RECORDINGS: [&str; 5] = [
    "recording:orphan:view",
    "recording:recording:view",
    "recording:recordingSegment:view",
    "recording:screenRecording:view",
    "recording:snippetRecording:view",
];
const FOR_EVERYBODY: [&str; 11] = [
    "architect:systemPrompt:view",
    "conversation:settings:view",
    "directory:group:view",
    "directory:location:view",
    "directory:userProfile:view",
    "presence:*:view",
    "presence:userPresence:edit",
    "routing:settings:view",
    "telephony:selfAgentGreeting:*",
    "telephony:selfStationAssociation:*",
    "telephony:station:disassociateSelf",
];

/// Patterns to be matched with folded names.
#[derive(Default)]
pub(crate) struct Matcher {
    exact: Set<String>,
    globs: Vec<String>,
}

impl Matcher {
    pub(crate) fn of<'t>(patterns: impl IntoIterator<Item = &'t str>) -> Self {
        let mut matcher = Self::default();
        for pattern in patterns {
            if is_glob(pattern) {
                matcher.globs.push(fold(pattern));
            } else {
                matcher.exact.insert(fold(pattern));
            }
        }
        matcher
    }

    pub(crate) fn matches(&self, folded: &str) -> bool {
        self.exact.contains(folded)
            || self.globs.iter().any(|glob| match glob.strip_suffix('*') {
                Some(prefix) if !prefix.is_empty() && !is_glob(prefix) => folded.starts_with(prefix),
                _ => glob_folded(glob, folded),
            })
    }
}

fn is_glob(text: &str) -> bool {
    text.contains(['*', '?'])
}

/// What a role gives.
pub(crate) struct RoleNames {
    pub(crate) given: FixedBitSet,
    /// Its one-word permissions.
    pub(crate) general: FixedBitSet,
    pub(crate) excluded: FixedBitSet,
    pub(crate) mandatory: FixedBitSet,
    /// Given under a condition only.
    pub(crate) conditional: FixedBitSet,
    pub(crate) superuser: bool,
}

/// All names and roles.
pub(crate) struct Permissions<'d> {
    names: Vec<&'d str>,
    ids: Map<&'d str, usize>,
    roles: Map<&'d str, RoleNames>,
    pub(crate) excluded: FixedBitSet,
    pub(crate) mandatory: FixedBitSet,
    pub(crate) escalation: FixedBitSet,
    /// What escalation permissions are looked for, without those that other rules speak of.
    pub(crate) escalating: FixedBitSet,
    /// What follows no division, as the catalogue has it.
    pub(crate) org_wide: FixedBitSet,
    /// What may be held in the whole org.
    pub(crate) ignored: FixedBitSet,
    /// What opens recordings and could be conditional.
    pub(crate) recordings: FixedBitSet,
}

impl<'d> Permissions<'d> {
    pub(crate) fn of(doc: &'d Document<'d>, config: &'d Config, data: &'d Data) -> Self {
        let listed = config.permissions.excluded.iter().chain(&config.permissions.mandatory);
        let listed = listed.map(String::as_str).filter(|name| !name.starts_with('@') && !is_glob(name));
        let opening = texts(config, "partner-unconditioned-recording-access", "permissions", &RECORDINGS);
        let mut used: BTreeSet<&'d str> = doc.permissions.iter().map(|(name, _)| &**name).collect();
        let mut wildcards: BTreeSet<&'d str> = BTreeSet::new();
        for (_, role) in doc.roles.iter() {
            for (name, _) in role.permissions.iter() {
                if name.contains('*') {
                    wildcards.insert(name);
                } else {
                    used.insert(name);
                }
            }
            used.extend(role.general_permissions.iter().map(|name| &**name).filter(|name| !name.contains('*')));
        }
        let mut all = used.clone();
        all.extend(&wildcards);
        all.extend(doc.roles.iter().flat_map(|(_, role)| role.general_permissions.iter().map(|name| &**name)));
        all.extend(listed);
        all.extend(data.sets.values().flatten().map(String::as_str));
        all.extend(opening.iter().filter(|name| !is_glob(name)));
        let names: Vec<&'d str> = all.into_iter().collect();
        let ids: Map<&'d str, usize> = names.iter().enumerate().map(|(id, name)| (*name, id)).collect();
        let empty = FixedBitSet::with_capacity(names.len());
        let bits = |wanted: &mut dyn Iterator<Item = &'d str>| {
            let mut bits = empty.clone();
            bits.extend(wanted.filter_map(|name| ids.get(name).copied()));
            bits
        };
        let catalogue = bits(&mut doc.permissions.iter().map(|(name, _)| &**name));

        // Wildcards of roles choose from the catalogue; one that matches nothing stands for itself.
        let mut expanded: Map<&'d str, FixedBitSet> = Map::default();
        let mut lone = empty.clone();
        for wildcard in wildcards {
            let mut found = empty.clone();
            found.extend(catalogue.ones().filter(|id| glob_folded(wildcard, names[*id])));
            if found.is_clear() {
                found.insert(ids[wildcard]);
                lone.insert(ids[wildcard]);
            }
            expanded.insert(wildcard, found);
        }
        let mut known = bits(&mut used.into_iter());
        known.union_with(&lone);

        let resolve = |entries: &mut dyn Iterator<Item = &'d str>, from: &FixedBitSet| {
            let mut found = empty.clone();
            let mut globs = Vec::new();
            for entry in entries {
                if let Some(set) = entry.strip_prefix('@') {
                    found.extend(data.set(set).iter().map(|name| ids[name.as_str()]));
                } else if is_glob(entry) {
                    globs.push(entry);
                } else {
                    found.extend(ids.get(entry).copied());
                }
            }
            if !globs.is_empty() {
                let matcher = Matcher::of(globs);
                found.extend(from.ones().filter(|id| matcher.matches(&fold(names[*id]))));
            }
            found
        };
        let excluded = resolve(&mut config.permissions.excluded.iter().map(String::as_str), &known);
        let mandatory = resolve(&mut config.permissions.mandatory.iter().map(String::as_str), &catalogue);
        let mut wanted = excluded.clone();
        wanted.union_with(&mandatory);
        let of_policy: Map<&'d str, FixedBitSet> = expanded
            .keys()
            .map(|wildcard| {
                let mut covered = empty.clone();
                covered.extend(wanted.ones().filter(|id| glob_folded(wildcard, names[*id])));
                (*wildcard, covered)
            })
            .collect();

        let admin = ids.get("admin").copied();
        let roles = doc.roles.iter().map(|(id, role)| {
            let general = bits(&mut role.general_permissions.iter().map(|name| &**name));
            let (mut given, mut policy) = (general.clone(), empty.clone());
            let (mut free, mut conditional) = (general.clone(), empty.clone());
            for (name, permission) in role.permissions.iter() {
                let side = if permission.conditional { &mut conditional } else { &mut free };
                match expanded.get(&**name) {
                    Some(names) => {
                        given.union_with(names);
                        side.union_with(names);
                        side.insert(ids[&**name]);
                        policy.union_with(&of_policy[&**name]);
                        side.union_with(&of_policy[&**name]);
                    }
                    None => {
                        given.insert(ids[&**name]);
                        side.insert(ids[&**name]);
                    }
                }
            }
            conditional.difference_with(&free);
            policy.union_with(&given);
            let (mut excluded, mut mandatory) = (excluded.clone(), mandatory.clone());
            excluded.intersect_with(&policy);
            mandatory.intersect_with(&policy);
            let superuser = admin.is_some_and(|admin| given.contains(admin));
            (&**id, RoleNames { given, general, excluded, mandatory, conditional, superuser })
        });
        let roles = roles.collect();

        let escalation = bits(&mut data.set("escalation").iter().map(String::as_str));
        let ignore = ["integrations:action:execute", "bridge:actions:execute"];
        let ignored = Matcher::of(texts(config, "partner-escalation-permission", "ignore", &ignore));
        let mut escalating = empty.clone();
        escalating.extend(escalation.ones().filter(|id| !ignored.matches(&fold(names[*id]))));
        escalating.difference_with(&excluded);
        let org_wide = bits(&mut doc.permissions.iter().filter(|(_, of)| !of.division_aware).map(|(name, _)| &**name));
        let everybody = Matcher::of(texts(config, "partner-org-wide-permission", "ignore", &FOR_EVERYBODY));
        let mut ignored = empty.clone();
        ignored.extend((0..names.len()).filter(|id| everybody.matches(&fold(names[*id]))));
        let mut recordings = resolve(&mut opening.into_iter(), &catalogue);
        let may = bits(&mut doc.permissions.iter().filter(|(_, of)| of.allows_conditions).map(|(name, _)| &**name));
        recordings.intersect_with(&may);
        recordings.difference_with(&excluded);
        Self { names, ids, roles, excluded, mandatory, escalation, escalating, org_wide, ignored, recordings }
    }

    pub(crate) fn role(&self, id: &str) -> Option<&RoleNames> {
        self.roles.get(id)
    }

    pub(crate) fn id(&self, name: &str) -> Option<usize> {
        self.ids.get(name).copied()
    }

    /// Names with commas; numbers are in the order of names.
    pub(crate) fn list(&self, bits: &FixedBitSet) -> String {
        bits.ones().map(|id| self.names[id]).collect::<Vec<_>>().join(", ")
    }

    /// The same, where those that the role gives under a condition only say so.
    pub(crate) fn list_in(&self, role: &RoleNames, bits: &FixedBitSet) -> String {
        let name = |id: usize| {
            if role.conditional.contains(id) {
                format!("{} (conditional)", self.names[id])
            } else {
                self.names[id].to_owned()
            }
        };
        bits.ones().map(name).collect::<Vec<_>>().join(", ")
    }
}

/// A parameter of a rule.
pub(crate) fn param<'d>(config: &'d Config, rule: &str, name: &str) -> Option<&'d serde_json::Value> {
    config.rules.get(rule).and_then(|settings| settings.params.get(name))
}

/// A number among them.
pub(crate) fn number(config: &Config, rule: &str, name: &str, default: u64) -> u64 {
    param(config, rule, name).and_then(serde_json::Value::as_u64).unwrap_or(default)
}

/// A list of texts among them.
pub(crate) fn texts<'d>(config: &'d Config, rule: &str, name: &str, default: &[&'static str]) -> Vec<&'d str> {
    match param(config, rule, name).and_then(serde_json::Value::as_array) {
        Some(list) => list.iter().filter_map(serde_json::Value::as_str).collect(),
        None => default.to_vec(),
    }
}
