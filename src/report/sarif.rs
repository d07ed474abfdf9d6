//! SARIF 2.1.0, in the shape that code scanning accepts and keeps stable; see `docs/sarif.md`.

mod room;
mod taxonomies;

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path};

use serde_json::{Value, json};
use serde_sarif::sarif::{
    Artifact, ArtifactLocation, Invocation, Location, LogicalLocation, Message, MultiformatMessageString, Notification,
    PhysicalLocation, PropertyBag, Region as SarifRegion, ReportingConfiguration, ReportingDescriptor,
    ReportingDescriptorReference, Result as SarifResult, ResultLevel, Run as SarifRun, RunAutomationDetails, Sarif,
    Suppression, Tool, ToolComponent,
};

use super::{Profile, Style};
use crate::diagnostic::{Diagnostic, Level};
use crate::finding::baseline::{BaselineState, Earlier, property};
use crate::finding::outcome::{Report, RuleOutcome, RuleStatus, RuleSummary, Run, uri_segment};
use crate::finding::{Finding, Severity, fingerprint, first_sentence};
use crate::snapshot::Region;
use room::{MOST_GZIPPED, Room, capped, gzipped, share};
pub use room::{MOST_RUNS, split};
use taxonomies::Taxonomies;

pub(super) const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

const NOT_EVALUATED: &str = "rule-not-evaluated";
const RULE_ERROR: &str = "rule-error";
const DOUBT: &str = "input-doubtful";
const CAPPED: &str = "results-capped";
const FAILED: &str = "snapshot-not-checked";

/// Writes the report. Returns what was left out.
///
/// # Errors
/// When writing fails.
pub fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<Vec<String>> {
    if style.profile == Profile::Full {
        serde_json::to_writer_pretty(&mut *out, &log(report, style, Room::FULL))?;
        writeln!(out)?;
        return Ok(Vec::new());
    }
    let mut room = Room::GITHUB;
    loop {
        let text = serde_json::to_string_pretty(&log(report, style, room))?;
        let size = gzipped(&text)?;
        if size <= MOST_GZIPPED || !room.shrink(size) {
            writeln!(out, "{text}")?;
            let shown = &report.runs[..report.runs.len().min(room.runs)];
            let left_out = shown.iter().flat_map(|run| {
                let (shown, left_out) = share(run, style, room);
                let name = &run.snapshot;
                capped(run, report, &shown, &left_out, room).into_iter().map(move |(_, text)| format!("{name}: {text}"))
            });
            return Ok(left_out.collect());
        }
    }
}

fn log(report: &Report, style: Style, room: Room) -> Sarif {
    let most = report.runs.len().min(room.runs);
    let mut log = Sarif::builder()
        .version(json!("2.1.0"))
        .runs(report.runs[..most].iter().map(|one| run(one, report, style, room)).collect::<Vec<_>>())
        .build();
    log.schema = Some(SCHEMA.to_owned());
    log
}

/// The URI under which a snapshot stands in SARIF: its path below `root`, with forward slashes,
/// percent-encoded. A file outside `root` has its bare name, and standard input is `snapshot.json`:
/// code scanning refuses the whole file for one absolute or empty URI. A compressed file stands under the name of
/// what is in it, since lines are those of the text: compressing a snapshot opens no alert anew.
pub fn artifact_uri(snapshot: Option<&Path>, root: &Path) -> String {
    let Some(path) = snapshot else { return "snapshot.json".to_owned() };
    let below = match (path.canonicalize(), root.canonicalize()) {
        (Ok(path), Ok(root)) => path.strip_prefix(root).ok().map(Path::to_owned),
        _ => None,
    };
    let relative = below.or_else(|| path.file_name().map(Into::into)).unwrap_or_else(|| "snapshot.json".into());
    let inside = match relative.extension().and_then(|extension| extension.to_str()) {
        Some("gz" | "zst") => relative.with_extension(""),
        _ => relative,
    };
    let names = inside.components().filter_map(|component| match component {
        Component::Normal(name) => Some(uri_segment(&name.to_string_lossy())),
        _ => None,
    });
    names.collect::<Vec<_>>().join("/")
}

