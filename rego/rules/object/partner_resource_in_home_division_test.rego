package cordon.rules.object.partner_resource_in_home_division_test

import data.cordon.lib.testing
import data.cordon.rules.object.partner_resource_in_home_division as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_queue_in_home if {
	found := rule.findings
		with input as testing.org_with({"objects": {"queue-acme": {"division_id": "div-home"}}})
		with data.cordon.config as testing.config
	testing.about(found) == {"acme: object/queue-acme"}
	some finding in found
	finding.path == ["objects", "queue-acme", "division_id"]
	startswith(finding.message, "QUEUE \"ACME First Line\" (queue-acme) has a name of Acme Support's but is")
}

test_names_compare_without_case if {
	count(rule.findings) == 1
		with input as testing.org_with({"objects": {"flow-main": {"name": "acme_main"}}})
		with data.cordon.config as testing.config
}

test_whole_name if {
	count(rule.findings) == 0
		with input as testing.org_with({"objects": {"flow-main": {"name": "Overflow of ACME calls"}}})
		with data.cordon.config as testing.config
}

test_two_partners_are_judged_each if {
	config := testing.config_with({"partners": {"beta": {"resource_names": ["*line"]}}})
	patch := {"objects": {"queue-acme": {"division_id": "div-home"}}}
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as config
	testing.about(found) == {"acme: object/queue-acme", "beta: object/queue-acme"}
	testing.distinct(found)
}

test_no_objects if {
	count(rule.findings) == 0 with input as testing.org_without(["objects"]) with data.cordon.config as testing.config
}

test_partner_without_a_division_of_its_own if {
	config := testing.config_with({"partners": {"acme": {"divisions": []}}})
	patch := {"objects": {"queue-acme": {"division_id": "div-home"}}}
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as config
	endswith(finding.message, " The policy file gives it no division of its own.")
}
