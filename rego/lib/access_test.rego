package cordon.lib.access_test

import data.cordon.lib.access
import data.cordon.lib.testing

# One grant in each kind of division; only `*` is also looked at by the rule on restricted divisions.
everywhere := {"grants": {"user-ana": [
	testing.grant("user", "role-support", "*"),
	testing.grant("user", "role-support", "div-hr"),
	testing.grant("user", "role-support", "div-acme"),
	testing.grant("user", "role-support", "div-billing"),
	testing.grant("user", "role-support", "div-beta"),
	testing.grant("user", "role-support", "div-home"),
	testing.grant("user", "role-support", "div-outages"),
]}}

test_kinds_are_exclusive if {
	breaches := access.breaches with input as testing.org_with(everywhere) with data.cordon.config as testing.config
	{kind: {breach.division_id | some breach in found} | some kind, found in breaches} == {
		"all-divisions": {"*"},
		"restricted": {"div-hr"},
		"cross-partner": {"div-beta"},
		"home": {"div-home"},
		"unauthorized": {"div-outages"},
	}
}

test_order_of_grants_does_not_matter if {
	backwards := {"grants": {"user-ana": array.reverse(everywhere.grants["user-ana"])}}
	a := access.breaches with input as testing.org_with(everywhere) with data.cordon.config as testing.config
	b := access.breaches with input as testing.org_with(backwards) with data.cordon.config as testing.config
	{object.remove(breach, ["path"]) | some found in a; some breach in found} ==
		{object.remove(breach, ["path"]) | some found in b; some breach in found}
}

test_first_of_equal_grants if {
	entry := testing.grant("user", "role-support", "div-outages")
	patch := {"grants": {"user-ana": [testing.grant("user", "role-support", "div-acme"), entry, entry]}}
	breaches := access.breaches with input as testing.org_with(patch) with data.cordon.config as testing.config
	{breach.path | some breach in breaches.unauthorized} == {["grants", "user-ana", 1]}
}

test_effective_roles if {
	patch := {"grants": {"group-acme-night": [testing.grant("group", "role-reporting", "div-billing")]}}
	roles := access.effective_roles with input as testing.org_with(patch) with data.cordon.config as testing.config
	roles["user-ana"] == {"role-support", "role-reporting"}
	roles["user-vera"] == {"role-support"}
}

test_authorization_by_trustee_address if {
	config := testing.config_with({"authorizations": [
		{"subject": "RITA.moreau@beta-care.example", "divisions": ["Prod_Outages", "HR"], "reason": "storm season"},
	]})
	found := access.authorized_subjects with input as testing.org with data.cordon.config as config
	found == {["trustee_user", "trustee-rita"]: {"div-outages"}}
}

test_client_grants_are_the_union if {
	patch := {"grants": {"client-acme": [testing.grant("oauth_client", "role-support", "div-acme")]}}
	found := access.client_grants with input as testing.org_with(patch) with data.cordon.config as testing.config
	found["client-acme"] == {
		["role-reporting", "div-acme", ["oauth_clients", "client-acme", "role_divisions", 0]],
		["role-support", "div-acme", ["grants", "client-acme", 0]],
	}
}

# Subjects of several types may share an id: each has its own grants.
test_grants_of_another_type_under_the_same_id_are_not_held if {
	org := testing.org_with(testing.grants_of("user-ana", [
		testing.grant("user", "role-supervisor", "div-acme"),
		testing.grant("group", "role-admin", "div-acme"),
	]))
	roles := access.held_roles with input as org with data.cordon.config as testing.config
	roles == {"role-supervisor", "role-support", "role-reporting"}
	held := access.held with input as org with data.cordon.config as testing.config
	{key | some key, _ in held} == {["user", "user-ana", "role-supervisor"]}
}

test_group_grants_are_those_of_the_type_group if {
	org := testing.org_with(testing.grants_of("group-acme-night", [
		testing.grant("group", "role-reporting", "div-billing"),
		testing.grant("user", "role-operations", "div-billing"),
	]))
	roles := access.effective_roles with input as org with data.cordon.config as testing.config
	roles["user-ana"] == {"role-support", "role-reporting"}
}

