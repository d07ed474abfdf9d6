package cordon.rules.permission.partner_escalation_path_test

import data.cordon.lib.testing
import data.cordon.rules.permission.partner_escalation_path as rule
import data.cordon.rules.user.partner_user_inactive_with_grants as inactive

step(edge, permissions, to, places) := {
	"edge": edge,
	"title": "Take A Step",
	"permissions": permissions,
	"from": {"id": "user/user-ana", "label": "Ana Duarte"},
	"to": {"id": "somewhere", "label": to},
	"explanation": "",
	"paths": places,
}

own_group := {
	"gives": ["oauth:client:add"],
	"everything": false,
	"steps": [step("own-group", [], "Night shift", [["groups", "group-acme-night"]])],
}

short := {
	"gives": ["directory:group:edit", "oauth:client:edit"],
	"everything": false,
	"steps": [step("set-password", ["directory:user:setPassword"], "Tom Brandt", [
		["grants", "user-ana", 0],
		["users", "user-tom"],
	])],
}

admin := {
	"gives": ["admin", "authorization:grant:add"],
	"everything": false,
	"steps": [
		step("own-group", [], "Night shift", [["groups", "group-acme-night"], ["users", "user-ana"]]),
		step("trust", ["a:b:c", "d:e:f"], "Ines Okafor", [["users", "user-ines"]]),
	],
}

all := {
	"gives": ["authorization:grant:add"],
	"everything": true,
	"steps": [step("trust-new-org", ["a:b:c", "d:e:f"], "everything in the whole org", [["grants", "user-ana", 0]])],
}

facts(chains) := {"schema_version": "1", "targets": [], "subjects": {"user": {
	"user-ana": {"partners": ["acme"], "held": [], "chains": chains, "open_ends": []},
	"user-bo": {"partners": ["beta"], "held": ["oauth:client:add"], "chains": [], "open_ends": []},
}}}

findings(chains) := found if {
	found := rule.findings with input as testing.org with data.cordon.config as testing.config
		with data.cordon.facts as facts(chains)
}

test_good_org_is_quiet if {
	count(findings([])) == 0
}

test_one_chain if {
	found := findings([short])
	testing.about(found) == {"acme: user/user-ana"}
	some finding in found
	finding.key == ["acme"]
	finding.path == ["grants", "user-ana", 0]
	finding.related == [["users", "user-tom"], ["users", "user-ana"]]
	finding.data == {
		"everything": false,
		"permissions": ["directory:group:edit", "oauth:client:edit"],
		"edges": ["set-password"],
	}
	finding.message == concat("", [
		"User Ana Duarte (ana.duarte@acme.example) of Acme Support can get more access than it was given: ",
		"Ana Duarte (take a step) → Tom Brandt. It comes to directory:group:edit, oauth:client:edit. ",
		"The first step takes directory:user:setPassword.",
	])
}

test_the_one_that_leads_to_everything_is_told if {
	some finding in findings([short, all])
	finding.data.edges == ["trust-new-org"]
	finding.data.everything
	endswith(finding.message, concat("", [
		"→ everything in the whole org. The first step takes a:b:c and d:e:f. 1 more chain leads to other permissions.",
	]))
}

test_admin_is_everything if {
	some finding in findings([short, admin, all])
	finding.data.edges == ["own-group", "trust"]
	finding.data.everything
	contains(finding.message, "Ana Duarte (take a step) → Ana Duarte (take a step) → Ines Okafor. It comes to everything")
	endswith(finding.message, "The first step takes no permission. 2 more chains lead to other permissions.")
}

test_the_shortest_of_equals_is_told if {
	longer := object.union(short, {"steps": [short.steps[0], step("join-group", ["x:y:z"], "Admins", [])]})
	some finding in findings([short, longer])
	finding.data.edges == ["set-password"]
}

test_one_finding_a_subject if {
	count(findings([short, admin, all])) == 1
}

test_subject_of_two_partners if {
	config := testing.config_with({"partners": {"beta": {"users": ["user-ana"]}, "acme": {"users": ["user-ana"]}}})
	found := rule.findings with input as testing.org with data.cordon.config as config
		with data.cordon.facts as facts([short])
	testing.about(found) == {"acme: user/user-ana", "beta: user/user-ana"}
	testing.distinct(found)
}

test_owning_a_group_is_group_owner_can_extend_access if {
	count(findings([own_group])) == 0
	some finding in findings([own_group, short])
	finding.data.edges == ["set-password"]
	not contains(finding.message, "more chain")
}

# What it holds is that rule's.
test_user_that_is_not_active_is_partner_user_inactive_with_grants if {
	every state in ["inactive", "deleted"] {
		org := testing.org_with({"users": {"user-ana": {"state": state}}})
		count(rule.findings) == 0 with input as org with data.cordon.config as testing.config
			with data.cordon.facts as facts([short])
		count(inactive.findings) == 1 with input as org with data.cordon.config as testing.config
	}
}

test_a_trustee_user_has_no_state if {
	subjects := {"trustee_user": {"trustee-rita": {"partners": ["beta"], "held": [], "chains": [short], "open_ends": []}}}
	found := rule.findings with input as testing.org with data.cordon.config as testing.config
		with data.cordon.facts as {"schema_version": "1", "targets": [], "subjects": subjects}
	testing.about(found) == {"beta: trustee_user/trustee-rita"}
}

test_no_place_is_told_twice if {
	twice := object.union(short, {"steps": [step("set-password", ["p"], "x", [["users", "user-ana"], ["users", "user-tom"]])]})
	some finding in findings([twice])
	finding.path == ["users", "user-ana"]
	finding.related == [["users", "user-tom"]]
}

test_long_evidence_has_an_end if {
	long := object.union(short, {"steps": [step("set-password", ["p"], "x", [["users", i] |
		some i in numbers.range(1, 30)
	])]})
	some finding in findings([long])
	finding.path == ["users", 1]
	count(finding.related) == 20
}

test_without_facts_nothing_is_known if {
	reasons := rule.not_evaluated with input as testing.org with data.cordon.config as testing.config
	count(reasons) == 1
	none := rule.not_evaluated with data.cordon.facts as facts([])
	count(none) == 0
}
