//! `cordon rules --framework`: the controls of a framework, and the rules that help to keep each.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::finding::control::{Control, Framework};
use crate::policy::Rule;
use crate::report::printable::printable;
use crate::report::text::counted;

/// A framework, and the rules of a selection by its controls.
pub(super) struct Listing<'p> {
    framework: Framework,
    controls: Vec<(Control, Vec<&'p Rule>)>,
}

impl<'p> Listing<'p> {
    /// Puts rules to the controls of a framework.
    pub(super) fn new(framework: Framework, controls: Vec<Control>, rules: &[&'p Rule]) -> Self {
        let of_control = |control: Control| {
            let rules = rules.iter().copied().filter(|rule| rule.controls.contains(&control)).collect();
            (control, rules)
        };
        Self { framework, controls: controls.into_iter().map(of_control).collect() }
    }

    /// For people.
    pub(super) fn text(&self, out: &mut dyn Write) -> io::Result<()> {
        let framework = &self.framework;
        let about = [&framework.organization, &framework.url].map(String::as_str);
        let about: Vec<&str> = about.into_iter().filter(|text| !text.is_empty()).collect();
        writeln!(out, "{} ({})", printable(&framework.name()), printable(&framework.key))?;
        if !about.is_empty() {
            writeln!(out, "{}", printable(&about.join(", ")))?;
        }
        let width = self.controls.iter().flat_map(|(_, rules)| rules).map(|rule| rule.id.len()).max().unwrap_or(0);
        for (control, rules) in &self.controls {
            writeln!(out, "\n{}", printable(&control.name()))?;
            if rules.is_empty() {
                writeln!(out, "  no rule")?;
            }
            for rule in rules {
                let (severity, title) = (rule.metadata.custom.severity, printable(rule.metadata.title.trim()));
                writeln!(out, "  {:<width$}  {severity:<8}  {title}", rule.id)?;
            }
        }
        let bare = self.controls.iter().filter(|(_, rules)| rules.is_empty()).count();
        let bare = if bare == 0 { String::new() } else { format!(", {bare} of them without a rule") };
        writeln!(
            out,
            "\n{}{bare}. Rules look at a part of what a control asks for.",
            counted(self.controls.len(), "control")
        )
    }

    /// For programs.
    pub(super) fn json(&self) -> Value {
        let framework = &self.framework;
        let rule = |rule: &&Rule| {
            let (severity, title) = (rule.metadata.custom.severity, rule.metadata.title.trim());
            json!({"id": rule.id, "severity": severity, "title": title})
        };
        let control = |(control, rules): &(Control, Vec<&Rule>)| json!({"id": control.id, "title": control.title, "rules": rules.iter().map(rule).collect::<Vec<_>>()});
        json!({
            "schema_version": "1",
            "framework": {
                "id": framework.key,
                "title": framework.title,
                "version": framework.version,
                "organization": framework.organization,
                "url": framework.url,
            },
            "controls": self.controls.iter().map(control).collect::<Vec<_>>(),
        })
    }
}
