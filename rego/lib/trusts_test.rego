package cordon.lib.trusts_test

import data.cordon.lib.testing
import data.cordon.lib.trusts

ended := testing.org_of([
	testing.trustee_org("org-gone", {"expires_at": "2026-09-01T06:00:00Z"}),
	testing.trustee_org("org-off", {"enabled": false, "expires_at": "2026-01-01T00:00:00Z"}),
	testing.trustee_org("org-endless", {}),
])

test_trusts_by_state if {
	found := trusts.enabled with input as ended
	object.keys(found) == {"org-beta", "org-endless", "org-gone"}
	over := trusts.expired with input as ended
	over == {"org-gone": "2026-09-01T06:00:00Z"}
	working := trusts.working with input as ended
	object.keys(working) == {"org-beta", "org-endless"}
}

test_without_a_clock_they_all_work if {
	org := testing.without(ended, ["exported_at"])
	working := trusts.working with input as org
	object.keys(working) == {"org-beta", "org-endless", "org-gone"}
}

test_subjects_of_all_orgs_whether_trusted_or_not if {
	org := testing.org_of([
		testing.trustee_org("org-off", {"enabled": false, "users": {"trustee-uma": {"name": "Uma Reyes"}}}),
		testing.trustee_org("org-desk", {"groups": {"trustee-night": {"name": "Night desk"}}}),
	])
	found := trusts.subjects with input as org
	found == {"trustee_user": {"trustee-rita", "trustee-uma"}, "trustee_group": {"trustee-desk", "trustee-night"}}
}

test_no_org_trusts if {
	found := trusts.subjects with input as testing.org_without(["trustees"])
	found == {"trustee_user": set(), "trustee_group": set()}
}

test_about_each_partner_or_none if {
	config := testing.config_with(testing.partner("acme", {"trustee_orgs": ["org-beta"]}))
	found := trusts.about with input as ended with data.cordon.config as config
	found["org-beta"] == {
		{"subject": {"type": "trustee", "id": "org-beta"}, "partner": "acme", "key": ["acme"], "divisions": []},
		{"subject": {"type": "trustee", "id": "org-beta"}, "partner": "beta", "key": ["beta"], "divisions": []},
	}
	found["org-gone"] == {{"subject": {"type": "trustee", "id": "org-gone"}, "divisions": []}}
	not found["org-off"]
}

test_told if {
	with_partner := trusts.told("org-beta", {"partner": "beta"}) with input as ended
		with data.cordon.config as testing.config
	with_partner == "The trust in org Beta Care Ltd (org-beta) of Beta Care"
	alone := trusts.told("org-gone", {}) with input as ended with data.cordon.config as testing.config
	alone == "The trust in org org-gone (org-gone), which is no partner's in the policy file,"
}
