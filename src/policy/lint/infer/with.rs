//! `with`: what stands in for `input`, the policy file and helpers.

use super::super::codes;
use super::super::schema;
use super::super::tree::{Chain, Step, WithModifier, extent, variable};
use super::super::types::{Found, Shape, Type};
use super::super::world::Place;
use super::Infer;
use crate::diagnostic::suggestion;

impl<'w> Infer<'w, '_> {
    /// What `input` and the policy file are under modifiers.
    pub(super) fn replace(&mut self, modifiers: &'w [WithModifier]) -> (Option<Type>, Option<Type>) {
        let (mut input, mut config) = (self.env.input.clone(), self.env.config.clone());
        for modifier in modifiers {
            let placing = std::mem::replace(&mut self.placing, true);
            let value = self.expr(&modifier.r#as);
            self.placing = placing;
            let chain = Chain::of(&modifier.refr);
            let start = extent(chain.root).start;
            let Some(root) = variable(chain.root) else { continue };
            let Some(path) = self.path_of(root) else { continue };
            let steps = chain.steps.clone();
            let (document, rest, whole) = if path.first().is_some_and(|root| root == "input") {
                let base = self.inside(schema::SNAPSHOT.clone(), &path[1..]);
                (&mut input, (base, steps.clone()), path.len() == 1 && steps.is_empty())
            } else {
                let names: Vec<String> = path.iter().cloned().chain(chain.names()).collect();
                match self.world.place(&names) {
                    Place::Config(end) => {
                        let base = self.inside(schema::CONFIG.clone(), names.get(end..path.len()).unwrap_or_default());
                        let rest = steps.get(end.saturating_sub(path.len())..).unwrap_or_default().to_vec();
                        let whole = rest.is_empty() && path.len() <= end;
                        (&mut config, (base, rest), whole)
                    }
                    Place::Beside(what, end) => {
                        let base = self.inside(what.holds(), names.get(end..path.len()).unwrap_or_default());
                        let rest = steps.get(end.saturating_sub(path.len())..).unwrap_or_default();
                        let named: Vec<Step<'w>> =
                            rest.iter().take_while(|step| matches!(step, Step::Name(..))).cloned().collect();
                        let place = self.steps(base, &named, start);
                        self.conforms(&value, &place);
                        continue;
                    }
                    Place::Item(id, _) => {
                        if let Some(uses) = self.uses() {
                            uses.items.insert(id);
                        }
                        continue;
                    }
                    Place::Nowhere(at, nowhere) => {
                        if let Some(step) = at.checked_sub(path.len()).and_then(|at| steps.get(at)) {
                            self.nowhere(step.range(), &nowhere);
                        }
                        continue;
                    }
                    Place::Unknown | Place::Index | Place::Packages(_) => continue,
                }
            };
            let (base, steps) = rest;
            if whole {
                let known = document.get_or_insert_with(|| base.clone()).clone();
                *document = Some(known.or(value.clone()));
            }
            let named: Vec<Step<'w>> = steps.into_iter().take_while(|step| matches!(step, Step::Name(..))).collect();
            let place = self.steps(base, &named, start);
            self.conforms(&value, &place);
        }
        (input, config)
    }

    /// Says where a literal has a member that the document in whose place it is put does not have.
    fn conforms(&mut self, value: &Type, document: &Type) {
        if !value.is_known() || !document.is_known() || value == document {
            return;
        }
        for shape in value.shapes() {
            match shape {
                Shape::Object(members) => {
                    for (name, member) in &members.named {
                        match (document.member(name), member.at) {
                            (Found::Value(below), _) => self.conforms(&member.value, &below),
                            (Found::Never, Some((unit, start, end))) => self.foreign(document, name, unit, start..end),
                            (Found::Never, None) => {}
                        }
                    }
                    if let Some((_, values)) = &members.rest {
                        self.conforms(values, &document.items());
                    }
                }
                Shape::Array(list) => {
                    let items = document.items();
                    list.first.iter().chain(&list.rest).for_each(|item| self.conforms(item, &items));
                }
                _ => {}
            }
        }
    }

    fn foreign(&mut self, document: &Type, name: &str, unit: usize, range: std::ops::Range<usize>) {
        let objects = document.shapes().iter().filter_map(|shape| match shape {
            Shape::Object(members) => Some(members),
            _ => None,
        });
        let known: Vec<&str> = objects.flat_map(|members| members.named.keys().map(String::as_str)).collect();
        if known.is_empty() || self.quiet > 0 || !self.seen.insert((unit, range.clone(), codes::MEMBER.code)) {
            return;
        }
        let message = format!("{} has no member `{name}`, so no rule looks at it", document.described());
        let help = suggestion(name, known.iter().copied(), &format!("there are {}", known.join(", ")));
        self.say_in(unit, codes::MEMBER, range, message, Some(help));
    }
}
