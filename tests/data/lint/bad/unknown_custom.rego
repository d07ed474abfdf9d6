# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: unknown-custom
#   severity: low
#   requires: [users]
#   remedation: typo #! metadata-unknown did you mean `remediation`
#   remediation: What to do.
package cordon.rules.case.unknown_custom

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
