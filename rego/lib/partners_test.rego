package cordon.lib.partners_test

import data.cordon.lib.index
import data.cordon.lib.partners
import data.cordon.lib.testing

test_good_org if {
	users := partners.users with input as testing.org with data.cordon.config as testing.config
	users == {"user-ana": {"acme"}, "user-vera": {"acme"}, "user-bo": {"beta"}}
}

test_no_partners if {
	config := object.union(object.remove(testing.config, ["partners"]), {"partners": {}})
	subjects := partners.subjects with input as testing.org with data.cordon.config as config
	subjects == {"user": {}, "group": {}, "oauth_client": {}, "trustee_user": {}, "trustee_group": {}}
}

users_with(patch, changes) := found if {
	found := partners.users with input as testing.org_with(patch)
		with data.cordon.config as testing.config_with(changes)
}

test_steps_in_order if {
	# Tom sits in Acme's division, is cloned from Beta's org, has an address of Acme's and is listed for Beta.
	patch := {"users": {"user-tom": {
		"division_id": "div-acme",
		"cloned_from_org_id": "org-beta",
		"email": "tom@acme.example",
	}}}
	users_with(patch, {"partners": {"beta": {"users": ["TOM@Acme.example"]}}})["user-tom"] == {"beta"}
	users_with(patch, {})["user-tom"] == {"acme"}
	other := object.union(patch, {"users": {"user-tom": {"email": "tom@elsewhere.example"}}})
	users_with(other, {})["user-tom"] == {"beta"}
}

# The two letters whose lower case is not the same in all engines.
test_addresses_without_case if {
	patch := {"users": {"user-tom": {"email": "tom@İx-ΟΔΟΣ.example"}}}
	users_with(patch, {"partners": {"beta": {"email_domains": ["i̇x-οδος.example"]}}})["user-tom"] == {"beta"}
	users_with(patch, {"partners": {"beta": {"users": ["TOM@i̇x-οδος.example"]}}})["user-tom"] == {"beta"}
}

test_division_of_a_user_of_no_known_domain if {
	patch := {"users": {"user-tom": {"division_id": "div-acme", "email": "tom@elsewhere.example"}}}
	users_with(patch, {})["user-tom"] == {"acme"}
}

test_internal_user_in_a_partner_division if {
	patch := {"users": {"user-tom": {"division_id": "div-acme", "email": "tom@NORTHWIND-Energy.example"}}}
	not users_with(patch, {})["user-tom"]
}

test_user_without_address_is_not_internal if {
	org := testing.without(testing.org_with({"users": {"user-tom": {"division_id": "div-acme"}}}), ["users/user-tom/email"])
	users := partners.users with input as org with data.cordon.config as testing.config
	users["user-tom"] == {"acme"}
}

test_clone_by_org_id_without_trustees if {
	org := testing.without(testing.org_with({"users": {"user-tom": {"cloned_from_org_id": "org-beta"}}}), ["trustees"])
	config := testing.config_with({"partners": {"beta": {"trustee_orgs": ["org-beta"]}}})
	users := partners.users with input as org with data.cordon.config as config
	users["user-tom"] == {"beta"}
}

test_two_partners_on_one_step if {
	users_with({}, {"partners": {"beta": {"email_domains": ["acme.example"]}}})["user-ana"] == {"acme", "beta"}
}

test_domain_follows_the_last_at if {
	index.domain_of("\"a@b\"@acme.example") == "acme.example"
	not index.domain_of("ana")
	patch := {"users": {"user-tom": {"email": "\"tom@x\"@acme.example"}}}
	users_with(patch, {})["user-tom"] == {"acme"}
}

test_many_listed_addresses if {
	others := [sprintf("u%d@elsewhere.example", [n]) | some n in numbers.range(1, 80)]
	many := array.concat(others, ["bo.castell@beta.example"])
	users_with({}, {"partners": {"acme": {"users": many}}})["user-bo"] == {"acme"}
}

test_listed_user_that_only_grants_know if {
	patch := {"grants": {"user-gone": [testing.grant("user", "role-support", "*")]}}
	users := users_with(patch, {"partners": {"acme": {"users": ["user-gone", "user-never"]}}})
	users["user-gone"] == {"acme"}
	not users["user-never"]
}

test_listed_client_beats_its_name if {
	config := testing.config_with({"partners": {"beta": {"oauth_clients": ["client-acme"]}}})
	clients := partners.oauth_clients with input as testing.org with data.cordon.config as config
	clients == {"client-acme": {"beta"}, "client-beta": {"beta"}}
}

test_members_by_their_own_list if {
	org := testing.org_with({"groups": {"group-acme-night": {"member_ids": []}}})
	groups := partners.groups with input as org with data.cordon.config as testing.config
	groups == {"group-acme-night": {"acme"}}
}

