package cordon.rules.permission.partner_missing_mandatory_permission_test

import data.cordon.lib.testing
import data.cordon.rules.permission.partner_missing_mandatory_permission as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

reporting_only := testing.grants_of("user-bo", [testing.grant("user", "role-reporting", "div-beta")])

test_user_lacks_one if {
	found := rule.findings with input as testing.org_with(reporting_only) with data.cordon.config as testing.config
	testing.about(found) == {"beta: user/user-bo"}
	some finding in found
	finding.path == ["users", "user-bo"]
	finding.data.permissions == ["directory:user:view"]
	contains(
		finding.message,
		"lacks mandatory permissions: directory:user:view. Roles in effect: role \"Partner Reporting API\".",
	)
}

test_a_group_may_give_it if {
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-reporting", "div-acme")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_a_group_that_passes_nothing_on if {
	patch := object.union(
		testing.grants_of("user-ana", [testing.grant("user", "role-reporting", "div-acme")]),
		{"groups": {"group-acme-night": {"roles_enabled": false}}},
	)
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-ana"}
}

test_only_active_users if {
	patch := object.union(reporting_only, {"users": {"user-bo": {"state": "inactive"}}})
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_user_without_grants if {
	count(rule.findings) == 0
		with input as testing.org_with(testing.grants_of("user-bo", []))
		with data.cordon.config as testing.config
}

test_user_with_an_unknown_role_only if {
	patch := testing.grants_of("user-bo", [testing.grant("user", "role-gone", "div-beta")])
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	count(finding.data.permissions) == 3
	contains(finding.message, "Roles in effect: unknown role role-gone.")
}

test_conditional_counts_as_held if {
	patch := object.union(reporting_only, {"roles": {"role-reporting": {"permissions": {
		"directory:user:view": {"conditional": true},
	}}}})
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_wildcard_counts_as_held if {
	patch := object.union(reporting_only, {"roles": {"role-reporting": {"permissions": {
		"directory:*:*": {"conditional": false},
	}}}})
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_admin_lacks_nothing if {
	patch := object.union(reporting_only, {"roles": {"role-reporting": {"general_permissions": ["admin"]}}})
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_pattern_means_all_of_the_catalogue if {
	config := testing.config_with({"permissions": {"mandatory": ["routing:queue:*"]}})
	some finding in rule.findings with input as testing.org_with(reporting_only) with data.cordon.config as config
	finding.subject.id == "user-bo"
	finding.data.permissions == ["routing:queue:add", "routing:queue:delete", "routing:queue:edit"]
}

test_pattern_without_a_catalogue_is_not_evaluated if {
	config := testing.config_with({"permissions": {"mandatory": ["telephony:*:*"]}})
	org := testing.org_with({"sections": {"permissions": {"status": "missing"}}})
	reasons := rule.not_evaluated with input as org with data.cordon.config as config
	count(reasons) == 1
	none := rule.not_evaluated with input as testing.org with data.cordon.config as config
	count(none) == 0
}
