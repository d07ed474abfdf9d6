//! A snapshot from the JSON export of CX as Code (the Terraform provider `genesyscloud`).
//!
//! Such an export names things by label and refers to them by expression; ids come from the state file where there
//! is one beside it, else the address (`genesyscloud_user.jane`) is the id. It knows nothing of partner orgs, access
//! policies, the catalogue and the audit trail, and may have been filtered: what it can't give is marked so.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map as Members, Value};
use unicode_normalization::UnicodeNormalization;

use super::document::{
    Division, Document, Exporter, Grant, Group, Map, OauthClient, Object, Organization, Role, RoleDivision,
    RolePermission, SectionState, Unmapped, User,
};
use super::normalize::{Notes, clients, people, text::state};
use super::selection::Selection;
use crate::snapshot::Section;

/// Why an export can't be used.
#[derive(Debug, thiserror::Error)]
pub enum CxAsCodeError {
    /// The operating system refused.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file is no JSON.
    #[error("{path}:{line}: not JSON: {message}; export with `export_format = \"json\"`")]
    NotJson {
        /// The file.
        path: PathBuf,
        /// The line.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// There is nothing to use.
    #[error(
        "{0} holds no resources of CX as Code; expected genesyscloud.tf.json, as `genesyscloud_tf_export` writes it"
    )]
    Nothing(PathBuf),
}

/// Types of resources that are objects, with the API's name of the type.
const OBJECTS: [(&str, &str); 23] = [
    ("genesyscloud_routing_queue", "QUEUE"),
    ("genesyscloud_flow", "FLOW"),
    ("genesyscloud_flow_milestone", "FLOWMILESTONE"),
    ("genesyscloud_flow_outcome", "FLOWOUTCOME"),
    ("genesyscloud_architect_datatable", "DATATABLES"),
    ("genesyscloud_architect_ivr", "CALLROUTE"),
    ("genesyscloud_architect_schedules", "ROUTINGSCHEDULES"),
    ("genesyscloud_architect_schedulegroups", "ROUTINGSCHEDULEGROUPS"),
    ("genesyscloud_architect_emergencygroup", "EMERGENCYGROUPS"),
    ("genesyscloud_team", "TEAM"),
    ("genesyscloud_routing_skill_group", "SKILLGROUP"),
    ("genesyscloud_outbound_campaign", "CAMPAIGN"),
    ("genesyscloud_outbound_messagingcampaign", "MESSAGINGCAMPAIGN"),
    ("genesyscloud_outbound_contact_list", "CONTACTLIST"),
    ("genesyscloud_outbound_dnclist", "DNCLIST"),
    ("genesyscloud_script", "SCRIPT"),
    ("genesyscloud_responsemanagement_library", "LIBRARY"),
    ("genesyscloud_telephony_providers_edges_extension_pool", "EXTENSIONPOOL"),
    ("genesyscloud_task_management_workbin", "WORKBIN"),
    ("genesyscloud_task_management_worktype", "WORKTYPE"),
    ("genesyscloud_business_rules_decision_table", "DECISIONTABLE"),
    ("genesyscloud_case_management_caseplan", "CASEPLAN"),
    ("genesyscloud_wfm_management_unit", "MANAGEMENTUNIT"),
];

/// Resources by type and label, and ids by address.
#[derive(Debug, Default)]
struct Export {
    resources: BTreeMap<String, BTreeMap<String, Members<String, Value>>>,
    ids: HashMap<String, String>,
    home: Option<String>,
}