test_missing_group_list if {
	org := testing.org_without(["users/user-ana/group_ids", "oauth_clients/client-acme/scopes"])
	groups := partners.groups with input as org with data.cordon.config as testing.config
	groups == {"group-acme-night": {"acme"}}
}

test_trustees_by_id_or_name if {
	config := testing.config_with({"partners": {"beta": {"trustee_orgs": ["org-beta"]}}})
	by_id := partners.trustee_users with input as testing.org with data.cordon.config as config
	by_name := partners.trustee_users with input as testing.org with data.cordon.config as testing.config
	by_id == {"trustee-rita": {"beta"}}
	by_name == by_id
}

test_partners_of_one_name_are_told_apart if {
	config := testing.config_with({"partners": {"beta": {"name": "Acme Support"}}})
	partners.display_name("acme") == "Acme Support [acme]" with data.cordon.config as config
	partners.display_name("acme") == "Acme Support" with data.cordon.config as testing.config
}

test_listed_client_that_only_grants_know if {
	org := testing.org_with(testing.grants_of("client-gone", [
		testing.grant("oauth_client", "role-reporting", "div-acme"),
	]))
	config := testing.config_with(testing.partner("acme", {"oauth_clients": ["client-gone", "client-never"]}))
	clients := partners.oauth_clients with input as org with data.cordon.config as config
	clients["client-gone"] == {"acme"}
	not clients["client-never"]
}

test_listed_user_without_grants if {
	patch := testing.user("user-eve", {})
	users_with(patch, {"partners": {"acme": {"users": ["user-eve"]}}})["user-eve"] == {"acme"}
}

test_group_without_grants_is_not_looked_at if {
	org := testing.org_with(testing.group("group-choir", {"member_ids": ["user-ana"]}))
	groups := partners.groups with input as org with data.cordon.config as testing.config
	groups == {"group-acme-night": {"acme"}}
}

test_members_are_partner_users_of_groups_whose_grants_count if {
	org := testing.org_of([
		testing.group("group-acme-night", {
			"member_ids": ["user-ana", "user-ines"],
			"include_owners": true,
			"owner_ids": ["user-vera", "user-tom"],
		}),
		testing.user("user-bo", {"group_ids": ["group-acme-night", "group-bikes"]}),
	])
	members := partners.members with input as org with data.cordon.config as testing.config
	members == {"group-acme-night": {"user-ana", "user-vera", "user-bo"}}
}

test_groups_pass_grants_on_while_active_and_enabled_for_roles if {
	good := testing.org.groups["group-acme-night"]
	partners.passes_grants_on(good)
	not partners.passes_grants_on(object.union(good, {"state": "inactive"}))
	not partners.passes_grants_on(object.union(good, {"roles_enabled": false}))
	every patch in [{"state": "inactive"}, {"roles_enabled": false}] {
		org := testing.org_with(testing.group("group-acme-night", patch))
		found := partners.granting_groups with input as org
		found == set()
	}
}

test_members_of_each_partner if {
	org := testing.org_with(testing.group("group-acme-night", {
		"member_ids": ["user-ana", "user-bo", "user-tom"],
		"owner_ids": ["user-vera"],
	}))
	of_acme := partners.members_of("group-acme-night", "acme") with input as org with data.cordon.config as testing.config
	of_acme == {"user-ana"}
	of_beta := partners.members_of("group-acme-night", "beta") with input as org with data.cordon.config as testing.config
	of_beta == {"user-bo"}
	with_owners := testing.merged(org, {"groups": {"group-acme-night": {"include_owners": true}}})
	all := partners.members_of("group-acme-night", "acme") with input as with_owners
		with data.cordon.config as testing.config
	all == {"user-ana", "user-vera"}
	groups := partners.groups_of with input as with_owners with data.cordon.config as testing.config
	groups == {id: {"group-acme-night"} | some id in {"user-ana", "user-bo", "user-vera"}}
}

test_groups_of_trusted_orgs_are_their_partners if {
	found := partners.subjects with input as testing.org with data.cordon.config as testing.config
	found.trustee_group == {"trustee-desk": {"beta"}}
	found.trustee_user == {"trustee-rita": {"beta"}}
}

test_listed_address_is_that_user_alone if {
	config := testing.config_with(testing.partner("acme", {"users": ["TOM.brandt@northwind-energy.example"]}))
	found := partners.users with input as testing.org with data.cordon.config as config
	found["user-tom"] == {"acme"}
	not found["user-ines"]
}

test_clients_by_name if {
	found := partners.oauth_clients_by_name with input as testing.org with data.cordon.config as testing.config
	found == {"client-acme": {"acme"}, "client-beta": {"beta"}}
}
