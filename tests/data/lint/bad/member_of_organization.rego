# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: member-of-organization
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.member_of_organization

findings contains finding if {
	some id, user in input.users
	input.organization.nam == user.name #! unknown-member did you mean `name`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
