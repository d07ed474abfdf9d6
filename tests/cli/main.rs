//! cordon as its users run it: the built binary on real files. One module a user story.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where something is not as it must be")]

mod access;
mod action;
mod authoring;
mod baseline;
mod bounds;
mod bundle;
mod controls;
mod docs;
mod earlier;
mod escalation;
mod facts;
mod formats;
mod generated;
mod hostile_snapshots;
mod large_results;
mod lint;
mod many_orgs;
mod mutation;
mod new_rule;
mod policy_file;
#[cfg(unix)]
mod prompt;
#[cfg(unix)]
mod query;
mod reports;
mod rule_author;
mod rule_ids;
mod rule_sets;
mod sample_orgs;
mod stability;
mod support;
mod terminal;
mod testing;
mod time;
mod waivers;
mod why;
mod workflows;
mod year;
