//! What subjects can become: chains that were planted, orgs at random, and the command.

mod command;
mod found;
mod oracle;
mod org;
mod planted;
