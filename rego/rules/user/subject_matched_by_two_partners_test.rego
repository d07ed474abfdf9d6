package cordon.rules.user.subject_matched_by_two_partners_test

import data.cordon.lib.testing
import data.cordon.rules.oauth.oauth_client_shared_by_partners as shared_clients
import data.cordon.rules.user.subject_matched_by_two_partners as rule

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

both_list(who) := testing.config_with({"partners": {"acme": {"users": [who]}, "beta": {"users": ["user-bo"]}}})

test_both_list_it if {
	found := rule.findings with input as testing.org with data.cordon.config as both_list("bo.castell@beta.example")
	testing.about(found) == {"user/user-bo"}
	some finding in found
	finding.path == ["users", "user-bo"]
	finding.related == []
	finding.data == {"partners": ["acme", "beta"]}
	finding.message == concat(" ", [
		"User Bo Castell (bo.castell@beta.example) is matched by 2 partners: Acme Support, Beta Care.",
		"The reason: both list it.",
	])
}

test_listed_user_that_left_only_its_grants if {
	org := testing.without(testing.org, ["users/user-bo"])
	some finding in rule.findings with input as org with data.cordon.config as both_list("user-bo")
	finding.path == ["grants", "user-bo"]
}

test_listed_for_one_decides if {
	config := testing.config_with({"partners": {"acme": {"users": ["bo.castell@beta.example"]}}})
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as config
}

clone := testing.org_with({"users": {"user-ana": {"cloned_from_org_id": "org-beta"}}})

test_domain_of_one_and_clone_of_the_other if {
	found := rule.findings with input as clone with data.cordon.config as testing.config
	testing.about(found) == {"user/user-ana"}
	some finding in found
	finding.path == ["users", "user-ana", "cloned_from_org_id"]
	finding.related == [["users", "user-ana", "email"]]
	finding.data == {"partners": ["acme", "beta"]}
	endswith(finding.message, concat(" ", [
		"is matched by 2 partners: Acme Support, Beta Care. The reason: it has an e-mail domain of Acme Support",
		"and is a clone from an org of Beta Care.",
	]))
}

test_listing_settles_it if {
	config := testing.config_with({"partners": {"acme": {"users": ["user-ana"]}}})
	count(rule.findings) == 0 with input as clone with data.cordon.config as config
}

test_domain_and_clone_of_one_partner if {
	org := testing.org_with({"users": {"user-bo": {"cloned_from_org_id": "org-beta"}}})
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_clone_with_a_domain_of_nobody if {
	org := testing.org_with({"users": {"user-tom": {"cloned_from_org_id": "org-beta"}}})
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_both_give_its_domain if {
	config := testing.config_with({"partners": {"acme": {"email_domains": ["acme.example", "beta.example"]}}})
	found := rule.findings with input as testing.org with data.cordon.config as config
	testing.about(found) == {"user/user-bo"}
	some finding in found
	finding.path == ["users", "user-bo", "email"]
	endswith(finding.message, "The reason: both give its e-mail domain.")
}

test_a_shared_domain_is_one_finding_on_a_clone if {
	config := testing.config_with({"partners": {"acme": {"email_domains": ["beta.example"]}}})
	org := testing.org_with({"users": {"user-bo": {"cloned_from_org_id": "org-beta"}}})
	count(rule.findings) == 1 with input as org with data.cordon.config as config
	of_a_third := object.union(config, testing.partner("gamma", {"trustee_orgs": ["org-gamma"]}))
	other := testing.org_with({"users": {"user-bo": {"cloned_from_org_id": "org-gamma"}}})
	count(rule.findings) == 1 with input as other with data.cordon.config as of_a_third
}

shared_org := testing.config_with({"partners": {"acme": {"trustee_orgs": ["org-beta"]}}})

test_both_give_the_org_that_it_is_a_clone_from if {
	org := testing.org_with({"users": {"user-tom": {"cloned_from_org_id": "org-beta"}}})
	some finding in rule.findings with input as org with data.cordon.config as shared_org
	finding.subject == {"type": "user", "id": "user-tom"}
	finding.path == ["users", "user-tom", "cloned_from_org_id"]
	endswith(finding.message, "The reason: both give the org that it is a clone from.")
}

test_both_own_its_division if {
	config := testing.config_with({"partners": {"acme": {"divisions": ["Partner_Acme_Support", "Partner_Beta_Care"]}}})
	org := testing.org_of([testing.user("user-eve", {"division_id": "div-beta", "email": "eve@postbox.example"})])
	some finding in rule.findings with input as org with data.cordon.config as config
	finding.subject == {"type": "user", "id": "user-eve"}
	finding.path == ["users", "user-eve", "division_id"]
	endswith(finding.message, "The reason: both own the division that it is in.")
}

# One finding on the org, none on its user and its group.
test_trusted_org_of_two_partners if {
	found := rule.findings with input as testing.org with data.cordon.config as shared_org
	testing.about(found) == {"trustee/org-beta"}
	some finding in found
	finding.path == ["trustees", "org-beta", "name"]
	finding.message == concat(" ", [
		"Trusted org Beta Care Ltd (org-beta) is matched by 2 partners: Acme Support, Beta Care.",
		"The reason: both give it as an org of theirs.",
	])
}

test_org_that_is_not_there if {
	config := testing.config_with({"partners": {
		"acme": {"trustee_orgs": ["org-gone"]},
		"beta": {"trustee_orgs": ["org-gone"]},
	}})
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as config
}

test_trusted_subjects_of_two_orgs if {
	config := testing.config_with({"partners": {"acme": {"trustee_orgs": ["org-acme"]}}})
	org := testing.org_of([testing.trustee_org("org-acme", {
		"users": {"trustee-rita": {"name": "Rita Moreau"}},
		"groups": {"trustee-desk": {"name": "Beta service desk"}},
	})])
	found := rule.findings with input as org with data.cordon.config as config
	testing.about(found) == {"trustee_user/trustee-rita", "trustee_group/trustee-desk"}
	some finding in found
	finding.subject.type == "trustee_user"
	finding.path == ["trustees", "org-acme", "users", "trustee-rita"]
	finding.related == [["trustees", "org-beta", "users", "trustee-rita"]]
	endswith(finding.message, "The reason: it comes from orgs of both.")
}

test_authorizations_make_nobody_two_partners if {
	config := testing.config_with({"authorizations": [{
		"subject": "user/user-bo",
		"divisions": ["Partner_Acme_Support"],
		"reason": "looks after both",
	}]})
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as config
}

test_sitting_in_another_partners_division_is_the_other_rule if {
	count(rule.findings) == 0 with input as testing.org_with({"users": {"user-ana": {"division_id": "div-beta"}}})
		with data.cordon.config as testing.config
}

test_clients_are_the_other_rule if {
	config := testing.config_with({"partners": {"beta": {"oauth_client_names": ["Vendor_*_App"]}}})
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as config
	count(shared_clients.findings) == 1 with input as testing.org with data.cordon.config as config
}
