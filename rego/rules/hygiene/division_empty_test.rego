package cordon.rules.hygiene.division_empty_test

import data.cordon.lib.testing
import data.cordon.rules.hygiene.division_empty as rule

pilot(changes) := testing.org_of([testing.division("div-pilot", changes)])

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org
}

test_nothing_in_it if {
	found := rule.findings with input as pilot({})
	testing.about(found) == {"division/div-pilot"}
	some finding in found
	finding.path == ["divisions", "div-pilot"]
	finding.message == concat(" ", [
		"Nothing is in division \"div-pilot\" (div-pilot): no user and no object.",
		"How many objects the org counts in it is not in the snapshot.",
	])
}

test_the_org_counts_nothing if {
	some finding in rule.findings with input as pilot({"object_counts": {"QUEUE": 0, "USER": 0}})
	endswith(finding.message, ": no user and no object. The org counts none in it, either.")
}

test_the_org_counts_something if {
	count(rule.findings) == 0 with input as pilot({"object_counts": {"QUEUE": 0, "DECISIONTABLE": 1}})
}

test_one_user if {
	org := testing.merged(pilot({}), testing.user("user-eve", {"division_id": "div-pilot"}))
	count(rule.findings) == 0 with input as org
	without_address := testing.without(org, ["users/user-eve/email"])
	count(rule.findings) == 0 with input as without_address
}

test_a_deleted_user_is_still_there if {
	org := testing.merged(pilot({}), testing.user("user-eve", {"division_id": "div-pilot", "state": "deleted"}))
	count(rule.findings) == 0 with input as org
}

test_one_object if {
	org := testing.merged(pilot({}), testing.resource("queue-pilot", {"division_id": "div-pilot"}))
	count(rule.findings) == 0 with input as org
}

test_home_may_be_empty if {
	org := testing.org_with({
		"users": {"user-ines": {"division_id": "div-billing"}},
		"objects": {"flow-main": {"division_id": "div-billing"}},
	})
	count(rule.findings) == 0 with input as org
}
