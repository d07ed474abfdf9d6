package cordon.rules.hygiene.division_object_unmapped_test

import data.cordon.lib.testing
import data.cordon.rules.hygiene.division_object_unmapped as rule
import data.cordon.rules.hygiene.snapshot_dangling_reference as dangling

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org
}

billing(counts) := testing.org_with({"divisions": {"div-billing": {"object_counts": counts}}})

test_type_that_is_not_listed if {
	found := rule.findings with input as billing({"DATATABLES": 1, "DECISIONTABLE": 3, "QUEUE": 0, "USER": 1})
	testing.about(found) == {"division/div-billing"}
	some finding in found
	finding.path == ["divisions", "div-billing", "object_counts", "DECISIONTABLE"]
	finding.related == [["divisions", "div-billing"]]
	finding.key == ["DECISIONTABLE"]
	finding.data == {"counted": 3, "listed": 0}
	finding.message == concat(" ", [
		"The org counts 3 of type DECISIONTABLE in division \"Prod_Billing\" (div-billing), and the snapshot lists none.",
		"No rule looked at the rest.",
	])
}

test_more_than_are_listed if {
	some finding in rule.findings with input as billing({"DATATABLES": 4})
	finding.data == {"counted": 4, "listed": 1}
	startswith(finding.message, "The org counts 4 of type DATATABLES in division \"Prod_Billing\" (div-billing), ")
	contains(finding.message, " and the snapshot lists 1. ")
}

test_fewer_than_are_listed if {
	count(rule.findings) == 0 with input as billing({"DATATABLES": 0, "USER": 0})
}

test_types_are_told_apart if {
	queue := testing.resource("queue-b", {"division_id": "div-billing"})
	org := testing.merged(billing({"DATATABLES": 2, "QUEUE": 1}), queue)
	found := rule.findings with input as org
	{finding.key | some finding in found} == {["DATATABLES"]}
}

test_several_of_a_type_and_types_with_one_beginning if {
	org := testing.org_of([
		testing.resource("flow-a", {"type": "FLOW", "division_id": "div-hr"}),
		testing.resource("flow-b", {"type": "FLOW", "division_id": "div-hr"}),
		testing.resource("outcome-a", {"type": "FLOWOUTCOME", "division_id": "div-hr"}),
		testing.division("div-hr", {"object_counts": {"FLOW": 3, "FLOWOUTCOME": 2, "QUEUE": 1}}),
	])
	found := rule.findings with input as org
	{[finding.key[0], finding.data.listed] | some finding in found} == {["FLOW", 2], ["FLOWOUTCOME", 1]}
}

test_divisions_are_told_apart if {
	some finding in rule.findings with input as billing({"FLOW": 1})
	finding.key == ["FLOW"]
}

test_several_types_are_several_findings if {
	found := rule.findings with input as billing({"DATATABLES": 2, "QUEUE": 1, "USER": 5})
	count(found) == 3
	testing.distinct(found)
}

test_users_of_any_state_are_listed if {
	patch := testing.user("user-eve", {"division_id": "div-billing", "state": "deleted", "email": "eve@postbox.example"})
	count(rule.findings) == 0 with input as testing.merged(billing({"USER": 2}), patch)
	found := rule.findings with input as testing.merged(billing({"USER": 3}), patch)
	{finding.data | some finding in found} == {{"counted": 3, "listed": 2}}
}

test_no_users_and_some_counted if {
	org := testing.org_with({"divisions": {"div-hr": {"object_counts": {"USER": 2}}}})
	found := rule.findings with input as org
	{finding.data | some finding in found} == {{"counted": 2, "listed": 0}}
}

nowhere := testing.org_with({"objects": {
	"queue-acme": {"division_id": "div-gone"},
	"queue-beta": {"division_id": "*"},
}})

test_division_that_is_not_there if {
	found := rule.findings with input as nowhere
	testing.about(found) == {"object/queue-acme"}
	some finding in found
	finding.path == ["objects", "queue-acme", "division_id"]
	finding.related == []
	finding.message == "QUEUE \"ACME First Line\" (queue-acme) is in division div-gone, which is not in the snapshot."
}

# The other rule says it of users, grants and clients, and leaves objects to this one.
test_dangling_references_of_objects_are_said_here if {
	count(dangling.findings) == 0 with input as nowhere
}
