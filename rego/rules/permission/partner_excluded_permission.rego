# METADATA
# title: Partner holds an excluded permission
# description: >-
#   The policy file lists permissions that no partner may hold: carrier settings, giving out roles, bulk export
#   and the like. A role that this partner holds contains some of them. A permission that doesn't follow divisions
#   works in the whole org however narrow the grant is.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=187499
#     description: "Access control permissions overview"
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-excluded-permission
#   severity: critical
#   sets: [default, seed, strict]
#   requires: [users, divisions, groups, grants, roles]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   requires_policy: [partners, permissions.excluded]
#   tags: [permission, partner, escalation]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.19, A.8.2]
#     nist-800-53: [AC-5, AC-6]
#   remediation: >-
#     Take the permissions out of the role if only partners hold it. Otherwise copy the role without them, grant
#     the copy to the partner in the same divisions, and remove the grant of the original.
#   examples:
#     fires:
#       - why: Somebody added "edit user" to the role so that the vendor could fix names.
#         snapshot: {roles: {role-support: {permissions: {'directory:user:edit': {conditional: false}}}}}
#       - why: The old one-word admin permission is excluded too.
#         snapshot: {roles: {role-support: {general_permissions: [admin]}}}
#         config: {permissions: {excluded: [admin]}}
#     quiet:
#       - why: A role that only the org's own people hold may contain them.
#         snapshot: {roles: {role-operations: {permissions: {'directory:user:edit': {conditional: false}}}}}
package cordon.rules.permission.partner_excluded_permission

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.partners
import data.cordon.lib.permissions

findings contains finding if {
	excluded_in := permissions.excluded_in
	some [type, id, role_id], entries in access.held
	excluded := excluded_in[role_id]
	some partner in partners.subjects[type][id]
	finding := {
		"subject": {"type": type, "id": id},
		"message": sprintf("%s holds %s with excluded permissions. They are: %s. Granted in %s.%s", [
			describe.holder(type, id, partner),
			describe.role(role_id),
			wording[role_id],
			describe.divisions(access.divisions_in(entries)),
			describe.members(type, id, partner),
		]),
		"path": access.first_place(entries),
		"related": array.concat(places[role_id], describe.holder_places(type, id, partner)),
		"partner": partner,
		"divisions": sort(access.divisions_in(entries)),
		"key": [partner, role_id],
		"data": {"permissions": sort(excluded)},
	}
}

# Worked out once a role, however many hold it, and not at all for those that nobody holds.
in_held_roles[role_id] := names if {
	excluded_in := permissions.excluded_in
	some role_id in access.held_roles
	names := excluded_in[role_id]
}

wording[role_id] := describe.permission_list(role_id, names) if some role_id, names in in_held_roles

# Where the role gives them: the permission, the wildcard that covers it, or its place among the one-word ones.
places[role_id] := describe.first_places(listed | one_word) if {
	some role_id, names in in_held_roles
	listed := {["roles", role_id, "permissions", key] |
		some name in names
		some key in permissions.sources(role_id, name)
	}
	one_word := {["roles", role_id, "general_permissions", i] |
		some i, name in input.roles[role_id].general_permissions
		names[name]
	}
}

# Whether a role's wildcard and a pattern of the policy file meet, only the catalogue can tell.
not_evaluated contains reason if {
	permissions.undecided.roles
	some reason in permissions.undecided.excluded
}

not_evaluated contains reason if some reason in access.unknown_roles
