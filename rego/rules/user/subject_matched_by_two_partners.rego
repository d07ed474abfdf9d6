# METADATA
# title: Subject is matched by two partners
# description: >-
#   What the policy file says gives one user or trusted org to two partners, so nobody can say which of them answers for
#   it. A user is two partners' when both list it, or when it has the e-mail domain of one and was cloned from the org
#   of the other: people who changed sides look like that. An org is when it has the name that one partner gives and the
#   id that another gives; its users and groups are one finding, on the org. A user that is listed belongs to whoever
#   lists it, an authorization for more divisions makes nobody two partners', and a user of one partner in a division of
#   another is left to partner-user-outside-partner-division. OAuth clients are left to oauth-client-shared-by-partners.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: subject-matched-by-two-partners
#   severity: medium
#   requires: [users]
#   requires_if:
#     divisions: [partners.*.divisions]
#     trustees: [partners.*.trustee_orgs]
#   requires_policy: [partners]
#   tags: [user, partner, accountability, policy]
#   controls:
#     cis-controls: ["5"]
#     iso-27001: [A.5.19]
#     nist-800-53: [AC-2]
#   remediation: >-
#     Find out which partner the subject works for, and list the user there and only there in the policy file: a listed
#     user belongs to whoever lists it. A clone of somebody who changed sides is better replaced by a user of its own.
#     Give trusted orgs by their ids.
#   examples:
#     fires:
#       - why: The freelancer changed sides, and the old vendor's list was not cleared up.
#         snapshot: {}
#         config: {partners: {acme: {users: [bo.castell@beta.example]}, beta: {users: [user-bo]}}}
#       - why: Acme hired somebody of the other vendor's and went on with the clone.
#         snapshot: {users: {user-ana: {cloned_from_org_id: org-beta}}}
#     quiet:
#       - why: Listed for one vendor, which decides, whatever the address.
#         snapshot: {}
#         config: {partners: {acme: {users: [bo.castell@beta.example]}}}
package cordon.rules.user.subject_matched_by_two_partners

import data.cordon.lib.describe
import data.cordon.lib.partners

findings contains finding if {
	some id, found in partners.users
	count(found) > 1
	[how, places] := same_step(id)
	finding := finding_on("user", id, describe.subject("user", id), found, how, places)
}

findings contains finding if {
	some id, by_origin in partners.users_by_origin
	by_domain := partners.users_by_domain[id]
	not partners.users_listed[id]
	count(by_domain) == 1
	count(by_origin - by_domain) > 0
	how := sprintf("it has an e-mail domain of %s and is a clone from an org of %s", [describe.partners_of(by_domain), describe.partners_of(by_origin)])
	places := [["users", id, "cloned_from_org_id"], ["users", id, "email"]]
	finding := finding_on("user", id, describe.subject("user", id), by_domain | by_origin, how, places)
}

findings contains finding if {
	some id, found in shared_orgs
	name := sprintf("Trusted org %s (%s)", [input.trustees[id].name, id])
	finding := finding_on("trustee", id, name, found, "both give it as an org of theirs", [["trustees", id, "name"]])
}

findings contains finding if {
	some [type, section, by_id] in trustee_subjects
	some id, found in by_id
	count(found) > 1
	orgs := {org | some org, _ in partners.trustee_orgs; input.trustees[org][section][id]}
	count(orgs & object.keys(shared_orgs)) == 0
	places := [["trustees", org, section, id] | some org in sort(orgs)]
	finding := finding_on(type, id, describe.subject(type, id), found, "it comes from orgs of both", places)
}

trustee_subjects := [
	["trustee_user", "users", {id: found | some id, found in partners.trustee_users}],
	["trustee_group", "groups", {id: found | some id, found in partners.trustee_groups}],
]

finding_on(type, id, name, found, how, places) := {
	"subject": {"type": type, "id": id},
	"message": sprintf("%s is matched by %d partners: %s. The reason: %s.", [name, count(found), describe.partners_of(found), how]),
	"path": places[0],
	"related": array.slice(places, 1, count(places)),
	"data": {"partners": sort(found)},
}

# Why one step gives a user to both, and the place that says so. cordon refuses a policy file in which two partners
# share a domain or a division, and other engines do not.
same_step(id) := ["both list it", listed_place(id)] if {
	partners.users_listed[id]
} else := ["both give its e-mail domain", [["users", id, "email"]]] if {
	partners.users_by_domain[id]
} else := ["both give the org that it is a clone from", [["users", id, "cloned_from_org_id"]]] if {
	partners.users_by_origin[id]
} else := ["both own the division that it is in", [["users", id, "division_id"]]]

# A listed user may have left only its grants.
listed_place(id) := [["users", id]] if {
	input.users[id]
} else := [["grants", id]]

shared_orgs := {id: found | some id, found in partners.trustee_orgs; count(found) > 1}
