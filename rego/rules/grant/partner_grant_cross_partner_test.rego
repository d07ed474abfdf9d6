package cordon.rules.grant.partner_grant_cross_partner_test

import data.cordon.lib.testing
import data.cordon.rules.grant.partner_grant_cross_partner as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_user if {
	patch := testing.grants_of("user-ana", [
		testing.grant("user", "role-support", "div-acme"),
		testing.grant("user", "role-support", "div-beta"),
	])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-ana"}
	some finding in found
	finding.path == ["grants", "user-ana", 1]
	finding.key == ["acme", "role-support", "div-beta"]
	contains(finding.message, "role \"Partner Support\" in division \"Partner_Beta_Care\", which is Beta Care's own.")
	["roles", "role-support"] in finding.related
	["users", "user-ana"] in finding.related
}

test_group_is_the_holder if {
	patch := testing.grants_of("group-acme-night", [testing.grant("group", "role-support", "div-beta")])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: group/group-acme-night"}
	some finding in found
	["users", "user-ana"] in finding.related
	contains(finding.message, "1 of its members is of Acme Support: Ana Duarte (ana.duarte@acme.example).")
}

test_client_by_role_division if {
	patch := {"oauth_clients": {"client-acme": {
		"state": "disabled",
		"role_divisions": [{"role_id": "role-reporting", "division_id": "div-beta"}],
	}}}
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: oauth_client/client-acme"}
	some finding in found
	finding.path == ["oauth_clients", "client-acme", "role_divisions", 0]
	contains(finding.message, "(client-acme, disabled)")
}

test_client_by_grant if {
	patch := testing.grants_of("client-acme", [testing.grant("oauth_client", "role-reporting", "div-beta")])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: oauth_client/client-acme"}
}

test_same_grant_twice_is_one_finding if {
	patch := object.union(
		testing.grants_of("client-acme", [testing.grant("oauth_client", "role-reporting", "div-beta")]),
		{"oauth_clients": {"client-acme": {"role_divisions": [
			{"role_id": "role-reporting", "division_id": "div-beta"},
			{"role_id": "role-reporting", "division_id": "div-beta"},
		]}}},
	)
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	count(found) == 1
	some finding in found
	finding.path == ["grants", "client-acme", 0]
}

test_unknown_role_is_named_by_id if {
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-gone", "div-beta")])
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	contains(
		finding.message,
		"holds unknown role role-gone in division \"Partner_Beta_Care\", which is Beta Care's own.",
	)
}

test_grant_of_another_subject_type if {
	patch := testing.grants_of("user-ana", [testing.grant("group", "role-support", "div-beta")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_optional_sections_missing if {
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-support", "div-beta")])
	org := testing.without(testing.org_with(patch), ["groups", "oauth_clients", "objects", "trustees", "permissions"])
	found := rule.findings with input as org with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-ana"}
}

test_own_people_may if {
	patch := testing.grants_of("user-tom", [testing.grant("user", "role-support", "div-beta")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_authorized_manager if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
	config := testing.config_with({"authorizations": []})
	found := rule.findings with input as testing.org with data.cordon.config as config
	testing.about(found) == {"acme: user/user-vera"}
}

test_user_of_two_partners_is_judged_for_each if {
	config := testing.config_with({"partners": {
		"acme": {"users": ["user-ana"]},
		"beta": {"users": ["user-ana"]},
	}})
	patch := testing.grants_of("user-ana", [
		testing.grant("user", "role-support", "div-acme"),
		testing.grant("user", "role-support", "div-beta"),
	])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as config
	{finding.key | some finding in found} == {
		["acme", "role-support", "div-beta"],
		["beta", "role-support", "div-acme"],
	}
	testing.about(found) == {"acme: user/user-ana", "beta: user/user-ana"}
}

test_restricted_division_of_another_partner if {
	config := testing.config_with({"org": {"restricted_divisions": ["Partner_Beta_Care"]}})
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-support", "div-beta")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as config
}
