//! Rule packs: loading, selection, evaluation, and what a run over a snapshot comes to.

pub mod engine;
mod idle;
pub mod metadata;
pub mod names;
pub mod pack;
pub mod run;
pub mod select;

pub use engine::{Engine, Limits};
pub use pack::{Pack, Rule};
