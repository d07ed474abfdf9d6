package cordon.lib.groups_test

import data.cordon.lib.groups
import data.cordon.lib.testing

test_roles_of_groups_that_pass_them_on if {
	found := groups.roles with input as testing.org with data.cordon.config as testing.config
	found == {"group-acme-night": {["role-support", "div-billing", ["grants", "group-acme-night", 0]]}}
}

test_no_roles_of_groups_that_pass_nothing_on if {
	every patch in [
		{"groups": {"group-acme-night": {"state": "inactive"}}},
		{"groups": {"group-acme-night": {"roles_enabled": false}}},
		{"grants": {"group-acme-night": []}},
		{"grants": {"group-acme-night": [testing.grant("user", "role-support", "div-billing")]}},
	] {
		not some_role(testing.org_with(patch))
	}
}

some_role(org) if {
	some _ in groups.roles with input as org with data.cordon.config as testing.config
}

test_told if {
	entries := {["role-support", "div-hr", ["grants", "g", 0]], ["role-support", "*", ["grants", "g", 1]]}
	text := groups.told(entries) with input as testing.org with data.cordon.config as testing.config
	text == `role "Partner Support" in all divisions, role "Partner Support" in division "HR"`
}

test_places_and_divisions if {
	entries := {["role-support", "div-hr", ["grants", "g", 0]], ["role-gone", "*", ["grants", "g", 1]]}
	places := groups.places(entries) with input as testing.org with data.cordon.config as testing.config
	places == [["grants", "g", 0], ["grants", "g", 1], ["roles", "role-support"]]
	groups.divisions(entries) == ["*", "div-hr"]
}

test_members_of_all_kinds if {
	org := testing.org_of([
		testing.group("group-acme-night", {
			"member_ids": ["user-ana", "user-gone"],
			"owner_ids": ["user-ines"],
			"include_owners": true,
		}),
		testing.user("user-tom", {"group_ids": ["group-acme-night", "group-bikes"]}),
	])
	found := groups.members with input as org with data.cordon.config as testing.config
	found == {"group-acme-night": {"user-ana", "user-gone", "user-ines", "user-tom"}}
}

test_owners_count_only_where_the_group_says_so if {
	found := groups.members with input as testing.org with data.cordon.config as testing.config
	found == {"group-acme-night": {"user-ana"}}
}

test_groups_without_a_partner_are_not_looked_at if {
	org := testing.org_of([
		testing.user("user-ana", {"group_ids": []}),
		testing.group("group-acme-night", {"member_ids": ["user-tom"]}),
	])
	not some_member(org)
}

some_member(org) if {
	some _ in groups.members with input as org with data.cordon.config as testing.config
}
