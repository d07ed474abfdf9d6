//! `cordon access`: one file a question.

mod compare;
mod matrix;
mod open;
mod partners;
mod paths;
mod what_can;
mod who_can;

use std::path::PathBuf;

use super::{Outcome, Terminal};
use crate::diagnostic::Diagnostic;
use crate::report::access::Format;
use crate::report::access::graph::Language;
use crate::snapshot::read;

/// Options of `cordon access`
#[derive(Debug, clap::Args)]
#[command(
    arg_required_else_help = true,
    after_help = "Exit codes: 0 answered, whether or not there is anybody, 2 the question or a snapshot can't be used, 64 wrong usage."
)]
pub(super) struct Args {
    #[command(subcommand)]
    question: Question,
}

#[derive(Debug, clap::Subcommand)]
enum Question {
    /// Who can use a permission, and by which grant, group or client
    WhoCan(who_can::Args),
    /// What one subject can do: a matrix of permissions and divisions
    WhatCan(what_can::Args),
    /// What one subject can do that another can't
    Compare(compare::Args),
    /// What partners can do where: view, change, export, administer, take over
    Matrix(matrix::Args),
    /// What subjects can become: shortest chains of steps to more access
    Paths(paths::Args),
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    match &args.question {
        Question::WhoCan(args) => who_can::run(args, terminal),
        Question::WhatCan(args) => what_can::run(args, terminal),
        Question::Compare(args) => compare::run(args, terminal),
        Question::Matrix(args) => matrix::run(args, terminal),
        Question::Paths(args) => paths::run(args, terminal),
    }
}

/// Options of every question.
#[derive(Debug, clap::Args)]
struct Common {
    /// Folder with more data, such as named sets of permissions
    #[arg(long, value_name = "DIR", help_heading = "Policy")]
    policy: Vec<PathBuf>,

    /// How the answer is written
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t = Format::Text, help_heading = "Output")]
    format: Format,

    /// Write the answer to this file, whole or not at all; `-` is standard output
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Print nothing to standard error but errors and what could not be looked at
    #[arg(long, short, help_heading = "Output")]
    quiet: bool,

    /// Exit with 2 when a section that the answer depends on is not complete
    #[arg(long, help_heading = "Outcome")]
    require_complete: bool,

    /// Bytes of text that one snapshot may have when decompressed
    #[arg(long, value_name = "BYTES", default_value_t = read::DEFAULT_MAX_BYTES, help_heading = "Limits")]
    max_size: u64,
}

/// The evidence as a graph.
#[derive(Debug, clap::Args)]
struct GraphArgs {
    /// Write the evidence as a graph for Graphviz
    #[arg(long, conflicts_with_all = ["mermaid", "format"], help_heading = "Output")]
    dot: bool,

    /// Write the evidence as a graph for Mermaid, which GitHub draws in Markdown
    #[arg(long, conflicts_with = "format", help_heading = "Output")]
    mermaid: bool,
}

impl GraphArgs {
    fn language(&self) -> Option<Language> {
        match (self.dot, self.mermaid) {
            (true, _) => Some(Language::Dot),
            (_, true) => Some(Language::Mermaid),
            _ => None,
        }
    }
}

/// Permissions that were found and that the catalogue does not have: whether they follow divisions is not known.
fn not_in_catalogue(names: &[&str]) -> Option<Diagnostic> {
    let first: Vec<&str> = names.iter().copied().take(MOST_NAMED).collect();
    let more =
        names.len().checked_sub(MOST_NAMED + 1).map_or_else(String::new, |more| format!(" and {} more", more + 1));
    (!names.is_empty()).then(|| {
        let message = format!("the catalogue does not have {}{more}", first.join(", "));
        let help = "whether these follow divisions is not known, so they are taken to reach what the grants name";
        Diagnostic::warning(message).help(help)
    })
}

/// Permissions that a warning names.
const MOST_NAMED: usize = 5;
