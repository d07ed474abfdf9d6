//! What the statements of a body need, what they bind, and in which order they can be asked.

use std::collections::BTreeSet;

use regorus::unstable::{AssignOp, Expr, Literal, LiteralStmt, NodeRef, Query};

use super::names::Names;
use super::syntax::children;

/// How a variable gets a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum By {
    /// It is what is chosen or assigned: `some x in …`, `x := …`.
    Pattern,
    /// It goes over the keys of something: `input.users[x]`.
    Lookup,
    /// It may be the result of a call: `walk(input, [x, _])`.
    Call,
}

/// Variables that a statement binds once others are bound.
#[derive(Debug)]
struct Move {
    needs: BTreeSet<String>,
    binds: BTreeSet<String>,
    by: By,
}

/// The variables of a statement.
#[derive(Debug, Default)]
struct Flow {
    /// All that it mentions and that are not of its own comprehensions.
    all: BTreeSet<String>,
    moves: Vec<Move>,
    /// Those of them that only comprehensions mention.
    within: BTreeSet<String>,
    /// Whether it only declares variables.
    declares: bool,
}

/// The statements of a body, by what they need and bind.
pub(in crate::policy) struct Needs {
    flows: Vec<Flow>,
    /// Variables that some statement binds.
    known: BTreeSet<String>,
}

/// Statements that can be asked together, in an order in which each finds what it needs.
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    /// Their numbers in the body.
    pub(super) placed: Vec<usize>,
    pub(super) bound: BTreeSet<String>,
}

impl Needs {
    /// Reads a body.
    pub(in crate::policy) fn of(names: &Names, statements: &[LiteralStmt]) -> Self {
        let flows: Vec<Flow> = statements.iter().map(|statement| Reader { names }.statement(statement)).collect();
        let known = flows.iter().flat_map(|flow| &flow.moves).flat_map(|one| one.binds.iter().cloned()).collect();
        Self { flows, known }
    }

    /// Whether a statement only declares variables.
    pub(super) fn declares(&self, at: usize) -> bool {
        self.flows.get(at).is_some_and(|flow| flow.declares)
    }

    /// How a statement binds a variable, if it can.
    pub(super) fn binds(&self, at: usize, variable: &str) -> Option<By> {
        let moves = self.flows.get(at).into_iter().flat_map(|flow| &flow.moves);
        moves.filter(|one| one.binds.contains(variable)).map(|one| one.by).min()
    }

    /// Whether some statement binds a variable.
    pub(super) fn knows(&self, variable: &str) -> bool {
        self.known.contains(variable)
    }

    /// The variables that statements have values of where they hold.
    pub(super) fn bound_by(&self, statements: &[usize]) -> BTreeSet<String> {
        let flows = statements.iter().filter_map(|at| self.flows.get(*at));
        flows.flat_map(|flow| &flow.all).filter(|name| self.known.contains(*name)).cloned().collect()
    }

    /// The variables of a statement that stay without a value, those first that it can't bind at all.
    fn missing(&self, at: usize, bound: &BTreeSet<String>) -> Vec<String> {
        let Some(flow) = self.flows.get(at) else { return Vec::new() };
        let mut bound = bound.clone();
        loop {
            let before = bound.len();
            for one in flow.moves.iter().filter(|one| one.by != By::Call) {
                if one.needs.iter().all(|need| bound.contains(need) || !self.known.contains(need)) {
                    bound.extend(one.binds.iter().cloned());
                }
            }
            if bound.len() == before {
                break;
            }
        }
        let lacking = flow.all.iter().filter(|name| self.known.contains(*name) && !bound.contains(*name));
        let mut lacking: Vec<String> = lacking.cloned().collect();
        lacking.sort_by_key(|name| self.binds(at, name).is_some());
        lacking
    }

    /// Places a statement behind those that give it what it needs. Returns whether there are such.
    pub(super) fn place(&self, at: usize, order: &mut Order) -> bool {
        self.place_behind(at, order, &mut Vec::new())
    }

    /// The same, and places it all the same where there are none.
    pub(super) fn place_anyhow(&self, at: usize, order: &mut Order) {
        if !self.place(at, order) {
            order.placed.push(at);
            order.bound.extend(self.bound_by(&[at]));
        }
    }

    /// Places what gives a variable a value.
    pub(super) fn place_binder(&self, variable: &str, order: &mut Order) -> bool {
        order.bound.contains(variable) || self.bind(variable, order, &mut Vec::new())
    }

    fn bind(&self, variable: &str, order: &mut Order, waiting: &mut Vec<usize>) -> bool {
        for by in [By::Pattern, By::Lookup, By::Call] {
            for at in (0..self.flows.len()).filter(|at| self.binds(*at, variable) == Some(by)) {
                let mut longer = order.clone();
                if self.place_behind(at, &mut longer, waiting) && longer.bound.contains(variable) {
                    *order = longer;
                    return true;
                }
            }
        }
        false
    }

