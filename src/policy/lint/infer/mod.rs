//! What expressions can be, and what that says is wrong.
//!
//! Every rule is looked at on its own: its bodies in order, twice where something is reported, since Rego does not
//! care for order and a variable may get its value further down. What a rule is follows from its definitions; what a
//! function gives is worked out for each call, from what it is called with. What is reported inside a function holds
//! for all its calls together: its parameters are what all callers in the pack give, constants aside.
//!
//! Types are never too small, so what is reported is certain as far as the snapshot and the policy file obey their
//! schemas, which is checked before each run. Where nothing is known, nothing is said.

mod alike;
mod builtins;
mod call;
mod compare;
mod expr;
mod join;
mod query;
mod with;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;

use super::tree::{Expr, Head, Query, Rule, Step, bodies};
use super::types::{Member, Members, Type, both};
use super::world::{ItemId, World};
use crate::diagnostic::{Check, Diagnostic};
use crate::snapshot::Section;
use join::Origin;

/// What a rule or function was seen to use.
#[derive(Debug, Default)]
pub(in crate::policy) struct Uses {
    /// Rules and functions.
    pub(in crate::policy) items: BTreeSet<ItemId>,
    /// Sections of the snapshot, with the first place that reads each.
    pub(in crate::policy) sections: BTreeMap<Section, (usize, Range<usize>)>,
    /// Sections of which it asks how completely they were read.
    pub(in crate::policy) asked: BTreeSet<Section>,
    /// Whether it uses `input` in a way that may read any section.
    pub(in crate::policy) anything: bool,
    /// Whether it uses the policy file.
    pub(in crate::policy) policy_file: bool,
    /// Whether it uses the facts beside the snapshot.
    pub(in crate::policy) facts: bool,
    /// Whether it uses an earlier snapshot.
    pub(in crate::policy) since: bool,
}

/// What came of looking at everything.
pub(super) struct Inferred {
    pub(super) found: Vec<Diagnostic>,
    pub(super) uses: BTreeMap<ItemId, Uses>,
    /// Imports that are used: module and name.
    pub(super) imports: BTreeSet<(usize, String)>,
    /// What each definition of `findings` gives: module, place of its head, type.
    pub(super) findings: Vec<(usize, Range<usize>, Type)>,
    /// What may stand in place of a member or a constant, by its module and byte range: members of the same kind, and
    /// the other values of an enumeration.
    pub(super) alike: BTreeMap<(usize, usize, usize), BTreeSet<String>>,
}

/// A variable.
#[derive(Debug, Clone, Default)]
struct Variable {
    /// `None` until something binds it.
    value: Option<Type>,
    /// The walk over a large section that it comes from.
    origin: Option<Origin>,
}

/// The variables of one body.
#[derive(Debug, Default)]
struct Frame {
    variables: BTreeMap<String, Variable>,
    /// Those that were declared here, and so hide what has their name elsewhere.
    declared: BTreeSet<String>,
    /// Those that no statement binds: parameters, and what `every` walks with.
    fixed: BTreeSet<String>,
}

/// Where an expression stands.
#[derive(Debug, Default)]
struct Env {
    unit: usize,
    item: Option<ItemId>,
    frames: Vec<Frame>,
    /// What stands in for `input` and the policy file.
    input: Option<Type>,
    config: Option<Type>,
    /// How many `not` are around it.
    negated: usize,
}

