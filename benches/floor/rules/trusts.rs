//! Rules about trusts in other orgs.

use super::{Finding, On};
use crate::floor::org::{Org, each};
use crate::floor::text::day;

pub(super) fn find(org: &Org<'_>, found: &mut Vec<Finding>) {
    for (id, trustee) in org.doc.trustees.iter().filter(|(_, trustee)| trustee.enabled) {
        let ended = trustee.expires_at.as_deref().filter(|at| org.is_past(at));
        let mut says: Vec<(&'static str, String)> = Vec::new();
        if let Some(at) = ended {
            let said = "Whether it still lets its users in is not documented.";
            says.push(("trustee-expired-enabled", format!("ended on {} and is still switched on. {said}", day(at))));
        } else if trustee.has_full_access {
            let said = "gives full access to this org. Roles and divisions do not bound its users.";
            says.push(("trustee-full-access", said.to_owned()));
        } else if trustee.uses_default_role {
            let said =
                "gives its users the default role for trusted users. Genesys Cloud changes default roles over time.";
            says.push(("trustee-uses-default-role", said.to_owned()));
        }
        if trustee.expires_at.is_none() {
            says.push(("trustee-without-expiry", "is switched on and has no end.".to_owned()));
        }
        let few = org.partner_orgs.get(&**id).copied().unwrap_or_default();
        let name = format!("The trust in org {} ({})", &*trustee.name, &**id);
        for (rule, said) in says {
            let on = On { rule, kind: "trustee", id };
            for partner in each(few) {
                let short = org.short[partner];
                let message = format!("{name} of {} {said}", org.partners[partner]);
                on.say_by(found, Some(short), short.to_owned(), message);
            }
            if few == 0 {
                on.say(found, format!("{name}, which is no partner's in the policy file, {said}"));
            }
        }
    }
}
