# METADATA
# title: Group owner can hand the group's roles on
# description: >-
#   Owners of a group may add members to it; the API's documentation names no permission that this takes. Where the
#   group holds roles, an owner who works for a partner can give these roles to anybody in the org, a colleague or a
#   second account included, without a permission to grant roles and without anybody of the org being asked. Only owners
#   that are active count. With `internal_owners`, owners of the org's own are listed too, unless a role of theirs lets them
#   grant roles anyway, wherever that role is granted.
# related_resources:
#   - ref: https://developer.genesys.cloud/authorization/platform-auth/
#     description: "Platform API authorization and its grant types"
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: group-owner-can-extend-access
#   severity: high
#   requires: [users, divisions, groups, grants, roles]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#   optional: [permissions]
#   requires_policy: [partners]
#   tags: [group, partner, escalation]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18, A.8.2]
#     nist-800-53: [AC-2, AC-6]
#   params:
#     internal_owners:
#       description: Whether owners of the org's own are reported too, who could not grant the group's roles otherwise.
#       default: false
#   remediation: >-
#     Make somebody of the org's own the owner of the group who is allowed to grant roles, and remove the partner's
#     user from the owners. If the partner needs to manage the group itself, take its roles away and grant them to
#     the people.
#   examples:
#     fires:
#       - why: The vendor's service manager owns the night shift's group, which holds the support role.
#         snapshot: {groups: {group-acme-night: {owner_ids: [user-vera]}}}
#     quiet:
#       - why: The group is owned by the org's own administrator.
#         snapshot: {groups: {group-acme-night: {owner_ids: [user-ines]}}}
#       - why: The owner's account is inactive.
#         snapshot: {users: {user-vera: {state: inactive}}, groups: {group-acme-night: {owner_ids: [user-vera]}}}
package cordon.rules.group.group_owner_can_extend_access

import data.cordon.lib.describe
import data.cordon.lib.groups
import data.cordon.lib.partners
import data.cordon.lib.permissions

# `[group id, index, user id]` of the active owners of groups that pass roles on.
owners contains [group_id, i, id] if {
	some group_id, _ in groups.roles
	some i, id in input.groups[group_id].owner_ids
	input.users[id].state == "active"
}

findings contains finding if {
	some [group_id, i, id] in owners
	some partner in partners.users[id]
	finding := object.union(extended(group_id, i, describe.holder("user", id, partner)), {
		"related": array.concat([["users", id], ["groups", group_id]], groups.places(groups.roles[group_id])),
		"partner": partner,
		"key": [partner, id],
	})
}

findings contains finding if {
	some [group_id, i, id] in internal_owners
	finding := object.union(extended(group_id, i, describe.subject("user", id)), {
		"related": array.concat([["users", id], ["groups", group_id]], groups.places(groups.roles[group_id])),
		"key": [id],
	})
}

extended(group_id, i, owner) := {
	"subject": {"type": "group", "id": group_id},
	"message": sprintf("%s passes %s on to whomever its owner adds: %s. %s", [
		describe.subject("group", group_id),
		groups.told(groups.roles[group_id]),
		owner,
		"Owners may add members, and no permission is documented for that.",
	]),
	"path": ["groups", group_id, "owner_ids", i],
	"divisions": groups.divisions(groups.roles[group_id]),
}

internal_owners contains [group_id, i, id] if {
	some [group_id, i, id] in asked_for
	not may_grant[id]
}

# Only where the parameter asks for them: nothing else looks at the roles of the org's own people.
asked_for contains [group_id, i, id] if {
	data.cordon.params["group-owner-can-extend-access"].internal_owners
	some [group_id, i, id] in owners
	not partners.users[id]
}

people contains id if some [_, _, id] in asked_for

# Groups whose roles they get.
own_groups[id] contains group_id if {
	some id in people
	some group_id, _ in groups.roles
	id in input.groups[group_id].member_ids
}

own_groups[id] contains group_id if {
	some [group_id, _, id] in asked_for
	input.groups[group_id].include_owners
}

own_groups[id] contains group_id if {
	some id in people
	some group_id in input.users[id].group_ids
}

may_grant contains id if {
	some id in people
	some grant in input.grants[id]
	grant.subject_type == "user"
	granting_roles[grant.role_id]
}

may_grant contains id if {
	some id, group_ids in own_groups
	some group_id in group_ids
	some [role_id, _, _] in groups.roles[group_id]
	granting_roles[role_id]
}

granting_roles contains role_id if {
	some role_id, names in permissions.of_role
	count(names & {"admin", "authorization:grant:add"}) > 0
}
