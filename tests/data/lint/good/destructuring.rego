# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: destructuring
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.destructuring

findings contains finding if {
	some id, {"name": name, "state": state} in input.users
	[first, second] := [name, state]
	{"a": [third, _]} := {"a": [first, second]}
	third != second
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
