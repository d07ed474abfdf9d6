//! How a supervised process ended, and what that says of the rule that it was at.

use std::collections::BTreeMap;
use std::process::ExitStatus;

use super::report::{Ending, Event};
use crate::cli::bounds::shown;
use crate::cli::exit;

/// How a process ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// With an exit code of cordon's.
    ByItself(u8),
    /// In another way.
    Broken {
        why: Why,
        /// What was evaluated.
        at: Vec<String>,
    },
}

/// Why a process ended before it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Why {
    /// The engine did not stop when it should.
    Time,
    /// It took too much memory, which it had to a good part before the evaluation.
    MemoryBefore { taken: u64, limit: u64 },
    /// An evaluation took too much memory.
    Memory { limit: u64 },
    /// It asked for so many bytes at once that it got none.
    Refused { bytes: u64 },
    /// The stack overflowed.
    Stack,
    /// The system ended it without a chance to say anything.
    Killed,
    /// Somebody wanted it to end.
    Asked { signal: i32 },
    /// It broke down in another way.
    Other { how: String },
}

impl Ended {
    pub(super) fn of(status: ExitStatus, report: Ending, said: &[u8]) -> Self {
        let Ending { stopped, at } = report;
        let why = match stopped {
            Some(Event::OutOfTime { .. }) => Why::Time,
            Some(Event::OutOfMemory { taken, limit, before, .. }) if at.is_empty() || before > limit / 4 * 3 => {
                Why::MemoryBefore { taken, limit }
            }
            Some(Event::OutOfMemory { limit, .. }) => Why::Memory { limit },
            _ => {
                let own = [exit::CLEAN, exit::FINDINGS, exit::FAILED, exit::PARTIAL, exit::USAGE];
                let code = status.code().and_then(|code| u8::try_from(code).ok()).filter(|code| own.contains(code));
                if let Some(code) = code {
                    return Self::ByItself(code);
                }
                Why::of(status, &String::from_utf8_lossy(said))
            }
        };
        Self::Broken { why, at }
    }
}

impl Why {
    fn of(status: ExitStatus, said: &str) -> Self {
        let after = |text: &str| said.rsplit_once(text).map(|(_, rest)| rest);
        let number =
            |text: &str| text.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok());
        if let Some(bytes) = after("memory allocation of ").and_then(number) {
            return Self::Refused { bytes };
        }
        if after("has overflowed its stack").is_some() {
            return Self::Stack;
        }
        match signal(status) {
            Some(9) => Self::Killed,
            Some(signal @ (1 | 2 | 13 | 15)) => Self::Asked { signal },
            Some(signal) => Self::Other { how: format!("signal {signal}") },
            None => Self::Other { how: format!("code {}", status.code().unwrap_or_default()) },
        }
    }

    /// Whether somebody wanted it, so that it must not be tried again.
    pub(super) fn is_of_the_user(&self) -> bool {
        matches!(self, Self::Asked { .. })
    }

    /// Whether a rule can be what caused it.
    pub(super) fn is_of_a_rule(&self) -> bool {
        !matches!(self, Self::Asked { .. } | Self::MemoryBefore { .. })
    }

    /// Said of the one rule that was evaluated.
    pub(super) fn of_a_rule(&self) -> String {
        match self {
            Self::Time => {
                "it did not end, and the engine could not stop it, when its time was over (`--rule-timeout`)".to_owned()
            }
            Self::MemoryBefore { limit, .. } | Self::Memory { limit } => {
                format!("it took more memory than cordon may have in all, {} (`--max-memory`)", shown(*limit))
            }
            Self::Refused { bytes } => {
                format!("it asked for {} of memory at once, which can't be had", shown(*bytes))
            }
            Self::Stack => "it went so deep that the stack overflowed".to_owned(),
            Self::Killed => {
                "the system ended the process that evaluated it (signal 9), most likely for want of memory".to_owned()
            }
            Self::Asked { signal } => format!("the process that evaluated it was ended (signal {signal})"),
            Self::Other { how } => format!("the process that evaluated it broke down ({how})"),
        }
    }

    /// Said of the whole run, with what to do.
    pub(super) fn of_all(&self, at: &[String], left_out: &BTreeMap<String, String>) -> (String, String) {
        let mut message = match self {
            Self::Time => "the evaluation did not end, and the engine could not stop it, when the time was over".into(),
            Self::MemoryBefore { taken, limit } => {
                let (taken, limit) = (shown(*taken), shown(*limit));
                format!("cordon took {taken} of memory, most of it for the snapshots, and may take {limit}")
            }
            Self::Memory { limit } => {
                format!("the evaluation took more memory than cordon may have, {}", shown(*limit))
            }
            Self::Refused { bytes } => {
                format!("the evaluation asked for {} of memory at once, which can't be had", shown(*bytes))
            }
            Self::Stack => "the evaluation went so deep that the stack overflowed".into(),
            Self::Killed => {
                "the system ended the process that evaluates rules (signal 9), most likely for want of memory".into()
            }
            Self::Asked { signal } => format!("the process that evaluates rules was ended (signal {signal})"),
            Self::Other { how } => format!("the process that evaluates rules broke down ({how})"),
        };
        if !at.is_empty() && self.is_of_a_rule() {
            let names: Vec<String> = at.iter().take(MOST_NAMED).map(|name| shortened(name)).collect();
            let more =
                if at.len() > MOST_NAMED { format!(" and {} more", at.len() - MOST_NAMED) } else { String::new() };
            message = format!("{message}; it was at {}{more}", names.join(", "));
        }
        if let Some((rule, why)) = left_out.iter().next() {
            let more = match left_out.len() - 1 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            message = format!("{message}; it had been tried without `{rule}`{more}, of which it was known: {why}");
        }
        let help = match self {
            Self::Time => "nothing was written; allow more with `--timeout SECONDS`",
            Self::MemoryBefore { .. } | Self::Memory { .. } => {
                "nothing was written; allow more with `--max-memory SIZE`, or look at fewer snapshots at once"
            }
            _ if at.iter().all(|name| name.starts_with('`')) => "nothing was written; ask for less at a time",
            _ => "nothing was written; look at what the `--policy` folders add, one rule at a time (`--rule`)",
        };
        (message, help.to_owned())
    }
}

fn shortened(name: &str) -> String {
    if name.chars().count() <= LONGEST_NAME {
        return name.to_owned();
    }
    let start: String = name.chars().take(LONGEST_NAME).collect();
    format!("{start}…`")
}

/// Characters that are shown of what was evaluated, which may be a long query.
const LONGEST_NAME: usize = 80;

/// How many of the things that were evaluated an error names.
const MOST_NAMED: usize = 5;

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
