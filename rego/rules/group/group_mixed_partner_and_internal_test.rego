package cordon.rules.group.group_mixed_partner_and_internal_test

import data.cordon.lib.testing
import data.cordon.rules.group.group_mixed_partner_and_internal as rule

night(member_ids) := testing.org_with(testing.group("group-acme-night", {"member_ids": member_ids}))

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
	count(rule.not_evaluated) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_partner_and_own_people if {
	found := rule.findings
		with input as night(["user-ana", "user-tom"])
		with data.cordon.config as testing.config
	testing.about(found) == {"group/group-acme-night"}
	some finding in found
	finding.message == concat("", [
		"Group Acme night shift (group-acme-night) passes role \"Partner Support\" in division \"Prod_Billing\" on to ",
		"people of Acme Support and the org itself. Of Acme Support: Ana Duarte (ana.duarte@acme.example). ",
		"The org's own: Tom Brandt (tom.brandt@northwind-energy.example).",
	])
	finding.path == ["grants", "group-acme-night"]
	finding.divisions == ["div-billing"]
	finding.related == [
		["grants", "group-acme-night", 0],
		["roles", "role-support"],
		["groups", "group-acme-night"],
		["users", "user-tom"],
		["users", "user-ana"],
	]
	finding.data == {"partners": ["acme"], "partner_members": ["user-ana"], "internal_members": ["user-tom"]}
}

test_two_partners if {
	found := rule.findings
		with input as night(["user-ana", "user-bo"])
		with data.cordon.config as testing.config
	testing.about(found) == {"group/group-acme-night"}
	some finding in found
	endswith(finding.message, concat("", [
		" on to people of Acme Support and Beta Care. ",
		"Of Acme Support: Ana Duarte (ana.duarte@acme.example). ",
		"Of Beta Care: Bo Castell (bo.castell@beta.example).",
	]))
	finding.data == {"partners": ["acme", "beta"], "partner_members": ["user-ana", "user-bo"], "internal_members": []}
}

test_two_partners_and_own_people if {
	found := rule.findings
		with input as night(["user-ana", "user-bo", "user-tom"])
		with data.cordon.config as testing.config
	some finding in found
	contains(finding.message, " on to people of Acme Support, Beta Care and the org itself. Of Acme")
	contains(finding.message, "(bo.castell@beta.example). The org's own: Tom Brandt")
}

test_own_owner_who_counts_as_a_member if {
	patch := testing.group("group-acme-night", {"include_owners": true})
	count(rule.findings) == 1 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_own_owner_who_does_not_count_is_quiet if {
	patch := testing.group("group-acme-night", {"owner_ids": ["user-tom"]})
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_own_user_who_lists_the_group if {
	patch := testing.user("user-tom", {"group_ids": ["group-acme-night"]})
	count(rule.findings) == 1 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_inactive_member_counts_and_says_so if {
	org := testing.merged(night(["user-ana", "user-tom"]), testing.user("user-tom", {"state": "inactive"}))
	found := rule.findings with input as org with data.cordon.config as testing.config
	some finding in found
	contains(finding.message, "Tom Brandt (tom.brandt@northwind-energy.example, inactive)")
}

test_deleted_members_are_quiet if {
	every id in ["user-ana", "user-tom"] {
		org := testing.merged(night(["user-ana", "user-tom"]), testing.user(id, {"state": "deleted"}))
		count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
	}
}

test_member_of_both_partners_does_not_mix_them if {
	config := testing.config_with(testing.partner("beta", {"users": ["user-vera"]}))
	both := object.union(config, {"partners": {"acme": {"users": ["user-vera"]}}})
	count(rule.findings) == 0 with input as night(["user-vera"]) with data.cordon.config as both
	count(rule.findings) == 0 with input as night(["user-ana", "user-vera"]) with data.cordon.config as both
	count(rule.findings) == 1 with input as night(["user-ana", "user-bo", "user-vera"]) with data.cordon.config as both
}

test_group_that_passes_nothing_on_is_quiet if {
	org := testing.merged(
		night(["user-ana", "user-tom"]),
		testing.group("group-acme-night", {"roles_enabled": false}),
	)
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_own_people_alone_are_quiet if {
	org := testing.merged(night(["user-ines", "user-tom"]), testing.user("user-ana", {"group_ids": []}))
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_member_that_the_snapshot_lacks_is_not_evaluated if {
	reasons := rule.not_evaluated
		with input as night(["user-ana", "user-gone"])
		with data.cordon.config as testing.config
	reasons == {"Group Acme night shift (group-acme-night) has members that the snapshot lacks: user-gone"}
	count(rule.findings) == 0 with input as night(["user-ana", "user-gone"]) with data.cordon.config as testing.config
}

test_mixed_all_the_same_whoever_is_unknown if {
	count(rule.not_evaluated) == 0
		with input as night(["user-ana", "user-tom", "user-gone"])
		with data.cordon.config as testing.config
}
