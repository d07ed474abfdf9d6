package cordon.rules.user.partner_user_dormant_test

import data.cordon.lib.testing
import data.cordon.rules.user.partner_user_dormant as rule

params := {"partner-user-dormant": {"days": 90, "never_signed_in": false}}

never_counts := {"partner-user-dormant": {"days": 90, "never_signed_in": true}}

# Exported on 2026-09-01T06:00:00Z. Everybody of the partners came on the last day, unless a test says otherwise.
lively := testing.org_of([testing.user(id, {"last_token_issued_at": "2026-08-31T07:00:00Z"}) |
	some id in ["user-ana", "user-vera", "user-bo"]
])

with_ana(changes) := testing.merged(lively, {"users": {"user-ana": changes}})

dateless_ana := testing.without(lively, ["users/user-ana/last_token_issued_at"])

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org
		with data.cordon.config as testing.config
		with data.cordon.params as params
}

test_lively_org_is_quiet_and_looked_at if {
	count(rule.findings) == 0 with input as lively
		with data.cordon.config as testing.config
		with data.cordon.params as params
	count(rule.not_evaluated) == 0 with input as lively
		with data.cordon.config as testing.config
		with data.cordon.params as params
}

test_last_token_long_ago if {
	found := rule.findings with input as with_ana({"last_token_issued_at": "2026-03-01T07:00:00Z"})
		with data.cordon.config as testing.config
		with data.cordon.params as params
	testing.about(found) == {"acme: user/user-ana"}
	some finding in found
	finding.path == ["users", "user-ana", "last_token_issued_at"]
	finding.related == [["users", "user-ana", "state"]]
	finding.key == ["acme"]
	finding.data == {"last_signed_in_at": "2026-03-01T07:00:00Z"}
	finding.message == concat(" ", [
		"User Ana Duarte (ana.duarte@acme.example) of Acme Support last signed in on 2026-03-01,",
		"more than 90 days ago, and is still active.",
	])
}

test_the_later_date_counts if {
	org := with_ana({"last_token_issued_at": "2026-03-01T07:00:00Z", "last_login_at": "2026-04-01T07:00:00Z"})
	recent := with_ana({"last_token_issued_at": "2026-03-01T07:00:00Z", "last_login_at": "2026-08-01T07:00:00Z"})
	some finding in rule.findings with input as org
		with data.cordon.config as testing.config
		with data.cordon.params as params
	finding.path == ["users", "user-ana", "last_login_at"]
	count(rule.findings) == 0 with input as recent
		with data.cordon.config as testing.config
		with data.cordon.params as params
}

test_days_are_a_parameter if {
	org := with_ana({"last_token_issued_at": "2026-06-30T07:00:00Z"})
	count(rule.findings) == 0 with input as org
		with data.cordon.config as testing.config
		with data.cordon.params as params
	count(rule.findings) == 1 with input as org
		with data.cordon.config as testing.config
		with data.cordon.params as {"partner-user-dormant": {"days": 60, "never_signed_in": false}}
}

test_now_as_given if {
	count(rule.findings) == 3 with input as lively
		with data.cordon.config as testing.config
		with data.cordon.params as params
		with data.cordon.now as "2026-12-24T00:00:00Z"
}

test_inactive_users_are_the_other_rule if {
	every state in ["inactive", "deleted"] {
		count(rule.findings) == 0 with input as with_ana({"last_token_issued_at": "2020-03-01T07:00:00Z", "state": state})
			with data.cordon.config as testing.config
			with data.cordon.params as params
	}
}

test_internal_users_are_not_looked_at if {
	patch := testing.user("user-tom", {"last_token_issued_at": "2020-03-01T07:00:00Z"})
	count(rule.findings) == 0 with input as testing.merged(lively, patch)
		with data.cordon.config as testing.config
		with data.cordon.params as params
}

