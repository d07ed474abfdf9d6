# METADATA
# title: Role of a partner holds permissions that nobody uses
# description: >-
#   The org analyses which permissions of a role were used in the last weeks (30 days, unless its settings say
#   otherwise). What none of the role's holders used can go before anybody misses it, and less is lost with a stolen
#   account. A permission that is needed once a year looks unused, too: ask first. Only custom roles are looked at,
#   since default roles are not for partners at all (partner-default-role). Left out are permissions that the policy
#   file demands or excludes; partner-excluded-permission reports the latter, used or not. A role without an analysis
#   can't be judged, and the rule says so.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=243735
#     description: "Unused permissions of a role"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-unused-permission
#   severity: low
#   requires: [users, divisions, groups, grants, roles]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   optional: [permissions] # wildcards apart, the names are those that the role spells out
#   requires_policy: [partners]
#   tags: [role, partner, permission-creep]
#   params:
#     at_least:
#       description: The least number of unused permissions that is worth a finding.
#       default: 3
#       minimum: 1
#       maximum: 1000
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Ask the partner which of them it needs for rare tasks, and take the others out of the role.
#   examples:
#     fires:
#       - why: The desk got flows and evaluations for a project that has ended.
#         snapshot: {roles: {role-support: {unused_permissions: ['architect:flow:view', 'quality:evaluation:view',
#           'quality:evaluation:edit'], permissions: {'quality:evaluation:edit': {conditional: false}}}}}
#     quiet:
#       - why: All of the role is used.
#         snapshot: {roles: {role-support: {unused_permissions: []}, role-reporting: {unused_permissions: []}}}
package cordon.rules.role.partner_unused_permission

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.permissions

findings contains finding if {
	some role_id, names in unused
	count(names) >= data.cordon.params["partner-unused-permission"].at_least
	held_by := sort(access.holders[role_id])
	finding := {
		"subject": {"type": "role", "id": role_id},
		"message": sprintf("Custom %s (%s), which partners hold, has %s that nobody used. Unused: %s. Its holders: %s.", [
			describe.role(role_id),
			role_id,
			describe.counted(count(names), "permission"),
			describe.permission_list(role_id, names),
			describe.some_of(held_by, count(held_by)),
		]),
		"path": ["roles", role_id, "unused_permissions"],
		"related": array.concat(
			describe.permission_places(role_id, names),
			[access.first_place(access.grants_of(key[0], key[1], role_id)) |
				some key in array.slice(held_by, 0, describe.evidence_limit)
			],
		),
		"divisions": [],
		"data": {"permissions": sort(names)},
	}
}

# Role id → the names, of custom roles that partner subjects hold and the org has analysed.
unused[role_id] := names if {
	of_no_concern := permissions.excluded | permissions.mandatory
	some role_id in custom_roles
	names := ({name | some name in input.roles[role_id].unused_permissions} & permissions.of_role[role_id]) - of_no_concern
}

custom_roles contains role_id if {
	some role_id, _ in access.holders
	input.roles[role_id]
	not permissions.default_roles[role_id]
}

not_evaluated contains reason if {
	unknown := {role_id | some role_id in custom_roles; not input.roles[role_id].unused_permissions}
	count(unknown) > 0
	reason := sprintf("the snapshot has no analysis of unused permissions of roles that partner subjects hold: %s", [
		describe.roles(unknown),
	])
}

not_evaluated contains reason if some reason in access.unknown_roles
