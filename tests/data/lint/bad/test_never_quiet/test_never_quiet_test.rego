package cordon.rules.case.test_never_quiet_test

import data.cordon.lib.testing
import data.cordon.rules.case.test_never_quiet as rule

test_fires if {
	some finding in rule.findings with input as testing.org_with({"users": {"user-ana": {"state": "deleted"}}})
	finding.subject.id == "user-ana"
}
