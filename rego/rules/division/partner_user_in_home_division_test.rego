package cordon.rules.division.partner_user_in_home_division_test

import data.cordon.lib.testing
import data.cordon.rules.division.partner_user_in_home_division as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

test_partner_user_in_home if {
	found := rule.findings
		with input as testing.org_with({"users": {"user-ana": {"division_id": "div-home"}}})
		with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-ana"}
	some finding in found
	finding.path == ["users", "user-ana", "division_id"]
	finding.key == ["acme"]
	startswith(finding.message, "User Ana Duarte (ana.duarte@acme.example) of Acme Support is in the Home division (")
}

test_state_is_said if {
	patch := {"users": {"user-ana": {"division_id": "div-home", "state": "deleted"}}}
	some finding in rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	contains(finding.message, "(ana.duarte@acme.example, deleted)")
}

test_domain_compares_without_case if {
	patch := {"users": {"user-ana": {"division_id": "div-home", "email": "ANA@Acme.Example"}}}
	count(rule.findings) == 1 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_domain_below_is_another_domain if {
	patch := {"users": {"user-ana": {"division_id": "div-home", "email": "ana@mail.acme.example"}}}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_longer_domain_is_another_domain if {
	patch := {"users": {"user-ana": {"division_id": "div-home", "email": "ana@notacme.example"}}}
	count(rule.findings) == 0 with input as testing.org_with(patch) with data.cordon.config as testing.config
}

test_clone_of_a_partner_org_by_name if {
	patch := {"users": {"user-tom": {"division_id": "div-home", "cloned_from_org_id": "org-beta"}}}
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as testing.config
	testing.about(found) == {"beta: user/user-tom"}
}

test_two_partners_are_judged_each if {
	patch := {"users": {"user-ana": {"division_id": "div-home"}}}
	config := testing.config_with({"partners": {"beta": {"email_domains": ["acme.example"]}}})
	found := rule.findings with input as testing.org_with(patch) with data.cordon.config as config
	testing.about(found) == {"acme: user/user-ana", "beta: user/user-ana"}
	testing.distinct(found)
}

test_listed_user_without_address if {
	org := testing.without(testing.org_with({"users": {"user-tom": {"division_id": "div-home"}}}), ["users/user-tom/email"])
	config := testing.config_with({"partners": {"acme": {"users": ["user-tom"]}}})
	some finding in rule.findings with input as org with data.cordon.config as config
	startswith(finding.message, "User Tom Brandt (user-tom) of Acme Support")
}
