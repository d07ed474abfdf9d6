//! The rules, by what they walk over.

mod clients;
mod grants;
mod groups;
mod hygiene;
mod roles;
mod trail;
mod trusts;
mod users;

use super::Finding;
use super::org::Org;

/// Asks every rule.
pub(super) fn all(org: &Org<'_>, found: &mut Vec<Finding>) -> Result<(), String> {
    grants::find(org, found);
    users::find(org, found);
    groups::find(org, found)?;
    clients::find(org, found);
    roles::find(org, found);
    trusts::find(org, found);
    hygiene::find(org, found);
    trail::find(org, found);
    Ok(())
}

/// A finding on a subject.
struct On<'a> {
    rule: &'static str,
    kind: &'static str,
    id: &'a str,
}

impl On<'_> {
    fn say(&self, found: &mut Vec<Finding>, message: String) {
        self.say_by(found, None, String::new(), message);
    }

    fn say_by(&self, found: &mut Vec<Finding>, partner: Option<&str>, key: String, message: String) {
        let (partner, id) = (partner.map(str::to_owned), self.id.to_owned());
        found.push(Finding { rule: self.rule, kind: self.kind, id, partner, key, message });
    }
}
