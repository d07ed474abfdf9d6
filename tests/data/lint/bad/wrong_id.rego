# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: wrong-ids #! rule-id expected the id `wrong-id`
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.wrong_id

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
