//! What an answer does not know: parts of the org that were not read, roles that nobody can look into, access
//! policies.

use super::Access;
use super::divisions::Scope;
use super::permissions::Awareness;
use super::subjects::{Acts, Kind, Standing, SubjectId};
use crate::snapshot::section::{BEHIND_ACCESS, State};
use crate::snapshot::{Section, Status, tree};

/// A section that effective access depends on and that is not complete.
#[derive(Debug, Clone)]
pub struct Gap {
    /// The section.
    pub section: Section,
    /// How much of it is there, and why not more.
    pub state: State,
}

impl Access<'_> {
    /// The sections that effective access is made of and that are not complete: what is in the rest of them is in no
    /// answer.
    pub fn gaps(&self) -> Vec<Gap> {
        let gap = |section| Gap { section, state: self.snapshot().section(section).clone() };
        BEHIND_ACCESS.into_iter().map(gap).filter(|gap| gap.state.status != Status::Complete).collect()
    }

    /// What holds for every answer, in sentences without a full stop.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        let policies = self.snapshot().section(Section::AccessPolicies).entries;
        if policies > 0 {
            let what = if policies == 1 { "1 access policy".to_owned() } else { format!("{policies} access policies") };
            notes.push(format!("{what} can deny more; they are not modelled: this is what roles allow at most"));
        }
        let holders = self.holders_of_unknown_roles().count();
        if holders > 0 {
            let mut unknown: Vec<&str> =
                self.roles().all().filter(|(_, role)| !role.is_known()).map(|(_, role)| role.id).collect();
            unknown.sort_unstable();
            let who = if holders == 1 { "1 subject holds" } else { &format!("{holders} subjects hold") };
            notes.push(format!(
                "{who} roles that the snapshot lacks, and what these give is not known: {}",
                unknown.join(", ")
            ));
        }
        let lost = self.members_of_unknown_groups();
        if !lost.is_empty() {
            let note = "users list groups that hold grants and that the snapshot lacks, and what they get through these is not counted";
            notes.push(format!("{note}: {}", lost.into_iter().collect::<Vec<_>>().join(", ")));
        }
        let policies = self.snapshot().section(Section::AccessPolicies);
        if policies.status != Status::Complete {
            let word = policies.status.name();
            notes.push(format!("access policies are {word} in the snapshot ({}), and can deny more", policies.reason));
        }
        if self.subjects().undated {
            let note = "the snapshot does not say when it was made, so trusts with an end are taken to be in force";
            notes.push(note.to_owned());
        }
        notes
    }

    /// Groups that hold grants, that a user lists and that the snapshot lacks: whether these pass anything on is not known.
    fn members_of_unknown_groups(&self) -> std::collections::BTreeSet<&str> {
        let groups = self.subjects().of_kind(Kind::Group);
        let unknown: std::collections::BTreeSet<&str> = groups
            .filter(|group| matches!(self.subjects().standing(*group), Standing::NotInSnapshot))
            .filter(|group| !self.direct_grants(*group).is_empty())
            .map(|group| self.subjects().get(group).id)
            .collect();
        if unknown.is_empty() {
            return unknown;
        }
        let users = tree::member(&self.snapshot().tree, "users").into_iter().flat_map(tree::members);
        let listed = users.flat_map(|(_, user)| tree::member(user, "group_ids").into_iter().flat_map(tree::elements));
        listed.filter_map(tree::text).filter_map(|id| unknown.get(id).copied()).collect()
    }

    /// What is to be said of one subject's access, in sentences without a full stop.
    pub fn notes_on(&self, subject: SubjectId) -> Vec<String> {
        let of = self.subjects().get(subject);
        let mut notes = Vec::new();
        match self.subjects().standing(subject) {
            Standing::Active => {}
            Standing::Inactive(reason) => notes.push(format!("it can't use its access at present: {reason}")),
            Standing::NotInSnapshot => {
                notes.push("the snapshot does not have this subject, only what it holds or belongs to".to_owned());
            }
        }
        if let Some(org) = of.cloned_from() {
            notes.push(format!("it is cloned from the org {}", self.org_name(org)));
        }
        match of.kind {
            Kind::TrusteeUser | Kind::TrusteeGroup => {
                let names: Vec<&str> = self.subjects().trusts(subject).iter().map(|trust| trust.name()).collect();
                if !names.is_empty() {
                    notes.push(format!("it comes from the partner org {}", names.join(" and ")));
                }
                if of.kind == Kind::TrusteeGroup {
                    notes.push("its members live in the partner org and can't be listed from here".to_owned());
                }
            }
            Kind::Group => notes.push("this is what its members get through it".to_owned()),
            Kind::OauthClient => self.notes_on_client(subject, &mut notes),
            Kind::User => {
                let unknown = self.members_of_unknown_groups();
                let listed = of.entry().and_then(|entry| tree::member(entry, "group_ids"));
                let listed = listed.into_iter().flat_map(tree::elements).filter_map(tree::text);
                for group in listed.filter(|group| unknown.contains(group)) {
                    notes.push(format!(
                        "it lists the group {group}, which holds grants and is not in the snapshot: what it gets through \
                         that is not counted"
                    ));
                }
            }
        }
        let unknown = self.each_holding(subject).filter_map(|holding| holding.role).map(|role| self.roles().get(role));
        let mut unknown: Vec<&str> = unknown.filter(|role| !role.is_known()).map(|role| role.id).collect();
        unknown.sort_unstable();
        unknown.dedup();
        if !unknown.is_empty() {
            notes.push(format!(
                "it holds roles that the snapshot lacks, and what these give is not known: {}",
                unknown.join(", ")
            ));
        }
        notes
    }

    fn notes_on_client(&self, client: SubjectId, notes: &mut Vec<String>) {
        let of = self.subjects().get(client);
        if let Some(grant_type) = of.unknown_grant_type() {
            notes.push(format!(
                "its grant type `{grant_type}` is not one that cordon knows, so whose access it has is not known"
            ));
        }
        if of.acts() == Acts::AsItself {
            return;
        }
        notes.push(
            "it acts as the user who signs in: it may what any active user of the org may, limited by its scopes"
                .to_owned(),
        );
        let limit = self.limit_of(client);
        match limit.is_empty {
            true if limit.allowed.is_clear() => notes.push("it has no scope, and without one it may do nothing".to_owned()),
            true => notes.push("it has no scope, so nothing limits what it may do for the user".to_owned()),
            false => notes.push("scopes limit it only where the org enforces them, which a snapshot does not say; elsewhere it may whatever the user may".to_owned()),
        }
        if !limit.unknown.is_empty() {
            let scopes = limit.unknown.join(", ");
            notes.push(format!(
                "what these scopes let through is not known, so they are taken to let everything through, or all that reads: {scopes}"
            ));
        }
        if !self.direct_grants(client).is_empty() {
            notes.push("it has roles of its own, which count only for client credentials".to_owned());
        }
    }

    /// Name of a partner org, or its id.
    pub fn org_name<'a>(&'a self, org: &'a str) -> &'a str {
        self.snapshot().subject_name("trustee", org).unwrap_or(org)
    }

    /// The permissions of a set of which the catalogue does not say how they stand to divisions.
    pub fn of_unknown_awareness(&self, permissions: &fixedbitset::FixedBitSet) -> Vec<&str> {
        let ids = permissions.ones().map(super::PermissionId::of_bit);
        let unknown = ids.filter(|id| self.permissions().awareness(*id) == Awareness::Unknown);
        unknown.map(|id| self.permissions().name(id)).collect()
    }

    /// A place in words: a division's name, or the whole org.
    pub fn place_name(&self, place: Scope) -> &str {
        match place {
            Scope::All => "whole org",
            Scope::In(division) => self.divisions().name(division),
        }
    }
}
