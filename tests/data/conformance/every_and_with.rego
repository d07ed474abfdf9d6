# `every`, `some`, `in`, `not` and `with`.
package conformance.every_and_with

# A value of which nobody knows the kind beforehand.
any_of(x) := object.get({"k": x}, "k", null)

case_every if every x in [2, 4] { x % 2 == 0 }

case_every_fails if every x in [2, 3] { x % 2 == 0 }

case_not_every if not every_even([2, 3])

every_even(xs) if every x in xs { x % 2 == 0 }

case_every_of_nothing if every x in [] { x > 100 }

case_every_of_undefined if every x in input.nothing { x > 100 }

case_every_of_an_object if every k, v in {"a": 1, "b": 2} { v < 3; k != "c" }

case_every_of_a_set if every x in {1, 2} { x < 3 }

case_every_of_a_string if every x in "ab" { x == "a" }

case_every_with_undefined_inside if every x in [{"a": 1}, {}] { x.a == 1 }

case_every_in_every if every x in [[1, 2], [3]] { every y in x { y > 0 } }

case_every_over_a_comprehension if every x in [y | some y in [1, 2]] { x > 0 }

case_in_array := [2 in [1, 2], 5 in [1, 2]]

case_in_set := [2 in {1, 2}, 5 in {1, 2}]

case_in_object := ["v" in {"k": "v"}, "k" in {"k": "v"}]

case_key_in_object := ["k", "v" in {"k": "v"}]

case_key_in_object_alone if "k", "v" in {"k": "v"}

case_index_in_array if 1, "b" in ["a", "b"]

case_in_string := ("a" in "abc")

case_in_undefined := ("a" in input.nothing)

case_not_in if not 3 in [1, 2]

case_not_in_undefined if not 3 in input.nothing

case_some_in_object := {[k, v] | some k, v in {"a": 1, "b": 2}}

case_some_in_array_with_index := {[i, v] | some i, v in ["x", "y"]}

case_some_pattern := {a | some [a, "yes"] in any_of([[1, "yes"], [2, "no"]])}

case_some_object_pattern := {a | some {"id": a} in any_of([{"id": 1}, {"id": 2}, {"no": 3}])}

case_some_in_string := {c | some c in any_of("abc")}

case_some_in_null := {c | some c in any_of(null)}

case_some_declared := {i | some i; ["a", "b"][i]}

case_some_bound := [x | y := 1; some x in [y, y + 1]]

seen := input.user

case_with_input := x if x := seen with input as {"user": "ana"}

case_with_input_member := x if x := input with input.a.b as 1

case_with_input_member_kept := x if x := input.c with input as {"c": 3} with input.a as 1

case_with_data := x if x := data.somewhere.list with data.somewhere.list as [1]

configured := data.settings.level

case_with_data_in_a_rule := x if x := configured with data.settings.level as 4

case_with_data_over_a_rule := x if x := seen_rule with data.conformance.every_and_with.configured as 9

seen_rule := configured

case_with_set_data := x if x := count(data.bag) with data.bag as {1, 2, 2}

asks(x) := upper(x)

case_with_builtin := x if x := asks("a") with upper as lower_it

lower_it(x) := concat("", ["<", x, ">"])

case_with_builtin_as_value := x if x := asks("a") with upper as "fixed"

case_with_function := x if x := twice(4) with asks_number as thrice

asks_number(x) := x * 2

twice(x) := asks_number(x)

thrice(x) := x * 3

case_with_function_as_value := x if x := twice(4) with asks_number as 0

case_with_is_over_afterwards := [a, b] if {
	a := twice(1) with asks_number as thrice
	b := twice(1)
}

case_with_in_comprehension := [y | some x in [1, 2]; y := input.v + x with input.v as 10]

case_with_undefined_before := "was there" if {
	input.k == 5 with input as {"k": 5}
}

case_not_with if not seen == "ana" with input as {"user": "bo"}

case_with_time := x if x := time.clock(0) with time.clock as [7, 7, 7]

case_count_with := x if x := count(members) with input as {"members": {"a": 1, "b": 2}}

members contains k if some k, _ in input.members

case_partial_object_with := x if x := by_name with input as {"members": {"a": 1}}

by_name[k] := v if some k, v in input.members

case_same_rule_with_two_inputs := [a, b] if {
	a := members with input as {"members": {"a": 1}}
	b := members with input as {"members": {"b": 1}}
}

case_not_builtin_with_undefined_argument if not startswith(input.nothing, "a")

case_not_lookup_with_undefined_key if not {"a": 1}[input.nothing]

case_not_comparison_with_call_on_undefined if not lower(input.nothing) == "a"

case_not_count_of_undefined if not count(input.nothing) > 0
