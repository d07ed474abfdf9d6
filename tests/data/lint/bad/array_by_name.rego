# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: array-by-name
#   severity: low
#   requires: [audit_events]
#   remediation: What to do.
package cordon.rules.case.array_by_name

findings contains finding if {
	event := input.audit_events["first"] #! unknown-member an array has no member `first`
	id := event.user_id
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
