# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: library-rule
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.library_rule

import data.cordon.lib.partners

findings contains finding if {
	some id, _ in partners.usrs #! unresolved-reference did you mean `users`
	input.users[id]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
