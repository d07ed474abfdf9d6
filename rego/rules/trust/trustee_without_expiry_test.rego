package cordon.rules.trust.trustee_without_expiry_test

import data.cordon.lib.testing
import data.cordon.rules.trust.trustee_without_expiry as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_org_of_a_partner if {
	org := testing.org_without(["trustees/org-beta/expires_at"])
	found := rule.findings with input as org with data.cordon.config as testing.config
	testing.about(found) == {"beta: trustee/org-beta"}
	some finding in found
	finding.message == "The trust in org Beta Care Ltd (org-beta) of Beta Care is switched on and has no end."
	finding.path == ["trustees", "org-beta"]
	finding.key == ["beta"]
}

test_org_that_the_policy_file_does_not_know if {
	org := testing.org_of([testing.trustee_org("org-gamma", {})])
	found := rule.findings with input as org with data.cordon.config as testing.config
	testing.about(found) == {"trustee/org-gamma"}
}

test_switched_off_is_quiet if {
	org := testing.org_of([testing.trustee_org("org-gamma", {"enabled": false})])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_expired_is_the_other_rule if {
	org := testing.org_of([testing.trustee_org("org-beta", {"expires_at": "2026-06-30T22:00:00Z"})])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}
