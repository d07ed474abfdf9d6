# A chain of `some` whose last variable gets another name.
package conformance.shadowing_nested_some

case_nested_some := user if {
	matrix := [["a"]]
	some row in matrix
	some cell in row
	id := cell
	user := {"a": 1}[id]
}
