//! Expressions and references.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::codes;
use super::super::schema;
use super::super::tree::{ArithOp, BinOp, BoolOp, Chain, Expr, Step, extent, text_of, variable};
use super::super::types::{Found, Member, Members, Shape, Type, constants, listed};
use super::super::world::{Beside, INDEX_IS_NOT_FOR_ALL, ItemId, Nowhere, Place};
use super::Infer;
use crate::diagnostic::suggestion;
use crate::snapshot::Section;
use crate::snapshot::section::BEHIND_ACCESS;

impl<'w> Infer<'w, '_> {
    /// What an expression can be; [`Type::NEVER`] where it is never defined.
    pub(super) fn expr(&mut self, expr: &'w Expr) -> Type {
        match expr {
            Expr::String { .. } | Expr::RawString { .. } => text_of(expr).map_or_else(Type::string, Type::constant),
            Expr::Number { .. } => Type::number(),
            Expr::Bool { .. } => Type::bool(),
            Expr::Null { .. } => Type::one(Shape::Null),
            Expr::Var { .. } | Expr::RefDot { .. } | Expr::RefBrack { .. } => self.reference(expr),
            Expr::Array { items, .. } => {
                let items: Vec<Type> = items.iter().map(|item| self.expr(item)).collect();
                if items.iter().any(Type::is_never) { Type::NEVER } else { Type::tuple(items) }
            }
            Expr::Set { items, .. } => {
                let items: Vec<Type> = items.iter().map(|item| self.expr(item)).collect();
                if items.iter().any(Type::is_never) { Type::NEVER } else { Type::set(Type::any_of(items)) }
            }
            Expr::Object { fields, .. } => self.object(fields.iter().map(|(_, key, value)| (&**key, &**value))),
            Expr::ArrayCompr { term, query, .. } => {
                Type::list(self.nested(query, |infer| infer.expr(term)).unwrap_or(Type::NEVER))
            }
            Expr::SetCompr { term, query, .. } => {
                Type::set(self.nested(query, |infer| infer.expr(term)).unwrap_or(Type::NEVER))
            }
            Expr::ObjectCompr { key, value, query, .. } => {
                let pair = self.nested(query, |infer| (infer.expr(key), infer.expr(value)));
                pair.map_or_else(|| Type::object(Members::default()), |(key, value)| Type::map(key, value))
            }
            Expr::Call { fcn, params, .. } => self.call(expr, fcn, params),
            Expr::UnaryExpr { expr, .. } => {
                self.expr(expr);
                Type::number()
            }
            Expr::BinExpr { op, lhs, rhs, .. } => {
                let (left, right) = (self.expr(lhs), self.expr(rhs));
                let sign = if *op == BinOp::Union { "|" } else { "&" };
                self.operand(lhs, &left, sign, "sets", |shape| matches!(shape, Shape::Set(_)));
                self.operand(rhs, &right, sign, "sets", |shape| matches!(shape, Shape::Set(_)));
                if *op == BinOp::Union { left.or(right) } else { left }
            }
            Expr::BoolExpr { op, lhs, rhs, .. } => {
                let (left, right) = (self.expr(lhs), self.expr(rhs));
                if left.is_never() || right.is_never() {
                    return Type::NEVER;
                }
                if *op == BoolOp::Eq {
                    self.joined(lhs, rhs);
                }
                if self.compare(op, lhs, rhs, &left, &right) { Type::bool() } else { Type::NEVER }
            }
            Expr::ArithExpr { op, lhs, rhs, .. } => {
                let (left, right) = (self.expr(lhs), self.expr(rhs));
                let has_sets = |of: &Type| of.shapes().iter().any(|shape| matches!(shape, Shape::Set(_)));
                if *op == ArithOp::Sub && (has_sets(&left) || has_sets(&right)) {
                    return left;
                }
                let sign = match op {
                    ArithOp::Add => "+",
                    ArithOp::Sub => "-",
                    ArithOp::Mul => "*",
                    ArithOp::Div => "/",
                    ArithOp::Mod => "%",
                };
                self.operand(lhs, &left, sign, "numbers", |shape| *shape == Shape::Number);
                self.operand(rhs, &right, sign, "numbers", |shape| *shape == Shape::Number);
                if *op == ArithOp::Sub && !(left.is_known() && right.is_known()) { Type::Any } else { Type::number() }
            }
            Expr::AssignExpr { lhs, rhs, .. } => {
                let (left, right) = (self.expr(lhs), self.expr(rhs));
                self.equal(lhs, rhs, &left, &right);
                Type::bool()
            }
            Expr::Membership { key, value, collection, .. } => {
                let key = key.as_ref().map(|key| self.expr(key));
                let (element, whole) = (self.expr(value), self.expr(collection));
                self.joined(value, collection);
                if self.member_of(value, collection, &element, &whole, key.as_ref()) {
                    Type::bool()
                } else {
                    Type::NEVER
                }
            }
        }
    }

    fn object(&mut self, fields: impl Iterator<Item = (&'w Expr, &'w Expr)>) -> Type {
        let mut members = Members::default();
        for (key, value) in fields {
            let of = self.expr(value);
            if of.is_never() {
                return Type::NEVER;
            }
            let Some(name) = text_of(key) else {
                let key = self.expr(key);
                members.rest = Some(match members.rest.take() {
                    None => (key, of),
                    Some((keys, values)) => (keys.or(key), values.or(of)),
                });
                continue;
            };
            let place = extent(key);
            let at = self.placing.then_some((self.env.unit, place.start, place.end));
            members.named.insert(name.to_owned(), Member { value: of, at });
        }
        Type::object(members)
    }

    fn operand(&mut self, at: &'w Expr, of: &Type, sign: &str, wants: &str, fits: impl Fn(&Shape) -> bool) {
        if of.is_known() && !of.shapes().iter().any(fits) {
            let message = format!("`{sign}` works on {wants}, but `{}` is {}", self.source(at), of.described());
            self.say(codes::TYPE, extent(at), message, None);
        }
    }

    fn reference(&mut self, expr: &'w Expr) -> Type {
        let chain = Chain::of(expr);
        let start = extent(chain.root).start;
        let Some(name) = variable(chain.root) else {
            let base = self.expr(chain.root);
            return self.steps(base, &chain.steps, start);
        };
        if let Some(known) = self.find(name) {
            let base = known.value.clone().unwrap_or(Type::Any);
            return self.steps(base, &chain.steps, start);
        }
        if name == "_" || self.is_variable(name) {
            return self.steps(Type::Any, &chain.steps, start);
        }
        match self.path_of(name) {
            Some(path) => self.follow(&path, &chain.steps, start),
            None => {
                let package = &self.world.units[self.env.unit].module.package;
                let item = self.world.item(package, name);
                let base = item.map_or(Type::Any, |id| self.use_rule(id));
                self.steps(base, &chain.steps, start)
            }
        }
    }

    /// Where a name leads that is a document or an import.
    pub(super) fn path_of(&mut self, name: &str) -> Option<Vec<String>> {
        if ["input", "data"].contains(&name) {
            return Some(vec![name.to_owned()]);
        }
        let path = self.world.units[self.env.unit].imports.get(name)?.path.clone();
        if self.quiet == 0 {
            self.out.imports.insert((self.env.unit, name.to_owned()));
        }
        Some(path)
    }

    /// What a path and the steps behind it lead to.
    fn follow(&mut self, path: &[String], steps: &[Step<'w>], start: usize) -> Type {
        if path.first().is_some_and(|root| root == "input") {
            let imported: Vec<Step<'w>> = path[1..].iter().map(|name| Step::Name(name.clone(), start..start)).collect();
            let all: Vec<Step<'w>> = imported.into_iter().chain(steps.iter().cloned()).collect();
            self.read(&all, start);
            let base = self.env.input.clone().unwrap_or_else(|| schema::SNAPSHOT.clone());
            let base = self.inside(base, &path[1..]);
            return self.steps(base, steps, start);
        }
        let names = steps.iter().map_while(|step| match step {
            Step::Name(name, _) => Some(name.clone()),
            Step::Index(_) => None,
        });
        let whole: Vec<String> = path.iter().cloned().chain(names).collect();
        match self.world.place(&whole) {
            Place::Config(end) => {
                if let Some(uses) = self.uses() {
                    uses.policy_file = true;
                }
                let base = self.env.config.clone().unwrap_or_else(|| schema::CONFIG.clone());
                self.rest(base, &whole, end, path.len(), steps, start)
            }
            Place::Beside(what, end) => {
                match what {
                    Beside::Facts => self.use_facts(start),
                    Beside::Since => {
                        if let Some(uses) = self.uses() {
                            uses.since = true;
                        }
                    }
                    Beside::Now => {}
                }
                self.rest(what.holds(), &whole, end, path.len(), steps, start)
            }
            Place::Item(id, end) => {
                let base = self.use_rule(id);
                self.rest(base, &whole, end, path.len(), steps, start)
            }
            Place::Index if !self.world.units[self.env.unit].may_read_index() => {
                let end = steps.first().map_or(start + 1, |step| step.range().end);
                let (message, help) = INDEX_IS_NOT_FOR_ALL;
                self.say(codes::UNRESOLVED, start..end, message.to_owned(), Some(help.to_owned()));
                Type::Any
            }
            Place::Index | Place::Unknown => self.steps(Type::Any, steps, start),
            Place::Packages(items) => {
                if let Some(uses) = self.uses() {
                    uses.items.extend(items);
                    // Above what cordon fills stands all of it.
                    let is_above = whole.len() <= 2;
                    uses.anything |= is_above;
                    uses.policy_file |= is_above;
                }
                self.steps(Type::Any, steps, start)
            }
            Place::Nowhere(at, nowhere) => {
                // What an import gets wrong is said at the import.
                if let Some(step) = at.checked_sub(path.len()).and_then(|at| steps.get(at)) {
                    self.nowhere(step.range(), &nowhere);
                }
                self.steps(Type::Any, steps, start)
            }
        }
    }

    /// Facts are worked out of what access is made of, and of the policy file. Settings are not required: without these,
    /// facts say what is possible at most.
    fn use_facts(&mut self, start: usize) {
        let unit = self.env.unit;
        let Some(uses) = self.uses() else { return };
        uses.facts = true;
        uses.policy_file = true;
        for section in BEHIND_ACCESS {
            uses.sections.entry(section).or_insert((unit, start..start + 1));
        }
    }

    pub(super) fn nowhere(&mut self, range: Range<usize>, nowhere: &Nowhere) {
        self.say(codes::UNRESOLVED, range, nowhere.message.clone(), Some(nowhere.help()));
    }

    /// The steps that are left after a place was found at `end` of `whole`, of which `given` come from an import.
    fn rest(
        &mut self,
        base: Type,
        whole: &[String],
        end: usize,
        given: usize,
        steps: &[Step<'w>],
        start: usize,
    ) -> Type {
        match end.checked_sub(given) {
            Some(done) => self.steps(base, steps.get(done..).unwrap_or_default(), start),
            None => {
                let base = self.inside(base, whole.get(end..given).unwrap_or_default());
                self.steps(base, steps, start)
            }
        }
    }

    /// The member at the end of names, without a word where it is not there.
    pub(super) fn inside(&self, base: Type, names: &[String]) -> Type {
        names.iter().fold(base, |base, name| match base.member(name) {
            Found::Value(value) => value,
            Found::Never => Type::Any,
        })
    }

    fn use_rule(&mut self, id: ItemId) -> Type {
        if let Some(uses) = self.uses() {
            uses.items.insert(id);
        }
        self.rule(id)
    }

    /// Notes which section a reference into `input` reads.
    pub(super) fn read(&mut self, steps: &[Step<'w>], start: usize) {
        if self.quiet > 0 {
            return;
        }
        let names: Option<Vec<String>> = match steps.first() {
            Some(Step::Name(name, _)) => Some(vec![name.clone()]),
            Some(Step::Index(index)) if self.unbound(index).is_none() => {
                self.quiet += 1;
                let key = self.expr(index);
                self.quiet -= 1;
                constants(&key).map(|names| names.into_iter().collect())
            }
            _ => None,
        };
        let unit = self.env.unit;
        let end = steps.first().map_or(start + "input".len(), |step| step.range().end).max(start + 1);
        let Some(uses) = self.uses() else { return };
        if let [Step::Name(first, _), Step::Name(second, _), ..] = steps
            && first == "sections"
        {
            uses.asked.extend(Section::from_name(second));
        }
        match names {
            Some(names) => {
                for section in names.iter().filter_map(|name| Section::from_name(name)) {
                    uses.sections.entry(section).or_insert((unit, start..end));
                }
            }
            None => uses.anything = true,
        }
    }

    /// What the steps of a reference lead to from a value.
    pub(super) fn steps(&mut self, mut base: Type, steps: &[Step<'w>], start: usize) -> Type {
        for step in steps {
            let before = start..step.range().start;
            base = match step {
                Step::Name(name, range) => match base.member(name) {
                    Found::Value(value) => {
                        self.note_members(&base, name, range);
                        value
                    }
                    Found::Never => {
                        self.no_member(&base, name, start..range.end, range.clone());
                        Type::NEVER
                    }
                },
                Step::Index(index) if self.unbound(index).is_some() || self.has_unbound(index) => {
                    if !base.is_collection() {
                        let text = self.text_before(&before);
                        let message = format!("`{text}` is {}, which has no members", base.described());
                        self.say(codes::TYPE, extent(index), message, None);
                    }
                    let origin = self.origin_of_index(start, &base, steps, step);
                    self.bind(index, &base.keys(), origin);
                    base.items()
                }
                Step::Index(index) => {
                    let key = self.expr(index);
                    match base.at(&key) {
                        Found::Value(value) => value,
                        Found::Never => {
                            self.no_key(&base, index, &key, &before);
                            Type::NEVER
                        }
                    }
                }
            };
        }
        base
    }

    /// Whether an index is a pattern with a variable that is not bound yet, as in `pairs[[id, name]]`.
    fn has_unbound(&self, index: &Expr) -> bool {
        match index {
            Expr::Array { items, .. } => {
                items.iter().any(|item| self.unbound(item).is_some() || self.has_unbound(item))
            }
            _ => false,
        }
    }

    fn text_before(&self, before: &Range<usize>) -> String {
        self.world.text(self.env.unit, before.clone()).trim_end_matches(['.', '[']).to_owned()
    }

    /// Says that a member is never there.
    pub(super) fn no_member(&mut self, base: &Type, name: &str, whole: Range<usize>, at: Range<usize>) {
        let objects = base.shapes().iter().filter_map(|shape| match shape {
            Shape::Object(members) => Some(members),
            _ => None,
        });
        let mut known: BTreeSet<String> = BTreeSet::new();
        let mut owners: Vec<&str> = Vec::new();
        let mut is_object = false;
        for members in objects {
            is_object = true;
            known.extend(members.named.keys().cloned());
            known.extend(members.rest.iter().flat_map(|(key, _)| listed(key)));
            owners.extend(members.what.as_deref());
        }
        // A test may well look for something that a rule must not give.
        if self.is_test() && self.env.negated > 0 && owners.is_empty() {
            return;
        }
        let after = self.world.text(self.env.unit, whole.end..whole.end + 1);
        let text = self.world.text(self.env.unit, whole);
        let opened = ["\"", "`"].contains(&after) && text.matches(after).count() % 2 == 1;
        let text = if opened { format!("{text}{after}") } else { text.to_owned() };
        let text = if text.matches('[').count() > text.matches(']').count() { format!("{text}]") } else { text };
        owners.dedup();
        let (message, help) = if is_object {
            let owner = if owners.is_empty() { "the object".to_owned() } else { owners.join(" or ") };
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            let all =
                if known.is_empty() { "it has none".to_owned() } else { format!("there are {}", known.join(", ")) };
            let help = suggestion(name, known, &all);
            (format!("`{text}` is never there: {owner} has no member `{name}`"), Some(help))
        } else {
            (format!("`{text}` is never there: {} has no member `{name}`", base.described()), None)
        };
        self.say(codes::MEMBER, at, message, help);
    }

    fn no_key(&mut self, base: &Type, index: &'w Expr, key: &Type, before: &Range<usize>) {
        let text = self.text_before(before);
        let (expected, got) = (base.keys(), key.described());
        let message = if expected.is_never() && !base.is_collection() {
            format!("`{text}` is {}, which has no members", base.described())
        } else if let (Some(own), Some(names)) = (constants(&expected), constants(key)) {
            let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
            let own: Vec<String> = own.into_iter().collect();
            format!("`{text}` never has the key {}, only {}", names.join(" or "), own.join(", "))
        } else {
            format!("`{text}` is looked up by {}, but `{}` is {got}", expected.described(), self.source(index))
        };
        self.say(codes::TYPE, extent(index), message, None);
    }
}
