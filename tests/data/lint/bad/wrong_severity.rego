# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: wrong-severity
#   severity: lwo #! metadata lwo
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.wrong_severity

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
