package cordon.rules.hygiene.snapshot_dangling_reference_test

import data.cordon.lib.testing
import data.cordon.rules.hygiene.snapshot_dangling_reference as rule

test_good_org_is_quiet_and_looked_at if {
	count(rule.findings) == 0 with input as testing.org
	count(rule.not_evaluated) == 0 with input as testing.org
}

only(org) := finding if {
	found := rule.findings with input as org
	count(found) == 1
	some finding in found
}

test_user_that_left_its_grants if {
	grants := [testing.grant("user", "role-support", "div-acme"), testing.grant("user", "role-support", "div-beta")]
	finding := only(testing.org_of([testing.grants_of("user-gone", grants)]))
	finding == {
		"subject": {"type": "user", "id": "user-gone"},
		"message": concat(" ", [
			"User user-gone is not in the snapshot and is named in 2 places: grants (2).",
			"A subject that is deleted leaves its grants behind, so this is probably one.",
		]),
		"path": ["grants", "user-gone", 0],
		"related": [["grants", "user-gone", 1]],
		"data": {"places": 2},
	}
}

test_subjects_of_each_kind if {
	every type, words in {
		"user": "User",
		"group": "Group",
		"oauth_client": "OAuth client",
		"trustee_user": "Trustee user",
		"trustee_group": "Trustee group",
	} {
		finding := only(testing.org_of([testing.grants_of("id-gone", [testing.grant(type, "role-support", "div-acme")])]))
		finding.subject == {"type": type, "id": "id-gone"}
		start := sprintf("%s id-gone is not in the snapshot and is named in 1 place: grants (1).", [words])
		startswith(finding.message, start)
	}
}

test_subjects_that_are_there if {
	org := testing.org_of([
		testing.grants_of("client-acme", [testing.grant("oauth_client", "role-support", "div-acme")]),
		testing.grants_of("trustee-desk", [testing.grant("trustee_group", "role-support", "div-beta")]),
	])
	count(rule.findings) == 0 with input as org
}

test_an_id_of_another_kind_is_another_thing if {
	every type in ["user", "group", "oauth_client", "trustee_group"] {
		org := testing.org_of([testing.grants_of("trustee-rita", [testing.grant(type, "role-support", "div-beta")])])
		finding := only(org)
		finding.subject == {"type": type, "id": "trustee-rita"}
	}
	org := testing.org_of([testing.grants_of("trustee-desk", [testing.grant("trustee_user", "role-support", "div-beta")])])
	finding := only(org)
	finding.subject == {"type": "trustee_user", "id": "trustee-desk"}
}

test_role_of_grants_and_clients if {
	finding := only(testing.org_with({
		"grants": {"user-ana": [
			testing.grant("user", "role-support", "div-acme"),
			testing.grant("user", "role-gone", "div-acme"),
		]},
		"oauth_clients": {"client-acme": {"role_divisions": [
			{"role_id": "role-reporting", "division_id": "div-acme"},
			{"role_id": "role-gone", "division_id": "div-acme"},
		]}},
	}))
	finding.subject == {"type": "role", "id": "role-gone"}
	finding.path == ["grants", "user-ana", 1, "role_id"]
	finding.related == [["oauth_clients", "client-acme", "role_divisions", 1, "role_id"]]
	finding.message == concat(" ", [
		"Role role-gone is not in the snapshot and is named in 2 places:",
		"grants (1), roles of OAuth clients (1).",
	])
}

test_role_of_a_client_alone if {
	finding := only(testing.org_with({"oauth_clients": {"client-acme": {"role_divisions": [
		{"role_id": "role-gone", "division_id": "div-acme"},
	]}}}))
	finding.subject == {"type": "role", "id": "role-gone"}
}

test_division_of_grants_clients_and_users if {
	finding := only(testing.org_with({
		"grants": {"user-ana": [
			testing.grant("user", "role-support", "*"),
			testing.grant("user", "role-support", "div-gone"),
		]},
		"oauth_clients": {"client-acme": {"role_divisions": [
			{"role_id": "role-reporting", "division_id": "*"},
			{"role_id": "role-reporting", "division_id": "div-gone"},
		]}},
		"users": {"user-tom": {"division_id": "div-gone"}},
	}))
	finding.subject == {"type": "division", "id": "div-gone"}
	finding.path == ["grants", "user-ana", 1, "division_id"]
	finding.related == [
		["oauth_clients", "client-acme", "role_divisions", 1, "division_id"],
		["users", "user-tom", "division_id"],
	]
	contains(finding.message, "Division div-gone is not in the snapshot and is named in 3 places: ")
	endswith(finding.message, ": grants (1), roles of OAuth clients (1), users (1).")
}

test_division_of_one_of_them_alone if {
	every patch in [
		testing.user("user-tom", {"division_id": "div-gone"}),
		testing.client("client-acme", {"role_divisions": [{"role_id": "role-reporting", "division_id": "div-gone"}]}),
		testing.grants_of("user-tom", [testing.grant("user", "role-support", "div-gone")]),
	] {
		finding := only(testing.org_with(patch))
		finding.subject == {"type": "division", "id": "div-gone"}
	}
}

