//! The chain of evidence: from a subject through groups and grants to roles, permissions and divisions.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::snapshot::{JsonPath, Segment, Snapshot, Tree, tree};
use crate::traced::Link;

/// How many links of one kind are listed.
const MOST: usize = 12;

/// The kinds of links, in the order of the chain.
const KINDS: [&str; 13] = [
    "subject",
    "user",
    "oauth client",
    "org trust",
    "trustee user",
    "trustee group",
    "member",
    "group",
    "grant",
    "role",
    "permission",
    "division",
    "evidence",
];

/// The links of a finding, in order.
pub(super) fn of(finding: &Finding, snapshot: &Snapshot) -> Vec<Link> {
    let mut chain = Chain { finding, snapshot, links: BTreeMap::new() };
    chain.subject();
    let places: Vec<&JsonPath> =
        std::iter::once(&finding.path).chain(finding.related.iter().map(|evidence| &evidence.path)).collect();
    for place in &places {
        chain.place(place);
    }
    chain.grants_of_roles();
    let paths: Vec<&JsonPath> = chain.links.keys().map(|(_, path)| path).collect();
    let regions = snapshot.locate(paths);
    let mut links = Vec::new();
    for (at, kind) in KINDS.iter().enumerate() {
        let of_kind: Vec<_> = chain.links.iter().filter(|((other, _), _)| *other == at).collect();
        for ((_, path), text) in of_kind.iter().take(MOST) {
            let line = regions.get(path).map(|region| region.start_line);
            links.push(Link { kind, text: (*text).clone(), line });
        }
        if of_kind.len() > MOST {
            links.push(Link { kind, text: format!("… {} more", of_kind.len() - MOST), line: None });
        }
    }
    links
}

struct Chain<'a> {
    finding: &'a Finding,
    snapshot: &'a Snapshot,
    /// Number of the kind, place → what it says.
    links: BTreeMap<(usize, JsonPath), String>,
}

