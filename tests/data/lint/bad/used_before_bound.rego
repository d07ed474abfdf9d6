# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: used-before-bound
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.used_before_bound

findings contains finding if {
	user.emial == "x" #! unknown-member did you mean `email`
	user := input.users[id]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
