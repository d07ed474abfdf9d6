package cordon.rules.case.test_builder_test

import data.cordon.lib.testing
import data.cordon.rules.case.test_builder as rule

test_quiet if {
	count(rule.findings) == 0 with input as testing.orgs #! unresolved-reference did you mean `org`
}

test_fires if {
	some finding in rule.findings with input as testing.org_with({"users": {"user-ana": {"state": "deleted"}}})
	finding.subject.id == "user-ana"
}
