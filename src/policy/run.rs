//! One run: the selected rules over one snapshot under one policy file.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value as Json;

use super::engine::{Engine, Limits, RuleError};
use super::names;
use super::pack::{Pack, Rule};
use crate::config::{Config, PolicyFile};
use crate::diagnostic::{Diagnostic, Excerpt, Level};
use crate::finding::outcome::{RuleOutcome, RuleStatus, RuleSummary, Run};
use crate::finding::{Finding, SubjectRef, fingerprint, waiver};
use crate::snapshot::{JsonPath, Region, Section, Snapshot, Status, Tree, schema, source_map, tree};

/// A finding's schema, as it ships.
pub const FINDING_SCHEMA: &str = include_str!("../../schemas/finding.schema.json");

/// What a run depends on besides the snapshot.
#[derive(Debug)]
pub struct Setup<'a> {
    /// The rules and helpers.
    pub pack: &'a Pack,
    /// The rules that run.
    pub rules: Vec<&'a Rule>,
    /// The policy file, where there is one.
    pub policy: Option<&'a PolicyFile>,
    /// URI of the snapshot in SARIF.
    pub artifact_uri: String,
    /// The day that waivers are judged on.
    pub today: Date,
    /// Bounds of the evaluation.
    pub limits: Limits,
}

