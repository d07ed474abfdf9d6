# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: join
#   severity: low
#   requires: [users, audit_events]
#   remediation: What to do.
package cordon.rules.case.join

findings contains finding if {
	some id, user in input.users
	some event in input.audit_events
	event.user_id == id #! quadratic-join each of `audit_events` with each of `users`
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id], "related": [["audit_events"]]}
}
