package cordon.rules.grant.partner_grant_all_divisions_test

import data.cordon.lib.testing
import data.cordon.rules.grant.partner_grant_all_divisions as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_user if {
	patch := testing.grants_of("user-ana", [
		testing.grant("user", "role-support", "div-acme"),
		testing.grant("user", "role-support", "*"),
	])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-ana"}
	some finding in found
	finding.path == ["grants", "user-ana", 1]
	finding.key == ["acme", "role-support", "*"]
	contains(finding.message, "role \"Partner Support\" in all divisions.")
	["roles", "role-support"] in finding.related
	["users", "user-ana"] in finding.related
}

test_group_is_the_holder if {
	patch := testing.grants_of("group-acme-night", [testing.grant("group", "role-support", "*")])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: group/group-acme-night"}
	some finding in found
	["users", "user-ana"] in finding.related
	contains(finding.message, "1 of its members is of Acme Support: Ana Duarte (ana.duarte@acme.example).")
}

test_client_by_role_division if {
	patch := {"oauth_clients": {"client-acme": {
		"state": "disabled",
		"role_divisions": [{"role_id": "role-reporting", "division_id": "*"}],
	}}}
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: oauth_client/client-acme"}
	some finding in found
	finding.path == ["oauth_clients", "client-acme", "role_divisions", 0]
	contains(finding.message, "(client-acme, disabled)")
}

test_client_by_grant if {
	patch := testing.grants_of("client-acme", [testing.grant("oauth_client", "role-reporting", "*")])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: oauth_client/client-acme"}
}

test_same_grant_twice_is_one_finding if {
	patch := object.union(
		testing.grants_of("client-acme", [testing.grant("oauth_client", "role-reporting", "*")]),
		{"oauth_clients": {"client-acme": {"role_divisions": [
			{"role_id": "role-reporting", "division_id": "*"},
			{"role_id": "role-reporting", "division_id": "*"},
		]}}},
	)
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	count(found) == 1
	some finding in found
	finding.path == ["grants", "client-acme", 0]
}

test_unknown_role_is_named_by_id if {
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-gone", "*")])
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	contains(finding.message, "holds unknown role role-gone in all divisions.")
}

test_grant_of_another_subject_type if {
	patch := testing.grants_of("user-ana", [testing.grant("group", "role-support", "*")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_optional_sections_missing if {
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-support", "*")])
	org := testing.without(testing.org_with(patch), ["groups", "oauth_clients", "objects", "trustees", "permissions"])
	found := rule.findings with input as org with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-ana"}
}

test_own_people_may if {
	patch := testing.grants_of("user-tom", [testing.grant("user", "role-support", "*")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_trustee_user_of_a_disabled_org if {
	patch := {
		"grants": {"trustee-rita": [testing.grant("trustee_user", "role-support", "*")]},
		"trustees": {"org-beta": {"enabled": false}},
	}
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"beta: trustee_user/trustee-rita"}
	some finding in found
	contains(finding.message, "Trustee user Rita Moreau (rita.moreau@beta-care.example, trust disabled) of Beta Care")
	["trustees", "org-beta", "users", "trustee-rita"] in finding.related
}

test_trustee_group if {
	patch := testing.grants_of("trustee-desk", [testing.grant("trustee_group", "role-support", "*")])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"beta: trustee_group/trustee-desk"}
}

test_nobody_is_authorized_for_all_divisions if {
	config := testing.config_with({"partners": {"acme": {"authorized_divisions": ["*"]}}})
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-support", "*")])
	count(rule.findings) == 1 with input as testing.org_with(patch) with data.cordon.config as config
}

test_inactive_group_passes_nothing_on if {
	patch := {
		"grants": {"group-acme-night": [testing.grant("group", "role-support", "*")]},
		"groups": {"group-acme-night": {"state": "inactive"}},
	}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_group_without_roles_passes_nothing_on if {
	patch := {
		"grants": {"group-acme-night": [testing.grant("group", "role-support", "*")]},
		"groups": {"group-acme-night": {"roles_enabled": false}},
	}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

owners_group(include) := testing.org_of([
	testing.grants_of("group-leads", [testing.grant("group", "role-support", "*")]),
	testing.group("group-leads", {
		"include_owners": include, "owner_ids": ["user-vera"], "member_ids": ["user-tom"],
	}),
])

test_owner_counts_where_owners_do if {
	found := rule.findings
		with input as owners_group(true)
		with data.cordon.config as testing.config
	testing.about(found) == {"acme: group/group-leads"}
}

test_owner_does_not_count_otherwise if {
	count(rule.findings) == 0
		with input as owners_group(false)
		with data.cordon.config as testing.config
}

test_group_of_two_partners_is_judged_for_each if {
	patch := {
		"grants": {"group-acme-night": [testing.grant("group", "role-support", "*")]},
		"groups": {"group-acme-night": {"member_ids": ["user-ana", "user-vera", "user-bo"]}},
	}
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: group/group-acme-night", "beta: group/group-acme-night"}
	testing.distinct(found)
	some finding in found
	finding.partner == "acme"
	contains(finding.message, "2 of its members are of Acme Support: Ana Duarte")
}

many_users := [user |
	some n in numbers.range(101, 130)
	user := testing.user(sprintf("user-%d", [n]), {
		"email": sprintf("a%d@acme.example", [n]), "division_id": "div-acme", "group_ids": ["group-acme-night"],
	})
]

test_members_are_capped if {
	grants := testing.grants_of("group-acme-night", [testing.grant("group", "role-support", "*")])
	org := testing.org_of(array.concat(many_users, [grants]))
	some finding in rule.findings with input as org with data.cordon.config as testing.config
	contains(finding.message, "31 of its members are of Acme Support: ")
	contains(finding.message, " and 11 more.")
	count([place | some place in finding.related; place[0] == "users"]) == 31
}
