//! SARIF 2.1.0, as code scanning accepts it: every check is a rule, whether it fired or not, and every result has a
//! relative URI and a full region.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde_json::json;
use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Location, PhysicalLocation, PropertyBag, Region, ReportingConfiguration,
    ReportingDescriptor, Result as SarifResult, ResultLevel, Run, RunAutomationDetails, Sarif, Tool, ToolComponent,
};
use sha2::{Digest, Sha256};

use super::{Setup, end_of};
use crate::diagnostic::{Check, Diagnostic, Level};
use crate::finding::outcome::uri_segment;
use crate::report::sarif::{SCHEMA, artifact_uri, message, pascal_case, text};

pub(super) fn render(found: &[Diagnostic], setup: Setup<'_>, out: &mut dyn io::Write) -> io::Result<()> {
    let driver = ToolComponent::builder()
        .name("cordon lint".to_owned())
        .full_name(format!("cordon {}: lint of rules", env!("CARGO_PKG_VERSION")))
        .version(env!("CARGO_PKG_VERSION").to_owned())
        .semantic_version(env!("CARGO_PKG_VERSION").to_owned())
        .rules(setup.checks.iter().map(descriptor).collect::<Vec<_>>())
        .build();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let results: Vec<SarifResult> = found.iter().map(|one| result(one, setup, &mut seen)).collect();
    let run = Run::builder()
        .tool(Tool::builder().driver(driver).build())
        .automation_details(RunAutomationDetails::builder().id("cordon/lint/".to_owned()).build())
        .column_kind(json!("unicodeCodePoints"))
        .invocations(vec![Invocation::builder().execution_successful(true).build()])
        .results(results)
        .build();
    let mut log = Sarif::builder().version(json!("2.1.0")).runs(vec![run]).build();
    log.schema = Some(SCHEMA.to_owned());
    serde_json::to_writer_pretty(&mut *out, &log)?;
    writeln!(out)
}

fn descriptor(check: &Check) -> ReportingDescriptor {
    let level = if check.level == Level::Error { "error" } else { "warning" };
    let properties = BTreeMap::from([("precision".to_owned(), json!("very-high"))]);
    ReportingDescriptor::builder()
        .id(check.code.to_owned())
        .name(pascal_case(check.code))
        .short_description(text(check.about))
        .full_description(text(check.about))
        .help(text(check.remedy))
        .default_configuration(ReportingConfiguration::builder().level(json!(level)).build())
        .properties(PropertyBag::builder().tags(vec!["rego".to_owned()]).additional_properties(properties).build())
        .build()
}

fn result(one: &Diagnostic, setup: Setup<'_>, seen: &mut BTreeMap<String, usize>) -> SarifResult {
    let file = one.file.as_deref().unwrap_or("cordon.rego");
    let uri = uri(file, setup.root);
    let (line, column) = one.place.unwrap_or((1, 1));
    let (end_line, end_column) = end_of(one).unwrap_or((1, 2));
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let region = Region::builder()
        .start_line(number(line))
        .start_column(number(column))
        .end_line(number(end_line))
        .end_column(number(end_column))
        .build();
    let place = PhysicalLocation::builder()
        .artifact_location(ArtifactLocation::builder().uri(uri.clone()).build())
        .region(region)
        .build();
    let code = one.code.unwrap_or_default();
    let index = setup.checks.iter().position(|check| check.code == code);
    let help = one.help.as_ref().map(|help| format!(" {}.", help.trim_end_matches(['.', '?']))).unwrap_or_default();
    let source = one.excerpts.first().map(|excerpt| excerpt.text.trim()).unwrap_or_default();
    let print = hex(&Sha256::digest(format!("{code}\0{uri}\0{source}\0{}", one.message)));
    let count = seen.entry(print.clone()).or_default();
    *count += 1;
    let mut result = SarifResult::builder()
        .rule_id(code.to_owned())
        .level(if one.level == Level::Error { ResultLevel::Error } else { ResultLevel::Warning })
        .message(message(format!("{}.{help}", one.message.trim_end_matches('.'))))
        .locations(vec![Location::builder().physical_location(place).build()])
        .partial_fingerprints(BTreeMap::from([("primaryLocationLineHash".to_owned(), format!("{print}:{count}"))]))
        .build();
    result.rule_index = index.and_then(|index| i64::try_from(index).ok());
    result
}

/// A relative URI: that of the file below the root, or for one that ships its name.
fn uri(file: &str, root: &Path) -> String {
    if Path::new(file).exists() {
        return artifact_uri(Some(Path::new(file)), root);
    }
    file.split('/').filter(|part| !part.is_empty()).map(uri_segment).collect::<Vec<_>>().join("/")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
