package cordon.rules.oauth.oauth_client_name_pattern_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_client_name_pattern as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config with data.cordon.params as {"oauth-client-name-pattern": {"pattern": "*"}}
}

found_in(name, config, pattern) := found if {
	found := rule.findings with input as testing.org_with({"oauth_clients": {"client-acme": {"name": name}}})
		with data.cordon.config as testing.config_with(config)
		with data.cordon.params as {"oauth-client-name-pattern": {"pattern": pattern}}
}

listed := {"partners": {"acme": {"oauth_clients": ["client-acme"]}}}

test_listed_and_named_otherwise if {
	some finding in found_in("Reporting Sync", listed, "*")
	finding.subject == {"type": "oauth_client", "id": "client-acme"}
	finding.path == ["oauth_clients", "client-acme", "name"]
	finding.key == ["acme"]
	finding.message == concat("", [
		"OAuth client Reporting Sync (client-acme) of Acme Support has a name that does not say whose it is. ",
		"It does not follow the partner's `Vendor_Acme_*`.",
	])
}

test_several_patterns if {
	config := object.union(listed, {"partners": {"acme": {"oauth_client_names": ["Vendor_Acme_*", "*_Acme"]}}})
	some finding in found_in("Reporting Sync", config, "*")
	endswith(finding.message, "It does not follow the partner's `Vendor_Acme_*` or `*_Acme`.")
	count(found_in("sync_acme", config, "*")) == 0
}

test_listed_and_named_well if count(found_in("vendor_acme_sync", listed, "*")) == 0

test_partner_without_patterns if {
	config := object.union(listed, {"partners": {"acme": {"oauth_client_names": []}}})
	count(found_in("Reporting Sync", config, "*")) == 0
	some finding in found_in("Reporting Sync", config, "Vendor_*")
	endswith(finding.message, "It does not follow the org's `Vendor_*`.")
}

test_pattern_of_the_org if {
	found := found_in("Vendor_Acme_Sync", {}, "Vendor_*_*_App")
	testing.about(found) == {"acme: oauth_client/client-acme", "beta: oauth_client/client-beta"}
	count(found_in("Vendor_Acme_Sync_App", {}, "*_Acme_*") - found_in("x", {}, "*")) == 1
}

test_neither_pattern if {
	some finding in found_in("Reporting Sync", listed, "Vendor_*")
	finding.subject.id == "client-acme"
	endswith(finding.message, "It does not follow the org's `Vendor_*` nor the partner's `Vendor_Acme_*`.")
}

# It says so of a client that no partner claims.
test_client_of_nobody_is_the_other_rule if count(found_in("Reporting Sync", {}, "*")) == 0

test_listed_client_that_left_only_grants if {
	patch := {"grants": {"client-gone": [testing.grant("oauth_client", "role-reporting", "div-acme")]}}
	found := rule.findings with input as testing.org_with(patch)
		with data.cordon.config as testing.config_with({"partners": {"acme": {"oauth_clients": ["client-gone"]}}})
		with data.cordon.params as {"oauth-client-name-pattern": {"pattern": "*"}}
	count(found) == 0
}
