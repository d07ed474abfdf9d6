# METADATA
# title: Partner can get more access step by step
# description: >-
#   With what this partner subject holds today there is a chain of steps, each of which the org allows, that ends in
#   access which nobody gave it: it takes over an account, joins a group or changes a role, and goes on with what that
#   holds. The evidence leads to the grants, roles and memberships that make each step possible. One chain is told, the
#   shortest to everything in the whole org where there is one, else the shortest; the message counts the others. A chain of nothing but owning a group is left to
#   group-owner-can-extend-access, and whoever holds the one-word `admin` needs no chain. What stored credentials of
#   integrations allow is not in a snapshot, access policies that deny a step are not looked at, and neither are second
#   factors: a chain is what roles allow at most. Users that are not active can take no step and are left to
#   partner-user-inactive-with-grants.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
#   - ref: https://help.mypurecloud.com/?p=187499
#     description: "Access control permissions overview"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-escalation-path
#   severity: critical
#   requires: [users, divisions, groups, grants, roles, oauth_clients, permissions]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#   requires_policy: [partners]
#   tags: [permission, partner, escalation, lateral-movement]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.19, A.8.2]
#     nist-800-53: [AC-5, AC-6]
#   remediation: >-
#     Break the first step: take the permission that opens it out of the partner's role, or the subject out of the
#     group that gives it. `cordon access paths --from SUBJECT` lists all chains with their evidence; run it again
#     afterwards, since a longer chain may be left.
#   examples:
#     fires:
#       - why: The vendor's lead may set passwords in a division where one of the org's administrators sits.
#         snapshot: {roles: {role-desk: {name: Password Desk, default: false, permissions:
#           {'directory:user:setPassword': {conditional: false}}}}, grants: {user-ana: [{subject_type: user, role_id:
#           role-desk, division_id: div-home}]}}
#         facts: {schema_version: "1", targets: [], subjects: {user: {user-ana: {partners: [acme], held:
#           ['directory:user:setPassword'], open_ends: [], chains: [{gives: ['authorization:grant:add'], everything:
#           true, steps: [{edge: set-password, title: Set another user's password, permissions:
#           ['directory:user:setPassword'], from: {id: user/user-ana, label: Ana Duarte}, to: {id: everything, label:
#           everything in the whole org}, explanation: It signs in as that user., paths: [[grants, user-ana, 0]]}]}]}}}}
#     quiet:
#       - why: Nothing that the partners hold leads any further.
#         snapshot: {}
#         facts: {schema_version: "1", targets: [], subjects: {user: {user-ana: {partners: [acme], held: [], open_ends:
#           [], chains: []}}}}
package cordon.rules.permission.partner_escalation_path

import data.cordon.lib.describe
import data.cordon.lib.escalation
import data.cordon.lib.partners

findings contains finding if {
	some [type, id], chains in worth_telling
	can_act(type, id)
	chain := best(chains)
	some partner in partners.subjects[type][id]
	places := array.concat(escalation.places(chain), describe.holder_places(type, id, partner))
	finding := {
		"subject": {"type": type, "id": id},
		"message": sprintf("%s can get more access than it was given: %s.%s %s%s", [
			describe.holder(type, id, partner),
			escalation.told(chain),
			ending(chain),
			opening(chain.steps[0]),
			others(count(chains) - 1),
		]),
		"path": places[0],
		"related": array.slice([place | some place in places; place != places[0]], 0, 20),
		"partner": partner,
		"key": [partner],
		"data": {
			"everything": leads_to_all(chain),
			"permissions": chain.gives,
			"edges": [step.edge | some step in chain.steps],
		},
	}
}

# A user that is not active can take no step until somebody activates it again.
can_act(type, id) if not inactive(type, id)

inactive(type, id) if {
	type == "user"
	input.users[id].state != "active"
}

# Owning a group is a fact of the group, and its own rule says so.
worth_telling[key] := chains if {
	some key, found in escalation.chains
	chains := [chain | some chain in found; not is_ownership(chain)]
}

is_ownership(chain) if {
	count(chain.steps) == 1
	chain.steps[0].edge == "own-group"
}

# The shortest of those that lead to everything, or else of all. Undefined for none.
best(chains) := array.concat([chain | some chain in chains; leads_to_all(chain)], chains)[0]

leads_to_all(chain) := true if {
	chain.everything
} else := "admin" in chain.gives

# Not said twice.
ending(chain) := "" if {
	chain.steps[count(chain.steps) - 1].to.label == outcome(chain)
} else := sprintf(" It comes to %s.", [outcome(chain)])

outcome(chain) := "everything in the whole org" if {
	leads_to_all(chain)
} else := describe.first_names(chain.gives)

opening(step) := "The first step takes no permission." if {
	count(step.permissions) == 0
} else := sprintf("The first step takes %s.", [concat(" and ", step.permissions)])

others(n) := "" if {
	n == 0
} else := " 1 more chain leads to other permissions." if {
	n == 1
} else := sprintf(" %d more chains lead to other permissions.", [n])

not_evaluated contains reason if some reason in escalation.undecided