    fn place_behind(&self, at: usize, order: &mut Order, waiting: &mut Vec<usize>) -> bool {
        if order.placed.contains(&at) {
            return true;
        }
        if waiting.contains(&at) {
            return false;
        }
        waiting.push(at);
        loop {
            let missing = self.missing(at, &order.bound);
            if missing.is_empty() {
                break;
            }
            let is_given = missing.iter().any(|name| self.bind(name, order, waiting));
            // The result of a call, where nothing else is.
            let by_itself = || missing.iter().all(|name| self.binds(at, name) == Some(By::Call));
            if !is_given && by_itself() {
                break;
            }
            if !is_given {
                waiting.pop();
                return false;
            }
        }
        waiting.pop();
        order.placed.push(at);
        order.bound.extend(self.flows[at].all.iter().cloned());
        true
    }

    /// The first comprehension that mentions a variable which only statements below it bind: its statement, and the
    /// variable. What the statement itself mentions besides makes the engine wait for it.
    pub(in crate::policy) fn too_early(&self) -> Option<(usize, &str)> {
        (0..self.flows.len()).find_map(|at| {
            let flow = self.flows.get(at)?;
            let before: Vec<usize> = (0..at).collect();
            let bound = self.bound_by(&before);
            let is_late = |name: &&String| {
                let below = (at + 1..self.flows.len()).filter_map(|other| self.binds(other, name));
                !bound.contains(*name) && self.binds(at, name).is_none() && below.into_iter().any(|by| by != By::Call)
            };
            flow.within.iter().find(is_late).map(|name| (at, name.as_str()))
        })
    }

    /// The first statement whose variables get their values only from statements that wait for it in turn.
    pub(in crate::policy) fn circular(&self) -> Option<(usize, Vec<String>)> {
        let mut order = Order::default();
        (0..self.flows.len()).find_map(|at| {
            if self.place(at, &mut order) {
                return None;
            }
            let missing = self.missing(at, &order.bound);
            let is_given = |name: &String| (0..self.flows.len()).any(|at| self.binds(at, name) == Some(By::Pattern));
            (!missing.is_empty() && missing.iter().all(is_given)).then_some((at, missing))
        })
    }
}

/// The expressions of a statement at its top.
fn expressions_of(statement: &LiteralStmt) -> Vec<&NodeRef<Expr>> {
    match &statement.literal {
        Literal::SomeIn { key, value, collection, .. } => key.iter().chain([value, collection]).collect(),
        Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => vec![expr],
        Literal::Every { domain, .. } => vec![domain],
        Literal::SomeVars { .. } => Vec::new(),
    }
}

/// The variables that an expression mentions.
pub(super) fn mentioned(names: &Names, expression: &NodeRef<Expr>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    Reader { names }.mentions(expression, &mut found);
    found
}

/// Reads what statements need and bind.
struct Reader<'n> {
    names: &'n Names,
}

