# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: every-and-negation
#   severity: low
#   requires: [users, groups]
#   remediation: What to do.
package cordon.rules.case.every_and_negation

findings contains finding if {
	some id, user in input.users
	every group_id in user.group_ids {
		input.groups[group_id].state == "active"
		not input.groups[group_id].dynamic
	}
	not user.manager_id
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
