# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: implicit-variables
#   severity: low
#   requires: [grants, users]
#   remediation: What to do.
package cordon.rules.case.implicit_variables

findings contains finding if {
	input.grants[id][i].division_id == "*"
	i >= 0
	input.users[id].state == "active"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
