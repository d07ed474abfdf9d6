# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: unknown-place
#   severity: low
#   requires: [users]
#   requires_policy: [partnrs] #! unknown-section no place of a policy file
#   remediation: What to do.
package cordon.rules.case.unknown_place

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
