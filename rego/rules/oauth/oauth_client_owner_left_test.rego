package cordon.rules.oauth.oauth_client_owner_left_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_client_owner_left as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

found_in(client, users) := found if {
	found := rule.findings with input as testing.org_with({"users": users, "oauth_clients": {"client-acme": client}})
		with data.cordon.config as testing.config
}

left := {"user-tom": {"state": "inactive"}}

test_creator_left if {
	some finding in found_in({"created_by": "user-tom"}, left)
	finding.subject == {"type": "oauth_client", "id": "client-acme"}
	finding.path == ["oauth_clients", "client-acme", "created_by"]
	finding.related == [["users", "user-tom"]]
	endswith(finding.message, "has nobody who answers for it: its creator Tom Brandt is inactive.")
}

test_creator_is_not_in_the_org if {
	some finding in found_in({"created_by": "user-gone"}, {})
	endswith(finding.message, "its creator user-gone is not in the org.")
	finding.related == []
}

test_whoever_changed_it_left_too if {
	some finding in found_in({"created_by": "user-tom", "modified_by": "user-gone"}, {"user-tom": {"state": "deleted"}})
	endswith(finding.message, "its creator Tom Brandt is deleted. user-gone, who changed it last, is not in the org.")
	finding.related == [["oauth_clients", "client-acme", "modified_by"], ["users", "user-tom"]]
}

test_state_of_whoever_changed_it_last if {
	some finding in found_in({"created_by": "user-gone", "modified_by": "user-tom"}, left)
	endswith(finding.message, "its creator user-gone is not in the org. Tom Brandt, who changed it last, is inactive.")
}

test_the_same_person_is_said_once if {
	some finding in found_in({"created_by": "user-tom", "modified_by": "user-tom"}, left)
	endswith(finding.message, "its creator Tom Brandt is inactive.")
}

test_somebody_took_it_over if count(found_in({"created_by": "user-tom", "modified_by": "user-ines"}, left)) == 0

test_creator_is_there if count(found_in({"created_by": "user-ines"}, left)) == 0

test_creator_is_there_and_the_last_one_left if {
	count(found_in({"created_by": "user-ines", "modified_by": "user-tom"}, left)) == 0
}

test_creator_is_a_client if count(found_in({"created_by": "client-beta"}, {})) == 0

test_creator_is_an_app if {
	app := {"client-app": {"name": "App", "state": "authorized", "scopes": [], "role_ids": []}}
	patch := {"oauth_authorizations": app, "oauth_clients": {"client-acme": {"created_by": "client-app"}}}
	count(rule.findings) == 0 with input as testing.org_with(patch)
}

test_nobody_knows_the_creator if count(found_in({}, left)) == 0

test_only_the_last_one_is_known if count(found_in({"modified_by": "user-tom"}, left)) == 0

test_switched_off if count(found_in({"created_by": "user-tom", "state": "disabled"}, left)) == 0

test_creator_is_of_a_trusted_org if count(found_in({"created_by": "trustee-rita"}, {})) == 0
