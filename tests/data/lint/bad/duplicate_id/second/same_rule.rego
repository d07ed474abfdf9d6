# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: same-rule #! duplicate-rule taken by
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.other.same_rule

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
