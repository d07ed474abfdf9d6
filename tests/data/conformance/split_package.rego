# A package in two files, of which the first holds functions alone, seen through an import.
package conformance.split_package

import data.conformance.lib.split

case_function := split.twice(1)

case_rule := split.answer

case_rule_by_whole_reference := data.conformance.lib.split.answer

case_partial_rule := split.members

case_both := split.twice(split.answer)

case_rule_of_a_rule := split.value

case_function_of_a_rule_of_a_rule := split.twice(split.value.a)
