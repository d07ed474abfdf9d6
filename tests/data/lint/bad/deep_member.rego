# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: deep-member
#   severity: low
#   requires: [users, roles]
#   remediation: What to do.
package cordon.rules.case.deep_member

findings contains finding if {
	some id, user in input.users
	some role in input.roles
	some permission in role.permissions
	permission.conditionl #! unknown-member did you mean `conditional`
	role.name == user.title
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