impl Reader<'_> {
    fn statement(&self, statement: &LiteralStmt) -> Flow {
        let mut flow = Flow::default();
        self.mentions_of_statement(statement, &mut flow.all);
        let mut modified = BTreeSet::new();
        statement.with_mods.iter().for_each(|with| self.mentions(&with.r#as, &mut modified));
        flow.all.extend(modified);
        let (mut inside, mut outside) = (BTreeSet::new(), BTreeSet::new());
        expressions_of(statement).into_iter().for_each(|one| self.sides(one, &mut inside, &mut outside));
        flow.within = &inside - &outside;
        match &statement.literal {
            Literal::SomeVars { .. } => flow.declares = true,
            Literal::SomeIn { key, value, collection, .. } => {
                self.lookups(collection, &mut flow.moves);
                for pattern in key.iter().chain([value]) {
                    flow.moves.push(Move {
                        needs: self.needed(collection),
                        binds: self.pattern(pattern),
                        by: By::Pattern,
                    });
                }
            }
            Literal::Expr { expr, .. } => self.expression(expr, &mut flow.moves),
            Literal::Every { domain, .. } => self.lookups(domain, &mut flow.moves),
            Literal::NotExpr { .. } => {}
        }
        flow
    }

    /// The variables that comprehensions take from around them, and those that are mentioned elsewhere.
    fn sides(&self, expression: &NodeRef<Expr>, inside: &mut BTreeSet<String>, outside: &mut BTreeSet<String>) {
        match expression.as_ref() {
            Expr::ArrayCompr { .. } | Expr::SetCompr { .. } | Expr::ObjectCompr { .. } => {
                self.mentions(expression, inside);
            }
            Expr::Var { .. } => self.names.variables(expression, outside),
            _ => children(expression).into_iter().for_each(|child| self.sides(child, inside, outside)),
        }
    }

    fn expression(&self, expression: &NodeRef<Expr>, moves: &mut Vec<Move>) {
        match expression.as_ref() {
            Expr::AssignExpr { op, lhs, rhs, .. } => {
                self.lookups(rhs, moves);
                if *op == AssignOp::Eq {
                    self.lookups(lhs, moves);
                }
                self.unify(lhs, rhs, *op == AssignOp::Eq, moves);
            }
            Expr::Call { fcn, params, .. } => {
                self.lookups(expression, moves);
                let Some((last, others)) = params.split_last() else { return };
                let needs = others.iter().flat_map(|one| self.needed(one)).collect();
                // Of `walk`, the second is what it gives.
                let is_walk =
                    params.len() == 2 && matches!(fcn.as_ref(), Expr::Var { span, .. } if span.text() == "walk");
                let by = if is_walk { By::Pattern } else { By::Call };
                moves.push(Move { needs, binds: self.pattern(last), by });
            }
            _ => self.lookups(expression, moves),
        }
    }

    fn unify(&self, left: &NodeRef<Expr>, right: &NodeRef<Expr>, is_both_ways: bool, moves: &mut Vec<Move>) {
        if let (Expr::Array { items: left, .. }, Expr::Array { items: right, .. }) = (left.as_ref(), right.as_ref())
            && left.len() == right.len()
        {
            left.iter().zip(right).for_each(|(left, right)| self.unify(left, right, is_both_ways, moves));
            return;
        }
        let mut one_way = |to: &NodeRef<Expr>, from: &NodeRef<Expr>| {
            moves.push(Move { needs: self.needed(from), binds: self.pattern(to), by: By::Pattern });
        };
        one_way(left, right);
        if is_both_ways {
            one_way(right, left);
        }
    }

    /// The variables of a pattern.
    fn pattern(&self, pattern: &NodeRef<Expr>) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        match pattern.as_ref() {
            Expr::Var { .. } => self.names.variables(pattern, &mut names),
            Expr::Array { items, .. } => items.iter().for_each(|item| names.extend(self.pattern(item))),
            Expr::Object { fields, .. } => fields.iter().for_each(|(_, _, value)| names.extend(self.pattern(value))),
            _ => {}
        }
        names
    }

    /// What an expression needs to have a value: its variables, without those that go over keys.
    fn needed(&self, expression: &NodeRef<Expr>) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        self.mentions(expression, &mut names);
        let mut moves = Vec::new();
        self.lookups(expression, &mut moves);
        let looked_up: BTreeSet<String> = moves.into_iter().flat_map(|one| one.binds).collect();
        &names - &looked_up
    }

    fn lookups(&self, expression: &NodeRef<Expr>, moves: &mut Vec<Move>) {
        if let Expr::RefBrack { refr, index, .. } = expression.as_ref() {
            moves.push(Move { needs: self.needed(refr), binds: self.pattern(index), by: By::Lookup });
        }
        children(expression).into_iter().for_each(|child| self.lookups(child, moves));
    }

    fn mentions_of_statement(&self, statement: &LiteralStmt, names: &mut BTreeSet<String>) {
        match &statement.literal {
            Literal::SomeVars { .. } => {}
            Literal::SomeIn { key, value, collection, .. } => {
                key.iter().chain([value, collection]).for_each(|part| self.mentions(part, names));
            }
            Literal::Expr { expr, .. } | Literal::NotExpr { expr, .. } => self.mentions(expr, names),
            Literal::Every { key, value, domain, query, .. } => {
                let own = key.iter().chain([value]).map(|span| span.text().to_owned()).collect();
                names.extend(self.captured(&[], query, own));
                self.mentions(domain, names);
            }
        }
    }

    fn mentions(&self, expression: &NodeRef<Expr>, names: &mut BTreeSet<String>) {
        match expression.as_ref() {
            Expr::ArrayCompr { term, query, .. } | Expr::SetCompr { term, query, .. } => {
                names.extend(self.captured(&[term], query, BTreeSet::new()));
            }
            Expr::ObjectCompr { key, value, query, .. } => {
                names.extend(self.captured(&[key, value], query, BTreeSet::new()));
            }
            Expr::Var { .. } => self.names.variables(expression, names),
            _ => children(expression).into_iter().for_each(|child| self.mentions(child, names)),
        }
    }

    /// The variables in a query within the body, without those that it declares for itself.
    fn captured(&self, terms: &[&NodeRef<Expr>], query: &Query, mut own: BTreeSet<String>) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        terms.iter().for_each(|term| self.mentions(term, &mut names));
        for statement in &query.stmts {
            self.mentions_of_statement(statement, &mut names);
            match &statement.literal {
                Literal::SomeVars { vars, .. } => own.extend(vars.iter().map(|span| span.text().to_owned())),
                Literal::SomeIn { key, value, .. } => {
                    key.iter().chain([value]).for_each(|pattern| own.extend(self.pattern(pattern)));
                }
                Literal::Expr { expr, .. } => {
                    if let Expr::AssignExpr { op: AssignOp::ColEq, lhs, .. } = expr.as_ref() {
                        own.extend(self.pattern(lhs));
                    }
                }
                _ => {}
            }
        }
        &names - &own
    }
}
