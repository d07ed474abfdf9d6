package cordon.rules.permission.partner_superuser_test

import data.cordon.lib.testing
import data.cordon.rules.permission.partner_superuser as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

golive := {"roles": {"role-golive": {
	"name": "Go-live",
	"default": false,
	"permissions": testing.unconditional({"routing:queue:view"}),
	"general_permissions": ["group_creation", "admin"],
}}}

given(id, grants) := testing.org_of([golive, testing.grants_of(id, grants)])

test_user if {
	org := given("user-bo", [
		testing.grant("user", "role-support", "div-beta"),
		testing.grant("user", "role-golive", "div-beta"),
		testing.grant("user", "role-golive", "div-billing"),
	])
	found := rule.findings with input as org with data.cordon.config as testing.config
	testing.about(found) == {"beta: user/user-bo"}
	some finding in found
	finding.path == ["grants", "user-bo", 1]
	finding.key == ["beta", "role-golive"]
	finding.divisions == ["div-beta", "div-billing"]
	finding.related == [["roles", "role-golive", "general_permissions", 1], ["users", "user-bo"]]
	finding.message == concat("", [
		"User Bo Castell (bo.castell@beta.example) of Beta Care may do anything in the whole org: it holds role ",
		"\"Go-live\" with the one-word admin. Granted in division \"Partner_Beta_Care\", division \"Prod_Billing\".",
	])
}

test_one_finding_a_role if {
	org := given("user-bo", [
		testing.grant("user", "role-admin", "div-beta"),
		testing.grant("user", "role-golive", "div-beta"),
	])
	found := rule.findings with input as org with data.cordon.config as testing.config
	{finding.key | some finding in found} == {["beta", "role-admin"], ["beta", "role-golive"]}
	testing.distinct(found)
}

test_group_once_and_not_its_members if {
	org := given("group-acme-night", [testing.grant("group", "role-golive", "div-acme")])
	found := rule.findings with input as org with data.cordon.config as testing.config
	testing.about(found) == {"acme: group/group-acme-night"}
	some finding in found
	contains(finding.message, "1 of its members is of Acme Support: Ana Duarte")
}

test_client_and_trustees if {
	patch := object.union(golive, {
		"grants": {
			"trustee-rita": [testing.grant("trustee_user", "role-golive", "div-beta")],
			"trustee-desk": [testing.grant("trustee_group", "role-golive", "div-beta")],
		},
		"oauth_clients": {"client-acme": {"role_divisions": [{"role_id": "role-golive", "division_id": "div-acme"}]}},
	})
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {
		"acme: oauth_client/client-acme", "beta: trustee_user/trustee-rita", "beta: trustee_group/trustee-desk",
	}
}

test_client_that_acts_as_the_user if {
	patch := object.union(golive, {"oauth_clients": {"client-acme": {
		"grant_type": "authorization_code",
		"role_divisions": [{"role_id": "role-golive", "division_id": "div-acme"}],
	}}})
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_subject_of_two_partners if {
	org := given("user-bo", [testing.grant("user", "role-golive", "div-beta")])
	config := testing.config_with({"partners": {"acme": {"email_domains": ["acme.example", "beta.example"]}}})
	found := rule.findings with input as org with data.cordon.config as config
	testing.about(found) == {"acme: user/user-bo", "beta: user/user-bo"}
	testing.distinct(found)
}

test_own_people_may if {
	org := given("user-tom", [testing.grant("user", "role-golive", "div-billing")])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_every_permission_is_not_admin if {
	patch := {"roles": {"role-support": {
		"permissions": testing.unconditional(testing.catalogue),
		"general_permissions": ["group_creation"],
	}}}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_excluded_by_name_is_partner_excluded_permission if {
	org := given("user-bo", [testing.grant("user", "role-golive", "div-beta")])
	every entry in ["admin", "@escalation", "a*"] {
		config := testing.config_with({"permissions": {"excluded": [entry]}})
		count(rule.findings) == 0 with input as org with data.cordon.config as config
	}
	nothing := testing.config_with({"permissions": {"excluded": []}})
	count(rule.findings) == 1 with input as org with data.cordon.config as nothing
}

test_full_access_of_a_trust_is_trustee_full_access if {
	org := testing.org_with({"trustees": {"org-beta": {"has_full_access": true}}})
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_role_that_the_snapshot_lacks_is_not_evaluated if {
	patch := {"grants": {"user-ana": [testing.grant("user", "role-gone", "div-acme")]}}
	reasons := rule.not_evaluated with input as testing.org_with(patch) with data.cordon.config as testing.config
	reasons == {"partner subjects hold roles that the snapshot lacks: role-gone"}
	none := rule.not_evaluated with input as testing.org with data.cordon.config as testing.config
	count(none) == 0
}
