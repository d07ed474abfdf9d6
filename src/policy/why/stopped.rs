//! How far a body comes for a subject that it found nothing on.

use std::collections::BTreeSet;

use regorus::unstable::{Expr, Literal, LiteralStmt, NodeRef, Rule, RuleHead};

use super::Modules;
use super::failing::{Beginning, RULE, Why};
use super::fired::text;
use super::needs::{By, Needs, Order};
use super::place::range;
use super::refer::{Aim, Index, Into, Wanted, parts_of, rule_name};
use super::syntax::children;
use crate::diagnostic::Excerpt;
use crate::finding::SubjectRef;
use crate::policy::engine::bench::Bench;
use crate::snapshot::Tree;
use crate::tested::Failure;
use crate::traced::Stop;

/// How many helpers behind each other are looked into.
const DEEPEST: usize = 4;

impl Why<'_> {
    /// How far each definition of `findings` comes, for a subject or for anything at all.
    ///
    /// # Errors
    /// Why that can't be told.
    pub(super) fn stopped(&self, modules: &Modules<'_>, subject: Option<&SubjectRef>) -> Result<Vec<Stop>, String> {
        let mut stops = Vec::new();
        let mut other: Option<String> = None;
        let mut definitions = 0;
        for (head, rule) in self.rules().filter(|(head, _)| rule_name(head) == Some("findings")) {
            let (RuleHead::Set { key: Some(key), .. }, Rule::Spec { bodies, .. }) = (head, rule) else { continue };
            definitions += 1;
            let nothing = [];
            let statements = bodies.first().map_or(&nothing[..], |body| &body.query.stmts);
            let mut wanted = Vec::new();
            let mut missed = None;
            for (member, value) in subject.iter().flat_map(|of| [("type", &of.kind), ("id", &of.id)]) {
                let path = [Into::Member("subject".to_owned()), Into::Member(member.to_owned())];
                match self.aim(key, &path, &text(value), statements) {
                    Aim::At(one) => wanted.push(one),
                    Aim::Met => {}
                    Aim::Missed if member == "id" => {
                        missed = Some(format!("the rule's findings are never about `{}`", subject_text(subject)));
                    }
                    Aim::Missed => {
                        missed = Some(format!("the rule's findings are never about a subject of the type `{value}`"));
                    }
                }
            }
            if missed.is_none() && !self.is_possible(&wanted)? {
                missed = Some(format!("the rule's findings are never about `{}`", subject_text(subject)));
            }
            if missed.is_some() {
                other = missed;
                continue;
            }
            stops.extend(self.stop(modules, head, statements, &wanted, 0)?);
        }
        match (definitions, other) {
            (0, _) => Err("the rule does not define its findings with `findings contains … if`".to_owned()),
            (_, Some(reason)) if stops.is_empty() => Err(reason),
            _ if stops.is_empty() => {
                Err("asked one by one, all its conditions hold; what it found is not a finding of its own".to_owned())
            }
            _ => Ok(stops),
        }
    }

    /// Whether what is wanted can be, as far as that depends on no variable.
    fn is_possible(&self, wanted: &[Wanted]) -> Result<bool, String> {
        let fixed = wanted.iter().enumerate().filter(|(_, one)| one.variables().is_empty());
        let fixed: Vec<String> = fixed.map(|(number, one)| one.statement(number)).collect();
        if fixed.is_empty() {
            return Ok(true);
        }
        let bench = self.bench_with(&format!("{RULE}0 := count([1 | {}])\n", fixed.join("\n\t")))?;
        self.has_solution(&bench, 0)
    }

    fn has_solution(&self, bench: &Bench, at: usize) -> Result<bool, String> {
        Ok(self.ask(bench, at)?.is_some_and(|count| count != Tree::from(0u64)))
    }

    /// The first statement of a body that leaves no solution.
    ///
    /// Statements that come before the subject does would hold for any other one, so what gives the subject is asked
    /// first, where it can give it at all.
    fn stop(
        &self,
        modules: &Modules<'_>,
        head: &RuleHead,
        statements: &[LiteralStmt],
        wanted: &[Wanted],
        depth: usize,
    ) -> Result<Option<Stop>, String> {
        let needs = Needs::of(&self.names, statements);
        let mut asked = Asked { why: self, statements, needs: &needs, wanted, solved: Vec::new() };
        asked.solved = asked.solve()?;
        let start = asked.start();
        let mut order = start.clone();
        let is_placed = asked.place_binders(&mut order);
        let mut given = 0;
        if is_placed && !order.placed.is_empty() {
            let rules = format!("{RULE}0 := count([1 | {}])\n", asked.beginning(&order.placed, true).text());
            if self.has_solution(&self.bench_with(&rules)?, 0)? {
                given = order.placed.len();
            } else {
                order = start;
            }
        } else {
            order = start;
        }
        for at in 0..statements.len() {
            needs.place_anyhow(at, &mut order);
        }
        let mut rules = String::new();
        for at in given..order.placed.len() {
            let text = asked.beginning(&order.placed[..=at], true).text();
            rules.push_str(&format!("{RULE}{at} := count([1 | {text}])\n\n"));
        }
        let bench = self.bench_with(&rules)?;
        for at in given..order.placed.len() {
            if self.has_solution(&bench, at)? {
                continue;
            }
            let (before, number) = (&order.placed[..at], order.placed[at]);
            let Some(statement) = statements.get(number) else { break };
            let failure = asked.failure(before, number)?;
            let through = if depth < DEEPEST { self.through(modules, statement, wanted, depth) } else { Vec::new() };
            let held = before.iter().filter(|other| **other < number).count();
            return Ok(Some(Stop { head: self.head_text(head), held, failure, through }));
        }
        Ok(None)
    }

    /// How far the helper that a statement draws on comes.
    fn through(&self, modules: &Modules<'_>, statement: &LiteralStmt, wanted: &[Wanted], depth: usize) -> Vec<Stop> {
        // What holds by not being there has no first condition that failed, and what is asked of other data is not asked
        // of the snapshot.
        if !statement.with_mods.is_empty()
            || matches!(&statement.literal, Literal::NotExpr { .. } | Literal::Every { .. })
        {
            return Vec::new();
        }
        let Some(found) = self.reference(statement) else { return Vec::new() };
        let mut stops = Vec::new();
        for at in modules.numbers_of(&found.package) {
            let Ok(why) = Why::new(self.bench, modules, at) else { continue };
            for (head, rule) in why.rules().filter(|(head, _)| rule_name(head) == Some(&found.name)) {
                let Rule::Spec { bodies, .. } = rule else { continue };
                let [body] = bodies.as_slice() else { continue };
                if body.query.stmts.is_empty() {
                    continue;
                }
                let (indexes, value, is_set) = parts_of(head);
                let mut asked: Vec<(&NodeRef<Expr>, Vec<Into>, String)> = Vec::new();
                for (index, of) in found.indexes.iter().zip(&indexes) {
                    match index {
                        Index::Of(index) => {
                            let inside = self.wanted_in(index, wanted).into_iter();
                            asked.extend(inside.map(|(path, value)| (*of, path, value)));
                        }
                        Index::Named(name) => asked.push((of, Vec::new(), text(name))),
                    }
                }
                let rest = indexes.get(found.indexes.len()..).unwrap_or_default();
                if let (Some(pattern), Some(index), true) = (found.key, rest.first(), found.is_walked) {
                    asked
                        .extend(self.wanted_in(pattern, wanted).into_iter().map(|(path, value)| (*index, path, value)));
                }
                let gives_value = match (rest.len(), is_set) {
                    (0, true) | (1, false) => found.is_walked,
                    (0, false) => !found.is_walked,
                    _ => false,
                };
                if let (Some(pattern), Some(of), true) = (found.value, value, gives_value) {
                    asked.extend(self.wanted_in(pattern, wanted).into_iter().map(|(path, value)| (of, path, value)));
                }
                let aims = asked.iter().map(|(of, path, value)| why.aim(of, path, value, &body.query.stmts));
                let mut inner = Vec::new();
                let mut is_possible = true;
                for aim in aims {
                    match aim {
                        Aim::At(one) => inner.push(one),
                        Aim::Met => {}
                        // Another definition.
                        Aim::Missed => is_possible = false,
                    }
                }
                if is_possible
                    && (!inner.is_empty() || wanted.is_empty())
                    && let Ok(Some(stop)) = why.stop(modules, head, &body.query.stmts, &inner, depth + 1)
                {
                    stops.push(stop);
                }
            }
        }
        stops
    }
}

