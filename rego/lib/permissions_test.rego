package cordon.lib.permissions_test

import data.cordon.lib.permissions
import data.cordon.lib.testing

names_of(id, patch) := found if {
	found := permissions.of_role[id] with input as testing.org_with(patch) with data.cordon.config as testing.config
}

role(permissions_held) := testing.role("role-x", {"permissions": permissions_held})

test_named_set if {
	excluded := permissions.excluded with input as testing.org with data.cordon.config as testing.config
	"telephony:plugin:all" in excluded
	"authorization:grant:add" in excluded
	"directory:user:edit" in excluded
	not "@carrier-settings" in excluded
}

test_action_wildcard if {
	names_of("role-x", role({"routing:queue:*": {"conditional": false}})) == {
		"routing:queue:add", "routing:queue:delete", "routing:queue:edit", "routing:queue:view",
	}
}

test_entity_wildcard if {
	found := names_of("role-x", role({"routing:*:*": {"conditional": false}}))
	"routing:queueMember:manage" in found
	"routing:queue:view" in found
	not "quality:evaluation:view" in found
}

test_wildcard_one_name_matches if {
	names_of("role-x", role({"telephony:plugin:*": {"conditional": false}})) == {"telephony:plugin:all"}
}

test_wildcard_nothing_matches if {
	names_of("role-x", role({"journey:*:*": {"conditional": false}})) == {"journey:*:*"}
}

test_one_word_permissions_belong_to_the_set if {
	"admin" in names_of("role-admin", {})
}

test_role_without_one_word_permissions if {
	names_of("role-reporting", {}) == {"analytics:conversationDetail:view", "routing:queue:view"}
}

test_conditional_by_every_source if {
	patch := role({"routing:queue:*": {"conditional": true}, "routing:queue:view": {"conditional": false}})
	org := testing.org_with(patch)
	permissions.is_conditional("role-x", "routing:queue:edit") with input as org
		with data.cordon.config as testing.config
	not permissions.is_conditional("role-x", "routing:queue:view") with input as org
		with data.cordon.config as testing.config
}

test_default_roles if {
	roles := permissions.default_roles with input as testing.org
	roles == {"role-admin", "role-supervisor"}
}

test_mandatory_pattern_is_resolved_in_the_catalogue if {
	config := testing.config_with({"permissions": {"mandatory": ["Quality:*:View"]}})
	org := testing.org_with(role({"quality:retired:view": {"conditional": false}}))
	permissions.mandatory == {"quality:evaluation:view"} with input as org with data.cordon.config as config
}

test_shipped_sets_hold_names_only if {
	every permission_set in data.cordon.data.permission_sets {
		count(permission_set.permissions) > 0
		every name in permission_set.permissions {
			regex.match(`^([^:*?@]+:[^:*?]+:[^:*?]+|admin)$`, name)
		}
	}
}

test_catalogue_that_holds_fewer_than_it_says_is_not_complete if {
	permissions.catalogue_complete with input as testing.org
	every said in [{"count": 1000}, {"expected": 1000}, {"status": "partial"}] {
		org := testing.org_with({"sections": {"permissions": said}})
		not permissions.catalogue_complete with input as org
	}
}

test_permission_that_the_role_also_holds_by_its_bare_name_is_not_conditional if {
	org := testing.org_with(testing.role("role-x", {
		"permissions": {"routing:queue:view": {"conditional": true}, "routing:queue:edit": {"conditional": true}},
		"general_permissions": ["routing:queue:view"],
	}))
	permissions.is_conditional("role-x", "routing:queue:edit") with input as org
		with data.cordon.config as testing.config
	not permissions.is_conditional("role-x", "routing:queue:view") with input as org
		with data.cordon.config as testing.config
}

catalogue_of(names) := {name: {"division_aware": true, "allows_conditions": false} | some name in names}

test_catalogue_of_as_many_as_it_says_is_complete if {
	without := testing.without(testing.org, ["permissions"])
	not permissions.catalogue_complete with input as without
	one := testing.merged(without, {"permissions": catalogue_of({"routing:queue:view"})})
	permissions.catalogue_complete with input as one
	every said in [{"count": 1}, {"expected": 1}, {"count": 1, "expected": 1}] {
		permissions.catalogue_complete with input as testing.merged(one, {"sections": {"permissions": said}})
	}
}

test_named_sets_are_given_with_an_at if {
	permissions.resolve(["role-assignment"], set()) == {"role-assignment"}
	count(permissions.resolve(["@role-assignment"], set())) > 1
	permissions.resolve(["@role-*"], {"@role-assignment", "@role-x"}) == set()
}

test_pattern_of_one_word_permissions if {
	config := testing.config_with({"permissions": {"excluded": ["adm?n"]}})
	permissions.excluded == {"admin"} with input as testing.org with data.cordon.config as config
}

test_wildcard_does_not_stand_for_what_the_catalogue_lacks if {
	org := testing.org_of([
		role({"routing:*:*": {"conditional": false}}),
		testing.role("role-old", {"permissions": testing.unconditional({"routing:retired:view"})}),
	])
	found := permissions.of_role with input as org with data.cordon.config as testing.config
	"routing:queue:view" in found["role-x"]
	not "routing:retired:view" in found["role-x"]
}

