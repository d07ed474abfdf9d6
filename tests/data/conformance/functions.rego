# Functions, defaults, else chains.
package conformance.functions

# A value of which nobody knows the kind beforehand.
any_of(x) := object.get({"k": x}, "k", null)

default open := false

open if 1 == 2

case_default := open

default level(_) := "none"

level(x) := "high" if x > 5

level(x) := "low" if {
	x > 0
	x <= 5
}

case_default_function := [level(x) | some x in [-1, 3, 9]]

default both(_, _) := 0

both(x, y) := x + y if x > y

case_default_function_of_two := [both(1, 2), both(2, 1)]

chain(x) := "one" if {
	x == 1
} else := "two" if {
	x == 2
} else := sprintf("many %d", [x]) if {
	x > 2
}

case_else := [chain(x) | some x in [1, 2, 3]]

case_else_undefined := chain(0)

case_else_undefined_in_comprehension := [y | some x in [0, 1]; y := chain(x)]

chained := "first" if {
	1 == 2
} else := "second" if {
	1 == 3
} else := "third"

case_else_of_a_rule := chained

by_pattern("a", x) := x

by_pattern("b", x) := x * 2

case_arguments_that_are_constants := [by_pattern("a", 3), by_pattern("b", 3)]

case_no_function_for_a_constant := by_pattern("c", 3)

first([x, _]) := x

case_arguments_that_are_arrays := first(["p", "q"])

case_argument_of_another_length := first(any_of(["p"]))

member({"name": n}) := n

case_arguments_that_are_objects := member({"name": "Ana"})

case_argument_with_more_members := member(any_of({"name": "Ana", "age": 4}))

ambiguous(x) := 1 if x > 0

ambiguous(x) := 2 if x > 1

case_function_with_one_value := ambiguous(1)

case_function_with_two_values := ambiguous(2)

two := 1 if true

two := 2 if 1 < 2

case_rule_with_two_values := two

is_small(x) if x < 3

case_function_without_value if is_small(2)

case_function_without_value_is_false := is_small(7)

case_not_function if not is_small(7)

gives_false(x) := false if x > 0

case_not_of_false if not gives_false(1)

case_false_in_a_body := "reached" if gives_false(1)

case_undefined_argument := is_small(input.nothing.here)

case_not_with_undefined_argument if not is_small(input.nothing.here)

multi(x) := y if {
	y := x[_]
	y > 2
}

case_function_over_elements := multi([1, 2, 3])

nested(x) := outer if {
	outer := inner(x) + 1
}

inner(x) := x * 10

case_nested_functions := nested(4)

case_shadowed_name := x if {
	x := 1
}

case_chained_membership := [chain(n) | some n in numbers.range(1, 3)]
