# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: input-import
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.input_import

import input.uesrs as people #! unknown-member did you mean `users`

findings contains finding if {
	some id, _ in people
	input.users[id]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
