package cordon.rules.oauth.oauth_client_unattributed_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_client_unattributed as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_name_says_nothing if {
	found := rule.findings
		with input as testing.org_with({"oauth_clients": {"client-acme": {"name": "Reporting"}}})
		with data.cordon.config as testing.config
	testing.about(found) == {"oauth_client/client-acme"}
	some finding in found
	finding.path == ["oauth_clients", "client-acme", "role_divisions", 0]
	contains(finding.message, "role \"Partner Reporting API\" in division \"Partner_Acme_Support\" of Acme Support.")
}

test_listed_client if {
	config := testing.config_with({"partners": {"acme": {"oauth_clients": ["client-acme"]}}})
	patch := {"oauth_clients": {"client-acme": {"name": "Reporting"}}}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as config
}

test_acts_as_a_user if {
	patch := {"oauth_clients": {"client-acme": {"name": "Reporting", "grant_type": "authorization_code"}}}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_disabled_client if {
	patch := {"oauth_clients": {"client-acme": {"name": "Reporting", "state": "disabled"}}}
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	contains(finding.message, "OAuth client Reporting (client-acme, disabled) belongs to no partner")
}

test_all_divisions_do_not_count if {
	patch := {"oauth_clients": {"client-acme": {"name": "Reporting", "role_divisions": [
		{"role_id": "role-reporting", "division_id": "*"},
	]}}}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_grant_under_the_client_id if {
	patch := {
		"oauth_clients": {"client-acme": {"name": "Reporting", "role_divisions": []}},
		"grants": {"client-acme": [testing.grant("oauth_client", "role-gone", "div-acme")]},
	}
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	finding.path == ["grants", "client-acme", 0]
	contains(finding.message, "unknown role role-gone")
}
