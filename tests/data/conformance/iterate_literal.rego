# Iterating over a literal by a variable of the comprehension.
package conformance.iterate_literal

case_iterate_keys := {k | {"a": 1, "b": 2}[k]}