fn run(run: &Run, report: &Report, style: Style, room: Room) -> SarifRun {
    let failures = &report.failures;
    let indexes: BTreeMap<&str, i64> =
        (0..).zip(&run.rules).map(|(index, outcome)| (outcome.rule.id.as_str(), index)).collect();
    let (shown, left_out) = share(run, style, room);
    let mut notifications = notifications(run, &indexes);
    let capped = capped(run, report, &shown, &left_out, room);
    notifications.extend(capped.into_iter().map(|(level, text)| notification(CAPPED, level, text)));
    let elsewhere = |failure: &Diagnostic| notification(FAILED, "error", placed(failure));
    notifications.extend(failures.iter().map(elsewhere));
    let broken = run.is_flawed() || !failures.is_empty();
    let invocation =
        Invocation::builder().execution_successful(!broken).tool_execution_notifications(notifications).build();
    let taxonomies = Taxonomies::of(&run.rules);
    let mut driver = ToolComponent::builder()
        .name("cordon".to_owned())
        .full_name(format!("cordon {}: policy as code for Genesys Cloud access", env!("CARGO_PKG_VERSION")))
        .version(env!("CARGO_PKG_VERSION").to_owned())
        .semantic_version(env!("CARGO_PKG_VERSION").to_owned())
        .rules(run.rules.iter().map(|outcome| descriptor(&outcome.rule, room, &taxonomies)).collect::<Vec<_>>())
        .notifications(notification_kinds())
        .build();
    driver.supported_taxonomies = taxonomies.references();
    let location = ArtifactLocation::builder().uri(run.artifact_uri.clone()).index(0).build();
    let artifact = Artifact::builder()
        .location(location)
        .length(i64::try_from(run.bytes).unwrap_or(-1))
        .mime_type("application/json".to_owned())
        .roles(vec![json!("analysisTarget")])
        .hashes(BTreeMap::from([("sha-256".to_owned(), run.sha256.clone())]))
        .build();
    let mut results: Vec<SarifResult> = shown.iter().map(|finding| result(run, finding, &indexes, room)).collect();
    if style.profile == Profile::Full {
        results.extend(run.baseline.iter().flat_map(|baseline| &baseline.absent).map(|one| absent(run, one, &indexes)));
    }
    let status: serde_json::Map<String, Value> =
        run.rules.iter().map(|outcome| (outcome.rule.id.clone(), json!(outcome.status.name()))).collect();
    let mut properties = BTreeMap::from([
        (property::ORGANIZATION.to_owned(), json!(run.organization_id)),
        (property::SNAPSHOT.to_owned(), json!(run.snapshot)),
        (property::STATUS.to_owned(), Value::Object(status)),
    ]);
    let dropped = run.findings.iter().filter(|finding| !style.keep_waived && finding.waived.is_some());
    let dropped: serde_json::Map<String, Value> =
        dropped.map(|finding| (finding.fingerprint.clone(), json!(finding.rule))).collect();
    if !dropped.is_empty() {
        properties.insert(property::WAIVED.to_owned(), Value::Object(dropped));
    }
    if !left_out.is_empty() {
        properties.insert(property::LEFT_OUT.to_owned(), json!(left_out.len()));
    }
    let mut sarif = SarifRun::builder()
        .tool(Tool::builder().driver(driver).build())
        .automation_details(RunAutomationDetails::builder().id(format!("cordon/{}/", run.category)).build())
        .column_kind(json!("unicodeCodePoints"))
        .invocations(vec![invocation])
        .artifacts(vec![artifact])
        .results(results)
        .properties(PropertyBag::builder().additional_properties(properties).build())
        .build();
    sarif.taxonomies = taxonomies.components();
    sarif
}

