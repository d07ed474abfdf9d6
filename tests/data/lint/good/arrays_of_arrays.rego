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
	id2 := "x"
	matrix := [[1, 2], ["a", id2]]
	matrix[_][0] == "a"
	some row in matrix
	some cell in row
	is_string(cell)
	id := cell
	user := input.users[id]
	user.name
	finding := {"subject": {"type": "user", "id": id}, "message": "m", "path": ["users", id]}
}
