package cordon.rules.permission.partner_org_wide_permission_test

import data.cordon.lib.testing
import data.cordon.rules.permission.partner_org_wide_permission as rule

params := {"partner-org-wide-permission": {"ignore": ["telephony:self*", "Presence:*:View"]}}

findings(org, config) := found if {
	found := rule.findings with input as org with data.cordon.config as config with data.cordon.params as params
}

test_good_org_is_quiet if {
	count(findings(testing.org, testing.config)) == 0
}

# A catalogue with more names that do not follow divisions.
more_names := {"permissions": {name: {"division_aware": false, "allows_conditions": false} |
	some name in {
		"directory:group:edit",
		"externalContacts:contact:view",
		"presence:presenceDefinition:view",
		"telephony:selfStationAssociation:edit",
	}
}}

org_with(names) := testing.org_of([
	more_names,
	{"roles": {"role-support": {"permissions": testing.unconditional(names)}}},
])

test_one_finding_a_holder_and_role if {
	found := findings(org_with({"telephony:settings:view", "routing:queue:edit"}), testing.config)
	testing.about(found) == {
		"acme: group/group-acme-night", "acme: user/user-ana", "acme: user/user-vera",
		"beta: trustee_user/trustee-rita", "beta: user/user-bo",
	}
	testing.distinct(found)
	some finding in found
	finding.subject.id == "user-vera"
	finding.key == ["acme", "role-support"]
	finding.path == ["grants", "user-vera", 0]
	finding.divisions == ["div-acme", "div-beta"]
	finding.data.permissions == ["telephony:settings:view"]
	finding.related == [["roles", "role-support", "permissions", "telephony:settings:view"], ["users", "user-vera"]]
	contains(finding.message, concat("", [
		"of Acme Support reaches the whole org through role \"Partner Support\", granted in ",
		"division \"Partner_Acme_Support\", division \"Partner_Beta_Care\" only. ",
		"Not limited to divisions: telephony:settings:view.",
	]))
}

test_group_names_its_members if {
	org := testing.org_of([
		testing.role("role-lists", {"permissions": testing.unconditional({"telephony:settings:view"})}),
		testing.grants_of("group-acme-night", [testing.grant("group", "role-lists", "div-acme")]),
	])
	found := findings(org, testing.config)
	testing.about(found) == {"acme: group/group-acme-night"}
	some finding in found
	contains(finding.message, "1 of its members is of Acme Support: Ana Duarte")
}

test_conditional_ones_are_told_as_such if {
	org := testing.org_with({"roles": {"role-support": {"permissions": {
		"telephony:settings:view": {"conditional": true},
	}}}})
	some finding in findings(org, testing.config)
	contains(finding.message, "Not limited to divisions: telephony:settings:view (conditional).")
}

test_one_word_permission if {
	patch := {"roles": {"role-support": {"general_permissions": ["group_creation"]}}}
	some finding in findings(testing.org_with(patch), testing.config)
	finding.data.permissions == ["group_creation"]
	["roles", "role-support", "general_permissions", 0] in finding.related
}

test_client if {
	patch := {"roles": {"role-reporting": {"permissions": testing.unconditional({"telephony:settings:view"})}}}
	found := findings(testing.org_with(patch), testing.config)
	testing.about(found) == {"acme: oauth_client/client-acme", "beta: oauth_client/client-beta"}
}

test_grant_in_all_divisions_is_partner_grant_all_divisions if {
	org := testing.org_of([
		{"roles": {"role-reporting": {"permissions": testing.unconditional({"telephony:settings:view"})}}},
		{"oauth_clients": {"client-beta": {"role_divisions": []}}},
		testing.grants_of("user-bo", [
			testing.grant("user", "role-reporting", "div-beta"),
			testing.grant("user", "role-reporting", "*"),
		]),
	])
	testing.about(findings(org, testing.config)) == {"acme: oauth_client/client-acme"}
}

test_excluded_names_are_partner_excluded_permission if {
	some finding in findings(org_with({"telephony:settings:view", "telephony:plugin:all"}), testing.config)
	finding.data.permissions == ["telephony:settings:view"]
	count(findings(org_with({"telephony:plugin:all"}), testing.config)) == 0
	count(findings(org_with({"telephony:plugin:all"}), testing.config_with({"permissions": {"excluded": []}}))) == 5
}

test_mandatory_names_are_wanted if {
	config := testing.config_with({"permissions": {"mandatory": ["telephony:settings:view"]}})
	count(findings(org_with({"telephony:settings:view"}), config)) == 0
}

test_escalation_is_partner_escalation_permission if {
	some finding in findings(org_with({"telephony:settings:view", "directory:group:edit"}), testing.config)
	finding.data.permissions == ["telephony:settings:view"]
	conditional := testing.merged(org_with(set()), {"roles": {"role-support": {"permissions": {
		"directory:group:edit": {"conditional": true},
	}}}})
	some other in findings(conditional, testing.config)
	other.data.permissions == ["directory:group:edit"]
}

test_admin_is_partner_superuser if {
	patch := {"roles": {"role-support": {
		"permissions": testing.unconditional({"telephony:settings:view"}),
		"general_permissions": ["admin"],
	}}}
	count(findings(testing.org_with(patch), testing.config)) == 0
}

test_ignored_names if {
	harmless := {"presence:presenceDefinition:view", "telephony:selfStationAssociation:edit"}
	count(findings(org_with(harmless), testing.config)) == 0
	some finding in findings(org_with(harmless | {"externalContacts:contact:view"}), testing.config)
	finding.data.permissions == ["externalContacts:contact:view"]
}

test_own_people_may if {
	patch := {"roles": {"role-operations": {"permissions": testing.unconditional({"telephony:settings:view"})}}}
	count(findings(testing.org_with(patch), testing.config)) == 0
}

test_without_a_catalogue_is_not_evaluated if {
	partial := testing.org_with({"sections": {"permissions": {"status": "partial"}}})
	reasons := rule.not_evaluated with input as partial with data.cordon.config as testing.config
	reasons == {"the catalogue of permissions is not complete, so it is not known which follow divisions"}
}

test_role_that_the_snapshot_lacks_is_not_evaluated if {
	patch := {"grants": {"user-ana": [testing.grant("user", "role-gone", "div-acme")]}}
	reasons := rule.not_evaluated with input as testing.org_with(patch) with data.cordon.config as testing.config
	reasons == {"partner subjects hold roles that the snapshot lacks: role-gone"}
	none := rule.not_evaluated with input as testing.org with data.cordon.config as testing.config
	count(none) == 0
}
