package cordon.rules.trust.trustee_expired_enabled_test

import data.cordon.lib.testing
import data.cordon.rules.trust.trustee_expired_enabled as rule

ending(id, changes) := testing.org_of([testing.trustee_org(
	id,
	object.union({"expires_at": "2026-06-30T22:00:00Z"}, changes),
)])

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
	count(rule.not_evaluated) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_org_of_a_partner if {
	found := rule.findings with input as ending("org-beta", {}) with data.cordon.config as testing.config
	testing.about(found) == {"beta: trustee/org-beta"}
	some finding in found
	startswith(finding.message, concat("", [
		"The trust in org Beta Care Ltd (org-beta) of Beta Care ended on 2026-06-30 ",
		"and is still switched on.",
	]))
	finding.path == ["trustees", "org-beta", "expires_at"]
	finding.related == [["trustees", "org-beta", "enabled"]]
	finding.key == ["beta"]
}

test_org_that_the_policy_file_does_not_know if {
	found := rule.findings with input as ending("org-gamma", {}) with data.cordon.config as testing.config
	testing.about(found) == {"trustee/org-gamma"}
}

test_switched_off_is_quiet if {
	count(rule.findings) == 0
		with input as ending("org-beta", {"enabled": false})
		with data.cordon.config as testing.config
}

test_yet_to_end_is_quiet if {
	count(rule.findings) == 0
		with input as ending("org-beta", {"expires_at": "2026-09-01T06:00:01Z"})
		with data.cordon.config as testing.config
}

test_nobody_knows_what_is_now if {
	org := testing.without(ending("org-beta", {}), ["exported_at"])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
	reasons := rule.not_evaluated with input as org with data.cordon.config as testing.config
	reasons == {"the snapshot does not say when it was made, so ages are not known without `--now`"}
}
