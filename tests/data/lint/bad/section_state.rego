# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: section-state
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.section_state

findings contains finding if {
	some id, user in input.users
	input.sections.users.state == "complete" #! unknown-member a section has no member `state`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
