# METADATA
# title: Partner may do anything
# description: >-
#   The one-word permission `admin` is older than all others and stands above them: whoever holds it through any role
#   can change anything in the whole org, whatever division the grant names and whatever the role says besides. It is
#   easily overlooked in a copy of the Admin role. Full access that a trust gives is no role and is not looked at here.
#   Where the policy file excludes `admin`, partner-excluded-permission says so instead. Clients that act as the user
#   who signs in are left out, since their roles give them nothing.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-superuser
#   severity: critical
#   requires: [users, divisions, groups, grants, roles]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   requires_policy: [partners]
#   tags: [permission, partner, escalation]
#   controls:
#     cis-controls: ["5", "6"]
#     iso-27001: [A.5.19, A.8.2]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Remove the grant today and look through the audit trail for what the holder changed. Then grant a custom role
#     with the permissions that the partner's task needs. If only partners hold the role, delete it.
#   examples:
#     fires:
#       - why: A copy of the Admin role was given to the vendor for the weekend of the go-live.
#         snapshot: {roles: {role-golive: {name: Go-live, default: false, permissions: {}, general_permissions: [admin]}},
#           grants: {user-bo: [{subject_type: user, role_id: role-golive, division_id: div-beta}]}}
#     quiet:
#       - why: The org's own administrator may do anything.
#         snapshot: {grants: {user-ines: [{subject_type: user, role_id: role-admin, division_id: div-home}]}}
#       - why: Another of the old one-word permissions does not give everything.
#         snapshot: {roles: {role-support: {general_permissions: [group_creation]}}}
package cordon.rules.permission.partner_superuser

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.partners
import data.cordon.lib.permissions

findings contains finding if {
	not permissions.excluded.admin
	some role_id in permissions.superuser_roles
	some [type, id] in access.holders[role_id]
	entries := access.grants_of(type, id, role_id)
	some partner in partners.subjects[type][id]
	finding := {
		"subject": {"type": type, "id": id},
		"message": sprintf("%s may do anything in the whole org: it holds %s with the one-word admin. Granted in %s.%s", [
			describe.holder(type, id, partner),
			describe.role(role_id),
			describe.divisions(access.divisions_in(entries)),
			describe.members(type, id, partner),
		]),
		"path": access.first_place(entries),
		"related": array.concat(
			describe.permission_places(role_id, {"admin"}),
			describe.holder_places(type, id, partner),
		),
		"partner": partner,
		"divisions": sort(access.divisions_in(entries)),
		"key": [partner, role_id],
	}
}

not_evaluated contains reason if some reason in access.unknown_roles