pub(super) fn text(text: impl Into<String>) -> MultiformatMessageString {
    MultiformatMessageString::builder().text(text.into()).build()
}

/// A message as it is meant: what a name in it would make a link of, or a place to fill in, is taken apart.
pub(super) fn message(text: impl Into<String>) -> Message {
    let text: String = text.into();
    let text = if text.contains("](") { text.replace("](", "] (") } else { text };
    Message::builder().text(text).build()
}

fn level_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Note => "note",
    }
}

fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::Critical | Severity::High => ResultLevel::Error,
        Severity::Medium => ResultLevel::Warning,
        Severity::Low | Severity::Note => ResultLevel::Note,
    }
}

/// Code scanning's own scale, which it shows as critical, high, medium and low.
fn security_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("2.0"),
        Severity::Note => None,
    }
}

/// `security`, which makes code scanning read the score, the area and the rule's own tags, each once.
fn tags_of(rule: &RuleSummary) -> Vec<String> {
    let mut tags: Vec<String> = security_severity(rule.severity).map(|_| "security".to_owned()).into_iter().collect();
    for tag in std::iter::once(&rule.area).chain(&rule.tags) {
        if !tags.contains(tag) {
            tags.push(tag.clone());
        }
    }
    tags
}

fn descriptor(rule: &RuleSummary, room: Room, taxonomies: &Taxonomies<'_>) -> ReportingDescriptor {
    let mut tags = tags_of(rule);
    tags.truncate(room.tags);
    let mut properties = BTreeMap::from([
        ("precision".to_owned(), json!("very-high")),
        (property::SEVERITY.to_owned(), json!(rule.severity)),
    ]);
    if let Some(score) = security_severity(rule.severity) {
        properties.insert("security-severity".to_owned(), json!(score));
    }
    let title = format!("{}.", rule.title.trim_end_matches('.'));
    let description = if rule.description.is_empty() { title.clone() } else { rule.description.clone() };
    let fix = if rule.remediation.is_empty() { "No fix is described.".to_owned() } else { rule.remediation.clone() };
    let help = MultiformatMessageString::builder()
        .text(format!("{description}\n\nFix: {fix}"))
        .markdown(format!("{description}\n\n**Fix:** {fix}\n\n`cordon explain {}` shows examples.", rule.id))
        .build();
    let configuration = ReportingConfiguration::builder().level(json!(level_name(rule.severity))).build();
    let mut descriptor = ReportingDescriptor::builder()
        .id(rule.id.clone())
        .name(pascal_case(&rule.id))
        .short_description(text(title))
        .full_description(text(description))
        .help(help)
        .default_configuration(configuration)
        .properties(PropertyBag::builder().tags(tags).additional_properties(properties).build())
        .build();
    descriptor.help_uri.clone_from(&rule.help_uri);
    descriptor.relationships = taxonomies.relationships(rule);
    descriptor
}

pub(super) fn pascal_case(id: &str) -> String {
    let mut name = String::new();
    for part in id.split('-') {
        let mut chars = part.chars();
        name.extend(chars.next().map(|first| first.to_ascii_uppercase()));
        name.extend(chars);
    }
    name
}

