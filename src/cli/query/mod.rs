//! `cordon query`

mod prompt;
mod save;
mod session;

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::bounds::{self, Memory};
use super::supervise::Plan;
use super::{Outcome, Terminal, exit, output, target};
use crate::diagnostic::Diagnostic;
use crate::policy::query::saved;
use crate::policy::{Pack, Query};
use crate::report::query::{Format, Style};
use crate::report::text::counted;
use crate::snapshot::read;
use session::{AskedAll, Session};

/// Options of `cordon query`
#[derive(Debug, clap::Args)]
#[command(
    override_usage = "cordon query [OPTIONS] <REGO|@NAME> [SNAPSHOT]...\n       cordon query [OPTIONS] --interactive <SNAPSHOT>...\n       cordon query [OPTIONS] --list",
    after_help = "Exit codes: 0 asked, whether or not there are rows, 2 the query or a snapshot can't be used, 64 wrong usage."
)]
pub(super) struct Args {
    /// The question: the body of a rule, or `@NAME` for a saved query
    #[arg(value_name = "REGO|@NAME", required_unless_present_any = ["interactive", "list"])]
    query: Option<String>,

    /// Snapshots, plain or compressed with gzip or Zstandard; `-` is standard input, which is the default
    #[arg(value_name = "SNAPSHOT")]
    snapshots: Vec<PathBuf>,

    /// Ask at a prompt with history, completion and queries of several lines
    #[arg(long, short)]
    interactive: bool,

    /// List the saved queries
    #[arg(long, conflicts_with_all = ["query", "interactive", "save"])]
    list: bool,

    /// Policy file; without it the `cordon.toml` beside the snapshot, or the first one from here up to
    /// the root of the repository
    #[arg(long, value_name = "FILE", help_heading = "Policy")]
    config: Option<PathBuf>,

    /// Folder with more rules, helpers and saved queries
    #[arg(long, value_name = "DIR", help_heading = "Policy")]
    policy: Vec<PathBuf>,

    /// Save the query as `queries/NAME.rego` in the first `--policy` folder, or in the working directory without one.
    /// Where no snapshot is given, nothing is asked
    #[arg(long, value_name = "NAME", value_parser = saved::check_name, conflicts_with = "interactive", help_heading = "Saved queries")]
    save: Option<String>,

    /// One line that says what the saved query answers
    #[arg(long, value_name = "TEXT", requires = "save", help_heading = "Saved queries")]
    title: Option<String>,

    /// Replace a saved query of the same name
    #[arg(long, requires = "save", help_heading = "Saved queries")]
    force: bool,

    /// How the answer is written; table by default
    #[arg(long, value_name = "FORMAT", value_parser = formats(), help_heading = "Output")]
    format: Option<Format>,

    /// Write the answer to this file, whole or not at all; `-` is standard output
    #[arg(long, short, value_name = "FILE", conflicts_with = "interactive", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Print nothing to standard error but errors and what could not be looked at
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,

    /// Keep no history of what is asked at the prompt
    #[arg(long, requires = "interactive", help_heading = "Output")]
    no_history: bool,

    /// Exit with 2 when a section that the query reads is not complete
    #[arg(long, help_heading = "Outcome")]
    require_complete: bool,

    /// Seconds that the question may take on one snapshot
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=86_400), help_heading = "Limits")]
    timeout: u64,

    #[command(flatten)]
    memory: Memory,

    /// Bytes of text that one snapshot may have when decompressed
    #[arg(long, value_name = "BYTES", default_value_t = read::DEFAULT_MAX_BYTES, help_heading = "Limits")]
    max_size: u64,
}

fn formats() -> impl TypedValueParser<Value = Format> {
    let values = Format::ALL.iter().map(|format| PossibleValue::new(format.name).help(format.about));
    PossibleValuesParser::new(values).map(|name| Format::from_name(&name).unwrap_or(Format::TABLE))
}

