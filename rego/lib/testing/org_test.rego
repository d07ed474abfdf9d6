package cordon.lib.testing_test

import data.cordon.lib.testing

# No rule finds anything in the good org: a new rule that does is wrong, or the good org is. One lists what is no
# fault: the vendor's night shift has a group with a role.
test_every_rule_is_quiet if {
	rules := data.cordon.rules with input as testing.org with data.cordon.config as testing.config
	findings := {finding |
		some area in rules
		some name, rule in area
		name != "partner_access_through_group"
		some finding in rule.findings
	}
	findings == set()
}

test_patches_merge_deeply if {
	org := testing.org_with({"users": {"user-ana": {"state": "inactive"}}})
	org.users["user-ana"].name == "Ana Duarte"
	org.users["user-bo"].state == "active"
}

test_without if {
	org := testing.org_without(["groups", "users/user-ana/email"])
	not org.groups
	not org.users["user-ana"].email
	org.users["user-ana"].name
}

test_distinct if {
	a := {"subject": {"type": "user", "id": "u"}, "key": ["x"], "message": "1"}
	testing.distinct({a})
	not testing.distinct({a, object.union(a, {"message": "2"})})
}

test_patches_are_merged_in_their_order if {
	org := testing.org_of([
		testing.user("user-ana", {"state": "inactive"}),
		testing.user("user-ana", {"title": "Lead"}),
	])
	org.users["user-ana"].state == "inactive"
	org.users["user-ana"].title == "Lead"
	org.users["user-ana"].email == "ana.duarte@acme.example"
}

# One of everything that the good org does not have; whether it is a valid snapshot is tested from outside.
test_one_of_everything if {
	org := testing.org_of([
		testing.division("div-new", {}),
		testing.role("role-new", {"permissions": testing.unconditional({"routing:queue:view"})}),
		testing.user("user-new", {"division_id": "div-new", "group_ids": ["group-new"]}),
		testing.group("group-new", {"member_ids": ["user-new"]}),
		testing.client("client-new", {"role_divisions": [{"role_id": "role-new", "division_id": "div-new"}]}),
		testing.resource("queue-new", {"division_id": "div-new"}),
		testing.trustee_org("org-new", {"users": {"trustee-new": {"name": "Noor Valdez"}}}),
		testing.grants_of("user-new", [testing.grant("user", "role-new", "div-new")]),
	])
	count(org.users) == count(testing.org.users) + 1
	org.users["user-new"].email == "user-new@northwind-energy.example"
	org.groups["group-new"].member_ids == ["user-new"]
	org.roles["role-new"].permissions == {"routing:queue:view": {"conditional": false}}
	org.oauth_clients["client-new"].grant_type == "client_credentials"
	org.objects["queue-new"] == {"type": "QUEUE", "name": "queue-new", "division_id": "div-new"}
	org.divisions["div-new"] == {"name": "div-new", "home": false}
	org.trustees["org-new"].enabled
	org.grants["user-new"] == [testing.grant("user", "role-new", "div-new")]
}

test_good_org_is_a_document_of_its_own if testing.org_with({}) == testing.org

test_one_partner if {
	config := testing.config_with(testing.partner("gamma", {"divisions": ["Prod_Outages"]}))
	config.partners.gamma.divisions == ["Prod_Outages"]
	config.partners.gamma.users == []
	other := testing.config_with(testing.partner("acme", {"email_domains": []}))
	other.partners.acme.name == "Acme Support"
}
