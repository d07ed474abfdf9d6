package cordon.rules.case.test_patch_test

import data.cordon.lib.testing
import data.cordon.rules.case.test_patch as rule

test_quiet if {
	count(rule.findings) == 0 with input as testing.org
}

test_fires if {
	some finding in rule.findings with input as testing.org_with({"users": {"user-ana": {"stat": "deleted"}}}) #! unknown-member did you mean `state`
	finding.subject.id == "user-ana"
}
