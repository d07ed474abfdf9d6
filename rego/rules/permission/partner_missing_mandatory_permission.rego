# METADATA
# title: Partner user lacks a mandatory permission
# description: >-
#   Some permissions are needed before any other is of use. Without `directory:user:view`, for one, a partner sees
#   conversation ids but not the names of the agents in them, and can't solve the problem it was called for. What
#   follows is a hurried grant of something much wider, so a missing permission is worth finding first.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=187499
#     description: "Access control permissions overview"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-missing-mandatory-permission
#   severity: low
#   sets: [default, seed, strict]
#   requires: [users, divisions, groups, grants, roles]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#   optional: [oauth_clients] # the same helper tells whose they are, but only users are judged here
#   requires_policy: [partners, permissions.mandatory]
#   tags: [permission, partner, usability]
#   remediation: >-
#     Add the missing permissions to the custom role that the user holds, or grant the partner role that has them.
#   examples:
#     fires:
#       - why: The user got the reporting role only, which cannot show names.
#         snapshot: {grants: {user-bo: [{subject_type: user, role_id: role-reporting, division_id: div-beta}]}}
#     quiet:
#       - why: A second role, granted to a group, has what the first one lacks.
#         snapshot: {grants: {user-ana: [{subject_type: user, role_id: role-reporting, division_id: div-acme}]}}
package cordon.rules.permission.partner_missing_mandatory_permission

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.partners
import data.cordon.lib.permissions

findings contains finding if {
	some id, role_ids in access.effective_roles
	count(role_ids) > 0
	input.users[id].state == "active"
	missing := permissions.mandatory - union({given[role_id] | some role_id in role_ids})
	count(missing) > 0
	some partner in partners.users[id]
	finding := {
		"subject": {"type": "user", "id": id},
		"message": sprintf("%s lacks mandatory permissions: %s. Roles in effect: %s.", [
			describe.holder("user", id, partner),
			describe.listing(missing),
			describe.roles(role_ids),
		]),
		"path": ["users", id],
		"related": describe.first_places({place |
			some role_id in role_ids
			some place in describe.role_place(role_id)
		}),
		"partner": partner,
		"key": [partner],
		"data": {"permissions": sort(missing)},
	}
}

# What each role gives of the mandatory permissions. The one-word admin permission can do anything.
given[role_id] := found if {
	mandatory := permissions.mandatory
	some role_id, names in permissions.policy_names_in
	not permissions.of_role[role_id].admin
	found := names & mandatory
}

given[role_id] := permissions.mandatory if {
	some role_id, names in permissions.of_role
	names.admin
}

# A pattern stands for all that it matches in the catalogue, so without one nobody knows what is missing.
not_evaluated contains reason if some reason in permissions.undecided.mandatory
