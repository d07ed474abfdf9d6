# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: undefined-variable
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.undefined_variable

findings contains finding if {
	some id, user in input.users
	usr.name == user.title #! not-rego undefined
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
