# METADATA
# title: Partner holds a role in all divisions
# description: >-
#   A grant in all divisions ignores every fence: it reaches the other partners, the org's own teams and each
#   division that is created later. The admin pages offer it as the first choice when a role is assigned, so it is
#   easily given by mistake. What a partner may see should be a list of divisions that somebody chose.
# related_resources:
#   - ref: https://help.mypurecloud.com/?p=169702
#     description: "About access control: divisions, objects and who reaches them"
#   - ref: https://help.mypurecloud.com/?p=187499
#     description: "Access control permissions overview"
# schemas:
#   - input: schema["snapshot.schema"]
# custom:
#   id: partner-grant-all-divisions
#   severity: critical
#   sets: [default, seed, strict]
#   requires: [users, divisions, groups, grants]
#   requires_if:
#     trustees: [partners.*.trustee_orgs]
#     oauth_clients: [partners.*.oauth_client_names, partners.*.oauth_clients]
#   requires_policy: [partners]
#   tags: [grant, partner, lateral-movement]
#   controls:
#     cis-controls: ["6"]
#     iso-27001: [A.5.15, A.5.19]
#     nist-800-53: [AC-3, AC-6]
#   remediation: >-
#     Grant the same role once in each division that the partner is meant to reach, then remove the grant in all
#     divisions. For an OAuth client, edit its roles and pick divisions in place of "All Divisions".
#   examples:
#     fires:
#       - why: The role was assigned with "All Divisions" checked.
#         snapshot: {grants: {user-ana: [{subject_type: user, role_id: role-support, division_id: '*'}]}}
#     quiet:
#       - why: The org's own administrator may hold a role in all divisions.
#         snapshot: {grants: {user-ines: [{subject_type: user, role_id: role-admin, division_id: '*'}]}}
package cordon.rules.grant.partner_grant_all_divisions

import data.cordon.lib.access
import data.cordon.lib.describe

findings contains finding if {
	some breach in access.breaches["all-divisions"]
	finding := {
		"subject": {"type": breach.type, "id": breach.id},
		"message": sprintf("%s. It reaches every division of the org, those created later too.%s", [
			describe.grant(breach),
			describe.members(breach.type, breach.id, breach.partner),
		]),
		"path": breach.path,
		"related": describe.grant_places(breach),
		"partner": breach.partner,
		"divisions": [breach.division_id],
		"key": [breach.partner, breach.role_id, breach.division_id],
	}
}
