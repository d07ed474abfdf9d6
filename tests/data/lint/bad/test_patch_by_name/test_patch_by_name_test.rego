package cordon.rules.case.test_patch_by_name_test

import data.cordon.lib.testing
import data.cordon.rules.case.test_patch_by_name as rule

test_quiet if {
	count(rule.findings) == 0 with input as testing.org
}

patch := {"uesrs": {"user-ana": {"state": "deleted"}}} #! unknown-member did you mean `users`

test_fires if {
	count(rule.findings) == 1 with input as testing.org_with(patch)
}
