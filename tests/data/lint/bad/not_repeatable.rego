# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: not-repeatable
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.not_repeatable

findings contains finding if {
	some id, user in input.users
	time.parse_rfc3339_ns(user.last_login_at) < time.now_ns() #! not-repeatable input.exported_at
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
