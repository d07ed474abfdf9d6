# METADATA
# title: Partner holds a default role
# description: >-
#   Default roles such as Admin, Supervisor or Employee ship with Genesys Cloud, which adds permissions to them as
#   features appear. A partner that holds one gets those permissions too, and nobody reviews them. Default roles
#   were also made for the org's own people: they hold far more than an outsider's task needs.
# related_resources:
#   - ref: https://help.mypurecloud.com/articles/about-people-permissions/
#     description: "About people and permissions"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-default-role
#   severity: high
#   sets: [default, seed, strict]
#   requires: [users, divisions, groups, grants, roles]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   requires_policy: [partners]
#   tags: [role, partner, permission-creep]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.18, A.5.19]
#     nist-800-53: [AC-6]
#   remediation: >-
#     Create a custom role with the permissions that the partner's task needs, grant it in the same divisions, and
#     remove the default role. Where a group passes the role on, change the group's roles.
#   examples:
#     fires:
#       - why: The vendor's team lead was given the Supervisor role.
#         snapshot: {grants: {user-ana: [{subject_type: user, role_id: role-supervisor, division_id: div-acme}]}}
#     quiet:
#       - why: The org's own team lead may hold it.
#         snapshot: {grants: {user-tom: [{subject_type: user, role_id: role-supervisor, division_id:
#           div-billing}]}}
package cordon.rules.role.partner_default_role

import data.cordon.lib.access
import data.cordon.lib.describe
import data.cordon.lib.partners
import data.cordon.lib.permissions

findings contains finding if {
	some [type, id, role_id], entries in access.held
	permissions.default_roles[role_id]
	some partner in partners.subjects[type][id]
	finding := {
		"subject": {"type": type, "id": id},
		"message": sprintf("%s holds the default %s in %s. Genesys Cloud changes default roles over time.%s", [
			describe.holder(type, id, partner),
			describe.role(role_id),
			describe.divisions(access.divisions_in(entries)),
			describe.members(type, id, partner),
		]),
		"path": access.first_place(entries),
		"related": array.concat(describe.role_place(role_id), describe.holder_places(type, id, partner)),
		"partner": partner,
		"divisions": sort(access.divisions_in(entries)),
		"key": [partner, role_id],
	}
}

not_evaluated contains reason if some reason in access.unknown_roles
