//! Times the whole `cordon check` against a plain `serde_json` parse of the same file, alternating, and
//! prints the ratio of the medians: `cargo run --release --example measure -- SNAPSHOT`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

const ROUNDS: usize = 5;

fn main() -> ExitCode {
    match measure() {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("measure: {reason}");
            ExitCode::from(2)
        }
    }
}

fn measure() -> Result<String, String> {
    let snapshot = std::env::args().nth(1).ok_or("name a snapshot file")?;
    let binary = std::env::current_exe().map_err(|error| error.to_string())?;
    let binary = binary.parent().and_then(|dir| dir.parent()).ok_or("no build folder")?.join("cordon");
    let (mut parses, mut checks) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let text = std::fs::read_to_string(&snapshot).map_err(|error| error.to_string())?;
        let start = Instant::now();
        let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        parses.push(start.elapsed().as_secs_f64());
        drop((value, text));
        let start = Instant::now();
        let mut check = Command::new(&binary);
        check.args(["check", "--format", "json", &snapshot]).stdout(Stdio::null()).stderr(Stdio::null());
        let status = check.status().map_err(|error| format!("{}: {error}", binary.display()))?;
        checks.push(start.elapsed().as_secs_f64());
        if !matches!(status.code(), Some(0 | 1)) {
            return Err(format!("the check ended with {status}"));
        }
    }
    let median = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[ROUNDS / 2]
    };
    let (parse, check) = (median(&mut parses), median(&mut checks));
    Ok(format!("parse {parse:.3} s, check {check:.3} s, ratio {:.2}", check / parse))
}
