package cordon.rules.trust.trustee_full_access_test

import data.cordon.lib.testing
import data.cordon.rules.trust.trustee_full_access as rule

full(id, changes) := testing.org_of([testing.trustee_org(id, object.union({"has_full_access": true}, changes))])

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
	count(rule.not_evaluated) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_org_of_a_partner if {
	found := rule.findings with input as full("org-beta", {}) with data.cordon.config as testing.config
	testing.about(found) == {"beta: trustee/org-beta"}
	some finding in found
	startswith(
		finding.message,
		"The trust in org Beta Care Ltd (org-beta) of Beta Care gives full access to this org.",
	)
	finding.path == ["trustees", "org-beta", "has_full_access"]
	finding.key == ["beta"]
}

test_org_that_the_policy_file_does_not_know if {
	found := rule.findings with input as full("org-gamma", {}) with data.cordon.config as testing.config
	testing.about(found) == {"trustee/org-gamma"}
	count(rule.findings) == 1
		with input as full("org-gamma", {})
		with data.cordon.config as object.union(testing.config, {"partners": {"beta": {"trustee_orgs": []}}})
}

test_switched_off_is_quiet if {
	count(rule.findings) == 0
		with input as full("org-beta", {"enabled": false})
		with data.cordon.config as testing.config
}

test_expired_is_the_other_rule if {
	count(rule.findings) == 0
		with input as full("org-beta", {"expires_at": "2026-06-30T22:00:00Z"})
		with data.cordon.config as testing.config
}

test_not_said_is_not_evaluated if {
	org := testing.org_without(["trustees/org-beta/has_full_access"])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
	reasons := rule.not_evaluated with input as org with data.cordon.config as testing.config
	reasons == {"the snapshot does not say whether the trust in org Beta Care Ltd (org-beta) gives full access"}
	off := testing.merged(org, testing.trustee_org("org-beta", {"enabled": false}))
	count(rule.not_evaluated) == 0 with input as off with data.cordon.config as testing.config
}
