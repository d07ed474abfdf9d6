# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: refheads
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.refheads

findings contains finding if {
	some id in by.state.active
	by.count.users > 0
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

by.state[state] contains id if {
	some id, user in input.users
	state := user.state
}

by.count.users := count(input.users)
