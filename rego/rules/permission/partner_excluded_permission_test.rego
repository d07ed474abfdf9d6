package cordon.rules.permission.partner_excluded_permission_test

import data.cordon.lib.testing
import data.cordon.rules.permission.partner_excluded_permission as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

role_with(permissions) := {"roles": {"role-support": {"permissions": permissions}}}

test_one_finding_a_holder_and_role if {
	patch := role_with({
		"telephony:plugin:all": {"conditional": false},
		"directory:user:edit": {"conditional": true},
	})
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {
		"acme: group/group-acme-night", "acme: user/user-ana", "acme: user/user-vera",
		"beta: trustee_user/trustee-rita", "beta: user/user-bo",
	}
	testing.distinct(found)
	some finding in found
	finding.subject.id == "user-ana"
	contains(
		finding.message,
		"They are: directory:user:edit (conditional), telephony:plugin:all. Granted in division",
	)
	finding.data.permissions == ["directory:user:edit", "telephony:plugin:all"]
	["roles", "role-support", "permissions", "telephony:plugin:all"] in finding.related
}

test_names_compare_exactly if {
	count(rule.findings) == 0
		with input as testing.org_with(role_with({"Directory:User:Edit": {"conditional": false}}))
		with data.cordon.config as testing.config
}

test_wildcard_in_the_role if {
	patch := role_with({"directory:user:*": {"conditional": false}})
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	finding.subject.id == "user-ana"
	finding.data.permissions == ["directory:user:edit"]
	["roles", "role-support", "permissions", "directory:user:*"] in finding.related
}

test_wildcard_in_the_role_without_catalogue if {
	org := testing.without(testing.org_with(role_with({"telephony:*:*": {"conditional": false}})), ["permissions"])
	some finding in rule.findings with input as org with data.cordon.config as testing.config
	finding.subject.id == "user-ana"
	"telephony:plugin:all" in finding.data.permissions
}

test_pattern_in_the_policy_file if {
	config := testing.config_with({"permissions": {"excluded": ["TELEPHONY:*:*", "record???:job:*"]}})
	patch := role_with({
		"telephony:settings:view": {"conditional": false},
		"recording:job:add": {"conditional": false},
		"routing:queue:edit": {"conditional": false},
	})
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as config
	finding.subject.id == "user-ana"
	finding.data.permissions == ["recording:job:add", "telephony:settings:view"]
}

test_pattern_finds_what_the_catalogue_lacks if {
	config := testing.config_with({"permissions": {"excluded": ["beta:*:*"]}})
	patch := role_with({"beta:feature:use": {"conditional": false}})
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as config
	finding.data.permissions == ["beta:feature:use"]
}

test_wildcard_covers_what_the_catalogue_lacks if {
	config := testing.config_with({"permissions": {"excluded": ["oauth:client:edit"]}})
	patch := role_with({"oauth:*:*": {"conditional": true}})
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as config
	finding.data.permissions == ["oauth:client:edit"]
	contains(finding.message, "oauth:client:edit (conditional)")
	["roles", "role-support", "permissions", "oauth:*:*"] in finding.related
}

test_one_word_permission if {
	config := testing.config_with({"permissions": {"excluded": ["admin"]}})
	patch := {"roles": {"role-support": {"general_permissions": ["group_creation", "admin"]}}}
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as config
	finding.subject.id == "user-ana"
	finding.data.permissions == ["admin"]
	["roles", "role-support", "general_permissions", 1] in finding.related
	not ["roles", "role-support", "general_permissions", 0] in finding.related
	not contains(finding.message, "conditional")
}

test_unknown_role_has_no_permissions if {
	patch := testing.grants_of("user-ana", [testing.grant("user", "role-gone", "div-acme")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_own_people_may if {
	patch := testing.grants_of("user-tom", [testing.grant("user", "role-admin", "*")])
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_admin_that_is_not_excluded_by_name_is_partner_superuser if {
	patch := {"roles": {"role-support": {
		"general_permissions": ["admin"],
		"permissions": {"directory:user:edit": {"conditional": false}},
	}}}
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	finding.subject.id == "user-ana"
	finding.data.permissions == ["directory:user:edit"]
	alone := {"roles": {"role-support": {"general_permissions": ["admin"]}}}
	count(rule.findings) == 0 with input as testing.org_with(alone) with data.cordon.config as testing.config
}

test_wildcard_and_its_expansion_say_the_same if {
	config := testing.config_with({"permissions": {"excluded": ["routing:queue:*"]}})
	spelt_out := {name: {"conditional": false} | some name in testing.catalogue; startswith(name, "routing:queue:")}
	wild := {"routing:queue:*": {"conditional": false}}
	a := rule.findings with input as testing.org_with(role_with(spelt_out)) with data.cordon.config as config
	b := rule.findings with input as testing.org_with(role_with(wild)) with data.cordon.config as config
	{[finding.subject, finding.data] | some finding in a} == {[finding.subject, finding.data] | some finding in b}
	count(a) > 0
}

test_pattern_names_no_permission_that_the_catalogue_lacks if {
	config := testing.config_with({"permissions": {"excluded": ["*:*:edit"]}})
	patch := role_with({"authorization:*:edit": {"conditional": false}})
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as config
	finding.data.permissions == ["authorization:role:edit"]
}

without_catalogue(patch) := testing.without(
	testing.org_of([patch, {"sections": {"permissions": {"status": "missing"}}}]),
	["permissions"],
)

test_patterns_and_wildcards_without_a_catalogue if {
	config := testing.config_with({"permissions": {"excluded": ["telephony:site:*", "routing:queue:*"]}})
	org := without_catalogue(role_with({"routing:*:view": {"conditional": false}}))
	reasons := rule.not_evaluated with input as org with data.cordon.config as config
	reasons == {concat("", [
		"the catalogue of permissions is not complete, so the excluded `routing:queue:*`, `telephony:site:*` ",
		"can't be resolved",
	])}
	some finding in rule.findings with input as org with data.cordon.config as config
	"routing:queue:view" in finding.data.permissions
}

test_plain_names_need_no_catalogue if {
	config := testing.config_with({"permissions": {"excluded": ["routing:queue:view", "@role-assignment"]}})
	org := without_catalogue(role_with({"routing:*:view": {"conditional": false}}))
	count(rule.not_evaluated) == 0 with input as org with data.cordon.config as config
	count(rule.findings) > 0 with input as org with data.cordon.config as config
}

# A pattern can only miss what a wildcard stands for.
test_patterns_without_wildcards_need_no_catalogue if {
	config := testing.config_with({"permissions": {"excluded": ["routing:queue:*"]}})
	count(rule.not_evaluated) == 0 with input as without_catalogue({}) with data.cordon.config as config
}

test_role_that_the_snapshot_lacks_is_not_evaluated if {
	patch := {"grants": {"user-ana": [testing.grant("user", "role-gone", "div-acme")]}}
	reasons := rule.not_evaluated with input as testing.org_with(patch) with data.cordon.config as testing.config
	reasons == {"partner subjects hold roles that the snapshot lacks: role-gone"}
	none := rule.not_evaluated with input as testing.org with data.cordon.config as testing.config
	count(none) == 0
}
