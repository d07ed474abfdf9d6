package cordon.rules.oauth.oauth_third_party_authorization_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_third_party_authorization as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config with data.cordon.params as {"oauth-third-party-authorization": {"allowed": []}}
}

found_in(app, allowed) := found if {
	plain := {"name": "Call Insights", "state": "authorized", "scopes": [], "role_ids": []}
	found := rule.findings
		with input as testing.org_with({"oauth_authorizations": {"client-app": object.union(plain, app)}})
		with data.cordon.config as testing.config
		with data.cordon.params as {"oauth-third-party-authorization": {"allowed": allowed}}
}

test_authorized_app if {
	some finding in found_in({}, [])
	finding.subject == {"type": "oauth_client", "id": "client-app"}
	finding.path == ["oauth_authorizations", "client-app"]
	finding.message == concat("", [
		"App Call Insights (client-app) of another company has access to the org. ",
		"It has no scopes and no roles of its own.",
	])
}

test_scopes_roles_and_who_authorized_it if {
	some finding in found_in(
		{"scopes": ["users:readonly", "analytics"], "role_ids": ["role-support", "role-gone"], "resource_owner_id": "user-ines"},
		[],
	)
	contains(finding.message, "It has the scopes analytics, users:readonly and role \"Partner Support\", unknown role role-gone.")
	endswith(finding.message, " It was authorized by User Ines Okafor (ines.okafor@northwind-energy.example).")
	finding.related == [["roles", "role-support"]]
	finding.data == {"scopes": ["analytics", "users:readonly"], "roles": ["role-gone", "role-support"]}
}

test_scopes_without_roles_and_roles_without_scopes if {
	some of_scopes in found_in({"scopes": ["users:readonly"]}, [])
	endswith(of_scopes.message, " It has the scopes users:readonly and no roles of its own.")
	some of_roles in found_in({"role_ids": ["role-support"]}, [])
	endswith(of_roles.message, " It has no scopes and role \"Partner Support\".")
}

test_without_access if {
	some change in [{"state": "requested"}, {"state": "revoked"}, {"state": "unauthorized"}, {"pending": true}]
	count(found_in(change, [])) == 0
}

test_every_state_but_one_is_quiet if {
	fires := {state | some state in {"authorized", "requested", "revoked", "unauthorized"}; count(found_in({"state": state}, [])) > 0}
	fires == {"authorized"}
	count(found_in({"pending": true}, [])) == 0
	count(found_in({"pending": false}, [])) == 1
}

test_known_apps if {
	count(found_in({}, ["client-app"])) == 0
	count(found_in({}, ["call *"])) == 0
	count(found_in({}, ["Call"])) == 1
	count(found_in({}, ["client-*"])) == 1
}
