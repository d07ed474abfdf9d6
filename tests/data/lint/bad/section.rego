# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: section
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.section

findings contains finding if {
	some id, _ in input.uesrs #! unknown-member did you mean `users`
	input.users[id]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
