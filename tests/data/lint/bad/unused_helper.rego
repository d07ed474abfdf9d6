# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: unused-helper
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.unused_helper

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

helper(x) := x + 1 #! unused-helper `helper`
