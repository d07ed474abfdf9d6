package cordon.lib.describe_test

import data.cordon.lib.describe
import data.cordon.lib.testing

test_subjects if {
	texts := {text |
		some [type, id] in [
			["user", "user-ana"], ["group", "group-bikes"], ["oauth_client", "client-beta"],
			["trustee_user", "trustee-rita"], ["trustee_group", "trustee-desk"], ["user", "user-gone"],
		]
		text := describe.subject(type, id) with input as testing.org
	}
	texts == {
		"User Ana Duarte (ana.duarte@acme.example)",
		"Group Cyclists (group-bikes)",
		"OAuth client Vendor_Beta_WFM_Sync (client-beta)",
		"Trustee user Rita Moreau (rita.moreau@beta-care.example)",
		"Trustee group Beta service desk (trustee-desk)",
		"User user-gone (not in the snapshot)",
	}
}

test_state if {
	org := testing.org_with({"users": {"user-ana": {"state": "inactive"}}})
	describe.subject("user", "user-ana") == "User Ana Duarte (ana.duarte@acme.example, inactive)" with input as org
}

test_no_address if {
	org := testing.org_without(["users/user-ana/email"])
	describe.subject("user", "user-ana") == "User Ana Duarte (user-ana)" with input as org
}

test_missing_sections if {
	org := testing.org_without(["oauth_clients", "groups", "trustees"])
	describe.subject("oauth_client", "client-beta") == "OAuth client client-beta (not in the snapshot)"
		with input as org
	describe.subject("group", "group-bikes") == "Group group-bikes (not in the snapshot)" with input as org
	describe.subject("trustee_user", "trustee-rita") == "Trustee user trustee-rita (not in the snapshot)"
		with input as org
	describe.holder_places("trustee_user", "trustee-rita", "beta") == [] with input as org
}

test_unknown_role_and_division if {
	describe.role("role-gone") == "unknown role role-gone" with input as testing.org
	describe.division("div-gone") == "unknown division div-gone" with input as testing.org
	describe.division("*") == "all divisions" with input as testing.org
	describe.role_place("role-gone") == [] with input as testing.org
	describe.division_place("*") == [] with input as testing.org
}

test_lists_are_sorted if {
	describe.listing({"b", "a"}) == "a, b"
	describe.divisions({"div-hr", "div-acme"}) == "division \"HR\", division \"Partner_Acme_Support\""
		with input as testing.org
}

# A member that the policy file lists by id and only grants know has no name and no address.
test_member_that_the_snapshot_lacks_is_named_by_id if {
	org := testing.org_of([
		testing.grants_of("user-gone", [testing.grant("user", "role-support", "div-acme")]),
		testing.group("group-acme-night", {"member_ids": ["user-gone"]}),
	])
	config := testing.config_with(testing.partner("acme", {"users": ["user-gone"]}))
	text := describe.members("group", "group-acme-night", "acme") with input as org with data.cordon.config as config
	contains(text, "user-gone")
}

test_subject_of_one_trustee_org_of_several if {
	org := testing.org_of([testing.trustee_org("org-alpha", {}), testing.trustee_org("org-beta", {"enabled": false})])
	describe.subject("trustee_user", "trustee-rita") ==
		"Trustee user Rita Moreau (rita.moreau@beta-care.example, trust disabled)"
		with input as org
	describe.holder_places("trustee_user", "trustee-rita", "beta") ==
		[["trustees", "org-beta", "users", "trustee-rita"]]
		with input as org with data.cordon.config as testing.config
}

test_empty_address if {
	org := testing.org_with(testing.user("user-ana", {"email": ""}))
	describe.subject("user", "user-ana") == "User Ana Duarte (user-ana)" with input as org
}

# A user and a group may share an id.
test_only_groups_have_members if {
	describe.members("user", "group-acme-night", "acme") == "" with input as testing.org
		with data.cordon.config as testing.config
	describe.holder_places("user", "group-acme-night", "acme") == [] with input as testing.org
		with data.cordon.config as testing.config
	describe.holder_places("group", "group-acme-night", "acme") ==
		[["groups", "group-acme-night"], ["users", "user-ana"]]
		with input as testing.org with data.cordon.config as testing.config
}

test_member_that_the_snapshot_lacks_has_no_place if {
	org := testing.org_of([
		testing.grants_of("user-gone", [testing.grant("user", "role-support", "div-acme")]),
		testing.group("group-acme-night", {"member_ids": ["user-gone"]}),
		testing.user("user-ana", {"group_ids": []}),
	])
	config := testing.config_with(testing.partner("acme", {"users": ["user-gone"]}))
	describe.holder_places("group", "group-acme-night", "acme") == [["groups", "group-acme-night"]]
		with input as org with data.cordon.config as config
}

