# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: own-function
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.own_function

findings contains finding if {
	some id, _ in input.users
	user_of(id).stat == "active" #! unknown-member did you mean `state`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

user_of(id) := input.users[id]
