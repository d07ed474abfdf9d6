# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: arity
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.arity

import data.cordon.lib.describe

findings contains finding if {
	some id, user in input.users
	describe.subject(id) == user.name #! wrong-arity takes 2
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
