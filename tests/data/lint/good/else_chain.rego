# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: else-chain
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.else_chain

findings contains finding if {
	some id, user in input.users
	word(user) != "none"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

word(user) := user.email if {
	user.email != ""
} else := user.title if {
	user.title
} else := "none"
