# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: enumeration
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.enumeration

findings contains finding if {
	some id, user in input.users
	user.state == "actve" #! impossible-comparison did you mean `active`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