test_client_grants_are_those_of_the_type_client if {
	org := testing.org_with(testing.grants_of("client-acme", [testing.grant("user", "role-support", "div-acme")]))
	found := access.client_grants with input as org with data.cordon.config as testing.config
	found["client-acme"] == {["role-reporting", "div-acme", ["oauth_clients", "client-acme", "role_divisions", 0]]}
}

test_held_has_default_and_excluded_roles_alone if {
	org := testing.org_of([
		testing.role("role-export", {"permissions": testing.unconditional({"directory:user:edit"})}),
		testing.grants_of("user-ana", [
			testing.grant("user", "role-support", "div-acme"),
			testing.grant("user", "role-supervisor", "div-acme"),
		]),
		testing.client("client-acme", {"role_divisions": [
			{"role_id": "role-reporting", "division_id": "div-acme"},
			{"role_id": "role-export", "division_id": "div-acme"},
		]}),
	])
	held := access.held with input as org with data.cordon.config as testing.config
	held == {
		["user", "user-ana", "role-supervisor"]: {["div-acme", ["grants", "user-ana", 1]]},
		["oauth_client", "client-acme", "role-export"]: {
			["div-acme", ["oauth_clients", "client-acme", "role_divisions", 1]],
		},
	}
}

test_authorized_client if {
	org := testing.org_with(testing.client("client-acme", {"role_divisions": [
		{"role_id": "role-reporting", "division_id": "div-outages"},
		{"role_id": "role-reporting", "division_id": "div-beta"},
	]}))
	config := testing.config_with({"authorizations": [
		{"subject": "oauth_client/client-acme", "divisions": ["Prod_Outages"], "reason": "storm season"},
	]})
	breaches := access.breaches with input as org with data.cordon.config as config
	{breach.division_id | some found in breaches; some breach in found; breach.type == "oauth_client"} == {"div-beta"}
}

test_holders_by_role if {
	patch := {"grants": {
		"client-acme": [testing.grant("oauth_client", "role-support", "div-acme")],
		"trustee-desk": [testing.grant("trustee_group", "role-support", "div-beta")],
	}}
	found := access.holders with input as testing.org_with(patch) with data.cordon.config as testing.config
	found["role-support"] == {
		["user", "user-ana"], ["user", "user-vera"], ["user", "user-bo"], ["group", "group-acme-night"],
		["oauth_client", "client-acme"], ["trustee_user", "trustee-rita"], ["trustee_group", "trustee-desk"],
	}
	found["role-reporting"] == {["oauth_client", "client-acme"], ["oauth_client", "client-beta"]}
	not found["role-admin"]
}

test_clients_that_act_as_the_user_hold_nothing if {
	patch := {
		"oauth_clients": {"client-acme": {"grant_type": "authorization_code"}},
		"grants": {"client-acme": [testing.grant("oauth_client", "role-support", "div-acme")]},
	}
	found := access.holders with input as testing.org_with(patch) with data.cordon.config as testing.config
	found["role-reporting"] == {["oauth_client", "client-beta"]}
	not ["oauth_client", "client-acme"] in found["role-support"]
}

test_client_that_left_its_grants_behind if {
	patch := {"grants": {"client-gone": [testing.grant("oauth_client", "role-operations", "div-acme")]}}
	config := testing.config_with({"partners": {"acme": {"oauth_clients": ["client-gone"]}}})
	found := access.holders with input as testing.org_with(patch) with data.cordon.config as config
	found["role-operations"] == {["oauth_client", "client-gone"]}
}

test_grants_of_a_role if {
	patch := {"grants": {
		"user-ana": [
			testing.grant("user", "role-reporting", "div-hr"),
			testing.grant("group", "role-support", "div-hr"),
			testing.grant("user", "role-support", "div-acme"),
		],
		"client-acme": [testing.grant("oauth_client", "role-reporting", "div-beta")],
	}}
	org := testing.org_with(patch)
	access.grants_of("user", "user-ana", "role-support") == {["div-acme", ["grants", "user-ana", 2]]} with input as org
	access.grants_of("oauth_client", "client-acme", "role-reporting") == {
		["div-acme", ["oauth_clients", "client-acme", "role_divisions", 0]],
		["div-beta", ["grants", "client-acme", 0]],
	} with input as org
	access.grants_of("user", "client-acme", "role-reporting") == set() with input as org
	access.grants_of("oauth_client", "client-acme", "role-support") == set() with input as org
}

