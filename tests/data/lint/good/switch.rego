# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: switch
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.switch

findings contains finding if {
	some id, user in input.users
	mode == "lenient"
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

mode := "strict"
