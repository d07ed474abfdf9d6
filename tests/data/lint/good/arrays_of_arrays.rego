# METADATA
# title: A rule
# description: Why it matters.
# custom:
#   id: arrays-of-arrays
#   severity: low
#   requires: [users]
#   remediation: What to do.
package cordon.rules.case.arrays_of_arrays

findings contains finding if {
	some row in [[1, 2], ["a", "x"]]
	row[0] == "a"
	some id in row
	user := input.users[id]
	user.name == [[1], ["x"]][1][0]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
