# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: requires-too-little
#   severity: low
#   requires: [users] #! requires-missing `grants`
#   remediation: What to do.
package cordon.rules.case.requires_too_little

findings contains finding if {
	some id, user in input.users
	input.grants[id]
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": []}
}
