# METADATA
# title: A rule
# description: Why it matters.
# custom: #! metadata-incomplete [users]
#   id: requires-nothing
#   severity: low
#   remediation: What to do.
package cordon.rules.case.requires_nothing

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
