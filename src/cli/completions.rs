//! `cordon completions`

use clap::CommandFactory;

use super::{Cli, Outcome, exit, output};

/// Options of `cordon completions`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args) -> Outcome {
    // The generator can't fail but by writing, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "cordon", &mut script);
    output::write(None, |out| out.write_all(&script))?;
    Ok(exit::CLEAN)
}
