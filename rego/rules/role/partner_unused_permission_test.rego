package cordon.rules.role.partner_unused_permission_test

import data.cordon.lib.testing
import data.cordon.rules.role.partner_unused_permission as rule

findings(org, config, least) := found if {
	found := rule.findings with input as org with data.cordon.config as config
		with data.cordon.params as {"partner-unused-permission": {"at_least": least}}
}

# The mandatory one among them does not count.
unused := ["architect:flow:view", "directory:user:view", "quality:evaluation:view"]

org_with(changes) := testing.org_with({"roles": {
	"role-support": changes,
	"role-reporting": {"unused_permissions": []},
}})

test_good_org_is_quiet if {
	count(findings(testing.org, testing.config, 1)) == 0
	count(findings(org_with({"unused_permissions": []}), testing.config, 1)) == 0
}

test_one_finding_a_role if {
	found := findings(org_with({"unused_permissions": unused}), testing.config, 2)
	testing.about(found) == {"role/role-support"}
	some finding in found
	finding.path == ["roles", "role-support", "unused_permissions"]
	finding.data.permissions == ["architect:flow:view", "quality:evaluation:view"]
	finding.divisions == []
	finding.related == [
		["roles", "role-support", "permissions", "architect:flow:view"],
		["roles", "role-support", "permissions", "quality:evaluation:view"],
		["grants", "group-acme-night", 0],
		["grants", "trustee-rita", 0],
		["grants", "user-ana", 0],
		["grants", "user-bo", 0],
		["grants", "user-vera", 0],
	]
	startswith(finding.message, concat("", [
		"Custom role \"Partner Support\" (role-support), which partners hold, has 2 permissions that nobody used. ",
		"Unused: architect:flow:view, quality:evaluation:view. Its holders: Group Acme night shift (group-acme-night), ",
	]))
	endswith(finding.message, "User Vera Lind (Vera.Lind@acme.example).")
}

test_fewer_than_the_least_number if {
	count(findings(org_with({"unused_permissions": unused}), testing.config, 3)) == 0
}

test_names_that_the_role_lost_do_not_count if {
	gone := org_with({"unused_permissions": ["routing:queue:delete", "architect:flow:view"]})
	some finding in findings(gone, testing.config, 1)
	finding.data.permissions == ["architect:flow:view"]
	contains(finding.message, " has 1 permission that nobody used. ")
}

test_excluded_names_are_partner_excluded_permission if {
	org := org_with({
		"unused_permissions": ["directory:user:edit"],
		"permissions": testing.unconditional({"directory:user:edit"}),
	})
	count(findings(org, testing.config, 1)) == 0
	count(findings(org, testing.config_with({"permissions": {"excluded": []}}), 1)) == 1
}

test_default_role_is_partner_default_role if {
	default_role := org_with({"unused_permissions": unused, "default": true})
	count(findings(default_role, testing.config, 1)) == 0
	reasons := rule.not_evaluated with input as org_with({"default": true}) with data.cordon.config as testing.config
	count(reasons) == 0
}

test_roles_of_own_people_alone if {
	patch := {"roles": {"role-operations": {"unused_permissions": ["routing:queue:edit", "routing:queue:view"]}}}
	count(findings(testing.org_with(patch), testing.config, 1)) == 0
}

test_many_holders if {
	many := {"users": {id: object.union(testing.users["user-bo"], {"name": id}) |
		some n in numbers.range(10, 34)
		id := sprintf("user-x%d", [n])
	}}
	grants := {"grants": {id: [testing.grant("user", "role-support", "div-beta")] | some id, _ in many.users}}
	org := testing.merged(org_with({"unused_permissions": unused}), object.union(many, grants))
	some finding in findings(org, testing.config, 1)
	contains(finding.message, " and 10 more.")
	count(finding.related) == 22
}

test_role_without_an_analysis_is_not_evaluated if {
	reasons := rule.not_evaluated with input as testing.org_with({"roles": {"role-support": {"unused_permissions": []}}})
		with data.cordon.config as testing.config
	reasons == {concat("", [
		"the snapshot has no analysis of unused permissions of roles that partner subjects hold: ",
		"role \"Partner Reporting API\"",
	])}
	none := rule.not_evaluated with input as org_with({"unused_permissions": unused})
		with data.cordon.config as testing.config
	count(none) == 0
}

test_role_that_the_snapshot_lacks_is_not_evaluated if {
	org := testing.merged(org_with({"unused_permissions": []}), testing.grants_of("user-ana", [
		testing.grant("user", "role-gone", "div-acme"),
	]))
	reasons := rule.not_evaluated with input as org with data.cordon.config as testing.config
	reasons == {"partner subjects hold roles that the snapshot lacks: role-gone"}
}
