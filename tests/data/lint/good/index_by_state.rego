# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: index-by-state
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.index_by_state

findings contains finding if {
	some id, user in input.users
	weights[user.state] > 1
	flags[user.state].open
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

weights := {"active": 3, "gone": 1}

flags := {s: {"open": s != "deleted"} | some s in ["active", "deleted"]}
