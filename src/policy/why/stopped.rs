//! How far a body comes for a subject that it found nothing on.

use regorus::unstable::{Expr, Literal, LiteralStmt, NodeRef, Rule, RuleHead};

use super::Modules;
use super::failing::{Beginning, RULE, Why};
use super::fired::text;
use super::place::range;
use super::refer::{Aim, Index, Into, Wanted, parts_of, rule_name};
use crate::diagnostic::Excerpt;
use crate::finding::SubjectRef;
use crate::snapshot::Tree;
use crate::tested::Failure;
use crate::traced::Stop;

/// How many helpers behind each other are looked into.
const DEEPEST: usize = 4;

/// A row of a body: a statement, or what is wanted of its variables.
enum Row<'s> {
    Statement(&'s LiteralStmt),
    Wanted(&'s Wanted),
}

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
            let mut is_missed = false;
            for (member, value) in subject.iter().flat_map(|subject| [("type", &subject.kind), ("id", &subject.id)]) {
                let path = [Into::Member("subject".to_owned()), Into::Member(member.to_owned())];
                match self.aim(key, &path, &text(value), statements) {
                    Aim::At(one) => wanted.push(one),
                    Aim::Met => {}
                    Aim::Missed => is_missed = true,
                    Aim::Unknown => {
                        return Err(format!(
                            "the rule works out the {member} of its subjects, so its conditions can't be asked for one"
                        ));
                    }
                }
            }
            if is_missed {
                other = subject.map(|subject| {
                    format!("the rule's findings are never about a subject of the type `{}`", subject.kind)
                });
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

    /// The first statement of a body that leaves no solution.
    fn stop(
        &self,
        modules: &Modules<'_>,
        head: &RuleHead,
        statements: &[LiteralStmt],
        wanted: &[Wanted],
        depth: usize,
    ) -> Result<Option<Stop>, String> {
        let mut beginning = Beginning::default();
        let mut rows: Vec<(Row<'_>, Beginning)> = Vec::new();
        let mut rules = String::new();
        let mut placed = vec![false; wanted.len()];
        for statement in statements {
            rows.push((Row::Statement(statement), beginning.clone()));
            beginning.statements.push(self.statement(statement, ""));
            self.names.bind(statement, &mut beginning.bound);
            for (one, placed) in wanted.iter().zip(&mut placed) {
                if !*placed && beginning.bound.contains(&one.variable) {
                    *placed = true;
                    rows.push((Row::Wanted(one), beginning.clone()));
                    beginning.statements.push(one.statement());
                }
            }
        }
        let mut so_far = Beginning::default();
        for (at, (row, _)) in rows.iter().enumerate() {
            so_far.statements.push(match row {
                Row::Statement(statement) => self.statement(statement, ""),
                Row::Wanted(one) => one.statement(),
            });
            rules.push_str(&format!("{RULE}{at} := count([1 | {}])\n\n", so_far.text()));
        }
        let bench = self.bench_with(&rules)?;
        let mut held = 0;
        let mut last: Option<&LiteralStmt> = None;
        for (at, (row, before)) in rows.iter().enumerate() {
            if self.ask(&bench, at)?.is_some_and(|count| count != Tree::from(0u64)) {
                if let Row::Statement(statement) = row {
                    held += 1;
                    last = Some(statement);
                }
                continue;
            }
            let (failure, statement) = match row {
                Row::Statement(statement) => (self.failure(before, statement, ""), *statement),
                Row::Wanted(one) => {
                    let Some(statement) = last else { return Ok(None) };
                    held -= 1;
                    (self.not_among(statement, one), statement)
                }
            };
            let through = if depth < DEEPEST { self.through(modules, statement, wanted, depth) } else { Vec::new() };
            return Ok(Some(Stop { head: self.head_text(head), held, failure, through }));
        }
        Ok(None)
    }

    /// How far the helper that a statement draws on comes.
    fn through(&self, modules: &Modules<'_>, statement: &LiteralStmt, wanted: &[Wanted], depth: usize) -> Vec<Stop> {
        // What holds by not being there has no first condition that failed.
        if matches!(&statement.literal, Literal::NotExpr { .. } | Literal::Every { .. }) {
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
                        // Another definition, or one that can't be asked.
                        Aim::Missed | Aim::Unknown => is_possible = false,
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

    /// Says that a statement has solutions, and none with what is wanted.
    fn not_among(&self, statement: &LiteralStmt, wanted: &Wanted) -> Failure {
        let (start, end) = range(&self.module.text, &statement.span);
        Failure {
            file: self.module.file.clone(),
            excerpt: Excerpt::new(&self.module.text, start..end, ""),
            expression: self.module.text.get(start..end).unwrap_or_default().to_owned(),
            what: format!("never gives this subject (`{}`)", wanted.statement()),
            values: Vec::new(),
            difference: None,
            solutions: 1,
        }
    }
}
