package cordon.lib.effective_test

import data.cordon.lib.effective
import data.cordon.lib.testing

held(key) := {[role_id, division_id] | some [role_id, division_id, _] in effective.holdings[key]}

test_own_grants_and_those_of_groups if {
	held(["user", "user-ana"]) == {["role-support", "div-acme"], ["role-support", "div-billing"]} with input as testing.org
		with data.cordon.config as testing.config
	paths := {path | some [_, _, path] in effective.holdings[["user", "user-ana"]]} with input as testing.org
		with data.cordon.config as testing.config
	paths == {["grants", "user-ana", 0], ["grants", "group-acme-night", 0]}
}

test_only_grants_of_the_own_type if {
	patch := {"grants": {
		"user-bo": [testing.grant("trustee_user", "role-support", "div-beta")],
		"group-acme-night": [testing.grant("user", "role-support", "div-billing")],
	}}
	holdings := effective.holdings with input as testing.org_with(patch) with data.cordon.config as testing.config
	not holdings[["user", "user-bo"]]
	holdings[["user", "user-ana"]] == {["role-support", "div-acme", ["grants", "user-ana", 0]]}
	holdings[["trustee_user", "trustee-rita"]] == {["role-support", "div-beta", ["grants", "trustee-rita", 0]]}
}

test_clients_with_client_credentials if {
	holdings := effective.holdings with input as testing.org with data.cordon.config as testing.config
	place := ["oauth_clients", "client-acme", "role_divisions", 0]
	holdings[["oauth_client", "client-acme"]] == {["role-reporting", "div-acme", place]}
	patch := {"oauth_clients": {"client-acme": {"grant_type": "authorization_code"}}}
	others := effective.holdings with input as testing.org_with(patch) with data.cordon.config as testing.config
	not others[["oauth_client", "client-acme"]]
}

test_nobody_else if {
	holdings := effective.holdings with input as testing.org with data.cordon.config as testing.config
	not holdings[["user", "user-ines"]]
}

# One role with a permission that follows divisions, one that does not, and a one-word one.
mixed := {
	"roles": {"role-mixed": {
		"name": "Mixed",
		"default": false,
		"permissions": {
			"routing:queue:view": {"conditional": false},
			"telephony:plugin:all": {"conditional": true},
		},
		"general_permissions": ["group_creation"],
	}},
	"grants": {"user-bo": [testing.grant("user", "role-mixed", "div-beta")]},
}

test_where_permissions_count if {
	reach := effective.reach with input as testing.org_with(mixed) with data.cordon.config as testing.config
	reach[["user", "user-bo"]] == {
		"routing:queue:view": {"div-beta"},
		"telephony:plugin:all": {"*"},
		"group_creation": {"*"},
	}
	reach[["user", "user-ana"]]["routing:queue:view"] == {"div-acme", "div-billing"}
}

test_places_are_those_of_the_roles_that_give if {
	patch := object.union(mixed, {"grants": {"user-bo": [
		testing.grant("user", "role-mixed", "div-beta"),
		testing.grant("user", "role-support", "div-acme"),
	]}})
	reach := effective.reach with input as testing.org_with(patch) with data.cordon.config as testing.config
	reach[["user", "user-bo"]]["routing:queue:view"] == {"div-beta", "div-acme"}
	reach[["user", "user-bo"]]["quality:evaluation:view"] == {"div-acme"}
}

test_conditions if {
	names := effective.unconditional[["user", "user-bo"]] with input as testing.org_with(mixed)
		with data.cordon.config as testing.config
	names == {"routing:queue:view", "group_creation"}
}

test_leaks if {
	leaks := effective.leaks with input as testing.org_with(mixed) with data.cordon.config as testing.config
	leaks == {{
		"type": "user",
		"id": "user-bo",
		"role_id": "role-mixed",
		"division_id": "div-beta",
		"path": ["grants", "user-bo", 0],
		"names": {"telephony:plugin:all", "group_creation"},
	}}
}

test_a_grant_in_all_divisions_says_what_it_gives if {
	patch := object.union(mixed, {"grants": {"user-bo": [testing.grant("user", "role-mixed", "*")]}})
	leaks := effective.leaks with input as testing.org_with(patch) with data.cordon.config as testing.config
	count(leaks) == 0
}

test_roles_that_follow_divisions_do_not_leak if {
	org_wide := effective.org_wide_in with input as testing.org_with(mixed) with data.cordon.config as testing.config
	not org_wide["role-support"]
	org_wide["role-mixed"] == {"telephony:plugin:all", "group_creation"}
}

test_one_permission_is_enough if {
	patch := {"roles": {"role-support": {"permissions": {"telephony:plugin:all": {"conditional": false}}}}}
	org_wide := effective.org_wide_in with input as testing.org_with(patch) with data.cordon.config as testing.config
	org_wide["role-support"] == {"telephony:plugin:all"}
}

test_groups_of_partner_orgs if {
	patch := {"grants": {"trustee-desk": [testing.grant("trustee_group", "role-support", "div-beta")]}}
	holdings := effective.holdings with input as testing.org_with(patch) with data.cordon.config as testing.config
	holdings[["trustee_group", "trustee-desk"]] == {["role-support", "div-beta", ["grants", "trustee-desk", 0]]}
}

test_superusers if {
	patch := {"grants": {"user-bo": [testing.grant("user", "role-admin", "div-beta")]}}
	found := effective.superusers with input as testing.org_with(patch) with data.cordon.config as testing.config
	found == {["user", "user-bo"]}
	none := effective.superusers with input as testing.org with data.cordon.config as testing.config
	count(none) == 0
}

trust(changes) := testing.org_with({"trustees": {"org-beta": changes}})

test_full_access_of_a_trust if {
	full := effective.superusers with input as trust({"has_full_access": true}) with data.cordon.config as testing.config
	full == {["trustee_user", "trustee-rita"], ["trustee_group", "trustee-desk"]}
	off := effective.superusers with input as trust({"has_full_access": true, "enabled": false})
		with data.cordon.config as testing.config
	count(off) == 0
}

test_every_trust_that_has_expired if {
	every case in [["2026-08-31T23:59:59Z", 0], ["2026-09-01T06:00:00Z", 0], ["2026-09-01T06:00:01Z", 2]] {
		found := effective.superusers with input as trust({"has_full_access": true, "expires_at": case[0]})
			with data.cordon.config as testing.config
		count(found) == case[1]
	}
}

test_only_trusts_of_partners if {
	patch := {"trustees": {"org-other": {
		"name": "Somebody else",
		"enabled": true,
		"has_full_access": true,
		"uses_default_role": false,
		"users": {"trustee-x": {"name": "X"}},
		"groups": {"trustee-y": {"name": "Y"}},
	}}}
	found := effective.superusers with input as testing.org_with(patch) with data.cordon.config as testing.config
	count(found) == 0
}

test_without_a_catalogue_nobody_can_tell if {
	partial := testing.org_with({"sections": {"permissions": {"status": "partial"}}})
	count(effective.undecided) == 1 with input as partial with data.cordon.config as testing.config
	count(effective.undecided) == 0 with input as testing.org with data.cordon.config as testing.config
}
