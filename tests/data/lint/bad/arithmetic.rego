# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: arithmetic
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.arithmetic

findings contains finding if {
	some id, user in input.users
	user.name + 1 == 2 #! wrong-type works on numbers
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
