//! `cordon access who-can`

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::open::{self, Data};
use super::{Common, GraphArgs};
use crate::access::ask::who_can::{MOST_ROWS, Question, Row, TooMany, ask};
use crate::access::{Kind, Step};
use crate::cli::{Outcome, Terminal, exit, refuse_stdin};
use crate::diagnostic::{Diagnostic, Level};
use crate::policy::names;
use crate::report::access::Asked;
use crate::report::access::graph::Graph;
use crate::report::access::who_can::{Answer, render};
use crate::report::text::counted;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 answered, whether or not there is anybody, 2 the question or a snapshot can't be used, 64 wrong usage."
)]
pub(super) struct Args {
    /// A permission, a pattern such as `routing:*:delete`, or a named set such as `@bulk-export`
    #[arg(value_name = "PERMISSION|@SET")]
    permission: String,

    /// Snapshots, plain or compressed with gzip or Zstandard; `-` is standard input, which is the default
    #[arg(value_name = "SNAPSHOT", default_value = "-")]
    snapshots: Vec<PathBuf>,

    /// Only who can in this division, by name or id: through a grant there or in the whole org
    #[arg(long, value_name = "DIVISION", conflicts_with = "any")]
    division: Option<String>,

    /// Who can in any division, which is the default
    #[arg(long)]
    any: bool,

    /// Only subjects of this type; can be repeated
    #[arg(long = "subject-type", value_name = "TYPE", value_parser = kinds())]
    kinds: Vec<Kind>,

    /// Every way that gives the permission, and not the shortest alone
    #[arg(long)]
    all_paths: bool,

    #[command(flatten)]
    graph: GraphArgs,

    #[command(flatten)]
    common: Common,
}

fn kinds() -> impl TypedValueParser<Value = Kind> {
    let values = Kind::ALL.iter().map(|kind| PossibleValue::new(kind.name()));
    PossibleValuesParser::new(values).map(|name| Kind::from_name(&name).unwrap_or(Kind::User))
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    if let Some(code) = refuse_stdin(&args.snapshots, terminal) {
        return Ok(code);
    }
    open::refuse_to_overwrite(&args.common, &args.snapshots)?;
    let data = Data::load(&args.common, terminal)?;
    let (mut answer, mut failures) = (
        Answer { permission: args.permission.clone(), division: args.division.clone(), asked: Vec::new() },
        Vec::new(),
    );
    for path in &args.snapshots {
        match one(args, path, &data, terminal) {
            Ok(asked) => answer.asked.push(asked),
            Err(errors) => failures.extend(errors),
        }
    }
    terminal.report(&failures);
    if answer.asked.is_empty() {
        return Ok(exit::FAILED);
    }
    open::write(&args.common, |out| match args.graph.language() {
        Some(language) => graph(&answer).write(language, out),
        None => render(&answer, args.common.format, out),
    })?;
    if !args.common.quiet {
        let rows = answer.asked.iter().map(|(_, rows)| rows.len()).sum();
        terminal.note(&counted(rows, "row"));
    }
    let lacks = open::lacks(&args.common, answer.asked.iter().map(|(asked, _)| asked));
    Ok(if lacks || !failures.is_empty() { exit::FAILED } else { exit::CLEAN })
}

fn one(
    args: &Args,
    path: &std::path::Path,
    data: &Data,
    terminal: &Terminal,
) -> Result<(Asked, Vec<Row>), Vec<Diagnostic>> {
    let snapshot = open::snapshot(path, &args.common)?;
    let asked = names::permissions_of(&args.permission, &snapshot, &data.pack)?;
    terminal.report(asked.doubts.iter().filter(|doubt| doubt.level == Level::Error || !args.common.quiet));
    let access = data.access(&snapshot, &asked.names);
    let division = args.division.as_deref().map(|division| open::division(&access, division)).transpose()?;
    let mut wanted = access.permissions().none();
    wanted.extend(asked.names.iter().filter_map(|name| access.permissions().by_name(name)).map(|id| id.bit()));
    let question = Question { wanted: &wanted, division, kinds: &args.kinds, all_paths: args.all_paths };
    let rows = ask(&access, &question).map_err(|TooMany { rows }| {
        let message = format!("the answer would have {rows} rows, and {MOST_ROWS} are the most");
        let help = "ask for fewer permissions, for one `--division`, or for one `--subject-type`";
        vec![Diagnostic::error(message).in_file(snapshot.origin.display()).help(help)]
    })?;
    let about = Asked::of(&access, None);
    open::tell(&about, args.common.quiet, terminal);
    let mut unknown: Vec<&str> = Vec::new();
    for row in rows.iter().filter(|row| row.division_aware.is_none()) {
        if unknown.last() != Some(&row.permission.as_str()) {
            unknown.push(&row.permission);
        }
    }
    if let (false, Some(warning)) = (args.common.quiet, super::not_in_catalogue(&unknown)) {
        terminal.report(&[warning.in_file(&about.snapshot)]);
    }
    drop(access);
    // The process ends soon: taking a large tree apart value by value would only cost time.
    std::mem::forget(snapshot);
    Ok((about, rows))
}

fn graph(answer: &Answer) -> Graph {
    let rows = answer.asked.iter().flat_map(|(_, rows)| rows);
    Graph::of(rows.flat_map(|row| &row.places).flat_map(|found| &found.ways).map(Vec::<Step>::as_slice))
}
