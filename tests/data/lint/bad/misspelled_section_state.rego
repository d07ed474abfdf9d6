# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: misspelled-section-state
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.misspelled_section_state

findings contains finding if {
	some id, user in input.users
	some section, _ in input.sections
	section == "usres" #! impossible-comparison did you mean `users`
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
