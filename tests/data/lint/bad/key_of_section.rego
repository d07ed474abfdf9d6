# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: key-of-section
#   severity: low
#   requires: [audit_events, users]
#   remediation: What to do.
package cordon.rules.case.key_of_section

findings contains finding if {
	some i, event in input.audit_events
	id := event.user_id
	input.users[i].name == "x" #! wrong-type looked up by a string
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
