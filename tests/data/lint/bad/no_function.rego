# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: no-function
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.no_function

findings contains finding if {
	some id, user in input.users
	starts_with(user.name, "x") #! unresolved-reference did you mean `startswith`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
