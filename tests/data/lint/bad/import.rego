# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: import
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.import

import data.cordon.lib.partner #! unresolved-reference did you mean `cordon.lib.partners`

findings contains finding if {
	some id, user in input.users
	partner.subjects[id]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
