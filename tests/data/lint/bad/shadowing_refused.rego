# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: shadowing-refused
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.shadowing_refused

findings contains finding if {
	some id, user in input.users
	some state in {id | some id, _ in input.users} #! not-rego another name
	state == user.state
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
