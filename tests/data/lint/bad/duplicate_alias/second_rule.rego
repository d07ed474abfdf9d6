# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: second-rule
#   severity: low
#   requires: [users]
#   aliases: [first-rule] #! duplicate-rule the id of another rule
#   remediation: What to do.
package cordon.rules.case.second_rule

findings contains finding if {
	some id, user in input.users
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
