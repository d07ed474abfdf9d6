# A key of a partial rule that is computed in the head.
package conformance.refused_computed_key

sets[lower(x)] contains x if some x in ["A", "a", "b"]

case_computed_key_of_sets := sets
