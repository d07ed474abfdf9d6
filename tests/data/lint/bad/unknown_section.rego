# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: unknown-section
#   severity: low
#   requires: [usres] #! unknown-section did you mean `users`
#   remediation: What to do.
package cordon.rules.case.unknown_section

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
