# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: alias
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.alias

findings contains finding if {
	people := input.users
	some id, person in people
	endswith(person.emial, "@x.example") #! unknown-member did you mean `email`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
