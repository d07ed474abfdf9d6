# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: parameter
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.parameter

findings contains finding if {
	some id, user in input.users
	is_outsider(user)
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

is_outsider(person) if endswith(person.mail, "@x.example") #! unknown-member a user has no member `mail`