/// The analysis.
struct Infer<'w, 'm> {
    world: &'w World<'m>,
    env: Env,
    /// Nothing is reported or recorded while this is not zero.
    quiet: usize,
    /// Whether literals keep the places of their members.
    placing: bool,
    rules: HashMap<ItemId, Type>,
    calls: HashMap<(ItemId, Vec<Type>), Type>,
    busy: HashSet<ItemId>,
    depth: usize,
    /// Calls that were worked out.
    worked_out: usize,
    /// What each function is called with, by all its callers.
    given: BTreeMap<ItemId, Vec<Type>>,
    /// Functions whose callers gave something new.
    changed: BTreeSet<ItemId>,
    seen: HashSet<(usize, Range<usize>, &'static str)>,
    out: Inferred,
}

/// The rule that reports read.
pub(super) const FINDINGS: &str = "findings";

/// How deep functions are followed into each other.
const DEEPEST: usize = 24;

/// How many calls are worked out; of more than that, nothing is known.
const MOST_CALLS: usize = 20_000;

/// How often the parameters of functions are worked out anew before they count as unknown.
const MOST_ROUNDS: usize = 400;

/// Looks at everything.
pub(super) fn infer(world: &World<'_>) -> Inferred {
    let out = Inferred {
        found: Vec::new(),
        uses: BTreeMap::new(),
        imports: BTreeSet::new(),
        findings: Vec::new(),
        alike: BTreeMap::new(),
    };
    let mut infer = Infer {
        world,
        env: Env::default(),
        quiet: 0,
        placing: false,
        rules: HashMap::new(),
        calls: HashMap::new(),
        busy: HashSet::new(),
        depth: 0,
        worked_out: 0,
        given: BTreeMap::new(),
        changed: BTreeSet::new(),
        seen: HashSet::new(),
        out,
    };
    infer.callers();
    infer.report();
    infer.out
}

impl<'w> Infer<'w, '_> {
    /// Works out what functions are called with, without reporting.
    fn callers(&mut self) {
        self.quiet += 1;
        let functions: Vec<ItemId> =
            (0..self.world.items.len()).filter(|id| self.world.items[*id].arity.is_some()).collect();
        for id in 0..self.world.items.len() {
            if self.world.items[id].arity.is_none() {
                self.rule(id);
            }
        }
        let mut rounds = 0;
        self.settle(&mut rounds);
        // What nothing calls may be called with anything, and so may what it calls.
        for id in functions {
            if !self.given.contains_key(&id) {
                let arity = self.world.items[id].arity.unwrap_or_default();
                self.given.insert(id, vec![Type::Any; arity]);
                self.changed.insert(id);
                self.settle(&mut rounds);
            }
        }
        self.quiet -= 1;
    }

    fn settle(&mut self, rounds: &mut usize) {
        while let Some(id) = self.changed.pop_first() {
            *rounds += 1;
            if *rounds > MOST_ROUNDS * 4 {
                for given in self.given.values_mut() {
                    given.fill(Type::Any);
                }
                self.changed.clear();
                return;
            }
            let given = self.given.get(&id).cloned().unwrap_or_default();
            for (unit, rule) in self.world.definitions(id) {
                self.definition(id, unit, rule, Some(&given));
            }
        }
    }

    /// Looks at everything once more and reports.
    fn report(&mut self) {
        for id in 0..self.world.items.len() {
            let given = self.given.get(&id).cloned();
            for (unit, rule) in self.world.definitions(id) {
                let value = self.definition(id, unit, rule, given.as_deref());
                if self.world.items[id].name == FINDINGS {
                    let head = super::tree::extent(Head::of(rule).chain.root);
                    self.out.findings.push((unit, head, value));
                }
            }
        }
    }

    /// What a rule is.
    fn rule(&mut self, id: ItemId) -> Type {
        if let Some(known) = self.rules.get(&id) {
            return known.clone();
        }
        if self.world.items[id].arity.is_some() || !self.busy.insert(id) || self.depth > DEEPEST {
            return Type::Any;
        }
        self.quiet += 1;
        self.depth += 1;
        let mut whole: Option<Type> = None;
        for (unit, rule) in self.world.definitions(id) {
            let value = self.definition(id, unit, rule, None);
            let partial = {
                let head = Head::of(rule);
                !head.chain.steps.is_empty() || head.element.is_some()
            };
            whole = Some(match whole {
                None => value,
                Some(before) if partial => both(&before, &value),
                Some(before) => before.or(value),
            });
        }
        self.depth -= 1;
        self.quiet -= 1;
        self.busy.remove(&id);
        let whole = whole.unwrap_or(Type::NEVER).bounded();
        self.rules.insert(id, whole.clone());
        whole
    }

