# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: requires-other
#   severity: low
#   requires: [groups] #! requires-unused `groups` #! requires-missing `users`
#   remediation: What to do.
package cordon.rules.case.requires_other

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