/// Reads an export, a file or a folder of them, into a document; returns it with what is odd.
///
/// # Errors
/// When a file can't be read or is no JSON, or none is an export.
pub fn document(
    path: &Path,
    selection: &Selection,
    region: Option<String>,
    exported_at: &str,
) -> Result<(Document, Vec<String>), CxAsCodeError> {
    let export = Export::load(path)?;
    let mut notes = Notes::default();
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or("cx-as-code").to_owned();
    notes.add("a CX as Code export does not say of which org it is, and the name of the file stands in", &name);
    let mut document = Document {
        schema_version: "1",
        exported_at: exported_at.to_owned(),
        exporter: Exporter { name: "cordon", version: env!("CARGO_PKG_VERSION") },
        organization: Organization { id: name.clone(), name, region, short_name: None },
        ..Document::default()
    };
    let mut states: BTreeMap<Section, Result<Vec<String>, String>> = BTreeMap::new();
    let mut read = |section: Section, kinds: &[&str], partial: &str| {
        let there = kinds.iter().any(|kind| export.resources.contains_key(*kind));
        let state = match (there, partial) {
            (false, _) => Err(format!("the CX as Code export has no {}", kinds.join(" or "))),
            (true, "") => Ok(Vec::new()),
            (true, partial) => Ok(vec![partial.to_owned()]),
        };
        states.insert(section, state);
    };
    read(Section::Divisions, &["genesyscloud_auth_division"], "");
    read(Section::Roles, &["genesyscloud_auth_role"], "");
    read(Section::Users, &["genesyscloud_user"], "deleted users are not in a CX as Code export");
    read(Section::Groups, &["genesyscloud_group"], "members that a rule adds are not in a CX as Code export");
    read(
        Section::Grants,
        &["genesyscloud_user_roles", "genesyscloud_group_roles"],
        "grants of users and groups of partner orgs are not in a CX as Code export",
    );
    read(Section::OauthClients, &["genesyscloud_oauth_client"], "");
    let kinds: Vec<&str> = OBJECTS.iter().map(|(kind, _)| *kind).collect();
    let absent: Vec<&str> =
        OBJECTS.iter().filter(|(kind, _)| !export.resources.contains_key(*kind)).map(|(_, name)| *name).collect();
    let partial = if absent.is_empty() { String::new() } else { format!("the export has no {}", absent.join(", ")) };
    read(Section::Objects, &kinds, &partial);
    export.fill(&mut document, &mut notes);
    for (section, doubt) in filtered(&document) {
        if let Some(Ok(doubts)) = states.get_mut(&section) {
            doubts.push(doubt);
        }
    }
    for section in Section::ALL {
        let state = match states.remove(&section) {
            _ if !selection.has(section) => Err(selection.why_not(section)),
            None => Err("a CX as Code export can't give it".to_owned()),
            Some(state) => state,
        };
        let state = match state {
            Err(reason) => SectionState { reason: Some(reason), status: "missing", ..SectionState::default() },
            Ok(doubts) => SectionState {
                count: document.entries(section),
                expected: None,
                status: if doubts.is_empty() { "complete" } else { "partial" },
                reason: Some(doubts.join("; ")).filter(|reason| !reason.is_empty()),
            },
        };
        document.sections.insert(section.name(), state);
    }
    super::normalize::clear_missing(&mut document);
    Ok((document, notes.sentences()))
}

/// Sections that lack what others refer to: the export was made with a filter.
fn filtered(document: &Document) -> Vec<(Section, String)> {
    let grants = document.grants.values().flatten();
    let roles = grants.clone().map(|grant| &grant.role_id).filter(|id| !document.roles.contains_key(*id));
    let users = document.grants.iter().filter(|(_, held)| held.iter().any(|grant| grant.subject_type == "user"));
    let members =
        document.groups.iter().flatten().flat_map(|(_, group)| group.member_ids.iter().chain(&group.owner_ids));
    let users = users.map(|(id, _)| id).chain(members).filter(|id| !document.users.contains_key(*id));
    let held_by_groups =
        document.grants.iter().filter(|(_, held)| held.iter().any(|grant| grant.subject_type == "group"));
    let groups = held_by_groups
        .map(|(id, _)| id)
        .filter(|id| document.groups.as_ref().is_some_and(|groups| !groups.contains_key(*id)));
    let divisions = grants
        .map(|grant| &grant.division_id)
        .chain(document.users.values().map(|user| &user.division_id))
        .chain(document.objects.iter().flatten().map(|(_, object)| &object.division_id))
        .filter(|id| *id != "*" && !document.divisions.contains_key(*id));
    let lacking: [(Section, BTreeSet<&String>); 4] = [
        (Section::Roles, roles.collect()),
        (Section::Users, users.collect()),
        (Section::Groups, groups.collect()),
        (Section::Divisions, divisions.collect()),
    ];
    let doubt = |(section, lacking): (Section, BTreeSet<&String>)| {
        let first = lacking.first()?;
        let doubt = format!(
            "{} of them are referred to but not in the export, first: {first}; was it made with a filter?",
            lacking.len()
        );
        Some((section, doubt))
    };
    lacking.into_iter().filter_map(doubt).collect()
}

/// The blocks under a key: Terraform's JSON writes one of them bare, several as an array.
fn blocks(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (many, one) = match value {
        Some(Value::Array(items)) => (items.as_slice(), None),
        Some(Value::Null) | None => (&[][..], None),
        Some(one) => (&[][..], Some(one)),
    };
    many.iter().chain(one)
}