/// A body that is asked for what is wanted.
struct Asked<'a> {
    why: &'a Why<'a>,
    statements: &'a [LiteralStmt],
    needs: &'a Needs,
    wanted: &'a [Wanted],
    /// Keys of lookups that what is wanted leaves one value for.
    solved: Vec<(String, String)>,
}

impl Asked<'_> {
    /// Some statements as they are written, with what is wanted of the variables that they bind.
    fn beginning(&self, placed: &[usize], is_wanted: bool) -> Beginning {
        let (declared, asked): (Vec<usize>, Vec<usize>) = (0..self.statements.len())
            .filter(|at| placed.contains(at) || self.needs.declares(*at))
            .partition(|at| self.needs.declares(*at));
        let text = |at: usize| self.why.statement(&self.statements[at], "");
        let mut beginning = Beginning::default();
        beginning.statements.extend(declared.into_iter().map(text));
        beginning.statements.extend(self.fixed().map(|(name, value)| format!("{name} = {value}")));
        beginning.statements.extend(asked.into_iter().map(text));
        beginning.bound = self.bound_by(placed);
        if is_wanted {
            let wanted = self.wanted.iter().enumerate().filter(|(_, one)| self.is_bound(one, &beginning.bound));
            let wanted: Vec<String> = wanted.map(|(number, one)| one.statement(number)).collect();
            beginning.statements.extend(wanted);
        }
        beginning
    }

    /// What is wanted of variables that nothing gives values but lookups, as in `input.users[id].name`. Each of these has
    /// a value of its own for any key, so it is asked for that of the subject from the start.
    fn fixed(&self) -> impl Iterator<Item = (&str, &str)> {
        let variables = self.wanted.iter().filter_map(|one| Some((one.variable()?, one.value.as_str())));
        let solved = self.solved.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        variables.filter(|(name, _)| self.is_by_lookup(name)).chain(solved)
    }

    /// Nothing is placed, and what is fixed has its value.
    fn start(&self) -> Order {
        Order { placed: Vec::new(), bound: self.fixed().map(|(name, _)| name.to_owned()).collect() }
    }

    /// Places what gives the wanted variables their values. Returns whether there is something for each.
    fn place_binders(&self, order: &mut Order) -> bool {
        let variables = self.wanted.iter().flat_map(Wanted::variables);
        variables.filter(|variable| self.needs.knows(variable)).all(|name| self.needs.place_binder(&name, order))
    }

    /// Whether nothing gives a variable a value but lookups.
    fn is_by_lookup(&self, name: &str) -> bool {
        let mut ways = (0..self.statements.len()).filter_map(|at| self.needs.binds(at, name)).peekable();
        ways.peek().is_some() && ways.all(|by| by == By::Lookup)
    }

    /// The keys of lookups from which what is wanted is worked out, as in `id := lower(key)`, where one value of each
    /// leads to it: conditions on other keys say nothing of the subject.
    fn solve(&self) -> Result<Vec<(String, String)>, String> {
        let start = self.start();
        let mut order = start.clone();
        let is_placed = self.place_binders(&mut order);
        let keys: Vec<String> = order
            .placed
            .iter()
            .flat_map(|at| self.needs.bound_by(&[*at]))
            .filter(|name| !start.bound.contains(name) && self.is_by_lookup(name))
            .collect::<BTreeSet<String>>()
            .into_iter()
            .collect();
        if !is_placed || keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut lines: Vec<String> = self.fixed().map(|(name, value)| format!("{name} = {value}")).collect();
        for at in &order.placed {
            let statement = &self.statements[*at];
            let own: Vec<String> = keys.iter().filter_map(|key| self.lookup_of(statement, key)).collect();
            match own.is_empty() {
                true => lines.push(self.why.statement(statement, "")),
                false => lines.extend(own),
            }
        }
        let bound = self.needs.bound_by(&order.placed);
        let wanted = self.wanted.iter().enumerate().filter(|(_, one)| self.is_bound(one, &bound));
        lines.extend(wanted.map(|(number, one)| one.statement(number)));
        let declared = keys.iter().map(|key| format!("some {key}\n\t")).collect::<String>();
        let rule = format!("{RULE}0 := {{[{}] | {declared}{}}}\n", keys.join(", "), lines.join("\n\t"));
        // What can't be asked in this way is asked in the order of the source.
        let Ok(bench) = self.why.bench_with(&rule) else { return Ok(Vec::new()) };
        let found = self.why.ask(&bench, 0).ok().flatten().map(|found| crate::snapshot::tree::to_json(&found));
        let values = match found.as_ref().and_then(serde_json::Value::as_array).map(Vec::as_slice) {
            Some([one]) => one.as_array().cloned().unwrap_or_default(),
            _ => Vec::new(),
        };
        Ok(keys.into_iter().zip(values.into_iter().map(|value| value.to_string())).collect())
    }

    /// The part of a statement that goes over the values of a key.
    fn lookup_of(&self, statement: &LiteralStmt, key: &str) -> Option<String> {
        fn find<'e>(expression: &'e NodeRef<Expr>, key: &str) -> Option<&'e NodeRef<Expr>> {
            if let Expr::RefBrack { refr, index, .. } = expression.as_ref()
                && matches!(index.as_ref(), Expr::Var { span, .. } if span.text() == key)
            {
                return Some(refr);
            }
            children(expression).into_iter().find_map(|child| find(child, key))
        }
        let expressions: Vec<&NodeRef<Expr>> = match &statement.literal {
            Literal::Expr { expr, .. } => vec![expr],
            Literal::SomeIn { collection, .. } => vec![collection],
            Literal::Every { domain, .. } => vec![domain],
            Literal::NotExpr { .. } | Literal::SomeVars { .. } => Vec::new(),
        };
        let base = expressions.into_iter().find_map(|expression| find(expression, key))?;
        Some(format!("_ = {}[{key}]", self.why.part(base).text))
    }

    /// The variables that have a value where statements hold.
    fn bound_by(&self, placed: &[usize]) -> BTreeSet<String> {
        let mut bound = self.needs.bound_by(placed);
        bound.extend(self.fixed().map(|(name, _)| name.to_owned()));
        bound
    }

    fn is_bound(&self, wanted: &Wanted, bound: &BTreeSet<String>) -> bool {
        wanted.variables().iter().all(|variable| bound.contains(variable) || !self.needs.knows(variable))
    }

    /// Says what is to be said of a statement that leaves no solution behind others.
    fn failure(&self, before: &[usize], number: usize) -> Result<Failure, String> {
        let why = self.why;
        let statement = &self.statements[number];
        let mut beginning = self.beginning(before, true);
        let with: Vec<usize> = before.iter().copied().chain([number]).collect();
        let bound = self.bound_by(&with);
        let fresh = |(_, one): &(usize, &Wanted)| !self.is_bound(one, &beginning.bound) && self.is_bound(one, &bound);
        let fresh: Vec<(usize, &Wanted)> = self.wanted.iter().enumerate().filter(fresh).collect();
        if !fresh.is_empty() {
            let looked_up = |name: &&str| self.needs.binds(number, name).is_some_and(|by| by == By::Lookup);
            let known = fresh.iter().filter(|(_, one)| one.variable().as_ref().is_some_and(looked_up));
            let known: Vec<&Wanted> = known.map(|(_, one)| *one).collect();
            if known.is_empty()
                && let Some(one) = self.never_given(&beginning, &with, &fresh)?
            {
                return Ok(why.not_among(&beginning, statement, one));
            }
            // What it looks up has a value without it: the one that is wanted.
            for (name, one) in known.into_iter().filter_map(|one| Some((one.variable()?, one))) {
                beginning.statements.push(format!("{name} = {}", one.value));
                beginning.bound.insert(name.to_owned());
            }
        }
        Ok(why.element(&beginning, statement, "", 0).unwrap_or_else(|| why.failure(&beginning, statement, "")))
    }

    /// The first of what is wanted that statements never give, where they give something.
    fn never_given<'w>(
        &self,
        before: &Beginning,
        with: &[usize],
        fresh: &[(usize, &'w Wanted)],
    ) -> Result<Option<&'w Wanted>, String> {
        let mut all = self.beginning(with, false);
        let wanted = self.wanted.iter().enumerate().filter(|(_, one)| self.is_bound(one, &before.bound));
        all.statements.extend(wanted.map(|(number, one)| one.statement(number)));
        let mut rules = format!("{RULE}0 := count([1 | {}])\n\n", all.text());
        for (at, (number, one)) in fresh.iter().enumerate() {
            all.statements.push(one.statement(*number));
            rules.push_str(&format!("{RULE}{} := count([1 | {}])\n\n", at + 1, all.text()));
        }
        let bench = self.why.bench_with(&rules)?;
        if !self.why.has_solution(&bench, 0)? {
            return Ok(None);
        }
        for (at, (_, one)) in fresh.iter().enumerate() {
            if !self.why.has_solution(&bench, at + 1)? {
                return Ok(Some(one));
            }
        }
        Ok(None)
    }
}

impl Why<'_> {
    /// Says that a statement has solutions, and none with what is wanted.
    fn not_among(&self, before: &Beginning, statement: &LiteralStmt, wanted: &Wanted) -> Failure {
        let what = format!("never gives this subject (`{}`)", wanted.shown());
        // What it gives instead is a value like any other, but nobody wants to see all that is chosen from.
        if matches!(&statement.literal, Literal::Expr { .. }) {
            return Failure { what, ..self.failure(before, statement, "") };
        }
        let (start, end) = range(&self.module.text, &statement.span);
        Failure {
            file: self.module.file.clone(),
            excerpt: Excerpt::new(&self.module.text, start..end, ""),
            expression: self.module.text.get(start..end).unwrap_or_default().to_owned(),
            what,
            values: Vec::new(),
            difference: None,
            solutions: 1,
        }
    }
}

fn subject_text(subject: Option<&SubjectRef>) -> String {
    subject.map(ToString::to_string).unwrap_or_default()
}
