//! What grants really give.

use super::Mishap;

pub(crate) const MISHAPS: &[Mishap] = &[];
