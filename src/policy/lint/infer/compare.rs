//! Comparisons that can never hold, or hold whatever the value.

use super::super::codes;
use super::super::tree::{BoolOp, Expr, extent, text_of};
use super::super::types::{Type, constants};
use super::Infer;
use crate::diagnostic::suggestion;

impl<'w> Infer<'w, '_> {
    /// `left == right`. False where it can't hold.
    pub(super) fn equal(&mut self, left: &'w Expr, right: &'w Expr, one: &Type, other: &Type) -> bool {
        if one == other || !one.is_disjoint(other) {
            return true;
        }
        // Two constants of the pack are a switch more often than a mistake.
        if self.is_mistake(one, other) {
            self.never(left, right, one, other, "is never equal to");
        }
        false
    }

    fn is_mistake(&self, one: &Type, other: &Type) -> bool {
        let by_enumeration = one.enumeration().is_some() || other.enumeration().is_some();
        by_enumeration || one.widened().is_disjoint(&other.widened())
    }

    pub(super) fn compare(&mut self, op: &BoolOp, left: &'w Expr, right: &'w Expr, one: &Type, other: &Type) -> bool {
        self.note_values(left, other);
        self.note_values(right, one);
        match op {
            BoolOp::Eq => self.equal(left, right, one, other),
            BoolOp::Ne => {
                let pairs = [(one, other), (other, one)];
                for (one, other) in pairs {
                    let (Some(_), Some(values)) = (one.enumeration(), constants(other)) else { continue };
                    // That something is not empty is said for safety, too.
                    if one.is_disjoint(other) && !values.contains("") {
                        self.never(left, right, one, other, "always differs from");
                    }
                }
                true
            }
            _ => {
                if one.widened().is_disjoint(&other.widened()) {
                    self.never(left, right, one, other, "is compared with");
                }
                true
            }
        }
    }

    /// `element in whole`. False where it can't hold.
    pub(super) fn member_of(
        &mut self,
        value: &'w Expr,
        collection: &'w Expr,
        element: &Type,
        whole: &Type,
        key: Option<&Type>,
    ) -> bool {
        if !whole.is_collection() {
            let message = format!("`{}` is {}, which nothing is in", self.source(collection), whole.described());
            self.say(codes::TYPE, extent(collection), message, None);
            return false;
        }
        if let Some(values) = element.enumeration() {
            let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
            if let Expr::Set { items, .. } | Expr::Array { items, .. } = collection {
                for item in items {
                    self.note_values(item, element);
                    if let Some(text) = text_of(item).filter(|text| !values.iter().any(|value| value == text)) {
                        self.outside(value, item, text, &values);
                    }
                }
            }
        }
        let items = whole.items();
        let fits = !element.is_disjoint(&items) && key.is_none_or(|key| !key.is_disjoint(&whole.keys()));
        let literal = matches!(collection, Expr::Set { .. } | Expr::Array { .. }) && element.enumeration().is_some();
        if !fits && !literal && element.is_disjoint(&items) && self.is_mistake(element, &items) {
            self.never(value, collection, element, &items, "is never in");
        }
        fits
    }

    fn outside(&mut self, value: &'w Expr, at: &'w Expr, text: &str, values: &[String]) {
        if self.is_test() {
            return;
        }
        let message = format!("`{}` is never \"{text}\"", self.source(value));
        let help = suggestion(text, values.iter().map(String::as_str), &format!("it is one of {}", values.join(", ")));
        self.say(codes::COMPARISON, extent(at), message, Some(help));
    }

    fn never(&mut self, left: &'w Expr, right: &'w Expr, one: &Type, other: &Type, verb: &str) {
        // A test that compares what can't be equal fails, and so tells by itself.
        if self.is_test() {
            return;
        }
        for (at, of, against, value) in [(right, other, one, left), (left, one, other, right)] {
            let (Some(texts), Some(values)) = (constants(of), against.enumeration()) else { continue };
            let texts: Vec<String> = texts.into_iter().collect();
            let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
            let quoted: Vec<String> = texts.iter().map(|text| format!("\"{text}\"")).collect();
            let message = format!("`{}` {verb} {}", self.source(value), quoted.join(" or "));
            let first = texts.first().map(String::as_str).unwrap_or_default();
            let otherwise = format!("it is one of {}", values.join(", "));
            let help = suggestion(first, values.iter().map(String::as_str), &otherwise);
            return self.say(codes::COMPARISON, extent(at), message, Some(help));
        }
        let range = extent(left).start.min(extent(right).start)..extent(left).end.max(extent(right).end);
        let (of, with) = (kinds(one), kinds(other));
        let message = if std::ptr::eq(left, right) {
            format!("`{}` can't be both {of} and {with}", self.source(left))
        } else {
            format!("`{}`, which is {of}, {verb} `{}`, which is {with}", self.source(left), self.source(right))
        };
        self.say(codes::COMPARISON, range, message, None);
    }
}

fn kinds(of: &Type) -> String {
    match of.enumeration() {
        Some(values) => format!("one of {}", values.into_iter().collect::<Vec<_>>().join(", ")),
        None => of.described(),
    }
}
