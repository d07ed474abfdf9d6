//! Who people are, and what is left over.

use super::Mishap;

pub(crate) const MISHAPS: &[Mishap] = &[];
