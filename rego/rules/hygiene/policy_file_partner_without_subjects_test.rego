package cordon.rules.hygiene.policy_file_partner_without_subjects_test

import data.cordon.lib.testing
import data.cordon.rules.hygiene.policy_file_partner_without_subjects as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

gamma(changes) := testing.config_with(testing.partner("gamma", object.union({"name": "Gamma Chat"}, changes)))

test_partner_that_matches_nothing if {
	found := rule.findings with input as testing.org with data.cordon.config as gamma({"email_domains": ["gamma.example"]})
	testing.about(found) == {"gamma: organization/org-northwind"}
	some finding in found
	finding.path == ["organization"]
	finding.related == []
	finding.key == ["gamma"]
	finding.divisions == []
	finding.message == "Partner Gamma Chat of the policy file matches no user, OAuth client or trusted org."
}

# Objects, grants and people of the org's own in its divisions are nobody of its.
test_its_divisions_are_the_evidence if {
	config := gamma({"divisions": ["Prod_Outages", "Prod_Billing", "Prod_Gone"]})
	some finding in rule.findings with input as testing.org with data.cordon.config as config
	finding.path == ["divisions", "div-billing"]
	finding.related == [["divisions", "div-outages"]]
	finding.divisions == ["div-billing", "div-outages"]
	endswith(finding.message, " trusted org. Of its own it has division \"Prod_Billing\", division \"Prod_Outages\".")
}

test_one_subject_is_enough if {
	every changes in [
		{"users": ["user-tom"]},
		{"users": ["trustee-rita"]},
		{"oauth_clients": ["client-wallboard"]},
		{"oauth_client_names": ["Wall*"]},
		{"email_domains": ["northwind-energy.example"]},
	] {
		count(rule.findings) == 0 with input as testing.org with data.cordon.config as gamma(changes)
	}
}

test_a_trusted_org_without_users_is_enough if {
	org := testing.org_of([testing.trustee_org("org-gamma", {"name": "Gamma Chat Inc"})])
	every name in ["Gamma Chat Inc", "org-gamma"] {
		count(rule.findings) == 0 with input as org with data.cordon.config as gamma({"trustee_orgs": [name]})
	}
	count(rule.findings) == 1 with input as testing.org with data.cordon.config as gamma({"trustee_orgs": ["org-gamma"]})
}

test_a_user_in_its_division_is_enough if {
	org := testing.org_of([testing.user("user-eve", {"division_id": "div-hr", "email": "eve@postbox.example"})])
	count(rule.findings) == 0 with input as org with data.cordon.config as gamma({"divisions": ["HR"]})
}

test_each_partner_is_one_finding if {
	config := object.union(gamma({}), testing.partner("delta", {}))
	found := rule.findings with input as testing.org with data.cordon.config as config
	testing.about(found) == {"delta: organization/org-northwind", "gamma: organization/org-northwind"}
	testing.distinct(found)
}
