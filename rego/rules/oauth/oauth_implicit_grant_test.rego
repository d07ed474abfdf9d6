package cordon.rules.oauth.oauth_implicit_grant_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_implicit_grant as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_any_active_client if {
	found := rule.findings
		with input as testing.org_with({"oauth_clients": {"client-wallboard": {"grant_type": "implicit"}}})
		with data.cordon.config as testing.config
	testing.about(found) == {"oauth_client/client-wallboard"}
	some finding in found
	finding.path == ["oauth_clients", "client-wallboard", "grant_type"]
}

test_disabled_client if {
	patch := {"oauth_clients": {"client-wallboard": {"grant_type": "implicit", "state": "disabled"}}}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}
