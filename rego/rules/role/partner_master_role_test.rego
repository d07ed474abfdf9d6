package cordon.rules.role.partner_master_role_test

import data.cordon.lib.testing
import data.cordon.rules.role.partner_master_role as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

master := object.union(
	testing.org.roles["role-support"],
	{"name": "Partner Master", "permissions": testing.unconditional({"routing:queue:edit"})},
)

held_by(grants) := {"roles": {"role-master": master}, "grants": grants}

both(type) := [testing.grant(type, "role-master", "div-acme"), testing.grant(type, "role-master", "div-beta")]

test_user_of_two_divisions if {
	found := rule.findings
		with input as testing.org_with(held_by({"user-vera": both("user")}))
		with data.cordon.config as testing.config
	testing.about(found) == {"role/role-master"}
	some finding in found
	finding.path == ["roles", "role-master"]
	startswith(finding.message, "Custom role \"Partner Master\" (role-master) is held only by ")
	contains(finding.message, "contains role \"Partner Reporting API\", role \"Partner Support\".")
	contains(finding.message, "User Vera Lind (Vera.Lind@acme.example)")
	["roles", "role-support"] in finding.related
	["grants", "user-vera", 0] in finding.related
}

test_divisions_of_all_roles_together if {
	grants := {"user-vera": [
		testing.grant("user", "role-master", "div-outages"),
		testing.grant("user", "role-support", "div-acme"),
		testing.grant("user", "role-support", "div-beta"),
	]}
	count(rule.findings) == 1
		with input as testing.org_with(held_by(grants))
		with data.cordon.config as testing.config
}

test_all_divisions_reach_all_partners if {
	grants := {"user-vera": [testing.grant("user", "role-master", "*")]}
	count(rule.findings) == 1
		with input as testing.org_with(held_by(grants))
		with data.cordon.config as testing.config
}

test_one_holder_of_one_partner_is_enough_to_pass if {
	grants := {"user-vera": both("user"), "user-bo": [testing.grant("user", "role-master", "div-beta")]}
	count(rule.findings) == 0
		with input as testing.org_with(held_by(grants))
		with data.cordon.config as testing.config
}

test_one_holder_elsewhere_is_enough_to_pass if {
	grants := {"user-vera": both("user"), "user-tom": [testing.grant("user", "role-master", "div-outages")]}
	count(rule.findings) == 0
		with input as testing.org_with(held_by(grants))
		with data.cordon.config as testing.config
}

test_client_that_holds_it_in_one_division if {
	patch := object.union(held_by({"user-vera": both("user")}), {"oauth_clients": {"client-wallboard": {
		"role_divisions": [{"role_id": "role-master", "division_id": "div-billing"}],
	}}})
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_client_reaches_by_grants_and_role_divisions if {
	patch := object.union(
		held_by({"client-acme": [testing.grant("oauth_client", "role-master", "div-beta")]}),
		{"oauth_clients": {"client-acme": {"role_divisions": [{"role_id": "role-master", "division_id": "div-acme"}]}}},
	)
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"role/role-master"}
	some finding in found
	contains(finding.message, "OAuth client Vendor_Acme_Reporting_App (client-acme)")
}

