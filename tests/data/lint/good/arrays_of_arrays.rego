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
	matrix := [[1, 2], ["a", id2]]
	id2 := "x"
	matrix[_][0] == "a"
	some row in matrix
	some id in row
	is_string(id)
	input.users[id]
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
