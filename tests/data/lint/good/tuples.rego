# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: tuples
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.tuples

findings contains finding if {
	some id, user in input.users
	pairs := {[key, state] | some key, u in input.users; state := u.state}
	[id, "active"] in pairs
	some [one, "active"] in pairs
	one == id
	"x", user.name in {"x": user.name}
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
