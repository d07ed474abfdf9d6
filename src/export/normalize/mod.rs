//! Answers → the document. Whatever order the answers came in, the same org gives the same document.

mod authorization;
pub(super) mod clients;
mod objects;
pub(super) mod people;
pub(super) mod text;
mod trusts;

use std::collections::BTreeMap;

use super::collect::{Asked, Collected, counted};
use super::document::{Document, Exporter, Map, Organization, SectionState};
use super::lack::Lack;
use super::selection::Selection;
use crate::genesys::Listing;
use crate::snapshot::Section;

/// Oddities, counted by kind, each with its first example.
#[derive(Debug, Default)]
pub struct Notes(BTreeMap<String, (usize, String)>);

impl Notes {
    pub(super) fn add(&mut self, kind: impl Into<String>, example: impl Into<String>) {
        let example = example.into();
        let held = self.0.entry(kind.into()).or_insert_with(|| (0, example.clone()));
        held.0 += 1;
        if example < held.1 {
            held.1 = example;
        }
    }

    /// One sentence a kind.
    pub fn sentences(&self) -> Vec<String> {
        let sentence = |(kind, (count, example)): (&String, &(usize, String))| match count {
            1 => format!("{kind}: {example}"),
            count => format!("{kind}, {count} times, first: {example}"),
        };
        self.0.iter().map(sentence).collect()
    }
}

/// Why sections are not complete.
#[derive(Debug, Default)]
struct Doubts(BTreeMap<Section, Vec<String>>);

impl Doubts {
    fn add(&mut self, section: Section, doubt: impl Into<String>) {
        let doubts = self.0.entry(section).or_default();
        let doubt = doubt.into();
        if !doubts.contains(&doubt) {
            doubts.push(doubt);
        }
    }
}

/// Makes the document.
pub fn document(
    collected: &Collected,
    selection: &Selection,
    region: Option<String>,
    exported_at: &str,
) -> (Document, Notes) {
    let (mut notes, mut doubts) = (Notes::default(), Doubts::default());
    let organization = &collected.organization;
    let mut document = Document {
        schema_version: "1",
        exported_at: exported_at.to_owned(),
        exporter: Exporter { name: "cordon", version: env!("CARGO_PKG_VERSION") },
        organization: Organization {
            id: text::nfc(&organization.id),
            name: text::name(&organization.name, &organization.id, "the org", &mut notes),
            region,
            short_name: text::given(organization.third_party_org_name.as_ref()),
        },
        ..Document::default()
    };
    authorization::divisions(collected, &mut document, &mut notes);
    authorization::catalogue(collected, &mut document, &mut notes);
    authorization::roles(collected, &mut document, &mut notes, &mut doubts);
    people::users(collected, &mut document, &mut notes);
    people::groups(collected, &mut document, &mut notes, &mut doubts);
    clients::clients(collected, &mut document, &mut notes, &mut doubts);
    clients::authorizations(collected, &mut document, &mut notes);
    objects::objects(collected, &mut document, &mut notes, &mut doubts);
    trusts::trustees(collected, &mut document, &mut notes, &mut doubts);
    trusts::policies_and_settings(collected, &mut document, &mut notes, &mut doubts);
    trusts::audit_events(collected, &mut document, &mut notes, &mut doubts);
    // Last: kinds of subjects that the server does not name are told by where the subject is found.
    authorization::grants(collected, &mut document, &mut notes, &mut doubts);
    sections(collected, selection, &mut document, doubts);
    (document, notes)
}

/// How many entries are expected, and what speaks against the listing being whole.
type Said = (Option<u64>, Option<String>);

/// What is said of a listing.
fn said<T>(asked: &Asked<Listing<T>>) -> Option<Result<Said, &Lack>> {
    asked.as_ref().map(|answer| answer.as_ref().map(|listing| (listing.total, listing.doubt.clone())))
}

