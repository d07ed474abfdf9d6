//! Walks over large sections, and comparisons of one with another, element by element.

use super::super::codes;
use super::super::tree::{Chain, Expr, Step, extent, variable};
use super::super::types::Type;
use super::Infer;
use crate::snapshot::Section;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    section: Section,
    /// Offset of the walk that it is an element of; `None` for the section itself.
    walk: Option<usize>,
}

/// Sections that may hold tens of thousands of entries.
const LARGE: [Section; 5] = [Section::Users, Section::Grants, Section::Groups, Section::Objects, Section::AuditEvents];

impl<'w> Infer<'w, '_> {
    /// Where the value of an expression comes from.
    pub(super) fn origin(&self, expr: &Expr) -> Option<Origin> {
        if let Expr::Call { params, .. } = expr {
            return params.iter().find_map(|part| self.origin(part)).filter(|origin| origin.walk.is_some());
        }
        let chain = Chain::of(expr);
        let name = variable(chain.root)?;
        if let Some(known) = self.find(name) {
            return known.origin.clone();
        }
        let section = self.section(&chain)?;
        match chain.steps.get(self.steps_to_section(&chain)?) {
            None => Some(Origin { section, walk: None }),
            // An entry that is looked up by its key belongs to the walk that gave the key, if that is one of its own.
            Some(Step::Index(index)) if variable(index) == Some("_") => {
                Some(Origin { section, walk: Some(extent(expr).start) })
            }
            Some(Step::Index(index)) => self.origin(index).filter(|origin| origin.section == section),
            Some(Step::Name(..)) => None,
        }
    }

    /// The large section that a reference leads into.
    fn section(&self, chain: &Chain<'_>) -> Option<Section> {
        let root = variable(chain.root)?;
        let name = if root == "input" {
            chain.names().first().cloned()
        } else {
            let path = &self.world.units[self.env.unit].imports.get(root)?.path;
            let own = (path.first().map(String::as_str) == Some("input")).then(|| path.get(1).cloned())?;
            own.or_else(|| chain.names().first().cloned())
        };
        Section::from_name(&name?).filter(|section| LARGE.contains(section))
    }

    fn steps_to_section(&self, chain: &Chain<'_>) -> Option<usize> {
        let root = variable(chain.root)?;
        if root == "input" {
            return Some(1);
        }
        let path = &self.world.units[self.env.unit].imports.get(root)?.path;
        2_usize.checked_sub(path.len())
    }

    /// What the elements of a collection come from when it is walked through.
    pub(super) fn origin_of_walk(&self, collection: &Expr, at: &Expr) -> Option<Origin> {
        let origin = self.origin(collection)?;
        Some(Origin { walk: origin.walk.or(Some(extent(at).start)), ..origin })
    }

    /// What an unbound index comes from: in `input.users[id]`, where `id` walks through the section.
    pub(super) fn origin_of_index(
        &self,
        start: usize,
        _base: &Type,
        steps: &[Step<'w>],
        step: &Step<'w>,
    ) -> Option<Origin> {
        let text = self.world.text(self.env.unit, start..step.range().start);
        let section = text.strip_prefix("input.")?.strip_suffix('[')?;
        let first_index = steps.iter().position(|step| matches!(step, Step::Index(_)))?;
        let is_first = steps.get(first_index).is_some_and(|first| first.range() == step.range());
        let section = Section::from_name(section).filter(|section| LARGE.contains(section) && is_first)?;
        Some(Origin { section, walk: Some(start) })
    }

    /// Says so where two walks are compared element by element.
    pub(super) fn joined(&mut self, left: &'w Expr, right: &'w Expr) {
        if self.is_test() {
            return;
        }
        let (Some(one), Some(other)) = (self.origin(left), self.origin(right)) else { return };
        if one.walk.is_none() || other.walk.is_none() || one.walk == other.walk {
            return;
        }
        let range = extent(left).start..extent(right).end;
        let (a, b) = (one.section, other.section);
        let message = format!("this compares each of `{a}` with each of `{b}`, which takes very long in a large org");
        let help = format!(
            "join through the map: look one up by its id (`input.{b}[id]`), or first build an object from what is \
             compared to ids and look that up"
        );
        self.say(codes::JOIN, range, message, Some(help));
    }
}
