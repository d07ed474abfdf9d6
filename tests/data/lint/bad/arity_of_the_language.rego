# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: arity-of-the-language
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.arity_of_the_language

findings contains finding if {
	some id, user in input.users
	startswith(user.name) #! wrong-arity takes 2
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
