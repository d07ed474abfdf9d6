# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: keyed-sets
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.keyed_sets

findings contains finding if {
	some id, _ in input.users
	admins[id]
	{"a": {"x", "y"}}.a.x
	states.active
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}

admins contains id if some id, _ in input.users

states := {user.state | some user in input.users}