test_group_that_passes_nothing_on_is_no_holder if {
	patch := object.union(
		held_by({"user-vera": both("user"), "group-bikes": [testing.grant("group", "role-master", "div-outages")]}),
		{},
	)
	count(rule.findings) == 1 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_own_people_count_too if {
	found := rule.findings
		with input as testing.org_with(held_by({"user-tom": both("user")}))
		with data.cordon.config as testing.config
	testing.about(found) == {"role/role-master"}
}

test_equal_permissions_are_not_strictly_more if {
	patch := object.union(held_by({"user-vera": both("user")}), {"roles": {"role-support": {"permissions": {
		"routing:queue:edit": {"conditional": false},
	}}}})
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	every finding in found {
		not contains(finding.message, "Partner Support")
	}
}

test_more_permissions_of_another_kind_contain_nothing if {
	org := testing.org_of([
		testing.role("role-master", {"permissions": testing.unconditional({
			"analytics:conversationDetail:view", "architect:flow:view", "directory:user:view",
			"quality:evaluation:view", "routing:queue:add", "routing:queue:edit",
		})}),
		testing.grants_of("user-vera", both("user")),
	])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_wildcard_equals_its_expansion if {
	org := testing.org_of([
		testing.role("role-master", {"permissions": testing.unconditional({"directory:user:*"})}),
		testing.role("role-people", {"permissions": testing.unconditional({
			"directory:user:view", "directory:user:edit",
		})}),
		testing.grants_of("user-vera", both("user")),
		testing.grants_of("user-bo", [testing.grant("user", "role-people", "div-beta")]),
	])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_contained_role_may_be_a_default_one if {
	org := testing.org_of([
		testing.role("role-tiny", {
			"name": "Tiny", "default": true, "permissions": testing.unconditional({"routing:queue:view"}),
		}),
		testing.role("role-master", {"name": "Partner Master", "permissions": {
			"routing:queue:view": {"conditional": true},
			"routing:queue:edit": {"conditional": false},
		}}),
		testing.grants_of("user-vera", both("user")),
		testing.grants_of("user-bo", [testing.grant("user", "role-tiny", "div-beta")]),
	])
	some finding in rule.findings with input as org with data.cordon.config as testing.config
	contains(finding.message, "contains role \"Tiny\".")
	endswith(finding.message, " Conditional in role \"Partner Master\": routing:queue:view.")
}

test_default_role_is_no_master_role if {
	patch := object.union(held_by({"user-vera": both("user")}), {"roles": {"role-master": {"default": true}}})
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_role_nobody_holds if {
	count(rule.findings) == 0 with input as testing.org_with(held_by({})) with data.cordon.config as testing.config
}

test_unknown_role if {
	patch := {"grants": {"user-vera": [
		testing.grant("user", "role-gone", "div-acme"), testing.grant("user", "role-gone", "div-beta"),
	]}}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_one_partner_with_divisions if {
	config := testing.config_with({"partners": {"beta": {"divisions": []}}})
	grants := {"user-vera": [testing.grant("user", "role-master", "*")]}
	count(rule.findings) == 0 with input as testing.org_with(held_by(grants)) with data.cordon.config as config
}

# What a client reaches by its role divisions counts for the roles that it holds by grants, and the other way round.
test_client_reaches_by_role_divisions_what_it_holds_by_grants if {
	patch := {
		"roles": {"role-master": master},
		"grants": {"client-acme": [testing.grant("oauth_client", "role-master", "div-outages")]},
		"oauth_clients": {"client-acme": {"role_divisions": [
			{"role_id": "role-reporting", "division_id": "div-acme"},
			{"role_id": "role-reporting", "division_id": "div-beta"},
		]}},
	}
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"role/role-master"}
}

test_other_holder_counts_where_only_clients_reach_partners if {
	patch := held_by({
		"user-ana": [testing.grant("user", "role-support", "div-outages")],
		"user-tom": [testing.grant("user", "role-master", "div-outages")],
	})
	client := {"role_divisions": [{"role_id": "role-master", "division_id": "*"}]}
	org := testing.merged(
		testing.without(testing.org_with(patch), [
			"grants/user-vera", "grants/user-bo", "grants/user-ines", "grants/trustee-rita", "grants/group-acme-night",
		]),
		testing.client("client-acme", client),
	)
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_condition_in_the_contained_role_is_said if {
	patch := object.union(
		held_by({"user-vera": both("user")}),
		{"roles": {"role-support": {"permissions": {"architect:flow:view": {"conditional": true}}}}},
	)
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	contains(finding.message, " Conditional in role \"Partner Support\": architect:flow:view.")
}

test_wildcards_without_a_catalogue_are_not_evaluated if {
	patch := {
		"sections": {"permissions": {"status": "missing"}},
		"roles": {"role-support": {"permissions": {"routing:*:*": {"conditional": false}}}},
	}
	reasons := rule.not_evaluated with input as testing.org_with(patch) with data.cordon.config as testing.config
	count(reasons) == 1
	none := rule.not_evaluated with input as testing.org with data.cordon.config as testing.config
	count(none) == 0
}

# Nobody knows that a group which the snapshot lacks passes its grants on.
test_unknown_group_is_no_holder if {
	grants := {
		"user-vera": both("user"),
		"group-gone": [testing.grant("group", "role-master", "div-acme")],
	}
	found := rule.findings with input as testing.org_with(held_by(grants)) with data.cordon.config as testing.config
	testing.about(found) == {"role/role-master"}
	every finding in found { not contains(finding.message, "group-gone") }
}
