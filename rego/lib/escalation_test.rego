package cordon.lib.escalation_test

import data.cordon.lib.escalation

step(from, title, to, path) := {
	"edge": "some-edge",
	"title": title,
	"permissions": ["directory:user:setPassword"],
	"from": {"id": sprintf("user/%s", [from]), "label": from},
	"to": {"id": sprintf("user/%s", [to]), "label": to},
	"explanation": "…",
	"paths": [path],
}

chain := {
	"gives": ["authorization:grant:add"],
	"everything": false,
	"steps": [
		step("Ana", "Set a password", "Marc", ["grants", "ana", 0]),
		step("Marc", "Join a group", "Admins", ["groups", "admins"]),
	],
}

given := {"schema_version": "1", "targets": ["authorization:grant:add"], "subjects": {"user": {
	"ana": {"partners": ["acme"], "held": ["directory:user:setPassword"], "chains": [chain], "open_ends": []},
	"bo": {"partners": ["beta"], "held": [], "chains": [], "open_ends": []},
}}}

test_subjects_with_chains if {
	found := escalation.chains with data.cordon.facts as given
	found == {["user", "ana"]: [chain]}
}

test_subjects_that_hold_some if {
	escalation.held == {["user", "ana"]: {"directory:user:setPassword"}} with data.cordon.facts as given
}

test_a_chain_is_told if {
	escalation.told(chain) == "Ana (set a password) → Marc (join a group) → Admins"
	escalation.places(chain) == [["grants", "ana", 0], ["groups", "admins"]]
}

test_evidence_has_an_end if {
	long := object.union(chain, {"steps": [step("a", "b", "c", ["users", i]) | some i in numbers.range(1, 30)]})
	escalation.places(long) == [["users", i] | some i in numbers.range(1, 20)]
}

test_without_facts_nothing_is_known if {
	count(escalation.undecided) == 0 with data.cordon.facts as given
	count(escalation.undecided) == 1
}