impl Chain<'_> {
    fn add(&mut self, kind: &str, path: JsonPath, text: String) {
        let at = KINDS.iter().position(|known| *known == kind).unwrap_or(KINDS.len() - 1);
        self.links.entry((at, path)).or_insert(text);
    }

    fn subject(&mut self) {
        let subject = &self.finding.subject;
        let Some(path) = place_of(self.snapshot, &subject.kind, &subject.id) else {
            let kind = subject.kind.replace('_', " ");
            let text = format!("{kind} {}, which the snapshot does not list", subject.id);
            return self.add("subject", JsonPath::of_keys(["?", &subject.id]), text);
        };
        self.place(&path);
    }

    fn place(&mut self, path: &JsonPath) {
        let keys = path.pattern();
        let head = |length: usize| JsonPath(path.0[..length].to_vec());
        match keys.as_slice() {
            ["grants", holder, "#", ..] => self.grant(head(3), holder),
            ["oauth_clients", id, "role_divisions", "#", ..] => {
                self.named("oauth client", head(2), id);
                self.grant(head(4), id);
            }
            ["roles", id, list @ ("permissions" | "general_permissions"), _, ..] => {
                self.named("role", head(2), id);
                let name = match (*list, head(4).find(&self.snapshot.tree)) {
                    ("general_permissions", Some(name)) => tree::text(name).unwrap_or_default().to_owned(),
                    _ => keys[3].to_owned(),
                };
                let role = self.name(&head(2), id);
                self.add("permission", head(4), format!("{name}, in the role {role}"));
            }
            ["roles", id, ..] => self.named("role", head(2), id),
            ["divisions", id, ..] => self.named("division", head(2), id),
            ["groups", id, ..] => self.named("group", head(2), id),
            ["oauth_clients", id, rest @ ..] => self.thing("oauth client", path, head(2), id, rest),
            ["objects", id, rest @ ..] => self.thing("evidence", path, head(2), id, rest),
            ["users", id, rest @ ..] => {
                let is_member = self.finding.subject.kind == "group";
                self.thing(if is_member { "member" } else { "user" }, path, head(2), id, rest);
            }
            ["trustees", org, kind @ ("users" | "groups"), id, ..] => {
                self.named("org trust", head(2), org);
                self.named(if *kind == "users" { "trustee user" } else { "trustee group" }, head(4), id);
            }
            ["trustees", org, ..] => self.named("org trust", head(2), org),
            _ => self.add("evidence", path.clone(), path.to_string()),
        }
    }

    fn named(&mut self, kind: &str, path: JsonPath, id: &str) {
        let mut text = self.name(&path, id);
        if let Some(email) = path.find(&self.snapshot.tree).and_then(|entry| tree::text_member(entry, "email")) {
            text = format!("{text} <{email}>");
        }
        self.add(kind, path, text);
    }

    /// A thing, and the member of it that is pointed at.
    fn thing(&mut self, kind: &str, path: &JsonPath, whole: JsonPath, id: &str, rest: &[&str]) {
        if let Some(value) = path.find(&self.snapshot.tree).filter(|_| !rest.is_empty()) {
            let value = match tree::text(value) {
                Some(text) if rest == ["division_id"] => {
                    self.place(&JsonPath::of_keys(["divisions", text]));
                    self.division(text)
                }
                Some(text) => format!("\"{text}\""),
                None => super::value::brief(value, 60),
            };
            let text = format!("{} of {} is {value}", rest.join("."), self.name(&whole, id));
            self.add("evidence", path.clone(), text);
        }
        if kind == "evidence" {
            let object = whole.find(&self.snapshot.tree).and_then(|object| tree::text_member(object, "type"));
            let text = format!("{} {}", object.unwrap_or("object"), self.name(&whole, id));
            self.add("subject", whole, text);
        } else {
            self.named(kind, whole, id);
        }
    }

    fn name(&self, path: &JsonPath, id: &str) -> String {
        match path.find(&self.snapshot.tree) {
            Some(entry) => match tree::text_member(entry, "name") {
                Some(name) => format!("\"{name}\" ({id})"),
                None => id.to_owned(),
            },
            None => format!("{id}, which the snapshot lacks"),
        }
    }

    fn division(&self, id: &str) -> String {
        if id == "*" { "all divisions".to_owned() } else { self.name(&JsonPath::of_keys(["divisions", id]), id) }
    }

    /// A grant, with its holder, its role and its division.
    fn grant(&mut self, path: JsonPath, holder: &str) {
        let Some(grant) = path.find(&self.snapshot.tree).cloned() else { return };
        let member = |name: &str| tree::text_member(&grant, name).unwrap_or_default().to_owned();
        let (role, division) = (member("role_id"), member("division_id"));
        let kind = if path.0.first() == Some(&Segment::Key("grants".to_owned())) {
            member("subject_type")
        } else {
            "oauth_client".to_owned()
        };
        let role_path = JsonPath::of_keys(["roles", &role]);
        let text = format!("role {} in {}", self.name(&role_path, &role), self.division(&division));
        let holder_name =
            self.snapshot.subject_name(&kind, holder).map_or(holder.to_owned(), |name| format!("\"{name}\""));
        self.add("grant", path, format!("{text}, held by the {} {holder_name}", kind.replace('_', " ")));
        if let Some(place) = place_of(self.snapshot, &kind, holder) {
            self.place(&place);
        }
        self.named("role", role_path, &role);
        if division != "*" {
            self.named("division", JsonPath::of_keys(["divisions", &division]), &division);
        }
    }

    /// Where roles are pointed at and no grant of them: the grants that the subject has them by, its groups' included.
    fn grants_of_roles(&mut self) {
        let subject = &self.finding.subject;
        let at = |kind: &str| KINDS.iter().position(|known| *known == kind);
        let has_grant = self.links.keys().any(|(kind, _)| Some(*kind) == at("grant"));
        let roles: Vec<String> = self
            .finding
            .related
            .iter()
            .filter_map(|evidence| match evidence.path.0.as_slice() {
                [Segment::Key(section), Segment::Key(id), ..] if section == "roles" => Some(id.clone()),
                _ => None,
            })
            .collect();
        if has_grant || roles.is_empty() {
            return;
        }
        let mut holders = vec![(subject.kind.clone(), subject.id.clone())];
        if subject.kind == "user" {
            let groups = tree::member(&self.snapshot.tree, "groups");
            for (id, group) in groups.into_iter().flat_map(tree::members) {
                let passes_on = tree::member(group, "roles_enabled") != Some(&Tree::Bool(false));
                if passes_on && has_member(group, &subject.id) {
                    holders.push(("group".to_owned(), id.to_owned()));
                }
            }
        }
        for (kind, holder) in holders {
            let path = JsonPath::of_keys(["grants", &holder]);
            let grants: Vec<Tree> =
                path.find(&self.snapshot.tree).into_iter().flat_map(tree::elements).cloned().collect();
            for (index, grant) in grants.iter().enumerate() {
                let is_one = tree::text_member(grant, "subject_type") == Some(&kind)
                    && tree::text_member(grant, "role_id").is_some_and(|role| roles.iter().any(|one| one == role));
                if is_one {
                    self.grant(path.index(index), &holder);
                }
            }
        }
    }
}

fn has_member(group: &Tree, user: &str) -> bool {
    let listed = |name: &str| {
        tree::member(group, name).into_iter().flat_map(tree::elements).any(|member| tree::text(member) == Some(user))
    };
    listed("member_ids") || (tree::member(group, "include_owners") == Some(&Tree::Bool(true)) && listed("owner_ids"))
}

/// Where a subject stands, if the snapshot lists it.
pub(super) fn place_of(snapshot: &Snapshot, kind: &str, id: &str) -> Option<JsonPath> {
    let section = match kind {
        "user" => "users",
        "group" => "groups",
        "oauth_client" => "oauth_clients",
        "trustee" => "trustees",
        "role" => "roles",
        "division" => "divisions",
        "object" => "objects",
        "access_policy" => "access_policies",
        "organization" => return Some(JsonPath::of_keys(["organization"])),
        "trustee_user" | "trustee_group" => {
            let part = if kind == "trustee_user" { "users" } else { "groups" };
            return tree::members(tree::member(&snapshot.tree, "trustees")?)
                .map(|(org, _)| JsonPath::of_keys(["trustees", org, part, id]))
                .find(|path| path.find(&snapshot.tree).is_some());
        }
        _ => return None,
    };
    Some(JsonPath::of_keys([section, id])).filter(|path| path.find(&snapshot.tree).is_some())
}
