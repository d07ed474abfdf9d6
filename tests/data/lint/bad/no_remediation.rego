# METADATA
# title: A rule
# description: Why it matters.
# custom: #! metadata-incomplete remediation
#   id: no-remediation
#   severity: low
#   requires: [users]
package cordon.rules.case.no_remediation

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
