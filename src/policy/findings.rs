//! What a rule returned → findings: checked, told apart, with their lines, in order.

use std::collections::BTreeMap;

use jsonschema::Validator;
use serde_json::Value as Json;

use super::engine::RuleError;
use super::pack::Rule;
use crate::diagnostic::{Diagnostic, Excerpt};
use crate::finding::outcome::RuleSummary;
use crate::finding::{Evidence, Finding, SubjectRef, fingerprint};
use crate::snapshot::tree::EngineJson;
use crate::snapshot::{JsonPath, Region, Snapshot, Tree, schema, source_map, tree};

/// A finding's schema, as it ships.
pub const FINDING_SCHEMA: &str = include_str!("../../schemas/finding.schema.json");

/// What a finding must look like.
pub(super) struct Form(Validator<EngineJson>);

impl Form {
    pub(super) fn compile() -> Result<Self, Vec<Diagnostic>> {
        let broken =
            |reason| vec![Diagnostic::error(format!("the schema of findings of this build is broken: {reason}"))];
        schema::compile(FINDING_SCHEMA).map(Self).map_err(broken)
    }
}

/// A finding before it has a place in the text.
pub(super) struct Draft {
    finding: Finding,
    /// Whether the rule says which divisions it is about, and be it none.
    says_divisions: bool,
    related: Vec<JsonPath>,
}

/// What tells a finding apart from others on its subject: key, message, partner, data. One fact stated with
/// several paths is one finding, at the first place.
type Identity = (SubjectRef, String, [String; 3]);

/// Checks what a rule returned and reads it.
pub(super) fn read_findings(
    rule: &Rule,
    summary: &RuleSummary,
    found: Vec<Tree>,
    form: &Form,
    warnings: &mut Vec<Diagnostic>,
) -> Result<Vec<Draft>, RuleError> {
    let wrong = |message: String| RuleError { message, place: Some(rule.place()) };
    let mut drafts: BTreeMap<Identity, Draft> = BTreeMap::new();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    for element in found {
        let json = tree::to_json(&element);
        let plain = Tree::from(json.clone());
        if !form.0.is_valid(tree::TreeNode(&plain)) {
            let violations = schema::violations_of(FINDING_SCHEMA, &plain, 1).map_err(wrong)?;
            let (what, help) =
                violations.shown.into_iter().next().map(|one| (one.message, one.help)).unwrap_or_default();
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
            let print = |id: &str| fingerprint::of(id, &subject, &draft.finding.key, distinct);
            let (now, before) = (print(&rule.id), rule.metadata.custom.aliases.iter().map(|id| print(id)).collect());
            (draft.finding.fingerprint, draft.finding.former_fingerprints) = (now, before);
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
        says_divisions: json.get("divisions").is_some(),
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
            divisions: json.get("divisions").and_then(Json::as_array).into_iter().flatten().filter_map(text).collect(),
            key: json.get("key").and_then(Json::as_array).cloned().unwrap_or_default(),
            data: json.get("data").cloned(),
            fingerprint: String::new(),
            former_fingerprints: Vec::new(),
            waived: None,
            baseline: None,
        },
    })
}

/// The divisions that a finding is about, where its rule does not say: those of the grants and divisions that it
/// points at, or else the one that its subject is in.
fn divisions_of(finding: &Finding, related: &[JsonPath], tree: &Tree) -> Vec<String> {
    let text = |path: &JsonPath| path.find(tree).and_then(tree::text).map(str::to_owned);
    let of_place = |path: &JsonPath| {
        let keys = path.pattern();
        let cut = |length: usize| JsonPath(path.0[..length].to_vec());
        match keys.as_slice() {
            ["divisions", id, ..] => Some((*id).to_owned()),
            ["grants", _, "#", ..] => text(&cut(3).key("division_id")),
            ["oauth_clients", _, "role_divisions", "#", ..] => text(&cut(4).key("division_id")),
            ["users" | "objects", _, "division_id"] => text(path),
            _ => None,
        }
    };
    let found: Vec<String> = std::iter::once(&finding.path).chain(related).filter_map(of_place).collect();
    if !found.is_empty() {
        return found;
    }
    let subject = &finding.subject;
    let own = match subject.kind.as_str() {
        "division" => Some(subject.id.clone()),
        "user" => text(&JsonPath::of_keys(["users", &subject.id, "division_id"])),
        "object" => text(&JsonPath::of_keys(["objects", &subject.id, "division_id"])),
        _ => None,
    };
    own.into_iter().collect()
}

/// Gives the findings their lines, all in one pass over the text, and puts them in order.
pub(super) fn place(drafts: Vec<Draft>, snapshot: &Snapshot, warnings: &mut Vec<Diagnostic>) -> Vec<Finding> {
    let existing = |path: &JsonPath| {
        let mut path = path.clone();
        while path.find(&snapshot.tree).is_none() && path.0.pop().is_some() {}
        path
    };
    let mut lost: BTreeMap<String, (usize, JsonPath)> = BTreeMap::new();
    let mut drafts = drafts;
    for Draft { finding, related, .. } in &mut drafts {
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
            let evidence = |path: JsonPath| {
                let region = *regions.get(&path)?;
                let name = snapshot.name_at(&path).map(str::to_owned);
                Some(Evidence { path, region, name })
            };
            if !draft.says_divisions {
                finding.divisions = divisions_of(&finding, &draft.related, &snapshot.tree);
            }
            finding.divisions.sort_unstable();
            finding.divisions.dedup();
            finding.related = draft.related.into_iter().filter_map(evidence).collect();
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
