# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: boolean-with-string
#   severity: low
#   requires: [users, divisions]
#   remediation: What to do.
package cordon.rules.case.boolean_with_string

findings contains finding if {
	some id, user in input.users
	some division in input.divisions
	division.home == "true" #! impossible-comparison a boolean
	user.division_id == division.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
