# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: join-of-unbound
#   severity: low
#   requires: [users, groups]
#   remediation: What to do.
package cordon.rules.case.join_of_unbound

findings contains finding if {
	user := input.users[id]
	group := input.groups[_]
	id in group.member_ids #! quadratic-join input.groups[id]
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["groups"]]}
}
