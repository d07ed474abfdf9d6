package cordon.rules.case.test_without_tests_test #! empty-test begins with `test_`

import data.cordon.lib.testing
import data.cordon.rules.case.test_without_tests as rule

tst_quiet if { #! unused-helper not used
	count(rule.findings) == 0 with input as testing.org
}
