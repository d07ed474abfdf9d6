# A key of a partial object that is computed in the head.
package conformance.computed_key_of_object

values[lower(x)] := x if some x in ["A", "B"]

case_computed_key_of_object := values

computed_value contains lower(x) if some x in ["A", "a", "b"]

case_computed_element := computed_value
