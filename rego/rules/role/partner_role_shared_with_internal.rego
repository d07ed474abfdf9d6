# METADATA
# title: Role is shared by partners and own people
# description: >-
#   Partners and the org's own people hold the same custom role. Whatever is added to it for a colleague, the partner
#   gets too, and nobody who edits the role sees that. With roles of their own, partners get only what was meant for
#   them. Own people are users of no partner, OAuth clients of no partner that reach no partner's division either
#   (oauth-client-unattributed reports those), and groups that pass roles on and have members of which none is a
#   partner's. Deleted users count on neither side. Default roles are left to partner-default-role.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-role-shared-with-internal
#   severity: low
#   sets: [strict]
#   requires: [users, divisions, groups, grants, roles, oauth_clients]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#   requires_policy: [partners]
#   tags: [role, partner, permission-creep]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18, A.5.19]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Copy the role, name the copy after partners, grant it to them in the same divisions, and remove their grants of
#     the original.
#   examples:
#     fires:
#       - why: The vendor's agent was given the role of the org's own operations lead.
#         snapshot: {grants: {user-bo: [{subject_type: user, role_id: role-operations, division_id: div-beta}]}}
#     quiet:
#       - why: Two partners may share a role that was made for partners.
#         snapshot: {grants: {user-bo: [{subject_type: user, role_id: role-support, division_id: div-beta}]}}
package cordon.rules.role.partner_role_shared_with_internal

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.index
import data.cordon.lib.partners
import data.cordon.lib.permissions

findings contains finding if {
	some role_id, own in own_holders
	of_partners := sort([key | some key in access.holders[role_id]; not is_deleted(key)])
	count(of_partners) > 0
	finding := {
		"subject": {"type": "role", "id": role_id},
		"message": sprintf("Custom %s (%s) is held by partners and by own people. Of partners: %s. Own: %s.", [
			describe.role(role_id),
			role_id,
			describe.some_of(of_partners, count(of_partners)),
			describe.some_of(own.first, own.count),
		]),
		"path": ["roles", role_id],
		"related": array.concat(places(role_id, of_partners), places(role_id, own.first)),
		"divisions": [],
		"data": {"of_partners": count(of_partners), "own": own.count},
	}
}

# Custom role of partner subjects → the first of its own holders, and how many there are. A role may have very many, so
# sets of ids are compared as a whole.
own_holders[role_id] := {"first": all, "count": (count(groups) + count(clients)) + count(users)} if {
	some role_id, _ in access.holders
	input.roles[role_id]
	not permissions.default_roles[role_id]
	ids := object.keys(object.get(index.subjects_by_role, role_id, {}))
	groups := ids & own_groups
	users := ids & own_users
	clients := {id | some id in own_clients_by_role[role_id]}
	all := array.concat(
		[["group", id] | some id in sort(groups)],
		array.concat(
			[["oauth_client", id] | some id in sort(clients)],
			[["user", id] | some id in array.slice(sort(users), 0, describe.evidence_limit)],
		),
	)
	count(all) > 0
}

is_deleted(key) if {
	key[0] == "user"
	input.users[key[1]].state == "deleted"
}

own_users := object.keys(input.users) - (object.keys(partners.users) | deleted_users)

deleted_users := object.keys(object.get(index.users_not_active, "deleted", {}))

own_groups contains id if {
	some id, _ in index.groups_with_grants
	group := input.groups[id]
	partners.passes_grants_on(group)
	not partners.groups[id]
	has_members(group)
}

has_members(group) if count(group.member_ids) > 0

has_members(group) if {
	group.include_owners
	count(group.owner_ids) > 0
}

# A client of nobody that reaches a partner's division may well be the partner's: oauth-client-unattributed says so.
own_clients_by_role[role_id] contains id if {
	some id, entries in access.client_grants
	not partners.oauth_clients[id]
	not access.client_grants_in_own[id]
	input.oauth_clients[id].grant_type == "client_credentials"
	some [role_id, _, _] in entries
}

places(role_id, subjects) := [access.first_place(access.grants_of(key[0], key[1], role_id)) |
	some key in array.slice(subjects, 0, describe.evidence_limit)
]
