package cordon.rules.role.partner_role_shared_with_internal_test

import data.cordon.lib.testing
import data.cordon.rules.role.partner_role_shared_with_internal as rule

findings(patches) := found if {
	found := rule.findings with input as testing.org_of(patches) with data.cordon.config as testing.config
}

test_good_org_is_quiet if {
	count(findings([])) == 0
}

# The own operations lead holds this role.
bo_leads := testing.grants_of("user-bo", [
	testing.grant("user", "role-support", "div-beta"),
	testing.grant("user", "role-operations", "div-beta"),
])

test_partner_gets_a_role_of_own_people if {
	found := findings([bo_leads])
	testing.about(found) == {"role/role-operations"}
	some finding in found
	finding.path == ["roles", "role-operations"]
	finding.related == [["grants", "user-bo", 1], ["grants", "user-tom", 1]]
	finding.data == {"of_partners": 1, "own": 1}
	finding.divisions == []
	finding.message == concat("", [
		"Custom role \"Operations Lead\" (role-operations) is held by partners and by own people. ",
		"Of partners: User Bo Castell (bo.castell@beta.example). ",
		"Own: User Tom Brandt (tom.brandt@northwind-energy.example).",
	])
}

# They hold nothing that an edit of the role could add to; the role is one side's then.
test_deleted_users_do_not_count if {
	count(findings([bo_leads, testing.user("user-tom", {"state": "deleted"})])) == 0
	count(findings([bo_leads, testing.user("user-bo", {"state": "deleted"})])) == 0
	some finding in findings([bo_leads, testing.user("user-tom", {"state": "inactive"})])
	contains(finding.message, "Own: User Tom Brandt (tom.brandt@northwind-energy.example, inactive).")
}

test_default_role_is_partner_default_role if {
	count(findings([testing.grants_of("user-bo", [testing.grant("user", "role-supervisor", "div-beta")])])) == 0
}

test_role_that_the_snapshot_lacks if {
	count(findings([
		testing.grants_of("user-bo", [testing.grant("user", "role-gone", "div-beta")]),
		testing.grants_of("user-tom", [testing.grant("user", "role-gone", "div-billing")]),
	])) == 0
}

# Nobody but partners holds the support role; these come to it.
own_group(changes) := [
	testing.group("group-own", object.union({"member_ids": ["user-tom"]}, changes)),
	testing.grants_of("group-own", [testing.grant("group", "role-support", "div-billing")]),
]

test_own_group if {
	some finding in findings(own_group({}))
	finding.subject.id == "role-support"
	contains(finding.message, "Own: Group group-own (group-own).")
	finding.data == {"of_partners": 5, "own": 1}
}

test_group_that_passes_nothing_on if {
	count(findings(own_group({"roles_enabled": false}))) == 0
}

test_group_without_members if {
	count(findings(own_group({"member_ids": []}))) == 0
	count(findings(own_group({"member_ids": [], "owner_ids": ["user-tom"]}))) == 0
	count(findings(own_group({"member_ids": [], "include_owners": true}))) == 0
	count(findings(own_group({"member_ids": [], "owner_ids": ["user-tom"], "include_owners": true}))) == 1
}

test_group_with_a_partner_in_it_is_the_partners if {
	count(findings(own_group({"member_ids": ["user-tom", "user-bo"]}))) == 0
}

own_client(changes) := testing.client("client-own", object.union(
	{"role_divisions": [{"role_id": "role-support", "division_id": "div-billing"}]},
	changes,
))

test_own_client if {
	some finding in findings([own_client({})])
	contains(finding.message, "Own: OAuth client client-own (client-own).")
	["oauth_clients", "client-own", "role_divisions", 0] in finding.related
}

test_client_that_acts_as_the_user if {
	count(findings([own_client({"grant_type": "authorization_code"})])) == 0
}

test_client_of_nobody_in_a_partners_division_is_oauth_client_unattributed if {
	count(findings([own_client({"role_divisions": [{"role_id": "role-support", "division_id": "div-acme"}]})])) == 0
}

test_partners_may_share_a_role if {
	there := [{"role_id": "role-support", "division_id": "div-billing"}]
	count(findings([testing.client("client-acme", {"role_divisions": there})])) == 0
}

test_who_left_only_grants_behind_is_nobodys if {
	count(findings([testing.grants_of("user-gone", [testing.grant("user", "role-support", "div-billing")])])) == 0
}

test_all_kinds_with_many_users if {
	many := {"users": {id: object.union(testing.users["user-tom"], {"name": id}) |
		some n in numbers.range(10, 34)
		id := sprintf("user-x%d", [n])
	}}
	grants := {"grants": {id: [testing.grant("user", "role-support", "div-billing")] | some id, _ in many.users}}
	some finding in findings(array.concat(own_group({}), [own_client({}), many, grants]))
	finding.data == {"of_partners": 5, "own": 27}
	contains(finding.message, concat("", [
		"Own: Group group-own (group-own), OAuth client client-own (client-own), ",
		"User user-x10 (tom.brandt@northwind-energy.example), ",
	]))
	contains(finding.message, "User user-x27 (tom.brandt@northwind-energy.example) and 7 more.")
	count(finding.related) == 25
}
