//! OAuth clients and the audit trail.

use super::Mishap;

pub(crate) const MISHAPS: &[Mishap] = &[];
