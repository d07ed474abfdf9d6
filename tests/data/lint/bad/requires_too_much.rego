# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: requires-too-much
#   severity: low
#   requires: [users, groups] #! requires-unused `groups`
#   remediation: What to do.
package cordon.rules.case.requires_too_much

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
