//! Groups, roles and org trusts.

use super::Mishap;

pub(crate) const MISHAPS: &[Mishap] = &[];
