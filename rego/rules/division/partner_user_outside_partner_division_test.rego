package cordon.rules.division.partner_user_outside_partner_division_test

import data.cordon.lib.testing
import data.cordon.rules.division.partner_user_outside_partner_division as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_partner_user_elsewhere if {
	found := rule.findings
		with input as testing.org_with({"users": {"user-ana": {"division_id": "div-billing"}}})
		with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-ana"}
	some finding in found
	finding.path == ["users", "user-ana", "division_id"]
	contains(finding.message, "is in division \"Prod_Billing\", which is none of Acme Support's own.")
	contains(finding.message, "Its own: division \"Partner_Acme_Support\".")
}

test_home_is_the_other_rule if {
	count(rule.findings) == 0
		with input as testing.org_with({"users": {"user-ana": {"division_id": "div-home"}}})
		with data.cordon.config as testing.config
}

test_unknown_division_is_named_by_id if {
	some finding in rule.findings
		with input as testing.org_with({"users": {"user-ana": {"division_id": "div-gone"}}})
		with data.cordon.config as testing.config
	contains(finding.message, "is in unknown division div-gone,")
	finding.related == []
}

test_partner_without_divisions if {
	config := testing.config_with({"partners": {"acme": {"divisions": []}}})
	found := rule.findings with input as testing.org with data.cordon.config as config
	testing.about(found) == {"acme: user/user-ana", "acme: user/user-vera"}
	every finding in found {
		endswith(finding.message, "The policy file gives it no division of its own.")
	}
}

test_internal_user_in_a_partner_division if {
	count(rule.findings) == 0
		with input as testing.org_with({"users": {"user-tom": {"division_id": "div-acme"}}})
		with data.cordon.config as testing.config
}

test_listing_beats_the_domain if {
	config := testing.config_with({"partners": {"beta": {"users": ["Ana.Duarte@ACME.example"]}}})
	found := rule.findings with input as testing.org with data.cordon.config as config
	testing.about(found) == {"beta: user/user-ana"}
}
