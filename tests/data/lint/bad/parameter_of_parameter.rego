# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: parameter-of-parameter
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.parameter_of_parameter

findings contains finding if {
	some id, user in input.users
	first(user)
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

first(a) := second(a)

second(b) := b.division #! unknown-member did you mean `division_id`
