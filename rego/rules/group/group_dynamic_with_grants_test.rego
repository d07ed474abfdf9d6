package cordon.rules.group.group_dynamic_with_grants_test

import data.cordon.lib.testing
import data.cordon.rules.group.group_dynamic_with_grants as rule

dynamic(id) := testing.org_with({"groups": {id: {"dynamic": true}}})

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
	count(rule.not_evaluated) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_dynamic_group_with_a_role if {
	found := rule.findings with input as dynamic("group-acme-night") with data.cordon.config as testing.config
	testing.about(found) == {"group/group-acme-night"}
	some finding in found
	startswith(finding.message, concat("", [
		"Group Acme night shift (group-acme-night) passes role \"Partner Support\" in division \"Prod_Billing\" on to ",
		"whoever has certain routing skills.",
	]))
	finding.path == ["groups", "group-acme-night", "dynamic"]
	finding.related == [["grants", "group-acme-night", 0], ["roles", "role-support"]]
	finding.divisions == ["div-billing"]
}

test_own_people_alone_are_no_excuse if {
	org := testing.org_of([
		testing.user("user-ana", {"group_ids": []}),
		testing.group("group-acme-night", {"member_ids": ["user-tom"], "dynamic": true}),
	])
	count(rule.findings) == 1 with input as org with data.cordon.config as testing.config
}

test_group_that_passes_nothing_on_is_quiet if {
	count(rule.findings) == 0 with input as dynamic("group-bikes") with data.cordon.config as testing.config
}

test_not_said_is_not_evaluated if {
	org := testing.org_without(["groups/group-acme-night/dynamic", "groups/group-bikes/dynamic"])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
	reasons := rule.not_evaluated with input as org with data.cordon.config as testing.config
	reasons == {concat(" ", [
		"the snapshot does not say whether these groups are dynamic:",
		"Group Acme night shift (group-acme-night)",
	])}
}