/// Evaluates the rules over a snapshot.
///
/// # Errors
/// What makes the whole run meaningless: names in the policy file that don't exist, modules that
/// are not valid Rego. A single rule that breaks is part of the result.
pub fn run(setup: &Setup<'_>, snapshot: &Snapshot) -> Result<Run, Vec<Diagnostic>> {
    let mut warnings = Vec::new();
    if let Some(policy) = setup.policy {
        refused(names::check_rules(policy, setup.pack), &mut warnings)?;
    }
    let config = config_of(setup);
    let (ready, blocked): (Vec<&Rule>, Vec<(&Rule, String)>) = sort_out(setup, &config, snapshot);
    let engine = Engine::new(setup.pack, &config, setup.limits)?;
    // What else is to be said of the snapshot is found out while the rules run.
    let (results, checked) = std::thread::scope(|scope| {
        let checked = scope.spawn(|| {
            let names = setup.policy.map(|policy| names::check_snapshot(policy, snapshot, setup.pack));
            (names.unwrap_or_default(), snapshot.warnings(), snapshot.sha256())
        });
        let results = engine.evaluate(setup.pack, &config, &ready, &snapshot.tree, Some(&snapshot.index));
        (results, checked.join())
    });
    let (names, doubts, sha256) =
        checked.map_err(|_| vec![Diagnostic::error("looking for doubts about the snapshot broke")])?;
    refused(names, &mut warnings)?;
    warnings.splice(0..0, doubts);

    let mut outcomes: Vec<RuleOutcome> = blocked
        .into_iter()
        .map(|(rule, reason)| outcome(summary(rule, &config), RuleStatus::NotEvaluated, Some(reason)))
        .collect();
    let mut drafts = Vec::new();
    for rule in &ready {
        let summary = summary(rule, &config);
        let answer = results
            .get(&rule.id)
            .cloned()
            .unwrap_or_else(|| Err(RuleError { message: "it gave no result".into(), place: None }));
        let read = answer.and_then(|answer| {
            let found = read_findings(rule, &summary, answer.findings, &mut warnings)?;
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
    if let Some(policy) = setup.policy {
        let canonical = |id: &str| setup.pack.rule(id).map_or_else(|| id.to_owned(), |rule| rule.id.clone());
        let evaluated =
            |id: &str| outcomes.iter().any(|outcome| outcome.rule.id == id && outcome.status == RuleStatus::Passed);
        warnings.extend(waiver::apply(policy, &mut findings, setup.today, canonical, evaluated));
    }
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
        sha256,
        text_bytes: snapshot.text().len(),
        organization_id: snapshot.organization_id().to_owned(),
        organization_name: snapshot.organization_name().to_owned(),
        organization_short_name: snapshot.organization_short_name().to_owned(),
        policy_file: setup.policy.map(|policy| policy.name.clone()),
        rules: outcomes,
        findings,
        warnings,
        looked_at: looked_at(snapshot),
    })
}

/// Stops at errors and keeps doubts.
fn refused(found: Vec<Diagnostic>, doubts: &mut Vec<Diagnostic>) -> Result<(), Vec<Diagnostic>> {
    let (errors, rest): (Vec<_>, Vec<_>) = found.into_iter().partition(|one| one.level == Level::Error);
    doubts.extend(rest);
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// The policy, with settings under aliases moved to the rule's id.
fn config_of(setup: &Setup<'_>) -> Config {
    let mut config = setup.policy.map(|policy| policy.config.clone()).unwrap_or_default();
    let settings = std::mem::take(&mut config.rules);
    config.rules = settings
        .into_iter()
        .map(|(id, settings)| (setup.pack.rule(&id).map_or(id, |rule| rule.id.clone()), settings))
        .collect();
    config
}

fn summary(rule: &Rule, config: &Config) -> RuleSummary {
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
    for rule in &setup.rules {
        let needed_now = rule.requires_if.iter().filter(|(_, paths)| paths.iter().any(|path| config.has_any(path)));
        let mut sections: Vec<Section> =
            rule.requires.iter().copied().chain(needed_now.map(|(section, _)| *section)).collect();
        sections.sort_unstable();
        sections.dedup();
        let mut reasons = Vec::new();
        for path in rule.metadata.custom.requires_policy.iter().filter(|path| !config.has_any(path)) {
            reasons.push(match setup.policy {
                None => format!("there is no policy file that sets `{path}`"),
                Some(policy) => format!("{} sets no `{path}`", policy.name),
            });
        }
        for section in sections {
            let state = snapshot.section(section);
            match state.status {
                Status::Complete => {}
                Status::Partial => reasons.push(format!("the section `{section}` is partial: {}", state.reason)),
                Status::Missing => reasons.push(format!("the section `{section}` is missing: {}", state.reason)),
            }
        }
        if reasons.is_empty() { ready.push(*rule) } else { blocked.push((*rule, reasons.join("; "))) }
    }
    (ready, blocked)
}

/// A finding before it has a place in the text.
struct Draft {
    finding: Finding,
    related: Vec<JsonPath>,
}

/// What tells a finding apart from others on its subject: key, message, partner, data. One fact stated with
/// several paths is one finding, at the first place.
type Identity = (SubjectRef, String, [String; 3]);

/// Checks what a rule returned and reads it.
fn read_findings(
    rule: &Rule,
    summary: &RuleSummary,
    found: Vec<Tree>,
    warnings: &mut Vec<Diagnostic>,
) -> Result<Vec<Draft>, RuleError> {
    let wrong = |message: String| RuleError { message, place: Some(rule.place()) };
    let mut drafts: BTreeMap<Identity, Draft> = BTreeMap::new();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let validator = schema::compile(FINDING_SCHEMA).map_err(wrong)?;
    for element in found {
        let json = tree::to_json(&element);
        let plain = Tree::from(json.clone());
        if !validator.is_valid(tree::TreeNode(&plain)) {
            let (violations, _) = schema::violations_of(FINDING_SCHEMA, &plain, 1).map_err(wrong)?;
            let (what, help) = violations.into_iter().next().map(|one| (one.message, one.help)).unwrap_or_default();
            let help = help.map(|help| format!(" ({help})")).unwrap_or_default();
            let what = what.replace("$.", "").replace("the document", "the finding");
            return Err(wrong(format!("it returned a finding of the wrong form: {what}{help}")));
        }
        let draft =
            draft(summary, &json).ok_or_else(|| wrong("it returned a finding with an unreadable path".to_owned()))?;
        let finding = &draft.finding;
        let key = Json::from(finding.key.clone()).to_string();
        let data = finding.data.as_ref().map(Json::to_string).unwrap_or_default();
        let rest = [finding.message.clone(), finding.partner.clone().unwrap_or_default(), data];
        let identity = (finding.subject.clone(), key, rest);
        match drafts.get_mut(&identity) {
            Some(first) if first.finding.path <= draft.finding.path => {}
            Some(first) => *first = draft,
            None => {
                drafts.insert(identity, draft);
            }
        }
    }
    let mut times: BTreeMap<(SubjectRef, String), usize> = BTreeMap::new();
    for (subject, key, _) in drafts.keys() {
        *times.entry((subject.clone(), key.clone())).or_default() += 1;
    }
    if let Some(((subject, _), count)) = times.iter().find(|(_, count)| **count > 1) {
        let message = format!("the rule `{}` gives {count} findings on {subject} with the same `key`", rule.id);
        let help = "add a `key` made of ids to each finding, the partner's too, so that its fingerprint holds when wording changes";
        warnings.push(Diagnostic::warning(message).in_file(&rule.file).help(help));
    }
    Ok(drafts
        .into_iter()
        .map(|((subject, key, rest), mut draft)| {
            let shared = times.get(&(subject.clone(), key)).is_some_and(|count| *count > 1);
            let distinct = if shared { &rest[..] } else { &[] };
            draft.finding.fingerprint = fingerprint::of(&rule.id, &subject, &draft.finding.key, distinct);
            draft
        })
        .collect())
}

fn draft(rule: &RuleSummary, json: &Json) -> Option<Draft> {
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let subject = json.get("subject")?;
    let subject = SubjectRef { kind: text(subject.get("type")?)?, id: text(subject.get("id")?)? };
    let related = json.get("related").and_then(Json::as_array).into_iter().flatten();
    let nowhere = Region { start: 0, end: 0, start_line: 1, start_column: 1, end_line: 1, end_column: 1 };
    Some(Draft {
        related: related.map(JsonPath::from_json).collect::<Option<Vec<_>>>()?,
        finding: Finding {
            rule: rule.id.clone(),
            severity: rule.severity,
            subject,
            subject_name: None,
            message: text(json.get("message")?)?,
            path: JsonPath::from_json(json.get("path")?)?,
            region: nowhere,
            excerpt: Excerpt::default(),
            related: Vec::new(),
            partner: json.get("partner").and_then(text),
            key: json.get("key").and_then(Json::as_array).cloned().unwrap_or_default(),
            data: json.get("data").cloned(),
            fingerprint: String::new(),
            waived: None,
        },
    })
}

/// Gives the findings their lines, all in one pass over the text, and puts them in order.
fn place(drafts: Vec<Draft>, snapshot: &Snapshot, warnings: &mut Vec<Diagnostic>) -> Vec<Finding> {
    let existing = |path: &JsonPath| {
        let mut path = path.clone();
        while path.find(&snapshot.tree).is_none() && path.0.pop().is_some() {}
        path
    };
    let mut lost: BTreeMap<String, (usize, JsonPath)> = BTreeMap::new();
    let mut drafts = drafts;
    for Draft { finding, related } in &mut drafts {
        let mut is_lost = |path: &JsonPath| {
            lost.entry(finding.rule.clone()).or_insert_with(|| (0, path.clone())).0 += 1;
        };
        let found = existing(&finding.path);
        if found != finding.path {
            is_lost(&finding.path);
            finding.path = found;
        }
        related.retain(|path| {
            let exists = path.find(&snapshot.tree).is_some();
            if !exists {
                is_lost(path);
            }
            exists
        });
    }
    for (rule, (count, path)) in lost {
        let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
        let message = format!(
            "the rule `{rule}` points {times} at a place that the snapshot does not have, first {path}; a `path` shows the nearest place, a `related` one is left out"
        );
        warnings.push(Diagnostic::warning(message));
    }
    let paths = drafts.iter().flat_map(|draft| std::iter::once(&draft.finding.path).chain(&draft.related));
    let regions = if drafts.is_empty() { BTreeMap::new() } else { snapshot.locate(paths) };
    let mut findings: Vec<Finding> = drafts
        .into_iter()
        .map(|draft| {
            let mut finding = draft.finding;
            if let Some(region) = source_map::nearest(&regions, &finding.path) {
                finding.region = *region;
                finding.excerpt = Excerpt::at(
                    snapshot.text(),
                    (region.start_line, region.start_column),
                    region.start..region.end,
                    finding.path.to_string(),
                );
            }
            let placed =
                draft.related.into_iter().filter_map(|path| regions.get(&path).map(|region| (path.clone(), *region)));
            finding.related = placed.collect();
            finding.subject_name = snapshot.subject_name(&finding.subject.kind, &finding.subject.id).map(str::to_owned);
            finding
        })
        .collect();
    findings.sort_by(|a, b| {
        let order =
            |finding: &Finding| (std::cmp::Reverse(finding.severity), finding.rule.clone(), finding.subject.clone());
        order(a).cmp(&order(b)).then_with(|| {
            let key = |finding: &Finding| (Json::from(finding.key.clone()).to_string(), finding.fingerprint.clone());
            key(a).cmp(&key(b))
        })
    });
    findings
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
    kinds.into_iter().map(count).filter(|(_, count)| *count > 0).collect()
}
