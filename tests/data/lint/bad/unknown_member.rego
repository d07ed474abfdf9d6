# METADATA
# title: A rule
# descripton: typo #! metadata-unknown did you mean `description`
# description: Why it matters.
# custom:
#   id: unknown-member
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.unknown_member

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
