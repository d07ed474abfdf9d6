# A variable of a comprehension that has the name of one outside.
package conformance.shadowing_comprehension

case_inner_name := found if {
	some id in ["a", "b"]
	found := [id | some id in ["c"]]
}
