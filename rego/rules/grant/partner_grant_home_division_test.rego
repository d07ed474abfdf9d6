package cordon.rules.grant.partner_grant_home_division_test

import data.cordon.lib.testing
import data.cordon.rules.grant.partner_grant_home_division as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_user if {
	patch := testing.grants_of("user-ana", [
		testing.grant("user", "role-support", "div-acme"),
		testing.grant("user", "role-support", "div-home"),
	])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-ana"}
	some finding in found
	finding.path == ["grants", "user-ana", 1]
	finding.key == ["acme", "role-support", "div-home"]
	contains(finding.message, "role \"Partner Support\" in division \"Home\".")
	["roles", "role-support"] in finding.related
	["users", "user-ana"] in finding.related
}

test_group_is_the_holder if {
	patch := testing.grants_of("group-acme-night", [testing.grant("group", "role-support", "div-home")])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: group/group-acme-night"}
	some finding in found
	["users", "user-ana"] in finding.related
	contains(finding.message, "1 of its members is of Acme Support: Ana Duarte (ana.duarte@acme.example).")
}

test_client_by_role_division if {
	patch := {"oauth_clients": {"client-acme": {
		"state": "disabled",
		"role_divisions": [{"role_id": "role-reporting", "division_id": "div-home"}],
	}}}
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: oauth_client/client-acme"}
	some finding in found
	finding.path == ["oauth_clients", "client-acme", "role_divisions", 0]
	contains(finding.message, "(client-acme, disabled)")
}

test_client_by_grant if {
	patch := testing.grants_of("client-acme", [testing.grant("oauth_client", "role-reporting", "div-home")])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: oauth_client/client-acme"}
}

test_same_grant_twice_is_one_finding if {
	patch := object.union(
		testing.grants_of("client-acme", [testing.grant("oauth_client", "role-reporting", "div-home")]),
		{"oauth_clients": {"client-acme": {"role_divisions": [
			{"role_id": "role-reporting", "division_id": "div-home"},
			{"role_id": "role-reporting", "division_id": "div-home"},
		]}}},
	)
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	count(found) == 1
	some finding in found
	finding.path == ["grants", "client-acme", 0]
}

test_unknown_role_is_named_by_id if {
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-gone", "div-home")])
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	contains(finding.message, "holds unknown role role-gone in division \"Home\".")
}

test_grant_of_another_subject_type if {
	patch := testing.grants_of("user-ana", [testing.grant("group", "role-support", "div-home")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_optional_sections_missing if {
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-support", "div-home")])
	org := testing.without(testing.org_with(patch), ["groups", "oauth_clients", "objects", "trustees", "permissions"])
	found := rule.findings with input as org with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-ana"}
}

test_own_people_may if {
	patch := testing.grants_of("user-tom", [testing.grant("user", "role-support", "div-home")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_authorized_home_is_fine if {
	config := testing.config_with({"partners": {"acme": {"authorized_divisions": ["Home"]}}})
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-support", "div-home")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as config
}

test_restricted_home_is_the_other_rule if {
	config := testing.config_with({"org": {"restricted_divisions": ["Home"]}})
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-support", "div-home")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as config
}

test_all_divisions_is_the_other_rule if {
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-support", "*")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}
