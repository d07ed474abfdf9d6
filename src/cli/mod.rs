//! The command line: the only place that prints.

mod access;
mod bounds;
mod bundle;
mod check;
mod completions;
mod connection;
mod doctor;
mod evaluate;
mod explain;
mod export;
mod facts;
mod framework;
mod lint;
mod man;
mod new_rule;
mod output;
mod pages;
mod progress;
mod query;
mod rules;
mod supervise;
mod target;
mod test;
mod validate;
mod waive;
mod why;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::diagnostic::Diagnostic;
use crate::policy::engine::is_guarded;
use crate::report::printable::printable;
use crate::report::snippet;

/// Exit codes, the same everywhere.
pub mod exit {
    /// Clean, or nothing at or above `--fail-on`.
    pub const CLEAN: u8 = 0;
    /// Findings.
    pub const FINDINGS: u8 = 1;
    /// The run itself failed.
    pub const FAILED: u8 = 2;
    /// An export wrote a snapshot, but not everything could be read.
    pub const PARTIAL: u8 = 3;
    /// The command line is wrong.
    pub const USAGE: u8 = 64;
}

/// Which outsiders can reach what in a Genesys Cloud org, through which grant, and which of that breaks
/// the org's policy.
#[derive(Debug, Parser)]
#[command(name = "cordon", version, arg_required_else_help = true, after_help = AFTER_HELP)]
struct Cli {
    /// Colours: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    color: Colour,

    #[command(subcommand)]
    command: Command,
}

const AFTER_HELP: &str = "Exit codes: 0 clean, 1 findings, 2 the run itself failed, 3 not everything could be read (export, doctor), 64 wrong usage.";

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Colour {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Evaluate the rules over snapshots and report what breaks the policy
    Check(Box<check::Args>),
    /// Export the authorization model of an org to a snapshot
    Export(Box<export::Args>),
    /// Check credentials, region, clock, limit and permissions for an export
    Doctor(Box<doctor::Args>),
    /// Check that a snapshot is well-formed and consistent
    Validate(validate::Args),
    /// Write what cordon works out beside a snapshot for rules
    Facts(Box<facts::Args>),
    /// Ask snapshots a question in Rego
    Query(Box<query::Args>),
    /// Who can do what: effective access through grants, groups, clients and trusts
    Access(Box<access::Args>),
    /// Run the tests of a rule pack
    Test(Box<test::Args>),
    /// List the rules
    Rules(rules::Args),
    /// Explain a rule: why it matters, how to fix it, examples; or a finding: what made it true
    Explain(explain::Args),
    /// Write rules, data and policy file as a bundle for Open Policy Agent
    Bundle(bundle::Args),
    /// Look through rules for what can't be meant: names that don't exist, comparisons that never hold
    Lint(lint::Args),
    /// Write a new rule and its tests, which already pass lint and test
    NewRule(Box<new_rule::Args>),
    /// Accept one finding until a day
    Waive(Box<waive::Args>),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Print a man page
    Man(man::Args),
}

impl Command {
    /// How the command is supervised, where it evaluates what does not ship.
    fn plan(&self) -> Option<supervise::Plan> {
        match self {
            Self::Check(args) => args.plan(),
            Self::Explain(args) => args.plan(),
            Self::Facts(args) => args.plan(),
            Self::Query(args) => args.plan(),
            Self::Test(args) => args.plan(),
            Self::Waive(args) => args.plan(),
            _ => None,
        }
    }
}

/// Where output goes and how it looks.
struct Terminal {
    colour: Colour,
}

impl Terminal {
    /// Whether text on standard output is coloured.
    fn colours_stdout(&self) -> bool {
        self.decide(io::stdout().is_terminal())
    }

    fn colours_stderr(&self) -> bool {
        self.decide(supervise::stderr_is_terminal())
    }

    fn decide(&self, is_terminal: bool) -> bool {
        match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
                is_terminal && set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }

    /// Prints diagnostics to standard error. Nothing can be done when that fails.
    fn report<'d>(&self, diagnostics: impl IntoIterator<Item = &'d Diagnostic>) {
        let mut stderr = io::stderr().lock();
        for diagnostic in diagnostics {
            let _ = writeln!(stderr, "{}\n", snippet::diagnostic(diagnostic, self.colours_stderr()));
        }
    }

    /// Prints a line to standard error.
    fn note(&self, line: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", printable(line));
    }
}

/// Says of a fault of cordon's own what and where it is, in one line. Where it costs one rule its result, that is
/// told as an error of the rule.
fn tell_of_faults() {
    std::panic::set_hook(Box::new(|fault| {
        if is_guarded() {
            return;
        }
        let payload = fault.payload();
        let text =
            payload.downcast_ref::<&str>().copied().or_else(|| payload.downcast_ref::<String>().map(String::as_str));
        let text = text.unwrap_or("for no reason that is known");
        let place = fault.location().map_or_else(String::new, |place| format!(" ({}:{})", place.file(), place.line()));
        let message = format!("cordon broke down: {text}{place}; this is a fault of cordon's, please report it");
        let _ = writeln!(io::stderr().lock(), "error: {}", printable(&message));
    }));
}

/// Runs the command line and returns the exit code.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    tell_of_faults();
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { exit::USAGE } else { exit::CLEAN });
        }
    };
    let terminal = Terminal { colour: cli.color };
    // What breaks down has been told of by then.
    let result = catch_unwind(AssertUnwindSafe(|| match cli.command.plan() {
        Some(plan) if !supervise::is_supervised() => supervise::run(&args, &plan, &terminal),
        _ => dispatch(cli.command, &terminal),
    }))
    .unwrap_or(Ok(exit::FAILED));
    ExitCode::from(result.unwrap_or_else(|diagnostics| {
        terminal.report(&diagnostics);
        exit::FAILED
    }))
}

fn dispatch(command: Command, terminal: &Terminal) -> Outcome {
    match command {
        Command::Check(args) => check::run(&args, terminal),
        Command::Export(args) => export::run(&args, terminal),
        Command::Doctor(args) => doctor::run(&args, terminal),
        Command::Validate(args) => validate::run(&args, terminal),
        Command::Facts(args) => facts::run(&args, terminal),
        Command::Query(args) => query::run(&args, terminal),
        Command::Access(args) => access::run(&args, terminal),
        Command::Test(args) => test::run(&args, terminal),
        Command::Rules(args) => rules::run(&args, terminal),
        Command::Explain(args) => explain::run(&args, terminal),
        Command::Bundle(args) => bundle::run(&args, terminal),
        Command::Lint(args) => lint::run(&args, terminal),
        Command::NewRule(args) => new_rule::run(&args, terminal),
        Command::Waive(args) => waive::run(&args, terminal),
        Command::Completions(args) => completions::run(&args),
        Command::Man(args) => man::run(&args),
    }
}

/// Standard input can be read once only, and a terminal is no snapshot: both are wrong usage.
fn refuse_stdin(snapshots: &[PathBuf], terminal: &Terminal) -> Option<u8> {
    let problem = match snapshots.iter().filter(|path| path.as_os_str() == "-").count() {
        0 => return None,
        1 if !io::stdin().is_terminal() => return None,
        1 => "standard input is a terminal; name a snapshot file, or send one through a pipe",
        _ => "standard input can be read once only, but `-` is given more than once",
    };
    terminal.report(&[Diagnostic::error(problem)]);
    Some(exit::USAGE)
}

/// What a command returns: an exit code, or why it failed.
type Outcome = Result<u8, Vec<Diagnostic>>;
