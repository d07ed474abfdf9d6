//! Policy as code for Genesys Cloud access: which outsiders can reach what, through which grant, and
//! which of that breaks the org's policy.
//!
//! A [`snapshot::Snapshot`] is read and validated, a [`policy::Pack`] of Rego rules is evaluated against
//! it and the policy file, and a [`report`] is written. Imports run one way:
//! `cli → {export, policy, access, report} → {snapshot, finding, config}`, with [`genesys`] used by [`export`] and the commands
//! that talk to an org, and [`report`] writing the answers of [`access`]; nothing below [`cli`] prints or exits.

#![forbid(unsafe_code)]

pub mod access;
pub mod cli;
pub mod config;
pub mod diagnostic;
pub mod export;
pub mod finding;
pub mod genesys;
pub mod mutated;
pub mod patterns;
pub mod policy;
pub mod report;
pub mod snapshot;
pub mod tested;
pub mod traced;
