# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: optional-members
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.optional_members

findings contains finding if {
	some id, user in input.users
	not user.email
	object.get(user, "title", "none") == "none"
	not input.exporter.version
	last := object.get(user, "last_login_at", null)
	last == null
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
