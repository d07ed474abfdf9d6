# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: any-reference
#   severity: low
#   requires: [users, groups, audit_events]
#   remediation: What to do.
package cordon.rules.case.any_reference

findings contains finding if {
	some section, status in input.sections
	status.status != "complete"
	some id, _ in input[section]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["users", id]]}
}
