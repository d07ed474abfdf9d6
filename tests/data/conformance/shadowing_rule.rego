# A variable of `some` that has the name of a rule.
package conformance.shadowing_rule

case_name_of_a_rule := [named | some named in [1, 2]]

named := 5
