# Comprehensions, references, undefined and negation.
package conformance.comprehensions

# A value of which nobody knows the kind beforehand.
any_of(x) := object.get({"k": x}, "k", null)

case_array := [y | some x in [1, 2, 3]; x != 2; y := x * 2]

case_set := {y | some x in [1, 2, 3]; y := x % 2}

case_object := {k: v | some k, v in {"a": 1}}

case_empty_array := [x | some x in []; x > 1]

case_empty_set := {x | some x in []}

case_empty_object := {k: v | some k, v in {}}

case_object_conflict := {k: v | some [k, v] in [["a", 1], ["a", 2]]}

case_object_same_value_twice := {k: v | some [k, v] in [["a", 1], ["a", 1]]}

case_nested := [[y | some y in x; y > 1] | some x in [[1, 2], [3]]]

case_over_set_is_sorted := [x | some x in {3, 1, 2}]

case_over_object_is_sorted := [k | some k, _ in {"b": 1, "a": 2, "C": 3}]

case_order_of_mixed_set := [x | some x in {"a", 1, null, true, [1], {"k": 1}, {2}, false, 1.5}]

case_closure := [y | x := 10; some y in [x, x + 1]]

case_undefined_inside := [x.a | some x in [{"a": 1}, {}]]

case_undefined_is_not_false if not input.nothing

case_not_of_comparison_with_undefined if not input.nothing == 1

case_comparison_with_undefined := (input.nothing == 1)

case_not_equal_to_undefined := (input.nothing != 1)

case_count_of_undefined := count(input.nothing)

case_index_out_of_range := any_of([1, 2])[5]

case_negative_index := any_of([1, 2])[-1]

case_fraction_index := any_of([1, 2])[0.5]

case_member_of_string := any_of("abc")[0]

case_member_of_number := x if {
	y := any_of(5)
	x := y.a
}

case_set_element := {1, 2}[2]

case_set_not_element := {1, 2}[3]

case_object_with_number_key := {1: "one"}[1]

case_object_with_string_of_number_key := any_of({1: "one"})["1"]

case_object_with_mixed_keys := {1: "one", "a": "two", true: "three", null: "four", [1]: "five"}

case_object_with_set_key := {{2, 1}: "set"}

case_iterate_deep := {[i, j] | [[1, 2], [3]][i][j] > 1}

case_wildcards_are_apart := [[a, b] | a := [1, 2][_]; b := [3, 4][_]]

case_unify := x if [x, 2] = [1, 2]

case_unify_both_ways := [x, y] if [x, 2] = [1, y]

case_unify_objects := x if {"a": x} = {"a": 5}

case_unify_fails := x if [x, 3] = [1, 2]

case_unify_repeats := x if [x, x] = [1, 1]

case_unify_repeats_fails := x if [x, x] = [1, 2]

case_assign_pattern := [a, b] if [a, [b, _]] := [1, [2, 3]]

case_negation_of_a_set_element if not {1, 2}[3]

case_not_not := "kept" if {
	count({x | some x in [1]; not x == 2}) == 1
}

case_statement_false := "never" if false

case_statement_null := "reached" if null

case_statement_zero := "reached" if 0

case_statement_empty_string := "reached" if ""

case_sets_in_sets := {{1}, {1, 2}, {2, 1}}

case_set_equals_in_any_order if {1, 2} == {2, 1}

case_array_does_not_equal_set := ([1] == {1})

case_object_equality := ({"a": {1, 2}, "b": 1} == {"b": 1, "a": {2, 1}})

case_raw_string := `a\n"b"`

case_escapes := "\t\"\\\u00e9\/"

case_large_set := count({x | some x in numbers.range(1, 5000)})
