//! `cordon explain`: a page about one rule, without a network.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::{Outcome, Terminal, exit, output};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::policy::metadata::Example;
use crate::policy::{Pack, Rule};
use crate::report::printable::printable;

/// Options of `cordon explain`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Id or alias of the rule
    #[arg(value_name = "RULE")]
    rule: String,

    /// Folder with more rules
    #[arg(long, value_name = "DIR")]
    policy: Vec<PathBuf>,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let pack = Pack::load(&args.policy)?;
    terminal.report(&pack.notes);
    let Some(rule) = pack.rule(&args.rule) else {
        let help = suggestion(&args.rule, pack.names(), "`cordon rules` lists the rules");
        return Err(vec![Diagnostic::error(format!("there is no rule `{}`", args.rule)).help(help)]);
    };
    output::write(None, |out| out.write_all(page(rule).as_bytes()))?;
    Ok(exit::CLEAN)
}

/// The page, in Markdown that reads well as plain text.
fn page(rule: &Rule) -> String {
    let custom = &rule.metadata.custom;
    let mut page = format!("# {}\n\n", printable(rule.metadata.title.trim()));
    let _ = writeln!(page, "rule      {}", rule.id);
    let _ = writeln!(page, "severity  {}", custom.severity);
    let _ = writeln!(page, "area      {}", rule.area);
    if !custom.tags.is_empty() {
        let _ = writeln!(page, "tags      {}", printable(&custom.tags.join(", ")));
    }
    let sections: Vec<&str> = rule.requires.iter().map(|section| section.name()).collect();
    let _ = writeln!(
        page,
        "reads     {}",
        if sections.is_empty() { "nothing that may be missing".to_owned() } else { sections.join(", ") }
    );
    for (section, paths) in &rule.requires_if {
        let _ = writeln!(page, "          {section}, when the policy file sets {}", paths.join(" or "));
    }
    if !custom.requires_policy.is_empty() {
        let _ = writeln!(page, "policy    needs {}", custom.requires_policy.join(", "));
    }
    section(&mut page, "Why", &rule.metadata.description);
    section(&mut page, "How to fix it", &custom.remediation);
    examples(&mut page, "Fires", &custom.examples.fires);
    examples(&mut page, "Stays quiet", &custom.examples.quiet);
    if !rule.metadata.related_resources.is_empty() {
        page.push_str("\n## Read on\n\n");
        for resource in &rule.metadata.related_resources {
            let about = match resource.description() {
                "" => String::new(),
                about => format!("{}: ", about.trim()),
            };
            let _ = writeln!(page, "- {}", printable(&format!("{about}{}", resource.address())));
        }
    }
    page
}

fn section(page: &mut String, title: &str, text: &str) {
    if !text.trim().is_empty() {
        let _ = writeln!(page, "\n## {title}\n\n{}", wrapped(text.trim()));
    }
}

/// Width of running text.
const WIDTH: usize = 88;

fn wrapped(text: &str) -> String {
    let wrap = |paragraph: &str| {
        let mut lines: Vec<String> = Vec::new();
        for word in paragraph.split_whitespace() {
            match lines.last_mut() {
                Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines.iter().map(|line| printable(line)).collect::<Vec<_>>().join("\n")
    };
    text.split("\n\n").map(wrap).collect::<Vec<_>>().join("\n\n")
}

fn examples(page: &mut String, title: &str, examples: &[Example]) {
    if examples.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n## {title}");
    for example in examples {
        let _ = writeln!(page, "\n{}", wrapped(example.why.trim()));
        for (what, change) in [("snapshot", &example.snapshot), ("policy file", &example.config)] {
            if let Some(change) = change {
                let json = serde_json::to_string_pretty(change).unwrap_or_default();
                let indented = json.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n");
                let _ = writeln!(page, "\n    In the {what}:\n{indented}");
            }
        }
    }
}
