# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: enumeration-among
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.enumeration_among

findings contains finding if {
	some id, user in input.users
	user.state in {"active", "actve"} #! impossible-comparison did you mean `active`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
