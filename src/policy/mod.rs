//! Rule packs: loading, selection, evaluation, and what a run over a snapshot comes to.

pub mod bundle;
pub mod engine;
pub mod findings;
mod idle;
pub mod metadata;
pub mod names;
pub mod pack;
mod recursion;
mod references;
pub mod run;
pub mod select;
mod source;
mod syntax;
pub mod test;
mod waivers;

pub use engine::{Engine, Limits};
pub use pack::{Pack, Rule};
