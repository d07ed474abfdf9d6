# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: count-with-string
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.count_with_string

findings contains finding if {
	some id, user in input.users
	count(user.group_ids) > "3" #! impossible-comparison a number
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