test_as_many_names_as_fit_are_all_listed if {
	names := [sprintf("n%02d", [n]) | some n in numbers.range(1, 21)]
	fit := array.slice(names, 0, 20)
	describe.first_names(fit) == concat(", ", fit)
	describe.first_names(names) == concat("", [concat(", ", fit), " and 1 more"])
}

test_some_of_many_subjects if {
	two := [["user", "user-ana"], ["group", "group-bikes"]]
	describe.some_of(two, 2) == concat("", [
		"User Ana Duarte (ana.duarte@acme.example), ",
		"Group Cyclists (group-bikes)",
	]) with input as testing.org
	contains(describe.some_of(two, 7), "Group Cyclists (group-bikes) and 5 more") with input as testing.org
	many := [["user", sprintf("u%d", [n])] | some n in numbers.range(1, 21)]
	text := describe.some_of(many, 21) with input as testing.org
	contains(text, "User u20 (not in the snapshot) and 1 more")
	not contains(text, "u21")
}

test_places_of_permissions if {
	org := testing.org_with(testing.role("role-x", {
		"permissions": testing.unconditional({"telephony:*:*", "routing:queue:view", "routing:queue:edit"}),
		"general_permissions": ["group_creation", "admin"],
	}))
	describe.permission_places("role-x", {"telephony:plugin:all", "routing:queue:view", "admin"}) == [
		["roles", "role-x", "general_permissions", 1],
		["roles", "role-x", "permissions", "routing:queue:view"],
		["roles", "role-x", "permissions", "telephony:*:*"],
	] with input as org with data.cordon.config as testing.config
}

test_nearest if {
	places := {["grants", "group-a", 0], ["grants", "user-x", 2], ["grants", "user-x", 1]}
	describe.nearest("user-x", places) == ["grants", "user-x", 1]
	describe.nearest("user-y", places) == ["grants", "group-a", 0]
	one := {["grants", "group-a", 0], ["grants", "user-x", 1]}
	describe.nearest("user-x", one) == ["grants", "user-x", 1]
}

test_counted if {
	describe.counted(1, "grant") == "1 grant"
	describe.counted(0, "grant") == "0 grants"
	describe.counted(2, "grant") == "2 grants"
}

test_roles_and_partners_are_named_in_order if {
	text := describe.roles({"role-support", "role-admin", "role-gone"}) with input as testing.org
	text == "role \"Admin\", role \"Partner Support\", unknown role role-gone"
	partners := describe.partners_of({"beta", "acme"}) with input as testing.org with data.cordon.config as testing.config
	partners == "Acme Support, Beta Care"
}

test_own_divisions if {
	describe.own_divisions(set()) == " The policy file gives it no division of its own."
	text := describe.own_divisions({"div-hr"}) with input as testing.org
	text == " Its own: division \"HR\"."
}

test_conditional_permissions_say_so if {
	org := testing.org_with(testing.role("role-x", {"permissions": {
		"routing:queue:view": {"conditional": false},
		"recording:recording:view": {"conditional": true},
	}}))
	text := describe.permission_list("role-x", {"routing:queue:view", "recording:recording:view"}) with input as org
		with data.cordon.config as testing.config
	text == "recording:recording:view (conditional), routing:queue:view"
}

test_grants_in_words_and_evidence if {
	breach := {"partner": "acme", "type": "group", "id": "group-acme-night", "role_id": "role-support", "division_id": "div-hr"}
	text := describe.grant(breach) with input as testing.org with data.cordon.config as testing.config
	text == concat(" ", [
		"Group Acme night shift (group-acme-night) with members of Acme Support",
		"holds role \"Partner Support\" in division \"HR\"",
	])
	places := describe.grant_places(breach) with input as testing.org with data.cordon.config as testing.config
	places == [["roles", "role-support"], ["divisions", "div-hr"], ["groups", "group-acme-night"], ["users", "user-ana"]]
}

test_members_are_counted_and_named if {
	one := describe.members("group", "group-acme-night", "acme") with input as testing.org
		with data.cordon.config as testing.config
	one == " 1 of its members is of Acme Support: Ana Duarte (ana.duarte@acme.example)."
	org := testing.org_with(testing.user("user-vera", {"group_ids": ["group-acme-night"], "state": "inactive"}))
	two := describe.members("group", "group-acme-night", "acme") with input as org
		with data.cordon.config as testing.config
	two == concat(" ", [
		" 2 of its members are of Acme Support:",
		"Ana Duarte (ana.duarte@acme.example), Vera Lind (Vera.Lind@acme.example, inactive).",
	])
}
