# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: every-value
#   severity: low
#   requires: [users, groups]
#   remediation: What to do.
package cordon.rules.case.every_value

findings contains finding if {
	some id, user in input.users
	every group in input.groups {
		group.visibilty != "public" #! unknown-member did you mean `visibility`
	}
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
