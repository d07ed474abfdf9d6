//! The `cordon` binary: parses arguments, calls a command, maps the result to an exit code.

#![forbid(unsafe_code)]

use std::process::ExitCode;

/// Parsing and evaluation allocate many small values, which this allocator is made for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cordon::cli::main(std::env::args_os())
}
