//! API entities → snapshot: what to ask for, what came, how complete that is.
//!
//! [`collect`] asks a [`source::Source`] (the live API, saved responses, a journal), [`normalize`] makes the document
//! of the answers and says of each section whether it is all there. [`cx_as_code`] reads another kind of source.

pub mod audits;
pub mod collect;
pub mod cx_as_code;
pub mod document;
pub mod journal;
pub mod lack;
pub mod needs;
pub mod normalize;
pub mod plan;
pub mod pseudonym;
pub mod saved;
pub mod selection;
pub mod source;

pub use document::Document;
pub use lack::Lack;
pub use selection::Selection;
