package cordon.rules.user.cloned_user_with_grants_test

import data.cordon.lib.testing
import data.cordon.rules.user.cloned_user_with_grants as rule
import data.cordon.rules.user.partner_user_inactive_with_grants as inactive

test_good_org_is_quiet if {
	count(rule.findings) == 0 with input as testing.org with data.cordon.config as testing.config
}

clone := testing.org_with({"users": {"user-bo": {"cloned_from_org_id": "org-beta"}}})

test_partners_clone if {
	found := rule.findings with input as clone with data.cordon.config as testing.config
	testing.about(found) == {"beta: user/user-bo"}
	some finding in found
	finding.path == ["grants", "user-bo", 0]
	finding.related == [["users", "user-bo", "cloned_from_org_id"], ["trustees", "org-beta"]]
	finding.key == ["beta"]
	finding.message == concat(" ", [
		"User Bo Castell (bo.castell@beta.example) of Beta Care is a clone from org Beta Care Ltd (org-beta)",
		"and holds grants of its own.",
		"The trust in that org is in force; the clone would keep them when it ends.",
		"It holds: role \"Partner Support\" in division \"Partner_Beta_Care\".",
	])
}

test_clone_of_nobodys_org if {
	org := testing.org_of([
		testing.user("user-tom", {"cloned_from_org_id": "org-other"}),
		testing.trustee_org("org-other", {"name": "Meridian Audit"}),
	])
	found := rule.findings with input as org with data.cordon.config as testing.config
	testing.about(found) == {"user/user-tom"}
	some finding in found
	contains(finding.message, "is a clone from org Meridian Audit (org-other)")
	contains(finding.message, "It holds: role \"Operations Lead\" in division \"Prod_Outages\", role \"Supervisor\" in ")
}

test_trust_is_gone if {
	org := testing.org_with({"users": {"user-tom": {"cloned_from_org_id": "org-gone"}}})
	some finding in rule.findings with input as org with data.cordon.config as testing.config
	contains(finding.message, concat(" ", [
		" is a clone from org org-gone and holds grants of its own.",
		"There is no trust in that org any more. ",
	]))
	finding.related == [["users", "user-tom", "cloned_from_org_id"], ["grants", "user-tom", 1]]
}

test_trust_is_switched_off if {
	org := testing.merged(clone, {"trustees": {"org-beta": {"enabled": false, "expires_at": "2026-01-01T00:00:00Z"}}})
	some finding in rule.findings with input as org with data.cordon.config as testing.config
	contains(finding.message, " The trust in that org is switched off. ")
}

test_trust_has_ended if {
	org := testing.merged(clone, {"trustees": {"org-beta": {"expires_at": "2026-08-15T00:00:00Z"}}})
	some finding in rule.findings with input as org with data.cordon.config as testing.config
	contains(finding.message, " The trust in that org ended on 2026-08-15. ")
}

test_trust_ends_later if {
	org := testing.merged(clone, {"trustees": {"org-beta": {"expires_at": "2027-08-15T00:00:00Z"}}})
	some finding in rule.findings with input as org with data.cordon.config as testing.config
	contains(finding.message, " The trust in that org is in force; ")
}

test_without_grants if {
	org := testing.merged(clone, testing.grants_of("user-bo", []))
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_grants_of_another_kind_of_subject_do_not_count if {
	org := testing.merged(clone, testing.grants_of("user-bo", [testing.grant("trustee_user", "role-support", "div-beta")]))
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

# Tom has no grants of his own here; each test makes him a member in one way.
with_group(user, group, grants) := testing.org_of([
	testing.user("user-tom", object.union({"cloned_from_org_id": "org-other"}, user)),
	testing.grants_of("user-tom", []),
	testing.group("group-audit", group),
	testing.grants_of("group-audit", grants),
])

of_group := [testing.grant("group", "role-support", "div-billing")]

through_group(org) if {
	found := rule.findings with input as org with data.cordon.config as testing.config
	testing.about(found) == {"user/user-tom"}
	some finding in found
	finding.path == ["grants", "group-audit", 0]
	contains(finding.message, " is a clone from org org-other and holds grants through its groups. ")
	held := "role \"Partner Support\" in division \"Prod_Billing\" through group \"group-audit\""
	endswith(finding.message, sprintf(" It holds: %s.", [held]))
}

nothing_through_group(org) if {
	count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
}

test_the_user_names_the_group if through_group(with_group({"group_ids": ["group-audit"]}, {}, of_group))

test_the_group_names_the_user if through_group(with_group({}, {"member_ids": ["user-tom", "user-ana"]}, of_group))

test_own_grants_come_first if {
	org := testing.merged(with_group({}, {"member_ids": ["user-tom"]}, of_group), testing.grants_of("user-tom", [
		testing.grant("user", "role-operations", "div-outages"),
	]))
	some finding in rule.findings with input as org with data.cordon.config as testing.config
	finding.path == ["grants", "user-tom", 0]
	finding.related == [["users", "user-tom", "cloned_from_org_id"], ["grants", "group-audit", 0]]
	contains(finding.message, " and holds grants of its own. ")
}

test_owners_count_where_the_group_says_so if {
	through_group(with_group({}, {"owner_ids": ["user-tom", "user-ana"], "include_owners": true}, of_group))
	nothing_through_group(with_group({}, {"owner_ids": ["user-tom"], "include_owners": false}, of_group))
}

test_a_group_that_passes_nothing_on if {
	nothing_through_group(with_group({"group_ids": ["group-audit"]}, {"roles_enabled": false}, of_group))
	nothing_through_group(with_group({}, {"member_ids": ["user-tom"], "state": "inactive"}, of_group))
}

test_grants_under_a_groups_id_that_are_no_groups if {
	grants := [testing.grant("user", "role-support", "div-billing")]
	nothing_through_group(with_group({"group_ids": ["group-audit"]}, {}, grants))
}

test_partners_clones_that_are_not_active_are_the_other_rule if {
	every state in ["inactive", "deleted"] {
		org := testing.merged(clone, {"users": {"user-bo": {"state": state}}})
		count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
		count(inactive.findings) == 1 with input as org with data.cordon.config as testing.config
	}
}

test_others_that_are_not_active_are_found_here if {
	org := testing.org_with({"users": {"user-tom": {"cloned_from_org_id": "org-other", "state": "inactive"}}})
	count(rule.findings) == 1 with input as org with data.cordon.config as testing.config
}

test_two_partners_are_judged_each if {
	config := testing.config_with({"partners": {"acme": {"email_domains": ["beta.example"]}}})
	found := rule.findings with input as clone with data.cordon.config as config
	testing.about(found) == {"acme: user/user-bo", "beta: user/user-bo"}
	testing.distinct(found)
}
