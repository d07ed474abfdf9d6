package cordon.rules.oauth.oauth_client_secret_age_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_client_secret_age as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config with data.cordon.params as {"oauth-client-secret-age": {"days": 365}}
}

found_in(patch) := found if {
	found := rule.findings with input as testing.org_with({"oauth_clients": {"client-acme": patch}})
		with data.cordon.config as testing.config
		with data.cordon.params as {"oauth-client-secret-age": {"days": 365}}
}

test_never_changed if {
	some finding in found_in({"created_at": "2023-05-11T09:30:00Z"})
	finding.subject.id == "client-acme"
	finding.path == ["oauth_clients", "client-acme", "created_at"]
	endswith(finding.message, "has a secret that is older than 365 days: it was last changed on 2023-05-11.")
}

test_changed_long_ago if {
	some finding in found_in({"created_at": "2023-05-11T09:30:00Z", "modified_at": "2025-08-31T00:00:00Z"})
	finding.path == ["oauth_clients", "client-acme", "modified_at"]
}

test_changed_since if {
	count(found_in({"created_at": "2023-05-11T09:30:00Z", "modified_at": "2025-09-01T06:00:00Z"})) == 0
}

test_without_a_secret_of_its_own if {
	count(found_in({"created_at": "2023-05-11T09:30:00Z", "grant_type": "implicit"})) == 0
}

test_switched_off if count(found_in({"created_at": "2023-05-11T09:30:00Z", "state": "disabled"})) == 0

test_no_dates if {
	org := testing.org_with({"oauth_clients": {"client-beta": {"created_at": "2026-02-01T00:00:00Z"}}})
	reasons := rule.not_evaluated with input as org
	reasons == {concat("", [
		"when clients with a secret were made or changed is not in the snapshot: 1, the first ",
		"OAuth client Vendor_Acme_Reporting_App (client-acme)",
	])}
	dated := {"oauth_clients": {id: {"created_at": "2026-02-01T00:00:00Z"} | some id in {"client-acme", "client-beta"}}}
	none := rule.not_evaluated with input as testing.org_with(dated)
	count(none) == 0
}

test_nobody_knows_what_now_is if {
	some reason in rule.not_evaluated with input as testing.without(testing.org, ["exported_at"])
	contains(reason, "`--now`")
}
