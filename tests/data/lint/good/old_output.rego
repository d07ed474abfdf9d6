# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: old-output
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.old_output

findings contains finding if {
	some id, user in input.users
	split(user.email, "@", parts)
	parts[1] == "x.example"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
