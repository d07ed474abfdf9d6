//! Rule packs: loading, selection, evaluation, and what a run over a snapshot comes to.

pub mod bundle;
pub mod concern;
pub mod controls;
pub mod engine;
pub mod findings;
mod idle;
pub mod lint;
pub mod metadata;
pub mod names;
pub mod pack;
pub mod params;
pub mod partners;
pub mod prepared;
pub mod query;
pub mod run;
pub mod scaffold;
pub mod select;
mod shares;
mod source;
pub mod test;
mod waivers;
pub mod why;

pub use engine::{Apart, Engine, Limits, Watch};
pub use pack::{Pack, Rule};
pub use prepared::Prepared;
pub use query::Query;
