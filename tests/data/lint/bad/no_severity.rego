# METADATA
# title: A rule
# description: Why it matters.
# custom: #! metadata severity
#   id: no-severity
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.no_severity

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
