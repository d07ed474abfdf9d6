//! One run: the selected rules over one snapshot under one policy file.

use jiff::civil::Date;

use super::engine::limits::within;
use super::engine::{Evaluation, Results, RuleError};
use super::findings::{Form, place, read_findings};
use super::names;
use super::pack::{Pack, Rule};
use super::partners::Partners;
use super::prepared::{Prepared, Ready};
use super::waivers;
use crate::config::{Config, PolicyFile, WaiverFile};
use crate::diagnostic::{Diagnostic, Level};
use crate::finding::outcome::{RuleOutcome, RuleStatus, RuleSummary, Run, uri_segment};
use crate::snapshot::section::State;
use crate::snapshot::{More, Section, Snapshot, Status, Tree};

/// What a run depends on besides the snapshot.
#[derive(Debug)]
pub struct Setup<'a> {
    /// The rules, ready under the policy.
    pub prepared: &'a Prepared<'a>,
    /// Files of waivers besides the policy file's own.
    pub waivers: &'a [WaiverFile],
    /// URI of the snapshot in SARIF.
    pub artifact_uri: String,
    /// The day that waivers are judged on.
    pub today: Date,
    /// Works out the facts beside the snapshot, or says why they can't be: rules that read them can't answer then.
    pub facts: FactsOf<'a>,
    /// The earlier snapshot that it is compared with.
    pub since: Option<&'a Snapshot>,
}

/// What works facts out, on so many threads.
#[derive(Clone, Copy)]
pub struct FactsOf<'a>(pub &'a (dyn Fn(&Partners, &Snapshot, usize) -> Result<Tree, String> + Sync + 'a));

impl std::fmt::Debug for FactsOf<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FactsOf")
    }
}

impl Setup<'_> {
    /// What lies beside the snapshot, without facts.
    fn more(&self) -> More {
        More { facts: None, since: self.since.map(|since| since.tree.clone()) }
    }

    /// What lies beside the snapshot for one rule.
    pub fn more_for(&self, rule: &Rule, snapshot: &Snapshot) -> More {
        // Where they can't be worked out the rule has no answer to be explained.
        let partners = self.prepared.partners.as_ref().filter(|_| self.prepared.concern.reads_facts(rule));
        let facts = partners.and_then(|partners| (self.facts.0)(partners, snapshot, self.prepared.cores).ok());
        More { facts, ..self.more() }
    }
}

