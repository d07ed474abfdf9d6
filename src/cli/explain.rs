//! `cordon explain`: a page about one rule, or about one finding, without a network.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::bounds::Bounds;
use super::evaluate::PolicyArgs;
use super::supervise::Plan;
use super::{Outcome, Terminal, exit, output, why};
use crate::config::{PolicyFile, RuleSettings};
use crate::diagnostic::{Diagnostic, Level, suggestion};
use crate::policy::metadata::Example;
use crate::policy::{Pack, Rule, names, run};
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

    /// Say nothing on standard error but errors, with --finding
    #[arg(short, long, requires = "finding")]
    quiet: bool,

    #[command(flatten)]
    policy: PolicyArgs,

    #[command(flatten)]
    bounds: Bounds,
}

impl Args {
    /// Rules that don't ship are supervised, where any are evaluated.
    pub(super) fn plan(&self) -> Option<Plan> {
        self.finding.as_ref()?;
        self.bounds.plan(&self.policy, &[self.snapshot()])
    }

    /// The snapshot that has the finding.
    fn snapshot(&self) -> PathBuf {
        self.what.as_deref().unwrap_or("-").into()
    }
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    if let Some(fingerprint) = &args.finding {
        let question = why::Question {
            fingerprint,
            policy: &args.policy,
            bounds: &args.bounds,
            format: args.format,
            quiet: args.quiet,
        };
        return why::finding(&question, args.snapshot(), terminal);
    }
    if args.policy.now.is_some() || !args.policy.since.is_empty() {
        let error = Diagnostic::error("`--now` and `--since` say nothing of a rule by itself");
        terminal.report(&[error.help("give them with `--finding FINGERPRINT SNAPSHOT`, or leave them out")]);
        return Ok(exit::USAGE);
    }
    let id = args.what.as_deref().unwrap_or_default();
    let pack = Pack::load(&args.policy.policy)?;
    terminal.report(&pack.notes);
    let Some(rule) = pack.rule(id) else {
        let help = suggestion(id, pack.names(), "`cordon rules` lists the rules");
        return Err(vec![Diagnostic::error(format!("there is no rule `{id}`")).help(help)]);
    };
    let settings = args.policy.config.as_deref().map(|path| settings(path, rule, &pack, terminal)).transpose()?;
    output::write(None, |out| out.write_all(page(rule, settings.as_ref()).as_bytes()))?;
    Ok(exit::CLEAN)
}

/// What a policy file sets for a rule.
fn settings(path: &Path, rule: &Rule, pack: &Pack, terminal: &Terminal) -> Result<RuleSettings, Vec<Diagnostic>> {
    let policy = PolicyFile::load(path)?;
    let (errors, doubts): (Vec<_>, Vec<_>) =
        names::check_rules(&policy, pack).into_iter().partition(|one| one.level == Level::Error);
    if !errors.is_empty() {
        return Err(errors);
    }
    terminal.report(&doubts);
    Ok(run::config_of(Some(&policy), pack).rules.remove(&rule.id).unwrap_or_default())
}

/// The page, in Markdown that reads well as plain text, under the settings of a policy file.
fn page(rule: &Rule, settings: Option<&RuleSettings>) -> String {
    let custom = &rule.metadata.custom;
    let mut page = format!("# {}\n\n", printable(rule.metadata.title.trim()));
    let _ = writeln!(page, "rule      {}", rule.id);
    let _ = match settings.and_then(|settings| settings.severity) {
        Some(severity) => {
            writeln!(page, "severity  {severity}, set by the policy file; {} by default", custom.severity)
        }
        None => writeln!(page, "severity  {}", custom.severity),
    };
    let _ = writeln!(page, "area      {}\nsets      {}", rule.area, printable(&custom.sets().join(", ")));
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
    if custom.requires_since {
        page.push_str("since     needs an earlier snapshot of the org, `--since SNAPSHOT`\n");
    }
    for (at, control) in rule.controls.iter().enumerate() {
        let label = if at == 0 { "controls" } else { "" };
        let text = format!("{}, {}", control.framework.name(), control.name());
        let _ = writeln!(page, "{label:<10}{}", printable(&text));
    }
    section(&mut page, "Why", &rule.metadata.description);
    section(&mut page, "How to fix it", &custom.remediation);
    params(&mut page, rule, settings);
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

/// What a policy file can set, and what this one does.
fn params(page: &mut String, rule: &Rule, settings: Option<&RuleSettings>) {
    let params = &rule.metadata.custom.params;
    if params.is_empty() {
        return;
    }
    let _ = writeln!(page, "\n## Parameters, `params` under `[rules.{}]`\n", rule.id);
    for (name, param) in params {
        let set = settings.and_then(|settings| settings.params.get(name));
        let value = match set {
            Some(value) => format!("{value}, set by the policy file; {} by default", param.default),
            None => param.default.to_string(),
        };
        let about = wrapped(param.description.trim()).replace('\n', "\n    ");
        let _ = writeln!(page, "{name} = {}\n    {about}\n    expected: {}", printable(&value), param.expected());
    }
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
