# What rules of one package see of another, and of themselves.
package conformance.packages

base := {"a": 1}

reads_base(k) := base[k]

uses := {k: v | some k in ["a", "b"]; v := reads_base(k)}

case_function_reads_rule := uses

case_whole_package_by_reference := data.conformance.packages.base

case_unknown_package := data.conformance.nowhere.rule

case_unknown_rule := data.conformance.packages_of_nobody

case_not_unknown_package if not data.conformance.nowhere.rule

case_builtin_failing_in_not if not to_number("x") == 1

case_builtin_failing_in_comprehension := [y | some x in ["1", "x"]; y := to_number(x)]

case_builtin_of_wrong_kind := x if {
	y := object.get({}, "k", 5)
	x := upper(y)
}

case_builtin_of_wrong_kind_in_not if {
	y := object.get({}, "k", 5)
	not startswith(y, "a")
}

case_input := input

case_trace := "traced" if trace("note")

case_print := "printed" if print("a", input.nothing)
