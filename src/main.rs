//! The `cordon` binary: parses arguments, calls a command, maps the result to an exit code.

use std::process::ExitCode;

/// Parsing and evaluation allocate many small values; see docs/performance.md for what this gives.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cordon::cli::main(std::env::args_os())
}
