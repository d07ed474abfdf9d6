//! An analyst exports an org: the built binary against a server that answers as Genesys Cloud does, or as it does on
//! a bad day. One module a user story.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test ends where something is not as it must be")]

mod authorizations;
mod completeness;
mod doctor;
mod faults;
#[path = "../../examples/gen-org.rs"]
#[allow(dead_code, reason = "it is a program of its own")]
mod gen_org;
mod mock;
mod offline;
mod paging;
mod pseudonyms;
mod resume;
mod secrets;
mod shapes;
mod support;
mod whole_org;
