//! What may stand in place of something without being nonsense: for whoever changes a rule to see whether its tests
//! notice.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::tree::{Expr, range, text_of};
use super::super::types::{Shape, Type};
use super::Infer;

impl Infer<'_, '_> {
    /// Notes the members of the same kind as one of a value.
    pub(super) fn note_members(&mut self, base: &Type, name: &str, at: &Range<usize>) {
        if self.quiet > 0 {
            return;
        }
        let objects = base.shapes().iter().filter_map(|shape| match shape {
            Shape::Object(members) => Some(members),
            _ => None,
        });
        let mut alike = BTreeSet::new();
        for members in objects {
            let Some(kind) = members.named.get(name).and_then(|member| kind(&member.value)) else { continue };
            let same = members.named.iter().filter(|(_, member)| self::kind(&member.value) == Some(kind));
            alike.extend(same.map(|(name, _)| name.clone()));
        }
        self.note(alike, name, at);
    }

    /// Notes the other values that a constant which is compared with an expression may have.
    pub(super) fn note_values(&mut self, constant: &Expr, compared: &Type) {
        if self.quiet > 0 {
            return;
        }
        let (Some(text), Some(values)) = (text_of(constant), compared.enumeration()) else { return };
        let alike = values.into_iter().map(str::to_owned).collect();
        self.note(alike, text, &range(constant.span()));
    }

    fn note(&mut self, mut alike: BTreeSet<String>, own: &str, at: &Range<usize>) {
        alike.remove(own);
        if !alike.is_empty() {
            self.out.alike.entry((self.env.unit, at.start, at.end)).or_default().extend(alike);
        }
    }
}

/// The kind of a plain value, or of a list of plain values.
fn kind(value: &Type) -> Option<(&'static str, bool)> {
    let [shape] = value.shapes() else { return None };
    match shape {
        Shape::Array(list) if list.first.is_empty() => match list.rest.as_ref().and_then(kind) {
            Some((name, false)) => Some((name, true)),
            _ => None,
        },
        Shape::Bool => Some(("boolean", false)),
        Shape::Number => Some(("number", false)),
        Shape::String(_) => Some(("string", false)),
        _ => None,
    }
}
