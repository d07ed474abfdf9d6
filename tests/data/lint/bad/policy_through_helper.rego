# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: policy-through-helper
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.policy_through_helper

import data.cordon.lib.partners

findings contains finding if {
	some id, user in input.users
	some own in partners.settings
	user.division_id in own.division #! unknown-member did you mean `divisions`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
