# Packages that are read as a whole, and functions in them that are called afterwards.
package conformance.whole_packages

import data.conformance.lib.reader

case_function_of_another_package := reader.value_of("a")

case_rule_of_another_package := reader.values

case_condition_of_another_package if reader.is_listed(2)

case_whole_package := {name | some name, _ in data.conformance.lib.reader}

case_function_after_whole_package := [count(whole), reader.value_of("a")] if {
	whole := {name | some name, _ in data.conformance.lib.reader}
}

case_condition_after_whole_package := count(whole) if {
	whole := {name | some name, _ in data.conformance.lib.reader}
	reader.is_listed(2)
}

case_rule_after_whole_package := [count(whole), reader.values] if {
	whole := {name | some name, _ in data.conformance.lib.reader}
}

case_package_in_a_variable := x if {
	some name in ["base"]
	x := data.conformance.lib[name].values
}

case_all_packages := {name | some name, _ in data.conformance.lib}
