# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: told-twice
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.told_twice

findings contains finding if {
	some id, user in input.users
	user.state == "inactive"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