test_breaches_name_holder_role_and_division if {
	org := testing.org_of([
		testing.grants_of("user-ana", [
			testing.grant("user", "role-support", "div-outages"),
			testing.grant("group", "role-support", "div-home"),
		]),
		testing.client("client-acme", {"role_divisions": [{"role_id": "role-reporting", "division_id": "div-outages"}]}),
	])
	breaches := access.breaches with input as org with data.cordon.config as testing.config
	breaches == {"unauthorized": {
		{
			"partner": "acme",
			"type": "user",
			"id": "user-ana",
			"role_id": "role-support",
			"division_id": "div-outages",
			"path": ["grants", "user-ana", 0],
		},
		{
			"partner": "acme",
			"type": "oauth_client",
			"id": "client-acme",
			"role_id": "role-reporting",
			"division_id": "div-outages",
			"path": ["oauth_clients", "client-acme", "role_divisions", 0],
		},
	}}
}

test_authorization_by_users_address if {
	found := access.authorized_subjects with input as testing.org with data.cordon.config as testing.config
	found == {["user", "user-vera"]: {"div-beta"}}
	not some_breach
}

some_breach if {
	some _ in access.breaches with input as testing.org with data.cordon.config as testing.config
}

test_roles_that_nobody_can_look_into if {
	none := access.unknown_roles with input as testing.org with data.cordon.config as testing.config
	none == set()
	one := testing.org_with(testing.grants_of("user-ana", [testing.grant("user", "role-gone", "div-acme")]))
	of_one := access.unknown_roles with input as one with data.cordon.config as testing.config
	of_one == {"partner subjects hold roles that the snapshot lacks: role-gone"}
	pair := {"role_id": "role-away", "division_id": "div-acme"}
	two := testing.merged(one, testing.client("client-acme", {"role_divisions": [pair]}))
	of_two := access.unknown_roles with input as two with data.cordon.config as testing.config
	of_two == {"partner subjects hold roles that the snapshot lacks: role-away, role-gone"}
}

test_places_and_divisions_of_grants if {
	entries := {["div-hr", ["grants", "user-ana", 1]], ["*", ["grants", "user-ana", 0]]}
	access.first_place(entries) == ["grants", "user-ana", 0]
	access.divisions_in(entries) == {"*", "div-hr"}
}

test_good_clients_are_not_shared if {
	not some_sharing
}

some_sharing if {
	some _ in access.sharing with input as testing.org with data.cordon.config as testing.config
}

test_shared_by_name if {
	config := testing.config_with({"partners": {"beta": {"oauth_client_names": ["Vendor_*"]}}})
	found := access.sharing with input as testing.org with data.cordon.config as config
	found == {"client-acme": {"its name matches the patterns of Acme Support, Beta Care"}}
}

test_shared_by_divisions if {
	org := testing.org_of([
		testing.client("client-wallboard", {"role_divisions": [
			{"role_id": "role-reporting", "division_id": "div-acme"},
			{"role_id": "role-reporting", "division_id": "div-home"},
		]}),
		testing.grants_of("client-wallboard", [testing.grant("oauth_client", "role-support", "div-beta")]),
		# Two roles with one partner, and all divisions, which are nobody's own.
		testing.client("client-acme", {"role_divisions": [
			{"role_id": "role-reporting", "division_id": "div-acme"},
			{"role_id": "role-support", "division_id": "div-acme"},
			{"role_id": "role-support", "division_id": "*"},
		]}),
	])
	found := access.sharing with input as org with data.cordon.config as testing.config
	found == {"client-wallboard": {concat("", [
		"it holds roles in divisions of Acme Support, Beta Care ",
		"(division \"Partner_Acme_Support\", division \"Partner_Beta_Care\")",
	])}}
}
