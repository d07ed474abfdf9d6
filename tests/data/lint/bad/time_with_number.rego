# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: time-with-number
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.time_with_number

findings contains finding if {
	some id, user in input.users
	user.last_login_at < 90 #! impossible-comparison a string
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
