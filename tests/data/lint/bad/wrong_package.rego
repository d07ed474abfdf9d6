# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: wrong-package
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.wrong_package #! package cordon.rules.<area>.<rule_id>

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
