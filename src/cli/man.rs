//! `cordon man`

use std::path::PathBuf;

use clap::CommandFactory;

use super::{Cli, Outcome, exit, output};
use crate::diagnostic::{Diagnostic, suggestion};

/// Options of `cordon man`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A command, e.g. `check` or `access-who-can`; without it the page is about cordon itself
    #[arg(value_name = "COMMAND", conflicts_with = "output")]
    command: Option<String>,

    /// Write all pages into this folder, as cordon.1, cordon-check.1 and so on
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &Args) -> Outcome {
    let mut root = Cli::command().disable_help_subcommand(true);
    root.build();
    if let Some(folder) = &args.output {
        for (name, page) in pages(&root)? {
            let path = folder.join(format!("{name}.1"));
            output::write_what("man page", Some(&path), |out| out.write_all(&page))?;
        }
        return Ok(exit::CLEAN);
    }
    let name = args.command.as_ref().map_or_else(|| "cordon".to_owned(), |command| format!("cordon-{command}"));
    let all = pages(&root)?;
    let Some((_, page)) = all.iter().find(|(known, _)| *known == name) else {
        let known = all.iter().filter_map(|(known, _)| known.strip_prefix("cordon-"));
        let given = args.command.as_deref().unwrap_or_default();
        let help = suggestion(given, known, "`cordon --help` lists the commands");
        return Err(vec![Diagnostic::error(format!("there is no command `{given}`")).help(help)]);
    };
    output::write(None, |out| out.write_all(page))?;
    Ok(exit::CLEAN)
}

/// The page of cordon itself and one a command, those below commands included.
fn pages(root: &clap::Command) -> Result<Vec<(String, Vec<u8>)>, Vec<Diagnostic>> {
    let mut all = vec![("cordon".to_owned(), root.clone())];
    let mut at = 0;
    while let Some((above, command)) = all.get(at).cloned() {
        all.extend(command.get_subcommands().map(|command| {
            let name = format!("{above}-{}", command.get_name());
            (name.clone(), command.clone().name(name))
        }));
        at += 1;
    }
    all.into_iter()
        .map(|(name, command)| {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(command).date("").render(&mut page);
            rendered
                .map_err(|error| vec![Diagnostic::error(format!("the man page of {name} can't be made: {error}"))])?;
            Ok((name, page))
        })
        .collect()
}
