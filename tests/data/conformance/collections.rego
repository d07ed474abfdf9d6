# Arrays, sets, objects and JSON.
package conformance.collections

# A value of which nobody knows the kind beforehand.
any_of(x) := object.get({"k": x}, "k", null)

case_array_functions := [array.concat([1], [2, 3]), array.slice([1, 2, 3, 4], 1, 3), array.slice([1, 2], -5, 50), array.slice([1, 2, 3], 2, 1), array.reverse([1, 2, 3]), array.reverse([])]

case_array_flatten := array.flatten([1, [2, [3]], []])

case_array_slice_of_fraction := array.slice([1, 2, 3], 0.5, 2)

case_count := [count([1, 2]), count({1, 1}), count({"a": 1}), count("abc"), count([])]

case_count_of_number := count(any_of(5))

case_count_of_null := count(any_of(null))

case_union := [union({{1}, {2, 3}}), union(set()), union({set()})]

case_intersection := [intersection({{1, 2}, {2, 3}}), intersection(set()), intersection({{1}})]

case_object_get := [object.get({"a": 1}, "a", 0), object.get({"a": 1}, "b", 0), object.get({"a": {"b": 2}}, ["a", "b"], 0), object.get({"a": {"b": 2}}, ["a", "c"], 0), object.get({"a": null}, "a", 0), object.get({"a": false}, "a", 1), object.get({"a": [5, 6]}, ["a", 1], 0), object.get({}, [], 0)]

case_object_get_of_array := object.get(any_of([1, 2]), 0, "no")

case_object_get_of_set := object.get(any_of({1}), 1, "no")

case_object_keys := [object.keys({"a": 1, "b": 2}), object.keys({})]

case_object_union := [object.union({"a": {"b": 1}}, {"a": {"c": 2}}), object.union({"a": {"b": 1}}, {"a": 3}), object.union({"a": 1}, {"a": {"b": 2}}), object.union({"a": [1]}, {"a": [2]}), object.union({"a": {1}}, {"a": {2}})]

case_object_union_n := [object.union_n([{"a": 1}, {"b": 2}, {"a": 3}]), object.union_n([]), object.union_n([{"a": {"b": 1}}, {"a": {"c": 2}}])]

case_object_union_n_replaces := object.union_n([{"a": {"b": 1}}, {"a": 3}, {"a": {"c": 2}}])

case_object_remove := [object.remove({"a": 1, "b": 2}, ["a"]), object.remove({"a": 1, "b": 2}, {"b"}), object.remove({"a": 1, "b": 2}, {"a": 5}), object.remove({"a": 1}, ["z"])]

case_object_filter := [object.filter({"a": 1, "b": 2}, ["a"]), object.filter({"a": 1}, {"a": "x"}), object.filter({"a": 1}, [])]

case_object_subset := [object.subset({"a": 1, "b": {"c": 2}}, {"b": {"c": 2}}), object.subset({"a": 1}, {"b": 1}), object.subset({1, 2}, {1}), object.subset([1, 2, 3], [2, 3]), object.subset([1, 2, 3], [1, 3]), object.subset({"a": {1, 2}}, {"a": {1}}), object.subset({"a": [1, 2]}, {"a": [1]})]

case_json_filter := [json.filter({"a": {"b": 1, "c": 2}, "d": 3}, ["a/b"]), json.filter({"a": [1, 2]}, ["a/1"]), json.filter({"a": 1}, ["z"]), json.filter({"a": {"b": 1}}, [["a", "b"]]), json.filter({"a": 1}, [])]

case_json_remove := [json.remove({"a": {"b": 1, "c": 2}, "d": 3}, ["a/b"]), json.remove({"a": [1, 2, 3]}, ["a/0", "a/2"]), json.remove({"a": 1}, ["z"])]

case_json_remove_of_key_with_slash := json.remove({"a/b": 1, "c": 2}, ["a~1b"])

case_json_patch := json.patch({"a": {"b": 1}}, [{"op": "add", "path": "/a/c", "value": 2}, {"op": "remove", "path": "/a/b"}, {"op": "replace", "path": "/a/c", "value": 3}])

case_json_patch_array := json.patch([1, 2], [{"op": "add", "path": "/-", "value": 3}, {"op": "add", "path": "/0", "value": 0}])

case_json_patch_move := json.patch({"a": 1}, [{"op": "move", "from": "/a", "path": "/b"}, {"op": "copy", "from": "/b", "path": "/c"}, {"op": "test", "path": "/c", "value": 1}])

case_json_patch_failing := json.patch({"a": 1}, [{"op": "remove", "path": "/z"}])

case_json_patch_set := json.patch({"a": {1, 2}}, [{"op": "add", "path": ["a", 3], "value": 3}])

case_json_marshal := [json.marshal({"b": 1, "a": [true, null]}), json.marshal({1, 2}), json.marshal("é\"")]

case_json_marshal_html := json.marshal("<a&b>")

case_json_unmarshal := [json.unmarshal(`{"a": [1, 2.5]}`), json.unmarshal("null")]

case_json_unmarshal_big := json.unmarshal("[9007199254740993, 18446744073709551617]")

case_json_unmarshal_big_keeps_its_text := json.unmarshal("[1.0, 1.10, 1e3]")

case_json_unmarshal_broken := json.unmarshal("{")

case_json_is_valid := [json.is_valid("{}"), json.is_valid("{"), json.is_valid("1 2"), json.is_valid("")]

case_json_marshal_with_options := json.marshal_with_options({"a": [1]}, {"pretty": true, "indent": "  "})

case_json_marshal_of_keys := json.marshal({1: "a", "x": "b", true: "c"})

case_types := [type_name(null), type_name(true), type_name(1), type_name("a"), type_name([]), type_name({}), type_name(set())]

case_is_kind := [is_null(null), is_boolean(false), is_number(1.5), is_string(""), is_array([]), is_object({}), is_set(set())]

case_is_not_kind := [is_string(1), is_set([])]

case_cast_is_not_kind if not is_string(1)

case_any_all := [count([x | some x in [1, 5]; x > 3]) > 0, count([x | some x in [1, 5]; x > 3]) == 2]

case_minus_of_keys := object.keys({"a": 1, "b": 2}) - {"a"}

case_set_of_objects := {{"a": 1}, {"a": 1}, {"a": 2}}

case_nested_sets_as_json := {"x": {{1, 2}, {3}}, "y": {"k": {2, 1}}}

case_indexing_of_computed_key := {"ab": 1}[concat("", ["a", "b"])]

case_internal_member_of := {x | x := [1, 2, 3][_]; x in {2, 3}}

case_array_equals := [[1, 2] == [1, 2], [1, 2] == [2, 1], [] == {}, [] == set()]
