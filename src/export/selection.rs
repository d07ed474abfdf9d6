//! Which sections are exported, and which others they need.

use std::collections::{BTreeMap, BTreeSet};

use crate::snapshot::Section;

/// The sections to export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    wanted: BTreeSet<Section>,
    /// Why the others are not.
    left_out: BTreeMap<Section, String>,
}

impl Selection {
    /// Of `--sections` and `--skip`; audits only when a number of days is given. What a wanted section is read with
    /// is added: grants are listed by role, roles are expanded against the catalogue.
    pub fn of(only: &[Section], skip: &[Section], audits: bool) -> Self {
        let mut wanted: BTreeSet<Section> =
            if only.is_empty() { Section::ALL.into_iter().collect() } else { only.iter().copied().collect() };
        let mut left_out = BTreeMap::new();
        if !audits && !only.contains(&Section::AuditEvents) {
            wanted.remove(&Section::AuditEvents);
            left_out.insert(Section::AuditEvents, "not asked for; ask with --audit-days".to_owned());
        }
        let needs = [
            (Section::Grants, Section::Roles),
            (Section::Roles, Section::Permissions),
            (Section::Objects, Section::Divisions),
            (Section::Users, Section::Divisions),
        ];
        for (section, needed) in needs {
            if wanted.contains(&section) {
                wanted.insert(needed);
            }
        }
        for section in skip {
            wanted.remove(section);
            left_out.insert(*section, "not asked for (--skip)".to_owned());
        }
        if !wanted.contains(&Section::Roles) && wanted.remove(&Section::Grants) {
            left_out.insert(Section::Grants, "grants are listed by role, and roles were skipped".to_owned());
        }
        Self { wanted, left_out }
    }

    /// Whether a section is exported.
    pub fn has(&self, section: Section) -> bool {
        self.wanted.contains(&section)
    }

    /// The sections, in the order of the document.
    pub fn sections(&self) -> impl Iterator<Item = Section> + '_ {
        self.wanted.iter().copied()
    }

    /// Why a section is not exported.
    pub fn why_not(&self, section: Section) -> String {
        self.left_out.get(&section).cloned().unwrap_or_else(|| "not asked for (--sections)".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_section_needs_is_read_too() {
        let selection = Selection::of(&[Section::Grants], &[], false);
        assert!(selection.has(Section::Roles) && !selection.has(Section::Users));
        let selection = Selection::of(&[], &[Section::Roles], false);
        assert!(!selection.has(Section::Grants) && selection.why_not(Section::Grants).contains("roles were skipped"));
        assert!(selection.why_not(Section::AuditEvents).contains("--audit-days"));
    }
}
