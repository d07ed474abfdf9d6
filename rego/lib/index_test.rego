package cordon.lib.index_test

import data.cordon.lib.index
import data.cordon.lib.testing

# The engine works out a package as a whole: where the index is given, nothing may loop over the org to make it again.
test_nothing_is_worked_out_where_the_index_is_given if {
	given := {"users_by_division": {}, "users_by_email_domain": {}, "users_by_origin": {}}
	count(index.address_rows) == 0 with input as testing.org with data.cordon.index as given
	count(index.user_rows) == 0 with input as testing.org with data.cordon.index as given
	count(index.users_by_place) == 0 with input as testing.org with data.cordon.index as given
	count(index.address_rows) > 0 with input as testing.org
}

cloned := testing.org_of([testing.user("user-bo", {"cloned_from_org_id": "org-beta"}), testing.user("user-eve", {})])

test_neither_are_the_maps_that_rules_build if {
	given := {"users_by_origin": {}}
	origins := {key | some key, _ in index.origin_users} with input as cloned with data.cordon.index as given
	names := {key | some key, _ in index.division_objects} with input as cloned with data.cordon.index as given
	groups := {id | some id in index.holding_groups} with input as cloned with data.cordon.index as given
	states := {key | some key, _ in index.users_in_state} with input as cloned with data.cordon.index as given
	naming := {key | some key, _ in index.naming_users} with input as cloned with data.cordon.index as given
	types := {key | some key, _ in index.typed_objects} with input as cloned with data.cordon.index as given
	union({origins, names, groups, states, naming, types}) == set()
}

test_users_are_found_by_domain_division_and_origin if {
	org := testing.without(cloned, ["users/user-eve/email"])
	index.users_by_email_domain == {
		"acme.example": {"user-ana": true, "user-vera": true},
		"beta.example": {"user-bo": true},
		"northwind-energy.example": {"user-ines": true, "user-tom": true},
	} with input as org
	index.users_by_division == {
		"div-acme": {"acme.example": {"user-ana": true, "user-vera": true}},
		"div-beta": {"beta.example": {"user-bo": true}},
		"div-billing": {"northwind-energy.example": {"user-tom": true}},
		"div-home": {"northwind-energy.example": {"user-ines": true}, "": {"user-eve": true}},
	} with input as org
	index.users_by_origin == {"org-beta": {"user-bo": true}} with input as org
}

test_users_are_found_by_state_group_and_whom_they_manage if {
	org := testing.org_of([testing.user("user-eve", {
		"state": "deleted",
		"group_ids": ["group-gone", "group-acme-night"],
		"manager_id": "user-ines",
	})])
	index.users_not_active == {"deleted": {"user-eve": true}} with input as org
	index.users_by_group["group-gone"] == {"user-eve": true} with input as org
	index.users_by_group["group-acme-night"]["user-eve"] with input as org
	index.managers["user-ines"] with input as org
	not index.managers["user-eve"] with input as org
	bare := {"users": {"user-ana": {"state": "active"}}}
	index.users_not_active == {} with input as bare
	index.users_by_group == {} with input as bare
	index.managers == {} with input as bare
}

test_types_of_objects_and_grants_are_counted if {
	objects := {
		"a": {"division_id": "div-acme", "type": "QUEUE"},
		"b": {"division_id": "div-acme", "type": "QUEUE"},
		"c": {"division_id": "div-acme", "type": "FLOW"},
		"d": {"division_id": "div-beta", "type": "FLOW"},
	}
	index.object_types == {"div-acme": {"QUEUE": 2, "FLOW": 1}, "div-beta": {"FLOW": 1}} with input as {"objects": objects}
	grants := {"user-ana": [testing.grant("user", "role-support", "*"), testing.grant("user", "role-support", "div-acme")]}
	index.grant_count == 2 with input as {"grants": grants}
	index.grant_count == 0 with input as {}
}

test_objects_are_found_by_division_and_name if {
	index.objects_by_name == {
		"div-acme": {"acme first line": {"queue-acme": true}},
		"div-beta": {"beta second line": {"queue-beta": true}},
		"div-billing": {"tariffs": {"table-tariffs": true}},
		"div-home": {"main inbound": {"flow-main": true}},
		"div-hr": {"applicants": {"queue-applicants": true}},
		"div-outages": {"outages": {"queue-outages": true}},
	} with input as testing.org
}

test_subjects_are_found_by_role_and_division if {
	grants := {
		"user-ana": [testing.grant("user", "role-support", "div-acme"), testing.grant("user", "role-support", "*")],
		"group-acme-night": [testing.grant("group", "role-reporting", "div-acme")],
	}
	index.subjects_by_role == {
		"role-support": {"user-ana": true},
		"role-reporting": {"group-acme-night": true},
	} with input as {"grants": grants}
	index.subjects_by_division == {
		"div-acme": {"user-ana": true, "group-acme-night": true},
		"*": {"user-ana": true},
	} with input as {"grants": grants}
	index.groups_with_grants == {"group-acme-night": true} with input as {"grants": grants}
}

test_the_index_that_is_given_is_taken if {
	given := {
		"users_by_email_domain": {"acme.example": {"user-eve": true}},
		"users_by_division": {"div-acme": {"acme.example": {"user-eve": true}}},
		"users_by_origin": {"org-beta": {"user-eve": true}},
		"objects_by_name": {"div-acme": {"a": {"queue-acme": true}}},
		"subjects_by_role": {"role-support": {"user-ana": true}},
		"subjects_by_division": {"*": {"user-ines": true}},
		"groups_with_grants": {"group-acme-night": true},
		"users_not_active": {"deleted": {"user-eve": true}},
		"users_by_group": {"group-gone": {"user-eve": true}},
		"managers": {"user-eve": true},
		"object_types": {"div-acme": {"QUEUE": 7}},
		"grant_count": 9,
	}
	index.users_by_email_domain == given.users_by_email_domain with data.cordon.index as given
	index.users_by_division == given.users_by_division with data.cordon.index as given
	index.users_not_active == given.users_not_active with data.cordon.index as given
	index.users_by_group == given.users_by_group with data.cordon.index as given
	index.managers == given.managers with data.cordon.index as given
	index.object_types == given.object_types with data.cordon.index as given
	index.grant_count == given.grant_count with data.cordon.index as given
	index.users_by_origin == given.users_by_origin with data.cordon.index as given
	index.objects_by_name == given.objects_by_name with data.cordon.index as given
	index.subjects_by_role == given.subjects_by_role with data.cordon.index as given
	index.subjects_by_division == given.subjects_by_division with data.cordon.index as given
	index.groups_with_grants == given.groups_with_grants with data.cordon.index as given
}

test_domain_of_an_address if {
	index.domain_of("Ana.Duarte@Acme.EXAMPLE") == "acme.example"
	index.domain_of("\"a@b\"@acme.example") == "acme.example"
	not index.domain_of("ana.duarte")
	not index.domain_of("")
}