    /// What one definition gives; `NEVER` where its bodies can't hold.
    fn definition(&mut self, id: ItemId, unit: usize, rule: &'w Rule, given: Option<&[Type]>) -> Type {
        let env = Env { unit, item: Some(id), ..Env::default() };
        let outer = std::mem::replace(&mut self.env, env);
        let places = self.world.units[unit].is_test || self.world.items[id].name == FINDINGS;
        let placing = std::mem::replace(&mut self.placing, places);
        let head = Head::of(rule);
        let bodies = bodies(rule);
        let mut values = Vec::new();
        if bodies.is_empty() {
            values.extend(self.body(None, &head, given, |infer| infer.head(&head, head.value)));
        }
        for body in bodies {
            let value = body.assign.as_ref().map(|assign| assign.value.as_ref()).or(if body.is_else {
                None
            } else {
                head.value
            });
            values.extend(self.body(Some(&body.query), &head, given, |infer| infer.head(&head, value)));
        }
        self.placing = placing;
        self.env = outer;
        Type::any_of(values)
    }

    /// Looks at a body with the parameters of its head, then at what it gives; nothing where it can't hold.
    fn body(
        &mut self,
        query: Option<&'w Query>,
        head: &Head<'w>,
        given: Option<&[Type]>,
        then: impl Fn(&mut Self) -> Type,
    ) -> Option<Type> {
        let mut frame = Frame::default();
        let mut patterns: Vec<(&'w Expr, Type)> = Vec::new();
        for (at, parameter) in head.parameters.unwrap_or_default().iter().enumerate() {
            let value = given.and_then(|given| given.get(at)).cloned().unwrap_or(Type::Any);
            let mut names = Vec::new();
            super::world::variables_in(parameter, &mut names);
            for name in names {
                frame.declared.insert(name.to_owned());
                frame.fixed.insert(name.to_owned());
            }
            patterns.push((parameter, value));
        }
        self.env.frames.push(frame);
        let mut fits = true;
        for (pattern, value) in patterns {
            // A parameter that is a constant chooses among definitions; that it does not fit is no mistake.
            self.quiet += 1;
            fits &= self.bind(pattern, &value, None);
            self.quiet -= 1;
        }
        // What is reported must be looked at whether or not anything in the pack calls it so.
        let result = if fits || self.quiet == 0 { self.passes(query, then) } else { None };
        self.env.frames.pop();
        result
    }

    /// Looks at a query in the innermost frame, twice where that is reported.
    fn passes<T>(&mut self, query: Option<&'w Query>, then: impl Fn(&mut Self) -> T) -> Option<T> {
        if self.quiet == 0 {
            self.quiet += 1;
            if let Some(query) = query {
                self.statements(query);
            }
            let _ = then(self);
            self.quiet -= 1;
            self.forget_hidden();
        }
        let holds = query.is_none_or(|query| self.statements(query));
        let result = then(self);
        holds.then_some(result)
    }

    /// What a head gives: its value at the place that it defines.
    fn head(&mut self, head: &Head<'w>, value: Option<&'w Expr>) -> Type {
        let mut of = match (head.element, value) {
            (Some(element), _) => Type::set(self.expr(element)),
            (None, Some(value)) => self.expr(value),
            (None, None) => Type::bool(),
        };
        if head.parameters.is_some() {
            return of;
        }
        for step in head.chain.steps.iter().rev() {
            of = match step {
                Step::Name(name, _) => Type::object(Members {
                    named: BTreeMap::from([(name.clone(), Member::of(of))]),
                    ..Members::default()
                }),
                Step::Index(index) => {
                    let key = self.expr(index);
                    Type::map(key, of)
                }
            };
        }
        of
    }

    /// Reports something, once for each place.
    fn say(&mut self, check: Check, range: Range<usize>, message: String, help: Option<String>) {
        if self.quiet > 0 || !self.seen.insert((self.env.unit, range.clone(), check.code)) {
            return;
        }
        self.say_in(self.env.unit, check, range, message, help);
    }

    fn say_in(&mut self, unit: usize, check: Check, range: Range<usize>, message: String, help: Option<String>) {
        let diagnostic = self.world.at(unit, range, check.level, message).code(check.code);
        self.out.found.push(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }

    /// What the rule that is looked at uses, where that is recorded.
    fn uses(&mut self) -> Option<&mut Uses> {
        let item = self.env.item.filter(|_| self.quiet == 0)?;
        Some(self.out.uses.entry(item).or_default())
    }

    fn is_test(&self) -> bool {
        self.world.units[self.env.unit].is_test
    }
}