test_manager if {
	patch := {"users": {"user-ana": {"manager_id": "user-gone"}, "user-bo": {"manager_id": "user-ana"}}}
	finding := only(testing.org_with(patch))
	finding.subject == {"type": "user", "id": "user-gone"}
	finding.path == ["users", "user-ana", "manager_id"]
	finding.message == "User user-gone is not in the snapshot and is named in 1 place: users' managers (1)."
}

test_group_of_a_user if {
	finding := only(testing.org_with({"users": {"user-ana": {"group_ids": ["group-acme-night", "group-gone"]}}}))
	finding.subject == {"type": "group", "id": "group-gone"}
	finding.path == ["users", "user-ana", "group_ids", 1]
	endswith(finding.message, ": users' groups (1).")
}

test_members_and_owners_of_a_group if {
	finding := only(testing.org_with({"groups": {"group-bikes": {
		"member_ids": ["user-bo", "user-gone"],
		"owner_ids": ["user-gone"],
	}}}))
	finding.subject == {"type": "user", "id": "user-gone"}
	finding.path == ["groups", "group-bikes", "member_ids", 1]
	finding.related == [["groups", "group-bikes", "owner_ids", 0]]
	endswith(finding.message, "in 2 places: members of groups (1), owners of groups (1).")
}

test_each_missing_thing_is_one_finding if {
	found := rule.findings with input as testing.org_with({"grants": {
		"user-ana": [testing.grant("user", "role-gone", "div-gone")],
		"user-gone": [testing.grant("user", "role-gone", "div-lost")],
	}})
	testing.about(found) == {"division/div-gone", "division/div-lost", "role/role-gone", "user/user-gone"}
	testing.distinct(found)
}

test_evidence_is_limited if {
	grants := [testing.grant("user", "role-support", division_id) | some division_id in numbers.range(1, 30); true]
	texts := [object.union(grant, {"division_id": "div-acme"}) | some grant in grants]
	finding := only(testing.org_of([testing.grants_of("user-gone", texts)]))
	count(finding.related) == 20
	finding.data == {"places": 30}
}

# Everything that is missing, one thing of each kind.
wreck := testing.org_with({
	"grants": {
		"user-gone": [testing.grant("user", "role-gone", "div-gone")],
		"group-gone": [testing.grant("group", "role-support", "div-acme")],
		"client-gone": [testing.grant("oauth_client", "role-support", "div-acme")],
		"trustee-gone": [testing.grant("trustee_user", "role-support", "div-acme")],
		"desk-gone": [testing.grant("trustee_group", "role-support", "div-acme")],
	},
	"users": {"user-ana": {"manager_id": "user-lost", "group_ids": ["group-lost"], "division_id": "div-lost"}},
	"groups": {"group-bikes": {"member_ids": ["user-away"]}},
	"oauth_clients": {"client-acme": {"role_divisions": [{"role_id": "role-lost", "division_id": "div-away"}]}},
})

all_missing := {
	"user/user-gone", "role/role-gone", "division/div-gone", "group/group-gone", "oauth_client/client-gone",
	"trustee_user/trustee-gone", "trustee_group/desk-gone", "user/user-lost", "group/group-lost", "division/div-lost",
	"user/user-away", "role/role-lost", "division/div-away",
}

test_everything_that_is_missing if {
	found := rule.findings with input as wreck
	testing.about(found) == all_missing
}

test_what_is_named_in_an_incomplete_section_is_not_judged if {
	every section, types in {
		"divisions": {"division"},
		"groups": {"group"},
		"oauth_clients": {"oauth_client"},
		"roles": {"role"},
		"trustees": {"trustee_user", "trustee_group"},
		"users": {"user"},
		"grants": set(),
	} {
		org := testing.merged(wreck, {"sections": {section: {"status": "partial", "reason": "HTTP 403"}}})
		found := rule.findings with input as org
		testing.about(found) == {text | some text in all_missing; not split(text, "/")[0] in types}
		reasons := rule.not_evaluated with input as org
		reasons == {sprintf(
			"what is in `%s` and what names it was not compared: the section `%s` is partial: HTTP 403",
			[section, section],
		)}
	}
}

test_sections_that_are_not_there if {
	org := testing.without(wreck, [
		"groups", "sections/groups", "oauth_clients", "sections/oauth_clients", "trustees", "sections/trustees",
	])
	found := rule.findings with input as org
	testing.about(found) == {
		"user/user-gone", "role/role-gone", "division/div-gone", "user/user-lost", "division/div-lost",
	}
	count(rule.not_evaluated) == 3 with input as org
}

test_section_that_is_left_out if {
	without := testing.without(testing.org, ["oauth_clients"])
	silent := testing.merged(without, {"sections": {"oauth_clients": {"count": 0}}})
	count(rule.findings) == 0 with input as testing.without(silent, ["grants/client-acme"])
	contradicting := testing.merged(without, {"sections": {"oauth_clients": {"count": 12}}})
	reasons := rule.not_evaluated with input as contradicting
	count(reasons) == 1
}