impl Export {
    fn load(path: &Path) -> Result<Self, CxAsCodeError> {
        let mut export = Self::default();
        for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
            let entry = entry.map_err(|error| CxAsCodeError::Io { path: path.to_owned(), source: error.into() })?;
            let file = entry.path();
            let name = entry.file_name().to_string_lossy();
            let given = file == path;
            if !entry.file_type().is_file() || !(given || name.ends_with(".tf.json") || name.ends_with(".tfstate")) {
                continue;
            }
            let text =
                std::fs::read_to_string(file).map_err(|source| CxAsCodeError::Io { path: file.to_owned(), source })?;
            let value: Value = serde_json::from_str(&text).map_err(|error| CxAsCodeError::NotJson {
                path: file.to_owned(),
                line: error.line(),
                message: error.to_string(),
            })?;
            export.add_resources(&value);
            export.add_state(&value);
        }
        if export.resources.is_empty() {
            return Err(CxAsCodeError::Nothing(path.to_owned()));
        }
        Ok(export)
    }

    fn add_resources(&mut self, value: &Value) {
        let kinds = blocks(value.get("resource")).filter_map(Value::as_object).flatten();
        for (kind, labelled) in kinds.filter(|(kind, _)| kind.starts_with("genesyscloud_")) {
            for (label, attributes) in blocks(Some(labelled)).filter_map(Value::as_object).flatten() {
                if let Some(attributes) = blocks(Some(attributes)).find_map(Value::as_object) {
                    self.resources.entry(kind.clone()).or_default().insert(label.clone(), attributes.clone());
                }
            }
        }
    }

    /// Ids, and resources that only the state has.
    fn add_state(&mut self, value: &Value) {
        for resource in value.get("resources").and_then(Value::as_array).into_iter().flatten() {
            let text = |key: &str| resource.get(key).and_then(Value::as_str).unwrap_or_default();
            let (kind, label) = (text("type"), text("name"));
            let instance = resource.get("instances").and_then(Value::as_array).and_then(|all| all.first());
            let attributes = instance.and_then(|instance| instance.get("attributes")).and_then(Value::as_object);
            let Some(attributes) = attributes.filter(|_| kind.starts_with("genesyscloud_")) else { continue };
            if let Some(id) = attributes.get("id").and_then(Value::as_str).filter(|id| !id.is_empty()) {
                let data = if text("mode") == "data" { "data." } else { "" };
                self.ids.insert(format!("{data}{kind}.{label}"), id.to_owned());
                if kind == "genesyscloud_auth_division_home" {
                    self.home = Some(id.to_owned());
                }
            }
            if text("mode") != "data" {
                self.resources
                    .entry(kind.to_owned())
                    .or_default()
                    .entry(label.to_owned())
                    .or_insert_with(|| attributes.clone());
            }
        }
    }

    /// The id of a resource.
    fn id(&self, kind: &str, label: &str) -> String {
        let address = format!("{kind}.{label}");
        self.ids.get(&address).cloned().unwrap_or(address)
    }

    /// The id that a value stands for: an id, or an expression that refers to one.
    fn reference(&self, value: &Value) -> Option<String> {
        let text = value.as_str().filter(|text| !text.is_empty())?;
        let Some(expression) = text.strip_prefix("${").and_then(|text| text.strip_suffix('}')) else {
            return Some(text.to_owned());
        };
        let address = expression.trim().strip_suffix(".id").unwrap_or(expression.trim());
        if address.starts_with("data.genesyscloud_auth_division_home.") {
            return Some(self.home_id());
        }
        Some(self.ids.get(address).cloned().unwrap_or_else(|| address.to_owned()))
    }

    fn home_id(&self) -> String {
        let divisions = self.resources.get("genesyscloud_auth_division").into_iter().flatten();
        let marked = divisions
            .filter(|(_, attributes)| attributes.get("home").and_then(Value::as_bool) == Some(true))
            .map(|(label, _)| self.id("genesyscloud_auth_division", label))
            .next();
        marked.or_else(|| self.home.clone()).unwrap_or_else(|| "genesyscloud_auth_division_home".to_owned())
    }

    fn references(&self, value: Option<&Value>) -> Vec<String> {
        let items = value.and_then(Value::as_array).into_iter().flatten();
        let ids: BTreeSet<String> = items.filter_map(|item| self.reference(item)).collect();
        ids.into_iter().collect()
    }

    fn division(&self, attributes: &Members<String, Value>) -> String {
        attributes.get("division_id").and_then(|id| self.reference(id)).unwrap_or_else(|| self.home_id())
    }

    fn each<'e>(&'e self, kind: &'e str) -> impl Iterator<Item = (String, &'e Members<String, Value>)> {
        let labelled = self.resources.get(kind).into_iter().flatten();
        labelled.map(move |(label, attributes)| (self.id(kind, label), attributes))
    }

    fn fill(&self, document: &mut Document, notes: &mut Notes) {
        for (id, attributes) in self.each("genesyscloud_auth_division") {
            let home = attributes.get("home").and_then(Value::as_bool).unwrap_or(false);
            let entry = Division {
                description: text(attributes, "description"),
                home,
                name: text(attributes, "name").unwrap_or_else(|| id.clone()),
                object_counts: None,
            };
            document.divisions.insert(id, entry);
        }
        // An export names the Home division without describing it.
        let home = self.home_id();
        if !document.divisions.is_empty() && !document.divisions.values().any(|division| division.home) {
            notes.add("the export does not describe the Home division, and is taken to have one called so", &home);
            let named = document.divisions.remove(&home).map_or_else(|| "Home".to_owned(), |division| division.name);
            document.divisions.insert(home, Division { home: true, name: named, ..Division::default() });
        }
        for (id, attributes) in self.each("genesyscloud_auth_role") {
            document.roles.insert(id.clone(), role(&id, attributes, notes));
        }
        for (id, attributes) in self.each("genesyscloud_user") {
            let mut unmapped = Unmapped::new();
            let entry = User {
                department: text(attributes, "department"),
                division_id: self.division(attributes),
                email: text(attributes, "email"),
                manager_id: attributes.get("manager").and_then(|id| self.reference(id)),
                name: text(attributes, "name").unwrap_or_else(|| id.clone()),
                state: said_state(attributes, &people::STATES, "a user", notes, &mut unmapped),
                title: text(attributes, "title"),
                unmapped,
                ..User::default()
            };
            document.users.insert(id, entry);
        }
        document.groups = Some(self.groups(document, notes));
        document.oauth_clients = Some(self.clients(notes));
        document.objects = Some(self.objects());
        document.grants = self.grants(document.oauth_clients.iter().flatten());
    }

    fn groups(&self, document: &mut Document, notes: &mut Notes) -> Map<Group> {
        let mut groups = Map::new();
        for (id, attributes) in self.each("genesyscloud_group") {
            let owner_ids = self.references(attributes.get("owner_ids"));
            let member_ids = self.references(attributes.get("member_ids"));
            for member in &member_ids {
                if let Some(user) = document.users.get_mut(member) {
                    user.group_ids.push(id.clone());
                    user.group_ids.sort();
                }
            }
            let flag = |key: &str, otherwise| attributes.get(key).and_then(Value::as_bool).unwrap_or(otherwise);
            let mut unmapped = Unmapped::new();
            let entry = Group {
                dynamic: None,
                include_owners: flag("include_owners", true),
                member_ids,
                name: text(attributes, "name").unwrap_or_else(|| id.clone()),
                owner_ids,
                roles_enabled: flag("roles_enabled", true),
                state: said_state(attributes, &people::STATES, "a group", notes, &mut unmapped),
                kind: text(attributes, "type"),
                unmapped,
                visibility: text(attributes, "visibility"),
            };
            groups.insert(id, entry);
        }
        groups
    }

    fn clients(&self, notes: &mut Notes) -> Map<OauthClient> {
        let mut clients = Map::new();
        for (id, attributes) in self.each("genesyscloud_oauth_client") {
            let role_divisions: BTreeSet<RoleDivision> = blocks(attributes.get("roles"))
                .filter_map(|pair| {
                    let role_id = self.reference(pair.get("role_id")?)?;
                    let division_id = pair.get("division_id").and_then(|id| self.reference(id));
                    Some(RoleDivision { division_id: division_id.unwrap_or_else(|| self.home_id()), role_id })
                })
                .collect();
            let list = |key: &str| -> Vec<String> {
                let items = attributes.get(key).and_then(Value::as_array).into_iter().flatten();
                items.filter_map(Value::as_str).map(nfc).collect::<BTreeSet<_>>().into_iter().collect()
            };
            let given = attributes.get("authorized_grant_type").and_then(Value::as_str).unwrap_or_default();
            let mut unmapped = Unmapped::new();
            let grant_type = clients::grant_type(given, !role_divisions.is_empty(), notes, &mut unmapped);
            let entry = OauthClient {
                description: text(attributes, "description"),
                grant_type,
                name: text(attributes, "name").unwrap_or_else(|| id.clone()),
                redirect_uris: list("registered_redirect_uris"),
                role_divisions: role_divisions.into_iter().collect(),
                scopes: list("scopes"),
                state: said_state(attributes, &clients::STATES, "an OAuth client", notes, &mut unmapped),
                token_validity_seconds: attributes.get("access_token_validity_seconds").and_then(Value::as_u64),
                unmapped,
                ..OauthClient::default()
            };
            clients.insert(id, entry);
        }
        clients
    }

    fn objects(&self) -> Map<Object> {
        let mut objects = Map::new();
        for (kind, name) in OBJECTS {
            for (id, attributes) in self.each(kind) {
                let named = text(attributes, "name").or_else(|| text(attributes, "script_name"));
                let email = attributes
                    .get("email_config")
                    .is_some_and(|config| config.as_array().is_none_or(|all| !all.is_empty()));
                let kind = if name == "MESSAGINGCAMPAIGN" && email { "EMAILCAMPAIGN" } else { name };
                let entry = Object {
                    division_id: self.division(attributes),
                    name: named.unwrap_or_else(|| id.clone()),
                    kind: kind.to_owned(),
                };
                objects.insert(id, entry);
            }
        }
        objects
    }

    fn grants<'c>(&self, clients: impl Iterator<Item = (&'c String, &'c OauthClient)>) -> Map<Vec<Grant>> {
        let mut grants: BTreeMap<String, BTreeSet<Grant>> = BTreeMap::new();
        let kinds = [("genesyscloud_user_roles", "user_id", "user"), ("genesyscloud_group_roles", "group_id", "group")];
        for (kind, key, subject_type) in kinds {
            for (_, attributes) in self.each(kind) {
                let Some(subject) = attributes.get(key).and_then(|id| self.reference(id)) else { continue };
                for pair in blocks(attributes.get("roles")) {
                    let Some(role_id) = pair.get("role_id").and_then(|id| self.reference(id)) else { continue };
                    let mut divisions = self.references(pair.get("division_ids"));
                    if divisions.is_empty() {
                        // Left out, it is the Home division.
                        divisions.push(self.home_id());
                    }
                    let held = grants.entry(subject.clone()).or_default();
                    held.extend(divisions.into_iter().map(|division_id| Grant {
                        division_id,
                        role_id: role_id.clone(),
                        subject_type,
                        unmapped: Unmapped::new(),
                    }));
                }
            }
        }
        for (id, client) in clients {
            let held = client.role_divisions.iter().map(|pair| Grant {
                division_id: pair.division_id.clone(),
                role_id: pair.role_id.clone(),
                subject_type: "oauth_client",
                unmapped: Unmapped::new(),
            });
            grants.entry(id.clone()).or_default().extend(held);
        }
        grants.retain(|_, held| !held.is_empty());
        grants.into_iter().map(|(subject, held)| (subject, held.into_iter().collect())).collect()
    }
}

