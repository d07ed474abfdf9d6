package cordon.rules.user.internal_user_in_partner_division_test

import data.cordon.lib.testing
import data.cordon.rules.user.internal_user_in_partner_division as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

tom_in(division_id) := testing.org_with({"users": {"user-tom": {"division_id": division_id}}})

test_own_people_in_a_partner_division if {
	found := rule.findings with input as tom_in("div-acme") with data.cordon.config as testing.config
	testing.about(found) == {"acme: user/user-tom"}
	some finding in found
	finding.path == ["users", "user-tom", "division_id"]
	finding.related == [["divisions", "div-acme"]]
	finding.key == ["acme"]
	finding.message == concat(" ", [
		"User Tom Brandt (tom.brandt@northwind-energy.example) is one of the org's own and sits in",
		"division \"Partner_Acme_Support\" of Acme Support.",
	])
}

test_domain_compares_without_case if {
	config := testing.config_with({"org": {"internal_email_domains": ["Northwind-Energy.example"]}})
	org := testing.merged(tom_in("div-acme"), {"users": {"user-tom": {"email": "TOM@NORTHWIND-ENERGY.EXAMPLE"}}})
	count(rule.findings) == 1 with input as org with data.cordon.config as config
}

test_divisions_of_nobody if {
	every division_id in ["div-home", "div-billing", "div-hr"] {
		count(rule.findings) == 0 with input as tom_in(division_id) with data.cordon.config as testing.config
	}
}

test_inactive_users_count_and_deleted_ones_do_not if {
	inactive := testing.merged(tom_in("div-acme"), {"users": {"user-tom": {"state": "inactive"}}})
	count(rule.findings) == 1 with input as inactive with data.cordon.config as testing.config
	deleted := testing.merged(tom_in("div-acme"), {"users": {"user-tom": {"state": "deleted"}}})
	count(rule.findings) == 0 with input as deleted with data.cordon.config as testing.config
}

authorized(subject, division) := testing.config_with({"authorizations": [{
	"subject": subject,
	"divisions": [division],
	"reason": "vendor manager",
}]})

test_authorized_by_address_or_id if {
	every who in ["tom.brandt@northwind-energy.example", "Tom.Brandt@Northwind-Energy.example", "user/user-tom"] {
		count(rule.findings) == 0 with input as tom_in("div-acme")
			with data.cordon.config as authorized(who, "Partner_Acme_Support")
	}
}

test_ids_compare_with_case if {
	org := testing.org_of([testing.user("user-Eve", {"division_id": "div-acme"})])
	count(rule.findings) == 0 with input as org
		with data.cordon.config as authorized("user/user-Eve", "Partner_Acme_Support")
	count(rule.findings) == 1 with input as org
		with data.cordon.config as authorized("user/user-eve", "Partner_Acme_Support")
}

test_authorized_for_another_division if {
	count(rule.findings) == 1 with input as tom_in("div-acme")
		with data.cordon.config as authorized("user/user-tom", "Partner_Beta_Care")
}

test_somebody_else_is_authorized if {
	count(rule.findings) == 1 with input as tom_in("div-acme")
		with data.cordon.config as authorized("user/user-ines", "Partner_Acme_Support")
}

test_listed_users_are_the_partners if {
	config := testing.config_with({"partners": {"beta": {"users": ["user-tom"]}}})
	count(rule.findings) == 0 with input as tom_in("div-acme") with data.cordon.config as config
}

test_strangers_are_the_other_rule if {
	org := testing.org_of([testing.user("user-eve", {"division_id": "div-acme", "email": "eve@postbox.example"})])
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_division_of_two_partners if {
	config := testing.config_with({"partners": {"beta": {"divisions": ["Partner_Acme_Support"]}}})
	found := rule.findings with input as tom_in("div-acme") with data.cordon.config as config
	testing.about(found) == {"acme: user/user-tom", "beta: user/user-tom"}
	testing.distinct(found)
}
