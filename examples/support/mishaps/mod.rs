//! What went wrong in `acme/`, by what it is about. Each says what somebody did, so it also says what the repair is.

mod access;
mod clients;
mod first;
mod people;
mod roles;

use super::acme::Org;

/// One thing that somebody did to the org.
pub(crate) struct Mishap {
    pub(crate) story: &'static str,
    pub(crate) happens: fn(&mut Org),
}

/// Everything that is wrong with `acme/`, in the order in which it happened.
pub(crate) fn all() -> impl Iterator<Item = &'static Mishap> {
    [first::MISHAPS, access::MISHAPS, people::MISHAPS, roles::MISHAPS, clients::MISHAPS].into_iter().flatten()
}

/// The role that most people of partners hold.
pub(crate) const SUPPORT: &str = "Partner Support - Read Only + Diagnostics";
