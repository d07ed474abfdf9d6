# A variable of `some` that has the name of one outside.
package conformance.shadowing

case_group_by := {k: vs |
	some [k, _] in [["a", 1], ["b", 2], ["a", 3]]
	vs := {v | some [k, v] in [["a", 1], ["b", 2], ["a", 3]]}
}
