package cordon.rules.role.partner_default_role_test

import data.cordon.lib.testing
import data.cordon.rules.role.partner_default_role as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_user if {
	patch := testing.grants_of("user-ana", [
		testing.grant("user", "role-supervisor", "div-billing"),
		testing.grant("user", "role-supervisor", "div-acme"),
	])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-ana"}
	some finding in found
	finding.key == ["acme", "role-supervisor"]
	finding.path == ["grants", "user-ana", 0]
	contains(
		finding.message,
		"default role \"Supervisor\" in division \"Partner_Acme_Support\", division \"Prod_Billing\".",
	)
}

test_custom_role_with_an_excluded_permission_is_another_rules if {
	patch := {"roles": {"role-support": {"permissions": testing.unconditional({"directory:user:edit"})}}}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_group_once_and_not_its_members if {
	patch := testing.grants_of("group-acme-night", [testing.grant("group", "role-supervisor", "div-acme")])
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: group/group-acme-night"}
}

test_internal_name_alone_makes_a_default_role if {
	patch := object.union(
		testing.grants_of("user-ana", [testing.grant("user", "role-supervisor", "div-acme")]),
		{"roles": {"role-supervisor": {"default": false}}},
	)
	count(rule.findings) == 1 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_custom_copy_is_no_default_role if {
	patch := object.union(
		testing.grants_of("user-ana", [testing.grant("user", "role-supervisor", "div-acme")]),
		{"roles": {"role-supervisor": {"default": false, "default_role_id": ""}}},
	)
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_client_and_trustee if {
	patch := {
		"grants": {"trustee-desk": [testing.grant("trustee_group", "role-admin", "div-beta")]},
		"oauth_clients": {"client-acme": {"role_divisions": [{"role_id": "role-admin", "division_id": "div-acme"}]}},
	}
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: oauth_client/client-acme", "beta: trustee_group/trustee-desk"}
}

test_own_people_may if {
	patch := testing.grants_of("user-tom", [testing.grant("user", "role-admin", "*")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_unknown_role_is_not_a_default_role if {
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-gone", "div-acme")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_role_that_the_snapshot_lacks_is_not_evaluated if {
	patch := {"grants": {"user-ana": [testing.grant("user", "role-gone", "div-acme")]}}
	reasons := rule.not_evaluated with input as testing.org_with(patch) with data.cordon.config as testing.config
	reasons == {"partner subjects hold roles that the snapshot lacks: role-gone"}
	none := rule.not_evaluated with input as testing.org with data.cordon.config as testing.config
	count(none) == 0
}
