package cordon.rules.case.told_twice_test

import data.cordon.lib.testing
import data.cordon.rules.case.told_twice as rule

test_quiet if count(rule.findings) == 0 with input as testing.org

test_fires if {
	org := testing.org_of([testing.user("user-ana", {"state": "inactive"})])
	count(rule.findings) == 1 with input as org
}

test_fires if { #! repeated-test above
	org := testing.org_of([testing.user("user-bo", {"state": "inactive"})])
	count(rule.findings) == 7 with input as org
}

test_empty_set if {
	org := testing.org_of([testing.user("user-bo", {"state": "active"})])
	rule.findings == set() with input as org
}
