# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: joined-through-maps
#   severity: low
#   requires: [grants, users, roles]
#   remediation: What to do.
package cordon.rules.case.joined_through_maps

findings contains finding if {
	some id, grants in input.grants
	some grant in grants
	user := input.users[id]
	role := input.roles[grant.role_id]
	role.name == user.title
	by_name[user.name] == id
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}

by_name[user.name] := id if some id, user in input.users
