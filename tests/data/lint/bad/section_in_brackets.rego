# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: section-in-brackets
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.section_in_brackets

findings contains finding if {
	some id, _ in input["uesrs"] #! unknown-member did you mean `users`
	input.users[id]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
