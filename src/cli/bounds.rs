//! What an evaluation may cost: the options that say so.

use std::path::PathBuf;
use std::time::Duration;

use super::evaluate::PolicyArgs;
use super::supervise::{Plan, Watcher};
use crate::diagnostic::Diagnostic;
use crate::policy::{Limits, Pack};

/// Time and memory that an evaluation may take.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Bounds {
    /// Seconds that the evaluation of one snapshot may take, the search for a rule that does not end included
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::EVALUATION_SECONDS, value_parser = clap::value_parser!(u64).range(1..=86_400), help_heading = "Limits")]
    pub(super) timeout: u64,

    /// Seconds that one rule may take on one snapshot
    #[arg(long, value_name = "SECONDS", default_value_t = Limits::RULE_SECONDS, value_parser = clap::value_parser!(u64).range(1..=86_400), help_heading = "Limits")]
    pub(super) rule_timeout: u64,

    #[command(flatten)]
    pub(super) memory: Memory,
}

/// Memory that a command may take.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(super) struct Memory {
    /// Memory that cordon may take in all, in bytes or as 512MiB or 8GiB; without it, 4GiB and 24 times the text of the
    /// snapshots
    #[arg(long, value_name = "SIZE", value_parser = size, help_heading = "Limits")]
    pub(super) max_memory: Option<u64>,
}

impl Bounds {
    /// The limits of an evaluation, watched over from now on.
    pub(super) fn watched(&self) -> Limits {
        Limits { rule: Duration::from_secs(self.rule_timeout), ..self.memory.watched(self.timeout) }
    }

    /// How a command that evaluates snapshots is supervised: where there are rules that don't ship.
    pub(super) fn plan(&self, policy: &PolicyArgs, snapshots: &[PathBuf]) -> Option<Plan> {
        let inputs: Vec<PathBuf> = snapshots.iter().chain(&policy.since).chain(&policy.config).cloned().collect();
        let seconds = self.timeout.saturating_mul(snapshots.len().max(1) as u64);
        (!policy.policy.is_empty()).then_some(Plan { inputs, seconds })
    }
}

impl Memory {
    /// The limits of an evaluation that may take so many seconds, watched over from now on.
    pub(super) fn watched(&self, seconds: u64) -> Limits {
        let watch: &'static Watcher = Watcher::start(self.max_memory);
        let evaluation = Duration::from_secs(seconds);
        Limits { evaluation, rule: evaluation, watch: Some(watch) }
    }
}

/// Reads rules, which takes its time and memory, too.
pub(super) fn pack(
    limits: Limits,
    load: impl FnOnce() -> Result<Pack, Vec<Diagnostic>>,
) -> Result<Pack, Vec<Diagnostic>> {
    let _watched = limits.begins_to_read();
    load()
}

/// Less could not even hold what ships.
const LEAST: u64 = 64 << 20;

fn size(text: &str) -> Result<u64, String> {
    let expected = || "expected bytes such as 8589934592, or a size such as 512MiB or 8GiB".to_owned();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        "t" | "tb" | "tib" => 1 << 40,
        _ => return Err(expected()),
    };
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(factor)).ok_or_else(expected)?;
    if bytes < LEAST { Err(format!("expected at least {}", shown(LEAST))) } else { Ok(bytes) }
}

/// A size for people.
pub(super) fn shown(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let (shift, unit) = units.into_iter().find(|(shift, _)| bytes >> shift > 0).unwrap_or((0, "bytes"));
    let tenths = (u128::from(bytes) * 10) >> shift;
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{whole} {unit}"),
        (whole, tenth) => format!("{whole}.{tenth} {unit}"),
    }
}
