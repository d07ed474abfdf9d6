package cordon.lib.reach_test

import data.cordon.lib.reach
import data.cordon.lib.testing

grant(type, division_id) := testing.grant(type, "role-master", division_id)

both(type) := [grant(type, "div-acme"), grant(type, "div-beta")]

# The grants and role divisions that there are, in an org that has the role.
org_of(grants, role_divisions) := testing.merged(
	json.remove(testing.org, ["grants", "oauth_clients"]),
	{
		"roles": {"role-master": testing.role("role-master", {}).roles["role-master"]},
		"grants": grants,
		"oauth_clients": {id: entry |
			some id, pairs in role_divisions
			entry := object.union(testing.org.oauth_clients[id], {"role_divisions": pairs})
		},
	},
)

holders_in(org, config) := found if {
	found := {role_id: subjects | some role_id, subjects in reach.roles_of_multi_partner_subjects} with input as org
		with data.cordon.config as config
}

holders(grants, role_divisions) := holders_in(org_of(grants, role_divisions), testing.config)

test_one_user_is_enough if {
	holders({"user-tom": both("user")}, {}) == {"role-master": {["user", "user-tom", ["grants", "user-tom", 0]]}}
}

test_one_client_is_enough if {
	pairs := [{"role_id": "role-master", "division_id": "*"}]
	place := ["oauth_clients", "client-wallboard", "role_divisions", 0]
	holders({}, {"client-wallboard": pairs}) == {"role-master": {["oauth_client", "client-wallboard", place]}}
}

# Clients that reach partners are all looked at closely, those of one partner among them.
test_client_of_one_partner_spoils_the_role if {
	pairs := [{"role_id": "role-master", "division_id": "div-acme"}]
	holders({"user-tom": both("user")}, {"client-acme": pairs}) == {}
}

test_group_that_passes_its_grants_on_spoils_the_role if {
	holders({"user-tom": both("user"), "group-acme-night": [grant("group", "div-acme")]}, {}) == {}
}

test_division_of_two_partners if {
	config := testing.config_with({"partners": {"beta": {"divisions": ["Partner_Acme_Support"]}}})
	org := org_of({"user-tom": [grant("user", "div-acme")]}, {})
	holders_in(org, config) == {"role-master": {["user", "user-tom", ["grants", "user-tom", 0]]}}
}

test_place_is_that_of_the_role if {
	grants := array.concat([testing.grant("user", "role-support", "div-outages")], both("user"))
	found := holders({"user-tom": grants, "user-ines": [testing.grant("user", "role-support", "div-home")]}, {})
	found == {"role-master": {["user", "user-tom", ["grants", "user-tom", 1]]}}
}

# What a subject of another type with the same id reaches is not this one's.
test_types_that_share_an_id_reach_apart if {
	grants := {"user-tom": [grant("user", "div-acme"), testing.grant("trustee_user", "role-support", "div-beta")]}
	holders(grants, {}) == {}
	reached := {key: found | some key, found in reach.reached} with input as org_of(grants, {})
		with data.cordon.config as testing.config
	reached == {["user", "user-tom"]: {"acme"}, ["trustee_user", "user-tom"]: {"beta"}}
}

test_client_that_holds_no_role_that_is_looked_at if {
	pairs := [{"role_id": "role-supervisor", "division_id": "div-beta"}]
	org := org_of({"client-acme": both("user")}, {"client-acme": pairs})
	reached := {key: found | some key, found in reach.reached} with input as org with data.cordon.config as testing.config
	reached == {["user", "client-acme"]: {"acme", "beta"}}
}