/// Evaluates the rules over a snapshot.
///
/// # Errors
/// What makes the whole run meaningless: names in the policy file that don't exist, modules that
/// are not valid Rego. A single rule that breaks is part of the result.
pub fn run(setup: &Setup<'_>, snapshot: &Snapshot) -> Result<Run, Vec<Diagnostic>> {
    let mut warnings = Vec::new();
    let Prepared { pack, policy, config, .. } = setup.prepared;
    if let Some(policy) = policy {
        refused(names::check_rules(policy, pack), &mut warnings)?;
    }
    let (ready, blocked): (Vec<&Rule>, Vec<(&Rule, String)>) = sort_out(setup, config, snapshot);
    // What else is to be said of the snapshot is found out beside the rules.
    let (evaluated, checked) = std::thread::scope(|scope| {
        let ready = &ready;
        let evaluate = move |share| evaluate(setup, share, ready, snapshot);
        let mut shares = setup.prepared.shares.iter();
        let here = shares.next();
        let elsewhere: Vec<_> = shares.map(|share| scope.spawn(move || evaluate(share))).collect();
        let checked = scope.spawn(|| {
            let names = policy.map(|policy| names::check_snapshot(policy, snapshot, pack));
            (names.unwrap_or_default(), snapshot.warnings(), snapshot.sha256())
        });
        let mut evaluated: Vec<_> = here.map(|share| Ok(evaluate(share))).into_iter().collect();
        evaluated.extend(elsewhere.into_iter().map(std::thread::ScopedJoinHandle::join));
        (evaluated, checked.join())
    });
    let mut evaluation = Evaluation::default();
    for one in evaluated {
        let one = one.map_err(|_| vec![Diagnostic::error("evaluating rules broke; this is a fault of cordon's")])?;
        evaluation.results.extend(one.results);
        evaluation.prints.extend(one.prints);
    }
    let (names, doubts, sha256) =
        checked.map_err(|_| vec![Diagnostic::error("looking for doubts about the snapshot broke")])?;
    refused(names, &mut warnings)?;
    warnings.splice(0..0, doubts);

    let mut outcomes: Vec<RuleOutcome> = blocked
        .into_iter()
        .map(|(rule, reason)| outcome(summary(rule, config), RuleStatus::NotEvaluated, Some(reason)))
        .collect();
    let form = Form::compile()?;
    let mut drafts = Vec::new();
    for rule in &ready {
        let summary = summary(rule, config);
        let answer = evaluation
            .results
            .get(&rule.id)
            .cloned()
            .unwrap_or_else(|| Err(RuleError { message: "it gave no result".into(), place: None }));
        let read = answer.and_then(|answer| within(rule, answer)).and_then(|answer| {
            let found = read_findings(rule, &summary, answer.findings, &form, &mut warnings)?;
            Ok((found, answer.not_evaluated.join("; ")))
        });
        match read {
            Ok((found, blind)) if blind.is_empty() => {
                drafts.extend(found);
                outcomes.push(outcome(summary, RuleStatus::Passed, None));
            }
            Ok((found, blind)) if found.is_empty() => {
                outcomes.push(outcome(summary, RuleStatus::NotEvaluated, Some(blind)));
            }
            Ok((found, blind)) => {
                let message =
                    format!("the rule `{}` found something but could not look at everything: {blind}", rule.id);
                warnings.push(Diagnostic::warning(message));
                drafts.extend(found);
                outcomes.push(outcome(summary, RuleStatus::Passed, Some(blind)));
            }
            Err(error) => outcomes.push(outcome(summary, RuleStatus::Error, Some(error_text(&error)))),
        }
    }
    let mut findings = place(drafts, snapshot, &mut warnings);
    let (waivers, broken) = waivers::apply(setup, config, snapshot, &mut findings, &outcomes);
    warnings.extend(broken);
    for outcome in &mut outcomes {
        let mut own = findings.iter().filter(|finding| finding.rule == outcome.rule.id).peekable();
        if own.peek().is_some() {
            outcome.status =
                if own.all(|finding| finding.waived.is_some()) { RuleStatus::Waived } else { RuleStatus::Failed };
        }
    }
    outcomes.sort_by(|a, b| a.rule.id.cmp(&b.rule.id));
    if snapshot.section(Section::AccessPolicies).entries > 0 {
        let count = snapshot.section(Section::AccessPolicies).entries;
        let what = if count == 1 { "1 access policy that can" } else { "access policies that can" };
        let count = if count == 1 { String::new() } else { format!("{count} ") };
        let message = format!(
            "the org has {count}{what} only take access away; they are not evaluated, so findings say what roles allow at most"
        );
        warnings.push(Diagnostic::warning(message).in_file(snapshot.origin.display()));
    }
    Ok(Run {
        snapshot: snapshot.origin.display(),
        artifact_uri: setup.artifact_uri.clone(),
        category: uri_segment(snapshot.organization_short_name()),
        sha256,
        bytes: snapshot.read_bytes(),
        organization_id: snapshot.organization_id().to_owned(),
        organization_name: snapshot.organization_name().to_owned(),
        organization_short_name: snapshot.organization_short_name().to_owned(),
        policy_file: policy.map(|policy| policy.name.clone()),
        rules: outcomes,
        findings,
        waivers,
        baseline: None,
        warnings,
        prints: evaluation.prints,
        looked_at: looked_at(snapshot),
    })
}

/// Evaluates those rules of a share that can look. Where facts that they read can't be worked out, that is what becomes
/// of those rules.
fn evaluate(
    setup: &Setup<'_>,
    Ready { share, pack, engine }: &Ready<'_>,
    ready: &[&Rule],
    snapshot: &Snapshot,
) -> Evaluation {
    let can_look = |rule: &&Rule| ready.iter().any(|other| other.id == rule.id);
    let mut rules: Vec<&Rule> = share.rules.iter().copied().filter(can_look).collect();
    let Prepared { config, concern, partners, copies, cores, shares, .. } = setup.prepared;
    let copy = if *copies && share.on_facts { snapshot.copy() } else { None };
    let snapshot = copy.as_ref().unwrap_or(snapshot);
    let mut more = setup.more();
    let mut lost = Results::new();
    let reads = rules.iter().any(|rule| concern.reads_facts(rule));
    // The other shares have a core each.
    let free = cores.saturating_sub(shares.len() - 1).max(1);
    if let Some(partners) = partners.as_ref().filter(|_| reads) {
        match (setup.facts.0)(partners, snapshot, free) {
            Ok(facts) => more.facts = Some(facts),
            Err(reason) => {
                let message = format!("its facts could not be worked out: {reason}");
                let readers = rules.extract_if(.., |rule| concern.reads_facts(rule));
                let error = RuleError { message, place: None };
                lost.extend(readers.map(|rule| (rule.id.clone(), Err(error.clone()))));
            }
        }
    }
    if rules.is_empty() {
        return Evaluation { results: lost, prints: Vec::new() };
    }
    let mut evaluation = engine.evaluate(pack, config, &rules, &snapshot.tree, Some(&snapshot.beside(&more)));
    evaluation.results.extend(lost);
    evaluation
}

