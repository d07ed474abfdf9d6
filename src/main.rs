//! The `cordon` binary: parses arguments, calls a command, maps the result to an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    cordon::cli::main(std::env::args_os())
}
