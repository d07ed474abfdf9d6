package cordon.rules.permission.partner_unconditioned_recording_access_test

import data.cordon.lib.testing
import data.cordon.rules.permission.partner_unconditioned_recording_access as rule

params := {"partner-unconditioned-recording-access": {"permissions": [
	"recording:recording:view",
	"recording:s*:VIEW",
	"recording:orphan:view",
]}}

findings(org, config) := found if {
	found := rule.findings with input as org with data.cordon.config as config with data.cordon.params as params
}

entries := {"permissions": {
	"recording:recording:view": {"division_aware": true, "allows_conditions": true},
	"recording:screenRecording:view": {"division_aware": true, "allows_conditions": true},
	"recording:annotation:view": {"division_aware": true, "allows_conditions": true},
	"recording:orphan:view": {"division_aware": true, "allows_conditions": false},
}}

org_with(permissions) := testing.org_of([entries, {"roles": {"role-support": {"permissions": permissions}}}])

test_good_org_is_quiet if {
	count(findings(testing.org, testing.config)) == 0
	count(findings(testing.org_with(entries), testing.config)) == 0
}

test_one_finding_a_holder_and_role if {
	org := org_with(testing.unconditional({"recording:recording:view", "recording:screenRecording:view"}))
	found := findings(org, testing.config)
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
	finding.data.permissions == ["recording:recording:view", "recording:screenRecording:view"]
	finding.related == [
		["roles", "role-support", "permissions", "recording:recording:view"],
		["roles", "role-support", "permissions", "recording:screenRecording:view"],
		["users", "user-vera"],
	]
	contains(finding.message, concat("", [
		"may open recordings without a condition through role \"Partner Support\" in ",
		"division \"Partner_Acme_Support\", division \"Partner_Beta_Care\". ",
		"It gives: recording:recording:view, recording:screenRecording:view.",
	]))
}

test_group_names_its_members if {
	org := testing.org_of([
		entries,
		testing.role("role-ears", {"permissions": testing.unconditional({"recording:recording:view"})}),
		testing.grants_of("group-acme-night", [testing.grant("group", "role-ears", "div-acme")]),
	])
	found := findings(org, testing.config)
	testing.about(found) == {"acme: group/group-acme-night"}
	some finding in found
	contains(finding.message, "1 of its members is of Acme Support: Ana Duarte")
}

test_client if {
	org := testing.org_of([
		entries,
		{"roles": {"role-reporting": {"permissions": testing.unconditional({"recording:recording:view"})}}},
	])
	testing.about(findings(org, testing.config)) == {
		"acme: oauth_client/client-acme",
		"beta: oauth_client/client-beta",
	}
}

test_under_a_condition if {
	count(findings(org_with({"recording:recording:view": {"conditional": true}}), testing.config)) == 0
	some finding in findings(org_with({
		"recording:recording:view": {"conditional": true},
		"recording:screenRecording:view": {"conditional": false},
	}), testing.config)
	finding.data.permissions == ["recording:screenRecording:view"]
}

test_a_condition_in_one_role_is_void_where_another_gives_it_without if {
	org := testing.org_of([
		org_with({"recording:recording:view": {"conditional": true}}),
		{"roles": {"role-reporting": {"permissions": {"recording:recording:view": {"conditional": false}}}}},
		{"oauth_clients": {"client-acme": {"role_divisions": []}, "client-beta": {"role_divisions": []}}},
		testing.grants_of("user-bo", [
			testing.grant("user", "role-support", "div-beta"),
			testing.grant("user", "role-reporting", "div-beta"),
		]),
	])
	found := findings(org, testing.config)
	{[finding.subject.id, finding.key] | some finding in found} == {["user-bo", ["beta", "role-reporting"]]}
}

test_only_what_may_be_conditional if {
	count(findings(org_with(testing.unconditional({"recording:orphan:view"})), testing.config)) == 0
}

test_only_the_names_of_the_parameter if {
	count(findings(org_with(testing.unconditional({"recording:annotation:view"})), testing.config)) == 0
}

test_excluded_names_are_partner_excluded_permission if {
	config := testing.config_with({"permissions": {"excluded": ["recording:recording:*"]}})
	names := {"recording:recording:view", "recording:screenRecording:view"}
	some finding in findings(org_with(testing.unconditional(names)), config)
	finding.data.permissions == ["recording:screenRecording:view"]
	count(findings(org_with(testing.unconditional({"recording:recording:view"})), config)) == 0
}

test_admin_is_partner_superuser if {
	org := testing.merged(
		org_with(testing.unconditional({"recording:recording:view"})),
		{"roles": {"role-support": {"general_permissions": ["admin"]}}},
	)
	count(findings(org, testing.config)) == 0
}

test_own_people_may if {
	org := testing.org_of([
		entries,
		{"roles": {"role-operations": {"permissions": testing.unconditional({"recording:recording:view"})}}},
	])
	count(findings(org, testing.config)) == 0
}

test_without_a_catalogue_is_not_evaluated if {
	partial := testing.org_with({"sections": {"permissions": {"status": "partial"}}})
	reasons := rule.not_evaluated with input as partial with data.cordon.config as testing.config
	reasons == {"the catalogue of permissions is not complete, so it is not known which may be conditional"}
}

test_role_that_the_snapshot_lacks_is_not_evaluated if {
	patch := {"grants": {"user-ana": [testing.grant("user", "role-gone", "div-acme")]}}
	reasons := rule.not_evaluated with input as testing.org_with(patch) with data.cordon.config as testing.config
	reasons == {"partner subjects hold roles that the snapshot lacks: role-gone"}
	none := rule.not_evaluated with input as testing.org with data.cordon.config as testing.config
	count(none) == 0
}
