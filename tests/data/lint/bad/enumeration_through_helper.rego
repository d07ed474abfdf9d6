# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: enumeration-through-helper
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.enumeration_through_helper

findings contains finding if {
	some id, user in input.users
	state_of(id) == "disabled" #! impossible-comparison it is one of active, deleted, inactive
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

state_of(id) := input.users[id].state