fn notification_kinds() -> Vec<ReportingDescriptor> {
    [
        (
            NOT_EVALUATED,
            "A rule could not look at everything.",
            "A section of the snapshot or a part of the policy that the rule needs is not there, so that it found nothing \
             does not mean that there is nothing.",
            "Export the snapshot with the permission that the message names, or complete the policy file.",
        ),
        (
            RULE_ERROR,
            "A rule broke.",
            "The rule could not be evaluated to its end, or returned something that is no finding.",
            "Correct the rule at the place that the message names.",
        ),
        (
            DOUBT,
            "Something in the snapshot or the policy file is doubtful.",
            "The run went on, but somebody should look: a reference leads nowhere, a count does not match, a line of the \
             policy file does nothing.",
            "Correct the place that the message names, or export the snapshot again.",
        ),
        (
            CAPPED,
            "Some results or places were left out.",
            "There were more results, or places of one result, than code scanning accepts; the most severe are kept.",
            "See all of them with `--format json`.",
        ),
        (
            FAILED,
            "Another snapshot could not be checked.",
            "One of the snapshots of the same invocation could not be read or is not valid.",
            "Correct or export the snapshot that the message names.",
        ),
    ]
    .into_iter()
    .map(|(id, title, about, fix)| {
        ReportingDescriptor::builder()
            .id(id.to_owned())
            .name(pascal_case(id))
            .short_description(text(title))
            .full_description(text(about))
            .help(text(fix))
            .build()
    })
    .collect()
}

fn notification(kind: &str, level: &str, text: String) -> Notification {
    let kind = ReportingDescriptorReference::builder().id(kind.to_owned()).build();
    Notification::builder().descriptor(kind).level(json!(level)).message(message(text)).build()
}

fn notifications(run: &Run, indexes: &BTreeMap<&str, i64>) -> Vec<Notification> {
    let of_rule = |outcome: &RuleOutcome| {
        let (kind, level, what) = match outcome.status {
            RuleStatus::NotEvaluated => (NOT_EVALUATED, "warning", "was not evaluated"),
            RuleStatus::Error => (RULE_ERROR, "error", "broke"),
            RuleStatus::Passed | RuleStatus::Failed | RuleStatus::Waived => {
                (NOT_EVALUATED, "warning", "could not look at everything")
            }
        };
        let reason = outcome.reason.as_deref()?;
        let mut notification = notification(kind, level, format!("The rule {} {what}: {reason}.", outcome.rule.id));
        let index = indexes.get(outcome.rule.id.as_str()).copied().unwrap_or(-1);
        notification.associated_rule =
            Some(ReportingDescriptorReference::builder().id(outcome.rule.id.clone()).index(index).build());
        Some(notification)
    };
    let doubt = |one: &Diagnostic| {
        let level = if one.level == Level::Error { "error" } else { "warning" };
        notification(DOUBT, level, placed(one))
    };
    run.rules.iter().filter_map(of_rule).chain(run.warnings.iter().map(doubt)).collect()
}

/// A diagnostic as a sentence that begins with its place.
fn placed(diagnostic: &Diagnostic) -> String {
    let place = match (&diagnostic.file, diagnostic.place) {
        (Some(file), Some((line, _))) => format!("{file}:{line}: "),
        (Some(file), None) => format!("{file}: "),
        (None, _) => String::new(),
    };
    format!("{place}{}.", diagnostic.message.trim_end_matches('.'))
}

fn region(region: &Region) -> SarifRegion {
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    SarifRegion::builder()
        .start_line(number(region.start_line))
        .start_column(number(region.start_column))
        .end_line(number(region.end_line))
        .end_column(number(region.end_column))
        .build()
}

fn physical(run: &Run, place: &Region) -> PhysicalLocation {
    let artifact = ArtifactLocation::builder().uri(run.artifact_uri.clone()).index(0).build();
    PhysicalLocation::builder().artifact_location(artifact).region(region(place)).build()
}