test_two_partners_are_judged_each if {
	config := testing.config_with({"partners": {"beta": {"email_domains": ["acme.example"]}}})
	found := rule.findings with input as with_ana({"last_token_issued_at": "2026-03-01T07:00:00Z"})
		with data.cordon.config as config
		with data.cordon.params as params
	testing.about(found) == {"acme: user/user-ana", "beta: user/user-ana"}
	testing.distinct(found)
}

test_without_any_date_is_not_known if {
	count(rule.findings) == 0 with input as dateless_ana
		with data.cordon.config as testing.config
		with data.cordon.params as params
	reasons := rule.not_evaluated with input as dateless_ana
		with data.cordon.config as testing.config
		with data.cordon.params as params
	reasons == {concat(" ", [
		"no sign-in is known of active users, who may be new or never have come: 1,",
		"the first Ana Duarte (ana.duarte@acme.example)",
	])}
}

test_never_signed_in_counts_when_asked_for if {
	found := rule.findings with input as dateless_ana
		with data.cordon.config as testing.config
		with data.cordon.params as never_counts
	testing.about(found) == {"acme: user/user-ana"}
	some finding in found
	finding.path == ["users", "user-ana"]
	finding.related == [["users", "user-ana", "state"]]
	finding.key == ["acme"]
	endswith(finding.message, " is active, and no sign-in is known: neither a token nor a login has a date.")
	count(rule.not_evaluated) == 0 with input as dateless_ana
		with data.cordon.config as testing.config
		with data.cordon.params as never_counts
}

test_an_export_without_dates_tells_nothing if {
	every settings in [params, never_counts] {
		count(rule.findings) == 0 with input as testing.org
			with data.cordon.config as testing.config
			with data.cordon.params as settings
		reasons := rule.not_evaluated with input as testing.org
			with data.cordon.config as testing.config
			with data.cordon.params as settings
		reasons == {"no user of the snapshot has a date of a token or a login: the export did not ask for them"}
	}
}

test_one_active_user_is_enough_to_miss_dates if {
	patch := {"users": {id: {"state": "inactive"} | some id in ["user-vera", "user-bo"]}}
	count(rule.not_evaluated) == 1 with input as testing.org_with(patch)
		with data.cordon.config as testing.config
		with data.cordon.params as params
}

test_dates_of_anybody_show_that_the_export_asked if {
	every member in ["last_token_issued_at", "last_login_at"] {
		found := rule.findings with input as testing.org_with({"users": {"user-tom": {member: "2026-08-31T07:00:00Z"}}})
			with data.cordon.config as testing.config
			with data.cordon.params as never_counts
		testing.about(found) == {"acme: user/user-ana", "acme: user/user-vera", "beta: user/user-bo"}
	}
}

test_without_partner_users_nothing_is_missing if {
	patch := {"users": {id: {"state": "inactive"} | some id in ["user-ana", "user-vera", "user-bo"]}}
	count(rule.not_evaluated) == 0 with input as testing.org_with(patch)
		with data.cordon.config as testing.config
		with data.cordon.params as params
}

test_without_a_moment_nothing_is_told if {
	org := testing.without(lively, ["exported_at"])
	reasons := rule.not_evaluated with input as org
		with data.cordon.config as testing.config
		with data.cordon.params as params
	reasons == {"the snapshot does not say when it was made, so ages are not known without `--now`"}
}

test_another_time_zone if {
	org := testing.org_with({"users": {"user-ana": {"last_token_issued_at": "2026-06-03T07:59:59+02:00"}}})
	found := rule.findings with input as org
		with data.cordon.config as testing.config
		with data.cordon.params as {"partner-user-dormant": {"days": 90, "never_signed_in": false}}
	"acme: user/user-ana" in testing.about(found)
	later := testing.org_with({"users": {"user-ana": {"last_token_issued_at": "2026-06-03T08:00:00+02:00"}}})
	none := rule.findings with input as later
		with data.cordon.config as testing.config
		with data.cordon.params as {"partner-user-dormant": {"days": 90, "never_signed_in": false}}
	count(none) == 0
}
