package cordon.rules.permission.partner_escalation_permission_test

import data.cordon.lib.testing
import data.cordon.rules.permission.partner_escalation_permission as rule

defaults := {"partner-escalation-permission": {"ignore": ["integrations:action:execute", "bridge:actions:execute"]}}

findings(org, config) := found if {
	found := rule.findings with input as org with data.cordon.config as config with data.cordon.params as defaults
}

test_good_org_is_quiet if {
	count(findings(testing.org, testing.config)) == 0
}

role_with(permissions) := {"roles": {"role-support": {"permissions": permissions}}}

test_one_finding_a_holder_and_role if {
	patch := role_with(testing.unconditional({"directory:group:edit", "oauth:client:edit", "routing:queue:edit"}))
	found := findings(testing.org_with(patch), testing.config)
	testing.about(found) == {
		"acme: group/group-acme-night", "acme: user/user-ana", "acme: user/user-vera",
		"beta: trustee_user/trustee-rita", "beta: user/user-bo",
	}
	testing.distinct(found)
	some finding in found
	finding.subject.id == "user-vera"
	finding.key == ["acme", "role-support"]
	finding.path == ["grants", "user-vera", 0]
	finding.divisions == ["div-acme", "div-beta"]
	finding.data.permissions == ["directory:group:edit", "oauth:client:edit"]
	finding.related == [
		["roles", "role-support", "permissions", "directory:group:edit"],
		["roles", "role-support", "permissions", "oauth:client:edit"],
		["users", "user-vera"],
	]
	contains(
		finding.message,
		"holds role \"Partner Support\" with permissions to get more access: directory:group:edit, oauth:client:edit. ",
	)
	contains(finding.message, "Granted in division \"Partner_Acme_Support\", division \"Partner_Beta_Care\".")
}

test_group_names_its_members if {
	patch := testing.org_of([
		testing.role("role-lists", {"permissions": testing.unconditional({"directory:group:edit"})}),
		testing.grants_of("group-acme-night", [testing.grant("group", "role-lists", "div-acme")]),
	])
	found := findings(patch, testing.config)
	testing.about(found) == {"acme: group/group-acme-night"}
	some finding in found
	contains(finding.message, "1 of its members is of Acme Support: Ana Duarte")
}

test_client if {
	patch := {"roles": {"role-reporting": {"permissions": testing.unconditional({"sso:provider:edit"})}}}
	found := findings(testing.org_with(patch), testing.config)
	testing.about(found) == {"acme: oauth_client/client-acme", "beta: oauth_client/client-beta"}
}

test_only_without_a_condition if {
	patch := role_with({
		"directory:group:edit": {"conditional": true},
		"directory:user:add": {"conditional": false},
	})
	some finding in findings(testing.org_with(patch), testing.config)
	finding.data.permissions == ["directory:user:add"]
	conditional := role_with({"directory:group:edit": {"conditional": true}})
	count(findings(testing.org_with(conditional), testing.config)) == 0
}

test_wildcard_without_catalogue if {
	patch := role_with(testing.unconditional({"sso:*:*"}))
	org := testing.without(testing.org_with(patch), ["permissions"])
	some finding in findings(org, testing.config)
	finding.subject.id == "user-ana"
	finding.data.permissions == ["sso:provider:add", "sso:provider:edit"]
	["roles", "role-support", "permissions", "sso:*:*"] in finding.related
}

test_excluded_names_are_partner_excluded_permission if {
	patch := role_with(testing.unconditional({"directory:user:edit", "authorization:grant:add", "directory:user:add"}))
	some finding in findings(testing.org_with(patch), testing.config)
	finding.data.permissions == ["directory:user:add"]
	excluded := role_with(testing.unconditional({"directory:user:edit", "authorization:grant:add"}))
	count(findings(testing.org_with(excluded), testing.config)) == 0
	count(findings(testing.org_with(excluded), testing.config_with({"permissions": {"excluded": []}}))) == 5
}

test_admin_is_partner_superuser if {
	patch := {"roles": {"role-support": {
		"permissions": testing.unconditional({"directory:group:edit"}),
		"general_permissions": ["admin"],
	}}}
	count(findings(testing.org_with(patch), testing.config)) == 0
}

test_ignored_names if {
	patch := role_with(testing.unconditional({"integrations:action:execute", "bridge:actions:execute"}))
	count(findings(testing.org_with(patch), testing.config)) == 0
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
		with data.cordon.params as {"partner-escalation-permission": {"ignore": ["BRIDGE:*"]}}
	{finding.data.permissions | some finding in found} == {["integrations:action:execute"]}
}

test_own_people_may if {
	patch := {"roles": {"role-operations": {"permissions": testing.unconditional({"directory:group:edit"})}}}
	count(findings(testing.org_with(patch), testing.config)) == 0
}

test_role_that_the_snapshot_lacks_is_not_evaluated if {
	patch := {"grants": {"user-ana": [testing.grant("user", "role-gone", "div-acme")]}}
	reasons := rule.not_evaluated with input as testing.org_with(patch) with data.cordon.config as testing.config
	reasons == {"partner subjects hold roles that the snapshot lacks: role-gone"}
	none := rule.not_evaluated with input as testing.org with data.cordon.config as testing.config
	count(none) == 0
}
