# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: comprehension
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.comprehension

findings contains finding if {
	some id, user in input.users
	names := {n | some one in input.users; n := one.nam} #! unknown-member did you mean `name`
	user.name in names
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
