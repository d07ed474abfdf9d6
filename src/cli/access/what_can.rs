//! `cordon access what-can`

use std::path::PathBuf;

use super::open::{self, Data};
use super::{Common, GraphArgs};
use crate::access::ask::what_can::ask;
use crate::access::{Acts, Kind, Step};
use crate::cli::{Outcome, Terminal, exit, refuse_stdin};
use crate::diagnostic::Diagnostic;
use crate::report::access::Asked;
use crate::report::access::graph::Graph;
use crate::report::access::what_can::render;
use crate::report::text::counted;

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit codes: 0 answered, whether or not there is anything, 2 the subject or the snapshot can't be used, 64 wrong usage."
)]
pub(super) struct Args {
    /// A user, group, OAuth client or trustee: id, e-mail address, name, or type/id such as `user/1f0c…`
    #[arg(value_name = "SUBJECT")]
    subject: String,

    /// Snapshot, plain or compressed with gzip or Zstandard; `-` is standard input, which is the default
    #[arg(value_name = "SNAPSHOT", default_value = "-")]
    snapshot: PathBuf,

    /// For an OAuth client that acts as the user who signs in: while this user is signed in
    #[arg(long = "as", value_name = "USER")]
    as_user: Option<String>,

    /// Every way that gives a permission, and not the shortest alone
    #[arg(long)]
    all_paths: bool,

    #[command(flatten)]
    graph: GraphArgs,

    #[command(flatten)]
    common: Common,
}

pub(super) fn run(args: &Args, terminal: &Terminal) -> Outcome {
    let inputs = [args.snapshot.clone()];
    if let Some(code) = refuse_stdin(&inputs, terminal) {
        return Ok(code);
    }
    open::refuse_to_overwrite(&args.common, &inputs)?;
    let data = Data::load(&args.common, terminal)?;
    let snapshot = open::snapshot(&args.snapshot, &args.common)?;
    let access = data.access(&snapshot, &[]);
    let subject = open::subject(&access, &args.subject)?;
    let as_user = args.as_user.as_deref().map(|user| open::subject(&access, user)).transpose()?;
    if let Some(user) = as_user {
        let (client, user) = (access.subjects().get(subject), access.subjects().get(user));
        if client.acts() != Acts::AsTheUser || user.kind != Kind::User {
            let message = format!("{} can't act as {}", client.reference(), user.reference());
            let help = "`--as` is for an OAuth client without client credentials, and names a user";
            return Err(vec![Diagnostic::error(message).in_file(snapshot.origin.display()).help(help)]);
        }
    }
    let what = ask(&access, subject, as_user, args.all_paths);
    let about = Asked::of(&access, None);
    open::tell(&about, args.common.quiet, terminal);
    let unknown = what.rows.iter().filter(|row| row.division_aware.is_none()).map(|row| row.permission.as_str());
    if let (false, Some(warning)) = (args.common.quiet, super::not_in_catalogue(&unknown.collect::<Vec<_>>())) {
        terminal.report(&[warning.in_file(&about.snapshot)]);
    }
    open::write(&args.common, |out| match args.graph.language() {
        Some(language) => {
            let ways = what.rows.iter().flat_map(|row| &row.places).flat_map(|found| &found.ways);
            Graph::of(ways.map(Vec::<Step>::as_slice)).write(language, out)
        }
        None => render(&what, &about, args.common.format, open::style(&args.common), out),
    })?;
    if !args.common.quiet {
        terminal.note(&counted(what.rows.len(), "permission"));
    }
    Ok(if open::lacks(&args.common, std::iter::once(&about)) { exit::FAILED } else { exit::CLEAN })
}