fn result(run: &Run, finding: &Finding, indexes: &BTreeMap<&str, i64>, room: Room) -> SarifResult {
    let mut logical = LogicalLocation::builder()
        .fully_qualified_name(finding.subject.to_string())
        .kind(finding.subject.kind.clone())
        .build();
    logical.name = Some(finding.subject_name.clone().unwrap_or_else(|| finding.subject.id.clone()));
    let location =
        Location::builder().physical_location(physical(run, &finding.region)).logical_locations(vec![logical]).build();
    let related: Vec<Location> = (1..)
        .zip(finding.related.iter().take(room.places))
        .map(|(id, evidence)| {
            Location::builder()
                .id(id)
                .physical_location(physical(run, &evidence.region))
                .message(message(evidence.to_string()))
                .build()
        })
        .collect();
    let mut result = SarifResult::builder()
        .rule_id(finding.rule.clone())
        .rule_index(indexes.get(finding.rule.as_str()).copied().unwrap_or(-1))
        .level(level(finding.severity))
        .message(message(titled(&finding.message)))
        .locations(vec![location])
        .partial_fingerprints(prints(&finding.fingerprint))
        .build();
    if !related.is_empty() {
        result.related_locations = Some(related);
    }
    result.baseline_state = finding.baseline.map(|state| json!(state.name()));
    let mut properties: BTreeMap<String, Value> = BTreeMap::new();
    if let Some(partner) = &finding.partner {
        properties.insert("partner".to_owned(), json!(partner));
    }
    if let Some(data) = &finding.data {
        properties.insert("data".to_owned(), data.clone());
    }
    if !properties.is_empty() {
        result.properties = Some(PropertyBag::builder().additional_properties(properties).build());
    }
    if let Some(waived) = &finding.waived {
        let owner = waived.owner.as_ref().map(|owner| format!("; owner: {owner}")).unwrap_or_default();
        let ticket = waived.ticket.as_ref().map(|ticket| format!("; ticket: {ticket}")).unwrap_or_default();
        let justification = format!("{} (until {}{owner}{ticket})", waived.reason, waived.expires);
        let mut suppression = Suppression::builder().kind(json!("external")).justification(justification).build();
        suppression.status = Some(json!("accepted"));
        result.suppressions = Some(vec![suppression]);
    }
    result
}

/// A result that only the baseline has. Its subject may be gone from the snapshot, so it stands at its beginning.
fn absent(run: &Run, earlier: &Earlier, indexes: &BTreeMap<&str, i64>) -> SarifResult {
    let (kind, id) = earlier.subject.split_once('/').unwrap_or(("", &earlier.subject));
    let logical = LogicalLocation::builder()
        .fully_qualified_name(earlier.subject.clone())
        .kind(kind.to_owned())
        .name(id.to_owned())
        .build();
    let beginning = Region { start: 0, end: 1, start_line: 1, start_column: 1, end_line: 1, end_column: 2 };
    let location =
        Location::builder().physical_location(physical(run, &beginning)).logical_locations(vec![logical]).build();
    let mut result = SarifResult::builder()
        .rule_id(earlier.rule.clone())
        .message(message(titled(&earlier.message)))
        .locations(vec![location])
        .partial_fingerprints(prints(&earlier.fingerprint))
        .build();
    if let Some(index) = indexes.get(earlier.rule.as_str()) {
        result.rule_index = Some(*index);
    }
    result.level = earlier.severity.map(level);
    result.baseline_state = Some(json!(BaselineState::Absent.name()));
    result
}

fn prints(fingerprint: &str) -> BTreeMap<String, String> {
    BTreeMap::from([
        ("primaryLocationLineHash".to_owned(), format!("{fingerprint}:1")),
        (fingerprint::SCHEME.to_owned(), fingerprint.to_owned()),
    ])
}

/// The first sentence is the alert's title, so it ends as a sentence.
fn titled(message: &str) -> String {
    if first_sentence(message).ends_with(['.', '!', '?']) { message.to_owned() } else { format!("{message}.") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uris_are_relative_and_encoded() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("repo");
        std::fs::create_dir_all(root.join("a b")).unwrap();
        let inside = root.join("a b").join("s#ü.json");
        std::fs::write(&inside, "{}").unwrap();
        let outside = dir.path().join("other.json");
        std::fs::write(&outside, "{}").unwrap();
        assert_eq!(artifact_uri(Some(&inside), &root), "a%20b/s%23%C3%BC.json");
        assert_eq!(artifact_uri(Some(&outside), &root), "other.json");
        assert_eq!(artifact_uri(None, &root), "snapshot.json");
    }
}
