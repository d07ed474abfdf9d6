package cordon.rules.oauth.oauth_token_validity_too_long_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_token_validity_too_long as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config with data.cordon.params as {"oauth-token-validity-too-long": {"seconds": 86400}}
}

found_in(patch) := found if {
	found := rule.findings with input as testing.org_with({"oauth_clients": {"client-acme": patch}})
		with data.cordon.config as testing.config
		with data.cordon.params as {"oauth-token-validity-too-long": {"seconds": 86400}}
}

test_longer_than_the_limit if {
	some finding in found_in({"token_validity_seconds": 86401})
	finding.subject == {"type": "oauth_client", "id": "client-acme"}
	finding.path == ["oauth_clients", "client-acme", "token_validity_seconds"]
	endswith(finding.message, "gets tokens that live for 86401 seconds. The limit is 86400.")
}

test_the_limit_itself if count(found_in({"token_validity_seconds": 86400})) == 0

test_switched_off if count(found_in({"token_validity_seconds": 172800, "state": "inactive"})) == 0

test_any_grant_type if count(found_in({"token_validity_seconds": 172800, "grant_type": "authorization_code"})) == 1

test_nobody_knows_how_long if {
	reasons := rule.not_evaluated with input as testing.org
	reasons == {concat("", [
		"how long tokens of active clients live is not in the snapshot: 2, the first ",
		"OAuth client Vendor_Beta_WFM_Sync (client-beta)",
	])}
	one := rule.not_evaluated with input as testing.org_with({"oauth_clients": {"client-beta": {"token_validity_seconds": 300}}})
	one == {concat("", [
		"how long tokens of active clients live is not in the snapshot: 1, the first ",
		"OAuth client Wallboard (client-wallboard)",
	])}
	known := {"client-beta": {"token_validity_seconds": 300}, "client-wallboard": {"token_validity_seconds": 300}}
	none := rule.not_evaluated with input as testing.org_with({"oauth_clients": known})
	count(none) == 0
	off := {"client-beta": {"state": "inactive"}, "client-wallboard": {"token_validity_seconds": 300}}
	some_off := rule.not_evaluated with input as testing.org_with({"oauth_clients": off})
	count(some_off) == 0
}
