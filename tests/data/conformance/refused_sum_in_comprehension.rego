# A calculation before the bar of a comprehension: OPA takes the bar for a union.
package conformance.refused_sum_in_comprehension

case_sum := [x * 2 | some x in [1, 2, 3]]
