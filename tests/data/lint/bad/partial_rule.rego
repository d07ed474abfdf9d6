# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: partial-rule
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.partial_rule

findings contains finding if {
	some id, _ in input.users
	homeless[id].divison == "x" #! unknown-member a user has no member `divison`
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

homeless[id] := user if {
	some id, user in input.users
	user.division_id == ""
}
