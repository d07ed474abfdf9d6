# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: member
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.member

findings contains finding if {
	some id, user in input.users
	user.stat == "active" #! unknown-member did you mean `state`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
