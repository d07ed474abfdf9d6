package cordon.rules.case.test_never_fires_test

import data.cordon.lib.testing
import data.cordon.rules.case.test_never_fires as rule

test_quiet if {
	count(rule.findings) == 0 with input as testing.org
}
