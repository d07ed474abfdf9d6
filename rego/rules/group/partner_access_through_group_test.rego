package cordon.rules.group.partner_access_through_group_test

import data.cordon.lib.testing
import data.cordon.rules.group.partner_access_through_group as rule

found_in(patch) := found if {
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
}

# The good org has such a group, which is no fault; without its role nothing is passed on.
test_good_org_is_quiet_but_for_its_group if {
	testing.about(found_in({})) == {"acme: group/group-acme-night"}
	count(rule.findings) == 0
		with input as testing.org_with({"grants": {"group-acme-night": []}})
		with data.cordon.config as testing.config
}

test_what_it_says if {
	some finding in found_in({})
	finding.message == concat("", [
		"Group Acme night shift (group-acme-night) with members of Acme Support passes role \"Partner Support\" in ",
		"division \"Prod_Billing\" on. 1 of its members is of Acme Support: Ana Duarte (ana.duarte@acme.example).",
	])
	finding.path == ["grants", "group-acme-night"]
	finding.key == ["acme"]
	finding.divisions == ["div-billing"]
	finding.related == [
		["grants", "group-acme-night", 0],
		["roles", "role-support"],
		["groups", "group-acme-night"],
		["users", "user-ana"],
	]
}

test_once_a_partner if {
	found := found_in(testing.group("group-acme-night", {"member_ids": ["user-ana", "user-vera", "user-bo"]}))
	testing.about(found) == {"acme: group/group-acme-night", "beta: group/group-acme-night"}
	testing.distinct(found)
}

test_own_members_alone_are_quiet if {
	count(rule.findings) == 0
		with input as testing.org_of([
			testing.user("user-ana", {"group_ids": []}),
			testing.group("group-acme-night", {"member_ids": ["user-tom"]}),
		])
		with data.cordon.config as testing.config
}

test_group_that_passes_nothing_on_is_quiet if {
	count(rule.findings) == 0
		with input as testing.org_with({"groups": {"group-acme-night": {"state": "inactive"}}})
		with data.cordon.config as testing.config
}
