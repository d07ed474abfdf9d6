# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: negated
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.negated

findings contains finding if {
	some id, user in input.users
	not user.last_login #! unknown-member did you mean `last_login_at`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
