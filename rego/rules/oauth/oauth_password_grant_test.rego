package cordon.rules.oauth.oauth_password_grant_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_password_grant as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_active_client if {
	patch := {"oauth_clients": {"client-wallboard": {"grant_type": "password"}}}
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"oauth_client/client-wallboard"}
	some finding in found
	finding.path == ["oauth_clients", "client-wallboard", "grant_type"]
	startswith(finding.message, "OAuth client Wallboard (client-wallboard) uses the password grant.")
}

test_switched_off if {
	some state in {"disabled", "inactive"}
	patch := {"oauth_clients": {"client-wallboard": {"grant_type": "password", "state": state}}}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_implicit_is_the_other_rule if {
	patch := {"oauth_clients": {"client-wallboard": {"grant_type": "implicit"}}}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}
