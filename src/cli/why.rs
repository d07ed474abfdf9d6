//! Why there is a finding, or none: `explain --finding` and `check --trace`.

use std::path::PathBuf;

use super::bounds::{self, Bounds};
use super::evaluate::{Evaluation, PolicyArgs, working_dir};
use super::{Outcome, Terminal, exit, output};
use crate::config::discover;
use crate::diagnostic::{Diagnostic, suggestion};
use crate::finding::Finding;
use crate::finding::outcome::Run;
use crate::policy::why::{Wish, look_into, subject};
use crate::policy::{Pack, Rule, select};
use crate::report::text::counted;
use crate::report::traced;
use crate::snapshot::read;
use crate::traced::Traced;

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
}

/// What `--trace` asks for.
pub(super) struct Wanted<'a> {
    pub(super) rule: &'a Rule,
    pub(super) subject: Option<&'a str>,
    /// How many findings are looked into.
    pub(super) most: usize,
    pub(super) format: Format,
}

/// The rule with an id or alias.
pub(super) fn rule_named<'p>(pack: &'p Pack, id: &str) -> Result<&'p Rule, Vec<Diagnostic>> {
    pack.rule(id).ok_or_else(|| {
        let help = suggestion(id, pack.names(), "`cordon rules` lists the rules");
        vec![Diagnostic::error(format!("there is no rule `{id}`")).help(help)]
    })
}

/// Traces a rule over snapshots. Returns the runs, of which only the findings on the subject are kept.
pub(super) fn trace(
    evaluation: &Evaluation<'_>,
    snapshots: &[PathBuf],
    wanted: &Wanted<'_>,
    quiet: bool,
    terminal: &Terminal,
) -> Result<Vec<Run>, Vec<Diagnostic>> {
    let (mut traces, mut runs) = (Vec::new(), Vec::new());
    for path in snapshots {
        let (traced, run) = evaluation.with(path, false, |setup, snapshot, mut run| {
            let subject = wanted.subject.map(|given| subject::find(snapshot, given)).transpose()?;
            let wish = Wish { rule: wanted.rule, subject, fingerprint: None, most: wanted.most };
            let traced = look_into(setup, snapshot, &run, &wish)?;
            if let Some(subject) = &wish.subject {
                run.findings.retain(|finding| finding.subject == subject.of);
            }
            Ok((traced, run))
        })?;
        if !quiet {
            run.prints.iter().for_each(|line| terminal.note(&format!("print {line}")));
            terminal.report(&run.warnings);
        }
        traces.push(traced);
        runs.push(run);
    }
    write(&traces, wanted.format, terminal)?;
    Ok(runs)
}

fn write(traces: &[Traced], format: Format, terminal: &Terminal) -> Result<(), Vec<Diagnostic>> {
    output::write(None, |out| match format {
        Format::Json => traced::json(traces, out),
        Format::Text => traces.iter().enumerate().try_for_each(|(at, one)| {
            if at > 0 {
                writeln!(out)?;
            }
            traced::text(one, terminal.colours_stdout(), out)
        }),
    })
}

/// What `--finding` asks for.
pub(super) struct Question<'a> {
    pub(super) fingerprint: &'a str,
    pub(super) policy: &'a PolicyArgs,
    pub(super) bounds: &'a Bounds,
    pub(super) format: Format,
    pub(super) quiet: bool,
}

/// The shortest beginning of a fingerprint that is taken for one.
const SHORTEST: usize = 8;

/// How many findings an error lists.
const MOST_LISTED: usize = 5;

