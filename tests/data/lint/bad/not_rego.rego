# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: not-rego
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.not_rego

findings contains finding if {
	some id, user in input.users if #! not-rego
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
