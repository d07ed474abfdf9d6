use crate::support::check;
