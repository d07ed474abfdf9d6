package cordon.rules.user.partner_user_undeclared_test

import data.cordon.lib.testing
import data.cordon.rules.user.partner_user_undeclared as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

stranger := testing.org_of([testing.user("user-eve", {"division_id": "div-acme", "email": "eve@postbox.example"})])

test_stranger_in_a_partner_division if {
	found := rule.findings with input as stranger with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-eve"}
	some finding in found
	finding.path == ["users", "user-eve", "division_id"]
	finding.related == [["users", "user-eve", "email"], ["divisions", "div-acme"]]
	finding.key == ["acme"]
	finding.message == concat(" ", [
		"User user-eve (eve@postbox.example) counts as a user of Acme Support only by sitting in",
		"division \"Partner_Acme_Support\"; no partner has the e-mail domain postbox.example.",
	])
}

test_without_an_address if {
	org := testing.without(stranger, ["users/user-eve/email"])
	some finding in rule.findings with input as org with data.cordon.config as testing.config
	endswith(finding.message, "; it has no e-mail address.")
	finding.related == [["divisions", "div-acme"]]
}

test_inactive_users_count_and_deleted_ones_do_not if {
	count(rule.findings) == 1 with input as testing.merged(stranger, {"users": {"user-eve": {"state": "inactive"}}})
		with data.cordon.config as testing.config
	count(rule.findings) == 0 with input as testing.merged(stranger, {"users": {"user-eve": {"state": "deleted"}}})
		with data.cordon.config as testing.config
}

test_listed if {
	every who in ["user-eve", "Eve@postbox.example"] {
		config := testing.config_with({"partners": {"acme": {"users": [who]}}})
		count(rule.findings) == 0 with input as stranger with data.cordon.config as config
	}
}

test_listed_for_another_partner_is_the_other_rule if {
	config := testing.config_with({"partners": {"beta": {"users": ["user-eve"]}}})
	count(rule.findings) == 0 with input as stranger with data.cordon.config as config
}

test_domain_is_known if {
	config := testing.config_with({"partners": {"acme": {"email_domains": ["acme.example", "postbox.example"]}}})
	count(rule.findings) == 0 with input as stranger with data.cordon.config as config
}

test_clone_from_a_partner_org if {
	org := testing.merged(stranger, {"users": {"user-eve": {"cloned_from_org_id": "org-beta"}}})
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_own_people_are_the_other_rule if {
	org := testing.org_of([testing.user("user-tom", {"division_id": "div-acme"})])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_strangers_elsewhere_are_nobodys if {
	org := testing.merged(stranger, {"users": {"user-eve": {"division_id": "div-billing"}}})
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_division_of_two_partners if {
	config := testing.config_with({"partners": {"beta": {"divisions": ["Partner_Beta_Care", "Partner_Acme_Support"]}}})
	found := rule.findings with input as stranger with data.cordon.config as config
	testing.about(found) == {"acme: user/user-eve", "beta: user/user-eve"}
	testing.distinct(found)
}
