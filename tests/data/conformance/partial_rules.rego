# Partial sets and objects, of sets too, and rules with references for heads.
package conformance.partial_rules

none contains x if some x in []

some_set contains x if some x in [3, 1, 2, 3]

no_object[k] := 1 if some k in []

object_of[k] := v if some k, v in {"a": 1, "b": 2}

no_sets[k] contains v if some k, v in {}

sets_of[k] contains v if {
	some k, vs in {"a": [1, 2, 1], "b": [3]}
	some v in vs
}

deep[a][b] := c if some [a, b, c] in [["x", "y", 1], ["x", "z", 2], ["w", "y", 3]]

deep_sets[a][b] contains c if some [a, b, c] in [["x", "y", 1], ["x", "y", 2], ["w", "y", 3]]

fixed.one := 1

fixed.two contains x if some x in [1, 2]

fixed.three[k] := v if some k, v in {"p": 1}

case_empty_set := none

case_count_of_empty_set := count(none)

case_set := some_set

case_empty_object := no_object

case_count_of_empty_object := count(no_object)

case_copy_of_empty_object := {k: v | some k, v in no_object}

case_look_up_in_empty_object := "found" if no_object.a

case_not_in_empty_object if not no_object.a

case_union_with_empty_object := object.union({"a": 1}, no_object)

case_get_from_empty_object := object.get(no_object, "a", "otherwise")

case_equals_empty_object if no_object == {}

case_object := object_of

case_empty_object_of_sets := no_sets

case_copy_of_empty_object_of_sets := {k: v | some k, v in no_sets}

case_object_of_sets := sets_of

case_member_of_object_of_sets := sets_of.a

case_count_in_object_of_sets := {k: count(v) | some k, v in sets_of}

case_missing_member_of_object_of_sets := sets_of.z

case_is_in_object_of_sets if sets_of.a[2]

case_is_not_in_object_of_sets if not sets_of.a[7]

case_is_not_in_missing_set if not sets_of.zzz[7]

case_deep := deep

case_deep_member := deep.x.z

case_deep_sets := deep_sets

case_deep_sets_count := count(deep_sets.x.y)

case_fixed := fixed

case_fixed_member := fixed.three.p

case_keys := object.keys(sets_of)

case_is_object := is_object(sets_of)

# One key, two values.
conflicting[k] := v if some [k, v] in [["a", 1], ["a", 2]]

case_conflicting_values := conflicting

same_twice[k] := v if some [k, v] in [["a", 1], ["a", 1]]

case_same_value_twice := same_twice

# Keys that are not strings.
by_number[k] := v if some k, v in ["x", "y"]

case_keys_that_are_numbers := by_number[1]

by_array[[a, b]] := true if {
	some a in [1, 2]
	some b in [3]
}

case_keys_that_are_arrays := {k | some k, _ in by_array}

case_look_up_by_array := by_array[[2, 3]]

by_array_sets[key] contains c if {
	some [a, b, c] in [[1, 2, 3], [1, 2, 4]]
	key := [a, b]
}

case_sets_under_arrays := by_array_sets[[1, 2]]

case_pattern_over_sets_under_arrays := {[a, c] | some [a, _], cs in by_array_sets; some c in cs}
