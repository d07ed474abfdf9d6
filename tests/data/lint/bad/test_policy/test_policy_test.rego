package cordon.rules.case.test_policy_test

import data.cordon.lib.testing
import data.cordon.rules.case.test_policy as rule

test_quiet if {
	count(rule.findings) == 0 with input as testing.org
}

test_fires if {
	some finding in rule.findings with input as testing.org_with({"users": {"user-ana": {"state": "deleted"}}})
		with data.cordon.config as testing.config_with({"partners": {"acme": {"divsions": []}}}) #! unknown-member did you mean `divisions`
	finding.subject.id == "user-ana"
}
