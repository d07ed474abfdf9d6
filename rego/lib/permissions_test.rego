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
