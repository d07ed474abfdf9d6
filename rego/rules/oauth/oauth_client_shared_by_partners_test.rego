package cordon.rules.oauth.oauth_client_shared_by_partners_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_client_shared_by_partners as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

two_divisions := {"oauth_clients": {"client-acme": {"role_divisions": [
	{"role_id": "role-reporting", "division_id": "div-acme"},
	{"role_id": "role-reporting", "division_id": "div-beta"},
]}}}

test_roles_in_two_partners_divisions if {
	found := rule.findings with input as testing.org_with(two_divisions) with data.cordon.config as testing.config
	testing.about(found) == {"oauth_client/client-acme"}
	some finding in found
	contains(
		finding.message,
		"it holds roles in divisions of Acme Support, Beta Care (division \"Partner_Acme_Support\", ",
	)
	["oauth_clients", "client-acme", "role_divisions", 1] in finding.related
}

test_role_divisions_and_grants_together if {
	patch := {"grants": {"client-acme": [testing.grant("oauth_client", "role-reporting", "div-beta")]}}
	count(rule.findings) == 1 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_name_of_two_partners if {
	config := testing.config_with({"partners": {"beta": {"oauth_client_names": ["Vendor_*_App"]}}})
	some finding in rule.findings with input as testing.org with data.cordon.config as config
	contains(finding.message, "its name matches the patterns of Acme Support, Beta Care.")
}

test_listing_does_not_change_the_name if {
	config := testing.config_with({"partners": {
		"acme": {"oauth_clients": ["client-acme"]},
		"beta": {"oauth_client_names": ["Vendor_*_App"]},
	}})
	count(rule.findings) == 1 with input as testing.org with data.cordon.config as config
}

test_both_reasons_are_one_finding if {
	config := testing.config_with({"partners": {"beta": {"oauth_client_names": ["Vendor_*_App"]}}})
	some finding in rule.findings with input as testing.org_with(two_divisions) with data.cordon.config as config
	contains(finding.message, "it holds roles")
	contains(finding.message, "; its name matches")
}

test_all_divisions_do_not_count if {
	patch := {"oauth_clients": {"client-acme": {"role_divisions": [{"role_id": "role-reporting", "division_id": "*"}]}}}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_any_grant_type_and_state if {
	other := {"oauth_clients": {"client-acme": {"grant_type": "password", "state": "disabled"}}}
	patch := object.union(two_divisions, other)
	count(rule.findings) == 1 with input as testing.org_with(patch) with data.cordon.config as testing.config
}
