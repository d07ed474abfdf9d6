# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: requires-through-helper
#   severity: low
#   requires: [users] #! requires-helper `divisions` #! requires-helper `trustees`
#   remediation: What to do.
package cordon.rules.case.requires_through_helper

import data.cordon.lib.partners

findings contains finding if {
	some id, _ in partners.users
	input.users[id]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
