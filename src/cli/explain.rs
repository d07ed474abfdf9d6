//! `cordon explain`: a page about one rule, or about one finding, without a network.

use std::fmt::Write as _;

use super::evaluate::PolicyArgs;
use super::{Outcome, Terminal, exit, output, why};
use crate::diagnostic::{Diagnostic, suggestion};
use crate::policy::metadata::Example;
use crate::policy::{Pack, Rule};
use crate::report::printable::printable;

/// Options of `cordon explain`
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes: 0 explained, 2 there is no such rule or finding, 64 wrong usage.")]
pub(super) struct Args {
    /// Id or alias of the rule; with --finding the snapshot, where `-` and none are standard input
    #[arg(value_name = "RULE|SNAPSHOT", required_unless_present = "finding")]
    what: Option<String>,

    /// Say why there is this finding: its evidence in the snapshot, and the rule's conditions with the values that made
    /// them true. The beginning of a fingerprint is enough, from 8 digits
    #[arg(long, value_name = "FINGERPRINT")]
    finding: Option<String>,

    /// text or json, with --finding
    #[arg(long, value_name = "FORMAT", default_value = "text", requires = "finding")]
    format: why::Format,

    #[command(flatten)]
    policy: PolicyArgs,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    if let Some(fingerprint) = &args.finding {
        let snapshot = args.what.clone().unwrap_or_else(|| "-".to_owned());
        return why::finding(fingerprint, snapshot.into(), &args.policy, args.format, terminal);
    }
    for (option, is_given) in [("--config", args.policy.config.is_some()), ("--now", args.policy.now.is_some())] {
        if is_given {
            let error = Diagnostic::error(format!("`{option}` says nothing of a rule by itself"));
            terminal.report(&[error.help("give it with `--finding FINGERPRINT SNAPSHOT`, or leave it out")]);
            return Ok(exit::USAGE);
        }
    }
    let id = args.what.as_deref().unwrap_or_default();
    let pack = Pack::load(&args.policy.policy)?;
    terminal.report(&pack.notes);
    let Some(rule) = pack.rule(id) else {
        let help = suggestion(id, pack.names(), "`cordon rules` lists the rules");
        return Err(vec![Diagnostic::error(format!("there is no rule `{id}`")).help(help)]);
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
