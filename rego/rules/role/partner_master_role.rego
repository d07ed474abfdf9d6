# METADATA
# title: Master role for several partners
# description: >-
#   Somebody who looks after several vendors was given a role of its own that contains what the vendors' role has
#   and more. Such a master role grows with every wish, and revoking one vendor means taking it apart. The same
#   role granted once in each vendor's division gives the same view, leaves a clear audit trail and is revoked one
#   vendor at a time.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-master-role
#   severity: medium
#   sets: [default, seed, strict]
#   requires: [users, divisions, groups, grants, roles, oauth_clients]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#   requires_policy: [partners.*.divisions]
#   tags: [role, partner, permission-creep]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Grant the contained role to each holder once in every division it looks after, then remove the master role
#     from them and delete it. Put what is really needed in addition in a small role of its own.
#   examples:
#     fires:
#       - why: The manager of two vendors got a bigger role of its own instead of the same role twice.
#         snapshot: {roles: {role-master: {name: Partner Master, default: false, permissions:
#           {'analytics:conversationDetail:view': {conditional: false}, 'architect:flow:view': {conditional:
#           false}, 'directory:user:view': {conditional: false}, 'quality:evaluation:view': {conditional: false},
#           'routing:queue:view': {conditional: false}, 'routing:queue:edit': {conditional: false}}}}, grants:
#           {user-vera: [{subject_type: user, role_id: role-master, division_id: div-acme}, {subject_type: user,
#           role_id: role-master, division_id: div-beta}]}}
#     quiet:
#       - why: The same role is granted once in each division.
#         snapshot: {grants: {user-vera: [{subject_type: user, role_id: role-support, division_id: div-acme},
#           {subject_type: user, role_id: role-support, division_id: div-beta}]}}
package cordon.rules.role.partner_master_role

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.permissions
import data.cordon.lib.reach

findings contains finding if {
	some role_id, holders in reach.roles_of_multi_partner_subjects
	contained := {other | some other in access.held_roles; strictly_contains(role_id, other)}
	count(contained) > 0
	finding := {
		"subject": {"type": "role", "id": role_id},
		"message": sprintf("Custom %s (%s) is held only by subjects that reach several partners, and contains %s.%s%s.%s", [
			describe.role(role_id),
			role_id,
			describe.roles(contained),
			" Its holders: ",
			describe.listing({describe.subject(holder[0], holder[1]) | some holder in holders}),
			conditions(role_id, contained),
		]),
		"path": ["roles", role_id],
		"related": array.concat(
			describe.first_places({place | some other in contained; some place in describe.role_place(other)}),
			describe.first_places({holder[2] | some holder in holders}),
		),
		"divisions": [],
	}
}

strictly_contains(role_id, other) if {
	count(permissions.of_role[other]) < count(permissions.of_role[role_id])
	count(permissions.of_role[other] - permissions.of_role[role_id]) == 0
}

# A conditional permission counts as held; the message says which ones are, in this role and in those it contains.
conditions(role_id, contained) := concat("", [sprintf(" Conditional in %s: %s.", [describe.role(id), describe.listing(names)]) |
	some id in array.concat([role_id], sort(contained))
	names := {name | some name in permissions.of_role[id]; permissions.is_conditional(id, name)}
	count(names) > 0
])

# Which role contains which can't be told while wildcards stand for nobody knows what.
not_evaluated contains reason if some reason in permissions.undecided.roles
