package cordon.rules.oauth.oauth_partner_client_not_client_credentials_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_partner_client_not_client_credentials as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_acts_as_a_user if {
	patch := {"oauth_clients": {"client-acme": {"grant_type": "authorization_code", "state": "inactive"}}}
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: oauth_client/client-acme"}
	some finding in found
	finding.path == ["oauth_clients", "client-acme", "grant_type"]
	contains(finding.message, "(client-acme, inactive) of Acme Support uses the authorization code grant.")
}

test_own_client_may if {
	patch := {"oauth_clients": {"client-wallboard": {"grant_type": "password"}}}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_listed_client if {
	config := testing.config_with({"partners": {"beta": {"oauth_clients": ["client-wallboard"]}}})
	found := rule.findings with input as testing.org with data.cordon.config as config
	testing.about(found) == {"beta: oauth_client/client-wallboard"}
}

test_listing_beats_the_name if {
	config := testing.config_with({"partners": {"beta": {"oauth_clients": ["client-acme"]}}})
	patch := {"oauth_clients": {"client-acme": {"grant_type": "implicit"}}}
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as config
	testing.about(found) == {"beta: oauth_client/client-acme"}
}
