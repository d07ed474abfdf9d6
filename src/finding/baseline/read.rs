//! A baseline from a report of cordon's, in JSON or SARIF.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value as Json;

use super::{Baseline, BaselineState, Earlier, EarlierRun, MOST_BYTES, property};
use crate::diagnostic::{Diagnostic, offset_of};
use crate::finding::{Severity, fingerprint};

impl Baseline {
    /// Reads an earlier report, JSON or SARIF.
    ///
    /// # Errors
    /// What can't be read, is not JSON, or is no report of cordon's.
    pub fn load(path: &Path) -> Result<Self, Vec<Diagnostic>> {
        let file = path.display().to_string().replace('\\', "/");
        let help = "expected a report that `cordon check` wrote with `--format json` or `--format sarif`";
        let refused = |message: String| vec![Diagnostic::error(message).in_file(&file).help(help)];
        let text = read(path)
            .map_err(|error| refused(format!("cannot read the baseline: {}", crate::snapshot::plain(&error))))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let report: Json = serde_json::from_str(text).map_err(|error| {
            let at = offset_of(text, error.line(), error.column());
            let message = format!("the baseline is not valid JSON: {}", plain_json(&error));
            let end = (at + 1).min(text.len());
            vec![Diagnostic::error(message).in_file(&file).underline(text, at..end, "").help(help)]
        })?;
        let runs = match (report.get("runs").and_then(Json::as_array), report.get("version").is_some()) {
            (None, _) => Err("it has no `runs`".to_owned()),
            (Some(runs), true) => runs.iter().map(of_sarif).collect(),
            (Some(runs), false) if report["tool"]["name"] == "cordon" => match report["schema_version"].as_str() {
                Some("1") => runs.iter().map(of_json).collect(),
                other => Err(format!("its `schema_version` is {}, and this cordon reads \"1\"", quoted(other))),
            },
            (Some(_), false) => Err("it does not say that cordon wrote it".to_owned()),
        };
        let runs: Vec<EarlierRun> = runs
            .and_then(distinct)
            .map_err(|reason| refused(format!("the baseline is no report of cordon's: {reason}")))?;
        if runs.is_empty() {
            return Err(refused("the baseline has no runs, so there is nothing to compare with".to_owned()));
        }
        Ok(Self { file, runs })
    }
}

fn read(path: &Path) -> std::io::Result<String> {
    use std::io::Read;

    if path.is_dir() {
        return Err(std::io::Error::new(std::io::ErrorKind::IsADirectory, "is a directory"));
    }
    let mut text = String::new();
    std::fs::File::open(path)?.take(MOST_BYTES).read_to_string(&mut text)?;
    Ok(text)
}

fn plain_json(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}

fn quoted(text: Option<&str>) -> String {
    text.map_or_else(|| "not given".to_owned(), |text| format!("{text:?}"))
}

fn text(value: &Json, what: &str) -> Result<String, String> {
    value.as_str().map(str::to_owned).ok_or_else(|| format!("a {what} is not a text"))
}

fn list<'j>(value: &'j Json, what: &str) -> Result<&'j Vec<Json>, String> {
    value.as_array().ok_or_else(|| format!("`{what}` is not a list"))
}

fn severity(value: &Json) -> Result<Severity, String> {
    let name = value.as_str().unwrap_or_default();
    Severity::from_name(name).ok_or_else(|| format!("a finding's `severity` is {value}"))
}

/// Two findings with one fingerprint are a sign that somebody edited the report.
fn distinct(runs: Vec<EarlierRun>) -> Result<Vec<EarlierRun>, String> {
    for run in &runs {
        let mut seen = BTreeSet::new();
        if let Some(twice) = run.findings.iter().find(|one| !seen.insert(&one.fingerprint)) {
            return Err(format!("two of its findings have the fingerprint {}", twice.fingerprint));
        }
    }
    Ok(runs)
}

fn of_json(run: &Json) -> Result<EarlierRun, String> {
    let snapshot = &run["snapshot"];
    let rules = list(&run["rules"], "rules")?
        .iter()
        .map(|rule| Ok((text(&rule["id"], "rule's `id`")?, rule["status"].as_str().map(str::to_owned))));
    let findings = list(&run["findings"], "findings")?.iter().map(|finding| {
        let subject = &finding["subject"];
        Ok(Earlier {
            rule: text(&finding["rule"], "finding's `rule`")?,
            severity: Some(severity(&finding["severity"])?),
            subject: format!(
                "{}/{}",
                text(&subject["type"], "subject's `type`")?,
                text(&subject["id"], "subject's `id`")?
            ),
            message: text(&finding["message"], "finding's `message`")?,
            fingerprint: text(&finding["fingerprint"], "finding's `fingerprint`")?,
            waived: finding.get("waived").is_some_and(|waived| !waived.is_null()),
        })
    });
    Ok(EarlierRun {
        snapshot: text(&snapshot["uri"], "snapshot's `uri`")?,
        organization: text(&snapshot["organization"]["id"], "org's `id`")?,
        rules: rules.collect::<Result<_, String>>()?,
        left_out: 0,
        findings: findings.collect::<Result<_, String>>()?,
    })
}

fn of_sarif(run: &Json) -> Result<EarlierRun, String> {
    let driver = &run["tool"]["driver"];
    if driver["name"] != "cordon" {
        return Err(format!("its tool is {}", quoted(driver["name"].as_str())));
    }
    let properties = &run["properties"];
    let status = |id: &str| properties[property::STATUS][id].as_str().map(str::to_owned);
    let descriptors = list(&driver["rules"], "rules")?;
    let rules = descriptors.iter().map(|rule| {
        let id = text(&rule["id"], "rule's `id`")?;
        Ok((id.clone(), status(&id)))
    });
    let severities: BTreeMap<&str, Severity> = descriptors
        .iter()
        .filter_map(|rule| {
            let severity = rule["properties"][property::SEVERITY].as_str().and_then(Severity::from_name)?;
            Some((rule["id"].as_str()?, severity))
        })
        .collect();
    let present = |result: &&Json| result["baselineState"] != BaselineState::Absent.name();
    let left_out = match properties.get(property::LEFT_OUT) {
        None => 0,
        Some(count) => count.as_u64().ok_or_else(|| format!("`{}` is not a number", property::LEFT_OUT))?,
    };
    let waived = properties.get(property::WAIVED).and_then(Json::as_object).into_iter().flatten();
    let waived = waived.map(|(fingerprint, rule)| {
        Ok(Earlier {
            rule: text(rule, "waived finding's rule")?,
            severity: None,
            subject: String::new(),
            message: String::new(),
            fingerprint: fingerprint.clone(),
            waived: true,
        })
    });
    let findings = list(&run["results"], "results")?.iter().filter(present).map(|result| {
        let rule = text(&result["ruleId"], "result's `ruleId`")?;
        let subject = &result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"];
        Ok(Earlier {
            severity: severities.get(rule.as_str()).copied(),
            rule,
            subject: text(subject, "result's `fullyQualifiedName`")?,
            message: text(&result["message"]["text"], "result's message")?,
            fingerprint: text(&result["partialFingerprints"][fingerprint::SCHEME], "result's fingerprint")?,
            waived: result["suppressions"].as_array().is_some_and(|all| !all.is_empty()),
        })
    });
    Ok(EarlierRun {
        snapshot: properties[property::SNAPSHOT].as_str().unwrap_or_default().to_owned(),
        organization: text(&properties[property::ORGANIZATION], "run's org id")?,
        rules: rules.collect::<Result<_, String>>()?,
        left_out,
        findings: findings.chain(waived).collect::<Result<_, String>>()?,
    })
}
