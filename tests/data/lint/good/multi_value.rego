# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: multi-value
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.multi_value

findings contains finding if {
	some id, states in facts
	states.state == "active"
	"d" in states.divisions
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

facts[id].state := user.state if some id, user in input.users

facts[id].divisions contains user.division_id if some id, user in input.users
