# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: null-address
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.null_address

findings contains finding if {
	some id, user in input.users
	user.email == null #! impossible-comparison null
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