fn role(id: &str, attributes: &Members<String, Value>, notes: &mut Notes) -> Role {
    let mut permissions: Map<RolePermission> = Map::new();
    for policy in blocks(attributes.get("permission_policies")) {
        let part = |key: &str| policy.get(key).and_then(Value::as_str).unwrap_or_default();
        let conditional = blocks(policy.get("conditions")).next().is_some();
        for action in policy.get("action_set").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        {
            let name = format!("{}:{}:{action}", part("domain"), part("entity_name"));
            if name.split(':').any(|part| part.is_empty() || part.contains(char::is_whitespace)) {
                notes.add("a policy of a role has no domain, entity or action and is left out", name);
                continue;
            }
            permissions.entry(name).or_insert(RolePermission { conditional }).conditional &= conditional;
        }
    }
    let general = attributes.get("permissions").and_then(Value::as_array).into_iter().flatten();
    let general: BTreeSet<String> =
        general.filter_map(Value::as_str).filter(|name| !name.is_empty()).map(nfc).collect();
    let default_role_id = text(attributes, "default_role_id");
    Role {
        base: false,
        default: default_role_id.is_some(),
        default_role_id,
        description: text(attributes, "description"),
        general_permissions: general.into_iter().collect(),
        name: text(attributes, "name").unwrap_or_else(|| id.to_owned()),
        permissions,
        unused_permissions: None,
    }
}

fn nfc(text: &str) -> String {
    text.nfc().collect()
}

fn text(attributes: &Members<String, Value>, key: &str) -> Option<String> {
    attributes.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(nfc)
}

/// The state that attributes say; left out, it is the first of `known`.
fn said_state(
    attributes: &Members<String, Value>,
    known: &[&'static str],
    what: &str,
    notes: &mut Notes,
    unmapped: &mut Unmapped,
) -> &'static str {
    match text(attributes, "state") {
        Some(given) => state(&given, known, what, notes, unmapped),
        None => known.first().copied().unwrap_or_default(),
    }
}