fn sections(collected: &Collected, selection: &Selection, document: &mut Document, mut doubts: Doubts) {
    let users_counted = counted(&collected.divisions, "USER");
    for section in Section::ALL {
        let answer = match section {
            Section::Divisions => said(&collected.divisions).map(|answer| {
                // A row for all divisions is none of them.
                let all = collected.divisions.iter().flatten().flat_map(|listing| &listing.rows);
                let stars = all.filter(|division| division.id == "*").count() as u64;
                answer.map(|(total, doubt)| (total.map(|total| total.saturating_sub(stars)), doubt))
            }),
            // Rows of the catalogue are domains, so their number says nothing of that of permissions.
            Section::Permissions => said(&collected.permissions).map(|answer| answer.map(|(_, doubt)| (None, doubt))),
            Section::Roles => said(&collected.roles),
            Section::Users => said(&collected.users).map(|answer| {
                answer.map(|(total, doubt)| {
                    let counted = Some(users_counted).filter(|count| *count > 0);
                    (total.max(counted), doubt)
                })
            }),
            Section::Groups => said(&collected.groups),
            Section::Grants => match &collected.grants {
                // All were refused: nothing is known.
                Some(Ok(by_role)) if !by_role.is_empty() && by_role.values().all(Result::is_err) => {
                    by_role.values().find_map(|answer| answer.as_ref().err()).map(Err)
                }
                Some(Ok(_)) => Some(Ok((None, None))),
                Some(Err(lack)) => Some(Err(lack)),
                None => None,
            },
            Section::OauthClients => said(&collected.clients),
            Section::Objects => match &collected.objects {
                Some(by_type) if by_type.values().all(Result::is_err) => {
                    by_type.values().find_map(|answer| answer.as_ref().err()).map(Err)
                }
                Some(_) => Some(Ok((objects::expected(collected), None))),
                None => None,
            },
            Section::Trustees => said(&collected.trustees),
            Section::AccessPolicies => said(&collected.policies),
            Section::Settings => collected.settings.as_ref().map(|answer| answer.as_ref().map(|_| (None, None))),
            Section::OauthAuthorizations => said(&collected.authorizations),
            Section::AuditEvents => said(&collected.audits),
        };
        let mut reasons = doubts.0.remove(&section).unwrap_or_default();
        let state = match answer {
            None => missing(selection.why_not(section)),
            // Every single refusal is worth saying: each needs a permission of its own.
            Some(Err(_)) if section == Section::Objects && reasons.len() > 1 => missing(reasons.join("; ")),
            // The permission for looking is one for changing too, so an org may well not give it.
            Some(Err(lack)) if section == Section::OauthAuthorizations => {
                SectionState { spared: lack.is_refusal() || lack.not_saved, ..missing(lack.reason.clone()) }
            }
            Some(Err(lack)) => missing(lack.reason.clone()),
            Some(Ok((expected, doubt))) => {
                let count = document.entries(section).unwrap_or_default();
                let short = expected.filter(|expected| *expected > count && doubt.is_none());
                if let Some(expected) = short {
                    reasons.insert(0, format!("the org says that it has {expected} but only {count} could be read; is the role of the exporter granted in all divisions?"));
                }
                reasons.splice(0..0, doubt);
                if section == Section::Divisions && !document.divisions.values().any(|division| division.home) {
                    reasons.push("no division is marked as the Home division".to_owned());
                }
                let status = if reasons.is_empty() { "complete" } else { "partial" };
                let reason = Some(reasons.join("; ")).filter(|reason| !reason.is_empty());
                SectionState { count: Some(count), expected, reason, status, spared: false }
            }
        };
        if state.status == "missing" {
            clear(document, section);
        }
        document.sections.insert(section.name(), state);
    }
}

fn missing(reason: String) -> SectionState {
    SectionState { reason: Some(reason), status: "missing", ..SectionState::default() }
}

/// Takes out what sections hold that are missing.
pub fn clear_missing(document: &mut Document) {
    for section in Section::ALL {
        if document.sections.get(section.name()).is_none_or(|state| state.status == "missing") {
            clear(document, section);
        }
    }
}

/// A section that is missing holds nothing.
fn clear(document: &mut Document, section: Section) {
    match section {
        Section::Divisions => document.divisions = Map::new(),
        Section::Roles => document.roles = Map::new(),
        Section::Users => document.users = Map::new(),
        Section::Grants => document.grants = Map::new(),
        Section::Permissions => document.permissions = None,
        Section::Groups => document.groups = None,
        Section::OauthClients => document.oauth_clients = None,
        Section::Objects => document.objects = None,
        Section::Trustees => document.trustees = None,
        Section::AccessPolicies => document.access_policies = None,
        Section::Settings => document.settings = None,
        Section::OauthAuthorizations => document.oauth_authorizations = None,
        Section::AuditEvents => document.audit_events = None,
    }
}
