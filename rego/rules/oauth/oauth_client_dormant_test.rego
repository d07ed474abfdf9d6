package cordon.rules.oauth.oauth_client_dormant_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_client_dormant as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config with data.cordon.params as {"oauth-client-dormant": {"days": 90}}
}

found_in(org) := found if {
	found := rule.findings with input as org
		with data.cordon.config as testing.config
		with data.cordon.params as {"oauth-client-dormant": {"days": 90}}
}

used(at) := {"oauth_clients": {"client-acme": {"last_used_at": at}}}

test_not_used_for_long if {
	some finding in found_in(testing.org_with(used("2026-06-03T05:59:59Z")))
	finding.subject.id == "client-acme"
	finding.path == ["oauth_clients", "client-acme", "last_used_at"]
	startswith(
		finding.message,
		"OAuth client Vendor_Acme_Reporting_App (client-acme) was last used on 2026-06-03, more than 90 days ago,",
	)
}

test_limit if count(found_in(testing.org_with(used("2026-06-03T06:00:00Z")))) == 0

test_switched_off if {
	patch := {"oauth_clients": {"client-acme": {"last_used_at": "2024-01-01T00:00:00Z", "state": "disabled"}}}
	count(found_in(testing.org_with(patch))) == 0
}

undated(created) := testing.org_of([
	used("2026-08-31T00:00:00Z"),
	{"oauth_clients": {
		"client-beta": created,
		"client-wallboard": {"state": "disabled", "last_used_at": "2026-05-02T00:00:00Z"},
	}},
])

test_no_call_is_known if {
	found := found_in(undated({"created_at": "2026-01-12T10:00:00Z"}))
	testing.about(found) == {"oauth_client/client-beta"}
	some finding in found
	finding.path == ["oauth_clients", "client-beta"]
	["oauth_clients", "client-beta", "created_at"] in finding.related
	endswith(finding.message, "no call of it is known. It was created on 2026-01-12.")
}

test_nothing_is_left_open_where_usage_goes_back_far if {
	reasons := rule.not_evaluated with input as undated({"created_at": "2026-01-12T10:00:00Z"})
		with data.cordon.params as {"oauth-client-dormant": {"days": 90}}
	count(reasons) == 0
}

test_old_client_in_use if {
	org := undated({"created_at": "2020-01-12T10:00:00Z", "last_used_at": "2026-08-31T00:00:00Z"})
	count(found_in(org)) == 0
	changed := testing.merged(org, {"oauth_clients": {"client-beta": {"modified_at": "2020-01-13T10:00:00Z"}}})
	count(found_in(changed)) == 0
}

test_old_client_that_was_changed_and_not_used if {
	found := found_in(undated({"created_at": "2020-01-12T10:00:00Z", "modified_at": "2026-08-31T00:00:00Z"}))
	testing.about(found) == {"oauth_client/client-beta"}
}

test_new_client if count(found_in(undated({"created_at": "2026-08-20T10:00:00Z"}))) == 0

test_nobody_knows_when_it_was_created if {
	org := undated({})
	count(found_in(org)) == 0
	reasons := rule.not_evaluated with input as org
	some reason in reasons
	startswith(reason, "neither a call nor the creation of active clients has a date: ")
	endswith(reason, sprintf(", the first OAuth client %s", [name_of(org, "client-beta")]))
}

name_of(org, id) := sprintf("%s (%s)", [org.oauth_clients[id].name, id])

test_new_and_switched_off if {
	count(found_in(undated({"created_at": "2026-01-12T10:00:00Z", "state": "inactive"}))) == 0
}

test_usage_was_not_asked_for if {
	org := testing.org_with({"oauth_clients": {"client-acme": {"created_at": "2020-01-01T00:00:00Z"}}})
	count(found_in(org)) == 0
	reasons := rule.not_evaluated with input as org
	reasons == {"no client has a date of its last call: the export did not ask for usage (`--usage-days`)"}
	dated := {id: {"created_at": "2026-08-20T10:00:00Z"} | some id, _ in testing.org.oauth_clients}
	none := rule.not_evaluated with input as testing.org_of([{"oauth_clients": dated}, used("2026-08-31T00:00:00Z")])
	count(none) == 0
}

test_no_active_client_needs_no_usage if {
	org := object.union(testing.without(testing.org, ["oauth_clients"]), {"oauth_clients": {}})
	none := rule.not_evaluated with input as org
	count(none) == 0
}

test_one_active_client_needs_usage if {
	clients := {"client-one": testing.org.oauth_clients["client-acme"]}
	org := object.union(testing.without(testing.org, ["oauth_clients"]), {"oauth_clients": clients})
	count(rule.not_evaluated) == 1 with input as org
}

test_nobody_knows_what_now_is if {
	org := testing.without(testing.org_with(used("2024-01-01T00:00:00Z")), ["exported_at"])
	reasons := rule.not_evaluated with input as org
	some reason in reasons
	contains(reason, "`--now`")
}

test_usage_of_a_week_alone if {
	patch := {
		"client-acme": {"created_at": "2020-01-12T10:00:00Z"},
		"client-beta": {"created_at": "2020-01-12T10:00:00Z", "modified_at": "2020-01-13T10:00:00Z"},
		"client-wallboard": {"state": "disabled"},
	}
	org := testing.org_of([used("2026-08-28T00:00:00Z"), {"oauth_clients": patch}])
	count(found_in(org)) == 0
	reasons := rule.not_evaluated with input as org
		with data.cordon.params as {"oauth-client-dormant": {"days": 90}}
	reasons == {concat("", [
		"no call is known of active clients, and usage since 2026-08-28 alone: 1, the first ",
		"OAuth client Vendor_Beta_WFM_Sync (client-beta)",
	])}
}