/// Stops at errors and keeps doubts.
fn refused(found: Vec<Diagnostic>, doubts: &mut Vec<Diagnostic>) -> Result<(), Vec<Diagnostic>> {
    let (errors, rest): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| one.level == Level::Error);
    doubts.extend(rest);
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The policy, with settings under aliases moved to the rule's id.
pub fn config_of(policy: Option<&PolicyFile>, pack: &Pack) -> Config {
    let mut config = policy.map(|policy| policy.config.clone()).unwrap_or_default();
    let settings = std::mem::take(&mut config.rules);
    config.rules = settings
        .into_iter()
        .map(|(id, settings)| (pack.rule(&id).map_or(id, |rule| rule.id.clone()), settings))
        .collect();
    config
}

pub(super) fn summary(rule: &Rule, config: &Config) -> RuleSummary {
    let mut summary = rule.summary();
    if let Some(severity) = config.rules.get(&rule.id).and_then(|settings| settings.severity) {
        summary.severity = severity;
    }
    summary
}

fn outcome(rule: RuleSummary, status: RuleStatus, reason: Option<String>) -> RuleOutcome {
    RuleOutcome { rule, status, reason }
}

fn error_text(error: &RuleError) -> String {
    match &error.place {
        Some((file, line, column)) => format!("{file}:{line}:{column}: {}", error.message),
        None => error.message.clone(),
    }
}

/// Tells the rules that can look from those that can't, with the reason.
fn sort_out<'a>(setup: &Setup<'a>, config: &Config, snapshot: &Snapshot) -> (Vec<&'a Rule>, Vec<(&'a Rule, String)>) {
    let mut ready = Vec::new();
    let mut blocked = Vec::new();
    for rule in &setup.prepared.rules {
        let unset = unset_places(rule, config).map(|path| match setup.prepared.policy {
            None => format!("there is no policy file that sets `{path}`"),
            Some(policy) => format!("{} sets no `{path}`", policy.name),
        });
        let mut reasons: Vec<String> = unset.collect();
        let sections = sections_needed(rule, config);
        let incomplete = |snapshot: &Snapshot, whose: &str| {
            let state = |section: &Section| (*section, snapshot.section(*section).clone());
            let states = sections.iter().map(state).filter(|(_, state)| state.status != Status::Complete);
            let reason = |(section, state): (Section, State)| {
                format!("the section `{section}`{whose} is {}: {}", state.status.name(), state.reason)
            };
            states.map(reason).collect::<Vec<_>>()
        };
        reasons.extend(incomplete(snapshot, ""));
        if rule.metadata.custom.requires_since {
            match setup.since {
                Some(earlier) => reasons.extend(incomplete(earlier, " of the earlier snapshot")),
                None => reasons.push("no earlier snapshot of the org was given (`--since`)".to_owned()),
            }
        }
        if reasons.is_empty() { ready.push(*rule) } else { blocked.push((*rule, reasons.join("; "))) }
    }
    (ready, blocked)
}

/// The places of the policy file without which a rule can't be evaluated and which are not set.
pub(super) fn unset_places<'r>(rule: &'r Rule, config: &Config) -> impl Iterator<Item = &'r String> {
    rule.metadata.custom.requires_policy.iter().filter(|path| !config.has_any(path))
}

/// The sections that a rule needs under a policy, in order.
pub(super) fn sections_needed(rule: &Rule, config: &Config) -> Vec<Section> {
    let needed_now = rule.requires_if.iter().filter(|(_, paths)| paths.iter().any(|path| config.has_any(path)));
    let mut sections: Vec<Section> =
        rule.requires.iter().copied().chain(needed_now.map(|(section, _)| *section)).collect();
    sections.sort_unstable();
    sections.dedup();
    sections
}

fn looked_at(snapshot: &Snapshot) -> Vec<(&'static str, usize)> {
    let kinds = [
        (Section::Users, "users"),
        (Section::Groups, "groups"),
        (Section::OauthClients, "OAuth clients"),
        (Section::Trustees, "trustee orgs"),
        (Section::Roles, "roles"),
        (Section::Grants, "grants"),
        (Section::Objects, "objects"),
    ];
    let count = |(section, name): (Section, &'static str)| (name, snapshot.section(section).entries);
    kinds.into_iter().map(count).collect()
}
