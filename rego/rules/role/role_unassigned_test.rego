package cordon.rules.role.role_unassigned_test

import data.cordon.lib.testing
import data.cordon.rules.role.role_unassigned as rule

pilot := testing.role("role-pilot", {"name": "Pilot Analytics"})

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_role_of_nobody if {
	found := rule.findings with input as testing.org_of([pilot]) with data.cordon.config as testing.config
	testing.about(found) == {"role/role-pilot"}
	some finding in found
	finding.message == concat("", [
		"Nobody holds custom role \"Pilot Analytics\" (role-pilot).",
		" Whether an authorized app acts with it was not exported.",
	])
	finding.path == ["roles", "role-pilot"]
	finding.related == [["sections", "grants"], ["sections", "oauth_clients"]]
	finding.divisions == []
}

test_shipped_roles_are_quiet if {
	every changes in [{"default": true}, {"default_role_id": "outboundAdmin"}] {
		count(rule.findings) == 0
			with input as testing.org_of([testing.role("role-pilot", changes)])
			with data.cordon.config as testing.config
	}
}

test_any_grant_holds_it if {
	every type in ["user", "group", "oauth_client", "trustee_user", "trustee_group"] {
		org := testing.org_of([pilot, testing.grants_of("whoever", [testing.grant(type, "role-pilot", "div-hr")])])
		count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
	}
}

test_client_holds_it if {
	client := testing.client("client-acme", {"role_divisions": [{"role_id": "role-pilot", "division_id": "div-acme"}]})
	count(rule.findings) == 0
		with input as testing.org_of([pilot, client])
		with data.cordon.config as testing.config
}

apps(role_ids) := {
	"sections": {"oauth_authorizations": {"status": "complete"}},
	"oauth_authorizations": {"app-wallet": {
		"name": "Wallet",
		"state": "authorized",
		"scopes": [],
		"role_ids": role_ids,
	}},
}

test_authorized_app_holds_it if {
	count(rule.findings) == 0
		with input as testing.org_of([pilot, apps(["role-pilot"])])
		with data.cordon.config as testing.config
}

test_no_caveat_where_apps_were_exported if {
	found := rule.findings
		with input as testing.org_of([pilot, apps(["role-support"])])
		with data.cordon.config as testing.config
	some finding in found
	finding.message == "Nobody holds custom role \"Pilot Analytics\" (role-pilot)."
}