impl Args {
    /// A question may be anything, so it is supervised, but at a prompt, where one follows the other.
    pub(super) fn plan(&self) -> Option<Plan> {
        let inputs: Vec<PathBuf> = snapshots(self).into_iter().chain(self.config.clone()).collect();
        let seconds = self.timeout.saturating_mul(inputs.len().max(1) as u64);
        (!self.interactive && !self.list).then_some(Plan { inputs, seconds })
    }
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let limits = args.memory.watched(args.timeout);
    let mut pack = bounds::pack(limits, || Pack::load(&args.policy))?;
    if args.policy.is_empty() {
        pack.add_queries(std::path::Path::new(saved::FOLDER))?;
    }
    if !args.quiet {
        terminal.report(&pack.notes);
    }
    if args.list {
        save::list(&pack, args.format, args.output.as_deref())?;
        return Ok(exit::CLEAN);
    }
    let snapshots = snapshots(args);
    if let Some(code) = super::refuse_stdin(&snapshots, terminal) {
        return Ok(code);
    }
    if args.interactive {
        if snapshots.is_empty() || snapshots.iter().any(|path| path.as_os_str() == "-") {
            let error =
                Diagnostic::error("a prompt needs snapshots in files, since questions come from standard input");
            terminal.report(&[error.help("cordon query -i SNAPSHOT")]);
            return Ok(exit::USAGE);
        }
        let session = Session::open(&snapshots, args, &pack)?;
        session.tell(terminal);
        return prompt::run(args, &pack, session, terminal);
    }
    let text = args.query.clone().unwrap_or_default();
    let query = question(&text, &pack)?;
    if !args.quiet {
        terminal.report(&query.notes);
    }
    refuse_to_overwrite(args, &snapshots)?;
    if let Some(name) = &args.save {
        let path = save::write(&query, name, args.title.as_deref(), &args.policy, args.force)?;
        terminal.note(&format!("saved as {}; ask it with `cordon query @{name}`", path.display()));
        if snapshots.is_empty() {
            return Ok(exit::CLEAN);
        }
    }
    let session = Session::open(&snapshots, args, &pack)?;
    session.tell(terminal);
    ask(args, &pack, &session, &query, &text, args.format.unwrap_or(Format::TABLE), terminal)
}

/// The snapshots that are asked. At the prompt, the first argument is one.
fn snapshots(args: &Args) -> Vec<PathBuf> {
    let first = args.query.iter().filter(|_| args.interactive).map(PathBuf::from);
    let all: Vec<PathBuf> = first.chain(args.snapshots.iter().cloned()).collect();
    if all.is_empty() && args.save.is_none() && !args.interactive { vec![PathBuf::from("-")] } else { all }
}

/// The query of a text, or the saved one that it names.
fn question(text: &str, pack: &Pack) -> Result<Query, Vec<Diagnostic>> {
    match text.trim().strip_prefix('@') {
        Some(name) => saved::find(name, pack),
        None => Query::of_text(text, pack),
    }
}

/// Asks all snapshots, and writes the answer.
fn ask(
    args: &Args,
    pack: &Pack,
    session: &Session,
    query: &Query,
    text: &str,
    format: Format,
    terminal: &Terminal,
) -> Outcome {
    let asked = session.ask(query, text, pack)?;
    tell(args, session, &asked, format, terminal)
}

/// Writes an answer, and what is to be said of it.
fn tell(args: &Args, session: &Session, asked: &AskedAll, format: Format, terminal: &Terminal) -> Outcome {
    terminal.report(&asked.doubts);
    for line in &asked.prints {
        terminal.note(&format!("print {line}"));
    }
    terminal.report(&asked.failures);
    let answer = &asked.answer;
    if answer.asked.is_empty() {
        return Ok(exit::FAILED);
    }
    let path = args.output.as_deref().filter(|path| !target::is_stdout(path));
    let width = terminal_size::terminal_size_of(std::io::stdout()).map(|(width, _)| width.0);
    let style = Style { width: width.filter(|_| path.is_none()) };
    output::write_what("answer", path, |out| (format.render)(answer, style, out))?;
    if !args.quiet {
        terminal.note(&counted(answer.rows.len(), "row"));
    }
    let incomplete = args.require_complete && answer.asked.iter().any(|asked| !asked.incomplete.is_empty());
    let failed = incomplete || !asked.failures.is_empty() || session.failed();
    Ok(if failed { exit::FAILED } else { exit::CLEAN })
}

/// An answer never replaces what it is about.
fn refuse_to_overwrite(args: &Args, snapshots: &[PathBuf]) -> Result<(), Vec<Diagnostic>> {
    let path = args.output.as_deref().filter(|path| !target::is_stdout(path));
    let inputs: Vec<PathBuf> = snapshots.iter().chain(&args.config).cloned().collect();
    output::refuse_to_overwrite("answer", path, &inputs)
}
