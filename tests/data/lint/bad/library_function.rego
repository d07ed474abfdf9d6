# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: library-function
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.library_function

import data.cordon.lib.describe

findings contains finding if {
	some id, user in input.users
	describe.subjct("user", id) == user.name #! unresolved-reference did you mean `subject`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
