//! A snapshot from the JSON export of CX as Code (the Terraform provider `genesyscloud`).
//!
//! Such an export names things by label and refers to them by expression; ids come from the state file where there
//! is one beside it, else the address (`genesyscloud_user.jane`) is the id. It knows nothing of partner orgs, access
//! policies, the catalogue and the audit trail, and may have been filtered: what it can't give is marked so.

mod fill;
mod resources;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use self::fill::OBJECTS;
use self::resources::Export;
use super::document::{Document, Exporter, Organization, SectionState};
use super::normalize::Notes;
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
    for address in &export.repeated {
        notes.add("a resource stands in several files in different forms, and the last one was used", address);
    }
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
                spared: false,
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