/// `explain --finding`: says why there is the finding with a fingerprint, or with one that begins so.
pub(super) fn finding(question: &Question<'_>, snapshot: PathBuf, terminal: &Terminal) -> Outcome {
    let Question { fingerprint, policy, bounds, format, quiet } = *question;
    let snapshots = [snapshot];
    if let Some(code) = super::refuse_stdin(&snapshots, terminal) {
        return Ok(code);
    }
    let wrong = |message: String, help: String| vec![Diagnostic::error(message).help(help)];
    let bare = fingerprint.strip_prefix("cordon/v1:").unwrap_or(fingerprint);
    let given = bare.strip_suffix(":1").unwrap_or(bare).to_ascii_lowercase();
    if given.len() < SHORTEST || given.len() > 32 || !given.chars().all(|c| c.is_ascii_hexdigit()) {
        let help = "expected 32 hexadecimal digits or the first 8 or more of them, as reports show them";
        return Err(wrong(format!("`{fingerprint}` is no fingerprint"), help.to_owned()));
    }
    let limits = bounds.watched();
    let pack = bounds::pack(limits, || Pack::load(&policy.policy))?;
    let working_dir = working_dir()?;
    let earlier = policy.earlier(read::DEFAULT_MAX_BYTES)?;
    let evaluation = Evaluation {
        args: policy,
        pack: &pack,
        rules: select::select(&pack, &select::Wanted::ALL)?,
        waivers: &[],
        baseline: None,
        earlier: &earlier,
        today: policy.today(),
        working_dir: &working_dir,
        root: discover::repository_root(&working_dir),
        limits,
        max_size: read::DEFAULT_MAX_BYTES,
    };
    let [path] = &snapshots;
    let traced = evaluation.with(path, false, |setup, snapshot, run| {
        let begins = |text: &String| text.starts_with(&given);
        let matching: Vec<_> = run
            .findings
            .iter()
            .filter(|one| begins(&one.fingerprint) || one.former_fingerprints.iter().any(begins))
            .collect();
        let list = |found: &[&Finding]| {
            let line = |one: &&Finding| format!("{} ({}, {})", one.fingerprint, one.rule, one.subject);
            let more = found.len().saturating_sub(MOST_LISTED);
            let more = if more == 0 { String::new() } else { format!("; {more} more") };
            format!("{}{more}", found.iter().take(MOST_LISTED).map(line).collect::<Vec<_>>().join("; "))
        };
        let [one] = matching.as_slice() else {
            let count = matching.len();
            if count > 1 {
                let message = format!("{count} findings have fingerprints that begin with {given}");
                return Err(wrong(message, format!("give more digits of one of them: {}", list(&matching))));
            }
            return Err(not_there(&given, &run, &list));
        };
        let rule = rule_named(setup.prepared.pack, &one.rule)?;
        let wish = Wish { rule, subject: None, fingerprint: Some(&one.fingerprint), most: 1 };
        look_into(setup, snapshot, &run, &wish)
    })?;
    if !quiet {
        // What there is to say of other rules has nothing to do with the finding.
        let is_of_others = |note: &&Diagnostic| {
            let file = note.file.as_deref();
            pack.rules.values().any(|rule| rule.file != traced.file && Some(rule.file.as_str()) == file)
        };
        let notes: Vec<Diagnostic> = pack.notes.iter().filter(|note| !is_of_others(note)).cloned().collect();
        terminal.report(&notes);
    }
    write(&[traced], format, terminal)?;
    Ok(exit::CLEAN)
}

/// Says which findings there are, and what could not be looked at, where the finding may well be.
fn not_there(given: &str, run: &Run, list: &impl Fn(&[&Finding]) -> String) -> Vec<Diagnostic> {
    let all: Vec<&Finding> = run.findings.iter().collect();
    let help = match all.len() {
        0 => "the snapshot has no findings under this policy".to_owned(),
        count => format!("it has {}: {}", counted(count, "finding"), list(&all)),
    };
    let message = format!("no finding in {} has the fingerprint {given}", run.snapshot);
    let mut errors = vec![Diagnostic::error(message).help(help)];
    let unsure: Vec<&str> =
        run.rules.iter().filter(|outcome| outcome.reason.is_some()).map(|outcome| outcome.rule.id.as_str()).collect();
    if !unsure.is_empty() {
        let message = format!(
            "{} could not look at everything, so the finding may be one of theirs: {}",
            counted(unsure.len(), "rule"),
            unsure.join(", ")
        );
        errors.push(Diagnostic::warning(message).help("`cordon check` says why"));
    }
    errors
}
