# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: sets-of-objects
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.sets_of_objects

findings contains finding if {
	seen := {{"id": key, "at": other.last_login_at} | some key, other in input.users}
	some {"id": id, "at": at} in seen
	at < "2026"
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
