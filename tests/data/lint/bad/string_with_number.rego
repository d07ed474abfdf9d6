# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: string-with-number
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.string_with_number

findings contains finding if {
	some id, user in input.users
	user.title == 1 #! impossible-comparison a string
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