# Without a catalogue, the names in use stand in for it: those of roles, of the shipped sets and of the policy file.
test_wildcard_without_a_catalogue_stands_for_names_in_use if {
	org := testing.without(
		testing.org_of([
			testing.role("role-x", {"permissions": testing.unconditional({"routing:*:*", "telephony:*:*"})}),
			testing.role("role-old", {"permissions": testing.unconditional({"routing:retired:view", "routing:queue:*"})}),
		]),
		["permissions", "roles/role-admin"],
	)
	found := permissions.of_role with input as org with data.cordon.config as testing.config
	"routing:retired:view" in found["role-x"]
	"telephony:plugin:all" in found["role-x"]
	every name in found["role-x"] { not contains(name, "*") }
}

test_only_roles_that_give_names_of_the_policy_file_are_listed if {
	org := testing.org_with(role({"routing:queue:add": {"conditional": false}}))
	found := permissions.policy_names_in with input as org with data.cordon.config as testing.config
	found["role-reporting"] == {"analytics:conversationDetail:view", "routing:queue:view"}
	not found["role-x"]
}

test_admin_is_excluded_by_name_alone if {
	one := testing.config_with({"permissions": {"excluded": ["recording:job:add"]}})
	found := permissions.excluded_in with input as testing.org with data.cordon.config as one
	found["role-admin"] == {"recording:job:add"}
	every entry in ["admin", "@escalation", "adm*"] {
		config := testing.config_with({"permissions": {"excluded": [entry]}})
		names := permissions.excluded_in with input as testing.org with data.cordon.config as config
		names["role-admin"].admin
	}
	none := testing.config_with({"permissions": {"excluded": []}})
	roles := {id | some id, _ in permissions.excluded_in} with input as testing.org with data.cordon.config as none
	roles == set()
}

test_roles_that_can_do_anything if {
	patch := {"roles": {
		"role-support": {"general_permissions": ["group_creation"]},
		"role-reporting": {"general_permissions": ["group_creation", "admin"]},
	}}
	found := permissions.superuser_roles with input as testing.org_with(patch)
		with data.cordon.config as testing.config
	found == {"role-admin", "role-reporting"}
}

test_permission_that_the_role_lacks_is_not_conditional if {
	not permissions.is_conditional("role-reporting", "architect:flow:view") with input as testing.org
		with data.cordon.config as testing.config
}

with_lists(excluded, mandatory) := testing.config_with({"permissions": {"excluded": excluded, "mandatory": mandatory}})

undecided_in(org, config) := {about: reasons |
	some about, reasons in permissions.undecided with input as org with data.cordon.config as config
}

test_what_needs_the_catalogue_is_undecided_without_it if {
	config := with_lists(["routing:*:view", "@bulk-export", "admi?"], ["Quality:*:View", "directory:user:view"])
	org := testing.org_with(role({"routing:queue:*": {"conditional": false}}))
	undecided_in(org, config) == {}
	undecided_in(testing.without(org, ["permissions"]), config) == {
		"excluded": {"the catalogue of permissions is not complete, so the excluded `admi?`, `routing:*:view` can't be resolved"},
		"mandatory": {"the catalogue of permissions is not complete, so the mandatory `Quality:*:View` can't be resolved"},
		"roles": {"the catalogue of permissions is not complete, so wildcards in roles can't be resolved"},
	}
}

test_nothing_is_undecided_where_nothing_is_a_pattern if {
	config := with_lists(["routing:queue:view", "@bulk-export"], ["directory:user:view"])
	undecided_in(testing.org_without(["permissions"]), config) == {}
	one := with_lists(["routing:queue:view", "@bulk-export"], ["directory:*:view"])
	object.keys(undecided_in(testing.org_without(["permissions"]), one)) == {"mandatory"}
}

test_pattern_stands_for_names_and_for_wildcards_that_stand_for_nothing if {
	org := testing.org_with(role({"routing:queue:*": {"conditional": false}, "journey:*:*": {"conditional": false}}))
	config := with_lists(["routing:queue:*", "journey:*"], [])
	excluded := permissions.excluded with input as org with data.cordon.config as config
	excluded == {
		"journey:*:*",
		"routing:queue:add",
		"routing:queue:delete",
		"routing:queue:edit",
		"routing:queue:view",
	}
}

test_wildcard_gives_names_of_the_policy_file_that_the_catalogue_lacks if {
	org := testing.org_with(role({"telephony:*:*": {"conditional": true}}))
	config := with_lists(["telephony:secret:all"], [])
	given := permissions.policy_names_in with input as org with data.cordon.config as config
	given == {"role-x": {"telephony:secret:all"}}
	excluded := permissions.excluded_in with input as org with data.cordon.config as config
	excluded == {"role-x": {"telephony:secret:all"}}
	sources := permissions.sources("role-x", "telephony:secret:all") with input as org with data.cordon.config as config
	sources == {"telephony:*:*"}
	permissions.is_conditional("role-x", "telephony:secret:all") with input as org with data.cordon.config as config
}

test_default_roles_by_either_mark if {
	org := testing.org_of([
		testing.role("role-marked", {"default": true}),
		testing.role("role-derived", {"default_role_id": "PureCloud User"}),
		testing.role("role-own", {"default_role_id": "", "needs_update": true}),
	])
	roles := permissions.default_roles with input as org
	roles == {"role-admin", "role-supervisor", "role-marked", "role-derived"}
}
