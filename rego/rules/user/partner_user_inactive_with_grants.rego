# METADATA
# title: Partner user is not active and still holds grants
# description: >-
#   Genesys Cloud keeps the grants of a user who is deactivated or deleted. Whoever activates the account again, for
#   another person or by mistake, brings all of its access back in the same moment, without a request or an approval.
#   Grants of a group count, too: such a user is still a member of the group. A deleted user that left only its grants
#   behind is left to snapshot-dangling-reference.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-user-inactive-with-grants
#   severity: medium
#   requires: [users, groups, grants]
#   requires_if:
#     divisions: [partners.*.divisions]
#     trustees: [partners.*.trustee_orgs]
#   requires_policy: [partners]
#   tags: [user, partner, lifecycle]
#   controls:
#     cis-controls: ["5", "6"]
#     iso-27001: [A.5.18, A.5.19]
#     nist-800-53: [AC-2]
#   remediation: >-
#     Take the roles away and take the user out of the groups: on the user's Roles and Groups tabs, or with POST
#     /api/v2/authorization/subjects/{subjectId}/bulkremove. Make both a part of how people of partners leave.
#   examples:
#     fires:
#       - why: The agent left the vendor, and the account was deactivated with all it held.
#         snapshot: {users: {user-bo: {state: inactive}}}
#     quiet:
#       - why: The account was deleted after its roles had been taken away.
#         snapshot: {users: {user-bo: {state: deleted}}, grants: {user-bo: []}}
package cordon.rules.user.partner_user_inactive_with_grants

import data.cordon.lib.describe
import data.cordon.lib.partners

findings contains finding if {
	some id, entries in held
	places := {entry[0] | some entry in entries}
	path := describe.nearest(id, places)
	some partner in partners.users[id]
	finding := {
		"subject": {"type": "user", "id": id},
		"message": sprintf("%s is not active and still holds %s. It holds: %s.", [
			describe.holder("user", id, partner),
			describe.counted(count(entries), "grant"),
			describe.first_names(sort({entry[1] | some entry in entries})),
		]),
		"path": path,
		"related": array.concat([["users", id, "state"]], describe.first_places(places - {path})),
		"partner": partner,
		"key": [partner],
	}
}

# User id → set of `[path, words]` of the grants that would count if the user were active.
held[id] contains [["grants", id, i], words] if {
	some id, _ in partners.users
	input.users[id].state != "active"
	some i, grant in input.grants[id]
	grant.subject_type == "user"
	words := sprintf("%s in %s", [describe.role(grant.role_id), describe.division(grant.division_id)])
}

held[id] contains [["grants", group_id, i], words] if {
	some id, group_ids in partners.groups_of
	input.users[id].state != "active"
	some group_id in group_ids
	some i, grant in input.grants[group_id]
	grant.subject_type == "group"
	words := sprintf("%s in %s through group \"%s\"", [
		describe.role(grant.role_id),
		describe.division(grant.division_id),
		input.groups[group_id].name,
	])
}
