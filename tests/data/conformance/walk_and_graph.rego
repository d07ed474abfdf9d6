# Walking trees and graphs.
package conformance.walk_and_graph

# A value of which nobody knows the kind beforehand.
any_of(x) := object.get({"k": x}, "k", null)

tree := {"a": [1, {"b": 2}], "c": {3}}

case_walk := [[p, v] | walk(tree, [p, v])]

case_walk_of_scalar := [[p, v] | walk(1, [p, v])]

case_walk_paths_to := {p | walk(tree, [p, 2])}

case_walk_bound_path := v if walk(tree, [["a", 1, "b"], v])

case_walk_of_empty := [p | walk({}, [p, _])]

case_walk_in_sets := {p | walk({[1, 2], 3}, [p, _])}

case_walk_of_undefined := [p | walk(input.nothing, [p, _])]

case_walk_with_data := x if x := {p | walk(data.tree, [p, v]); v == 2} with data.tree as tree

edges := {"a": ["b"], "b": ["c", "d"], "c": ["a"], "d": [], "x": ["y"]}

case_reachable := graph.reachable(edges, {"a"})

case_reachable_from_array := graph.reachable(edges, ["x"])

case_reachable_from_nothing := graph.reachable(edges, set())

case_reachable_from_unknown := graph.reachable(edges, {"zzz"})

case_reachable_to_unknown := graph.reachable(edges, {"x", "d"})

case_reachable_with_sets := graph.reachable({"a": {"b"}, "b": {"a"}}, {"a"})

case_reachable_with_null := graph.reachable(any_of({"a": null}), {"a"})

case_reachable_over_arrays := graph.reachable({["user", "1"]: {["role", "2"]}, ["role", "2"]: {["perm", "3"]}, ["perm", "3"]: set()}, {["user", "1"]})

case_paths := graph.reachable_paths(edges, {"b"})

case_paths_of_one := graph.reachable_paths({"a": []}, {"a"})

case_paths_to_unknown := graph.reachable_paths({"a": ["b"]}, {"a"})

case_paths_of_a_cycle := graph.reachable_paths({"a": ["b"], "b": ["a"]}, {"a"})

case_paths_from_unknown := graph.reachable_paths(edges, {"zzz"})

case_paths_from_nothing := graph.reachable_paths(edges, set())
