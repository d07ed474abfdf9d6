# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: walk-through-text
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.walk_through_text

findings contains finding if {
	some id in input.exported_at #! wrong-type no members
	input.users[id]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
