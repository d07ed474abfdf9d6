package cordon.rules.user.partner_user_inactive_with_grants_test

import data.cordon.lib.testing
import data.cordon.rules.user.partner_user_inactive_with_grants as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_inactive_and_deleted_users if {
	every state in ["inactive", "deleted"] {
		found := rule.findings with input as testing.org_with({"users": {"user-bo": {"state": state}}})
			with data.cordon.config as testing.config
		testing.about(found) == {"beta: user/user-bo"}
		some finding in found
		finding.path == ["grants", "user-bo", 0]
		finding.related == [["users", "user-bo", "state"]]
		finding.key == ["beta"]
		finding.message == concat("", [
			"User Bo Castell (bo.castell@beta.example, ", state, ") of Beta Care is not active and still holds 1 grant. ",
			"It holds: role \"Partner Support\" in division \"Partner_Beta_Care\".",
		])
	}
}

# Ana is a member of a group with a grant, too.
test_grants_of_groups_count if {
	some finding in rule.findings with input as testing.org_with({"users": {"user-ana": {"state": "inactive"}}})
		with data.cordon.config as testing.config
	contains(finding.message, " still holds 2 grants. ")
	contains(finding.message, " It holds: role \"Partner Support\" in division \"Partner_Acme_Support\", ")
	endswith(finding.message, "role \"Partner Support\" in division \"Prod_Billing\" through group \"Acme night shift\".")
	finding.path == ["grants", "user-ana", 0]
	finding.related == [["users", "user-ana", "state"], ["grants", "group-acme-night", 0]]
}

test_grants_of_groups_alone if {
	org := testing.org_of([testing.user("user-ana", {"state": "inactive"}), testing.grants_of("user-ana", [])])
	found := rule.findings with input as org with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-ana"}
	some finding in found
	finding.path == ["grants", "group-acme-night", 0]
}

test_a_group_that_passes_nothing_on if {
	org := testing.org_of([
		testing.user("user-ana", {"state": "inactive"}),
		testing.grants_of("user-ana", []),
		testing.group("group-acme-night", {"roles_enabled": false}),
	])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_grants_of_another_kind_of_subject_do_not_count if {
	org := testing.org_of([
		testing.user("user-ana", {"state": "inactive"}),
		testing.grants_of("user-ana", [testing.grant("trustee_user", "role-support", "div-acme")]),
		testing.grants_of("group-acme-night", [testing.grant("user", "role-support", "div-acme")]),
	])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_without_grants if {
	org := testing.org_of([testing.user("user-bo", {"state": "deleted"}), testing.grants_of("user-bo", [])])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_internal_users_are_not_looked_at if {
	count(rule.findings) == 0 with input as testing.org_with({"users": {"user-tom": {"state": "inactive"}}})
		with data.cordon.config as testing.config
}

# Of a listed user that the snapshot lacks nobody knows the state.
test_a_user_that_left_only_its_grants_is_a_dangling_reference if {
	config := testing.config_with({"partners": {"acme": {"users": ["user-gone"]}}})
	org := testing.org_of([testing.grants_of("user-gone", [testing.grant("user", "role-support", "div-acme")])])
	count(rule.findings) == 0 with input as org with data.cordon.config as config
}

test_two_partners_are_judged_each if {
	config := testing.config_with({"partners": {"acme": {"email_domains": ["beta.example"]}}})
	found := rule.findings with input as testing.org_with({"users": {"user-bo": {"state": "inactive"}}})
		with data.cordon.config as config
	testing.about(found) == {"acme: user/user-bo", "beta: user/user-bo"}
	testing.distinct(found)
}
