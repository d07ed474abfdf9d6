package cordon.rules.group.group_owner_can_extend_access_test

import data.cordon.lib.testing
import data.cordon.rules.group.group_owner_can_extend_access as rule

owned_by(owner_ids) := testing.group("group-acme-night", {"owner_ids": owner_ids})

found_with(patches, internal) := found if {
	found := rule.findings
		with input as testing.org_of(patches)
		with data.cordon.config as testing.config
		with data.cordon.params as {"group-owner-can-extend-access": {"internal_owners": internal}}
}

test_good_org_is_quiet if {
	count(rule.findings) == 0
		with input as testing.org
		with data.cordon.config as testing.config
		with data.cordon.params as {"group-owner-can-extend-access": {"internal_owners": false}}
}

# Whose only way to more is a group of its own is this rule's; partner-escalation-path leaves it out.
test_owner_of_a_partner if {
	found := found_with([owned_by(["user-tom", "user-vera"])], false)
	testing.about(found) == {"acme: group/group-acme-night"}
	some finding in found
	finding.message == concat("", [
		"Group Acme night shift (group-acme-night) passes role \"Partner Support\" in division \"Prod_Billing\" on to ",
		"whomever its owner adds: User Vera Lind (Vera.Lind@acme.example) of Acme Support. ",
		"Owners may add members, and no permission is documented for that.",
	])
	finding.path == ["groups", "group-acme-night", "owner_ids", 1]
	finding.key == ["acme", "user-vera"]
	finding.divisions == ["div-billing"]
	finding.related == [
		["users", "user-vera"],
		["groups", "group-acme-night"],
		["grants", "group-acme-night", 0],
		["roles", "role-support"],
	]
}

test_each_owner_and_each_partner_of_it if {
	config := testing.config_with(testing.partner("beta", {"users": ["user-vera"]}))
	both := object.union(config, {"partners": {"acme": {"users": ["user-vera"]}}})
	found := rule.findings
		with input as testing.org_of([owned_by(["user-vera", "user-bo"])])
		with data.cordon.config as both
		with data.cordon.params as {"group-owner-can-extend-access": {"internal_owners": false}}
	{finding.key | some finding in found} == {["acme", "user-vera"], ["beta", "user-vera"], ["beta", "user-bo"]}
	testing.distinct(found)
}

test_owner_who_is_not_active_is_quiet if {
	count(found_with([owned_by(["user-vera"]), testing.user("user-vera", {"state": "inactive"})], false)) == 0
}

test_owner_that_the_snapshot_lacks_is_quiet if {
	count(found_with([owned_by(["user-gone"])], true)) == 0
}

test_group_that_passes_nothing_on_is_quiet if {
	count(found_with([owned_by(["user-vera"]), testing.grants_of("group-acme-night", [])], false)) == 0
	count(found_with([testing.group("group-bikes", {"owner_ids": ["user-vera"]})], true)) == 0
}

test_own_owner_is_quiet_unless_asked_for if {
	count(found_with([owned_by(["user-tom"])], false)) == 0
}

test_own_owner_who_could_not_grant_otherwise if {
	found := found_with([owned_by(["user-tom"])], true)
	testing.about(found) == {"group/group-acme-night"}
	some finding in found
	finding.key == ["user-tom"]
	contains(finding.message, "its owner adds: User Tom Brandt (tom.brandt@northwind-energy.example). Owners may")
	finding.path == ["groups", "group-acme-night", "owner_ids", 0]
	finding.divisions == ["div-billing"]
	finding.related == [
		["users", "user-tom"],
		["groups", "group-acme-night"],
		["grants", "group-acme-night", 0],
		["roles", "role-support"],
	]
}

test_owner_of_a_partner_once_when_own_ones_are_asked_for if {
	testing.about(found_with([owned_by(["user-vera"])], true)) == {"acme: group/group-acme-night"}
}

test_own_owner_who_may_grant_anyway_is_quiet if {
	count(found_with([owned_by(["user-ines"])], true)) == 0
}

granting := testing.role("role-granting", {"permissions": testing.unconditional({"authorization:grant:add"})})

test_one_word_admin_may_grant if {
	admin := testing.role("role-word", {"general_permissions": ["admin"]})
	grants := testing.grants_of("user-tom", [testing.grant("user", "role-word", "*")])
	count(found_with([owned_by(["user-tom"]), admin, grants], true)) == 0
}

test_grants_of_another_subject_of_the_same_id_give_nothing if {
	grants := testing.grants_of("user-tom", [testing.grant("trustee_user", "role-granting", "*")])
	count(found_with([owned_by(["user-tom"]), granting, grants], true)) == 1
}

hr_grants := testing.grants_of("group-hr", [testing.grant("group", "role-granting", "div-hr")])

test_may_grant_through_a_group_that_lists_the_owner if {
	hr := testing.group("group-hr", {"member_ids": ["user-tom"]})
	count(found_with([owned_by(["user-tom"]), granting, hr, hr_grants], true)) == 0
}

test_may_grant_through_a_group_that_the_owner_lists if {
	patches := [
		owned_by(["user-tom"]),
		granting,
		testing.group("group-hr", {}),
		hr_grants,
		testing.user("user-tom", {"group_ids": ["group-hr"]}),
	]
	count(found_with(patches, true)) == 0
}

test_may_grant_as_owner_who_counts_as_a_member if {
	patches := [
		owned_by(["user-tom"]),
		granting,
		testing.group("group-hr", {"owner_ids": ["user-tom"], "include_owners": true}),
		hr_grants,
	]
	count(found_with(patches, true)) == 0
}

test_owner_who_is_not_in_the_granting_group_does_not_get_it if {
	patches := [
		owned_by(["user-tom"]),
		granting,
		testing.group("group-hr", {"owner_ids": ["user-tom"]}),
		hr_grants,
	]
	{finding.subject.id | some finding in found_with(patches, true)} == {"group-acme-night", "group-hr"}
}

test_own_group_that_gives_other_roles_is_no_way_to_grant if {
	night := testing.group("group-acme-night", {"owner_ids": ["user-tom"], "member_ids": ["user-tom", "user-ana"]})
	testing.about(found_with([night], true)) == {"group/group-acme-night"}
}
